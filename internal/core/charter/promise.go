package charter

import (
	"slices"
	"strings"

	"jikim/internal/core/fact"
	"jikim/internal/core/yaml"
)

// keysOf are the keys that a promise of a shape may have, besides those that all may have.
var keysOf = map[Shape][]string{
	Within: {"when", "of", "only if", "unless earlier", "except after", "starts", "needs", "then", "must", "unless", "waives",
		"void when", "scope", "within", "otherwise", "at least after", "never first", "before", "or at", "grace", "pauses", "beside",
		"aim", "warn"},
	AtLeast: {"when", "of", "only if", "unless earlier", "except after", "needs", "then", "must", "unless", "waives", "void when",
		"scope", "at least", "before", "aim"},
	Always: {"always", "item", "sign", "place", "one for each", "fee", "scorecard", "look every", "aim"},
	Every:  {"every", "then", "must", "unless", "waives", "by", "warn"},
	Each: {"each", "only if", "unless earlier", "except after", "must", "unless", "waives", "void when", "scope", "within", "since",
		"pauses", "beside"},
}

// keysOfAll are the keys that a promise of any shape may have.
var keysOfAll = []string{"id", "chapter", "heading", "text", "english", "note", "silence", "say", "desk", "remedy", "publish",
	"calendar"}

var allKeys = func() []string {
	keys := slices.Clone(keysOfAll)
	for _, more := range keysOf {
		for _, k := range more {
			if !slices.Contains(keys, k) {
				keys = append(keys, k)
			}
		}
	}
	slices.Sort(keys)
	return keys
}()

// place is where in the published charter a promise stands: the chapter and heading given last.
type place struct{ chapter, heading Text }

func (r *reader) promises(f *yaml.Fields) {
	n, err := f.Need("promises")
	if r.Add(err) {
		return
	}
	var at place
	list := r.members(n)
	for _, n := range list {
		p := r.promise(n, &at)
		if p == nil || p.ID == "" {
			continue
		}
		if first := r.c.byID[p.ID]; first != nil {
			r.Add(n.Errorf("the promise %q is given twice", p.ID).WithHint("the first is at " + position(first)))
			continue
		}
		r.c.byID[p.ID] = p
		r.c.Promises = append(r.c.Promises, p)
	}
	if len(list) == 0 {
		r.Add(n.Errorf("the charter promises nothing").WithHint("list its promises, each with id, text and what is promised"))
	}
}

func (r *reader) promise(n *yaml.Node, at *place) *Promise {
	f := r.Fields(n, allKeys...)
	if f == nil {
		return nil
	}
	p := &Promise{File: n.File, Line: n.Line, Column: n.Column, Publish: true}
	p.ID = yaml.Needed(r, f, "id", r.Identifier)
	r.wording(p, f, at)
	p.Shape = r.shape(f)
	if p.Shape == 0 {
		return p
	}
	r.foreignKeys(f, p.Shape)
	r.general(p, f)
	switch p.Shape {
	case Within:
		r.within(p, f)
	case AtLeast:
		r.atLeast(p, f)
	case Always:
		r.always(p, f)
	case Every:
		r.every(p, f)
	case Each:
		r.each(p, f)
	}
	return p
}

// wording reads the sentence and where it stands. A chapter and a heading hold for the promises after them, too, as in
// print; a new chapter ends the heading.
func (r *reader) wording(p *Promise, f *yaml.Fields, at *place) {
	if n := f.Get("chapter"); n != nil {
		*at = place{chapter: r.Text(n)}
	}
	if n := f.Get("heading"); n != nil {
		at.heading = Text{}
		if !n.IsNull() {
			at.heading = r.Text(n)
		}
	}
	p.Chapter, p.ChapterEN = at.chapter.KO, at.chapter.EN
	p.Heading, p.HeadingEN = at.heading.KO, at.heading.EN
	if f.Has("text") {
		p.Text = yaml.Needed(r, f, "text", r.Text)
	}
	if f.Has("english") {
		p.Text.EN = yaml.Optional(r, f, "english", r.Line)
	}
	if n := f.Get("note"); n != nil {
		p.Note = r.Text(n)
	}
}

