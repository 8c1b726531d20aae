package desk_test

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

func TestVisit(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	visit := begin(t, officer, "visit", "busy", "yes")
	officer.Get("/desk/cases/"+visit).Has("방문 응대 중", "지금 하실 말씀: 양해 말씀", "반갑습니다. 잠시만 기다려 주십시오.").Lacks("지금 하실 말씀: 배웅 인사")
	s.Advance(3 * time.Second)
	press(t, officer, visit, fact.VisitAcknowledged).Is(http.StatusOK).Has("무엇을 도와 드릴까요?")
	s.Advance(5 * time.Second)
	for _, kind := range []fact.Kind{fact.VisitAttended, fact.VisitGreeted, fact.VisitConfirmed, fact.VisitFarewelled, fact.VisitLeft} {
		press(t, officer, visit, kind).Is(http.StatusOK)
	}
	for _, promise := range []string{"visit.acknowledge", "visit.attend", "visit.greeting", "visit.understood", "visit.farewell"} {
		if v := s.Verdict(visit, promise); v == nil || v.Status.String() != "kept" {
			t.Errorf("%s: %+v", promise, v)
		}
	}
	officer.Get("/desk/cases/" + visit).Has("지킴").Lacks("방문 응대 중")
}

func TestCallWithMessage(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	colleague := s.LogIn(t, "lee", app.Officer)
	call := begin(t, officer, "phone")
	officer.Get("/desk/cases/"+call).Has("통화 중", "감사합니다. 원주교육문화관 총무과 담당 kim입니다.")
	press(t, officer, call, fact.CallGreeted).Is(http.StatusOK)
	contact := officer.Get("/desk/cases/"+call).MustForm("/desk/cases/"+call+"/acts", "kind", "call.restated").Get("contact")
	path := "/desk/cases/" + call
	form := officer.Get(path+"?act=message.taken&contact="+contact).MustForm(path+"/acts", "kind", "message.taken")
	form.Set("about", "강좌 시간을 알고 싶어 하심")
	form.Set("for", "nobody")
	officer.Post(path+"/acts", form).Is(http.StatusUnprocessableEntity).Has("담당자를 골라 주세요.", "강좌 시간을 알고 싶어 하심")
	form.Set("for", colleague.Account)
	form.Set("place", "010-2345-6789")
	officer.Post(path+"/acts", form).Is(http.StatusOK).Has("회신 전화함", "강좌 시간을 알고")
	form = officer.Get(path+"?act=call.mobile_offered&contact="+contact).MustForm(path+"/acts", "kind", "call.mobile_offered")
	if form.Get("wanted") != "" {
		t.Error("the answer of the customer is proposed")
	}
	form.Set("wanted", "no")
	officer.Post(path+"/acts", form).Is(http.StatusOK)
	form = officer.Get(path+"?act=call.transfer_started&contact="+contact).MustForm(path+"/acts", "kind", "call.transfer_started")
	form.Set("to", "general")
	officer.Post(path+"/acts", form).Is(http.StatusUnprocessableEntity)
	form.Set("summary", "대출 문의")
	officer.Post(path+"/acts", form).Is(http.StatusOK)
	press(t, officer, call, fact.CallTransferAnswered)
	for _, kind := range []fact.Kind{fact.CallRestated, fact.CallConfirmed, fact.CallFarewelled, fact.CallCallerHungUp, fact.CallOfficerHungUp, fact.CallEnded} {
		press(t, officer, call, kind).Is(http.StatusOK)
	}
	press(t, colleague, call, fact.CallbackMade).Is(http.StatusOK)
	if v := s.Verdict(call, "phone.callback"); v == nil || v.Status.String() != "kept" {
		t.Errorf("call-back: %+v", v)
	}
}

