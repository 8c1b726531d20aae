package api

import (
	"encoding/json"
	"net/http"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web"
)

// callEvent is what an exchange sends.
type callEvent struct {
	Call    string     `json:"call"`
	Event   string     `json:"event"` // the kind of the fact, such as call.ringing
	At      *time.Time `json:"at"`
	From    string     `json:"from"`
	To      string     `json:"to"`
	By      string     `json:"by"`
	MidTalk bool       `json:"mid_talk"`
	Cause   string     `json:"cause"`
}

// call takes an event of a call from a telephone exchange, which shows its token as a bearer token. It answers 204 after the
// commit; the same event may be sent again, and events may come in any order.
func (a *API) call(w http.ResponseWriter, r *http.Request) error {
	actor, err := a.site.Machine(r)
	if err != nil {
		return err
	}
	var in callEvent
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return web.Unreadable(err)
	}
	e := app.CallEvent{Call: in.Call, From: in.From, To: in.To, By: in.By, MidTalk: in.MidTalk, Cause: in.Cause}
	e.Kind, _ = fact.FindKind(in.Event)
	if in.At != nil {
		e.At = in.At.UTC().Truncate(time.Microsecond)
	}
	if _, err := a.site.Service.TellCall(r.Context(), actor, e); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
