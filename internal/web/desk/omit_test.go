package desk_test

import (
	"net/http"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web/staff/stafftest"
)

// omit fills in the form for an act that was left out in the first contact of a case.
func omit(t *testing.T, s *stafftest.Site, p *stafftest.Person, caseID string, kind fact.Kind, seen string, answers ...string) *stafftest.Page {
	t.Helper()
	contact := s.Stored(caseID).Facts[0].ID
	return fill(t, p, caseID, fact.ActOmitted, append([]string{"what", contact + " " + kind.String(), "seen", seen}, answers...)...)
}

// TestOmissionReported passes on what the customer said: the promise is broken on his word, an officer's own record stands,
// and nobody pretends to have measured anything.
func TestOmissionReported(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	visit := begin(t, officer, "visit")
	press(t, officer, visit, fact.VisitGreeted).Is(http.StatusOK)
	press(t, officer, visit, fact.VisitLeft).Is(http.StatusOK).Has("확인 안 됨", "하지 않은 일 기록")
	s.Advance(10 * time.Minute)
	path := "/desk/cases/" + visit
	officer.Get(path+"?act=act.omitted").Is(http.StatusOK).Has("고객이 말씀하심", "배웅 인사").Lacks("점검에서 확인", "담당자는 했다고 기록")
	omit(t, s, officer, visit, fact.VisitGreeted, "report").Is(http.StatusUnprocessableEntity).Has("아직 확인되지 않은 것을")
	omit(t, s, officer, visit, fact.CallGreeted, "report").Is(http.StatusUnprocessableEntity)
	fill(t, officer, visit, fact.ActOmitted, "what", "").Is(http.StatusUnprocessableEntity).Has("어느 방문이나 통화")
	omit(t, s, officer, visit, fact.VisitFarewelled, "inspection").Is(http.StatusForbidden)
	omit(t, s, officer, visit, fact.VisitFarewelled, "report", "note", "그냥 들어가셨다고 하심").Is(http.StatusOK).
		Has("하지 않음 확인", "고객 신고", "그냥 들어가셨다고 하심", "빠진 일 배웅 인사")
	if v := s.Verdict(visit, "visit.farewell"); v == nil || v.Status.String() != "broken" || v.Evidence != fact.Reported {
		t.Errorf("farewell: %+v", v)
	}
	if v := s.Verdict(visit, "visit.greeting"); v == nil || v.Status.String() != "kept" {
		t.Errorf("greeting: %+v", v)
	}
	facts := s.Stored(visit).Facts
	if f := facts[len(facts)-1]; f.Via != fact.ViaReport || f.By != "officer:"+officer.Account || f.Grade() != fact.Reported {
		t.Errorf("recorded as %+v", f)
	}
	// What was broken already cannot be broken again.
	omit(t, s, officer, visit, fact.VisitFarewelled, "report").Is(http.StatusUnprocessableEntity)
}

// TestOmissionInspected proves that an inspection outweighs what an officer attests, and that it can be taken back.
func TestOmissionInspected(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	lead := s.LogIn(t, "lead", app.Lead)
	visit := begin(t, officer, "visit")
	s.Advance(20 * time.Second)
	press(t, officer, visit, fact.VisitGreeted).Is(http.StatusOK)
	path := "/desk/cases/" + visit
	lead.Get(path+"?act=act.omitted").Is(http.StatusOK).Has("점검에서 확인", "인사 · 담당자는 했다고 기록")
	omit(t, s, lead, visit, fact.VisitGreeted, "inspection", "at", "2026-11-23T09:30").Is(http.StatusUnprocessableEntity).
		Has("그 방문이나 통화가 시작되기 전입니다.")
	page := omit(t, s, lead, visit, fact.VisitGreeted, "inspection", "at", "2026-11-23T10:00").Is(http.StatusOK).Has("점검")
	if v := s.Verdict(visit, "visit.greeting"); v == nil || v.Status.String() != "broken" {
		t.Errorf("greeting: %+v", v)
	}
	facts := s.Stored(visit).Facts
	last := facts[len(facts)-1]
	if last.Via != fact.ViaInspection || last.By != "inspector:"+lead.Account || last.Grade() != fact.Audited {
		t.Errorf("recorded as %+v", last)
	}
	page.Has("잘못 눌렀으면 고치기")
	form := lead.Get(path + "?fix=" + last.ID).MustForm(path + "/facts/" + last.ID)
	form.Set("why", "다른 방문을 본 것이었음")
	form.Set("retract", "1")
	lead.Post(path+"/facts/"+last.ID, form).Is(http.StatusOK)
	if v := s.Verdict(visit, "visit.greeting"); v == nil || v.Status.String() != "kept" {
		t.Errorf("greeting after all: %+v", v)
	}
}

// TestOmissionOfHookSwitch is about an act that must show something: the handset was put down without the switch.
func TestOmissionOfHookSwitch(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	call := begin(t, officer, "phone")
	path := "/desk/cases/" + call
	contact := s.Stored(call).Facts[0].ID
	form := officer.Get(path+"?act=call.officer_hung_up&contact="+contact).MustForm(path+"/acts", "kind", "call.officer_hung_up")
	form.Del("hook_switch")
	officer.Post(path+"/acts", form).Is(http.StatusOK)
	if v := s.Verdict(call, "phone.hook_switch"); v == nil || v.Status.String() != "unproven" {
		t.Fatalf("hook switch: %+v", v)
	}
	s.Advance(time.Minute)
	omit(t, s, officer, call, fact.CallOfficerHungUp, "report").Is(http.StatusOK)
	if v := s.Verdict(call, "phone.hook_switch"); v == nil || v.Status.String() != "broken" {
		t.Errorf("hook switch: %+v", v)
	}
}