// ring begins a call that is still ringing and returns its case.
func ring(t *testing.T, p *stafftest.Person) string {
	t.Helper()
	form := p.Get("/desk/contacts/new").MustForm("/desk/contacts", "ringing", "yes")
	page := p.Post("/desk/contacts", form).Is(http.StatusOK).Has("전화벨이 울리는 중")
	id, _, _ := strings.Cut(strings.TrimPrefix(page.Path, "/desk/cases/"), "?")
	return id
}

// TestRingingCall answers a call within the rings, answers one too late, and misses one that rang too long: the desk's
// clock judges all three.
func TestRingingCall(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		kind  fact.Kind
		after time.Duration
		want  string
	}{
		{"answered at the third ring", fact.CallAnswered, 8 * time.Second, "kept"},
		{"answered at the fourth ring", fact.CallAnswered, 9 * time.Second, "broken"},
		{"given up before the fourth ring", fact.CallMissed, 8 * time.Second, "void"},
		{"missed after many rings", fact.CallMissed, 40 * time.Second, "broken"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := site(t)
			officer := s.LogIn(t, "kim", app.Officer)
			call := ring(t, officer)
			officer.Get("/desk/cases/"+call).Has("전화벨 울림", "전화 받기", "받지 못함").Lacks("지금 하실 말씀", "용건 받아 두기")
			s.Advance(tt.after)
			page := press(t, officer, call, tt.kind).Is(http.StatusOK)
			if v := s.Verdict(call, "phone.rings"); v == nil || v.Status.String() != tt.want {
				t.Errorf("the rings: %+v, want %s", v, tt.want)
			}
			if tt.kind == fact.CallAnswered {
				page.Has("통화 중", "지금 하실 말씀", "용건 받아 두기").Lacks("전화벨이 울리는 중")
			} else {
				page.Lacks("전화벨이 울리는 중", "통화 중")
			}
		})
	}
}

// TestRingingCallHasNoService proves that a call which nobody has answered is no petition, and that a letter does not ring.
func TestRingingCallHasNoService(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	send := func(answers ...string) *stafftest.Page {
		form := url.Values{"key": {s.NewKey()}, "ringing": {"yes"}}
		for i := 0; i < len(answers); i += 2 {
			form.Set(answers[i], answers[i+1])
		}
		return officer.Post("/desk/contacts", form)
	}
	send("channel", "phone", "service", "question").Is(http.StatusUnprocessableEntity).Has("아직 받지 않은 전화")
	send("channel", "visit").Is(http.StatusUnprocessableEntity)
	send("channel", "post", "name", "이우편", "text", "글").Is(http.StatusUnprocessableEntity)
}

