package survey

// Point is how well a dimension or item does, and how much it matters.
type Point struct {
	ID          string   `json:"id"`
	Performance float64  `json:"performance"` // mean of 100
	Stated      *float64 `json:"stated,omitempty"`
	// Derived is the correlation with satisfaction as a whole, over the people who rated both, DerivedN.
	Derived  *float64 `json:"derived,omitempty"`
	DerivedN int      `json:"derived_n,omitempty"`
	// Weight is the standardised coefficient of a dimension in the regression of satisfaction as a whole on all qualities.
	Weight *float64 `json:"weight,omitempty"`
	// Of the quadrants in the two charts; "" when there is no importance.
	StatedIn  Quadrant `json:"stated_in,omitempty"`
	DerivedIn Quadrant `json:"derived_in,omitempty"`
}

// Cut is where the lines of a chart cross: the means of its points.
type Cut struct {
	N           int     `json:"n"` // points
	Performance float64 `json:"performance"`
	Importance  float64 `json:"importance"`
}

// Quadrant is a field of the chart of importance and performance. A point on a line belongs to the higher side.
type Quadrant string

// The quadrants: 유지, 중점 개선, 점진 개선, 지속(과잉).
const (
	Keep    Quadrant = "keep"    // important, does well
	Focus   Quadrant = "focus"   // important, does badly
	Gradual Quadrant = "gradual" // less important, does badly
	Ample   Quadrant = "ample"   // less important, does well
)

func (c Cut) of(performance, importance float64) Quadrant {
	switch {
	case performance >= c.Performance && importance >= c.Importance:
		return Keep
	case importance >= c.Importance:
		return Focus
	case performance < c.Performance:
		return Gradual
	}
	return Ample
}

// importance computes the points of the qualities and their items, and the cut lines. Stated importance is compared among what was
// asked about, derived importance among items.
func (a *Analysis) importance(in *Input) {
	q, whole := in.Questionnaire, in.Questionnaire.Overall()
	add := func(id string, of func(*Response) (float64, bool, bool)) {
		row := a.Row(id)
		if row == nil || row.N == 0 {
			return
		}
		p := Point{ID: id, Performance: row.Mean}
		for i := range q.Importance {
			if said := a.Row(q.Importance[i].ID); q.Importance[i].Of == id && said.N > 0 {
				p.Stated = &said.Mean
			}
		}
		var x, y []float64
		for i := range in.Responses {
			r := &in.Responses[i]
			value, _, ok := of(r)
			if all, also := r.Answers.Score(whole); ok && also {
				x, y = append(x, value), append(y, all)
			}
		}
		if r, ok := correlate(x, y); ok && len(x) >= q.Shown {
			p.Derived, p.DerivedN = &r, len(x)
		}
		a.Points = append(a.Points, p)
	}
	items := map[string]bool{}
	for i := range q.Dimensions {
		d := &q.Dimensions[i]
		if d.Role != Quality {
			continue
		}
		add(d.ID, ofDimension(d))
		for k := range d.Items {
			items[d.Items[k].ID] = true
			add(d.Items[k].ID, ofItem(&d.Items[k]))
		}
	}
	a.weights(in)
	a.Stated = a.cut(func(p *Point) *float64 { return p.Stated }, func(p *Point, q Quadrant) { p.StatedIn = q })
	a.Derived = a.cut(func(p *Point) *float64 {
		if items[p.ID] {
			return p.Derived
		}
		return nil
	}, func(p *Point, q Quadrant) { p.DerivedIn = q })
}

// cut finds where the lines of a chart cross and puts its points into quadrants. Two points or fewer say nothing of each other.
func (a *Analysis) cut(of func(*Point) *float64, put func(*Point, Quadrant)) Cut {
	var c Cut
	for i := range a.Points {
		if v := of(&a.Points[i]); v != nil {
			c.N, c.Performance, c.Importance = c.N+1, c.Performance+a.Points[i].Performance, c.Importance+*v
		}
	}
	if c.N < 2 {
		return Cut{}
	}
	c.Performance, c.Importance = c.Performance/float64(c.N), c.Importance/float64(c.N)
	for i := range a.Points {
		if v := of(&a.Points[i]); v != nil {
			put(&a.Points[i], c.of(a.Points[i].Performance, *v))
		}
	}
	return c
}

// weights regresses satisfaction as a whole on the qualities, over the people who rated all of them.
func (a *Analysis) weights(in *Input) {
	q, whole := in.Questionnaire, in.Questionnaire.Overall()
	var qualities []*Dimension
	for i := range q.Dimensions {
		if q.Dimensions[i].Role == Quality {
			qualities = append(qualities, &q.Dimensions[i])
		}
	}
	x, y := make([][]float64, len(qualities)), []float64{}
	for i := range in.Responses {
		answers := in.Responses[i].Answers
		all, ok := answers.Score(whole)
		line := make([]float64, len(qualities))
		for k, d := range qualities {
			value, also := answers.Score(d)
			line[k], ok = value, ok && also
		}
		if !ok {
			continue
		}
		y = append(y, all)
		for k, v := range line {
			x[k] = append(x[k], v)
		}
	}
	if len(y) < q.Shown {
		return
	}
	for k, beta := range coefficients(x, y) {
		for i := range a.Points {
			if a.Points[i].ID == qualities[k].ID {
				a.Points[i].Weight = &beta
			}
		}
	}
}

// Weak is an item that demands an improvement task.
type Weak struct {
	ID    string `json:"id"`
	Score bool   `json:"score,omitempty"` // its mean lies below the limit
	Focus bool   `json:"focus,omitempty"` // important, and does badly (중점 개선)
}

// Weak returns the items that demand an improvement task, in the order of the questionnaire: those below the limit, and those that
// matter more and do worse than the mean.
func (a *Analysis) Weak() []Weak {
	var out []Weak
	for i := range a.Figures {
		w := Weak{ID: a.Figures[i].ID, Score: a.Figures[i].Weak}
		for k := range a.Points {
			w.Focus = w.Focus || a.Points[k].ID == w.ID && a.Points[k].DerivedIn == Focus
		}
		if w.Score || w.Focus {
			out = append(out, w)
		}
	}
	return out
}
