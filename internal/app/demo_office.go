package app

import (
	"fmt"
	"slices"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
)

// demoID is the identifier of a demonstration account: the same each time, since facts name it.
func demoID(login string) string { return "demo-" + login }

// accounts makes the staff: one officer for each desk that people come to and two for one of them, a lead, a manager, an inspector, an administrator.
func (d *demonstration) accounts() ([]DemoAccount, error) {
	add := func(login, name string, role Role, department, desk, duty, phone string) {
		d.staff = append(d.staff, NewAccount{Login: login, Name: name, Role: role, Department: department, Desk: desk, Duty: duty, Phone: phone})
	}
	names := []string{"김서현", "이준호", "박은지", "최민석", "정유나", "강태경", "조하늘", "윤지민", "장도훈", "임세영", "한예슬", "오성훈"}
	for i := range d.ch.Directory.Desks {
		desk := &d.ch.Directory.Desks[i]
		if desk.Accessible || desk.Complaints && desk.ID != complaintDesk(d.ch, "") {
			continue
		}
		login := fmt.Sprintf("officer%d", len(d.staff)+1)
		add(login, names[len(d.staff)%len(names)], Officer, desk.Department, desk.ID, desk.Name.KO, desk.Phone)
	}
	if desk := deskOf(d.ch, d.strained()); desk != nil {
		add(fmt.Sprintf("officer%d", len(d.staff)+1), names[len(d.staff)%len(names)], Officer, desk.Department, desk.ID, desk.Name.KO, desk.Phone)
	}
	phone := d.ch.Directory.Phone
	var department string
	if len(d.ch.Directory.Departments) > 0 {
		department = d.ch.Directory.Departments[0].ID
	}
	add("lead", "서지훈", Lead, department, complaintDesk(d.ch, ""), "민원 총괄", phone)
	add("manager", "권미래", Manager, department, "", "헌장 관리", phone)
	add("inspector", "안현우", Inspector, department, "", "점검", phone)
	add("admin", "송가온", Admin, department, "", "시스템 관리", phone)
	var out []DemoAccount
	for i := range d.staff {
		n := d.staff[i]
		n.Password = newPassword()
		if _, _, err := d.makeAccountAs(d.ctx, d.institution, demoID(n.Login), n, false); err != nil {
			return nil, fmt.Errorf("demonstration: %w", err)
		}
		out = append(out, DemoAccount{Login: n.Login, Password: n.Password, Role: n.Role})
	}
	return out, nil
}

// at returns the account of the officer at a desk; of any officer when there is none.
func (d *demonstration) at(desk string) string {
	i := slices.IndexFunc(d.staff, func(n NewAccount) bool { return n.Desk == desk && n.Role == Officer })
	return demoID(d.staff[max(i, 0)].Login)
}

// office fills the institution's own case: a round of inspections on the first opening day of each month, outages between
// them, mystery calls, the yearly survey.
func (d *demonstration) office(from time.Time) error {
	st := &story{demonstration: d, id: fact.Institution}
	loc := d.ch.Petition.Location()
	last := civil.DateOf(d.until, loc)
	day := civil.DateOf(from, loc)
	for day = (civil.Date{Year: day.Year, Month: day.Month, Day: 1}); !last.Before(day); day = day.AddMonths(1) {
		st.month(day)
	}
	if err := st.surveys(); err != nil {
		return err
	}
	if err := st.mended(); err != nil {
		return err
	}
	slices.SortStableFunc(st.facts, func(a, b fact.Fact) int { return a.At.Compare(b.At) })
	_, err := d.turn(d.ctx, asked{institution: d.institution, caseID: fact.Institution, create: true, add: func(*current) (*added, error) {
		return &added{facts: st.facts, texts: st.texts, silent: true}, nil
	}})
	if err != nil {
		return fmt.Errorf("demonstration: %w", err)
	}
	return nil
}