// TestVisitBecomesPetition proves that whoever came to ask can hand in a petition in the same visit: with a number, a period
// that runs from then, and a name that lists show masked; once.
func TestVisitBecomesPetition(t *testing.T) {
	t.Parallel()
	for _, channel := range []string{"visit", "phone"} {
		t.Run(channel, func(t *testing.T) {
			t.Parallel()
			s := site(t)
			officer := s.LogIn(t, "kim", app.Officer)
			id := begin(t, officer, channel)
			s.Advance(5 * time.Minute)
			path := "/desk/cases/" + id
			contact := s.Stored(id).Facts[0].ID
			open := func() url.Values {
				return officer.Get(path+"?act=case.received&contact="+contact).Is(http.StatusOK).MustForm(path+"/acts", "kind", "case.received")
			}
			form := open()
			officer.Post(path+"/acts", form).Is(http.StatusUnprocessableEntity).Has("꼭 적어 주세요.")
			form.Set("service", "question")
			form.Set("choose", "1")
			form = officer.Post(path+"/acts", form).Is(http.StatusOK).Has("결과 받을 방법").MustForm(path+"/acts", "kind", "case.received")
			form.Set("text", "열람실을 늦게까지 열어 주세요.")
			form.Set("name", "이방문")
			form.Set("answer", "phone")
			officer.Post(path+"/acts", form).Is(http.StatusUnprocessableEntity).Has("열람실을 늦게까지")
			form.Set("phone", "010-2345-6789")
			page := officer.Post(path+"/acts", form).Is(http.StatusOK).
				Has("민원 2026-", "이방문", "열람실을 늦게까지", "2026. 12. 1.(화) 24:00까지", "중 05:00").Lacks("민원으로 접수")
			if channel == "phone" {
				page.Has("용건 재확인 r") // the letters of the talk stay what they were
			}
			if got := kinds(s, id); !strings.HasSuffix(got, "case.received case.accepted") {
				t.Errorf("recorded: %s", got)
			}
			if again := officer.Post(path+"/acts", form).Is(http.StatusOK); again.Path != page.Path {
				t.Errorf("sent twice, led to %s", again.Path)
			}
			if v := s.Verdict(id, "case.deadline"); v == nil || v.Status.String() != "pending" || v.Contact != contact {
				t.Errorf("the period: %+v", v)
			}
			officer.Get("/desk?scope=all").Has("이*문").Lacks("이방문")
			form.Set("key", s.NewKey())
			officer.Post(path+"/acts", form).Is(http.StatusUnprocessableEntity).Has("이미 접수한 민원")
			fill(t, officer, id, fact.CaseAnswered, "text", "알겠습니다.").Is(http.StatusOK)
			if v := s.Verdict(id, "case.deadline"); v == nil || v.Status.String() != "kept" {
				t.Errorf("the period: %+v", v)
			}
		})
	}
}

// TestEarlierVisitIsNamed proves that a visit in vain names the earlier one by a receipt number that exists, or says only that
// there was one, and that nothing else that is typed there comes into a fact.
func TestEarlierVisitIsNamed(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	receipt, _ := s.File(petition(s))
	send := func(of, cause string) *stafftest.Page {
		form := officer.Get("/desk/contacts/new?channel=visit").MustForm("/desk/contacts", "channel", "visit")
		form.Set("repeat_of", of)
		form.Set("cause", cause)
		return officer.Post("/desk/contacts", form)
	}
	send("010-1234-5678", "officer_mistake").Is(http.StatusUnprocessableEntity).Has("접수번호를 2026-000123처럼")
	send("2026-999999", "officer_mistake").Is(http.StatusUnprocessableEntity).Has("2026-999999 민원이 없습니다.")
	send("", "somebody").Is(http.StatusUnprocessableEntity)
	for of, want := range map[string]string{receipt.Number: receipt.Number, "": "earlier"} {
		page := send(of, "officer_mistake").Is(http.StatusOK)
		id, _, _ := strings.Cut(strings.TrimPrefix(page.Path, "/desk/cases/"), "?")
		if got := s.Stored(id).Facts[0].Data.Text("repeat_of"); got != want {
			t.Errorf("%q is recorded as %q", of, got)
		}
	}
}

// TestMessageIsShort proves that taking a message for somebody who is away asks at most six things, of which two must be
// answered: nobody waits at the counter while an officer fills in a form.
func TestMessageIsShort(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	id := begin(t, officer, "phone")
	path := "/desk/cases/" + id
	page := officer.Get(path + "?act=" + fact.MessageTaken.String() + "&contact=" + s.Stored(id).Facts[0].ID).Is(http.StatusOK)
	form := page.MustForm(path+"/acts", "kind", fact.MessageTaken.String())
	hidden := map[string]bool{"kind": true, "key": true, "contact": true, "of": true, "reason_read": true}
	asked := 0
	for name := range form {
		if !hidden[name] {
			asked++
		}
	}
	if asked == 0 || asked > 6 {
		t.Errorf("the form of a message asks %d things: %v", asked, form)
	}
	form.Set("for", officer.Account)
	form.Set("about", "예약 확인")
	officer.Post(path+"/acts", form).Is(http.StatusOK).Has("기록했습니다")
}
