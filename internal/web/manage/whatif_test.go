package manage_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/core/whatif"
	"jikim/internal/web/staff/stafftest"
)

// TestYearUnderAnotherLimit sees a petition again that is within its seven days and would be late after an hour.
func TestYearUnderAnotherLimit(t *testing.T) {
	t.Parallel()
	s := site(t)
	receipt, _ := s.File(s.Petition())
	s.Advance(5 * time.Hour)
	manager := s.LogIn(t, "manager", app.Manager)
	const path = "/manage/charter/what-if"
	see := func(q url.Values) string { return path + "?" + q.Encode() }
	manager.Get(path).Is(http.StatusOK).Has("만약에 본 한 해", "7 days by law", "그 해를 다시 보기", "예: 2026-05-04 임시공휴일")
	got := manager.Get(see(url.Values{"promise": {"remote.procedure"}, "limit": {"1 working hour"}, "year": {"2026"}})).Is(http.StatusOK).
		Has("기록을 읽기 시작했습니다.", "건을 모두 판정했습니다.", "7 days by law → 1 working hour", "어김 0, 확인 안 됨 0, 진행 1", "0% (지킴 0, 어김 1", "어기게 되는 건 1건 가운데 1건",
			"사과") // the notice and the apology for being late would have been owed, too
	got.Lacks("0001.") // what would have been owed only then was due at no time as it was
	if !strings.Contains(got.Body, "2026년 11월") || !strings.Contains(got.Body, "/desk/cases/"+receipt.Case) || !strings.Contains(got.Body, "format=csv") {
		t.Error("the month, the case or the file is not named")
	}
	file := manager.Get(see(url.Values{"promise": {"remote.procedure"}, "limit": {"1 working hour"}, "year": {"2026"}, "format": {"csv"}})).Is(http.StatusOK).
		Has("실제 · 지킴", "바꾸었다면 · 어김", "remote.procedure,처리절차 안내,민원접수 창구,0,0,0,1,0,1,0,0,1,0")
	if kind := file.Header.Get("Content-Type"); kind != "text/csv; charset=utf-8" {
		t.Errorf("the file is %q", kind)
	}
	got.Has("실제와 바꾸었다면", "모두 · 바꾸었다면")
	manager.Get(see(url.Values{"promise": {"remote.procedure"}, "limit": {"1 working hour"}, "tue": {"20:00-22:00"}, "year": {"2026"}})).
		Has("여는 시간을 바꿈", "달라지는 것이 없습니다.") // nobody would have been there before the evening: the hour had not run
	manager.Get(see(url.Values{"promise": {"remote.procedure"}, "limit": {"1 working hour"}, "year": {"2025"}})).Has("0건을 모두 판정했습니다.")
	for query, fault := range map[string]string{
		"promise=remote.procedure":                               "무엇을 바꿀지",
		"promise=remote.procedure&limit=soon":                    "기한으로 읽을 수 없습니다.",
		"promise=remote.procedure&limit=2+rings":                 "벨 횟수는",
		"promise=case.deadline&limit=3+days+by+law":              "바꿀 기한이 없습니다.",
		"promise=remote.procedure&limit=1+hour&mon=9":            "겹치면 안 됩니다.",
		"promise=remote.procedure&limit=1+hour&year=1999":        "보기 가운데",
		"promise=nothing&limit=1+hour":                           "보기 가운데",
		"promise=remote.procedure&mon=-&tue=-&wed=-&thu=-&fri=-": "겹치면 안 됩니다.",
		"promise=&limit=1+hour":                                  "기한을 바꿀 약속을",
		"promise=&days=tomorrow+holiday":                         "1번째 줄을 읽을 수 없습니다.",
		"promise=&days=2026-12-24%0A%0A2026-05-06+9-12":          "3번째 줄의 시간을 읽을 수 없습니다.",
		"promise=&days=1990-01-01":                               "달력에 없는 해",
		"promise=&instead=nothing":                               "보기 가운데",
		"promise=&desk=nothing&lunch=shut":                       "보기 가운데",
		"promise=&lunch=long":                                    "보기 가운데",
	} {
		manager.Get(path + "?" + query).Is(http.StatusUnprocessableEntity).Has(fault)
	}
	s.LogIn(t, "lead", app.Lead).Get(path).Is(http.StatusForbidden)
}

