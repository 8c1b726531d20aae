package public_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web"
	"jikim/internal/web/portal"
	"jikim/internal/web/public"
	"jikim/test/harness"
	"jikim/test/site"
)

// open is an office whose figures of October and November are worth looking at: twelve petitions a month, of which two
// are answered too late or not at all, and twenty visits a month with a greeting, of which five have no record of it.
func open(t *testing.T) *site.Site {
	t.Helper()
	o := harness.New(t, "2026-10-01 09:30")
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	for _, month := range []string{"2026-10", "2026-11"} {
		o.Until(harness.At(t, month+"-02 09:30"))
		visits(o, officer)
		petitions(o, officer)
	}
	o.Until(harness.At(t, "2026-11-25 10:00"))
	for _, year := range []string{"2026", "2025"} {
		if _, err := o.FreshFigures(o.Context(), harness.Institution, year); err != nil {
			t.Fatal(err)
		}
	}
	return site.Open(o, nil, func(s *web.Server) web.Surface { return public.New(s) }, func(s *web.Server) web.Surface { return portal.New(s) })
}

func visits(o *harness.Office, officer app.Actor) {
	o.T.Helper()
	for n := range 20 {
		v, err := o.NewContact(o.Context(), officer, app.NewContact{Key: o.NewKey(), Channel: "visit"})
		must(o, err)
		if n >= 5 {
			record(o, officer, app.Entry{Case: v.Case, Contact: v.Contact, Kind: fact.VisitGreeted, Data: fact.With("stood", true, "phrase", n != 7, "first", true)})
		}
		o.Clock.Set(o.Now().Add(5 * time.Minute))
		record(o, officer, app.Entry{Case: v.Case, Contact: v.Contact, Kind: fact.VisitLeft})
	}
}

func petitions(o *harness.Office, officer app.Actor) {
	o.T.Helper()
	var cases []string
	for range 12 {
		p := o.Petition()
		p.Delivery = "pickup"
		r, _ := o.File(p)
		cases = append(cases, r.Case)
	}
	answer := func(id string) {
		_, err := o.Answer(o.Context(), officer, app.Result{Key: o.NewKey(), Case: id, Text: "평일에 엽니다.", How: "web"})
		must(o, err)
	}
	for _, id := range cases[:10] {
		o.Advance(2 * time.Hour)
		answer(id)
	}
	o.Advance(15 * 24 * time.Hour)
	answer(cases[10])
}

func record(o *harness.Office, officer app.Actor, e app.Entry) {
	o.T.Helper()
	e.Key = o.NewKey()
	_, err := o.Record(o.Context(), officer, e)
	must(o, err)
}

func must(o *harness.Office, err error) {
	o.T.Helper()
	if err != nil {
		o.T.Fatal(err)
	}
}

func TestPagesInBothLanguages(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, lang := range []string{"ko", "en"} {
		for _, path := range []string{"/performance", "/performance?period=2026", "/performance?period=2026-10", "/performance?period=2025-12",
			"/performance/case.deadline", "/performance/case.deadline?year=2025", "/charter", "/"} {
			got := s.Get(path, "Cookie", "lang="+lang)
			if got.StatusCode != http.StatusOK || strings.Contains(got.Text, "⟦") || !strings.Contains(got.Text, `<html lang="`+lang+`"`) {
				t.Errorf("%s %s: %d, missing sentences: %v", lang, path, got.StatusCode, strings.Contains(got.Text, "⟦"))
			}
		}
		for _, p := range s.Server.Charter().Promises {
			got := s.Get("/performance/"+p.ID, "Cookie", "lang="+lang)
			if want := http.StatusOK; got.StatusCode != want || strings.Contains(got.Text, "⟦") {
				t.Errorf("%s %s: %d", lang, p.ID, got.StatusCode)
			}
		}
	}
}

// TestSummaryIsHonest proves that what is overdue counts as broken and what has no record does not count as kept.
func TestSummaryIsHonest(t *testing.T) {
	t.Parallel()
	s := open(t)
	f, err := s.Figures(s.Context(), harness.Institution, "2026-10")
	if err != nil {
		t.Fatal(err)
	}
	deadline := f.Table.Row("case.deadline")
	if deadline == nil || deadline.Suppressed || deadline.Kept != 10 || deadline.Broken+deadline.Overdue != 2 {
		t.Fatalf("case.deadline: %+v", deadline)
	}
	page := s.Get("/performance/case.deadline?year=2026")
	if !strings.Contains(page.Text, "지킴 10, 어김 2, 확인 안 됨 0") {
		t.Error("the picture of October does not say 10 kept and 2 broken")
	}
	greeting := f.Table.Row("visit.greeting")
	if greeting == nil || greeting.Unproven != 5 || greeting.Kept != 14 || greeting.Broken != 1 || greeting.Judged != 15 {
		t.Fatalf("visit.greeting: %+v", greeting)
	}
	if page := s.Get("/performance?period=2026-10"); !strings.Contains(page.Text, ">93.3%<") {
		t.Error("the share of greetings is not 14 of 15")
	}
}

