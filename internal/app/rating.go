package app

import (
	"context"

	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
)

// satisfaction is the scorecard of what citizens say of how their case was handled: five stars on the scale from 0 to 100, as
// surveys convert a scale of five points, (x − 1) / 4 · 100.
const (
	satisfaction = "satisfaction"
	star         = 25
)

// settled tells whether the office has decided, so that the citizen can say how it was.
func settled(st *casefile.State) bool {
	switch st.Status {
	case casefile.Answered, casefile.Refused, casefile.Closed:
		return !st.ReceivedAt.IsZero()
	}
	return false
}

// rated returns the citizen's rating as it stands, or nil.
func rated(c *current) *fact.Fact {
	for i := range c.known {
		if f := &c.known[i]; f.Kind == fact.AuditScored && f.By == "citizen" && f.Data.Text("scorecard") == satisfaction {
			return f
		}
	}
	return nil
}

// ratingOf returns the rating with the words that came last.
func ratingOf(c *current, texts map[string]text) Rating {
	f := rated(c)
	if f == nil {
		return Rating{}
	}
	score, _ := f.Data.Int("score")
	r := Rating{Stars: 1 + int(score/star), Text: field(texts, f.ID, "text")}
	for i := range c.known {
		if by := &c.known[i]; by.Kind == fact.FactCorrected && by.Data.Text("of") == f.ID {
			if text := field(texts, by.ID, "text"); text != "" {
				r.Text = text
			}
		}
	}
	return r
}

// rate records stars as a score from 0 to 100 on the scorecard "satisfaction"; they ask for no answer, as an opinion would. A second
// rating corrects the first, so that nobody counts twice.
func (s *Service) rate(ctx context.Context, a Actor, key string, stars int, note string) error {
	if err := linked(a); err != nil {
		return err
	}
	f := &form{}
	f.key(key)
	if stars < 1 || stars > 5 {
		f.fault("stars", "fault.choice")
	}
	var x text
	f.keep(&x, "text", f.prose("text", note, false))
	if err := f.err(); err != nil {
		return err
	}
	x.Fact = s.factFor(a.Institution, a.Case, key, 0)
	_, err := s.turn(ctx, asked{institution: a.Institution, caseID: a.Case, add: func(c *current) (*added, error) {
		if !c.has(x.Fact) && !settled(&c.state) {
			return nil, unlawful("fault.not_settled")
		}
		rating := fact.Fact{ID: x.Fact, Kind: fact.AuditScored, By: "citizen", Via: fact.ViaWeb, Override: fact.Reported}
		if was := rated(c); was == nil {
			rating.Data = append(sealedData(&x, "text"), fact.With("scorecard", satisfaction, "score", star*(stars-1))...)
		} else {
			rating.Kind = fact.FactCorrected
			rating.Data = append(sealedData(&x), fact.With("of", was.ID, "score", star*(stars-1))...)
		}
		return &added{texts: []text{x}, facts: []fact.Fact{rating}}, nil
	}})
	return err
}
