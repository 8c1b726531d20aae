package judge

import (
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
)

// inScope tells whether a fact can bear on the instance. In a contact only its own facts do. In a case all do, but a fact
// that names another fact as what it answers ("of"), or that belongs to a contact with its own trigger, is that one's.
func (in *instance) inScope(f *fact.Fact) bool {
	if in.p.Scope == charter.ScopeContact && f.Contact != in.trigger.Contact {
		return false
	}
	if of := f.Data.Text("of"); of != "" && of != in.trigger.ID && in.triggerWithID(of) {
		return false
	}
	if f.Contact == "" || f.Contact == in.trigger.Contact || in.trigger.Contact == "" {
		return true
	}
	return !in.triggerInContact(f.Contact)
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
