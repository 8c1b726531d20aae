package charter

import (
	"strconv"
	"strings"
	"time"

	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/core/yaml"
)

// ServicePeriod is how a charter writes that the limit is the one of the service asked for.
const ServicePeriod = "the service's period"

// triggered reads what the shapes that begin with a fact have in common.
func (r *reader) triggered(p *Promise, f *yaml.Fields, key string) {
	p.When = yaml.Needed(r, f, key, r.patterns)
	p.OnlyIf = r.tests(f, "only if")
	p.UnlessEarlier, p.ExceptAfter = r.some(f, "unless earlier"), r.some(f, "except after")
	if f.Has("except after") && len(p.UnlessEarlier) == 0 {
		r.Add(f.Key("except after").Errorf("except after: goes with unless earlier: only"))
	}
	r.shows(p, f)
	p.Void = r.some(f, "void when")
	p.Scope = ScopeCase
	if len(p.When) > 0 && p.When[0].Kind.InContact() {
		p.Scope = ScopeContact
	}
	if n := f.Get("scope"); n != nil {
		p.Scope = ScopeCase
		if r.Choice(n, "contact", "case") == "contact" {
			p.Scope = ScopeContact
		}
	}
	r.brokenOf(p, f)
}

// shows reads what the closing fact has to show, and the exception to it.
func (r *reader) shows(p *Promise, f *yaml.Fields) {
	p.Must, p.Unless = r.tests(f, "must"), r.tests(f, "unless")
	if f.Has("unless") && len(p.Must) == 0 {
		r.Add(f.Key("unless").Errorf("unless: waives what must: asks for, and there is no must:"))
	}
	n := f.Get("waives")
	if n == nil {
		return
	}
	if len(p.Unless) == 0 {
		r.Add(f.Key("waives").Errorf("waives: names what unless: waives, and there is no unless:"))
		return
	}
	var asked []string
	for i := range p.Must {
		asked = append(asked, p.Must[i].Field)
	}
	nodes := []*yaml.Node{n}
	if n.Kind == yaml.Sequence {
		nodes, _ = n.List()
	}
	for _, it := range nodes {
		p.Waives = append(p.Waives, r.Choice(it, asked...))
	}
}

// brokenOf reads which promises' breaches are meant.
func (r *reader) brokenOf(p *Promise, f *yaml.Fields) {
	n, broken := f.Get("of"), hasKind(p.When, fact.PromiseBroken)
	if n == nil {
		if broken {
			r.links = append(r.links, func() { p.BrokenOf = r.otherPromises() })
		}
		return
	}
	if !broken {
		r.Add(f.Key("of").Errorf("of: goes with when: promise.broken only"))
		return
	}
	nodes := []*yaml.Node{n}
	if n.Kind == yaml.Sequence {
		nodes, _ = n.List()
	}
	for _, it := range nodes {
		id := r.Line(it)
		p.BrokenOf = append(p.BrokenOf, id)
		r.links = append(r.links, func() {
			switch {
			case r.c.byID[id] == nil:
				r.Add(it.Errorf("unknown promise %q", id).WithHint(yaml.DidYouMean(id, r.promiseIDs())))
			case id == p.ID:
				r.Add(it.Errorf("a promise cannot be the remedy of its own breach"))
			}
		})
	}
}

