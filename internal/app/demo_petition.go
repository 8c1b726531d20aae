package app

import (
	"slices"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/letter"
	"jikim/internal/locale"
)

// petition is a petition from its arrival to its end, as far as it has come.
func (st *story) petition(at time.Time) {
	svc := st.service()
	if svc == nil {
		return
	}
	channel := []string{"web", "web", "web", "web", "web", "web", "post", "email", "fax", "visit"}[st.rng.IntN(10)]
	topic := pick(st.demonstration, demoTopics[svc.ID])
	var phone string
	st.name, phone = st.citizen()
	by, via := "officer:"+st.at(svc.Desk), fact.ViaDesk
	if channel == "web" {
		by, via = "citizen", fact.ViaWeb
	}
	data := []any{"number", st.number(at), "channel", channel, "service", svc.ID, "desk", svc.Desk, "answer", "phone"}
	if len(svc.Delivery) > 0 && st.chance(40) {
		data = append(data, "delivery", pick(st.demonstration, svc.Delivery))
	}
	received := st.add(at, fact.CaseReceived, by, via, "", data...)
	st.note(received, map[string]string{"name": st.name, "phone": phone, "title": topic[0], "text": topic[1]})
	accepted := at
	if channel != "web" {
		accepted = st.later(at, st.between(10*time.Minute, 3*time.Hour))
	}
	st.add(accepted, fact.CaseAccepted, "system", fact.ViaSystem, "")
	if st.chance(3) {
		st.add(st.later(accepted, st.between(time.Hour, 20*time.Hour)), fact.CaseWithdrawn, "citizen", fact.ViaWeb, "")
		return
	}
	st.worked(svc, accepted)
}

// service picks something that is often asked for.
func (st *story) service() *charter.Service {
	ids := []string{"question", "question", "question", "loan", "loan", "library_card", "suggestion", "suggestion", "other", "digital",
		"children", "grievance", "question_law", "disclosure"}
	for range 20 {
		if svc := st.ch.Service(pick(st.demonstration, ids)); svc != nil && len(demoTopics[svc.ID]) > 0 {
			return svc
		}
	}
	return nil
}

// worked is what an officer does with a petition.
func (st *story) worked(svc *charter.Service, accepted time.Time) {
	officer := st.at(svc.Desk)
	by := "officer:" + officer
	st.assigned(accepted, officer, svc.Desk)
	at := accepted
	if st.chance(6) {
		at = st.supplement(by, at)
	}
	if st.chance(84) {
		st.add(st.later(accepted, st.between(time.Hour, 50*time.Hour)), fact.CaseProcedureTold, by, fact.ViaDesk, "", "channel", "phone")
	}
	limit := 56 * time.Hour
	switch {
	case svc.Kind == "other":
		limit = 3 * time.Hour
	case svc.Kind == "disclosure":
		limit = 80 * time.Hour
	case svc.Kind == "suggestion" || svc.Kind == "question_law":
		limit = 112 * time.Hour
	}
	if st.chance(4) && limit > 8*time.Hour {
		st.extension(by, st.later(at, limit/2), limit)
		limit = 2 * limit
	}
	took := time.Duration(float64(limit) * (0.1 + 0.75*st.rng.Float64()))
	if st.chance(7) {
		took = limit + st.between(2*time.Hour, 40*time.Hour)
	}
	refused := st.chance(6)
	if refused && took > 50*time.Hour && st.chance(90) { // who cannot help says so within the 7 days of the charter
		took = st.between(8*time.Hour, 50*time.Hour)
	}
	st.result(svc, by, st.later(at, took), refused)
	st.amends(by, officer)
}

func (st *story) supplement(by string, at time.Time) time.Time {
	asked := st.later(at, st.between(30*time.Minute, 7*time.Hour))
	id := st.add(asked, fact.CaseSupplementAsked, by, fact.ViaDesk, "", "what", true, "until", asked.AddDate(0, 0, 10))
	st.note(id, map[string]string{"what": "신청서에 빠진 연락처와 증빙 자료를 보내 주세요."})
	back := st.later(asked, st.between(8*time.Hour, 40*time.Hour))
	st.add(back, fact.CaseSupplementReceived, "citizen", fact.ViaWeb, "", "of", id)
	return back
}

func (st *story) extension(by string, at time.Time, limit time.Duration) {
	id := st.add(at, fact.CaseExtended, by, fact.ViaDesk, "", "ground", "cooperation", "reason", true, "consent", false,
		"until", st.later(at, limit))
	st.note(id, map[string]string{"reason": pick(st.demonstration, demoReasons)})
	st.letter(at, letter.Letter{Form: letter.Extension, Ground: "cooperation", Text: demoReasons[0], Until: st.later(at, limit)}, by)
}

// amends makes up for the promises of a petition that were broken, as the charter's remedies ask: mostly in time, sometimes
// too late or not at all.
func (st *story) amends(by, officer string) {
	told := map[time.Time]bool{}
	for _, due := range st.breaches() {
		if told[due] || st.chance(5) {
			continue
		}
		told[due] = true
		at := st.later(due, st.between(5*time.Minute, 55*time.Minute))
		if st.chance(17) {
			at = st.later(due, st.between(65*time.Minute, 6*time.Hour))
		}
		id := st.add(at, fact.DelayTold, by, fact.ViaDesk, "", "reason", true, "expected", st.expected(at))
		st.note(id, map[string]string{"reason": pick(st.demonstration, demoReasons)})
		if st.chance(96) {
			st.add(at.Add(time.Minute), fact.ApologyMade, by, fact.ViaDesk, "", "officer", officer, "how", "phone")
		}
	}
}

