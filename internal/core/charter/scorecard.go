package charter

import (
	"slices"

	"jikim/internal/core/yaml"
)

// Scorecard is what a mystery caller or visitor rates, out of 100 points: areas of items, each with its weight.
type Scorecard struct {
	ID     string
	Name   Text
	Of     string // "phone" or "visit"
	Every  string // how long a period of draws is: "month", "quarter", "half" or "year"
	Draws  int    // how often each officer is drawn in a period
	Areas  []ScoreArea
	weight int
}

// ScoreArea is a part of a scorecard, such as the welcome.
type ScoreArea struct {
	ID    string
	Name  Text
	Items []ScoreItem
}

// ScoreItem is one question of a scorecard.
type ScoreItem struct {
	ID       string
	Name     Text
	Weight   int // points that the best rating gives
	Scale    Scale
	Optional bool // may be found not to apply, as connecting in a call that was not connected
}

// Scale is the ratings of an item: the whole numbers from From to To, of which To is the best. A rating gives the part of
// the weight that it is of To, as in the rounds of cities: of twenty items from 1 to 5 each counts 5 points.
type Scale struct {
	From, To  int
	Low, High Text // what the ends mean; may be empty
}

// The ways in which an officer is met, and the periods of draws.
var (
	scorecardWays    = []string{"phone", "visit"}
	scorecardPeriods = []string{"month", "quarter", "half", "year"}
)

// The bounds of scorecards: a form that nobody can fill in while talking is no scorecard.
const (
	maxScale = 10
	maxItems = 60
	maxDraws = 20
	full     = 100 // points of a whole scorecard
)

// Scorecard returns the scorecard with that identifier, or nil.
func (c *Charter) Scorecard(id string) *Scorecard {
	for i := range c.Scorecards {
		if c.Scorecards[i].ID == id {
			return &c.Scorecards[i]
		}
	}
	return nil
}

// Items returns the items of all areas in their order.
func (s *Scorecard) Items() []*ScoreItem {
	var out []*ScoreItem
	for a := range s.Areas {
		for i := range s.Areas[a].Items {
			out = append(out, &s.Areas[a].Items[i])
		}
	}
	return out
}

func (r *reader) scorecard(n *yaml.Node, s *Scorecard) {
	f := r.entry(n, &s.ID, &s.Name, "of", "every", "draws", "scale", "areas")
	if f == nil {
		return
	}
	s.Of = yaml.Needed(r, f, "of", func(n *yaml.Node) string { return r.Choice(n, scorecardWays...) })
	s.Every = yaml.Needed(r, f, "every", func(n *yaml.Node) string { return r.Choice(n, scorecardPeriods...) })
	s.Draws = yaml.Needed(r, f, "draws", func(n *yaml.Node) int { return r.Between(n, 1, maxDraws) })
	var usual *Scale
	if at := f.Get("scale"); at != nil {
		usual = r.scale(at)
	}
	list := yaml.Needed(r, f, "areas", r.members)
	s.Areas = make([]ScoreArea, len(list))
	seen, items := map[string]bool{}, 0
	for i, at := range list {
		r.area(at, &s.Areas[i], usual, seen)
		items += len(s.Areas[i].Items)
		for k := range s.Areas[i].Items {
			s.weight += s.Areas[i].Items[k].Weight
		}
	}
	switch {
	case items > maxItems:
		r.Add(f.Get("areas").Errorf("the scorecard has %d items, more than %d", items, maxItems))
	case items > 0 && s.weight != full:
		r.Add(f.Get("areas").Errorf("the weights of the items add up to %d, not to %d", s.weight, full).
			WithHint("a scorecard is of 100 points"))
	}
}

// area reads an area; its items are known by identifiers that stand once in the whole card.
func (r *reader) area(n *yaml.Node, a *ScoreArea, usual *Scale, seen map[string]bool) {
	f := r.entry(n, &a.ID, &a.Name, "items")
	if f == nil {
		return
	}
	list := yaml.Needed(r, f, "items", r.members)
	if f.Get("items") != nil && len(list) == 0 {
		r.Add(f.Get("items").Errorf("the area has no items"))
	}
	a.Items = make([]ScoreItem, len(list))
	for i, at := range list {
		e := &a.Items[i]
		m := r.entry(at, &e.ID, &e.Name, "weight", "scale", "optional")
		if m == nil {
			continue
		}
		if e.ID != "" && seen[e.ID] {
			r.Add(m.Get("id").Errorf("the item %q is given twice", e.ID))
		}
		seen[e.ID] = true
		e.Weight = yaml.Needed(r, m, "weight", func(n *yaml.Node) int { return r.Between(n, 1, full) })
		e.Optional = yaml.Optional(r, m, "optional", r.Yes)
		own := usual
		if scale := m.Get("scale"); scale != nil {
			own = r.scale(scale)
		} else if usual == nil {
			r.Add(at.Errorf("the item has no scale").WithHint("write scale: {from: 1, to: 5} here or for the whole card"))
		}
		if own != nil {
			e.Scale = *own
		}
	}
}

func (r *reader) scale(n *yaml.Node) *Scale {
	m := r.Fields(n, "from", "to", "low", "high")
	if m == nil {
		return &Scale{}
	}
	s := &Scale{From: yaml.Needed(r, m, "from", func(n *yaml.Node) int { return r.Between(n, 0, maxScale) }),
		To: yaml.Needed(r, m, "to", func(n *yaml.Node) int { return r.Between(n, 1, maxScale) })}
	if m.Has("from") && m.Has("to") && s.To <= s.From {
		r.Add(m.Get("to").Errorf("the best rating %d is not above the worst, %d", s.To, s.From))
	}
	if at := m.Get("low"); at != nil {
		s.Low = r.Text(at)
	}
	if at := m.Get("high"); at != nil {
		s.High = r.Text(at)
	}
	return s
}

// scorecards finds promises that are judged by a scorecard which the folder, that has some, does not have.
func (l *linter) scorecards() {
	if len(l.c.Scorecards) == 0 {
		return
	}
	for i := range l.p.When {
		for _, c := range l.p.When[i].Where {
			if c.Field == "scorecard" && c.Op == OpOneOf && !slices.ContainsFunc(c.Values, func(id string) bool { return l.c.Scorecard(id) != nil }) {
				l.found("lint.scorecard_unlisted", "scorecard", c.Values[0])
			}
		}
	}
}
