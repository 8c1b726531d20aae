package desk_test

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/web/staff"
	"jikim/internal/web/staff/stafftest"
	"jikim/test/harness"
)

func TestFirstRun(t *testing.T) {
	t.Parallel()
	s := site(t)
	p := s.Visitor(t)
	page := p.Get("/login").Is(http.StatusOK).Has("첫 관리자 만들기")
	token, needed, err := s.Setup(t.Context(), harness.Institution)
	if err != nil || !needed {
		t.Fatal(needed, err)
	}
	form := page.MustForm("/setup")
	form.Set("token", "wrong")
	form.Set("login", "boss")
	form.Set("name", "김관리")
	form.Set("phone", "737-1043")
	p.Post("/setup", form).Is(http.StatusUnprocessableEntity).Has("비밀번호를 적어 주세요.")
	form.Set("password", stafftest.Password)
	p.Post("/setup", form).Is(http.StatusUnprocessableEntity).Has("두 번 적은 비밀번호가 서로 다릅니다.")
	form.Set("again", stafftest.Password)
	p.Post("/setup", form).Is(http.StatusUnprocessableEntity).Has("일회용 번호가 맞지 않습니다").Lacks(stafftest.Password)
	form.Set("token", token)
	p.Post("/setup", form)
	p.Get("/desk").Is(http.StatusOK).Has("김관리 님(시스템 관리자)")
	s.Visitor(t).Get("/setup").Has("직원 로그인")
	s.Visitor(t).Post("/setup", form).Is(http.StatusUnprocessableEntity)
}

func TestLoginFails(t *testing.T) {
	t.Parallel()
	s := site(t)
	s.LogIn(t, "boss", app.Admin)
	p := s.Visitor(t)
	form := url.Values{"login": {"boss"}, "password": {"not-this-one-42"}, "next": {"/desk?scope=mine"}}
	page := p.Post("/login", form).Is(http.StatusUnprocessableEntity).Has("아이디나 비밀번호가 맞지 않습니다.").Lacks("not-this-one-42")
	if again := page.MustForm("/login"); again.Get("login") != "boss" || again.Get("next") != "/desk?scope=mine" {
		t.Errorf("shown again: %v", again)
	}
	p.Get("/desk").Has("직원 로그인")
	form.Set("password", stafftest.Password)
	if page := p.Post("/login", form); page.Path != "/desk?scope=mine" {
		t.Errorf("led to %s", page.Path)
	}
	p.Post("/logout", nil).Has("직원 로그인")
	p.Get("/desk").Has("직원 로그인")
}

func TestNextStaysHere(t *testing.T) {
	t.Parallel()
	tests := []struct{ next, want string }{
		{"", "/desk"}, {"/desk/cases/x?act=case.refused", "/desk/cases/x?act=case.refused"}, {"/admin/accounts", "/admin/accounts"},
		{"https://evil.example/desk", "/desk"}, {"//evil.example/desk", "/desk"}, {"/\\evil.example", "/desk"}, {"/logout", "/desk"},
		{"/deskevil", "/desk"}, {"javascript:alert(1)", "/desk"}, {"/desk\r\nSet-Cookie: a=b", "/desk"},
	}
	for _, tt := range tests {
		if got := staff.SafeNext(tt.next); got != tt.want {
			t.Errorf("%q leads to %q, want %q", tt.next, got, tt.want)
		}
	}
}

// TestReadingIsMasked proves that a case of another department shows no name until a reason is given, and that a part
// which is loaded anew by itself shows none and logs nothing.
func TestReadingIsMasked(t *testing.T) {
	t.Parallel()
	s := site(t)
	manager := s.LogIn(t, "manager", app.Manager)
	receipt, _ := s.File(petition(s))
	other := s.LogInAt(t, "lib", app.Officer, "library_information", "general")
	path := "/desk/cases/" + receipt.Case
	other.Get(path).Is(http.StatusOK).Has("홍*동", "열람하는 이유").Lacks("홍길동", "열람실은 언제", "010-1234-5678")
	other.Get(path + "?reason=just+curious").Lacks("홍길동")
	other.Get(path+"?reason=citizen_asked").Is(http.StatusOK).Has("홍길동", "이 열람은 기록에 남습니다.")
	other.Send(http.MethodGet, path, nil, http.Header{"Hx-Target": {"div#now"}}).Is(http.StatusOK).Lacks("홍길동", "010-1234-5678")
	log, err := s.AccessLog(t.Context(), manager.Actor, receipt.Case, 10)
	if err != nil || len(log) != 1 || log[0].Reason != "citizen_asked" || log[0].Account != other.Account {
		t.Errorf("logged: %+v, %v", log, err)
	}
}

