package portal_test

import (
	"net/http"
	"strings"
	"testing"

	"jikim/internal/app"
	"jikim/test/browser"
	"jikim/test/site"
)

// TestSomebodyFilesForSomebody proves that who files for somebody else is asked who he is, that the citizen is told on the
// receipt and on the page of the case, and that the officer sees it with the power of attorney.
func TestSomebodyFilesForSomebody(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	form := petition()
	form.Set("key", key(t, s.Get("/petitions/new?service=question")))
	form.Set("filer", app.Agent)
	got := s.Upload("/petitions/new", form)
	if got.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("a representative without a name: %d", got.StatusCode)
	}
	for _, want := range []string{`<a href="#f-filer_name">대신 신청하시는 분의 이름: 꼭 적어 주세요.</a>`, `<a href="#f-filer_phone">`, `value="agent" checked`, `<details class="details" open>`} {
		if !strings.Contains(got.Text, want) {
			t.Errorf("the form lacks %q", want)
		}
	}
	form.Set("filer_name", "박대리")
	form.Set("filer_phone", "010-9999-8888")
	form.Set("filer_relation", "가족")
	pdf := []byte("%PDF-1.7\nx")
	got = s.Upload("/petitions/new", form, site.File{Name: "지도.pdf", Body: pdf}, site.File{Name: "위임장.pdf", Body: pdf, Field: "power"})
	if got.StatusCode != http.StatusSeeOther {
		t.Fatalf("filing gave %d: %s", got.StatusCode, got.Text)
	}
	to := got.Header.Get("Location")
	const told = "홍*동 님을 대리하여 박*리 님이 신청하셨습니다."
	for _, path := range []string{to, strings.TrimSuffix(to, "/receipt")} {
		page := s.Get(path).Text
		if !strings.Contains(page, told) || strings.Contains(page, "위임장은 아직") {
			t.Errorf("%s does not tell who filed", path)
		}
		if strings.Contains(page, "박대리") || strings.Contains(page, "010-9999-8888") {
			t.Errorf("%s shows the representative in clear", path)
		}
	}
	officer := s.Staff("kim", app.Officer, "general_affairs", "petition")
	inbox, err := s.Inbox(s.Context(), officer, app.InboxFilter{})
	if err != nil || len(inbox.Rows) != 1 {
		t.Fatalf("%d cases, %v", len(inbox.Rows), err)
	}
	v, err := s.OpenCase(s.Context(), officer, inbox.Rows[0].Case, "")
	if err != nil {
		t.Fatal(err)
	}
	if want := (app.Filed{As: app.Agent, Name: "박대리", Phone: "010-9999-8888", Relation: "가족", Power: true}); v.Person.Filed != want {
		t.Errorf("the officer sees %+v, want %+v", v.Person.Filed, want)
	}
	if v.Person.Name != "홍길동" || len(v.Files) != 2 || v.Files[0].Power || !v.Files[1].Power {
		t.Errorf("the officer sees %q and %+v", v.Person.Name, v.Files)
	}
}

// TestHelperNeedsLess proves that a helper gives a name only, and that a representative without a power of attorney is asked
// for it on the receipt.
func TestHelperNeedsLess(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	for as, want := range map[string]string{app.Helper: "홍*동 님을 도와 박*움 님이 대신 적어 신청하셨습니다.", app.Agent: "위임장은 아직 받지 않았습니다."} {
		form := petition()
		form.Set("key", s.NewKey())
		form.Set("filer", as)
		form.Set("filer_name", "박도움")
		if as == app.Agent {
			form.Set("filer_phone", "033-111-2222")
		}
		got := s.Upload("/petitions/new", form)
		if got.StatusCode != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", as, got.StatusCode, got.Text)
		}
		if page := s.Get(got.Header.Get("Location")); !strings.Contains(page.Text, want) {
			t.Errorf("%s: the receipt lacks %q", as, want)
		}
	}
	form := petition()
	form.Set("key", s.NewKey())
	form.Set("filer", "self")
	form.Set("filer_name", "누군가")
	got := s.Upload("/petitions/new", form)
	if page := s.Get(got.Header.Get("Location")); got.StatusCode != http.StatusSeeOther || strings.Contains(page.Text, "대신 신청하신 분") {
		t.Errorf("who files for himself was filed for: %d", got.StatusCode)
	}
}

// TestFilerUnfolded looks at the questions of who files for somebody else, which are folded in on the form.
func TestFilerUnfolded(t *testing.T) {
	s := open(t, nil)
	p := browser.Start(t).Page(t, browser.Phone)
	p.Open(s.URL + "/petitions/new?service=question&lang=en")
	p.Click("details:has(#f-filer) summary")
	p.Wait("#f-power")
	p.Axe()
	for _, problem := range p.Problems() {
		t.Error(problem)
	}
}
