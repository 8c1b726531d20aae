package app

import (
	"slices"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/core/improvement"
)

// What the demonstration lets go wrong on purpose, so that a break can be followed from the clock to what was done about it: a desk
// that answers its telephone late for some weeks, which is found as a pattern, and a petition that was forgotten, with its remedy.

// The weeks in which a desk answers late, and when something was done about it, in days before the end.
const (
	demoStrained = 85
	demoRelieved = 20
	demoMended   = 16
)

// strained is the desk that answers late, where two officers work, so that no figure of it is one of a person; "" when people call
// one desk only.
func (d *demonstration) strained() string {
	desks := d.counters()
	if len(desks) < 2 {
		return ""
	}
	return desks[0].ID
}

// late tells whether the desk answers late at an instant.
func (d *demonstration) late(desk string, at time.Time) bool {
	return desk == d.strained() && at.After(d.until.AddDate(0, 0, -demoStrained)) && at.Before(d.until.AddDate(0, 0, -demoRelieved))
}

// answering returns the promise that calls are answered in time; nil when the charter has none.
func (d *demonstration) answering() *charter.Promise {
	for _, p := range d.ch.Promises {
		if slices.ContainsFunc(p.When, func(w charter.Pattern) bool { return w.Kind == fact.CallRinging }) &&
			slices.ContainsFunc(p.Then, func(t charter.Pattern) bool { return t.Kind == fact.CallAnswered }) {
			return p
		}
	}
	return nil
}

// forgottenAt is when the petition comes that is forgotten: in the first week of the last month that is over.
func (d *demonstration) forgottenAt() time.Time {
	loc := d.ch.Petition.Location()
	day := civil.DateOf(d.until, loc)
	day = civil.Date{Year: day.Year, Month: day.Month, Day: 3}.AddMonths(-1)
	for !d.ch.Petition.OpenDay(day) {
		day = day.AddDays(1)
	}
	open, _, _ := d.ch.Petition.Opening(day)
	return open.UTC().Add(72 * time.Minute)
}

// forgotten is a petition that nobody worked on while its officer was away. Its deadline passes; within the hour the citizen is told why
// and until when, as the charter asks, and is given an apology, and then the answer on the day that was named.
func (d *demonstration) forgotten() error {
	at := d.forgottenAt()
	i := slices.IndexFunc(demoForgotten, func(id string) bool { return d.ch.Service(id) != nil })
	if i < 0 || at.Before(d.from) {
		return nil
	}
	svc := d.ch.Service(demoForgotten[i])
	st := d.begin(at)
	var phone string
	st.name, phone = st.citizen()
	officer := st.at(svc.Desk)
	by := "officer:" + officer
	received := st.add(at, fact.CaseReceived, "citizen", fact.ViaWeb, "", "number", st.number(at), "channel", "web", "service", svc.ID, "desk", svc.Desk, "answer", "phone")
	topic := demoTopics[svc.ID][0]
	st.note(received, map[string]string{"name": st.name, "phone": phone, "title": topic[0], "text": topic[1]})
	st.add(at, fact.CaseAccepted, "system", fact.ViaSystem, "")
	st.assigned(at, officer, svc.Desk)
	st.add(st.later(at, 5*time.Hour), fact.CaseProcedureTold, by, fact.ViaDesk, "", "channel", "phone")
	broken := st.breaches()
	if len(broken) == 0 {
		return st.end()
	}
	told, answered := st.later(broken[0], 25*time.Minute), st.later(broken[0], 16*time.Hour)
	id := st.add(told, fact.DelayTold, by, fact.ViaDesk, "", "reason", true, "expected", answered)
	st.note(id, map[string]string{"reason": "담당자가 자리를 비운 동안 다른 직원이 이어받지 못했습니다."})
	st.add(told.Add(2*time.Minute), fact.ApologyMade, by, fact.ViaDesk, "", "officer", officer, "how", "phone")
	st.result(svc, by, answered, false)
	return st.end()
}

// mended enters what was done about both, in the office's own words.
func (st *story) mended() error {
	made := func(e improvement.Entry, at time.Time) error {
		if e.RaisedAt.Before(st.from) {
			return nil
		}
		e.State, e.DoneAt = improvement.Done, at
		id := st.add(at, fact.ImprovementMade, "officer:"+demoID("lead"), fact.ViaDesk, "", "of", e.ID, "what", true)
		if id == "" {
			return nil
		}
		st.note(id, map[string]string{"what": e.Made})
		return st.enter(&e, st.later(at, 4*time.Hour))
	}
	at := st.forgottenAt()
	err := made(improvement.Entry{ID: "demo-forgotten", Source: improvement.FromOffice, RaisedAt: st.later(at, 64*time.Hour),
		Suggested: "담당자가 자리를 비운 사이 처리 기한을 넘긴 민원이 있었습니다.",
		Made:      "자리를 비우는 날에는 맡은 민원을 그 전날 다른 직원에게 넘기고, 기한 이틀 전에는 팀장이 남은 민원을 다시 살핍니다."}, st.later(at, 120*time.Hour))
	p, desk := st.answering(), st.strained()
	if err != nil || p == nil || desk == "" {
		return err
	}
	day := func(before int) time.Time {
		return st.within(st.opening(civil.DateOf(st.until, st.ch.Petition.Location()).AddDays(-before), 1))
	}
	return made(improvement.Entry{ID: "demo-telephone", Source: improvement.FromPattern, RaisedAt: day(demoRelieved + 3), Desk: desk, Rule: p.ID + " " + desk,
		Suggested: "한 창구에서 전화를 늦게 받는 일이 다른 창구보다 잦았습니다.",
		Made:      "창구가 붐비는 시간에는 전화를 받는 직원을 따로 두고, 두 번 울려도 받지 못하면 옆자리 전화도 함께 울리게 했습니다."}, day(demoMended))
}
