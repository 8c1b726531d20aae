package desk_test

import (
	"net/http"
	"testing"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/test/browser"
)

// watched stands in for the computer's notifications: it keeps what would have been shown, to somebody who looks elsewhere.
const watched = `(window.shown = [], window.Notification = class {
	static permission = "default";
	static async requestPermission() { return (Notification.permission = "granted"); }
	constructor(title, options) { window.shown.push(options.body); }
	addEventListener() {}
}, document.hasFocus = () => false, true)`

// TestOfficerIsCalled proves that an officer at work on a case is called when a visitor at another desk needs him, on the
// page and, once he has switched that on, by the computer; and that nobody else is.
func TestOfficerIsCalled(t *testing.T) {
	s := site(t)
	s.Staff("boss", app.Admin, "", "")
	kim := s.Staff("kim", app.Officer, "library_information", "general")
	s.Staff("park", app.Officer, "library_information", "general")
	lee := s.LogIn(t, "lee", app.Officer)
	receipt, _ := s.File(petition(s))
	b := browser.Start(t)
	called, other := b.Page(t, browser.Desk), b.Page(t, browser.Desk)
	enter(t, called, s, "kim", "/desk/cases/"+receipt.Case+"?lang=ko&reason=handling")
	enter(t, other, s, "park", "/desk?scope=all&lang=ko")
	for _, p := range []*browser.Page{called, other} {
		p.Wait("#alert-desktop")
		browser.Eval[bool](p, watched)
		browser.Eval[bool](p, `(document.getElementById("alert-desktop").click(), true)`)
		p.Until(`document.getElementById("alert-desktop").checked`)
	}
	visit := begin(t, lee, "visit", "assist", "other")
	path := "/desk/cases/" + visit
	call := lee.Get(path+"?act="+fact.VisitAssistCalled.String()+"&contact="+s.Stored(visit).Facts[0].ID).MustForm(path+"/acts", "kind", fact.VisitAssistCalled.String())
	call.Set("officer", kim.Account)
	lee.Post(path+"/acts", call).Is(http.StatusOK)
	s.Advance(0) // the engine sends what is due
	const text = "상담·응대: 도움이 필요한 고객이 기다립니다. 지금 가 주세요."
	called.Until(`document.querySelector("#notices").textContent.includes("` + text + `")`)
	called.Until(`window.shown.length === 1 && window.shown[0] === "` + text + `"`)
	called.Shot("desk-called-desk")
	called.Axe()
	last, _ := s.File(petition(s)) // once this is on the page, the call would be, too
	other.Until(`document.querySelector("#inbox").textContent.includes("` + last.Number + `")`)
	if n := browser.Eval[int](other, `document.querySelectorAll("#notices li").length + window.shown.length`); n != 0 {
		t.Errorf("somebody else was called %d times", n)
	}
	for _, p := range []*browser.Page{called, other} {
		for _, problem := range p.Problems() {
			t.Error(problem)
		}
	}
}