// shape finds the one shape that the keys speak of.
func (r *reader) shape(f *yaml.Fields) Shape {
	var found []string
	for _, k := range []string{"when", "always", "every", "each"} {
		if f.Has(k) {
			found = append(found, k)
		}
	}
	switch {
	case len(found) == 0:
		r.Add(f.Node().Errorf("this promise says nothing that can be judged").
			WithHint("give when: and then:, or always:, every: or each:"))
		return 0
	case len(found) > 1:
		r.Add(f.Key(found[1]).Errorf("%q and %q do not go together", found[0], found[1]).WithHint("write two promises"))
		return 0
	}
	switch found[0] {
	case "always":
		return Always
	case "every":
		return Every
	case "each":
		return Each
	}
	limit, count := f.Has("within") || f.Has("at least after"), f.Has("at least")
	switch {
	case limit && count:
		r.Add(f.Key("at least").Errorf("a limit and a count do not go together").WithHint("write two promises"))
	case limit:
		return Within
	case count:
		return AtLeast
	default:
		r.Add(f.Key("when").Errorf("nothing says by when or how often").WithHint("give within:, at least after: or at least:"))
	}
	return 0
}

// foreignKeys refuses keys of another shape: they would be without effect.
func (r *reader) foreignKeys(f *yaml.Fields, s Shape) {
	for _, field := range f.All() {
		k := field.Key.Value
		if slices.Contains(allKeys, k) && !slices.Contains(keysOfAll, k) && !slices.Contains(keysOf[s], k) {
			r.Add(field.Key.Errorf("%q has no meaning in a promise of the shape %q", k, s).
				WithHint("its keys are " + strings.Join(keysOf[s], ", ")))
		}
	}
}

// general reads what every shape may have.
func (r *reader) general(p *Promise, f *yaml.Fields) {
	p.Silence = SilenceBroken
	if p.Shape == AtLeast || p.Shape == Always {
		p.Silence = SilenceUnproven
	}
	if n := f.Get("silence"); n != nil {
		p.Silence = SilenceBroken
		if r.Choice(n, "broken", "unproven") == "unproven" {
			p.Silence = SilenceUnproven
		}
	}
	p.OnDesk = p.Shape == Always
	if n := f.Get("calendar"); n != nil {
		p.OnDesk = r.Choice(n, "petition", "desk") == "desk"
	}
	if n := f.Get("publish"); n != nil {
		p.Publish = r.Yes(n)
	}
	p.Remedy = yaml.Optional(r, f, "remedy", r.Yes)
	p.Say = r.scripts(f.Get("say"))
	if n := f.Get("desk"); n != nil {
		p.DeskID = r.Line(n)
		r.linkDesk(n, &p.DeskID)
	}
	p.Aim = r.aim(f.Get("aim"))
	p.Beside = r.beside(f.Get("beside"))
	if n := f.Get("warn"); n != nil {
		p.Warn = r.limits(n)
	}
}

func (r *reader) scripts(n *yaml.Node) []Script {
	if n == nil {
		return nil
	}
	if n.Kind != yaml.Sequence {
		return []Script{{Text: r.Text(n)}}
	}
	list, _ := n.List()
	out := make([]Script, 0, len(list))
	for _, it := range list {
		out = append(out, Script{Text: r.Text(it)})
	}
	return out
}

func (r *reader) aim(n *yaml.Node) *Aim {
	if n == nil {
		return nil
	}
	m := r.Fields(n, "when", "then", "within")
	if m == nil {
		return nil
	}
	return &Aim{When: yaml.Needed(r, m, "when", r.patterns), Then: yaml.Needed(r, m, "then", r.patterns), Limit: yaml.Needed(r, m, "within", r.limit)}
}

func (r *reader) beside(n *yaml.Node) *Beside {
	if n == nil {
		return nil
	}
	m := r.Fields(n, "when", "within", "note")
	if m == nil {
		return nil
	}
	b := &Beside{Limit: yaml.Needed(r, m, "within", r.limit), Note: yaml.Needed(r, m, "note", r.Text)}
	if w := m.Get("when"); w != nil {
		b.When = r.patterns(w)
	}
	return b
}

// some reads the patterns of a key that may be absent.
func (r *reader) some(f *yaml.Fields, key string) []Pattern {
	if n := f.Get(key); n != nil {
		return r.patterns(n)
	}
	return nil
}

// tests reads the conditions of a key that may be absent.
func (r *reader) tests(f *yaml.Fields, key string) []Condition {
	if n := f.Get(key); n != nil {
		return r.conditions(n)
	}
	return nil
}

// hasKind tells whether one of the patterns is of that kind.
func hasKind(ps []Pattern, k fact.Kind) bool {
	return slices.ContainsFunc(ps, func(p Pattern) bool { return p.Kind == k })
}

// OfOffice tells whether a promise is about the office as a whole and not about anybody's case: items, signs and desks, the
// yearly duties, and what follows from facts of the office, such as a survey.
func (p *Promise) OfOffice() bool {
	if p.Shape == Always || p.Shape == Every {
		return true
	}
	for i := range p.When {
		if home(p.When[i].Kind) != "office" {
			return false
		}
	}
	return len(p.When) > 0
}
