package board_test

import (
	"bufio"
	"net/http"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web"
	"jikim/internal/web/board"
	"jikim/test/harness"
	"jikim/test/site"
)

// open serves the displays on a Tuesday morning.
func open(t *testing.T) *site.Site {
	t.Helper()
	return site.Open(harness.New(t, "2026-11-24 10:00"), nil, func(s *web.Server) web.Surface { return board.New(s) })
}

// bound binds a display and returns its cookie as a header.
func bound(s *site.Site, kind app.DeviceKind, place app.Place) []string {
	return []string{"Cookie", "device=" + s.Bind(kind, place), "Accept-Language", "ko"}
}

func arrive(t *testing.T, s *site.Site, kiosk app.Actor, desk string) *app.Arrived {
	t.Helper()
	a, err := s.Arrive(t.Context(), kiosk, app.Arrival{Key: s.NewKey(), Desk: desk})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// section returns the part of a page about a desk.
func section(t *testing.T, page, desk string) string {
	t.Helper()
	_, after, found := strings.Cut(page, "<h3>"+desk+"</h3>")
	part, _, _ := strings.Cut(after, "</li>")
	if !found {
		t.Fatalf("the wall does not show %s", desk)
	}
	return part
}

func TestWallShowsNumbersAndNobody(t *testing.T) {
	t.Parallel()
	s := open(t)
	kiosk := s.Device(app.Kiosk, app.Place{})
	officer := s.Staff("kim", app.Officer, "general_affairs", "petition")
	wall := bound(s, app.Wall, app.Place{})
	first, _ := arrive(t, s, kiosk, "petition"), arrive(t, s, kiosk, "petition")
	if _, err := s.NewContact(t.Context(), officer, app.NewContact{Channel: "visit", Name: "홍길동", Phone: "010-1234-5678"}); err != nil {
		t.Fatal(err)
	}
	part := section(t, s.Get("/board", wall...).Text, "민원접수 창구")
	if !strings.Contains(part, "지금 부른 번호가 없습니다.") || !strings.Contains(part, "기다리는 분 3명") {
		t.Errorf("before anybody is called: %s", part)
	}
	if _, err := s.Record(t.Context(), officer, app.Entry{Key: s.NewKey(), Case: first.Case, Contact: s.Stored(first.Case).Facts[0].ID,
		Kind: fact.VisitAttended}); err != nil {
		t.Fatal(err)
	}
	page := s.Get("/board", wall...).Text
	part = section(t, page, "민원접수 창구")
	if !strings.Contains(part, `<span class="latest">1</span>`) || !strings.Contains(part, "기다리는 분 2명") {
		t.Errorf("one was called: %s", part)
	}
	for _, secret := range []string{"홍", "길동", "5678", first.Case, "담당 kim", "/desk", "/login"} {
		if strings.Contains(page, secret) {
			t.Errorf("the wall shows %q", secret)
		}
	}
	live := s.Get("/board", append(wall, "HX-Request", "true", "HX-Target", "div#board")...).Text
	if strings.Contains(live, "<html") || !strings.HasPrefix(strings.TrimSpace(live), `<div id="board"`) {
		t.Errorf("the changing part is %.100s", live)
	}
}

func TestWallOfARoomShowsItsDesks(t *testing.T) {
	t.Parallel()
	s := open(t)
	page := s.Get("/board", bound(s, app.Wall, app.Place{Kind: app.InRoom, ID: "children_room"})...).Text
	section(t, page, "어린이자료실 창구")
	if strings.Contains(page, "종합자료실 창구") {
		t.Error("the wall shows desks of other rooms")
	}
	section(t, s.Get("/board", bound(s, app.Wall, app.Place{Kind: app.InRoom, ID: "entrance"})...).Text, "종합자료실 창구")
}

// TestWallHearsOfAnArrival reads the stream: one event at once, and one for a visitor.
func TestWallHearsOfAnArrival(t *testing.T) {
	t.Parallel()
	s := open(t)
	kiosk := s.Device(app.Kiosk, app.Place{})
	got, err := http.DefaultClient.Do(s.Request(http.MethodGet, "/board/events", nil, bound(s, app.Wall, app.Place{})...))
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	lines := bufio.NewScanner(got.Body)
	next := func() {
		t.Helper()
		for lines.Scan() {
			if lines.Text() == "event: visits" {
				return
			}
		}
		t.Fatalf("the stream ended: %v", lines.Err())
	}
	next()
	arrive(t, s, kiosk, "general")
	next()
}

func TestDoorShowsNamesAndDuties(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.Staff("kim", app.Officer, "general_affairs", "petition")
	s.Staff("lee", app.Officer, "library_information", "general")
	s.Staff("boss", app.Admin, "general_affairs", "")
	page := s.Get("/door", bound(s, app.Door, app.Place{})...).Text
	for _, want := range []string{"총무과", "담당 kim", "민원", "오늘 창구 운영 시간 09:00~18:00"} {
		if !strings.Contains(page, want) {
			t.Errorf("the door does not show %q", want)
		}
	}
	for _, other := range []string{"담당 lee", "담당 boss", "737-1043"} {
		if strings.Contains(page, other) {
			t.Errorf("the door shows %q", other)
		}
	}
}

// TestDoorSaysWhoIsIn shows when somebody is back, and never why he is away.
func TestDoorSaysWhoIsIn(t *testing.T) {
	t.Parallel()
	s := open(t)
	kim := s.Staff("kim", app.Officer, "general_affairs", "")
	door := bound(s, app.Door, app.Place{})
	if page := s.Get("/door", door...).Text; !strings.Contains(page, "자리에 있음") {
		t.Error("the door does not say that he is in")
	}
	if err := s.StepOut(t.Context(), kim, app.NewOut{Why: "leave", Back: s.Clock.Now().Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	page := s.Get("/door", door...).Text
	if !strings.Contains(page, "자리에 없음, 11:00에 돌아옴") || strings.Contains(page, "휴가") {
		t.Errorf("the door shows %s", page)
	}
	s.Clock.Set(s.Clock.Now().Add(9 * time.Hour))
	if page := s.Get("/door?lang=en", door...).Text; !strings.Contains(page, "Out, back on") {
		t.Error("after work he is in")
	}
}

func TestStrangersSeeNothing(t *testing.T) {
	t.Parallel()
	s := open(t)
	wall := bound(s, app.Wall, app.Place{})
	for _, path := range []string{"/board", "/door", "/board/events"} {
		if got := s.Get(path); got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != web.DevicePath {
			t.Errorf("%s: %d, led to %s", path, got.StatusCode, got.Header.Get("Location"))
		}
		if got := s.Get(path, "HX-Request", "true"); got.Header.Get("HX-Redirect") != web.DevicePath {
			t.Errorf("%s: a part of the page is led to %q", path, got.Header.Get("HX-Redirect"))
		}
	}
	if got := s.Get("/door", wall...); got.StatusCode != http.StatusForbidden {
		t.Errorf("a wall sees the door: %d", got.StatusCode)
	}
	if got := s.Get("/board", wall...); got.Header.Get("Cache-Control") != "no-store" || !strings.Contains(got.Header.Get("Set-Cookie"), "HttpOnly; SameSite=Lax") {
		t.Errorf("headers %v", got.Header)
	}
}
