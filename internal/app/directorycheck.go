package app

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"jikim/internal/core/charter"
	"jikim/internal/core/directory"
)

// Limits of an entry of the directory.
const (
	mostNames  = 20   // aliases, and further numbers
	mostPieces = 9999 // of an item
)

// entry checks an entry of the directory as it was filled in. What was there before stays even where it would not be taken now.
func (f *form) entry(area string, d *DirectoryDraft, p directory.Part, was, e *directory.Entry) {
	old := directory.Entry{}
	if was != nil {
		old = *was
	}
	e.Name.KO, e.Name.EN = f.line("name", e.Name.KO, true), f.line("name_en", e.Name.EN, false)
	f.aliases(e)
	f.taken(d.Drafted(p), p, &old, e)
	e.Department = f.oneOf(d, directory.Departments, "department", old.Department, e.Department)
	e.Room = f.oneOf(d, directory.Rooms, "room", old.Room, e.Room)
	e.Phone, e.Fax = f.number("phone", area, old.Phone, e.Phone), f.number("fax", area, old.Fax, e.Fax)
	f.numbers(area, &old, e)
	f.floor(d, &old, e)
	if e.Count < 0 || e.Count > mostPieces {
		f.fault("count", "fault.directory_count", "most", mostPieces)
	}
	if e.Accessible && !old.Accessible {
		for _, other := range d.Drafted(p) {
			if other.Accessible && other.ID != e.ID {
				f.fault("accessible", "fault.directory_accessible")
			}
		}
	}
}

