package desk

import (
	"net/http"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// calling is a telephone that rings, with what one press records.
type calling struct {
	app.Calling
	Who   string // as far as the number tells
	At    string // the desk whose telephone it is
	Clock ui.Countdown
	Key   string
	Token string
	First string // label of the press
}

// calls lists the telephones that ring at the officer's desk, or all when the inbox shows all. One whose desk is not known is
// everybody's.
func (s *Surface) calls(r *http.Request, v *staff.View, scope string) ([]calling, error) {
	list, err := s.app.Calling(r.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	now := s.app.Now()
	var out []calling
	for i := range list {
		w := &list[i]
		if scope != "all" && w.Desk != "" && w.Desk != v.Actor.Desk {
			continue
		}
		c := calling{Calling: *w, Who: v.C.T("desk.calls.new"), At: v.DeskName(w.Desk), Token: s.app.NewKey(), First: staff.Label(v.C, fact.CallAnswered)}
		switch {
		case w.Withheld:
			c.Who = v.C.T("desk.calls.withheld")
		case w.Earlier != nil && w.Earlier.Name != "":
			c.Who = v.C.T("desk.calls.known", "name", w.Earlier.Name)
		case w.Earlier != nil:
			c.Who = v.C.T("desk.calls.again")
		}
		if h := &w.Head; !h.BreaksAt.IsZero() {
			c.Clock = ui.Countdown{C: v.C, Label: c.Who, Due: h.BreaksAt, Now: now, Near: nearOf(h)}
		}
		if len(out) == 0 {
			c.Key = "a"
		}
		out = append(out, c)
	}
	return out, nil
}
