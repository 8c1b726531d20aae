package judge

import (
	"slices"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
)

// observation is what one fact tells of the condition.
type observation struct {
	f     *fact.Fact
	look  bool // somebody looked at the whole, as opposed to a report of a change
	ok    bool // the condition holds from here on
	brief bool // a failure tells of this moment only (an incident), not of the time until the next look
}

// observe reads the facts that tell of the condition, in order.
func (s *standing) observe() {
	working := int64(s.p.Standing.AtLeast)
	var missing places
	for i := range s.facts {
		f := &s.facts[i]
		o := observation{f: f, look: true}
		switch {
		case s.p.Standing.Measure == charter.MeasureItem && f.Kind >= fact.ItemInspected && f.Kind <= fact.ItemUp:
			if !s.about(f, "item") {
				continue
			}
			o.look = f.Kind == fact.ItemInspected
			n, told := stock(f, working)
			if !told {
				continue
			}
			working = n
			o.ok = working >= int64(s.p.Standing.AtLeast) && s.feeRight(f)
		case s.p.Standing.Measure == charter.MeasureSign && f.Kind == fact.SignInspected && s.about(f, "sign"):
			o.ok = missing.after(f, allOf(f, "present"))
		case s.p.Standing.Measure == charter.MeasureBadge && f.Kind == fact.BadgeInspected && s.about(f, ""):
			o.ok = missing.after(f, allOf(f, "worn"))
		case s.p.Standing.Measure == charter.MeasureDesk && f.Kind == fact.DeskTested && s.aboutDesk(f):
			o.ok = f.Data.True("reached")
		case s.p.Standing.Measure == charter.MeasureNone && f.Kind == fact.PrivacyIncident:
			o.look, o.brief = false, true
		case s.p.Standing.Measure == charter.MeasureNone && f.Kind == fact.AuditScored && slices.Contains(s.p.Standing.Names, f.Data.Text("scorecard")):
			o.ok = true
		default:
			continue
		}
		s.seen = append(s.seen, o)
	}
}

// places are those at which something was last seen missing. What is promised of all holds when none is left.
type places map[string]bool

// after notes what was seen at the fact's place, or everywhere when it names none, and tells whether nothing is missing.
func (p *places) after(f *fact.Fact, ok bool) bool {
	at := f.Data.Text("place")
	switch {
	case at == "":
		*p = nil
		if !ok {
			*p = places{"": true}
		}
	case ok:
		delete(*p, at)
	default:
		if *p == nil {
			*p = places{}
		}
		(*p)[at] = true
	}
	return len(*p) == 0
}

// stock returns how many work after the fact, and whether the fact says so.
func stock(f *fact.Fact, before int64) (int64, bool) {
	if n, ok := f.Data.Int("working"); ok {
		return n, true
	}
	count, ok := f.Data.Int("count")
	if !ok {
		count = 1
	}
	switch f.Kind {
	case fact.ItemDown:
		return max(0, before-count), true
	case fact.ItemUp:
		return before + count, true
	}
	return 0, false
}

// allOf tells whether all that were checked show it: a yes, or a count that reaches "checked".
func allOf(f *fact.Fact, field string) bool {
	v, given := f.Data.Get(field)
	if !given {
		return false
	}
	n, isNumber := v.Int()
	if !isNumber {
		return v.Yes()
	}
	checked, told := f.Data.Int("checked")
	return n > 0 && !told || told && n >= checked
}

// feeRight tells whether what the inspection says of the fee is what the charter promises; silence is no contradiction.
func (s *standing) feeRight(f *fact.Fact) bool {
	v, given := f.Data.Get("fee")
	if !given || s.p.Standing.Fee == nil {
		return true
	}
	paid := v.Yes() || v.String() == "paid"
	free := v.No() || v.String() == "free"
	if *s.p.Standing.Fee {
		return !free
	}
	return !paid
}

// about tells whether the fact speaks of this promise's thing at this place. A fact that names no place speaks of a
// promise with one place only.
func (s *standing) about(f *fact.Fact, field string) bool {
	if field != "" && !slices.Contains(s.p.Standing.Names, f.Data.Text(field)) {
		return false
	}
	at := f.Data.Text("place")
	switch {
	case s.place != "":
		return at != "" && s.sameRoom(at, s.place)
	case s.p.Standing.Place != "" && at == "":
		return field == "" || f.Data.Text(field) == s.p.Standing.Names[0] // another name may be another room's thing
	case s.p.Standing.Place != "":
		return s.sameRoom(at, s.p.Standing.Place)
	}
	return true
}

func (s *standing) aboutDesk(f *fact.Fact) bool {
	desk := f.Data.Text("desk")
	if s.place != "" {
		return desk == s.place
	}
	return slices.Contains(s.p.Standing.Names, desk) || desk == s.p.ID
}

func (r *run) sameRoom(a, b string) bool {
	if a == b {
		return true
	}
	x, ok := r.places[a]
	y, ok2 := r.places[b]
	return ok && ok2 && x == y
}
