// Package premises tells how the house stands, as far as the facts of the institution say: which items work and which are
// reported as down, and which signs, boards, plates and badges hang as they were printed last. Whether a promise about them is
// kept is for package judge; what is here serves those who repair, print and hang, and those who want to know before they come.
//
// All functions take effective facts in their order (fact.Effective).
package premises

import (
	"slices"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
)

// Item is how an item of the directory stands.
type Item struct {
	Working int       // how many work, as far as anybody has said; never more than the directory's count
	Looked  time.Time // when somebody last looked; zero: never
	Outages []Outage  // open ones, oldest first

	gone map[string]int // how many are known not to work, by place; a thing with a room has one place only
}

// Outage is an outage that nobody has reported as over.
type Outage struct {
	Fact    string // identifier of the fact
	At      time.Time
	Place   string // room, where the item is in several; else empty
	Unit    int    // which of several, by the number on its label; 0: not said
	Count   int    // how many are down
	Citizen bool
	Grade   fact.Grade
}

// ItemOf reads how an item stands. A count of the directory that is 0 is taken for one.
func ItemOf(d *charter.Directory, item *charter.Item, facts []fact.Fact) Item {
	s := Item{gone: map[string]int{}}
	most := Units(item)
	for i := range facts {
		f := &facts[i]
		if f.Kind < fact.ItemInspected || f.Kind > fact.ItemUp {
			continue
		}
		if it, _ := meant(d, f); it == nil || it.ID != item.ID {
			continue
		}
		place := placeOf(d, item, f)
		switch f.Kind {
		case fact.ItemInspected:
			s.inspected(f, place, most)
		case fact.ItemDown:
			s.down(f, place)
		case fact.ItemUp:
			s.up(f, place)
		}
		if n, told := f.Data.Int("working"); told && place == "" { // says it all, whatever kind says it
			s.gone[place] = most - int(min(n, 10_000))
		}
		s.gone[place] = min(max(s.gone[place], 0), most)
	}
	s.Working = most
	for _, n := range s.gone {
		s.Working -= n
	}
	s.Working = max(0, s.Working)
	return s
}

// placeOf is the room a fact speaks of, where an item is in several rooms.
func placeOf(d *charter.Directory, item *charter.Item, f *fact.Fact) string {
	if room := d.FindRoom(f.Data.Text("place")); room != nil && item.Room == "" {
		return room.ID
	}
	return ""
}

// PlaceOf is the room of a unit: that of the item or, where the charter promises one for each of several rooms, the unit's own;
// empty when it is not known.
func PlaceOf(ch *charter.Charter, item *charter.Item, unit int) string {
	if item.Room != "" {
		return item.Room
	}
	for _, p := range ch.Promises {
		if s := p.Standing; s != nil && s.Measure == charter.MeasureItem && slices.Contains(s.Names, item.ID) && unit > 0 && unit <= len(s.Places) {
			return s.Places[unit-1]
		}
	}
	return ""
}

// inspected forgets what was said before about the place; a thing that is in several rooms is there once.
func (s *Item) inspected(f *fact.Fact, place string, most int) {
	n, ok := f.Data.Int("working")
	if !ok {
		return
	}
	s.Looked = f.At
	if place != "" {
		most = 1
	} else {
		clear(s.gone)
	}
	s.gone[place] = max(0, most-int(min(n, 10_000)))
	s.Outages = slices.DeleteFunc(s.Outages, func(o Outage) bool { return place == "" || o.Place == place })
}

// Units is how many of an item there are: at least one.
func Units(item *charter.Item) int { return max(1, item.Count) }

func (s *Item) down(f *fact.Fact, place string) {
	n := counted(f)
	s.gone[place] += n
	unit, _ := f.Data.Int("unit")
	s.Outages = append(s.Outages, Outage{Fact: f.ID, At: f.At, Place: place, Unit: int(unit), Count: n, Citizen: f.By == "citizen", Grade: f.Grade()})
}

// up takes back the outage of the unit that is named, else the oldest ones at the place.
func (s *Item) up(f *fact.Fact, place string) {
	n := counted(f)
	s.gone[place] -= n
	if unit, ok := f.Data.Int("unit"); ok && unit > 0 {
		if i := slices.IndexFunc(s.Outages, func(o Outage) bool { return o.Unit == int(unit) }); i >= 0 {
			s.Outages = slices.Delete(s.Outages, i, i+1)
			return
		}
	}
	s.Outages = slices.DeleteFunc(s.Outages, func(o Outage) bool {
		closed := n > 0 && o.Place == place && o.Count <= n
		if closed {
			n -= o.Count
		}
		return closed
	})
	for i := range s.Outages {
		if o := &s.Outages[i]; o.Place == place && n > 0 {
			o.Count, n = max(1, o.Count-n), 0
		}
	}
}

func counted(f *fact.Fact) int {
	if n, ok := f.Data.Int("count"); ok && n > 0 {
		return int(min(n, 10_000))
	}
	return 1
}

// Known returns the open outage that a report about a unit (0: not said which) would only say again; nil when it is news. What
// several people report about one machine is one outage, or five visitors could put five machines out of order that work.
func (s *Item) Known(unit int) *Outage {
	for i := range s.Outages {
		if o := &s.Outages[i]; o.Unit == unit && (unit > 0 || o.Citizen) {
			return o
		}
	}
	if s.Working == 0 && len(s.Outages) > 0 {
		return &s.Outages[0]
	}
	return nil
}
