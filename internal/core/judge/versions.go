package judge

import (
	"slices"
	"strings"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
)

// Versions judges by the versions of one institution's charter, from the oldest to the newest: a case by the one that was
// in force when it was received, and what the office owes as a whole by the one in force on each day.
type Versions struct {
	charters charter.Versions
	judges   []*Judge
}

// NewVersions makes the versions of a charter ready for judging.
func NewVersions(v charter.Versions) *Versions {
	out := &Versions{charters: v}
	for _, c := range v {
		out.judges = append(out.judges, New(c))
	}
	return out
}

// CaseOf judges the facts of one case, as Judge.CaseOf does.
func (v *Versions) CaseOf(id string, facts []fact.Fact, now time.Time, o Options) Result {
	if len(v.judges) == 1 {
		return v.judges[0].CaseOf(id, facts, now, o)
	}
	if id == fact.Institution {
		return v.institution(facts, now, o)
	}
	at := v.charters.Last()
	if begun, ok := began(facts); ok {
		at = v.charters.At(civil.DateOf(begun, at.Petition.Location()))
	}
	return v.judges[slices.Index(v.charters, at)].CaseOf(id, facts, now, o)
}

// began returns when the case was received, or else when its first fact happened.
func began(facts []fact.Fact) (at time.Time, ok bool) {
	received := false
	for i := range facts {
		f := &facts[i]
		switch is := f.Kind == fact.CaseReceived; {
		case !ok, is && !received, is == received && f.At.Before(at):
			at, ok, received = f.At, true, is
		}
	}
	return at, ok
}

// institution judges the institution's own case by every version that has begun, and takes from each what begins while it is
// in force, with the remedies that follow from it. Of a duty of a year in which the charter changed, the newer version decides,
// from its first day on: until then the answer is the same whether or not the newer one is known already. What is owed for a month is owed
// by the version that was in force at its end.
func (v *Versions) institution(facts []fact.Fact, now time.Time, o Options) Result {
	var out Result
	taken := map[string]bool{}
	for i := len(v.judges) - 1; i >= 0; i-- {
		if begins := v.charters[i].From.Start(v.charters[i].Petition.Location()); i > 0 && begins.After(now) {
			out.Next = begins // of those to come the earliest is looked at last
			continue
		}
		r := v.judges[i].CaseOf(fact.Institution, facts, now, Options{Explain: o.Explain, Since: o.Since})
		started := make(map[string]time.Time, len(r.Verdicts))
		for k := range r.Verdicts {
			w := &r.Verdicts[k]
			at := w.Started
			if p := v.charters[i].Promise(w.Promise); p != nil && p.Monthly {
				at = at.Add(-time.Microsecond) // such a duty begins when its month is over
			}
			started[instanceKey(w)] = at
		}
		for k := range r.Verdicts {
			w := &r.Verdicts[k]
			key := instanceKey(w)
			if taken[key] || o.Promise != "" && o.Promise != w.Promise || o.Trigger != "" && o.Trigger != w.Trigger || !v.inForce(i, started[root(key)]) {
				continue
			}
			taken[key] = true
			out.Verdicts = append(out.Verdicts, *w)
		}
		if !r.Next.IsZero() && (out.Next.IsZero() || r.Next.Before(out.Next)) {
			out.Next = r.Next
		}
	}
	slices.SortFunc(out.Verdicts, compareVerdicts)
	return out
}

// AimsEffective is that of Judge: what began while a version was in force is measured by its aims.
func (v *Versions) AimsEffective(known []fact.Fact) []Verdict {
	var out []Verdict
	for i, j := range v.judges {
		for _, row := range j.AimsEffective(known) {
			if v.inForce(i, row.Started) {
				out = append(out, row)
			}
		}
	}
	slices.SortFunc(out, compareVerdicts)
	return out
}

func instanceKey(v *Verdict) string { return v.Promise + ":" + v.Trigger }

// root returns the instance whose breach a remedy follows from in the end; any other instance is its own.
func root(key string) string {
	for {
		_, trigger, _ := strings.Cut(key, ":")
		of, remedy := strings.CutPrefix(trigger, breachPrefix)
		if !remedy {
			return key
		}
		key = of
	}
}

// inForce tells whether version i was in force at an instant; the first one also before its first day.
func (v *Versions) inForce(i int, at time.Time) bool {
	loc := v.charters[i].Petition.Location()
	return v.charters.At(civil.DateOf(at, loc)) == v.charters[i]
}
