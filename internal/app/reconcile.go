package app

import (
	"slices"
	"strings"
	"time"

	"jikim/internal/core/call"
	"jikim/internal/core/fact"
)

// reconciler brings the facts of a call that are on record to what is known of it now. Facts are never changed: what is new is added,
// what was learned better is corrected, what turned out not to have happened is retracted, and brought back when it did happen after
// all. What people have edited stays as they left it.
type reconciler struct {
	s       *Service
	cur     *current
	o       *officeLines
	contact string
	wanted  map[string]bool // identifiers that are right
	added   added
}

func (s *Service) reconciler(cur *current, contact string, o *officeLines) *reconciler {
	return &reconciler{s: s, cur: cur, contact: contact, o: o, wanted: map[string]bool{}}
}

// ofMachine are the data that only machines tell, so that their being gone means something.
var ofMachine = []string{"by", "unseen", "withheld", "estimated", "apart", "order", "hook", "cause", "callback", "blind", "desk", "officer",
	"reached", "source", "clock", "to", "mid_talk"}

// same is within what time an officer's word and a machine's are about the same happening.
const same = time.Minute

// want asks for an event in the case's own contact.
func (r *reconciler) want(e *call.Event) {
	id := r.s.factFor(r.cur.Institution, r.cur.Case, "call "+e.Key, 0)
	if !r.cur.has(id) {
		if f := r.word(e); f != nil {
			r.confirm(f, e)
			return
		}
	}
	r.wantAs(id, r.contact, e)
}

// wantAs asks for an event as the fact of an identifier.
func (r *reconciler) wantAs(id, contact string, e *call.Event) {
	r.wanted[id] = true
	data := r.whose(e)
	if !r.cur.has(id) {
		r.added.facts = append(r.added.facts, fact.Fact{ID: id, Contact: contact, At: e.At, Kind: e.Kind, By: tellerOf(e),
			Via: e.Via, Precision: e.Precision, Data: data})
		return
	}
	if r.byPeople(id) {
		return
	}
	f := r.effective(id)
	if f == nil {
		r.restore(id)
		return
	}
	var change fact.Data
	if !f.At.Equal(e.At) || f.Precision != e.Precision {
		change = append(change, fact.With("at", e.At)...)
	}
	for _, d := range data {
		if f.Data.Text(d.Name) != d.Value.String() {
			change = append(change, d)
		}
	}
	for _, d := range f.Data {
		if _, told := data.Get(d.Name); !told && d.Value.String() != "" && slices.Contains(ofMachine, d.Name) {
			change = append(change, fact.Field{Name: d.Name})
		}
	}
	r.correct(f, e, change)
}

// tellerOf is who tells an event: the source, or the system when it follows from several.
func tellerOf(e *call.Event) string {
	if source := e.Data.Text("source"); source != "" {
		return "device:" + source
	}
	return "system"
}

// whose returns the data of an event with the officer and desk whose telephone it concerns.
func (r *reconciler) whose(e *call.Event) fact.Data {
	data := slices.Clone(e.Data)
	w := r.o.owner(e.Own)
	if w.desk != "" && (e.Kind == fact.CallRinging || e.Kind == fact.CallAnswered || e.Kind == fact.CallMissed) {
		data = append(data, fact.With("desk", w.desk)...)
	}
	if w.officer != "" && e.Kind != fact.CallRinging {
		data = append(data, fact.With("officer", w.officer)...)
	}
	return data
}

// correct records what has changed of a fact.
func (r *reconciler) correct(f *fact.Fact, e *call.Event, change fact.Data) {
	if len(change) == 0 {
		return
	}
	n := len(r.edits(f.ID, fact.FactCorrected))
	// Of corrections that are recorded at one instant, which a node with a slow clock can make, the later one wins by its own time.
	at := r.cur.now.Add(min(time.Duration(n)-1000, 0) * time.Microsecond)
	r.added.facts = append(r.added.facts, fact.Fact{ID: r.s.factFor(r.cur.Institution, r.cur.Case, "correct "+f.ID, n), Contact: f.Contact,
		At: at, Kind: fact.FactCorrected, By: tellerOf(e), Via: e.Via, Precision: e.Precision,
		Data: append(fact.With("of", f.ID, "reason", "seen"), change...)})
}

