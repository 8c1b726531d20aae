package app

import (
	"jikim/internal/core/casefile"
	"jikim/internal/core/duty"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// differences returns the settled verdicts and measurements that are new or differ from those of the last turn, and the keys of those that
// exist no longer.
func differences(institution string, before, after *reading) (rows []VerdictRow, gone []VerdictKey) {
	was, is := before.settled(), after.settled()
	old := make(map[VerdictKey]*judge.Verdict, len(was))
	for i := range was {
		old[VerdictKey{was[i].Promise, was[i].Trigger}] = &was[i]
	}
	moved := belongs(&before.state) != belongs(&after.state)
	for i := range is {
		v := &is[i]
		key := VerdictKey{v.Promise, v.Trigger}
		last := old[key]
		delete(old, key)
		if last == nil || moved || !sameVerdict(last, v) {
			rows = append(rows, rowOf(institution, v, &after.state))
		}
	}
	for i := range was { // in order, so that equal turns write equal changes
		key := VerdictKey{was[i].Promise, was[i].Trigger}
		if old[key] == &was[i] {
			gone = append(gone, key)
		}
	}
	return rows, gone
}

// owner is whom the rows of a case name; when it changes, its rows do.
type owner struct{ desk, officer, channel, number string }

func belongs(st *casefile.State) owner { return owner{st.Desk, st.Officer, st.Channel, st.Number} }

func rowOf(institution string, v *judge.Verdict, st *casefile.State) VerdictRow {
	row := VerdictRow{Institution: institution, Verdict: *v, Desk: st.Desk, Officer: st.Officer, Channel: st.Channel, Number: st.Number}
	row.Why = nil
	return row
}

func sameVerdict(a, b *judge.Verdict) bool {
	return a.Contact == b.Contact && a.Status == b.Status && a.Evidence == b.Evidence && a.Share == b.Share &&
		a.Started.Equal(b.Started) && a.Due.Equal(b.Due) && a.Ended.Equal(b.Ended)
}

// sameHead tells whether two heads would be written alike.
func sameHead(a, b *Head) bool {
	if a.Seq != b.Seq || a.Number != b.Number || a.Status != b.Status || a.Service != b.Service || a.Channel != b.Channel ||
		a.Desk != b.Desk || a.Officer != b.Officer || a.BreaksPromise != b.BreaksPromise || a.Broken != b.Broken ||
		a.Unproven != b.Unproven || a.Name != b.Name || len(a.Open) != len(b.Open) {
		return false
	}
	if !a.ReceivedAt.Equal(b.ReceivedAt) || !a.ChangedAt.Equal(b.ChangedAt) || !a.BreaksAt.Equal(b.BreaksAt) || !a.WakeAt.Equal(b.WakeAt) ||
		!a.RemedyAt.Equal(b.RemedyAt) || !a.ComplaintAt.Equal(b.ComplaintAt) || !a.PostAt.Equal(b.PostAt) {
		return false
	}
	for i := range a.Open {
		if a.Open[i].Promise != b.Open[i].Promise || a.Open[i].Trigger != b.Open[i].Trigger || !sameVerdict(&a.Open[i], &b.Open[i]) {
			return false
		}
	}
	return true
}

// outgoing returns what has newly to be sent: planned now and not planned by the last turn. What the last turn planned is
// in the outbox or was sent; the store does not take a key twice in any case.
func outgoing(institution string, before, after *reading) []Outgoing {
	if len(after.plan.Actions) == 0 {
		return nil
	}
	planned := make(map[string]bool, len(before.plan.Actions))
	for i := range before.plan.Actions {
		planned[before.plan.Actions[i].Key] = true
	}
	var out []Outgoing
	for i := range after.plan.Actions {
		a := &after.plan.Actions[i]
		if planned[a.Key] {
			continue
		}
		planned[a.Key] = true
		out = append(out, Outgoing{Institution: institution, Key: a.Key, Case: after.state.Case, Action: string(a.Kind), To: a.To,
			ReadyAt: a.At, Data: dataOf(a, after)})
	}
	return out
}

// dataOf is what a notice says; it becomes the data of the fact notice.sent.
func dataOf(a *duty.Action, after *reading) fact.Data {
	d := fact.With("action", string(a.Kind), "to", a.To)
	if a.Stage != "" {
		d = append(d, fact.Field{Name: "stage", Value: fact.Text(string(a.Stage))})
	}
	if a.Promise != "" {
		d = append(d, fact.Field{Name: "promise", Value: fact.Text(a.Promise)}, fact.Field{Name: "trigger", Value: fact.Text(a.Trigger)})
	}
	if !a.Due.IsZero() {
		d = append(d, fact.Field{Name: "due", Value: fact.Instant(a.Due)})
	}
	if a.Of != fact.None {
		d = append(d, fact.Field{Name: "about", Value: fact.Text(a.Of.String())}, fact.Field{Name: "of", Value: fact.Text(a.Trigger)})
	}
	if after.state.Number != "" {
		d = append(d, fact.Field{Name: "number", Value: fact.Text(after.state.Number)})
	}
	return d
}