func (f *form) aliases(e *directory.Entry) {
	var out []string
	for _, name := range e.Aliases {
		if name = f.line("aliases", name, false); name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	if len(out) > mostNames {
		f.fault("aliases", "fault.directory_many", "most", mostNames)
	}
	e.Aliases = out
}

// taken refuses a new name that another entry of the list has: the first would answer to it. Items may share names, since each
// reading room has a copier.
func (f *form) taken(list []directory.Entry, p directory.Part, old, e *directory.Entry) {
	if p == directory.Items {
		return
	}
	for _, name := range []struct{ field, text string }{{"name", e.Name.KO}, {"name_en", e.Name.EN}} {
		f.free(list, old, e.ID, name.field, name.text)
	}
	for _, alias := range e.Aliases {
		f.free(list, old, e.ID, "aliases", alias)
	}
}

func (f *form) free(list []directory.Entry, old *directory.Entry, id, field, name string) {
	if name == "" || slices.Contains(old.Names(), name) {
		return
	}
	if other := directory.Find(list, name); other != nil && other.ID != id {
		f.fault(field, "fault.directory_taken")
	}
}

// oneOf checks a link to another entry of the draft.
func (f *form) oneOf(d *DirectoryDraft, p directory.Part, field, old, id string) string {
	if id == "" || id == old {
		return id
	}
	if !slices.ContainsFunc(d.Drafted(p), func(e directory.Entry) bool { return e.ID == id }) {
		f.fault(field, "fault.choice")
	}
	return id
}

// number checks a telephone number of the directory.
func (f *form) number(field, area, old, number string) string {
	if number = f.line(field, number, false); number == old {
		return old
	}
	return f.officePhone(field, area, number)
}

// numbers checks the further numbers of a desk: each with what it is for.
func (f *form) numbers(area string, old, e *directory.Entry) {
	var out []charter.Number
	for i, n := range e.Further {
		at := func(name string) string { return name + "." + strconv.Itoa(i) }
		n.Phone, n.Name.KO, n.Name.EN = f.line(at("further_phone"), n.Phone, false), f.line(at("further_name"), n.Name.KO, false), f.line(at("further_name_en"), n.Name.EN, false)
		if n == (charter.Number{}) {
			continue
		}
		switch {
		case n.Phone == "":
			f.fault(at("further_phone"), "fault.required")
		case n.Name.KO == "":
			f.fault(at("further_name"), "fault.required")
		}
		if !slices.ContainsFunc(old.Further, func(o charter.Number) bool { return o.Phone == n.Phone }) {
			n.Phone = f.officePhone(at("further_phone"), area, n.Phone)
		}
		out = append(out, n)
	}
	if len(out) > mostNames {
		f.fault("further_phone.0", "fault.directory_many", "most", mostNames)
	}
	e.Further = out
}

// floor checks the floor of a room: one of the plans, where there are plans.
func (f *form) floor(d *DirectoryDraft, old, e *directory.Entry) {
	if e.Floor = f.line("floor", e.Floor, false); e.Floor == old.Floor || e.Floor == "" || len(d.Floors) == 0 {
		return
	}
	if !slices.Contains(d.Floors, e.Floor) {
		f.fault("floor", "fault.choice")
	}
}

// entryUses is EntryUses.
func (s *Service) entryUses(ctx context.Context, a Actor, p directory.Part, id string) ([]EntryUse, error) {
	d, err := s.directory(ctx, a)
	if err != nil {
		return nil, err
	}
	if err := d.sound(p); err != nil {
		return nil, err
	}
	if d.Find(p, id) == nil {
		return nil, unknown()
	}
	now := s.charters.At(a.Institution, s.Now())
	ch, wrong := s.parsed(a, d.Draft)
	if len(wrong) > 0 {
		ch = now // the plans and promises of a draft that cannot be read are not known
	}
	uses, err := directory.Uses(d.Draft, ch, p, id)
	if err != nil {
		return nil, fmt.Errorf("looking for what uses %s: %w", id, err)
	}
	out := make([]EntryUse, 0, len(uses))
	for _, u := range uses {
		out = append(out, EntryUse{In: u.In, ID: u.ID, Name: u.Name})
	}
	for _, more := range []func(context.Context, Actor, directory.Part, string) ([]EntryUse, error){s.usedByStaff, s.usedByDevices, s.usedByCases} {
		list, err := more(ctx, a, p, id)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// usedByStaff lists the accounts that work there, those that are disabled left out.
func (s *Service) usedByStaff(ctx context.Context, a Actor, p directory.Part, id string) ([]EntryUse, error) {
	accounts, err := s.store.ListAccounts(ctx, a.Institution)
	if err != nil {
		return nil, fmt.Errorf("listing accounts: %w", err)
	}
	var out []EntryUse
	for i := range accounts {
		acc := &accounts[i]
		if !acc.Disabled && (p == directory.Departments && acc.Department == id || p == directory.Desks && acc.Desk == id) {
			out = append(out, EntryUse{In: "staff", ID: acc.ID, Name: charter.Text{KO: acc.Name}})
		}
	}
	return out, nil
}

// placeKinds says which place of a device each part is.
var placeKinds = map[directory.Part]PlaceKind{directory.Departments: InDepartment, directory.Desks: AtDesk, directory.Rooms: InRoom}

func (s *Service) usedByDevices(ctx context.Context, a Actor, p directory.Part, id string) ([]EntryUse, error) {
	kind, ok := placeKinds[p]
	if !ok {
		return nil, nil
	}
	devices, err := s.store.ListDevices(ctx, a.Institution)
	if err != nil {
		return nil, fmt.Errorf("listing devices: %w", err)
	}
	var out []EntryUse
	for i := range devices {
		if d := &devices[i]; !d.Revoked && d.Place == (Place{Kind: kind, ID: id}) {
			out = append(out, EntryUse{In: "devices", ID: d.ID, Name: charter.Text{KO: d.Name}})
		}
	}
	return out, nil
}

// mostUses is up to how many open cases of a desk are counted: a desk of a large office has a hundred thousand.
const mostUses = 200

// usedByCases counts the open cases of a desk, and the outages of an item.
func (s *Service) usedByCases(ctx context.Context, a Actor, p directory.Part, id string) ([]EntryUse, error) {
	ch, n := s.charters.At(a.Institution, s.Now()), 0
	switch p {
	case directory.Desks:
		names := []string{id}
		if d := ch.Directory.FindDesk(id); d != nil { // facts may call a desk by any of its names
			names = append(append(names, d.ID, d.Name.KO), d.Aliases...)
		}
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			if name == "" {
				continue
			}
			heads, err := s.store.Inbox(ctx, InboxQuery{Institution: a.Institution, Desk: name, Limit: mostUses + 1})
			if err != nil {
				return nil, fmt.Errorf("counting open cases: %w", err)
			}
			n += len(heads)
		}
		if n > 0 {
			return []EntryUse{{In: "cases", ID: id, Count: min(n, mostUses), More: n > mostUses}}, nil
		}
	case directory.Items:
		states, err := s.Items(ctx, a)
		if err != nil {
			return nil, err
		}
		for i := range states {
			if states[i].Of.ID == id {
				n += len(states[i].Outages)
			}
		}
		if n > 0 {
			return []EntryUse{{In: "outages", ID: id, Count: n}}, nil
		}
	}
	return nil, nil
}
