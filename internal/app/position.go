package app

import (
	"context"

	"jikim/internal/core/charter"
	"jikim/internal/core/directory"
)

// Position is where a member of staff works and for what: citizens see it in the directory, at doors and on letters.
type Position struct {
	Department string // identifier; may be empty
	Desk       string // identifier; may be empty
	Duty       string
	Phone      string // of the office; empty: that of the desk
}

// ChangePosition changes the department, desk, duty and telephone of a member of staff from now on; pages, door displays and the
// list of signs to be printed again follow. Name, role and login stay with the administrator. For managers.
func (s *Service) ChangePosition(ctx context.Context, a Actor, account string, p Position) error {
	return s.alter(ctx, a, Manager, account, false, func(acc *Account) error {
		f := &form{}
		f.position(s.charters.At(a.Institution, s.Now()), &p)
		if err := f.err(); err != nil {
			return err
		}
		acc.Department, acc.Desk, acc.Duty, acc.Phone = p.Department, p.Desk, p.Duty, p.Phone
		return nil
	})
}

// position checks where somebody works. Without a charter nothing can be looked up.
func (f *form) position(ch *charter.Charter, p *Position) {
	p.Duty = f.line("duty", p.Duty, false)
	p.Department, p.Desk = f.line("department", p.Department, false), f.line("desk", p.Desk, false)
	p.Phone = f.line("phone", p.Phone, false)
	if ch == nil {
		return
	}
	dir := &ch.Directory
	if d := dir.FindDepartment(p.Department); d != nil {
		p.Department = d.ID
	} else if p.Department != "" {
		f.fault("department", "fault.choice")
	}
	if d := dir.FindDesk(p.Desk); d != nil {
		p.Desk = d.ID
	} else if p.Desk != "" {
		f.fault("desk", "fault.choice")
	}
	p.Phone = f.officePhone("phone", dir.Area, p.Phone)
}

// officePhone checks a number of the office and writes it as its directory does.
func (f *form) officePhone(field, area, number string) string {
	if number == "" {
		return ""
	}
	out, ok := directory.Phone(area, number)
	if !ok {
		f.fault(field, "fault.phone_korea")
		return number
	}
	return out
}