// word returns an officer's fact of the same kind at about the same time: his word for what a machine has seen now.
func (r *reconciler) word(e *call.Event) *fact.Fact {
	for i := range r.cur.known {
		f := &r.cur.known[i]
		if f.Kind == e.Kind && f.Contact == r.contact && f.Via == fact.ViaDesk && f.At.Sub(e.At).Abs() <= same &&
			(e.Kind != fact.CallAnswered || e.Data.Text("by") == "person" || e.Data.Text("by") == "somebody") {
			return f
		}
	}
	return nil
}

// confirm gives an officer's word the time that a machine saw, and what else he did not say. It stays his word, with its grade.
func (r *reconciler) confirm(f *fact.Fact, e *call.Event) {
	r.wanted[f.ID] = true
	if r.byPeople(f.ID) {
		return
	}
	var change fact.Data
	if !f.At.Equal(e.At) {
		change = append(change, fact.With("at", e.At)...)
	}
	for _, d := range r.whose(e) {
		if d.Name != "unseen" && !f.Data.Present(d.Name) && d.Value.Present() {
			change = append(change, d)
		}
	}
	r.correct(f, e, change)
}

// drop retracts the facts of the contact that machines told and that are right no more.
func (r *reconciler) drop() {
	for i := range r.cur.known {
		f := &r.cur.known[i]
		ours := f.Contact == r.contact && f.Data.Present("source") && strings.HasPrefix(f.By, "device:") || f.Kind == fact.CaseMerged && f.Via == fact.ViaSystem
		if !ours || r.wanted[f.ID] || f.Kind == fact.FactCorrected || f.Kind == fact.FactRetracted || r.byPeople(f.ID) {
			continue
		}
		r.retract(f.ID, f.Contact)
	}
}

func (r *reconciler) retract(id, contact string) {
	n := len(r.edits(id, fact.FactRetracted))
	r.added.facts = append(r.added.facts, fact.Fact{ID: r.s.factFor(r.cur.Institution, r.cur.Case, "retract "+id, n), Contact: contact,
		At: r.cur.now, Kind: fact.FactRetracted, By: "system", Via: fact.ViaSystem, Data: fact.With("of", id, "reason", "seen")})
}

// restore brings a retracted fact back, by retracting the retraction that stands.
func (r *reconciler) restore(id string) {
	for _, x := range r.edits(id, fact.FactRetracted) {
		if len(r.edits(x.ID, fact.FactRetracted)) == 0 {
			r.retract(x.ID, x.Contact)
		}
	}
}

// edits returns the corrections or retractions of a fact on record.
func (r *reconciler) edits(id string, kind fact.Kind) []*fact.Fact {
	var out []*fact.Fact
	for i := range r.cur.Facts {
		if f := &r.cur.Facts[i]; f.Kind == kind && f.Data.Text("of") == id {
			out = append(out, f)
		}
	}
	return out
}

// byPeople tells whether somebody has corrected or retracted a fact by hand.
func (r *reconciler) byPeople(id string) bool {
	for _, kind := range []fact.Kind{fact.FactCorrected, fact.FactRetracted} {
		for _, f := range r.edits(id, kind) {
			if strings.HasPrefix(f.By, "officer:") {
				return true
			}
		}
	}
	return false
}

func (r *reconciler) effective(id string) *fact.Fact {
	for i := range r.cur.known {
		if r.cur.known[i].ID == id {
			return &r.cur.known[i]
		}
	}
	return nil
}

// number seals the number of the caller beside the first new fact that can carry it, once, with the newest earlier case of it.
func (r *reconciler) number(phone string, earlier *Head) {
	if phone == "" || slices.ContainsFunc(r.cur.Facts, func(f fact.Fact) bool {
		return f.Contact == r.contact && f.Data.True(sealedField) && f.Data.Present("source")
	}) {
		return
	}
	for i := range r.added.facts {
		f := &r.added.facts[i]
		if f.Kind.Family() != "call" {
			continue
		}
		f.Data = append(f.Data, fact.With(sealedField, true)...)
		x := text{Fact: f.ID}
		x.set("phone", phone)
		r.added.texts = append(r.added.texts, x)
		if earlier != nil {
			f.Data = append(f.Data, fact.With("earlier", earlier.Case)...)
			r.added.name = &earlier.Name
		}
		return
	}
}
