package judge

import (
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
)

// inScope tells whether a fact can bear on the instance. In a contact only its own facts do. In a case all do, but a fact that belongs to
// another complaint, opinion or the like than the trigger, or to a contact with its own trigger, is that one's.
func (in *instance) inScope(f *fact.Fact) bool {
	if in.p.Scope == charter.ScopeContact && f.Contact != in.trigger.Contact || in.ofAnother(f) {
		return false
	}
	if f.Contact == "" || f.Contact == in.trigger.Contact || in.trigger.Contact == "" {
		return true
	}
	return !in.triggerInContact(f.Contact)
}

// ofAnother tells whether a fact answers ("of") another thing of the kind that the trigger is or answers itself, or another trigger. What
// answers the thing that the trigger answers, such as the improvement of an opinion whose review is the trigger, is this one's too.
func (in *instance) ofAnother(f *fact.Fact) bool {
	of := ""
	if len(f.Data) > 0 {
		of = f.Data.Text("of")
	}
	if of == "" && in.answering() == "" || of == in.trigger.ID || f.ID == in.trigger.ID {
		return false
	}
	if thing, own := in.answered(f), in.answered(in.trigger); thing != nil && own != nil && thing.Kind == own.Kind && thing.ID != own.ID {
		return true
	}
	return of != "" && !in.answers(of) && in.triggerWithID(of)
}

// mostAnswers bounds how far facts that answer each other are followed: they could go in a circle.
const mostAnswers = 16

// answered returns the fact that a fact answers in the end, itself when it answers nothing; nil when that is not among the facts.
func (r *run) answered(f *fact.Fact) *fact.Fact {
	for range mostAnswers {
		of := f.Data.Text("of")
		if of == "" {
			return f
		}
		if f = r.withID(of); f == nil {
			return nil
		}
	}
	return nil
}

// answers tells whether the trigger answers that fact, at once or by way of others.
func (in *instance) answers(id string) bool {
	f := in.trigger
	for range mostAnswers {
		of := f.Data.Text("of")
		if of == "" || of == id {
			return of == id
		}
		if f = in.withID(of); f == nil {
			return false
		}
	}
	return false
}

// withID returns the fact with an identifier, nil when there is none.
func (r *run) withID(id string) *fact.Fact {
	if len(r.facts) <= few {
		for i := range r.facts {
			if r.facts[i].ID == id {
				return &r.facts[i]
			}
		}
		return nil
	}
	if r.byID == nil {
		r.byID = make(map[string]*fact.Fact, len(r.facts))
		for i := range r.facts {
			r.byID[r.facts[i].ID] = &r.facts[i]
		}
	}
	return r.byID[id]
}

// triggers are the facts that trigger a promise, of a case so large that walking it for every fact would take too long.
type triggers struct {
	ids, contacts map[string]bool
}

// few is the number of facts that are walked.
const few = 64

// triggerWithID tells whether that fact, which is not the instance's own trigger, triggers the same promise.
func (in *instance) triggerWithID(id string) bool {
	if len(in.facts) > few {
		return in.indexed().ids[id]
	}
	return in.triggersToo(func(t *fact.Fact) bool { return t.ID == id })
}

// triggerInContact tells whether a fact of that contact, which is not the instance's own, triggers the same promise.
func (in *instance) triggerInContact(contact string) bool {
	if len(in.facts) > few {
		return in.indexed().contacts[contact]
	}
	return in.triggersToo(func(t *fact.Fact) bool { return t.Contact == contact })
}

// triggersToo tells whether another fact with that property triggers the same promise.
func (in *instance) triggersToo(is func(*fact.Fact) bool) bool {
	for i := range in.facts {
		if t := &in.facts[i]; t.ID != in.trigger.ID && is(t) && in.isTrigger(t) {
			return true
		}
	}
	return false
}

func (in *instance) isTrigger(t *fact.Fact) bool {
	x := charter.Context{Fact: t, Trigger: t, Received: in.received}
	return charter.MatchAny(in.p.When, &x)
}

// indexed finds the triggers of the promise once for all its instances.
func (in *instance) indexed() *triggers {
	if t := in.triggers[in.p]; t != nil {
		return t
	}
	t := &triggers{ids: map[string]bool{}, contacts: map[string]bool{}}
	for i := range in.facts {
		if f := &in.facts[i]; in.isTrigger(f) {
			t.ids[f.ID], t.contacts[f.Contact] = true, true
		}
	}
	if in.triggers == nil {
		in.triggers = map[*charter.Promise]*triggers{}
	}
	in.triggers[in.p] = t
	return t
}