// otherPromises are all promises that are not remedies of a breach themselves: what promise.broken means without of.
func (r *reader) otherPromises() []string {
	var ids []string
	for _, p := range r.c.Promises {
		if !hasKind(p.When, fact.PromiseBroken) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

func (r *reader) promiseIDs() []string {
	ids := make([]string, len(r.c.Promises))
	for i, p := range r.c.Promises {
		ids[i] = p.ID
	}
	return ids
}

func (r *reader) within(p *Promise, f *yaml.Fields) {
	r.triggered(p, f, "when")
	p.Starts, p.Needs = r.some(f, "starts"), r.some(f, "needs")
	p.Then = yaml.Needed(r, f, "then", r.patterns)
	if f.Has("at least after") {
		r.minimum(p, f)
		return
	}
	for _, k := range []string{"never first", "before"} {
		if f.Has(k) {
			r.Add(f.Key(k).Errorf("%q goes with at least after: only", k))
		}
	}
	r.maximum(p, f)
	r.orAt(p, f)
	p.Paused = p.OfService || p.Limit.IsLaw()
	if n := f.Get("pauses"); n != nil {
		p.Paused = r.Yes(n)
	}
}

// maximum reads the limit, which may be that of the service.
func (r *reader) maximum(p *Promise, f *yaml.Fields) {
	n := f.Get("within")
	if n.Kind == yaml.Scalar && n.Value == ServicePeriod {
		p.OfService = true
	} else {
		p.Limit = yaml.Needed(r, f, "within", r.limit)
	}
	if o := f.Get("otherwise"); o != nil {
		p.Otherwise = r.limit(o)
		if !p.OfService {
			r.Add(f.Key("otherwise").Errorf("otherwise: goes with within: %s only", ServicePeriod))
		}
	}
}

func (r *reader) minimum(p *Promise, f *yaml.Fields) {
	p.Minimum = true
	p.Limit = yaml.Needed(r, f, "at least after", r.limit)
	p.FirstOnly = yaml.Optional(r, f, "never first", r.Yes)
	p.Before = r.some(f, "before")
	for _, k := range []string{"starts", "within", "otherwise", "or at", "grace", "pauses", "warn"} {
		if f.Has(k) {
			r.Add(f.Key(k).Errorf("%q and \"at least after\" do not go together", k).WithHint("write two promises"))
		}
	}
}

// orAt reads the field in which the customer's own time stands.
func (r *reader) orAt(p *Promise, f *yaml.Fields) {
	if n := f.Get("or at"); n != nil {
		source, field, ok := r.field(n, r.Line(n))
		if ok && source != OfFact {
			r.Add(n.Errorf("or at: names a field of the trigger, without anything before it"))
		}
		p.OrAt = field
	}
	if n := f.Get("grace"); n != nil {
		p.Grace = r.duration(n)
		if p.OrAt == "" {
			r.Add(f.Key("grace").Errorf("grace: goes with or at: only"))
		}
	}
}

func (r *reader) atLeast(p *Promise, f *yaml.Fields) {
	r.triggered(p, f, "when")
	p.Needs = r.some(f, "needs")
	p.Then = yaml.Needed(r, f, "then", r.patterns)
	p.Before = r.some(f, "before")
	p.Count = yaml.Needed(r, f, "at least", r.count)
}

// count reads how many, at least one.
func (r *reader) count(n *yaml.Node) int {
	v, err := n.Int()
	if !r.Add(err) && (v < 1 || v > 1000) {
		r.Add(n.Errorf("%d times cannot be promised", v).WithHint("write a number from 1 to 1000"))
	}
	return v
}

func (r *reader) every(p *Promise, f *yaml.Fields) {
	p.Scope = ScopeCase
	p.Monthly = r.Choice(f.Get("every"), "year", "month") == "month"
	p.Then = yaml.Needed(r, f, "then", r.patterns)
	r.shows(p, f)
	n, err := f.Need("by")
	if r.Add(err) {
		return
	}
	if p.Monthly {
		p.ByDay = r.dayOfMonth(n)
		return
	}
	p.ByMonth, p.ByDay = r.monthDay(n)
}

// dayOfMonth reads a day that every month has.
func (r *reader) dayOfMonth(n *yaml.Node) int {
	day, err := n.Int()
	if err != nil || day < 1 || day > 28 {
		r.Add(n.Errorf("%q is not a day that every month has", n.Value).WithHint("write a number from 1 to 28: a day of the month that follows"))
		return 0
	}
	return day
}

// monthDay reads a day that every year has.
func (r *reader) monthDay(n *yaml.Node) (time.Month, int) {
	s := r.Line(n)
	mm, dd, ok := strings.Cut(s, "-")
	month, errMonth := strconv.Atoi(mm)
	day, errDay := strconv.Atoi(dd)
	d := civil.Date{Year: 2027, Month: time.Month(month), Day: day} // not a leap year: 02-29 is not in every year
	if !ok || errMonth != nil || errDay != nil || len(mm) != 2 || len(dd) != 2 || !d.IsValid() {
		r.Add(n.Errorf("%q is not a day that every year has", s).WithHint("write month-day, such as 12-31"))
		return 0, 0
	}
	return d.Month, d.Day
}

func (r *reader) each(p *Promise, f *yaml.Fields) {
	r.triggered(p, f, "each")
	if n := f.Get("within"); n != nil {
		p.Limit = r.limit(n)
	}
	p.Since = r.some(f, "since")
	if f.Has("within") != f.Has("since") {
		r.Add(f.Node().Errorf("within: and since: go together in an each promise").
			WithHint("since: names the fact from which the limit counts"))
	}
	if len(p.Must) == 0 && !f.Has("must") && !f.Has("within") {
		r.Add(f.Key("each").Errorf("nothing is asked of these facts").WithHint("give must:, or within: and since:"))
	}
	p.Paused = p.Limit.IsLaw()
	if n := f.Get("pauses"); n != nil {
		p.Paused = r.Yes(n)
	}
}
