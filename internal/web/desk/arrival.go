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
	Say   string       // what to say before anything else
	Clock ui.Countdown // zero Due: nothing runs
	Acts  []arrivalAct
}

// arrivalAct is something to say to a visitor who has just come.
type arrivalAct struct {
	Text, Sub, Kind, Key, Token string
	With                        []ui.Hidden // what the press says
	Quiet                       bool        // seldom needed
}

// arrivals lists who has come to the officer's desk, or to all when the inbox shows all. Who needs help is shown to the whole
// department of the desk, since somebody of it has to be called within minutes. A visit that somebody has taken is his.
func (s *Surface) arrivals(r *http.Request, v *staff.View, names map[string]string, scope string) ([]arrival, error) {
	there, err := s.app.Waiting(r.Context(), v.Actor, "")
	if err != nil {
		return nil, err
	}
	now := s.app.Now()
	var out []arrival
	for i := range there {
		w := &there[i]
		if w.Officer != "" && !w.First || scope != "all" && !concerned(v, w) {
			continue
		}
		out = append(out, s.arrival(v, names, w, len(out) == 0, now))
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
func (s *Surface) arrival(v *staff.View, names map[string]string, w *app.Visiting, first bool, now time.Time) arrival {
	a := arrival{Visiting: *w, Who: v.C.T("desk.arrivals.visitor")}
	if w.Slip > 0 {
		a.Who = v.C.T("desk.arrivals.number", "n", w.Slip)
	}
	if name := v.DeskName(w.Desk); name != "" {
		a.Who = v.C.T("desk.arrivals.of", "who", a.Who, "desk", name)
	}
	if w.First {
		a.Notes = append(a.Notes, v.C.T("desk.arrivals.first"))
		a.Say = sorry(v, &w.Head)
	}
	if name := names[w.Officer]; name != "" {
		a.Notes = append(a.Notes, v.C.T("desk.arrivals.served_by", "name", name))
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
	for _, k := range arrivalActs(w) {
		act := arrivalAct{Text: staff.Label(v.C, k), Kind: k.String(), Token: s.app.NewKey()}
		var words []string
		for _, name := range append(mustSay(k), usual[k]...) {
			act.With = append(act.With, ui.Hidden{Name: name, Value: "yes"})
			words = append(words, staff.FieldLabel(v.C, k, name))
		}
		act.Sub = strings.Join(words, " · ")
		if k == fact.VisitRepeated {
			act.Text, act.Quiet = v.C.T("desk.arrivals.mistake"), true
			act.With = []ui.Hidden{{Name: "cause", Value: "officer_mistake"}}
		}
		if first {
			act.Key = arrivalKeys[k]
		}
		a.Acts = append(a.Acts, act)
	}
	return a
}

// arrivalActs are the acts that one press records, in the order in which they come up.
func arrivalActs(w *app.Visiting) []fact.Kind {
	var kinds []fact.Kind
	if w.CalledAt.IsZero() {
		if w.Busy {
			kinds = append(kinds, fact.VisitAcknowledged)
		}
		kinds = append(kinds, fact.VisitGreeted)
	}
	if w.First {
		return append(kinds, fact.PriorityGiven)
	}
	return append(kinds, fact.VisitRepeated)
}

// sorry is what the charter has the officer say to somebody to whom an apology is owed; empty when it has no words.
func sorry(v *staff.View, h *app.Head) string {
	for i := range h.Open {
		p := v.Charter.Promise(h.Open[i].Promise)
		if p == nil || len(p.Then) == 0 || p.Then[0].Kind != fact.ApologyMade || len(p.Say) == 0 {
			continue
		}
		return p.Say[0].Text.In(v.Lang())
	}
	return ""
}

// arrivalKeys are the single keys for the first visitor who waits. The inbox itself uses "g" to go to who is being served.
var arrivalKeys = map[fact.Kind]string{fact.VisitGreeted: "h", fact.VisitAcknowledged: "b"}