// TestYearUnderAnotherCalendar sees opinions again that were answered on the last of their 24 working hours: with a pause at noon less,
// they would have been late, with a holiday more, not; a text of the charter that promises two days breaks them, too.
func TestYearUnderAnotherCalendar(t *testing.T) {
	t.Parallel()
	s := site(t)
	receipt, err := s.GiveOpinion(t.Context(), app.Citizen("wonju", ""), app.Opinion{Key: s.NewKey(), Text: "의자가 헐겁습니다.", Answer: "web"})
	if err != nil {
		t.Fatal(err)
	}
	s.Advance(3*24*time.Hour - time.Minute)
	manager := s.LogIn(t, "manager", app.Manager)
	path := "/manage/opinions/" + receipt.Case + "/" + s.Stored(receipt.Case).Facts[0].ID
	form := manager.Get(path+"?reason_read=handling&act=opinion.told").MustForm(path, "kind", "opinion.told")
	form.Set("text", "살펴보았습니다.")
	manager.Post(path, form).Is(http.StatusOK)
	see := func(q url.Values, has ...string) *stafftest.Page {
		t.Helper()
		q["promise"] = append(q["promise"], "")
		return manager.Get("/manage/charter/what-if?" + q.Encode()).Is(http.StatusOK).Has(has...)
	}
	desk := s.Stored(receipt.Case).Head.Desk
	see(url.Values{"lunch": {"open"}}, "여는 시간을 바꿈", "어기게 되는 것 1건", "어기게 되는 건 1건 가운데 1건", "의견 검토 결과 통보")
	see(url.Values{"lunch": {"open"}, "desk": {desk}}, "의 건만 바꾸어 봄", "어기게 되는 것 1건")
	see(url.Values{"lunch": {"open"}, "desk": {"children"}}, "어기게 되는 것 0건")
	see(url.Values{"lunch": {"open"}, "days": {"2026-11-26 임시공휴일"}}, "특별한 날 1일을 더함", "어기게 되는 것 0건")
	see(url.Values{"lunch": {"open"}, "days": {"2026-11-26 13:00-18:00\n\n2026-12-24"}}, "특별한 날 2일을 더함", "어기게 되는 것 0건")
	manager.Get("/manage/charter/what-if?instead=draft&promise=").Is(http.StatusUnprocessableEntity).Has("무엇을 바꿀지")
	draft, err := s.Draft(t.Context(), manager.Actor)
	if err != nil {
		t.Fatal(err)
	}
	const review = "  then: [opinion.told, complaint.told]\n  within: 3 days by law\n"
	text := draft.Files["charter.yaml"]
	if strings.Count(text, review) != 1 {
		t.Fatal("the charter promises the result of an opinion otherwise")
	}
	if _, err := s.SaveDraft(t.Context(), manager.Actor, draft.Version, map[string]string{"charter.yaml": strings.Replace(text, review, strings.Replace(review, "3", "2", 1), 1)}); err != nil {
		t.Fatal(err)
	}
	see(url.Values{"instead": {"draft"}}, "헌장 문안: 쓰고 있는 초안", "어기게 되는 것 1건")
}

// TestYearUnderTheCharterOfTheNext sees this year under a draft that is to be in force from the next on: what the office owes as a whole is
// not lost for it.
func TestYearUnderTheCharterOfTheNext(t *testing.T) {
	t.Parallel()
	s := site(t)
	manager := s.LogIn(t, "manager", app.Manager)
	one := app.Entry{Key: s.NewKey(), Kind: fact.ItemInspected, Data: fact.With("item", "copier", "place", "종합자료실", "working", 1, "fee", "paid")}
	if _, err := s.RecordInstitution(t.Context(), s.LogIn(t, "inspector", app.Inspector).Actor, one); err != nil {
		t.Fatal(err)
	}
	draft, err := s.Draft(t.Context(), manager.Actor)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer("from: 2026-01-01", "from: 2027-01-01", "at least 1 working\n  item: copier", "at least 2 working\n  item: copier").
		Replace(draft.Files["charter.yaml"])
	if _, err := s.SaveDraft(t.Context(), manager.Actor, draft.Version, map[string]string{"charter.yaml": text}); err != nil {
		t.Fatal(err)
	}
	y, err := s.WhatIf(t.Context(), manager.Actor, app.Supposing{Instead: app.SupposeDraft, Promise: "item.copier"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if g := whatif.Total(y.Months()); g.Was[judge.Pending] != 1 || g.Would[judge.Broken] != 1 || g.Changed != 1 {
		t.Errorf("a day with one copier, where there would have had to be two: %+v", g)
	}
}

// TestLeavingEndsTheYear lets the reader of a year leave while it is counted.
func TestLeavingEndsTheYear(t *testing.T) {
	t.Parallel()
	s := site(t)
	manager := s.LogIn(t, "manager", app.Manager)
	for range 3 {
		s.File(s.Petition())
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	_, err := s.WhatIf(gone, manager.Actor, app.Supposing{Promise: "remote.procedure", Limit: "1 hour"}, nil)
	if err == nil {
		t.Error("a year was counted to its end for somebody who has left")
	}
	if _, err := s.WhatIf(t.Context(), manager.Actor, app.Supposing{Promise: "remote.procedure", Limit: "1 hour"}, nil); err != nil {
		t.Errorf("the next one: %v", err)
	}
}
