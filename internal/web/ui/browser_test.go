package ui_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/chromedp/chromedp/kb"

	"jikim/internal/web/ui"
	"jikim/test/browser"
)

// TestGalleryInBrowser looks at every component on every screen, in both languages and all modes: no rule of WCAG 2.2 AA
// broken, nothing wider than the screen, nothing blocked by the policy.
func TestGalleryInBrowser(t *testing.T) {
	url := site(t)
	b := browser.Start(t)
	tests := []struct {
		name, query string
		screen      browser.Screen
	}{
		{"desk", "/?lang=ko", browser.Desk},
		{"phone", "/?lang=ko", browser.Phone},
		{"phone-en", "/?lang=en", browser.Phone},
		{"desk-contrast", "/?theme=contrast", browser.Desk},
		{"phone-contrast", "/?theme=contrast", browser.Phone},
		{"phone-large", "/?size=large", browser.Phone},
		{"zoomed", "/?lang=ko", browser.Zoomed},
		{"rejected", "/?rejected", browser.Phone},
		{"officer", "/?officer", browser.Desk},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := b.Page(t, tt.screen)
			p.Open(url + tt.query)
			p.Shot("gallery-" + tt.name)
			p.Axe()
			for _, problem := range p.Problems() {
				t.Error(problem)
			}
		})
	}
}

// TestCountdownTicks proves that the script writes what the server writes, and goes on from there without it.
func TestCountdownTicks(t *testing.T) {
	url := site(t)
	b := browser.Start(t)
	for _, lang := range []string{"ko", "en"} {
		t.Run(lang, func(t *testing.T) {
			still := b.Page(t, browser.Desk)
			still.WithoutScripts()
			still.Open(url + "/?lang=" + lang)
			want := still.Text(".countdown.large .time")
			p := b.Page(t, browser.Desk)
			p.Open(url + "/?lang=" + lang)
			p.Until(`document.documentElement.classList.contains("js")`)
			if got := p.Text(".countdown.large .time"); got != want {
				t.Errorf("script wrote %q, server %q", got, want)
			}
			before := p.Text(".countdown.near .time")
			p.Until(fmt.Sprintf(`document.querySelector(".countdown.near .time").textContent !== %q`, before))
		})
	}
}

func TestCountdownStageIsAnnounced(t *testing.T) {
	b := browser.Start(t)
	p := b.Page(t, browser.Desk)
	p.Open(site(t) + "/?lang=ko")
	const first = `document.querySelector(".countdown.large")`
	browser.Eval[string](p, first+`.dataset.due = String(Date.now() - 1500)`)
	p.Until(first + `.classList.contains("broken")`)
	if got := p.Text(".countdown.large .word"); got != "기한 지남" {
		t.Errorf("word %q", got)
	}
	if got := browser.Eval[string](p, `document.getElementById("announce").textContent`); got != "답변 기한 지남" {
		t.Errorf("announced %q", got)
	}
}

func TestShortcuts(t *testing.T) {
	b := browser.Start(t)
	p := b.Page(t, browser.Desk)
	p.Open(site(t) + "/?lang=ko")
	const focused = `document.activeElement.id`
	p.Press("n")
	if got := browser.Eval[string](p, focused); got != "f-name" {
		t.Fatalf("n led to %q, want the field of the name", got)
	}
	p.Press("n?")
	if got := browser.Eval[string](p, `document.getElementById("f-name").value`); got != "n?" {
		t.Errorf("typing in a field gave %q: a shortcut acted", got)
	}
	browser.Eval[bool](p, `document.activeElement.blur() ?? true`)
	p.Press("?")
	p.Wait("#shortcuts[open]")
	if got := p.Text("#shortcuts dl"); !strings.Contains(got, "이름") || !strings.Contains(got, "신청하기") {
		t.Errorf("the list says %q", got)
	}
	p.Axe()
	p.Shot("shortcuts")
	p.Click("#shortcuts-on")
	p.Press(kb.Escape)
	p.Until(`!document.getElementById("shortcuts").open`)
	browser.Eval[bool](p, `document.activeElement.blur() ?? true`)
	p.Press("n")
	if got := browser.Eval[string](p, focused); got == "f-name" {
		t.Error("a shortcut acted although they are switched off")
	}
}

