package judge

import (
	"slices"
	"strings"
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
)

// Judge is a charter made ready for judging: its promises indexed by the facts that trigger them. It is immutable and safe
// for concurrent use; make one per version of a charter.
type Judge struct {
	charter  *charter.Charter
	byKind   [fact.KindCount][]*charter.Promise // promises a fact of that kind can trigger
	standing []*charter.Promise
	yearly   []*charter.Promise
	aims     []*charter.Promise            // that say what they aim at
	ofBroken map[string][]*charter.Promise // remedies by the promise whose breach triggers them
	places   map[string]string             // every name of a room, desk or department → its identifier
}

// Options say what to judge and how.
type Options struct {
	// Explain asks for the steps of the explanation of every verdict.
	Explain bool
	// Since leaves out standing and yearly instances of days before it; zero judges all.
	Since civil.Date
	// Promise and Trigger, when set, leave out all other instances. Next then speaks of the remaining ones only.
	Promise, Trigger string
}

// Result is what Case returns.
type Result struct {
	// Verdicts are sorted by start, promise and trigger.
	Verdicts []Verdict
	// Next is the earliest instant at which any verdict can change without a new fact; zero when none can.
	Next time.Time
}

// New makes a charter ready for judging.
func New(c *charter.Charter) *Judge {
	j := &Judge{charter: c, ofBroken: map[string][]*charter.Promise{}, places: placeNames(&c.Directory)}
	for _, p := range c.Promises {
		if p.Aim != nil {
			j.aims = append(j.aims, p)
		}
		switch p.Shape {
		case charter.Always:
			j.standing = append(j.standing, p)
		case charter.Every:
			j.yearly = append(j.yearly, p)
		default:
			for _, of := range p.BrokenOf {
				j.ofBroken[of] = append(j.ofBroken[of], p)
			}
			for _, k := range triggerKinds(p) {
				if k != fact.PromiseBroken { // a remedy follows from the verdict, or from a record that recordedBreaches takes
					j.byKind[k] = append(j.byKind[k], p)
				}
			}
		}
	}
	return j
}

func triggerKinds(p *charter.Promise) []fact.Kind {
	var kinds []fact.Kind
	add := func(ps []charter.Pattern) {
		for i := range ps {
			if !slices.Contains(kinds, ps[i].Kind) {
				kinds = append(kinds, ps[i].Kind)
			}
		}
	}
	add(p.When)
	if p.FirstOnly {
		add(p.Then)
	}
	return kinds
}

func placeNames(d *charter.Directory) map[string]string {
	m := map[string]string{}
	add := func(id string, name charter.Text, aliases []string) {
		for _, n := range append([]string{id, name.KO, name.EN}, aliases...) {
			if _, taken := m[n]; n != "" && !taken {
				m[n] = id
			}
		}
	}
	for i := range d.Rooms {
		add(d.Rooms[i].ID, d.Rooms[i].Name, d.Rooms[i].Aliases)
	}
	for i := range d.Departments {
		add(d.Departments[i].ID, d.Departments[i].Name, nil)
	}
	return m
}

// Charter returns the charter that is judged by.
func (j *Judge) Charter() *charter.Charter { return j.charter }

// Case judges the facts of one case as known at now. The facts may be in any order and are not changed; a fact counts from
// the instant at which it has both happened and been recorded. The facts of the case fact.Institution also carry the
// standing and yearly promises, which exist even without facts.
func (j *Judge) Case(facts []fact.Fact, now time.Time, o Options) Result {
	id := ""
	if len(facts) > 0 {
		id = facts[0].Case
	}
	return j.CaseOf(id, facts, now, o)
}

// CaseOf judges the facts of the case with that identifier, of which there may be none: the institution has promises even
// then.
func (j *Judge) CaseOf(id string, facts []fact.Fact, now time.Time, o Options) Result {
	known, next := fact.Effective(facts, now)
	r := run{Judge: j, id: id, given: facts, facts: known, now: now, opt: o, next: next}
	r.prepare()
	for i := range r.facts {
		for _, p := range j.byKind[r.facts[i].Kind] {
			r.instance(p, &r.facts[i])
		}
	}
	if r.id == fact.Institution {
		for _, p := range j.yearly {
			if p.Monthly {
				r.everyMonth(p)
			} else {
				r.everyYear(p)
			}
		}
		for _, p := range j.standing {
			r.always(p)
		}
	}
	r.recordedBreaches()
	slices.SortFunc(r.out, compareVerdicts)
	return Result{Verdicts: r.out, Next: r.next}
}

// Case judges with a charter used once; whoever judges many cases keeps a Judge.
func Case(c *charter.Charter, facts []fact.Fact, now time.Time, o Options) Result {
	return New(c).Case(facts, now, o)
}

func compareVerdicts(a, b Verdict) int {
	if c := a.Started.Compare(b.Started); c != 0 {
		return c
	}
	if c := strings.Compare(a.Promise, b.Promise); c != 0 {
		return c
	}
	return strings.Compare(a.Trigger, b.Trigger)
}

// run is the judging of one case at one instant.
type run struct {
	*Judge
	id       string
	given    []fact.Fact // as they came, with those that were retracted
	facts    []fact.Fact // effective, sorted
	received *fact.Fact  // the first case.received
	has      [(fact.KindCount + 63) / 64]uint64
	now      time.Time
	petition *calendar.Calendar // as known at now: a day off that is announced later counts later
	desk     *calendar.Calendar
	opt      Options
	out      []Verdict
	next     time.Time
	depth    int
	breached map[string]bool // promises of which a breach was derived
	triggers map[*charter.Promise]*triggers
	byID     map[string]*fact.Fact // of a case so large that walking it for every fact would take too long
}

