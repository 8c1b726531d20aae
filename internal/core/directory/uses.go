package directory

import (
	"slices"

	"jikim/internal/core/charter"
	"jikim/internal/core/entry"
)

// Use is something in the charter's folder that needs an entry.
type Use struct {
	In   string // "departments", "desks", "items", "signs", "services", "floors" or "promises"
	ID   string // of what uses it
	Name charter.Text
}

// Uses lists what needs an entry: what names it in the other lists, and of the charter the plans and promises. ch is the charter
// that the plans and promises are taken from.
func Uses(files Files, ch *charter.Charter, p Part, id string) ([]Use, error) {
	list, err := Read(files, p)
	if err != nil {
		return nil, err
	}
	var out []Use
	for _, l := range links[p] {
		raw, err := entry.Read(l.file, files[l.file])
		if err != nil {
			return nil, err
		}
		for i := range raw {
			if e := Find(list, textOf(raw[i].Get(l.key))); e != nil && e.ID == id {
				out = append(out, Use{l.file[:len(l.file)-len(".yaml")], raw[i].ID, bothOf(raw[i].Get("name"))})
			}
		}
	}
	if p == Rooms {
		out = append(out, onPlans(ch, id)...)
	}
	for _, pr := range ch.Promises {
		if needs(pr, ch, p, id) {
			out = append(out, Use{"promises", pr.ID, pr.Text})
		}
	}
	return out, nil
}

func onPlans(ch *charter.Charter, room string) []Use {
	var out []Use
	for i := range ch.Directory.Floors {
		f := &ch.Directory.Floors[i]
		if slices.ContainsFunc(f.Places, func(pl charter.Place) bool { return pl.Room == room }) {
			out = append(out, Use{"floors", f.ID, f.Name})
		}
	}
	return out
}

// needs tells whether a promise names the entry. One that ranges over all offices or reading rooms goes on without one of them, but
// not without the last.
func needs(pr *charter.Promise, ch *charter.Charter, p Part, id string) bool {
	s := pr.Standing
	switch p {
	case Desks:
		if k := ch.Directory.FindDesk(pr.DeskID); k != nil && k.ID == id {
			return true
		}
		return s != nil && s.Measure == charter.MeasureDesk && (len(s.Names) > 0 && s.Names[0] == id || slices.Contains(s.Places, id))
	case Items:
		return s != nil && s.Measure == charter.MeasureItem && len(s.Names) > 0 && s.Names[0] == id
	case Rooms:
		if s == nil || s.Measure == charter.MeasureDesk {
			return false
		}
		return s.Place == id || slices.Contains(s.Places, id) && (s.Ranges == "" || len(s.Places) == 1)
	}
	return false
}
