package desk

import (
	"net/http"
	"net/url"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// calling is a call as the list shows it, with what one press records or opens.
type calling struct {
	app.Calling
	Who   string // as far as the number tells
	At    string // the desk whose telephone it is
	With  string // the officer who talks, or whose telephone it was
	Stage string // in words
	Clock ui.Countdown
	Key   string
	Token string
	First string // label of the press; empty: nothing is to be pressed
	Back  string // address at which a call-back is recorded; empty: none is owed
}

// calls lists the calls of the officer's desk, or all when the inbox shows all: those that ring, those that go on, and those that
// have to be called back. One whose desk is not known is everybody's.
func (s *Surface) calls(r *http.Request, v *staff.View, names map[string]string, scope string) ([]calling, error) {
	list, err := s.app.Calling(r.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	var out []calling
	for i := range list {
		w := &list[i]
		if scope != "all" && w.Desk != "" && w.Desk != v.Actor.Desk && w.Officer != v.Actor.Account {
			continue
		}
		c := s.callOf(v, names, w)
		if len(out) == 0 && c.First != "" {
			c.Key = "a"
		}
		out = append(out, c)
	}
	return out, nil
}

// callOf words one call.
func (s *Surface) callOf(v *staff.View, names map[string]string, w *app.Calling) calling {
	c := calling{Calling: *w, Who: v.C.T("desk.calls.new"), At: v.DeskName(w.Desk), With: names[w.Officer], Stage: v.C.T("desk.calls.stage." + string(w.Stage))}
	switch {
	case w.Withheld:
		c.Who = v.C.T("desk.calls.withheld")
	case w.Earlier != nil && w.Earlier.Name != "":
		c.Who = v.C.T("desk.calls.known", "name", w.Earlier.Name)
	case w.Earlier != nil:
		c.Who = v.C.T("desk.calls.again")
	}
	switch w.Stage {
	case app.StageRinging, app.StageWaiting:
		c.Token, c.First = s.app.NewKey(), staff.Label(v.C, fact.CallAnswered)
	case app.StageMissed:
		q := url.Values{"act": {fact.CallbackMade.String()}, "contact": {w.Contact}, "of": {w.Of}}
		c.Back = caseHref(w.Case) + "?" + q.Encode()
	}
	if h := &w.Head; !h.BreaksAt.IsZero() && w.Stage != app.StageTalking && w.Stage != app.StageHeld {
		c.Clock = ui.Countdown{C: v.C, Label: c.Who, Due: h.BreaksAt, Now: s.app.Now(), Near: nearOf(h)}
	}
	return c
}
