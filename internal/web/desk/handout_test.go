package desk_test

import (
	"net/http"
	"net/url"
	"testing"

	"jikim/internal/app"
	"jikim/internal/core/fact"
)

// TestHandout gives ticked cases to an officer with one press: each is his, once, also when the form is sent twice.
func TestHandout(t *testing.T) {
	t.Parallel()
	s := site(t)
	lead := s.LogIn(t, "lee", app.Lead)
	officer := s.Staff("kim", app.Officer, "library_information", "general")
	var cases []string
	for range 3 {
		r, _ := s.File(petition(s))
		cases = append(cases, r.Case)
	}
	lead.Get("/desk?scope=all").Has("여러 건 맡기기")
	page := lead.Get("/desk/handout?scope=all").Is(http.StatusOK)
	form := page.MustForm("/desk/handout", "to", "")
	lead.Post("/desk/handout", form).Is(http.StatusUnprocessableEntity).Has("맡길 민원을 골라 주세요.", "꼭 적어 주세요.")
	form["case"], form["to"] = cases[:2], []string{officer.Account}
	lead.Post("/desk/handout", form).Is(http.StatusOK).Has("2건을 맡겼습니다.")
	lead.Post("/desk/handout", form).Is(http.StatusOK)
	for i, id := range cases {
		stored := s.Stored(id)
		given := 0
		for _, f := range stored.Facts {
			if f.Kind == fact.CaseAssigned {
				given++
			}
		}
		if want := min(1, max(0, 2-i)); given != want {
			t.Errorf("case %d was given %d times, want %d", i, given, want)
		}
		if i < 2 && (stored.Head.Officer != officer.Account || stored.Head.Desk != "general") {
			t.Errorf("case %d is with %s at %s", i, stored.Head.Officer, stored.Head.Desk)
		}
	}
}

// TestHandoutInPart proves that one case that cannot be given is named and stays ticked, while the others are given.
func TestHandoutInPart(t *testing.T) {
	t.Parallel()
	s := site(t)
	lead := s.LogIn(t, "lee", app.Lead)
	r, _ := s.File(petition(s))
	form := url.Values{"key": {s.NewKey()}, "scope": {"all"}, "case": {r.Case, "nonesuch"}, "to": {"general"}}
	lead.Post("/desk/handout", form).Is(http.StatusUnprocessableEntity).Has("1건을 맡겼습니다.", "목록에서 사라진 1건")
	if got := s.Stored(r.Case).Head.Desk; got != "general" {
		t.Errorf("given to %s", got)
	}
	form.Set("key", s.NewKey())
	form.Set("to", "nobody")
	lead.Post("/desk/handout", form).Is(http.StatusUnprocessableEntity).Has("보기 가운데 하나를 골라 주세요.")
}

// TestHandoutIsForLeads proves that an officer neither sees nor may use it.
func TestHandoutIsForLeads(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	officer.Get("/desk?scope=all").Lacks("여러 건 맡기기")
	officer.Get("/desk/handout").Is(http.StatusForbidden)
	officer.Post("/desk/handout", url.Values{"key": {s.NewKey()}, "case": {"x"}, "to": {"general"}}).Is(http.StatusForbidden)
}
