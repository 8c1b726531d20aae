package desk_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/channel"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/test/browser"
	"jikim/test/harness"
)

// TestIncomingCall has the exchange ring the petition desk: the inbox shows it without being touched, with whose number it is;
// one key answers; the greeting with the officer's name and the earlier petition are on the page.
func TestIncomingCall(t *testing.T) {
	s := site(t)
	s.Staff("boss", app.Admin, "", "")
	s.Staff("kim", app.Officer, "general_affairs", "petition")
	pbx := s.Device(app.Exchange, app.Place{})
	caller := petition(s)
	caller.Phone = "010-1234-5678"
	receipt, _ := s.File(caller)
	p := browser.Start(t).Page(t, browser.Desk)
	enter(t, p, s, "kim", "/desk?lang=ko")
	p.Wait("#inbox")
	id, err := s.TellCall(t.Context(), pbx, app.CallEvent{Call: "a", Kind: fact.CallRinging, From: "01012345678", To: "737-1043"})
	if err != nil {
		t.Fatal(err)
	}
	p.Wait("#calls-title")
	p.Until(`document.querySelector("#inbox .arrival").textContent.includes("홍*동 님 번호")`)
	p.Shot("desk-ringing-desk")
	p.Axe()
	s.Clock.Set(s.Clock.Now().Add(5 * time.Second))
	p.Press("a")
	p.Wait(".contact-now")
	p.Until(`document.querySelector(".case-side").textContent.includes("` + receipt.Number + `")`)
	p.Until(`document.querySelector(".contact-now").textContent.includes("담당 kim")`) // the greeting, with the name in it
	p.Shot("desk-call-desk")
	p.Axe()
	if v := s.Verdict(id, "phone.rings"); v == nil || v.Status != judge.Kept || v.Evidence != fact.Attested {
		t.Errorf("three rings: %+v", v)
	}
	for _, problem := range p.Problems() {
		t.Error(problem)
	}
}

// TestCallPanelIsLive has a source tell of calls: the list goes with them from ringing over talking and on hold to the call that has to be
// called back, without being touched; the number is nowhere on it; recording the call-back takes it away.
func TestCallPanelIsLive(t *testing.T) {
	s := site(t)
	s.Staff("boss", app.Admin, "", "")
	s.Staff("kim", app.Officer, "general_affairs", "petition")
	calls := s.Calls(harness.Institution)
	calls.Proves("pbx", channel.SeesRing, channel.SeesPerson, channel.SeesOrder)
	n := 0
	see := func(kind channel.SightKind, call string, change ...func(*channel.Sight)) {
		t.Helper()
		n++
		s.Clock.Set(s.Clock.Now().Add(2 * time.Second))
		k := channel.Sight{Source: "pbx", ID: call + strconv.Itoa(n), Kind: kind, At: s.Clock.Now(), Received: s.Clock.Now(), Clock: channel.Agent, Call: call,
			Way: channel.Inward, From: "01098765432", To: "737-1043"}
		for _, c := range change {
			c(&k)
		}
		if err := calls.See(t.Context(), k); err != nil {
			t.Fatal(err)
		}
	}
	b := browser.Start(t)
	for _, lang := range []string{"ko", "en"} {
		size := browser.Desk
		if lang == "en" {
			size = browser.Phone
		}
		p := b.Page(t, size)
		enter(t, p, s, "kim", "/desk?lang="+lang)
		p.Wait("#inbox")
		call := "talk-" + lang
		see(channel.Ringing, call)
		p.Wait(`[data-stage="ringing"]`)
		see(channel.Answered, call, func(k *channel.Sight) { k.By = channel.ByQueue })
		p.Wait(`[data-stage="waiting"]`)
		see(channel.Answered, call, func(k *channel.Sight) { k.By = channel.ByPerson })
		p.Wait(`[data-stage="talking"]`)
		see(channel.Held, call)
		p.Wait(`[data-stage="held"]`)
		missed := "missed-" + lang
		see(channel.Ringing, missed)
		see(channel.Abandoned, missed)
		p.Wait(`[data-stage="missed"]`)
		p.Shot("desk-calls-" + lang)
		p.Axe()
		p.Until(`!document.body.textContent.includes("9876")`)
		see(channel.Resumed, call)
		p.Wait(`[data-stage="talking"]`)
		see(channel.HungUp, call, func(k *channel.Sight) { k.Side = channel.CallerSide })
		p.Until(`!document.querySelector('[data-stage="talking"]')`)
		p.Click(`[data-stage="missed"] .row a`)
		p.Wait(".act-form")
		p.Until(`document.querySelector(".act-form [name=of]").value !== "" && document.body.textContent.includes("010-9876-5432")`)
		p.Until(`document.body.textContent.includes("` + map[string]string{"ko": "받기 전에 고객이 끊었습니다.", "en": "The caller gave up before an answer."}[lang] + `")`)
		p.Shot("desk-call-back-" + lang)
		p.Axe()
		p.Click(`.act-form button:not([type=button])`)
		p.Open(s.URL + "/desk?lang=" + lang)
		p.Wait("#inbox")
		p.Until(`!document.querySelector('[data-stage="missed"]')`)
		for _, problem := range p.Problems() {
			t.Error(problem)
		}
	}
}

// TestTalkMayBeEnded proves that an officer on the telephone finds when the law lets him end the call, and that the form begins
// with the reasons.
func TestTalkMayBeEnded(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	id := begin(t, officer, "phone")
	contact := s.Stored(id).Facts[0].ID
	officer.Get("/desk/cases/"+id).Has("통화를 끝낼 수 있는 때", "시행령 제4조").Lacks("권장 통화시간 여유") // this office has set no time
	path := "/desk/cases/" + id
	form := officer.Get(path+"?act="+fact.CallEnded.String()+"&contact="+contact).Is(http.StatusOK).Has("폭언").MustForm(path+"/acts", "kind", fact.CallEnded.String())
	form.Set("cause", "abuse")
	officer.Post(path+"/acts", form).Is(http.StatusOK)
	if v := s.Verdict(id, "phone.farewell"); v == nil || v.Status != judge.Void {
		t.Errorf("the farewell of a call that was ended for abuse: %+v", v)
	}
}
