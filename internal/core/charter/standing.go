package charter

import (
	"strconv"
	"strings"

	"jikim/internal/core/calendar"
	"jikim/internal/core/yaml"
)

const standingHint = "possible: at least 1 working, in place, worn, reached, no incident"

// always reads a standing condition.
func (r *reader) always(p *Promise, f *yaml.Fields) {
	s := &Standing{}
	p.Standing, p.Scope = s, ScopeCase
	n := f.Get("always")
	words := r.Line(n)
	switch {
	case words == "in place":
		s.Measure = MeasureSign
		r.subject(s, f, "sign", r.signNames)
	case words == "worn":
		s.Measure = MeasureBadge
	case words == "reached":
		s.Measure = MeasureDesk
		r.deskSubject(s, f)
	case words == "no incident":
		s.Measure = MeasureNone
		s.Names = []string{yaml.Needed(r, f, "scorecard", r.Identifier)}
	case strings.HasPrefix(words, "at least ") && strings.HasSuffix(words, " working"):
		s.Measure = MeasureItem
		s.AtLeast = r.howMany(n, strings.TrimSuffix(strings.TrimPrefix(words, "at least "), " working"))
		r.subject(s, f, "item", r.itemNames)
		r.fee(s, f)
	default:
		r.Add(n.Errorf("%q is not a standing condition", words).WithHint(standingHint))
	}
	r.strangers(s, f)
	r.where(s, f)
	s.Look = calendar.Limit{Count: 1, Unit: calendar.Months} // as the monthly rounds of most offices
	if n := f.Get("look every"); n != nil {
		s.Look = r.limit(n)
	}
}

func (r *reader) howMany(n *yaml.Node, s string) int {
	v, err := strconv.Atoi(s)
	if err != nil || v < 1 || v > 100000 {
		r.Add(n.Errorf("%q is not a number of things", s).WithHint(standingHint))
	}
	return v
}

// subject reads the item or sign that is meant, and once all is read, the names that facts may use for it.
func (r *reader) subject(s *Standing, f *yaml.Fields, key string, names func(*yaml.Node) []string) {
	n, err := f.Need(key)
	if r.Add(err) {
		return
	}
	s.Names = []string{r.Line(n)}
	r.links = append(r.links, func() {
		if all := names(n); all != nil {
			s.Names = all
		}
	})
}

func (r *reader) itemNames(n *yaml.Node) []string {
	if r.files["items.yaml"] == nil {
		return nil
	}
	d := &r.c.Directory
	it := d.FindItem(n.Value)
	if it == nil {
		var ids []string
		for i := range d.Items {
			ids = append(ids, d.Items[i].ID)
		}
		r.Add(n.Errorf("unknown item %q", n.Value).WithHint(yaml.DidYouMean(n.Value, ids)))
		return nil
	}
	return nonEmpty(append([]string{it.ID, it.Name.KO, it.Name.EN}, it.Aliases...))
}

func (r *reader) signNames(n *yaml.Node) []string {
	if r.files["signs.yaml"] == nil {
		return nil
	}
	d := &r.c.Directory
	s := d.FindSign(n.Value)
	if s == nil {
		var ids []string
		for i := range d.Signs {
			ids = append(ids, d.Signs[i].ID)
		}
		r.Add(n.Errorf("unknown sign %q", n.Value).WithHint(yaml.DidYouMean(n.Value, ids)))
		return nil
	}
	return nonEmpty([]string{s.ID, s.Name.KO, s.Name.EN})
}

// deskSubject reads the desk that must be reached, unless there is one instance for each of several.
func (r *reader) deskSubject(s *Standing, f *yaml.Fields) {
	n := f.Get("desk")
	if n == nil {
		if !f.Has("one for each") {
			r.Add(f.Key("always").Errorf("nothing says which desk").WithHint("give desk:, or one for each: with a list of channels"))
		}
		return
	}
	s.Names = []string{r.Line(n)}
	r.links = append(r.links, func() {
		if k := r.c.Directory.FindDesk(n.Value); k != nil { // linkDesk reports the one that is not there
			s.Names = nonEmpty(append([]string{k.ID, k.Name.KO, k.Name.EN}, k.Aliases...))
		}
	})
}

func nonEmpty(names []string) []string {
	out := make([]string, 0, len(names))
	for _, n := range names {
		if n != "" {
			out = append(out, n)
		}
	}
	return out
}

func (r *reader) fee(s *Standing, f *yaml.Fields) {
	if n := f.Get("fee"); n != nil {
		paid := r.Choice(n, "paid", "free") == "paid"
		s.Fee = &paid
	}
}

// strangers refuses keys that the measure does not use.
func (r *reader) strangers(s *Standing, f *yaml.Fields) {
	uses := map[string]bool{
		"item": s.Measure == MeasureItem, "fee": s.Measure == MeasureItem, "sign": s.Measure == MeasureSign,
		"scorecard": s.Measure == MeasureNone, "place": s.Measure != MeasureNone && s.Measure != MeasureDesk,
		"one for each": s.Measure != MeasureNone,
	}
	for _, k := range []string{"item", "fee", "sign", "scorecard", "place", "one for each"} {
		if s.Measure != 0 && !uses[k] && f.Has(k) {
			r.Add(f.Key(k).Errorf("%q does not go with always: %s", k, f.Get("always").Value))
		}
	}
}

// where reads the place, or the places each of which is judged by itself.
func (r *reader) where(s *Standing, f *yaml.Fields) {
	if n := f.Get("place"); n != nil {
		s.Place = r.Line(n)
		r.linkRoom(n, &s.Place)
		if f.Has("one for each") {
			r.Add(f.Key("one for each").Errorf("place: and one for each: do not go together"))
		}
	}
	n := f.Get("one for each")
	if n == nil {
		return
	}
	if n.Kind == yaml.Scalar {
		r.eachRoom(s, n)
		return
	}
	s.Places = r.list(f, "one for each")
	if len(s.Places) == 0 {
		r.Add(n.Errorf("the list is empty").WithHint("name the places, or write office or reading room"))
	}
	if s.Measure == MeasureDesk {
		return // channels are no rooms
	}
	items, _ := n.List()
	for i := range min(len(items), len(s.Places)) {
		r.linkRoom(items[i], &s.Places[i])
	}
}

// eachRoom ranges over the rooms of the directory that are offices or reading rooms.
func (r *reader) eachRoom(s *Standing, n *yaml.Node) {
	kind := r.Choice(n, "office", "reading room")
	s.Ranges = kind
	r.links = append(r.links, func() {
		for i := range r.c.Directory.Rooms {
			room := &r.c.Directory.Rooms[i]
			if kind == "office" && room.Office || kind == "reading room" && room.Reading {
				s.Places = append(s.Places, room.ID)
			}
		}
		if len(s.Places) == 0 && kind != "" && r.files["rooms.yaml"] != nil {
			r.Add(n.Errorf("the directory has no %s", kind).WithHint("mark the rooms in rooms.yaml"))
		}
	})
}
