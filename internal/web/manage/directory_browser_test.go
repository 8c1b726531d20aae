package manage_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"jikim/internal/app"
	"jikim/internal/web/staff/stafftest"
	"jikim/test/browser"
)

// TestDirectoryInBrowser adds a desk by the keyboard alone, makes a mistake on the way, and looks at every page of the directory on
// a desk and a phone, in both languages.
func TestDirectoryInBrowser(t *testing.T) {
	s := site(t)
	s.Staff("admin", app.Admin, "", "") // before there is one, the login asks for him
	boss := s.LogInAt(t, "boss", app.Manager, "general_affairs", "petition")
	kim := s.LogInAt(t, "kim", app.Officer, "library_information", "general")
	b := browser.Start(t)
	for _, screen := range []struct {
		name string
		browser.Screen
		lang, said string
	}{{"desk", browser.Desk, "ko", "초안에 저장했습니다."}, {"phone", browser.Phone, "en", "Saved in the draft."}} {
		t.Run(screen.name, func(t *testing.T) {
			p := b.Page(t, screen.Screen)
			p.Open(s.URL + "/login?lang=" + screen.lang)
			p.Wait("#f-login")
			p.Press("boss" + kb.Tab + stafftest.Password + kb.Enter)
			p.Wait(".account form")

			// The name of a desk that is there already is refused at its field.
			p.Open(s.URL + "/manage/directory/new/desks")
			p.Click("#f-name")
			p.Press("시설물 대관 창구" + kb.Enter)
			p.Wait("#f-name-error")
			p.Shot("directory-fault-" + screen.name)
			p.Axe()
			p.Open(s.URL + "/manage/directory/new/desks")
			p.Click("#f-name")
			p.Press("안내 창구 " + screen.name + kb.Tab + "Guide " + screen.name + kb.Tab + kb.ArrowDown + kb.Tab + kb.Tab + "0337371060" + kb.Enter)
			p.Wait(".alert.success")
			if got := p.Text(".alert.success"); !strings.Contains(got, screen.said) {
				t.Errorf("said %q", got)
			}
			for _, page := range []struct{ name, path string }{
				{"departments", "/manage/directory"}, {"desks", "/manage/directory/desks"}, {"rooms", "/manage/directory/rooms"}, {"items", "/manage/directory/items"},
				{"added", "/manage/directory/desks/guide_" + screen.name}, {"used", "/manage/directory/rooms/reading_room"}, {"item", "/manage/directory/items/copier"},
				{"new", "/manage/directory/new/departments"}, {"position", "/manage/staff/" + kim.Account}, {"staff", "/manage/staff"},
				{"hours", "/manage/calendar/hours"},
			} {
				p.Open(s.URL + page.path)
				p.Shot("directory-" + page.name + "-" + screen.name)
				p.Axe()
			}
			p.Open(s.URL + "/manage/directory/desks/guide_" + screen.name)
			p.Follow("button[value=remove]")
			for _, problem := range p.Problems() {
				if !strings.Contains(problem, "status of 422") { // the browser notes the form that was refused
					t.Error(problem)
				}
			}
		})
	}
	d, err := s.Directory(t.Context(), boss.Actor)
	if err != nil || d.Changes() != 0 {
		t.Errorf("%d changes are left: %v", d.Changes(), err)
	}
}
