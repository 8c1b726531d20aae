package manage_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web/staff/stafftest"
	"jikim/test/browser"
)

// inspected returns the inspections of a thing on record.
func inspected(s *stafftest.Site, thing string) []fact.Fact {
	var out []fact.Fact
	for _, f := range s.Stored(fact.Institution).Facts {
		if f.Data.Text("item")+f.Data.Text("sign") == thing && (f.Kind == fact.ItemInspected || f.Kind == fact.SignInspected) {
			out = append(out, f)
		}
	}
	return out
}

func TestPhoneRound(t *testing.T) {
	t.Parallel()
	s := site(t)
	inspector := s.LogInAt(t, "lee", app.Inspector, "general_affairs", "")
	page := inspector.Get("/manage/round").Is(http.StatusOK).Has("자료검색 컴퓨터", "5대 모두 정상", "사무실 입구 안내판", "모두 착용").Lacks("737-1003")
	if n := strings.Count(page.Body, `data-round="`); n < 12 {
		t.Errorf("%d stops", n)
	}
	stop := "item.inspected/search_pc/reading_room"
	entry := url.Values{"key": {s.NewKey()}, "stop": {stop}, "all": {"1"}, "at": {s.Now().Add(-40 * time.Minute).Format(time.RFC3339)}}
	for range 2 { // sent twice, recorded once
		inspector.Send(http.MethodPost, "/manage/round", entry, http.Header{"X-Round": {"1"}}).Is(http.StatusNoContent)
	}
	got := inspected(s, "search_pc")
	if len(got) != 1 || !got[0].At.Equal(s.Now().Add(-40*time.Minute)) || got[0].By != "inspector:"+inspector.Actor.Account || got[0].Grade() != fact.Audited {
		t.Fatalf("on record: %+v", got)
	}
	if n, _ := got[0].Data.Int("working"); n != 5 {
		t.Errorf("%d work", n)
	}
	sign := url.Values{"key": {s.NewKey()}, "stop": {"sign.inspected/door_board/"}, "checked": {"2"}, "good": {"1"}}
	inspector.Post("/manage/round", sign).Is(http.StatusOK).Has("기록했습니다")
	if got := inspected(s, "door_board"); len(got) != 1 || got[0].Data.Text("present") != "1" {
		t.Errorf("on record: %+v", got)
	}
	// The code of an item leads to its own stop only.
	inspector.Get("/manage/round?thing=search_pc").Is(http.StatusOK).Has("자료검색 컴퓨터").Lacks("스캐너")
	inspector.Get("/manage/round?thing=time_machine").Is(http.StatusNotFound)
	for name, c := range map[string]struct {
		form   url.Values
		status int
	}{
		"no such stop":     {url.Values{"stop": {"item.inspected/x/"}, "all": {"1"}}, http.StatusNotFound},
		"a telephone":      {url.Values{"stop": {"desk.tested/general/"}, "all": {"1"}}, http.StatusNotFound},
		"nothing entered":  {url.Values{"stop": {stop}}, http.StatusUnprocessableEntity},
		"no number":        {url.Values{"stop": {stop}, "good": {"viele"}}, http.StatusUnprocessableEntity},
		"more than seen":   {url.Values{"stop": {"sign.inspected/door_board/"}, "checked": {"1"}, "good": {"2"}}, http.StatusUnprocessableEntity},
		"long ago":         {url.Values{"stop": {stop}, "all": {"1"}, "at": {"2026-10-01T10:00:00Z"}}, http.StatusUnprocessableEntity},
		"tomorrow":         {url.Values{"stop": {stop}, "all": {"1"}, "at": {"2026-11-25T10:00:00Z"}}, http.StatusUnprocessableEntity},
		"no instant":       {url.Values{"stop": {stop}, "all": {"1"}, "at": {"10:00"}}, http.StatusUnprocessableEntity},
		"a clock in haste": {url.Values{"stop": {stop}, "all": {"1"}, "at": {s.Now().Add(time.Minute).Format(time.RFC3339)}}, http.StatusOK},
	} {
		c.form.Set("key", s.NewKey())
		if page := inspector.Post("/manage/round", c.form); page.Status != c.status {
			t.Errorf("%s gave %d", name, page.Status)
		}
	}
	s.LogInAt(t, "kim", app.Officer, "general_affairs", "petition").Get("/manage/round").Is(http.StatusForbidden)
}

