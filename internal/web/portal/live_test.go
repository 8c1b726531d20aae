package portal_test

import (
	"bufio"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jikim/internal/app"
	"jikim/internal/web"
	"jikim/test/browser"
)

// TestEventsNameNothing proves that the stream of a case tells of its own changes alone, and carries no word of it.
func TestEventsNameNothing(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	r, citizen := s.File(s.Petition())
	_, other := s.File(s.Petition())
	if got := s.Get("/c/" + r.Token + "x/events"); got.StatusCode != http.StatusNotFound {
		t.Errorf("a link that is not genuine: %d", got.StatusCode)
	}
	got, err := http.DefaultClient.Do(s.Request(http.MethodGet, "/c/"+r.Token+"/events", nil))
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	lines := bufio.NewScanner(got.Body)
	next := func() string {
		for lines.Scan() {
			line := lines.Text()
			if line == "" || line == "data: " || strings.HasPrefix(line, ":") || strings.HasPrefix(line, "retry:") {
				continue
			}
			return line
		}
		t.Fatalf("the stream ended: %v", lines.Err())
		return ""
	}
	if line := next(); line != "event: case" {
		t.Fatalf("the stream begins with %q", line)
	}
	for _, a := range []app.Actor{other, citizen} { // the first is nobody's business here
		if _, err := s.AddMessage(s.Context(), a, app.Supplement{Key: s.NewKey(), Text: "비밀 이야기"}); err != nil {
			t.Fatal(err)
		}
	}
	if line := next(); line != "event: case" {
		t.Errorf("a change is told as %q", line)
	}
}

// TestCaseIsLive proves that an open page shows what happened meanwhile, and keeps what is being written in it.
func TestCaseIsLive(t *testing.T) {
	s := open(t, func(c *web.Config) { c.Filing = web.Rate{Burst: -1} })
	r, _ := s.File(s.Petition())
	officer := s.Staff("kim", app.Officer, "general_affairs", "petition")
	p := browser.Start(t).Page(t, browser.Phone)
	p.Open(s.URL + "/c/" + r.Token + "?lang=ko")
	p.Wait("#f-messages")
	browser.Eval[string](p, `document.querySelector("#f-messages").value = "쓰던 말"`)
	if _, err := s.AskSupplement(s.Context(), officer, app.Missing{Key: s.NewKey(), Case: r.Case, What: "신청서", Until: s.Now().AddDate(0, 0, 4)}); err != nil {
		t.Fatal(err)
	}
	p.Until(`document.querySelector("#now").textContent.includes("보완을 기다리고 있습니다.")`)
	p.Until(`document.querySelector("#progress").textContent.includes("보완을 요청했습니다")`)
	if got := browser.Eval[string](p, `document.querySelector("#f-messages").value`); got != "쓰던 말" {
		t.Errorf("what was being written is %q", got)
	}
	p.Click("#now a[href*=supplement]")
	p.Wait("#supplement")
	p.Axe()
	for _, problem := range p.Problems() {
		t.Error(problem)
	}
}

// TestJumpLeadsToTheForm proves that the link from where a case stands leads to a form that is on the page it loads.
func TestJumpLeadsToTheForm(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	r, _ := s.File(s.Petition())
	officer := s.Staff("kim", app.Officer, "general_affairs", "petition")
	if _, err := s.Answer(s.Context(), officer, app.Result{Key: s.NewKey(), Case: r.Case, Text: "답", How: "web"}); err != nil {
		t.Fatal(err)
	}
	to := url.URL{Path: "/c/" + r.Token, RawQuery: "to=rating"}
	if page := s.Get(to.String()); !strings.Contains(page.Text, `href="`+to.String()+`#rating"`) || !strings.Contains(page.Text, `id="rating"`) {
		t.Error("the link leads nowhere")
	}
}
