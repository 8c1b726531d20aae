package app

import (
	"context"
	"math"

	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
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

// rated returns the citizen's rating as it stands among effective facts, or nil.
func rated(known []fact.Fact) *fact.Fact {
	for i := range known {
		if f := &known[i]; f.Kind == fact.AuditScored && f.By == "citizen" && f.Data.Text("scorecard") == satisfaction {
			return f
		}
	}
	return nil
}

// satisfactionRow names the derived rows of ratings among those of promises, none of which has such a name.
const satisfactionRow = "scorecard:" + satisfaction

// ratingRow makes the derived row of the citizen's rating, so that ratings are listed without reading every case; false when there is
// none.
func ratingRow(known []fact.Fact) (judge.Verdict, bool) {
	f := rated(known)
	if f == nil {
		return judge.Verdict{}, false
	}
	score, _ := f.Data.Int("score")
	return judge.Verdict{Case: f.Case, Promise: satisfactionRow, Trigger: f.ID, Status: judge.Rated, Evidence: f.Grade(), Started: f.At, Ended: f.At,
		Share: float64(score) / 100}, true
}

// starsOf reads the stars of a derived row.
func starsOf(v *judge.Verdict) int { return 1 + int(math.Round(v.Share*100))/star }

// ratingOf returns the rating with the words that came last.
func ratingOf(c *current, texts map[string]text) Rating {
	f := rated(c.known)
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
		if was := rated(c.known); was == nil {
			rating.Data = append(sealedData(&x, "text"), fact.With("scorecard", satisfaction, "score", star*(stars-1))...)
		} else {
			rating.Kind = fact.FactCorrected
			rating.Data = append(sealedData(&x), fact.With("of", was.ID, "score", star*(stars-1))...)
		}
		return &added{texts: []text{x}, facts: []fact.Fact{rating}}, nil
	}})
	return err
}
