package call

import (
	"cmp"
	"slices"
	"time"
)

// window is within what time two legs with one number begin, to be one conversation.
const window = 2 * time.Second

// Contact is one conversation, as all sources together saw it.
type Contact struct {
	Way    Way
	Number string // blinded, of the other side; empty: withheld or not told
	// Apart tells that it was left by itself because more than one other could be the same conversation.
	Apart  bool
	Sights []*Sight // by source and identifier
	units  []*unit
}

// unit is what one source told by name to be one conversation.
type unit struct {
	source  string
	sights  []*Sight
	way     Way
	numbers []string // outside, sorted
	start   time.Time
	coarse  time.Duration
	end     time.Time // the first sight that ended it; zero: none was seen
	owns    []string
}

// anchor tells whether it is a leg to the outside: the conversation itself, and not one of its branches within the office.
func (u *unit) anchor() bool { return u.way == Inward || u.way == Outward }

// Join returns the conversations in a set of sights, in no way depending on their order; a sight given twice counts once. Sights
// that name each other are one; legs with the same number that begin within two seconds are one as well, unless there is more than
// one way to pair them: then each stays apart.
func Join(sights []Sight) []Contact {
	var out []Contact
	for _, group := range byNumber(byName(distinct(sights))) {
		out = append(out, contacts(group)...)
	}
	slices.SortFunc(out, func(a, b Contact) int { return byID(a.Sights[0], b.Sights[0]) })
	return out
}

func byID(a, b *Sight) int { return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.ID, b.ID)) }

// distinct returns the sights by source and identifier, each once. Of one that is told again, the first telling counts.
func distinct(sights []Sight) []*Sight {
	out := make([]*Sight, 0, len(sights))
	for i := range sights {
		out = append(out, &sights[i])
	}
	slices.SortFunc(out, func(a, b *Sight) int { return cmp.Or(byID(a, b), a.Received.Compare(b.Received), a.At.Compare(b.At)) })
	return slices.CompactFunc(out, func(a, b *Sight) bool { return byID(a, b) == 0 })
}