// TestInboxFilters looks at the inbox in every scope and channel, and pages through it.
func TestInboxFilters(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	first, _ := s.File(petition(s))
	s.Advance(time.Second) // those that come together stand in no particular order
	for range 60 {
		s.File(petition(s))
	}
	call := begin(t, officer, "phone")
	opened, err := s.NewContact(t.Context(), officer.Actor, app.NewContact{Channel: "post", Service: petition(s).Service, Name: "이순신", Text: "열람실 안내를 부탁드립니다.", Answer: "post", Address: "원주시 중앙로 1"})
	if err != nil {
		t.Fatal(err)
	}
	letter := opened.Case
	page := officer.Get("/desk?scope=all").Is(http.StatusOK).Has("다음 민원")
	_, next, _ := strings.Cut(page.Body, `href="/desk?after=`)
	next, _, _ = strings.Cut(next, `"`)
	if rest := officer.Get("/desk?after=" + html.UnescapeString(next)).Is(http.StatusOK).Has("처음으로"); strings.Count(page.Body, "<tr")+strings.Count(rest.Body, "<tr") != 62+2 {
		t.Errorf("rows of the two pages: %d and %d", strings.Count(page.Body, "<tr"), strings.Count(rest.Body, "<tr"))
	}
	officer.Get("/desk?scope=all&channel=phone").Is(http.StatusOK).Has("지금 응대 중").Lacks(first.Number)
	if page := officer.Get("/desk?scope=all&channel=post").Is(http.StatusOK); !strings.Contains(page.Body, letter) || strings.Contains(page.Body, first.Case) {
		t.Error("the letter, which stands behind all petitions, is not listed by its channel alone")
	}
	officer.Get("/desk?scope=mine").Is(http.StatusOK).Lacks(first.Number)
	page = officer.Get("/desk?scope=desk&channel=web").Is(http.StatusOK).Has(first.Number)
	if !strings.Contains(page.Body, "/desk/cases/"+call) {
		t.Error("there is no way back to the call that goes on")
	}
	officer.Get("/desk?after=nonsense").Is(http.StatusUnprocessableEntity)
	if got := officer.Get("/desk/search?q=" + first.Number).Path; got != "/desk/cases/"+first.Case {
		t.Errorf("a receipt number led to %s", got)
	}
	officer.Get("/desk/search?q=" + url.QueryEscape("<i>열람실</i> 없는말")).Is(http.StatusOK).Has("찾은 민원이 없습니다")
	officer.Get("/desk/search?q=a").Is(http.StatusUnprocessableEntity)
	officer.Get("/desk/cases/nothing").Is(http.StatusNotFound)
	officer.Lang = "en"
	officer.Get("/desk?scope=all").Is(http.StatusOK).Has("Breaks next", "More cases")
	officer.Get("/desk/cases/"+first.Case).Is(http.StatusOK).Has("What comes next", "Citizen")
	officer.Get("/desk/contacts/new?channel=phone").Is(http.StatusOK)
}

// TestInspectorReadsNoCase proves that who enters inspections sees no case.
func TestInspectorReadsNoCase(t *testing.T) {
	t.Parallel()
	s := site(t)
	receipt, _ := s.File(petition(s))
	inspector := s.LogIn(t, "inspector", app.Inspector)
	inspector.Get("/desk/cases/" + receipt.Case).Is(http.StatusForbidden)
	inspector.Get("/desk/search?q=" + receipt.Number).Is(http.StatusForbidden)
	inspector.Post("/desk/contacts", url.Values{"channel": {"visit"}, "key": {s.NewKey()}}).Is(http.StatusForbidden)
	inspector.Post("/desk/cases/"+receipt.Case+"/acts", url.Values{"kind": {"case.closed"}}).Is(http.StatusForbidden)
	if page := inspector.Get("/desk"); page.Path != "/manage/inspections" {
		t.Errorf("led to %s", page.Path)
	}
}
