package charter

import (
	"regexp"
	"strconv"
	"strings"

	"jikim/internal/core/fact"
	"jikim/internal/core/yaml"
)

// patterns reads one pattern or a list of them: a kind of fact, or {kind: {field: condition, …}}, the latter with an
// optional "after" beside the kind.
func (r *reader) patterns(n *yaml.Node) []Pattern {
	if n.Kind != yaml.Sequence {
		p, ok := r.pattern(n)
		if !ok {
			return nil
		}
		return []Pattern{p}
	}
	items, _ := n.List()
	if len(items) == 0 {
		r.Add(n.Errorf("the list is empty").WithHint("name at least one kind of fact"))
	}
	out := make([]Pattern, 0, len(items))
	for _, it := range items {
		if p, ok := r.pattern(it); ok {
			out = append(out, p)
		}
	}
	return out
}

func (r *reader) pattern(n *yaml.Node) (Pattern, bool) {
	switch n.Kind {
	case yaml.Scalar:
		k, ok := r.kind(n)
		return Pattern{Kind: k}, ok
	case yaml.Mapping:
		return r.patternMap(n)
	}
	r.Add(n.Errorf("a kind of fact is expected here, not %s", n.Kind).WithHint("such as call.answered"))
	return Pattern{}, false
}

func (r *reader) patternMap(n *yaml.Node) (p Pattern, ok bool) {
	m, _ := n.Map()
	for _, f := range m.All() {
		if f.Key.Value == "after" {
			p.After = r.patterns(f.Value)
			continue
		}
		if p.Kind != fact.None {
			r.Add(f.Key.Errorf("a second kind of fact in one mapping").
				WithHint("write a list when any of several facts will do"))
			return p, false
		}
		if p.Kind, ok = r.kind(f.Key); !ok {
			return p, false
		}
		if !f.Value.IsNull() {
			p.Where = r.conditions(f.Value)
		}
	}
	if p.Kind == fact.None {
		r.Add(n.Errorf("no kind of fact is named here").WithHint("such as call.answered: {by: person}"))
	}
	return p, p.Kind != fact.None
}

func (r *reader) kind(n *yaml.Node) (fact.Kind, bool) {
	k, ok := fact.FindKind(n.Value)
	if !ok {
		r.Add(n.Errorf("unknown kind of fact %q", n.Value).WithHint(yaml.DidYouMean(n.Value, fact.KindNames())))
	}
	return k, ok
}

// conditions reads a mapping of fields and what they have to show.
func (r *reader) conditions(n *yaml.Node) []Condition {
	m, err := n.Map()
	if r.Add(err) {
		return nil
	}
	out := make([]Condition, 0, m.Len())
	for _, f := range m.All() {
		source, field, ok := r.field(f.Key, f.Key.Value)
		if !ok {
			continue
		}
		c := Condition{Source: source, Field: field}
		if r.condition(&c, f.Value) {
			out = append(out, c)
		}
	}
	return out
}

var fieldName = regexp.MustCompile(`^[\p{L}_][\p{L}\p{N}_]*$`)

// field splits "case.channel" and "trigger.officer"; a name alone is a field of the fact at hand.
func (r *reader) field(at *yaml.Node, name string) (Source, string, bool) {
	source, field := OfFact, name
	if before, after, dotted := strings.Cut(name, "."); dotted {
		switch before {
		case "trigger":
			source = OfTrigger
		case "case":
			source = OfCase
		default:
			r.Add(at.Errorf("%q names no field", name).
				WithHint("write the field alone, or case.FIELD for what was said on receipt, or trigger.FIELD"))
			return 0, "", false
		}
		field = after
	}
	if !fieldName.MatchString(field) {
		r.Add(at.Errorf("%q cannot be the name of a field", name))
		return 0, "", false
	}
	return source, field, true
}

const conditionHint = "possible: present, absent, yes, no, at least 80, at most 3, same as trigger.place, a value, or a list of values"

// condition reads what one field has to show.
func (r *reader) condition(c *Condition, n *yaml.Node) bool {
	switch n.Kind {
	case yaml.Scalar:
		if n.Quoted {
			c.Op, c.Values = OpOneOf, []string{n.Value}
			return true
		}
		return r.words(c, n, strings.Split(n.Value, " or "))
	case yaml.Sequence:
		items, _ := n.List()
		words := make([]string, 0, len(items))
		for _, it := range items {
			s := r.Line(it)
			if it.Kind == yaml.Scalar && !it.Quoted && reserved(s) {
				r.Add(it.Errorf("%q does not go into a list of values", s).WithHint("put it in quotes if it is a value"))
				return false
			}
			words = append(words, s)
		}
		if len(words) > 0 {
			return r.oneOf(c, n, words)
		}
	}
	r.Add(n.Errorf("a condition is missing here").WithHint(conditionHint))
	return false
}

// reserved tells whether a word of the language stands where a value is expected.
func reserved(s string) bool {
	switch s {
	case "present", "yes", "no", "true", "false":
		return true
	}
	return strings.HasPrefix(s, "at least ") || strings.HasPrefix(s, "at most ") || strings.HasPrefix(s, "same as ")
}

// words reads "X", "X or absent", or values joined by "or".
func (r *reader) words(c *Condition, n *yaml.Node, words []string) bool {
	for i := range words {
		words[i] = strings.TrimSpace(words[i])
	}
	if len(words) == 2 && words[1] == "absent" && words[0] != "absent" {
		c.OrAbsent = true
		words = words[:1]
	}
	if len(words) == 1 {
		return r.word(c, n, words[0])
	}
	for _, w := range words {
		if reserved(w) {
			r.Add(n.Errorf("%q does not go together with other values", w).WithHint(conditionHint))
			return false
		}
	}
	return r.oneOf(c, n, words)
}

// oneOf takes a list of values, in which "absent" stands for a field that says nothing.
func (r *reader) oneOf(c *Condition, n *yaml.Node, words []string) bool {
	c.Op = OpOneOf
	for _, w := range words {
		switch w {
		case "absent":
			c.OrAbsent = true
		case "":
			r.Add(n.Errorf("an empty value in a list").WithHint(conditionHint))
			return false
		default:
			c.Values = append(c.Values, w)
		}
	}
	if len(c.Values) == 0 {
		c.Op, c.OrAbsent = OpAbsent, false
	}
	return true
}

func (r *reader) word(c *Condition, n *yaml.Node, w string) bool {
	switch {
	case w == "present":
		c.Op = OpPresent
	case w == "absent":
		c.Op = OpAbsent
	case w == "yes" || w == "true":
		c.Op = OpYes
	case w == "no" || w == "false":
		c.Op = OpNo
	case strings.HasPrefix(w, "at least "):
		c.Op = OpAtLeast
		return r.number(c, n, w[len("at least "):])
	case strings.HasPrefix(w, "at most "):
		c.Op = OpAtMost
		return r.number(c, n, w[len("at most "):])
	case strings.HasPrefix(w, "same as "):
		var ok bool
		c.Op = OpSame
		c.Source2, c.Field2, ok = r.field(n, strings.TrimSpace(w[len("same as "):]))
		return ok
	default:
		return r.oneOf(c, n, []string{w})
	}
	return true
}

func (r *reader) number(c *Condition, n *yaml.Node, s string) bool {
	v, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || v != v || v > 1e15 || v < -1e15 {
		r.Add(n.Errorf("%q is not a number", s).WithHint("write at least 80, or at most 3"))
		return false
	}
	c.Number = v
	return true
}