// Names returns the names by which a sight is tied to others of its source; never none.
func (s *Sight) Names() []string {
	var out []string
	add := func(name string) {
		if name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	add(s.Call)
	add(s.Leg)
	for _, n := range s.Same {
		add(n)
	}
	if len(out) == 0 {
		out = append(out, "\x00"+s.ID)
	}
	return out
}

// sets is a union-find over numbers from 0.
type sets []int

func newSets(n int) sets {
	s := make(sets, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func (s sets) find(i int) int {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

func (s sets) join(i, k int) {
	a, b := s.find(i), s.find(k)
	s[max(a, b)] = min(a, b)
}

// byName makes units of the sights that name each other.
func byName(sights []*Sight) []*unit {
	type key struct{ source, name string }
	joined, first := newSets(len(sights)), map[key]int{}
	for i, s := range sights {
		for _, n := range s.Names() {
			k := key{s.Source, n}
			if f, ok := first[k]; ok {
				joined.join(f, i)
			} else {
				first[k] = i
			}
		}
	}
	at := map[int]*unit{}
	var out []*unit
	for i, s := range sights {
		root := joined.find(i)
		u := at[root]
		if u == nil {
			u = &unit{source: s.Source}
			at[root] = u
			out = append(out, u)
		}
		u.sights = append(u.sights, s)
	}
	for _, u := range out {
		u.read()
	}
	return out
}

// read finds what tells units apart: the way, the numbers, the first and last instants.
func (u *unit) read() {
	var first *Sight
	inward, outward, internal := false, false, false
	for _, s := range u.sights {
		if first == nil || earlier(s, first) < 0 {
			first = s
		}
		inward, outward, internal = inward || s.Way == Inward, outward || s.Way == Outward, internal || s.Way == Internal
		for _, e := range []End{s.From, s.To} {
			if n := e.outside(); n != "" {
				u.numbers = append(u.numbers, n)
			}
			if n := e.own(); n != "" {
				u.owns = append(u.owns, n)
			}
		}
		if s.Kind == Finished || s.Kind == Abandoned || s.Kind == Rejected {
			if u.end.IsZero() || s.Time().Before(u.end) {
				u.end = s.Time()
			}
		}
	}
	slices.Sort(u.numbers)
	u.numbers = slices.Compact(u.numbers)
	slices.Sort(u.owns)
	u.owns = slices.Compact(u.owns)
	u.start, u.coarse = first.Time(), first.Precision
	switch {
	case inward && outward: // a caller who was put through to the outside: the conversation began inward, if that leg did
		u.way = earliestWay(u.sights)
	case inward:
		u.way = Inward
	case outward:
		u.way = Outward
	case internal:
		u.way = Internal
	}
}

func earliestWay(sights []*Sight) Way {
	var first *Sight
	for _, s := range sights {
		if (s.Way == Inward || s.Way == Outward) && (first == nil || earlier(s, first) < 0) {
			first = s
		}
	}
	if first == nil {
		return ""
	}
	return first.Way
}

// near tells whether two units can be one conversation by number and time.
func near(a, b *unit) bool {
	if a.anchor() && b.anchor() && a.way != b.way || !slices.ContainsFunc(a.numbers, func(n string) bool { return slices.Contains(b.numbers, n) }) {
		return false
	}
	limit := window + max(a.coarse, b.coarse)
	return a.start.Sub(b.start).Abs() <= limit && !over(a, b) && !over(b, a)
}

// over tells whether a was over, on a clock of the same source, before b began: somebody has dialled again.
func over(a, b *unit) bool {
	return a.source == b.source && !a.end.IsZero() && a.end.Add(a.coarse).Before(b.start)
}

// byNumber returns groups of units that are near each other, by one step or several.
func byNumber(units []*unit) [][]*unit {
	order := slices.Clone(units)
	slices.SortFunc(order, func(a, b *unit) int { return cmp.Or(a.start.Compare(b.start), byID(a.sights[0], b.sights[0])) })
	coarsest := time.Duration(0)
	for _, u := range order {
		coarsest = max(coarsest, u.coarse)
	}
	joined := newSets(len(order))
	for i := range order {
		for k := i + 1; k < len(order) && order[k].start.Sub(order[i].start) <= window+coarsest; k++ {
			if near(order[i], order[k]) {
				joined.join(i, k)
			}
		}
	}
	at := map[int]int{}
	var out [][]*unit
	for i, u := range order {
		root := joined.find(i)
		if _, ok := at[root]; !ok {
			at[root] = len(out)
			out = append(out, nil)
		}
		out[at[root]] = append(out[at[root]], u)
	}
	return out
}

// contacts makes one conversation of a group, or one of each unit when there is more than one way to pair them: two legs to the
// outside that one source saw, or, without any, two legs to one telephone.
func contacts(group []*unit) []Contact {
	if len(group) == 1 || !ambiguous(group) {
		return []Contact{contact(group, false)}
	}
	out := make([]Contact, 0, len(group))
	for _, u := range group {
		out = append(out, contact([]*unit{u}, true))
	}
	return out
}

func ambiguous(group []*unit) bool {
	anchors, anchored := map[string]bool{}, false
	for _, u := range group {
		if u.anchor() {
			if anchors[u.source] {
				return true
			}
			anchors[u.source], anchored = true, true
		}
	}
	if anchored {
		return false
	}
	type phone struct{ source, own string }
	rung := map[phone]bool{}
	for _, u := range group {
		for _, own := range u.owns {
			if p := (phone{u.source, own}); rung[p] {
				return true
			} else {
				rung[p] = true
			}
		}
	}
	return false
}

func contact(units []*unit, apart bool) Contact {
	c := Contact{Apart: apart, units: units}
	for _, u := range units {
		c.Sights = append(c.Sights, u.sights...)
	}
	slices.SortFunc(c.Sights, byID)
	c.Way = c.way()
	c.Number = c.number()
	return c
}

// way is that of the first leg to the outside; without one that of the ends.
func (c *Contact) way() Way {
	if w := earliestWay(c.Sights); w != "" {
		return w
	}
	told := false
	for _, s := range c.Sights {
		switch {
		case s.Way == Internal:
			told = true
		case s.From.outside() != "":
			return Inward
		case s.To.outside() != "":
			return Outward
		}
	}
	if told || slices.ContainsFunc(c.Sights, func(s *Sight) bool { return s.From.own() != "" }) {
		return Internal
	}
	return Inward // a telephone rings, and who calls is not told
}

// number is the other side's, as told on the leg to the outside first.
func (c *Contact) number() string {
	sights := slices.Clone(c.Sights)
	slices.SortFunc(sights, func(a, b *Sight) int {
		return cmp.Or(cmp.Compare(anchorRank(a), anchorRank(b)), earlier(a, b))
	})
	for _, s := range sights {
		end := s.From
		if c.Way == Outward {
			end = s.To
		}
		if n := end.outside(); n != "" && s.Kind != PartyChanged {
			return n
		}
	}
	return ""
}

func anchorRank(s *Sight) int {
	if s.Way == Inward || s.Way == Outward {
		return 0
	}
	return 1
}
