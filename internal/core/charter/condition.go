package charter

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"jikim/internal/core/fact"
)

// Outcome is how a condition came out.
type Outcome uint8

// The outcomes, best first. Missing means that nobody said anything; Failed that the opposite is on record.
const (
	Holds Outcome = iota
	Missing
	Failed
)

// Context is what conditions look at: the fact at hand, the trigger of the instance and the case.received of the case.
// Trigger and Received may be nil.
type Context struct {
	Fact, Trigger, Received *fact.Fact
}

func (x *Context) value(s Source, field string) (fact.Value, bool) {
	f := x.Fact
	switch s {
	case OfTrigger:
		f = x.Trigger
	case OfCase:
		f = x.Received
	}
	if f == nil {
		return fact.Value{}, false
	}
	v, ok := f.Data.Get(field)
	if who, id, _ := strings.Cut(f.By, ":"); !ok && field == officerField && who == officerField && id != "" {
		return fact.Text(id), true // who else than the officer who tells of his own act
	}
	return v, ok
}

// officerField names the officer of an act; it may be written with the prefix of By.
const officerField = "officer"

// Test applies one condition.
func (c *Condition) Test(x *Context) Outcome {
	v, given := x.value(c.Source, c.Field)
	given = given && (v.Present() || v.No())
	if c.Op == OpAbsent {
		return either(!given || v.No())
	}
	if !given {
		if c.OrAbsent || c.Op == OpSame && !c.otherGiven(x) {
			return Holds
		}
		return Missing
	}
	switch c.Op {
	case OpPresent:
		return either(v.Present())
	case OpYes:
		return either(!v.No()) // the name of what was said is as good as yes
	case OpNo:
		return either(v.No())
	case OpOneOf:
		return either(v.Any(c.lists))
	case OpAtLeast:
		n, ok := v.Float()
		return either(ok && n >= c.Number)
	case OpAtMost:
		n, ok := v.Float()
		return either(ok && n <= c.Number)
	case OpSame:
		other, ok := x.value(c.Source2, c.Field2)
		return either(!ok || !other.Present() || alike(other.String(), v.String()))
	}
	return Failed
}

// lists tells whether the condition names the value.
func (c *Condition) lists(value string) bool {
	for _, v := range c.Values {
		if alike(v, value) {
			return true
		}
	}
	return false
}

// alike tells whether two values are the same but for capitals, hyphens, blanks and the prefix officer:, which people write
// as they like: FAX and fax, E-mail and email.
func alike(a, b string) bool {
	a, b = strings.TrimPrefix(a, officerField+":"), strings.TrimPrefix(b, officerField+":")
	for {
		var x, y rune
		x, a = letter(a)
		y, b = letter(b)
		if x != y {
			return false
		}
		if x == 0 {
			return true
		}
	}
}

// letter returns the first letter of the text that counts, small, and what comes after it; 0 when none is left.
func letter(s string) (rune, string) {
	for i, r := range s {
		switch r {
		case '-', '_', ' ', '\u00a0', 0:
			continue
		}
		return unicode.ToLower(r), s[i+utf8.RuneLen(r):]
	}
	return 0, ""
}

func (c *Condition) otherGiven(x *Context) bool {
	v, ok := x.value(c.Source2, c.Field2)
	return ok && v.Present()
}

func either(ok bool) Outcome {
	if ok {
		return Holds
	}
	return Failed
}

// TestAll applies all conditions: Failed when one failed, else Missing when one is missing, else Holds; and the condition
// that decided, nil when all hold.
func TestAll(cs []Condition, x *Context) (Outcome, *Condition) {
	worst, by := Holds, (*Condition)(nil)
	for i := range cs {
		if o := cs[i].Test(x); o > worst {
			worst, by = o, &cs[i]
		}
	}
	return worst, by
}

// Matches tells whether the fact is of the pattern's kind and all conditions on it hold. A where condition that is
// missing does not hold.
func (p *Pattern) Matches(x *Context) bool {
	if x.Fact.Kind != p.Kind {
		return false
	}
	o, _ := TestAll(p.Where, x)
	return o == Holds
}

// MatchAny tells whether the fact matches one of the patterns.
func MatchAny(ps []Pattern, x *Context) bool {
	for i := range ps {
		if ps[i].Kind == x.Fact.Kind && ps[i].Matches(x) {
			return true
		}
	}
	return false
}
