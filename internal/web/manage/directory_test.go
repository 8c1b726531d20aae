package manage_test

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/web/staff/stafftest"
)

// doing is what a button of the page of an entry sends.
func doing(p *stafftest.Page, path, do string) url.Values {
	return url.Values{"do": {do}, "version": {p.MustForm(path).Get("version")}}
}

// hrefs are the addresses to which the list of what uses an entry leads.
func hrefs(p *stafftest.Page) map[string]bool {
	out := map[string]bool{}
	_, list, _ := strings.Cut(p.Body, `id="entry-uses"`)
	for part := range strings.SplitSeq(list, `<a href="`) {
		if href, _, ok := strings.Cut(part, `"`); ok && strings.HasPrefix(href, "/") {
			out[html.UnescapeString(href)] = true
		}
	}
	return out
}

// TestDirectoryEntry changes a desk: wrong first, with what was typed kept, then rightly; what is in force stays, and both are shown.
func TestDirectoryEntry(t *testing.T) {
	t.Parallel()
	s := site(t)
	manager := s.LogIn(t, "manager", app.Manager)
	manager.Get("/manage/directory").Is(http.StatusOK).Has("총무과 사무실", "부서 넣기", "그대로").Lacks("초안에서 바뀌는 항목")
	manager.Get("/manage/directory/desks").Is(http.StatusOK).Has("시설물 대관 창구", "033-737-1045")
	path := "/manage/directory/desks/rental"
	form := manager.Get(path).Is(http.StatusOK).Has("이 항목을 쓰는 곳", "민원 사무", "뺄 수 없습니다").Lacks("초안에서 빼기").MustForm(path)
	if form.Get("name") != "시설물 대관 창구" || form.Get("department") != "general_affairs" || form.Get("phone") != "737-1045" || !strings.Contains(form.Get("aliases"), "desk.rental") {
		t.Errorf("shown %v", form)
	}
	form.Set("do", "save")
	form.Set("phone", "<b>737</b>")
	form.Set("further_phone.0", "737-1050")
	for href := range hrefs(manager.Get("/manage/directory/rooms/reading_room")) { // what uses it can be changed there
		if strings.HasPrefix(href, "/manage/") {
			manager.Get(href).Is(http.StatusOK)
		}
	}
	again := manager.Post(path, form).Is(http.StatusUnprocessableEntity).Has("전화번호를 확인해 주세요.").Lacks("<b>737").MustForm(path)
	if again.Get("phone") != "<b>737</b>" || again.Get("further_phone.0") != "737-1050" || again.Get("version") != form.Get("version") {
		t.Errorf("shown again %v", again)
	}
	form.Set("phone", "033 737 1044")
	form.Set("further_name.0", "야간 당직")
	form["marks"] = []string{"complaints"}
	manager.Post(path, form).Is(http.StatusOK).Has("초안에 저장했습니다.", "초안에서 바뀌는 항목 1개", "033-737-1044", "고침")
	manager.Get(path).Is(http.StatusOK).Has("예전 내용대로 안내됩니다.", "737-1045", "737-1044", "야간 당직", "불만 접수")
	manager.Get("/manage/staff").Has("033-737-1045").Lacks("033-737-1044") // what is in force

	stale := manager.Post(path, form).Is(http.StatusOK) // what was sent twice says the same
	stale.Has("초안에 저장했습니다.")
	form.Set("phone", "737-1046")
	manager.Post(path, form).Is(http.StatusUnprocessableEntity)
	manager.Post(path, doing(manager.Get(path), path, "restore")).Is(http.StatusOK).Has("고치기 전으로 되돌렸습니다.", "033-737-1045").Lacks("초안에서 바뀌는 항목")
}

// TestDirectoryNamesSigns tells before a draft comes into force which signs must be printed again then.
func TestDirectoryNamesSigns(t *testing.T) {
	t.Parallel()
	s := site(t)
	manager := s.LogIn(t, "manager", app.Manager)
	signs, err := s.Signs(t.Context(), manager.Actor)
	if err != nil {
		t.Fatal(err)
	}
	var posted []app.Posted
	for i := range signs {
		posted = append(posted, app.Posted{ID: signs[i].ID(), Digest: signs[i].Digest})
	}
	if _, err := s.PutUp(t.Context(), manager.Actor, s.NewKey(), posted); err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Minute)
	path := "/manage/directory/desks/rental"
	form := manager.Get(path).MustForm(path)
	form.Set("do", "save")
	form.Set("phone", "737-1044")
	manager.Post(path, form).Is(http.StatusOK).Has("시행하면 다시 인쇄할 안내표지 1개", "창구 안내판: 시설물 대관 창구")
}

// TestDirectoryEntriesComeAndGo adds an item and a room and takes them out again.
func TestDirectoryEntriesComeAndGo(t *testing.T) {
	t.Parallel()
	s := site(t)
	manager := s.LogIn(t, "manager", app.Manager)
	add := func(part string, values url.Values) {
		t.Helper()
		path := "/manage/directory/new/" + part
		form := manager.Get(path).Is(http.StatusOK).MustForm(path)
		for k, v := range values {
			form[k] = v
		}
		form.Set("do", "save")
		manager.Post(path, form).Is(http.StatusOK).Has("초안에 저장했습니다.", "새로 넣음")
	}
	add("rooms", url.Values{"name": {"수유실"}, "name_en": {"Nursing room"}, "marks": {"office"}})
	add("items", url.Values{"name": {"유아 의자"}, "name_en": {"Baby chair"}, "room": {"nursing_room"}, "count": {"2"}, "paid": {"no"}})
	path := "/manage/directory/items/baby_chair"
	manager.Get("/manage/directory/items").Has("유아 의자", "수유실", "무료", "초안에서 바뀌는 항목 2개")
	room := "/manage/directory/rooms/nursing_room"
	manager.Get(room).Has("비품", "유아 의자", "뺄 수 없습니다")
	manager.Post(room, doing(manager.Get(room), room, "remove")).Is(http.StatusUnprocessableEntity).Has("쓰는 곳이 1곳 있어 뺄 수 없습니다.")
	manager.Post(path, doing(manager.Get(path).Has("쓰는 곳이 없어", "초안에서 빼기"), path, "remove")).Is(http.StatusOK).Has("초안에서 뺐습니다.").Lacks("유아 의자")
	manager.Post(room, doing(manager.Get(room), room, "remove")).Is(http.StatusOK).Lacks("수유실")

	// What is in force is shown as taken out until the draft comes into force, and comes back.
	lift := "/manage/directory/rooms/lift"
	manager.Get(lift).Has("층별 안내도")
	wide := "/manage/directory/desks/complaint_internet"
	for _, page := range []string{"/manage/directory/rooms/nothing", "/manage/directory/people", "/manage/directory/new/people", "/manage/directory/people/x"} {
		manager.Get(page).Is(http.StatusNotFound)
	}
	manager.Post(lift, url.Values{"do": {"burn"}}).Is(http.StatusNotFound)
	lead := s.LogIn(t, "lead", app.Lead)
	lead.Get("/manage/directory").Is(http.StatusForbidden)
	lead.Post(wide, url.Values{"do": {"remove"}}).Is(http.StatusForbidden)
}
