package app

import (
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
)

// complain is a complaint, from its receipt to its closing: assessed, looked into by somebody who is not its subject, told, made up for.
func (st *story) complain(at time.Time) {
	about := pick(st.demonstration, []string{"rude_phone", "rude_phone", "no_interim", "careless", "repeat_visit", "late", "other"})
	var phone string
	st.name, phone = st.citizen()
	desk := st.complaints()
	officer := st.at(complaintDesk(st.ch, ""))
	id := st.add(at, fact.ComplaintReceived, "citizen", fact.ViaWeb, "", "about", about, "desk", desk, "channel", "web", "answer", "phone")
	st.note(id, map[string]string{"name": st.name, "phone": phone, "text": pick(st.demonstration, demoComplaints[about])})
	st.assigned(at, officer, desk)
	lead := "officer:" + demoID("lead")
	assessed := st.later(at, st.between(10*time.Minute, 55*time.Minute))
	if st.chance(96) {
		severity, urgency := pick(st.demonstration, []string{"minor", "minor", "moderate", "moderate", "serious"}), "normal"
		if severity == "serious" {
			urgency = "urgent"
		}
		st.add(assessed, fact.ComplaintAssessed, lead, fact.ViaDesk, "", "of", id, "severity", severity, "urgency", urgency, "investigator", demoID("lead"))
	}
	checked := st.later(assessed, st.between(20*time.Minute, 4*time.Hour))
	founded := st.chance(65)
	told := st.checked(id, checked, founded)
	if (founded || about == "repeat_visit") && st.chance(95) {
		st.add(told.Add(2*time.Minute), fact.ApologyMade, "officer:"+officer, fact.ViaDesk, "", "of", id, "officer", officer, "how", "phone")
	}
	if founded && about == "rude_phone" && st.chance(85) {
		st.add(st.later(told, st.between(24*time.Hour, 120*time.Hour)), fact.TrainingDone, lead, fact.ViaDesk, "", "of", id)
	}
	if about == "repeat_visit" {
		st.add(told.Add(3*time.Minute), fact.PriorityGiven, lead, fact.ViaDesk, "", "of", id)
		st.add(told.Add(5*time.Minute), fact.CaseClosed, lead, fact.ViaDesk, "") // its remedies are due before that
		st.add(told.Add(6*time.Minute), fact.ComplaintClosed, lead, fact.ViaDesk, "", "of", id, "agreed", true)
		return
	}
	st.concluded(id, told)
}

// checked is the check of a complaint and the telling of its result; it returns when that was.
func (st *story) checked(of string, at time.Time, founded bool) time.Time {
	lead := "officer:" + demoID("lead")
	check := st.add(at, fact.ComplaintChecked, lead, fact.ViaDesk, "", "of", of, "founded", founded, "finding", true)
	st.note(check, map[string]string{"finding": demoFindings[founded]})
	told := st.later(at, st.between(20*time.Minute, 2*time.Hour))
	if st.chance(9) {
		told = st.later(at, st.between(9*time.Hour, 30*time.Hour))
	}
	result := st.add(told, fact.ComplaintTold, lead, fact.ViaDesk, "", "of", of, "channel", "phone", "text", true)
	st.note(result, map[string]string{"text": demoResults[founded]})
	return told
}

// concluded closes a complaint some days after its result was told. Who does not accept the result may have it looked into again.
func (st *story) concluded(of string, told time.Time) {
	if st.chance(6) {
		return // nobody has thought of closing it
	}
	lead := "officer:" + demoID("lead")
	closed := st.later(told, st.between(8*time.Hour, 30*time.Hour))
	agreed := st.chance(86)
	st.add(closed, fact.ComplaintClosed, lead, fact.ViaDesk, "", "of", of, "agreed", agreed)
	if agreed || st.chance(40) {
		return
	}
	again := st.later(closed, st.between(4*time.Hour, 40*time.Hour))
	id := st.add(again, fact.ComplaintReopened, lead, fact.ViaDesk, "", "of", of, "reason", true)
	if id == "" {
		return
	}
	st.note(id, map[string]string{"reason": "설명을 받아들일 수 없다고 하시며 다시 살펴 달라고 하셨습니다."})
	told = st.checked(id, st.later(again, st.between(2*time.Hour, 12*time.Hour)), st.chance(50))
	st.add(st.later(told, st.between(8*time.Hour, 20*time.Hour)), fact.ComplaintClosed, lead, fact.ViaDesk, "", "of", id, "agreed", true)
}

