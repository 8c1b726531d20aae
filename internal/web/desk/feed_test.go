package desk_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"

	"jikim/internal/app"
)

// TestDueDates subscribes a calendar to the due dates of an officer: they are those of his petitions, without names, under
// identifiers that stay; the link ends when it is made anew, taken away, or the account is disabled.
func TestDueDates(t *testing.T) {
	t.Parallel()
	s := site(t)
	kim, boss := s.LogIn(t, "kim", app.Officer), s.LogIn(t, "boss", app.Admin)
	r, _ := s.File(s.Petition())
	if _, err := s.Assign(t.Context(), kim.Actor, s.NewKey(), r.Case, kim.Actor.Account, ""); err != nil {
		t.Fatal(err)
	}
	link := func() string {
		page := kim.Get("/desk/dates").Is(http.StatusOK)
		return regexp.MustCompile(`/dates/[\w.-]+\.ics`).FindString(page.Body)
	}
	change := func(do string) { kim.Post("/desk/dates", url.Values{"do": {do}}).Is(http.StatusOK) }
	if link() != "" {
		t.Fatal("there is a link that nobody has made")
	}
	change("renew")
	first := link()
	reader := s.Visitor(t)
	got := reader.Get(first).Is(http.StatusOK)
	if !strings.Contains(got.Body, "\r\nBEGIN:VEVENT\r\n") {
		t.Errorf("lines do not end as RFC 5545 wants: %q", got.Body[:min(len(got.Body), 200)])
	}
	for line := range strings.SplitSeq(got.Body, "\r\n") {
		if len(line) > 75 {
			t.Errorf("a line of %d octets: %s", len(line), line)
		}
	}
	cal, err := ics.ParseCalendar(strings.NewReader(got.Body))
	if err != nil || len(cal.Events()) == 0 {
		t.Fatalf("%v: %s", err, got.Body)
	}
	verdict := s.Verdict(r.Case, "case.deadline")
	found := false
	for _, e := range cal.Events() {
		at, err := e.GetStartAt()
		found = found || err == nil && at.Equal(verdict.Due) && strings.HasPrefix(e.GetProperty(ics.ComponentPropertySummary).Value, r.Number)
	}
	if !found {
		t.Errorf("the due instant %v is not among them: %s", verdict.Due, got.Body)
	}
	for _, personal := range []string{"길동", "홍*동", "1234", "열람실"} {
		if strings.Contains(got.Body, personal) {
			t.Errorf("%q goes out", personal)
		}
	}
	uid := cal.Events()[0].Id()
	if again := reader.Get(first); !strings.Contains(strings.ReplaceAll(again.Body, "\r\n ", ""), uid) {
		t.Error("the identifiers have changed")
	}
	change("renew")
	second := link()
	reader.Get(first).Is(http.StatusNotFound)
	reader.Get(second).Is(http.StatusOK)
	reader.Get(second[:len(second)-6] + "xx.ics").Is(http.StatusNotFound)
	if err := s.DisableAccount(t.Context(), boss.Actor, kim.Actor.Account, true); err != nil {
		t.Fatal(err)
	}
	reader.Get(second).Is(http.StatusNotFound)
	if err := s.DisableAccount(t.Context(), boss.Actor, kim.Actor.Account, false); err != nil {
		t.Fatal(err)
	}
	if err := s.EndDatesLink(t.Context(), kim.Actor); err != nil {
		t.Fatal(err)
	}
	reader.Get(second).Is(http.StatusNotFound)
}
