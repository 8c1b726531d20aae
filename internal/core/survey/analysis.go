package survey

import (
	"maps"
	"slices"
)

// Input is a wave that is over.
type Input struct {
	Questionnaire *Questionnaire
	Responses     []Response
	Strata        []Share             // of the draw; empty: everybody could answer, and nothing is weighted
	Words         map[string][]string // comments by question, apart from the responses
	Before        *Analysis           // of the survey before; nil: none
	// BeforeAsked is the questionnaire of that survey: only what was asked in the same words is compared.
	BeforeAsked *Questionnaire
	// Published are analyses of the same answers that everybody has. What one of them hides stays hidden: nothing may follow from two
	// of them which follows from none.
	Published []*Analysis

	few map[string]bool // questions that somebody has rated, and fewer than Shown: their ratings are left out
}

// Analysis is what the answers of a wave come to, without anything of fewer than Shown. It is made once and never changed.
type Analysis struct {
	Shown    int  `json:"shown"`
	N        int  `json:"n"`                 // responses
	Few      bool `json:"few,omitempty"`     // fewer than Shown: there are no figures at all
	Weighted bool `json:"weighted"`          // strata are weighted with their people
	People   int  `json:"people"`            // for whom the sample stands
	Lost     int  `json:"lost,omitempty"`    // people of strata of which nobody answered
	Outside  bool `json:"outside,omitempty"` // some answered who are of no stratum of the sample, and stand for themselves alone
	Modes    []N  `json:"modes,omitempty"`   // responses by mode

	Figures  []Row    `json:"figures"` // dimensions, each followed by its items, then importance; in the order of the questionnaire
	Desks    []Group  `json:"desks"`
	Channels []Group  `json:"channels"`
	Points   []Point  `json:"points"` // importance and performance
	Stated   Cut      `json:"stated"` // cut lines: the means of what is shown
	Derived  Cut      `json:"derived"`
	Words    []Themed `json:"words,omitempty"`
}

// N is a number of responses with a name; Hidden when it is too small.
type N struct {
	ID     string `json:"id"`
	N      int    `json:"n"`
	Hidden bool   `json:"hidden,omitempty"`
}

// Row is the figure of a dimension or question.
type Row struct {
	ID string `json:"id"`
	Figure
	Trend *Trend `json:"trend,omitempty"`
	// Alpha is Cronbach's, of dimensions of two items or more, over the AlphaN people who rated all of them.
	Alpha  float64 `json:"alpha,omitempty"`
	AlphaN int     `json:"alpha_n,omitempty"` // 0: not known, or too few
	Weak   bool    `json:"weak,omitempty"`    // an item below the limit
}

// Group is the figures of one desk or channel: of satisfaction as a whole and of each other dimension.
type Group struct {
	ID      string   `json:"id"` // "": not told
	N       int      `json:"n"`
	Hidden  bool     `json:"hidden,omitempty"`
	Figures []Figure `json:"figures"` // in the order of the dimensions
}

// Row returns the row of a dimension or question; nil when there is none.
func (a *Analysis) Row(id string) *Row {
	for i := range a.Figures {
		if a.Figures[i].ID == id {
			return &a.Figures[i]
		}
	}
	return nil
}

// Analyse computes what the answers of a wave come to.
func Analyse(in *Input) *Analysis {
	q := in.Questionnaire
	a := &Analysis{Shown: q.Shown, N: len(in.Responses)}
	f, lost := frameOf(in.Strata, in.Responses)
	for _, people := range f {
		a.People += people
	}
	a.People, a.Lost = a.People+lost, lost
	if a.N < q.Shown || slices.ContainsFunc(in.Published, func(p *Analysis) bool { return p.Few }) {
		a.Few, a.N = true, 0
		return a
	}
	in = in.withoutFew()
	a.Weighted = len(f.parts(valuesOf(in.Responses, func(*Response) (float64, bool, bool) { return 0, false, true }))) > 1
	a.Outside = a.Weighted && slices.ContainsFunc(in.Responses, func(r Response) bool { return f[r.Stratum] == 0 })
	a.Modes = modes(in.Responses, q.Shown)
	a.Figures = rows(in, f)
	a.Desks = groups(in, f, func(r *Response) string { return r.Desk })
	a.Channels = groups(in, f, func(r *Response) string { return r.Channel })
	a.Words = themed(q, in.Words)
	for _, p := range in.Published {
		a.hideAs(p)
	}
	a.importance(in) // of what is shown
	return a
}

// withoutFew leaves out the ratings of questions that too few have rated. They would follow from the mean of their dimension, of which
// those of its other items can be taken.
func (in *Input) withoutFew() *Input {
	out := *in
	out.few = map[string]bool{}
	for _, item := range in.Questionnaire.Items() {
		n := 0
		for i := range in.Responses {
			if _, ok := in.Responses[i].Answers.Percent(item); ok {
				n++
			}
		}
		if n > 0 && n < in.Questionnaire.Shown {
			out.few[item.ID] = true
		}
	}
	if len(out.few) == 0 {
		return &out
	}
	out.Responses = slices.Clone(in.Responses)
	for i := range out.Responses {
		r := &out.Responses[i]
		r.Answers = maps.Clone(r.Answers)
		maps.DeleteFunc(r.Answers, func(id string, _ Answer) bool { return out.few[id] })
	}
	return &out
}

