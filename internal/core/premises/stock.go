package premises

import (
	"slices"
	"strings"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
)

// Stock is how an item stands in one room: how many can be used, and how that is known. Of what nobody has looked at it says
// nothing.
type Stock struct {
	Item *charter.Item
	Room string // identifier; empty: the directory and the facts name none
	// Known says that somebody has looked or reported; without it Working says nothing.
	Known   bool
	Working int
	// Looked is when somebody last looked at all of them (item.inspected); zero when nobody has.
	Looked time.Time
	// Changed is the last outage (Down) or repair since then; zero: none.
	Changed time.Time
	Down    bool
	// Grade is how good the evidence of the latest of these is.
	Grade fact.Grade
}

// Stocks returns how all items stand, of the directory by its order: one for each item and room. Facts are effective ones,
// in the order of what happened. An item that the directory gives no room stands wherever facts saw it.
func Stocks(d *charter.Directory, facts []fact.Fact) []Stock {
	var out []Stock
	for i := range d.Items {
		out = append(out, Stock{Item: &d.Items[i], Room: d.Items[i].Room})
	}
	for i := range facts {
		f := &facts[i]
		if f.Kind < fact.ItemInspected || f.Kind > fact.ItemUp {
			continue
		}
		item, room := meant(d, f)
		if item == nil {
			continue
		}
		k := slices.IndexFunc(out, func(s Stock) bool { return s.Item == item && s.Room == room })
		if k < 0 {
			out = append(out, Stock{Item: item, Room: room})
			k = len(out) - 1
		}
		out[k].take(f)
	}
	out = withoutEmpty(out)
	slices.SortStableFunc(out, func(a, b Stock) int { return order(d, a.Item) - order(d, b.Item) })
	return out
}

// withoutEmpty leaves out the line without a room of an item that was seen in rooms: it says nothing.
func withoutEmpty(states []Stock) []Stock {
	seen := map[*charter.Item]bool{}
	for i := range states {
		seen[states[i].Item] = seen[states[i].Item] || states[i].Room != ""
	}
	return slices.DeleteFunc(states, func(s Stock) bool { return s.Room == "" && !s.Known && seen[s.Item] })
}

func order(d *charter.Directory, item *charter.Item) int {
	return slices.IndexFunc(d.Items, func(i charter.Item) bool { return i.ID == item.ID })
}

// meant returns which item in which room a fact speaks of; nil when that is unknown. Other names of an item are not
// unique, so that the place decides between two, and without a place only the item's own name counts.
func meant(d *charter.Directory, f *fact.Fact) (*charter.Item, string) {
	name, room := f.Data.Text("item"), ""
	if place := strings.TrimSpace(f.Data.Text("place")); place != "" {
		r := d.FindRoom(place)
		if r == nil {
			return nil, ""
		}
		room = r.ID
	}
	var loose *charter.Item
	for i := range d.Items {
		item := &d.Items[i]
		switch {
		case !called(item, name):
		case item.Room == room:
			return item, room
		case room == "" && item.ID == name:
			return item, item.Room
		case item.Room == "":
			loose = item
		}
	}
	return loose, room
}

func called(item *charter.Item, name string) bool {
	return name != "" && (name == item.ID || name == item.Name.KO || name == item.Name.EN || slices.Contains(item.Aliases, name))
}

// take notes a fact.
func (s *Stock) take(f *fact.Fact) {
	working, told := f.Data.Int("working")
	if !told {
		if working, told = s.changed(f); !told {
			return
		}
	}
	s.Known, s.Working, s.Grade = true, int(working), f.Grade()
	if f.Kind == fact.ItemInspected {
		s.Looked, s.Changed, s.Down = f.At, time.Time{}, false
		return
	}
	s.Changed, s.Down = f.At, f.Kind == fact.ItemDown
}

// changed returns how many work after an outage or a repair. Before anybody has counted, as many are in a room as the
// directory lists there; of an item that it lists for the whole house, nothing is known then.
func (s *Stock) changed(f *fact.Fact) (int64, bool) {
	listed := int64(s.Item.Count)
	if s.Room != s.Item.Room {
		listed = 0
	}
	before := int64(s.Working)
	if !s.Known {
		before = listed
	}
	count, given := f.Data.Int("count")
	if !given {
		count = 1
	}
	switch {
	case !s.Known && listed == 0:
		return 0, false
	case f.Kind == fact.ItemDown:
		return max(0, before-count), true
	case f.Kind == fact.ItemUp && listed > 0:
		return min(before+count, listed), true // a repair that was told twice makes no more than there are
	case f.Kind == fact.ItemUp:
		return before + count, true
	}
	return 0, false // an inspection that counted nothing
}