// month is what is looked at in a month.
func (st *story) month(first civil.Date) {
	day := first
	for !st.ch.Petition.OpenDay(day) {
		day = day.AddDays(1)
	}
	round := st.within(day)
	for _, p := range st.ch.Promises {
		if p.Shape == charter.Always {
			st.inspect(p, &round)
		}
	}
	for range 4 {
		at := st.within(st.opening(first, 27))
		st.add(at, fact.AuditScored, "inspector:"+demoID("inspector"), fact.ViaInspection, "", "scorecard", "phone", "score", 74+st.rng.IntN(26))
	}
}

// opening returns an opening day within some days of another.
func (d *demonstration) opening(from civil.Date, days int) civil.Date {
	day := from.AddDays(d.rng.IntN(max(days, 1)))
	for !d.ch.Petition.OpenDay(day) {
		day = day.AddDays(1)
	}
	return day
}

// inspect looks at what a standing promise is about. The charter says what there is to look at.
func (st *story) inspect(p *charter.Promise, at *time.Time) {
	places := p.Standing.Places
	if len(places) == 0 {
		places = []string{p.Standing.Place}
	}
	for _, place := range places {
		*at = at.Add(time.Minute)
		if st.chance(2) {
			continue // overlooked: in a month nobody will be able to say
		}
		data := []any{}
		if place != "" && p.Standing.Measure != charter.MeasureDesk {
			data = append(data, "place", place)
		}
		good := st.chance(97)
		if p.Standing.Measure == charter.MeasureItem {
			st.item(p, data, *at, good)
			continue
		}
		st.looked(p, place, data, *at, good)
		if !good { // what was found wanting is put right and looked at again
			st.looked(p, place, data, st.later(*at, st.between(3*time.Hour, 14*time.Hour)), true)
		}
	}
}

// looked is one look at what a standing promise is about.
func (st *story) looked(p *charter.Promise, place string, data []any, at time.Time, good bool) {
	kind := fact.DeskTested
	data = slices.Clone(data)
	switch p.Standing.Measure {
	case charter.MeasureSign:
		kind = fact.SignInspected
		data = append(data, "sign", p.Standing.Names[0], "checked", 10, "present", 10-fewer(good))
	case charter.MeasureBadge:
		kind = fact.BadgeInspected
		data = append(data, "checked", 12, "worn", 12-fewer(good))
	case charter.MeasureDesk:
		name := place
		if name == "" {
			name = p.Standing.Names[0]
		}
		data = append(data, "desk", name, "reached", good)
	case charter.MeasureNone:
		kind = fact.AuditScored
		data = append(data, "scorecard", p.Standing.Names[0], "score", 100)
	}
	st.add(at, kind, "inspector:"+demoID("inspector"), fact.ViaInspection, "", data...)
}

// fewer is how many are missing when something is not good.
func fewer(good bool) int {
	if good {
		return 0
	}
	return 1
}

// item is an inspection of equipment, and now and then an outage after it.
func (st *story) item(p *charter.Promise, data []any, at time.Time, good bool) {
	inspected := append(slices.Clone(data), "item", p.Standing.Names[0], "working", max(0, p.Standing.AtLeast-fewer(good)))
	if p.Standing.Fee != nil {
		fee := "free"
		if *p.Standing.Fee {
			fee = "paid"
		}
		inspected = append(inspected, "fee", fee)
	}
	inspector := "inspector:" + demoID("inspector")
	st.add(at, fact.ItemInspected, inspector, fact.ViaInspection, "", inspected...)
	officer := "officer:" + st.at("")
	if !good {
		st.add(st.later(at, st.between(4*time.Hour, 12*time.Hour)), fact.ItemUp, officer, fact.ViaDesk, "", append(slices.Clone(data), "item", p.Standing.Names[0], "count", 1)...)
		return
	}
	if st.chance(5) {
		down := st.later(at, st.between(16*time.Hour, 100*time.Hour))
		down1 := append(slices.Clone(data), "item", p.Standing.Names[0], "count", 1)
		st.add(down, fact.ItemDown, officer, fact.ViaDesk, "", down1...)
		st.add(st.later(down, st.between(time.Hour, 10*time.Hour)), fact.ItemUp, officer, fact.ViaDesk, "", down1...)
	}
}
