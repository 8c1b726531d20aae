package survey

import (
	"encoding/json"
	"math"
	"slices"
)

// Change is a figure that two analyses of the same answers do not have alike.
type Change struct {
	ID       string
	Was, Now Figure // of which one may be absent (None)
}

// sameFigure is how far numbers may differ that are the same: what another processor leaves of sixteen digits.
const sameFigure = 1e-9

// Changes compares two analyses of the same answers: the figures that differ, in their order, and whether anything at all does.
func Changes(was, now *Analysis) (figures []Change, differ bool) {
	for i := range now.Figures {
		r := &now.Figures[i]
		before := was.Row(r.ID)
		if before == nil {
			before = &Row{}
		}
		if !alike(plain(before), plain(r)) {
			figures = append(figures, Change{r.ID, before.Figure, r.Figure})
		}
	}
	for i := range was.Figures {
		if r := &was.Figures[i]; now.Row(r.ID) == nil {
			figures = append(figures, Change{ID: r.ID, Was: r.Figure})
		}
	}
	return figures, !alike(plain(was), plain(now))
}

// plain is a value as its JSON is read back: maps, lists, numbers and words.
func plain(v any) any {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err) // an analysis is numbers and words
	}
	var out any
	if err := json.Unmarshal(body, &out); err != nil {
		panic(err)
	}
	return out
}

func alike(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for key, value := range a {
			other, ok := b[key]
			if !ok || !alike(value, other) {
				return false
			}
		}
		return true
	case []any:
		b, ok := b.([]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for i := range a {
			if !alike(a[i], b[i]) {
				return false
			}
		}
		return true
	case float64:
		b, ok := b.(float64)
		return ok && math.Abs(a-b) <= sameFigure*max(1, math.Abs(a))
	}
	return a == b
}

// hideAs hides whatever another analysis of the same answers hides.
func (a *Analysis) hideAs(other *Analysis) {
	for i := range a.Figures {
		r := &a.Figures[i]
		if was := other.Row(r.ID); was != nil && was.Hidden {
			*r = Row{ID: r.ID, Figure: Figure{Hidden: true}}
		}
	}
	hideGroups(a.Desks, other.Desks)
	hideGroups(a.Channels, other.Channels)
	hideNumbers(a.Modes, other.Modes)
	for i := range a.Words {
		if k := slices.IndexFunc(other.Words, func(o Themed) bool { return o.ID == a.Words[i].ID }); k >= 0 {
			hideNumbers(a.Words[i].Themes, other.Words[k].Themes)
		}
	}
}

func hideNumbers(numbers, others []N) {
	for i := range numbers {
		if slices.ContainsFunc(others, func(o N) bool { return o.ID == numbers[i].ID && o.Hidden }) {
			numbers[i].N, numbers[i].Hidden = 0, true
		}
	}
}

func hideGroups(groups, others []Group) {
	for i := range groups {
		g := &groups[i]
		k := slices.IndexFunc(others, func(o Group) bool { return o.ID == g.ID })
		if k < 0 {
			continue
		}
		if others[k].Hidden {
			g.N, g.Hidden = 0, true
		}
		for d := range g.Figures {
			if d < len(others[k].Figures) && others[k].Figures[d].Hidden {
				g.Figures[d].hide()
			}
		}
	}
}
