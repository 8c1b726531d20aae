package survey

import "slices"

// Fieldwork is how a survey was taken, as far as it may be shown: who was asked, who answered, and who stopped on the way.
type Fieldwork struct {
	Refused   int `json:"refused,omitempty"`   // of the invited
	Unreached int `json:"unreached,omitempty"` // of the invited
	// Strata are the invited by stratum. There are none (Withheld) where a desk or channel of the results is hidden: together with
	// these they would give its number away.
	Strata   []Turnout `json:"strata,omitempty"`
	Withheld bool      `json:"withheld,omitempty"`
	Quotas   []Reached `json:"quotas,omitempty"`
	// Begun came to the first question on a screen, and Finished of them sent their answers. Zero: too few to be shown.
	Begun    int `json:"begun,omitempty"`
	Finished int `json:"finished,omitempty"`
	Free     int `json:"free,omitempty"` // answered without an invitation
}

// Turnout is how many of a stratum were asked and answered.
type Turnout struct {
	Stratum
	People    int  `json:"people"` // who could be asked
	Asked     int  `json:"asked"`
	Responded int  `json:"responded"`
	Hidden    bool `json:"hidden,omitempty"` // how many answered is not shown
}

// Reached tells whether as many answered as a quota wants.
type Reached struct {
	Stratum
	Least   int  `json:"least"`
	Reached bool `json:"reached"`
}

// Field takes from how a survey was taken what may not be shown beside its analysis.
func (a *Analysis) Field(in *Fieldwork) *Fieldwork {
	out := *in
	hides := func(g Group) bool { return g.Hidden }
	if out.Withheld = a.Few || slices.ContainsFunc(a.Desks, hides) || slices.ContainsFunc(a.Channels, hides); out.Withheld {
		out.Strata = nil
	}
	out.Strata = slices.Clone(out.Strata)
	counts := make([]int, len(out.Strata))
	for i := range out.Strata {
		counts[i] = out.Strata[i].Responded
	}
	hide, all := hidden(counts, nil, a.Shown)
	for i := range out.Strata {
		if all || hide[i] {
			out.Strata[i].Responded, out.Strata[i].Hidden = 0, true
		}
	}
	if out.Begun < a.Shown || out.Finished < a.Shown {
		out.Begun, out.Finished = 0, 0
	}
	out.Finished = min(out.Begun, out.Finished) // who went back to the first question is counted there again, and not here
	if out.Free < a.Shown {
		out.Free = 0
	}
	return &out
}
