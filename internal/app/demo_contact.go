package app

import (
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
)

// visit is a visit to a desk, from the arrival to the leaving.
func (st *story) visit(at time.Time) {
	desk := st.counter()
	officer := st.at(desk)
	by := "officer:" + officer
	busy := st.chance(35)
	data := []any{"desk", desk, "busy", busy}
	if st.chance(8) {
		data = append(data, "assist", pick(st.demonstration, []string{"disabled", "elderly"}))
	}
	again := st.chance(3)
	if again {
		data = append(data, "repeat_of", "earlier", "cause", "officer_mistake")
	}
	via := fact.ViaDesk
	if st.chance(40) {
		via = fact.ViaKiosk
	}
	c := st.add(at, fact.VisitArrived, by, via, "new", data...)
	if via == fact.ViaKiosk && st.chance(50) { // he looked for the desk at the kiosk
		st.add(at, fact.VisitLocated, "device:kiosk", via, c, "since", at.Add(-st.between(8*time.Second, 72*time.Second)))
	}
	var phone string
	st.name, phone = st.citizen()
	st.note(c, map[string]string{"name": st.name, "phone": phone, "text": pick(st.demonstration, demoPurposes)})
	tap := func(after time.Duration, k fact.Kind, data ...any) string {
		return st.add(at.Add(after), k, by, fact.ViaDesk, c, data...)
	}
	if st.chance(86) {
		tap(st.between(time.Second, 4*time.Second), fact.VisitGreeted, "stood", st.chance(97), "phrase", st.chance(98), "first", st.chance(97))
	}
	heard := st.between(time.Second, 5200*time.Millisecond)
	if busy && st.chance(93) {
		tap(heard, fact.VisitAcknowledged)
		if st.chance(95) {
			tap(heard+st.between(3*time.Second, 15500*time.Millisecond), fact.VisitAttended)
		}
	}
	if len(data) > 4 && data[4] == "assist" {
		called := st.between(30*time.Second, 310*time.Second)
		tap(called, fact.VisitAssistCalled, "officer", officer)
		tap(called+st.between(time.Minute, 4*time.Minute), fact.VisitAssistArrived)
	}
	if again {
		tap(30*time.Second, fact.PriorityGiven)
		if st.chance(90) {
			tap(time.Minute, fact.ApologyMade, "officer", officer, "how", "visit")
		}
	}
	st.served(at, c, by, tap)
}

// served is the rest of a visit: advice, help with writing, a message for somebody who is away, the farewell.
func (st *story) served(at time.Time, c, by string, tap func(time.Duration, fact.Kind, ...any) string) {
	stay := st.between(6*time.Minute, 25*time.Minute)
	if st.chance(50) {
		tap(20*time.Second, fact.ConsultAsked, "channel", "visit")
		tap(20*time.Second+st.between(20*time.Second, 185*time.Second), fact.ConsultAnswered)
	}
	if st.chance(4) {
		tap(2*time.Minute, fact.ScribeAsked)
		tap(5*time.Minute, fact.ScribeDone, "signed", st.chance(97))
	}
	if st.chance(7) {
		st.message(at.Add(3*time.Minute), c, by, "visit")
	}
	if st.chance(4) {
		tap(stay/2, fact.VisitLeft, "early", true)
		return
	}
	if st.chance(87) {
		tap(stay-20*time.Second, fact.VisitConfirmed)
	}
	if st.chance(90) {
		tap(stay-5*time.Second, fact.VisitFarewelled)
	}
	tap(stay, fact.VisitLeft)
}

// message is a message for an officer who is away, and the call-back.
func (st *story) message(at time.Time, c, by, channel string) {
	officer := st.at(st.counter())
	m := st.add(at, fact.MessageTaken, by, fact.ViaDesk, c, "for", officer, "about", true, "channel", channel, "callback", true)
	st.note(m, map[string]string{"about": pick(st.demonstration, demoPurposes) + " 건으로 전화를 부탁하셨습니다."})
	if m == "" {
		return
	}
	st.add(st.later(at, st.between(2*time.Minute, 15*time.Minute)), fact.MessageDelivered, by, fact.ViaDesk, c, "of", m)
	called := st.between(8*time.Minute, 66*time.Minute)
	if st.chance(3) {
		called = st.between(5*time.Hour, 12*time.Hour) // forgotten until the next day
	}
	st.add(st.later(at, called), fact.CallbackMade, "officer:"+officer, fact.ViaDesk, c, "of", m, "reached", st.chance(85))
}

