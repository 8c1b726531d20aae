package public_test

import (
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web"
	"jikim/internal/web/public"
	"jikim/test/harness"
	"jikim/test/site"
)

// amended is an office that let seven petitions of October be late: of six it told why and apologised, five it answered in the end.
func amended(t *testing.T) *site.Site {
	t.Helper()
	o := harness.New(t, "2026-10-05 09:30")
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	var late []string
	for range 7 {
		p := o.Petition()
		p.Delivery = "pickup"
		r, _ := o.File(p)
		late = append(late, r.Case)
	}
	due := o.Verdict(late[0], "case.deadline").Due
	for i, id := range late[:6] {
		o.Until(due.Add(time.Duration(i+1) * 20 * time.Minute))
		record(o, officer, app.Entry{Case: id, Kind: fact.DelayTold, Prose: map[string]string{"reason": "담당자 출장"}, Data: fact.With("expected", "2026-10-30T18:00:00+09:00", "channel", "phone")})
		record(o, officer, app.Entry{Case: id, Kind: fact.ApologyMade, Data: fact.With("officer", officer.Account, "how", "phone")})
	}
	o.Until(due.Add(48 * time.Hour))
	for _, id := range late[:5] {
		_, err := o.Answer(o.Context(), officer, app.Result{Key: o.NewKey(), Case: id, Text: "평일에 엽니다.", How: "web"})
		must(o, err)
	}
	o.Until(harness.At(t, "2026-11-02 09:00"))
	s := site.Open(o, nil, func(s *web.Server) web.Surface { return public.New(s) })
	publish(t, s, "2026-10", "")
	return s
}

// TestWhatWasDoneAfterBreachesIsPublic: how often and how soon, on the pages and in the files, and hidden where it is about few.
func TestWhatWasDoneAfterBreachesIsPublic(t *testing.T) {
	t.Parallel()
	s := amended(t)
	for path, want := range map[string][]string{
		"/publications/2026-10": {"14건 가운데 2건을 어겼습니다.", "7건 가운데 7건을 어겼습니다.", "사과 6건: 어긴 뒤 1시간(가운데 값), 가장 늦은 것은 2시간 걸렸습니다.",
			"늦게라도 함 5건: 기한을 2일(가운데 값), 가장 길게는 2일 넘겼습니다.", "그 뒤의 약속 “사실 확인 후 1시간 이내에"},
		"/publications/2026-10/case.deadline": {"어긴 뒤에 한 일", "걸린 시간(가장 늦은 것)"},
		"/data/publications/2026-10.csv": {",amends,apology.made,false" + strings.Repeat(",", 20) + "6,3600,7200",
			",amends,late,false" + strings.Repeat(",", 20) + "5,172800,172800"},
		"/data/publications/2026-10.json": {`{"by":"apology.made","n":6,"median":3600000,"worst":7200000}`},
	} {
		text := s.Get(path).Text
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s does not say %q", path, w)
			}
		}
	}
}
