package survey

import (
	"cmp"
	"math"
	"slices"
)

// Share is a stratum as the sample was drawn from it.
type Share struct {
	Stratum
	People int `json:"people"` // who could be asked
	Asked  int `json:"asked"`
}

// Figure is what answers come to, out of 100.
type Figure struct {
	N    int     `json:"n"` // answers
	Mean float64 `json:"mean"`
	// Low and High bound the mean at 95 % by Student's t with DF degrees of freedom and the finite population correction. Equal to
	// the mean when everybody answered; absent (Open) when the answers are too few to say.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	Open bool    `json:"open,omitempty"`
	// Error is the standard error without the finite population correction, by which figures of two years are compared.
	Error float64 `json:"error"`
	DF    float64 `json:"df"`
	// Top is the share of the two best ratings (items only), from 0 to 1, with Wilson's interval at 95 %. It is no mean.
	Top     float64 `json:"top"`
	TopLow  float64 `json:"top_low"`
	TopHigh float64 `json:"top_high"`
	// Effect is Kish's design effect of the weights: N/Effect answers that weigh alike would say as much. 1: nothing is weighted.
	Effect float64 `json:"effect"`
	// Hidden: there are answers, and too few to be shown, or fewer could be had by subtraction; all else is zero then.
	Hidden bool `json:"hidden,omitempty"`
}

// None tells that nobody answered.
func (f *Figure) None() bool { return f.N == 0 && !f.Hidden }

// hide leaves nothing of a figure but that there is one.
func (f *Figure) hide() {
	if !f.None() {
		*f = Figure{Hidden: true}
	}
}

// value is what one person's answers give to a figure.
type value struct {
	of  Stratum
	x   float64
	top bool
}

// part is the values of one stratum and the people they stand for. Finite tells that these are known: of others nobody can say how
// many they were drawn from, and there is no finite population correction.
type part struct {
	of     Stratum
	people int
	finite bool
	x      []float64
	top    int
}

// frame knows how many people each stratum of the answers stands for.
type frame map[Stratum]int

// frameOf brings the strata that were drawn to those that answers tell. A stratum of which no answer tells belongs to the wider one
// that does: its channel, or the rest; when there is none, nobody speaks for it, and it is counted in lost.
func frameOf(shares []Share, responses []Response) (f frame, lost int) {
	told := map[Stratum]bool{}
	for i := range responses {
		told[responses[i].Stratum] = true
	}
	f = frame{}
	for _, s := range shares {
		switch wide := (Stratum{Channel: s.Channel}); {
		case told[s.Stratum]:
			f[s.Stratum] += s.People
		case told[wide]:
			f[wide] += s.People
		case told[Stratum{}]:
			f[Stratum{}] += s.People
		default:
			lost += s.People
		}
	}
	return f, lost
}

// parts groups values by stratum. Those from outside of the frame stand for themselves alone, as do those of a stratum of which more
// answered, without being invited, than the frame has people; when no stratum is of the frame, all are one part. Strata with a single
// value join the smallest other, since one value has no variance.
func (f frame) parts(values []value) []part {
	by := map[Stratum]*part{}
	whole := part{}
	for _, v := range values {
		p := by[v.of]
		if p == nil {
			p = &part{of: v.of, people: f[v.of]}
			by[v.of] = p
		}
		for _, p := range []*part{p, &whole} {
			p.x = append(p.x, v.x)
			if v.top {
				p.top++
			}
		}
	}
	var out []part
	known := false
	for _, p := range by {
		known = known || p.people > 0
		if p.finite = p.people >= len(p.x); !p.finite {
			p.people = len(p.x)
		}
		out = append(out, *p)
	}
	if !known {
		return []part{whole}
	}
	slices.SortFunc(out, func(a, b part) int {
		return cmp.Or(cmp.Compare(len(a.x), len(b.x)), cmp.Compare(a.of.Channel, b.of.Channel), cmp.Compare(a.of.Desk, b.of.Desk))
	})
	for len(out) > 1 && len(out[0].x) < 2 {
		out[1].people, out[1].finite = out[1].people+out[0].people, out[1].finite && out[0].finite
		out[1].x = append(slices.Clone(out[1].x), out[0].x...)
		out[1].top += out[0].top
		out = out[1:]
		slices.SortStableFunc(out, func(a, b part) int { return cmp.Compare(len(a.x), len(b.x)) })
	}
	return out
}

// estimate computes a figure: the mean of the strata, each weighted with its people; its variance is Σ W²·(1−n/N)·s²/n, its degrees of
// freedom are the answers less the strata.
func (f frame) estimate(values []value) Figure {
	if len(values) == 0 {
		return Figure{}
	}
	parts := f.parts(values)
	people, weights, squares := 0, 0.0, 0.0
	for i := range parts {
		people += parts[i].people
	}
	out := Figure{N: len(values), DF: float64(len(values) - len(parts))}
	variance, finite := 0.0, 0.0
	for i := range parts {
		p, share := &parts[i], 1.0
		n, left := float64(len(p.x)), 1.0
		if people > 0 {
			share = float64(p.people) / float64(people)
		}
		if p.finite {
			left = 1 - n/float64(p.people)
		}
		mean, s2 := moments(p.x)
		out.Mean += share * mean
		out.Top += share * float64(p.top) / n
		variance += share * share * s2 / n
		finite += share * share * left * s2 / n
		weights, squares = weights+share, squares+share*share/n
	}
	size := weights * weights / squares // Kish's effective size
	out.Effect = float64(out.N) / size
	out.TopLow, out.TopHigh = Wilson(out.Top, size)
	if math.IsNaN(variance) {
		out.Open, out.DF = true, 0
		return out
	}
	half := studentQuantile(out.DF) * math.Sqrt(finite)
	out.Error, out.Low, out.High = math.Sqrt(variance), max(0, out.Mean-half), min(100, out.Mean+half)
	return out
}

// Trend compares a figure with that of the survey before.
type Trend struct {
	Was  float64 `json:"was"`
	WasN int     `json:"was_n"`
	By   float64 `json:"by"` // change in points
	P    float64 `json:"p"`  // probability of such a change by chance, two-sided, by Welch's test
}

// Significant tells whether the change is one at 5 %.
func (t *Trend) Significant() bool { return t != nil && t.P < 0.05 }

// trend compares two figures by Welch's test; nil when one of them cannot be compared.
func trend(now, was *Figure) *Trend {
	if now.N == 0 || was.N == 0 || now.Open || was.Open {
		return nil
	}
	t := &Trend{Was: was.Mean, WasN: was.N, By: now.Mean - was.Mean, P: 1}
	a, b := now.Error*now.Error, was.Error*was.Error
	if a+b > 0 {
		df := (a + b) * (a + b) / (a*a/now.DF + b*b/was.DF)
		t.P = studentTail(t.By/math.Sqrt(a+b), df)
	} else if t.By*t.By >= rounding {
		t.P = 0
	}
	return t
}