func (r *run) prepare() {
	for _, c := range []*calendar.Calendar{r.charter.Petition, r.charter.Desk} {
		if learned, ok := c.Learns(r.now); ok {
			r.at(learned)
		}
	}
	r.petition, r.desk = r.charter.Petition.AsKnown(r.now), r.charter.Desk.AsKnown(r.now)
	instances := 0
	for i := range r.facts {
		k := r.facts[i].Kind
		r.has[k/64] |= 1 << (k % 64)
		instances += len(r.byKind[k])
		if k == fact.CaseReceived && r.received == nil {
			r.received = &r.facts[i]
		}
	}
	r.out = make([]Verdict, 0, instances)
}

// hasAny tells whether a fact of one of the patterns' kinds exists at all: a cheap test before looking.
func (r *run) hasAny(ps []charter.Pattern) bool {
	for i := range ps {
		k := ps[i].Kind
		if r.has[k/64]&(1<<(k%64)) != 0 {
			return true
		}
	}
	return false
}

// at notes an instant at which a verdict can change.
func (r *run) at(t time.Time) {
	if t.After(r.now) && t.Before(farFuture) && (r.next.IsZero() || t.Before(r.next)) {
		r.next = t
	}
}

// wanted tells whether an instance is asked for. A remedy needs the verdicts it follows from, so with Options.Promise set
// those are judged too and dropped in put.
func (r *run) wanted(v *Verdict) bool {
	return (r.opt.Promise == "" || r.opt.Promise == v.Promise) && (r.opt.Trigger == "" || r.opt.Trigger == v.Trigger)
}

// put keeps a verdict and judges the remedies that its breach starts.
func (r *run) put(p *charter.Promise, v Verdict) {
	if r.wanted(&v) {
		r.out = append(r.out, v)
	}
	if v.Status != Broken {
		return
	}
	if r.breached == nil {
		r.breached = map[string]bool{}
	}
	r.breached[v.Promise] = true
	if remedies := r.ofBroken[p.ID]; len(remedies) > 0 && r.depth < 8 {
		breach := breachOf(&v)
		r.depth++
		for _, remedy := range remedies {
			r.instance(remedy, &breach)
		}
		r.depth--
	}
}

// breachOf makes the fact promise.broken that a broken verdict stands for: at the due instant, or at the act that was
// wrong when that came before.
func breachOf(v *Verdict) fact.Fact {
	at := v.BreachedAt()
	return fact.Fact{ID: BreachTrigger(v.Promise, v.Trigger), Case: v.Case, At: at, RecordedAt: at, Kind: fact.PromiseBroken,
		By: "system", Via: fact.ViaSystem, Override: v.Evidence, Data: fact.With("promise", v.Promise, "trigger", v.Trigger)}
}

// BreachTrigger names the trigger of a remedy: the breach of one instance. The engine records the breach as a fact
// promise.broken whose data name the same promise and trigger; both are the same trigger.
func BreachTrigger(promise, trigger string) string { return breachPrefix + promise + ":" + trigger }

const breachPrefix = "broken:"

// recordedBreaches judges remedies of recorded breaches that cannot be derived here, because the fact that triggered the
// broken promise is not among the facts of the case (an import, say). Where it is, the derivation alone counts: a breach
// that was corrected away starts no remedy. A breach recorded twice counts as recorded first.
func (r *run) recordedBreaches() {
	if !r.hasAny(breaches) {
		return
	}
	for i := range r.facts {
		f := &r.facts[i]
		if f.Kind != fact.PromiseBroken || r.derives(f.Data.Text("promise"), f.Data.Text("trigger")) || r.recordedBefore(i) {
			continue
		}
		promise := f.Data.Text("promise")
		if r.breached[promise] {
			continue // a record that does not say which breach it means means the one there is
		}
		breach := *f
		breach.ID = BreachTrigger(promise, f.Data.Text("trigger"))
		breach.Contact = ""
		for _, remedy := range r.ofBroken[promise] {
			r.instance(remedy, &breach)
		}
	}
}

var breaches = []charter.Pattern{{Kind: fact.PromiseBroken}}

// derives tells whether the verdict on that instance follows from the facts at hand: its trigger is among them, even if it
// was retracted since, or is itself a breach, or it needs none.
func (r *run) derives(promise, trigger string) bool {
	if strings.HasPrefix(trigger, breachPrefix) {
		return true
	}
	if p := r.charter.Promise(promise); p != nil && (p.Shape == charter.Always || p.Shape == charter.Every) {
		return r.id == fact.Institution
	}
	return slices.ContainsFunc(r.given, func(f fact.Fact) bool { return f.ID == trigger })
}

// recordedBefore tells whether an earlier fact records the same breach.
func (r *run) recordedBefore(i int) bool {
	d := r.facts[i].Data
	for k := range r.facts[:i] {
		f := &r.facts[k]
		if f.Kind == fact.PromiseBroken && f.Data.Text("promise") == d.Text("promise") && f.Data.Text("trigger") == d.Text("trigger") {
			return true
		}
	}
	return false
}
