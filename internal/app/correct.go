package app

import (
	"context"
	"strings"
	"time"

	"jikim/internal/core/fact"
)

// correct is Correct.
func (s *Service) correct(ctx context.Context, a Actor, key, caseID, factID, reason string, right fact.Data) (*Done, error) {
	return s.edit(ctx, a, key, caseID, factID, reason, fact.FactCorrected, right)
}

// retract is Retract.
func (s *Service) retract(ctx context.Context, a Actor, key, caseID, factID, reason string) (*Done, error) {
	return s.edit(ctx, a, key, caseID, factID, reason, fact.FactRetracted, nil)
}

// edit corrects or retracts a fact. Officers edit what they told themselves; leads and above edit what anybody of the staff
// told. What citizens, the system or a machine told stands, except that a lead may correct when a petition is said to have
// arrived, and a manager an outage that anybody reported and nobody found: both stay on record, with the reason.
func (s *Service) edit(ctx context.Context, a Actor, key, caseID, factID, reason string, kind fact.Kind, right fact.Data) (*Done, error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return nil, denied()
	}
	return s.writeTo(ctx, a, key, asked{institution: a.Institution, caseID: caseID}, func(c *current, f *form) ([]draft, error) {
		old := c.stored(factID)
		if old == nil {
			return nil, unknown()
		}
		if !mayEdit(a, old) || caseID == fact.Institution && !a.Role.AtLeast(Manager) {
			return nil, denied()
		}
		if old.Kind == fact.CaseRepeated && c.state.ClosedFor == closedAsRepeated {
			return nil, unlawful("fault.repeat_basis") // the closing rests on it: that is taken back first
		}
		if err := s.rehandling(ctx, a, c, f, old, right); err != nil {
			return nil, err
		}
		d := draft{kind: kind, contact: old.Contact, via: fact.ViaDesk, data: fact.With("of", factID, "reason", true)}
		f.keep(&d.text, "reason", f.prose("reason", reason, true))
		if kind == fact.FactCorrected {
			d.data = append(d.data, f.right(c, right)...)
			d.precision = f.coarse(right)
			if into, given := right.Get("into"); given && old.Kind == fact.CaseMerged {
				number, err := s.mergeable(ctx, c, f, into.String())
				if err != nil {
					return nil, err
				}
				d.data = d.data.Set("into", fact.Text(number))
			}
			if len(d.data) == 2 {
				f.fault("data", "fault.required")
			}
		}
		return []draft{d}, nil
	})
}

// stored returns a fact as it stands on record, corrected or not; nil when there is none.
func (c *current) stored(id string) *fact.Fact {
	for i := range c.Facts {
		if c.Facts[i].ID == id {
			return &c.Facts[i]
		}
	}
	return nil
}

func mayEdit(a Actor, f *fact.Fact) bool {
	who, id, _ := strings.Cut(f.By, ":")
	switch {
	case f.Kind == fact.PromiseBroken || f.Kind.Family() == "notice" || f.Kind == fact.LetterArrived || f.Kind == fact.FiguresPublished:
		return false // derived, or what really went out: figures are corrected by a publication of their own
	case f.Data.Text("wave") != "":
		return false // of a survey taken with this program, whose documents say the same: results are corrected by results
	case who == "officer" || who == "inspector":
		return id == a.Account || a.Role.AtLeast(Lead)
	case who == "citizen" && f.Kind == fact.ItemDown:
		return a.Role.AtLeast(Manager)
	}
	return a.Role.AtLeast(Lead) && f.Kind == fact.CaseReceived
}

// reserved are values that a correction may not touch: they say where the fact belongs and where its text is.
var reserved = map[string]bool{"of": true, "reason": true, "charter": true, sealedField: true, "number": true, "files": true,
	"same_as": true}

// right takes the right values of a correction.
func (f *form) right(c *current, right fact.Data) fact.Data {
	var out fact.Data
	for i := range right {
		name, v := right[i].Name, right[i].Value
		switch {
		case reserved[name]:
			continue
		case name == "at":
			at, ok := v.Time()
			if !ok {
				f.fault("at", "fault.time")
				continue
			}
			f.instant(c, at)
		case name == "precision":
			continue // of the time: see coarse
		case name == "kind":
			if _, ok := fact.FindKind(v.String()); !ok {
				f.fault("kind", "fault.choice")
				continue
			}
		case !f.short(v):
			f.fault(name, "fault.too_long", "most", 64)
			continue
		}
		out = append(out, right[i])
	}
	return out
}

// coarse returns how coarse the right time of a correction is: as its "precision" says, else exact.
func (f *form) coarse(right fact.Data) time.Duration {
	v, given := right.Get("precision")
	if !given {
		return 0
	}
	p, err := time.ParseDuration(v.String())
	if err != nil || p < 0 || p > 25*time.Hour {
		f.fault("at", "fault.time")
	}
	return p
}
