package app

import (
	"context"

	"jikim/internal/core/fact"
)

// Handout gives several cases to one officer or desk.
type Handout struct {
	Key   string   // idempotency key; the same handout sent twice is recorded once
	Cases []string // at most HandoutCases
	To    string   // account or desk
}

// HandoutCases is how many cases a handout may have.
const HandoutCases = 200

// HandOut makes an officer or a desk responsible for cases. Each is a turn of its own: those that could not be given are
// returned with the reason, and the others have been given. For leads and above.
func (s *Service) HandOut(ctx context.Context, a Actor, h Handout) (given int, refused map[string]*Fault, err error) {
	if !a.Staff() || !a.Role.AtLeast(Lead) {
		return 0, nil, denied()
	}
	f := &form{}
	f.key(h.Key)
	switch {
	case len(h.Cases) == 0:
		f.fault("case", "fault.none_chosen")
	case len(h.Cases) > HandoutCases:
		f.fault("case", "fault.too_many_cases", "most", HandoutCases)
	}
	ch := s.charters.At(a.Institution, s.Now())
	if ch == nil {
		return 0, nil, unknown()
	}
	if _, staff := s.member(ctx, a.Institution, h.To); h.To == "" {
		f.fault("to", "fault.required")
	} else if !staff && deskOf(ch, h.To) == nil {
		f.fault("to", "fault.choice")
	}
	if err := f.err(); err != nil {
		return 0, nil, err
	}
	refused = map[string]*Fault{}
	for _, id := range h.Cases {
		_, err := s.write(ctx, a, h.Key, id, func(c *current, f *form) ([]draft, error) {
			d := draft{kind: fact.CaseAssigned}
			err := s.assignTo(ctx, a, c, f, &d, h.To)
			return []draft{d}, err
		})
		switch fault := FaultOf(err); {
		case err == nil:
			given++
		case fault != nil:
			refused[id] = fault
		default:
			return given, refused, err
		}
	}
	return given, refused, nil
}