func TestPeriodsThatCannotBeAskedFor(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, path := range []string{"/performance?period=2026-12", "/performance?period=2027", "/performance?period=1999", "/performance?period=x",
		"/performance?period=2026-13", "/performance/nothing", "/performance/case.deadline?year=2026-10", "/data/performance/2026-11.xml",
		"/data/performance/2026-11", "/data/performance/1999.csv", "/data/performance/.csv2"} {
		if got := s.Get(path); got.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.StatusCode)
		}
	}
}

// TestDownloadsAgree proves that page, CSV and JSON tell the same figures, with what they rest on.
func TestDownloadsAgree(t *testing.T) {
	t.Parallel()
	s := open(t)
	ch := s.Server.Charter()
	text := s.Get("/data/performance/2026-10.csv")
	if !strings.HasPrefix(text.Text, "\ufeff") || text.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("no byte order mark, or closed to others: %v", text.Header)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text.Text, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(ch.Promises)+1 {
		t.Errorf("%d rows for %d promises", len(rows)-1, len(ch.Promises))
	}
	var d struct {
		Period   string
		Charter  struct{ Digest string }
		Promises []struct {
			Promise        string
			Suppressed     bool
			Kept, Unproven *int
		}
	}
	if err := json.Unmarshal([]byte(s.Get("/data/performance/2026-10.json").Text), &d); err != nil {
		t.Fatal(err)
	}
	if d.Period != "2026-10" || d.Charter.Digest != ch.Digest {
		t.Errorf("period %q, charter %q", d.Period, d.Charter.Digest)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	for i, p := range d.Promises {
		row := rows[i+1]
		kept := ""
		if p.Kept != nil {
			kept = strconv.Itoa(*p.Kept)
		}
		if row[column["promise"]] != p.Promise || row[column["kept"]] != kept {
			t.Errorf("%s: %v in CSV, kept %q in JSON", p.Promise, row, kept)
		}
		if p.Suppressed && p.Unproven != nil {
			t.Errorf("%s is suppressed and has numbers", p.Promise)
		}
	}
}

// TestTableNamesThePromisesOfOneSentence proves that rows of a table can be told apart, and that no period is offered twice.
func TestTableNamesThePromisesOfOneSentence(t *testing.T) {
	t.Parallel()
	page := open(t).Get("/performance?period=2026")
	for _, want := range []string{"(자료검색 컴퓨터)", "(회원가입 컴퓨터)", "(답변, 처리 불가 통지 또는 종결: 처리기간 안에)"} {
		if n := strings.Count(page.Text, want); n == 0 {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, period := range []string{"2026", "2026-11", "2025", "2025-12"} {
		if n := strings.Count(page.Text, `<option value="`+period+`"`); n != 1 {
			t.Errorf("the period %s is offered %d times", period, n)
		}
	}
}

// TestEasyWordsAndReadingAloud offers both switches on every page, and keeps the easy words from page to page.
func TestEasyWordsAndReadingAloud(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, path := range []string{"/performance", "/performance/case.deadline", "/charter", "/find", "/find/floors", "/find/room/reading_room"} {
		page := s.Get(path)
		if !strings.Contains(page.Text, "data-reads") || !strings.Contains(page.Text, "words=plain") {
			t.Errorf("%s offers no easy words or no reading aloud", path)
		}
	}
	for path, want := range map[string]string{"/performance": "약속을 지켰는지 적힌 그대로 보여 줍니다.", "/find": "찾는 곳이나 사람의 이름을 써 보세요."} {
		if usual := s.Get(path).Text; strings.Contains(usual, want) {
			t.Errorf("%s is in easy words unasked", path)
		}
		if easy := s.Get(path, "Cookie", "words=plain").Text; !strings.Contains(easy, want) || !strings.Contains(easy, "words=usual") {
			t.Errorf("%s is not in easy words", path)
		}
	}
}
