package manage_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web/staff/stafftest"
)

// rowOf returns the text of the row of a sign in its list.
func rowOf(t *testing.T, p *stafftest.Page, kind, name string) string {
	t.Helper()
	_, list, ok := strings.Cut(p.Body, `id="kind-`+kind+`"`)
	if !ok {
		t.Fatalf("no list of %s", kind)
	}
	list, _, _ = strings.Cut(list, "</section>")
	for row := range strings.SplitSeq(list, "<tr") {
		if strings.Contains(row, ">"+name+"<") {
			return row
		}
	}
	t.Fatalf("no %s of %s", kind, name)
	return ""
}

func TestAChangeOfStaffMarksWhatMustBePrinted(t *testing.T) {
	t.Parallel()
	s := site(t)
	admin := s.LogInAt(t, "boss", app.Admin, "general_affairs", "")
	officer := s.LogInAt(t, "kim", app.Officer, "library_information", "general")
	page := admin.Get("/manage/signs").Is(http.StatusOK).Has("층별 사무실 안내도", "사무실 입구 안내판", "명찰", "비품 이름표")
	has := func(kind, name, state string) {
		t.Helper()
		if row := rowOf(t, admin.Get("/manage/signs"), kind, name); !strings.Contains(row, state) {
			t.Errorf("%s of %s is not %q: %s", kind, name, state, row)
		}
	}
	has("door_board", "문헌정보과", "게시 기록 없음")
	form := url.Values{"key": {s.NewKey()}}
	for part := range strings.SplitSeq(page.Body, `name="sign" value="`) {
		if value, _, ok := strings.Cut(part, `"`); ok && strings.Contains(value, " ") && !strings.Contains(value, "<") {
			form.Add("sign", value)
		}
	}
	for range 2 { // a form that is sent twice records once
		admin.Post("/manage/signs", form).Is(http.StatusOK).Has("건을 기록했습니다")
	}
	has("door_board", "문헌정보과", "게시함, 점검 전")
	has("badge", officer.Actor.Name, "게시함, 점검 전")

	s.Advance(time.Minute)
	change := app.NewAccount{Name: officer.Actor.Name, Role: app.Officer, Department: "library_information", Desk: "general", Duty: "야간 열람", Phone: "737-1003"}
	if err := s.UpdateAccount(t.Context(), admin.Actor, officer.Actor.Account, change); err != nil {
		t.Fatal(err)
	}
	has("door_board", "문헌정보과", "바뀜")
	has("desk_plate", officer.Actor.Name, "바뀜")
	has("badge", officer.Actor.Name, "바뀜")
	has("door_board", "총무과", "게시함, 점검 전")
	has("floor_guide", "층별 사무실 안내도", "게시함, 점검 전")

	board := url.Values{"key": {s.NewKey()}}
	_, value, _ := strings.Cut(rowOf(t, admin.Get("/manage/signs"), "door_board", "문헌정보과"), `name="sign" value="`)
	value, _, _ = strings.Cut(value, `"`)
	board.Set("sign", value)
	admin.Post("/manage/signs", board).Is(http.StatusOK)
	has("door_board", "문헌정보과", "게시함, 점검 전")
	s.Advance(time.Minute)
	look := app.Entry{Key: s.NewKey(), Kind: fact.SignInspected, Data: fact.With("sign", "door_board", "checked", 2, "present", 2)}
	if _, err := s.RecordInstitution(t.Context(), admin.Actor, look); err != nil {
		t.Fatal(err)
	}
	has("door_board", "문헌정보과", "확인됨")
	has("desk_plate", officer.Actor.Name, "바뀜")
	for _, f := range s.Stored(fact.Institution).Facts {
		if text := f.Data.Text("digest") + f.Data.Text("subject"); strings.Contains(text, officer.Actor.Name) {
			t.Errorf("the fact %s names a person", f.ID)
		}
	}
}

func TestSignsAreDrawnAndPrinted(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogInAt(t, "kim", app.Officer, "library_information", "general")
	lead := s.LogInAt(t, "lee", app.Lead, "general_affairs", "petition")
	lead.Get("/manage/signs").Is(http.StatusOK).Lacks("모두 게시함으로 기록")
	lead.Get("/manage/signs/door_board.library_information").Is(http.StatusOK).Has("사무실 입구 안내판")
	svg := lead.Get("/manage/signs/door_board.library_information/svg").Is(http.StatusOK)
	if got := svg.Header.Get("Content-Type"); got != "image/svg+xml" || !strings.Contains(svg.Body, officer.Actor.Name) || !strings.Contains(svg.Body, `width="210mm"`) {
		t.Errorf("sent as %s: %.300s", got, svg.Body)
	}
	pdf := lead.Get("/manage/signs/print?kind=item_label").Is(http.StatusOK)
	if got := pdf.Header.Get("Content-Type"); got != "application/pdf" || !strings.HasPrefix(pdf.Body, "%PDF-") {
		t.Errorf("sent as %s: %.20q", got, pdf.Body)
	}
	lead.Get("/manage/signs/print?kind=badge&id=badge." + officer.Actor.Account).Is(http.StatusOK)
	for _, path := range []string{"/manage/signs/print?kind=poster", "/manage/signs/poster.x", "/manage/signs/poster.x/svg", "/manage/signs/floor_guide./svg?page=9"} {
		lead.Get(path).Is(http.StatusNotFound)
	}
	lead.Post("/manage/signs", url.Values{"key": {s.NewKey()}}).Is(http.StatusForbidden)
	officer.Get("/manage/signs").Is(http.StatusForbidden)
	manager := s.LogIn(t, "park", app.Manager)
	for _, value := range []string{"", "zz door_board.general_affairs", "00112233445566778899 poster.x"} {
		manager.Post("/manage/signs", url.Values{"key": {s.NewKey()}, "sign": {value}}).Is(http.StatusUnprocessableEntity).Has("골라 주십시오")
	}
}
