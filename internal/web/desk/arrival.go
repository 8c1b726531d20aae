package desk

import (
	"net/http"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// arrival is a visitor who has come and whom nobody has spoken to, with what one press records.
type arrival struct {
	app.Visiting
	Who   string // his number, or that he has none
	Notes []string
	Clock ui.Countdown // zero Due: nothing runs
	Acts  []arrivalAct
}

// arrivalAct is something to say to a visitor who has just come.
type arrivalAct struct {
	Text, Sub, Kind, Key, Token string
	Usual                       []string
}

// arrivals lists who has come to the officer's desk, or to all when the inbox shows all. Who needs help is shown to the whole
// department of the desk, since somebody of it has to be called within minutes. A visit that somebody has taken is his.
func (s *Surface) arrivals(r *http.Request, v *staff.View, scope string) ([]arrival, error) {
	there, err := s.app.Waiting(r.Context(), v.Actor, "")
	if err != nil {
		return nil, err
	}
	now := s.app.Now()
	var out []arrival
	for i := range there {
		w := &there[i]
		if w.Officer != "" || scope != "all" && !concerned(v, w) {
			continue
		}
		out = append(out, s.arrival(v, w, len(out) == 0, now))
	}
	return out, nil
}

// concerned tells whether a visitor has come to the officer, or needs help at a desk of his department.
func concerned(v *staff.View, w *app.Visiting) bool {
	if w.Desk == v.Actor.Desk {
		return true
	}
	d := v.Charter.Directory.FindDesk(w.Desk)
	return w.Assist != "" && d != nil && d.Department != "" && d.Department == v.Actor.Department
}

// arrival describes a visitor; the first of them is served by single keys.
func (s *Surface) arrival(v *staff.View, w *app.Visiting, first bool, now time.Time) arrival {
	a := arrival{Visiting: *w, Who: v.C.T("desk.arrivals.visitor")}
	if w.Slip > 0 {
		a.Who = v.C.T("desk.arrivals.number", "n", w.Slip)
	}
	if name := v.DeskName(w.Desk); name != "" {
		a.Who = v.C.T("desk.arrivals.of", "who", a.Who, "desk", name)
	}
	if w.Assist != "" {
		a.Notes = append(a.Notes, v.C.T("desk.arrivals.assist", "what", staff.Choice(v.C, "assist", w.Assist)))
	}
	if w.Busy {
		a.Notes = append(a.Notes, v.C.T("desk.arrivals.busy"))
	}
	if h := &w.Head; !h.BreaksAt.IsZero() {
		a.Clock = ui.Countdown{C: v.C, Label: a.Who, Due: h.BreaksAt, Now: now, Near: nearOf(h)}
	}
	kinds := []fact.Kind{fact.VisitGreeted}
	if w.Busy {
		kinds = []fact.Kind{fact.VisitAcknowledged, fact.VisitGreeted}
	}
	for _, k := range kinds {
		act := arrivalAct{Text: staff.Label(v.C, k), Kind: k.String(), Token: s.app.NewKey(), Usual: append(mustSay(k), usual[k]...)}
		if first {
			act.Key = arrivalKeys[k]
		}
		var words []string
		for _, name := range act.Usual {
			words = append(words, staff.FieldLabel(v.C, k, name))
		}
		act.Sub = strings.Join(words, " · ")
		a.Acts = append(a.Acts, act)
	}
	return a
}

// arrivalKeys are the single keys for the first visitor who waits. The inbox itself uses "g" to go to who is being served.
var arrivalKeys = map[fact.Kind]string{fact.VisitGreeted: "h", fact.VisitAcknowledged: "b"}
