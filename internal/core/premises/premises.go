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
	Looked  time.Time // when somebody last looked at all of them; zero: never
	Outages []Outage  // open ones, oldest first
}

// Outage is an outage that nobody has reported as over.
type Outage struct {
	Fact    string // identifier of the fact
	At      time.Time
	Unit    int // which of several, by the number on its label; 0: not said
	Count   int // how many are down
	Citizen bool
	Grade   fact.Grade
}

// ItemOf reads how an item stands. A count of the directory that is 0 is taken for one.
func ItemOf(d *charter.Directory, item *charter.Item, facts []fact.Fact) Item {
	most := Units(item)
	s := Item{Working: most}
	for i := range facts {
		f := &facts[i]
		if f.Kind < fact.ItemInspected || f.Kind > fact.ItemUp || !aboutItem(d, item, f) {
			continue
		}
		switch f.Kind {
		case fact.ItemInspected:
			if n, ok := f.Data.Int("working"); ok {
				s = Item{Working: int(n), Looked: f.At}
			}
		case fact.ItemDown:
			s.down(f)
		case fact.ItemUp:
			s.up(f)
		}
		s.Working = min(max(s.Working, 0), most)
	}
	return s
}

// Units is how many of an item there are: at least one.
func Units(item *charter.Item) int { return max(1, item.Count) }

// aboutItem tells whether a fact speaks of the item: by its identifier, or by another of its names together with its room, since
// other rooms may have a thing of that name.
func aboutItem(d *charter.Directory, item *charter.Item, f *fact.Fact) bool {
	name, place := f.Data.Text("item"), f.Data.Text("place")
	there := place == ""
	if room := d.FindRoom(place); room != nil {
		there = room.ID == item.Room
	}
	if name == item.ID {
		return there
	}
	return place != "" && there && (name == item.Name.KO || name == item.Name.EN || slices.Contains(item.Aliases, name))
}

func (s *Item) down(f *fact.Fact) {
	n := counted(f)
	if working, ok := f.Data.Int("working"); ok {
		n, s.Working = max(0, s.Working-int(working)), int(working)
	} else {
		s.Working -= n
	}
	unit, _ := f.Data.Int("unit")
	s.Outages = append(s.Outages, Outage{Fact: f.ID, At: f.At, Unit: int(unit), Count: n, Citizen: f.By == "citizen", Grade: f.Grade()})
}

// up takes back the outage of the unit that is named, else the oldest ones.
func (s *Item) up(f *fact.Fact) {
	n := counted(f)
	if working, ok := f.Data.Int("working"); ok {
		n, s.Working = max(0, int(working)-s.Working), int(working)
	} else {
		s.Working += n
	}
	if unit, ok := f.Data.Int("unit"); ok && unit > 0 {
		if i := slices.IndexFunc(s.Outages, func(o Outage) bool { return o.Unit == int(unit) }); i >= 0 {
			s.Outages = slices.Delete(s.Outages, i, i+1)
			return
		}
	}
	for n > 0 && len(s.Outages) > 0 {
		if first := &s.Outages[0]; first.Count > n {
			first.Count -= n
			return
		}
		n -= s.Outages[0].Count
		s.Outages = s.Outages[1:]
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
