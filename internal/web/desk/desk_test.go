package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web"
	"jikim/internal/web/desk"
	"jikim/internal/web/staff/stafftest"
)

// site serves the desk on a Monday morning.
func site(t testing.TB) *stafftest.Site {
	t.Helper()
	return stafftest.New(t, "2026-11-23 10:00", func(s *web.Server, service *app.Service) []web.Surface {
		return []web.Surface{desk.New(s, service)}
	})
}

// petition is a petition whose result goes by e-mail.
func petition(s *stafftest.Site) app.Petition {
	p := s.Petition()
	p.Delivery = "email"
	return p
}

// press presses the button of an act on the page of a case.
func press(t *testing.T, p *stafftest.Person, caseID string, kind fact.Kind) *stafftest.Page {
	t.Helper()
	path := "/desk/cases/" + caseID
	page := p.Get(path)
	return p.Post(path+"/acts", page.MustForm(path+"/acts", "kind", kind.String()))
}

// fill opens the form of an act and sends it with the given answers.
func fill(t *testing.T, p *stafftest.Person, caseID string, kind fact.Kind, answers ...string) *stafftest.Page {
	t.Helper()
	path := "/desk/cases/" + caseID
	form := p.Get(path+"?act="+kind.String()).MustForm(path+"/acts", "kind", kind.String())
	for i := 0; i < len(answers); i += 2 {
		form.Set(answers[i], answers[i+1])
	}
	return p.Post(path+"/acts", form)
}

func kinds(s *stafftest.Site, caseID string) string {
	var out []string
	for _, k := range s.Kinds(caseID) {
		out = append(out, k.String())
	}
	return strings.Join(out, " ")
}

func TestPetitionIsWorked(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	receipt, _ := s.File(petition(s))
	officer.Get("/desk?scope=all").Is(http.StatusOK).Has(receipt.Number, "홍*동", "누리집").Lacks("홍길동", "열람실은 언제")
	officer.Get("/desk/cases/"+receipt.Case).Is(http.StatusOK).Has("홍길동", "열람실은 언제 여나요?", "민원 접수", "다음 할 일")

	fill(t, officer, receipt.Case, fact.CaseProcedureTold, "channel", "phone").Is(http.StatusOK).Has("기록했습니다: 처리절차 안내")
	page := fill(t, officer, receipt.Case, fact.CaseAnswered, "text", "아침 9시에 엽니다.", "how", "web")
	page.Is(http.StatusOK).Has("답변", "아침 9시에 엽니다.")
	if v := s.Verdict(receipt.Case, "case.deadline"); v == nil || v.Status.String() != "kept" {
		t.Errorf("verdict on the period: %+v", v)
	}
	if got := kinds(s, receipt.Case); !strings.Contains(got, "case.answered document.issued") {
		t.Errorf("recorded: %s", got)
	}
}

func TestSamePressTwiceIsOne(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	visit := begin(t, officer, "visit")
	path := "/desk/cases/" + visit
	form := officer.Get(path).MustForm(path+"/acts", "kind", "visit.greeted")
	officer.Post(path+"/acts", form).Is(http.StatusOK).Has("기록했습니다: 인사")
	officer.Post(path+"/acts", form).Is(http.StatusOK)
	if got := kinds(s, visit); strings.Count(got, "visit.greeted") != 1 {
		t.Errorf("recorded: %s", got)
	}
}

func TestNobodyIsLedToLogin(t *testing.T) {
	t.Parallel()
	s := site(t)
	s.LogIn(t, "boss", app.Admin)
	page := s.Visitor(t).Get("/desk?scope=mine")
	if want := "/login?next=" + url.QueryEscape("/desk?scope=mine"); page.Path != want {
		t.Errorf("led to %s, want %s", page.Path, want)
	}
}

// begin begins a contact with further answers and returns its case.
func begin(t *testing.T, p *stafftest.Person, channel string, answers ...string) string {
	t.Helper()
	form := p.Get("/desk/contacts/new").MustForm("/desk/contacts", "channel", channel)
	for i := 0; i < len(answers); i += 2 {
		form.Set(answers[i], answers[i+1])
	}
	page := p.Post("/desk/contacts", form).Is(http.StatusOK)
	rest, ok := strings.CutPrefix(page.Path, "/desk/cases/")
	if !ok {
		t.Fatalf("a %s led to %s: %s", channel, page.Path, page.Text())
	}
	id, _, _ := strings.Cut(rest, "?")
	return id
}