// call is a call, seen by the exchange and attested by the officer.
func (st *story) call(at time.Time) {
	desk := st.counter()
	officer := st.at(desk)
	by := "officer:" + officer
	c := st.add(at, fact.CallRinging, "device:pbx", fact.ViaPBX, "new", "desk", desk)
	if st.chance(3) {
		st.add(at.Add(st.between(4*time.Second, 20*time.Second)), fact.CallMissed, "device:pbx", fact.ViaPBX, c)
		return
	}
	rings := st.between(1500*time.Millisecond, 8600*time.Millisecond)
	if st.chance(7) || st.late(desk, at) && st.chance(85) {
		rings = st.between(9*time.Second, 20*time.Second)
	}
	answered := at.Add(rings)
	st.add(answered, fact.CallAnswered, by, fact.ViaPBX, c, "by", "person", "rings", int(rings/(3*time.Second))+1)
	tap := func(after time.Duration, k fact.Kind, data ...any) string {
		return st.add(answered.Add(after), k, by, fact.ViaDesk, c, data...)
	}
	if st.chance(91) {
		tap(time.Second, fact.CallGreeted, "thanks", st.chance(98), "organisation", st.chance(99), "department", st.chance(70), "officer", st.chance(97))
	}
	talk := st.between(70*time.Second, 9*time.Minute)
	st.talked(answered, c, by, talk, tap)
	st.hungUp(answered.Add(talk), c, by)
}

// talked is what happens during a call.
func (st *story) talked(answered time.Time, c, by string, talk time.Duration, tap func(time.Duration, fact.Kind, ...any) string) {
	if st.chance(2) {
		tap(12*time.Second, fact.CallMisdialled, "to", pick(st.demonstration, demoPurposes), "told_number", "737-1045")
		return
	}
	if st.chance(88) {
		tap(talk/3, fact.CallRestated)
	}
	switch {
	case st.chance(11):
		start := tap(talk/2, fact.CallTransferStarted, "to", st.counter(), "summary", st.chance(96))
		st.add(answered.Add(talk/2+st.between(6*time.Second, 21500*time.Millisecond)), fact.CallTransferAnswered, "device:pbx", fact.ViaPBX, c, "of", start)
	case st.chance(9):
		st.message(answered.Add(talk/2), c, by, "phone")
		wanted := st.chance(30)
		tap(talk/2+10*time.Second, fact.CallMobileOffered, "wanted", wanted)
		if wanted && st.chance(90) {
			tap(talk/2+20*time.Second, fact.CallMobileGiven)
		}
	}
	if st.chance(89) {
		tap(talk-12*time.Second, fact.CallConfirmed)
	}
	if st.chance(92) {
		tap(talk-4*time.Second, fact.CallFarewelled)
	}
}

// hungUp ends a call: mostly the caller first, as promised.
func (st *story) hungUp(at time.Time, c, by string) {
	seen := func(after time.Duration, k fact.Kind, data ...any) {
		st.add(at.Add(after), k, "device:pbx", fact.ViaPBX, c, data...)
	}
	if st.chance(95) {
		wait := st.between(950*time.Millisecond, 4*time.Second)
		seen(0, fact.CallCallerHungUp)
		seen(wait, fact.CallOfficerHungUp)
		seen(wait+100*time.Millisecond, fact.CallEnded, "cause", "normal")
		return
	}
	st.add(at, fact.CallOfficerHungUp, by, fact.ViaDesk, c, "hook_switch", st.chance(80))
	seen(time.Second, fact.CallEnded, "cause", "normal")
}

// counter picks a desk that people come to or call.
func (d *demonstration) counter() string {
	desks := d.counters()
	if len(desks) == 0 {
		return ""
	}
	return pick(d, desks).ID
}

// counters lists the desks that people come to or call.
func (d *demonstration) counters() []charter.Desk {
	var desks []charter.Desk
	for _, desk := range d.ch.Directory.Desks {
		if !desk.Complaints && !desk.Accessible {
			desks = append(desks, desk)
		}
	}
	return desks
}