// breaches returns when promises of the story were broken for which the charter has a remedy.
func (st *story) breaches() []time.Time {
	var remedied []string
	for _, p := range st.ch.Promises {
		remedied = append(remedied, p.BrokenOf...)
	}
	facts := make([]fact.Fact, len(st.facts))
	for i, f := range st.facts {
		f.Case = st.id
		facts[i] = f.Normal()
	}
	var out []time.Time
	for _, v := range st.charters.judge(st.ch).CaseOf(st.id, facts, st.until, judge.Options{}).Verdicts {
		if v.Status == judge.Broken && slices.Contains(remedied, v.Promise) {
			out = append(out, v.Due)
		}
	}
	return out
}

// expected returns when the petition will be done, as an officer could say at an instant.
func (st *story) expected(at time.Time) time.Time {
	for i := range st.facts {
		if k := st.facts[i].Kind; (k == fact.CaseAnswered || k == fact.CaseRefused) && st.facts[i].At.After(at) {
			return st.facts[i].At
		}
	}
	return st.later(at, 16*time.Hour)
}

// rated is what some citizens say of how it went: few of those who were refused are content.
func (st *story) rated(at time.Time, refused bool) {
	if !st.chance(45) {
		return
	}
	stars := []int{5, 5, 5, 4, 4, 4, 4, 3, 3, 2, 1}
	if refused {
		stars = []int{4, 3, 3, 2, 2, 1}
	}
	n := pick(st.demonstration, stars)
	id := st.add(at, fact.AuditScored, "citizen", fact.ViaWeb, "", "scorecard", satisfaction, "score", star*(n-1))
	if id == "" {
		return // it has not happened yet
	}
	st.facts[len(st.facts)-1].Override = fact.Reported
	if n <= LowStars || st.chance(25) {
		st.note(id, map[string]string{"text": pick(st.demonstration, demoRatings[n > LowStars])})
	}
}

// result answers or refuses the petition.
func (st *story) result(svc *charter.Service, by string, at time.Time, refused bool) {
	kind, l := fact.CaseAnswered, letter.Letter{Form: letter.Answer, Text: pick(st.demonstration, demoAnswers)}
	data, fields := []any{"how", "phone"}, map[string]string{"text": l.Text}
	if refused {
		kind = fact.CaseRefused
		l = letter.Letter{Form: letter.Refusal, Text: "관련 규정에 따라 처리해 드릴 수 없습니다.", Law: st.ch.Office.KO + " 운영 규정 제12조",
			Appeal: letter.Appeal(locale.For(locale.Korean), svc.Kind)}
		data = []any{"reason", true, "law", l.Law, "appeal", true, "how", "post"}
		fields = map[string]string{"reason": l.Text, "appeal": l.Appeal}
	}
	st.note(st.add(at, kind, by, fact.ViaDesk, "", data...), fields)
	st.letter(at, l, by)
	st.rated(st.later(at, 4*time.Hour), refused)
	delivery := st.facts[0].Data.Text("delivery")
	if !refused && delivery != "" {
		method := delivery
		if st.chance(3) {
			method = "post"
		}
		st.add(st.later(at, st.between(time.Hour, 16*time.Hour)), fact.CaseDelivered, by, fact.ViaDesk, "", "method", method)
	}
}

// letter issues the letter that goes with a decision, in the name of the officer.
func (st *story) letter(at time.Time, l letter.Letter, by string) {
	officer := st.member(by)
	first := &st.facts[0]
	l.Office, l.Number, l.ReceivedAt, l.IssuedAt = st.ch.Office.KO, first.Data.Text("number"), first.At, at
	l.Department, l.Officer, l.Phone = departmentName(st.ch, officer.Department, "ko"), officer.Name, withArea(st.ch, officer.Phone)
	if svc := st.ch.Service(first.Data.Text("service")); svc != nil {
		l.Service = svc.Name.KO
	}
	cat := locale.For(locale.Korean).In(st.ch.Petition.Location())
	body, err := letter.Compose(cat, &l)
	if err != nil {
		return // the made-up officers have names, departments and numbers
	}
	id := st.add(at, fact.DocumentIssued, by, fact.ViaSystem, "", "form", string(l.Form), "department", l.Department,
		"officer", l.Officer, "contact", l.Phone)
	st.note(id, map[string]string{"title": letter.Title(cat, l.Form), "text": body})
}

// assigned gives a case to an officer soon after it came.
func (st *story) assigned(at time.Time, officer, desk string) {
	st.add(st.later(at, st.between(2*time.Minute, 40*time.Minute)), fact.CaseAssigned, "officer:"+officer, fact.ViaDesk, "",
		"officer", officer, "desk", desk)
}

// member returns the made-up officer behind "officer:ID".
func (d *demonstration) member(by string) NewAccount {
	i := slices.IndexFunc(d.staff, func(n NewAccount) bool { return "officer:"+demoID(n.Login) == by })
	return d.staff[max(i, 0)]
}