// picture writes a photo with a place in it.
func picture(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 30, 20)), nil); err != nil {
		t.Fatal(err)
	}
	exif := "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00GPS 37.3422N 127.9202E"
	body := append([]byte("\xff\xd8\xff\xe1\x00"+string(rune(len(exif)+2))+exif), b.Bytes()[2:]...)
	path := filepath.Join(t.TempDir(), "DCIM0001.JPG")
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestRoundWithoutNetwork walks a round on a phone: one stop with a photo, two while there is no network, which are kept and
// recorded with their times when it is back; and one without scripts.
func TestRoundWithoutNetwork(t *testing.T) {
	s := site(t)
	lead := s.LogInAt(t, "lee", app.Admin, "general_affairs", "")
	b := browser.Start(t)
	p := b.Page(t, browser.Phone)
	p.Open(s.URL + "/login?lang=ko")
	p.Wait("#f-login")
	p.Press("lee" + kb.Tab + stafftest.Password + kb.Enter)
	p.Wait(".account form")
	p.Open(s.URL + "/manage/round")
	p.Axe()
	p.Shot("manage-round-phone")
	stop := func(thing string) string {
		return `li:has(input[value*="/` + thing + `/"])`
	}
	p.Upload(stop("search_pc")+" input[type=file]", picture(t))
	// The fake clock of the test stands; the browser's own is made to agree with it.
	browser.Eval[bool](p, `(Date.prototype.toISOString = () => "`+s.Now().Add(-10*time.Minute).UTC().Format("2006-01-02T15:04:05.000Z")+`", true)`)
	p.Click(stop("search_pc") + " .stop-acts button")
	p.Until(`document.querySelector('` + stop("search_pc") + ` [data-round-state]').textContent.startsWith("기록했습니다")`)
	got := inspected(s, "search_pc")
	if len(got) != 1 || got[0].Data.Text("files") != "1" {
		t.Fatalf("on record: %+v", got)
	}
	file := lead.Get("/manage/inspections/photo?fact=" + url.QueryEscape(got[0].ID)).Is(http.StatusOK)
	if strings.Contains(file.Body, "GPS") || !strings.HasPrefix(file.Body, "\xff\xd8") {
		t.Errorf("the photo is kept as %.60q", file.Body)
	}
	lead.Get("/manage/inspections").Is(http.StatusOK).Has("사진")

	p.Offline(true)
	for _, thing := range []string{"scanner", "floor_guide"} {
		p.Click(stop(thing) + " .stop-acts button")
		p.Until(`document.querySelector('` + stop(thing) + ` [data-round-state]').textContent.startsWith("기기에 두었습니다")`)
	}
	if kept := browser.Eval[string](p, `localStorage.getItem("jikim.round")`); strings.Count(kept, `"stop"`) != 2 || strings.Contains(kept, lead.Actor.Name) {
		t.Errorf("kept on the device: %s", kept)
	}
	if n := len(inspected(s, "scanner")) + len(inspected(s, "floor_guide")); n != 0 {
		t.Errorf("%d recorded without a network", n)
	}
	p.Shot("manage-round-offline")
	s.Advance(20 * time.Minute)
	p.Offline(false)
	p.Until(`localStorage.getItem("jikim.round") === "[]"`)
	for _, thing := range []string{"scanner", "floor_guide"} {
		if got := inspected(s, thing); len(got) != 1 || !got[0].At.Equal(s.Now().Add(-30*time.Minute)) {
			t.Errorf("%s on record: %+v", thing, got)
		}
	}
	for _, problem := range p.Problems() {
		if !strings.Contains(problem, "ERR_INTERNET_DISCONNECTED") {
			t.Error(problem)
		}
	}

	p.WithoutScripts()
	p.Open(s.URL + "/manage/round?thing=printer")
	p.Follow(".stop-acts button")
	if len(inspected(s, "printer")) != 1 {
		t.Error("nothing was recorded without scripts")
	}
}