func TestDraftIsKept(t *testing.T) {
	url := site(t) + "/?lang=ko"
	b := browser.Start(t)
	p := b.Page(t, browser.Phone)
	p.Open(url)
	p.Type("#f-text", "어제 빌린 책이")
	p.Until(`sessionStorage.getItem("draft.petition")?.includes("어제 빌린 책이")`)
	p.Open(url)
	p.Wait("[data-draft-note]")
	if got := browser.Eval[string](p, `document.getElementById("f-text").value`); got != "어제 빌린 책이" {
		t.Errorf("came back as %q", got)
	}
	p.Click("[data-draft-discard]")
	p.Open(url)
	if got := browser.Eval[string](p, `document.getElementById("f-text").value`); got != "" {
		t.Errorf("a discarded draft came back: %q", got)
	}
}

// TestErrorSummaryLeads proves that keyboard and screen reader find the faults first and each fault its field.
func TestErrorSummaryLeads(t *testing.T) {
	b := browser.Start(t)
	p := b.Page(t, browser.Phone)
	p.Open(site(t) + "/?rejected&lang=ko")
	p.Until(`document.activeElement.classList.contains("error-summary")`)
	p.Press(kb.Tab)
	p.Press(kb.Enter)
	p.Until(`location.hash === "#f-tel"`)
	if title := browser.Eval[string](p, "document.title"); !strings.HasPrefix(title, "오류:") {
		t.Errorf("window title %q", title)
	}
}

// TestSwitchesWithoutScripts proves that language, text size and colours can be chosen without scripts, and are kept.
func TestSwitchesWithoutScripts(t *testing.T) {
	url := site(t)
	b := browser.Start(t)
	p := b.Page(t, browser.Phone)
	p.WithoutScripts()
	p.Open(url + "/?lang=ko")
	p.Follow(`a[hreflang="en"]`)
	p.Follow(`a[href*="theme=contrast"]`)
	p.Follow(`a[href*="size=large"]`)
	p.Open(url + "/elsewhere")
	for attribute, want := range map[string]string{"lang": "en", "data-theme": "contrast", "data-size": "large"} {
		if got := browser.Eval[string](p, `document.documentElement.getAttribute("`+attribute+`")`); got != want {
			t.Errorf("%s is %q, want %q", attribute, got, want)
		}
	}
	p.Click(".mobile-menu summary")
	p.Wait(".mobile-menu a")
}

// TestMenuOfGroups proves that the pages of a group can be reached by keys and without scripts, and that it closes again.
func TestMenuOfGroups(t *testing.T) {
	url := site(t)
	b := browser.Start(t)
	p := b.Page(t, browser.Desk)
	p.Open(url + "/")
	p.Click(".main-menu summary")
	p.Wait(".main-menu .unfolds a[href='/survey']")
	p.Press(kb.Tab + kb.Escape)
	if open := browser.Eval[bool](p, `document.querySelector(".main-menu .unfolds").open || document.activeElement.tagName !== "SUMMARY"`); open {
		t.Error("Escape does not lead from a page of a group back to its name")
	}
	p.Press(kb.Enter)
	p.Wait(".main-menu .unfolds a[href='/survey']")
	p.Click("footer") // the open group lies over the heading
	if open := browser.Eval[bool](p, `document.querySelector(".main-menu .unfolds").open`); open {
		t.Error("a group stays open when something else is clicked")
	}
	plain := b.Page(t, browser.Desk)
	plain.WithoutScripts()
	plain.Open(url + "/")
	plain.Click(".main-menu summary")
	plain.Wait(".main-menu .unfolds a[href='/survey']")
}

// TestLiveUpdates proves that htmx and its server-sent events work under the policy, and that a countdown that arrives
// later ticks as well.
func TestLiveUpdates(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle(ui.AssetPath, ui.Assets())
	mux.HandleFunc("/events", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		now := time.Now()
		var b strings.Builder
		b.WriteString("data: ")
		if err := (ui.Countdown{C: korean.Catalogue(), Label: "답변", Due: now.Add(10 * time.Minute), Now: now}).Render(r.Context(), &b); err != nil {
			t.Error(err)
		}
		fmt.Fprint(w, b.String(), "\n\n")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		p := frame(korean, "/", time.Now())
		p.Live = true
		live := ui.Card{Title: "실시간", Attrs: templ.Attributes{"hx-sse:connect": "/events", "hx-target": "#live"}}
		if err := ui.Render(w, r, http.StatusOK, around(ui.Layout(p), live, ui.Button{Text: "x", Attrs: templ.Attributes{"id": "live"}})); err != nil {
			t.Error(err)
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.CloseClientConnections)
	b := browser.Start(t)
	p := b.Page(t, browser.Desk)
	p.Open(server.URL)
	p.Wait("#live .countdown")
	before := p.Text("#live .time")
	p.Until(fmt.Sprintf(`document.querySelector("#live .time").textContent !== %q`, before))
	for _, problem := range p.Problems() {
		t.Error(problem)
	}
}