// complaints picks one of the desks that take complaints.
func (d *demonstration) complaints() string {
	var desks []charter.Desk
	for _, desk := range d.ch.Directory.Desks {
		if desk.Complaints {
			desks = append(desks, desk)
		}
	}
	if len(desks) == 0 {
		return complaintDesk(d.ch, "")
	}
	return pick(d, desks).ID
}

// opine is an opinion and what becomes of it: reviewed, told, and improved where that can be done.
func (st *story) opine(at time.Time) {
	said := pick(st.demonstration, demoOpinions)
	improvable := st.chance(map[string]int{casefile.ImproveNow: 80, casefile.ImproveLater: 30, casefile.ImproveNot: 15}[said.finding])
	id, officer := st.opinion(at, said.text, improvable)
	if id == "" {
		return
	}
	by := "officer:" + officer
	reviewed := st.later(at, st.between(30*time.Minute, 170*time.Minute))
	if improvable && said.finding == casefile.ImproveNow { // which needs no finding that it is
		st.add(reviewed, fact.OpinionReviewed, by, fact.ViaDesk, "", "of", id)
	} else {
		st.review(reviewed, id, by, said.finding, said.answer)
	}
	if said.finding == casefile.ImproveNow {
		from := at
		if !improvable {
			from = reviewed
		}
		if st.chance(93) {
			st.improved(st.later(from, st.between(15*time.Minute, 175*time.Minute)), id, by, said.answer)
		} else {
			st.improved(st.later(from, st.between(4*time.Hour, 16*time.Hour)), id, by, said.answer)
		}
	}
	told := st.between(8*time.Hour, 23*time.Hour)
	if st.chance(6) {
		told = st.between(26*time.Hour, 60*time.Hour)
	}
	st.note(st.add(st.later(at, told), fact.OpinionTold, by, fact.ViaDesk, "", "of", id, "channel", "phone", "text", true), map[string]string{"text": said.answer})
}

// opinion is the arrival of an opinion; it returns the fact and the officer who has to see to it.
func (st *story) opinion(at time.Time, text string, improvable bool) (id, officer string) {
	var phone string
	st.name, phone = st.citizen()
	desk := complaintDesk(st.ch, "")
	officer = st.at(desk)
	channel := pick(st.demonstration, []string{"web", "web", "web", "visit", "phone"})
	by, via := "citizen", fact.ViaWeb
	if channel != "web" {
		by, via = "officer:"+officer, fact.ViaDesk
	}
	id = st.add(at, fact.OpinionReceived, by, via, "", "kind", "suggestion", "improvable", improvable, "desk", desk, "channel", channel, "answer", "phone")
	st.note(id, map[string]string{"name": st.name, "phone": phone, "text": text})
	st.assigned(at, officer, desk)
	return id, officer
}

// improved is an improvement that an opinion asked for, and the word of it.
func (st *story) improved(at time.Time, of, by, what string, pictures ...drawing) {
	id := st.add(at, fact.ImprovementMade, by, fact.ViaDesk, "", "of", of, "what", true)
	if id == "" {
		return
	}
	st.note(id, map[string]string{"what": what})
	st.show(id, pictures)
	if st.chance(85) {
		st.note(st.add(st.later(at, st.between(time.Hour, 30*time.Hour)), fact.ImprovementTold, by, fact.ViaDesk, "", "of", of, "channel", "phone", "text", true),
			map[string]string{"text": what})
	}
}