// lacks tells whether ratings of a dimension were left out.
func (in *Input) lacks(d *Dimension) bool {
	return slices.ContainsFunc(d.Items, func(item Item) bool { return in.few[item.ID] })
}

// valuesOf collects what responses give to a figure: the value, whether it is one of the two best, and whether there is one.
func valuesOf(responses []Response, of func(*Response) (x float64, top, ok bool)) []value {
	var out []value
	for i := range responses {
		if x, top, ok := of(&responses[i]); ok {
			out = append(out, value{responses[i].Stratum, x, top})
		}
	}
	return out
}

func ofItem(item *Item) func(*Response) (float64, bool, bool) {
	return func(r *Response) (float64, bool, bool) {
		x, ok := r.Answers.Percent(item)
		return x, ok && item.Scale.Top(r.Answers[item.ID].Rating), ok
	}
}

// ofDimension gives each person the mean of what he rated. A mean has no two best ratings.
func ofDimension(d *Dimension) func(*Response) (float64, bool, bool) {
	return func(r *Response) (float64, bool, bool) {
		x, ok := r.Answers.Score(d)
		return x, false, ok
	}
}

// rows computes the figures of all questions with a scale and of all dimensions.
func rows(in *Input, f frame) []Row {
	q := in.Questionnaire
	var out []Row
	add := func(id string, of func(*Response) (float64, bool, bool), same, lacks bool) *Row {
		r := Row{ID: id, Figure: f.estimate(valuesOf(in.Responses, of))}
		if r.N < q.Shown {
			r.hide()
			r.Hidden = r.Hidden || lacks
		} else if same {
			if was := in.Before.Row(id); was != nil && !was.Hidden {
				r.Trend = trend(&r.Figure, &was.Figure)
			}
		}
		out = append(out, r)
		return &out[len(out)-1]
	}
	for i := range q.Dimensions {
		d := &q.Dimensions[i]
		r := add(d.ID, ofDimension(d), in.sameDimension(d), in.lacks(d))
		r.Top, r.TopLow, r.TopHigh = 0, 0, 0
		if !r.Hidden {
			r.consistency(in.Responses, d, q.Shown)
		}
		for k := range d.Items {
			item := &d.Items[k]
			r := add(item.ID, ofItem(item), in.sameItem(item), in.few[item.ID])
			r.Weak = d.Role == Quality && r.N > 0 && r.Mean < q.Weak
		}
	}
	for i := range q.Importance {
		item := &q.Importance[i]
		add(item.ID, ofItem(item), in.sameItem(item), in.few[item.ID])
	}
	return out
}

// sameItem tells whether the survey before asked the same in the same words on the same scale.
func (in *Input) sameItem(item *Item) bool {
	if in.Before == nil || in.BeforeAsked == nil {
		return false
	}
	was := in.BeforeAsked.Item(item.ID)
	return was != nil && was.Text.KO == item.Text.KO && was.Scale == item.Scale
}

func (in *Input) sameDimension(d *Dimension) bool {
	if in.Before == nil || in.BeforeAsked == nil {
		return false
	}
	was := in.BeforeAsked.Dimension(d.ID)
	if was == nil || len(was.Items) != len(d.Items) || in.lacks(d) {
		return false
	}
	for i := range d.Items {
		if was.Items[i].ID != d.Items[i].ID || !in.sameItem(&d.Items[i]) {
			return false
		}
		if r := in.Before.Row(d.Items[i].ID); r != nil && r.Hidden { // it was left out
			return false
		}
	}
	return true
}

// consistency computes Cronbach's alpha over those who rated every item of the dimension.
func (r *Row) consistency(responses []Response, d *Dimension, least int) {
	columns := make([][]float64, len(d.Items))
	n := 0
	for i := range responses {
		line := make([]float64, len(d.Items))
		whole := true
		for k := range d.Items {
			x, ok := responses[i].Answers.Percent(&d.Items[k])
			line[k], whole = x, whole && ok
		}
		if !whole {
			continue
		}
		n++
		for k, x := range line {
			columns[k] = append(columns[k], x)
		}
	}
	if value, ok := alpha(columns); ok && n >= least {
		r.Alpha, r.AlphaN = value, n
	}
}

// modes counts responses by mode.
func modes(responses []Response, least int) []N {
	by := map[string]int{}
	for i := range responses {
		by[responses[i].Mode]++
	}
	return ShownModes(by, least)
}

// ShownModes are the numbers of answers by mode as they may be shown, in the order of Modes and those that are not told last: none of
// fewer than least, and none by which such a number could be had by subtraction.
func ShownModes(by map[string]int, least int) []N {
	var out []N
	var counts []int
	for _, mode := range append(append([]string{}, Modes...), "") {
		if by[mode] > 0 {
			out, counts = append(out, N{ID: mode, N: by[mode]}), append(counts, by[mode])
		}
	}
	hide, _ := hidden(counts, nil, least)
	for i := range out {
		if hide[i] {
			out[i].N, out[i].Hidden = 0, true
		}
	}
	return out
}
