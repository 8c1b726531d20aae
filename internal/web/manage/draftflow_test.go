package manage_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"jikim/internal/app"
	"jikim/test/browser"
)

// TestDraftInBrowser changes a promise and puts it into force: what is typed is checked while it is typed, and every page can
// be read and worked by everybody.
func TestDraftInBrowser(t *testing.T) {
	b := browser.Start(t)
	for _, screen := range screens {
		t.Run(screen.name, func(t *testing.T) {
			s := site(t)
			s.Staff("boss", app.Admin, "", "")
			s.Staff("manager", app.Manager, "general_affairs", "")
			p := b.Page(t, screen.Screen)
			enter(p, s, "manager", "/manage/charter/draft")
			p.Axe()
			p.Shot("manage-draft-list-" + screen.name)
			p.Until(`(document.querySelectorAll("details.details").forEach((d) => { d.open = true; }), true)`)
			p.Follow(`main a[href*="phone.rings"]`)
			p.Wait("#draft-result .reading")
			p.Axe()
			write := func(old, now string) {
				t.Helper()
				p.Until(`(() => { const f = document.querySelector("#f-lines"); f.focus(); const at = f.value.indexOf("` + old + `");
					if (at < 0) return false; f.setSelectionRange(at, at + ` + "`" + old + "`" + `.length); return true; })()`)
				p.Press(now)
			}
			write("3 rings", "5 bells")
			p.Wait("#draft-result .alert.danger")
			p.Axe()
			p.Shot("manage-draft-fault-" + screen.name)
			write("5 bells", "5 rings")
			p.Wait("#draft-result .alert.success")
			p.Until(`/전화벨 5회|5 rings/.test(document.querySelector("#draft-result").textContent)`)
			p.Shot("manage-draft-" + screen.name)
			p.Follow(`main button[value="save"]`)
			p.Wait(".alert.success")
			p.Follow(`main a[href="/manage/charter/draft/enact"]`)
			p.Wait("#f-from")
			p.Axe()
			p.Shot("manage-enact-" + screen.name)
			p.Until(`(document.querySelector("#f-from").value = "2027-01-01") !== ""`)
			p.Follow(`main button[value="date"]`)
			p.Wait("#f-reason")
			p.Until(`(document.querySelectorAll("details.details").forEach((d) => { d.open = true; }), true)`)
			p.Axe()
			p.Shot("manage-enact-ready-" + screen.name)
			p.Follow(`main button[value="enact"]`)
			p.Wait(".error-summary")
			p.Axe()
			p.Until(`(document.querySelector("#f-reason").focus(), true)`)
			p.Press("총무과-1 결재" + kb.Tab + " " + kb.Tab)
			p.Until(`document.querySelector("input[name=seen]").checked`)
			p.Follow(`main button[value="enact"]`)
			p.Wait(".past-version")
			p.Until(`(document.querySelectorAll("details.details").forEach((d) => { d.open = true; }), true)`)
			p.Axe()
			p.Shot("manage-past-" + screen.name)
			p.Open(s.URL + "/manage/charter/draft/files/wonju-desk.calendar.yaml?lang=en")
			p.Wait("#f-text")
			p.Axe()
			p.Shot("manage-file-" + screen.name)
			for _, problem := range p.Problems() {
				if !strings.Contains(problem, "status of 422") { // the confirmation that was sent without its answers
					t.Error(problem)
				}
			}
		})
	}
}
