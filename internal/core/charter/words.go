package charter

import (
	"strconv"
	"strings"
)

// position is where a promise stands, as file:line:column.
func position(p *Promise) string {
	return p.File + ":" + strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Column)
}

// String writes the pattern in the words of the charter language, such as "call.answered {by: person or absent}".
func (p Pattern) String() string {
	s := p.Kind.String()
	if len(p.Where) > 0 {
		s += " " + conditionsText(p.Where)
	}
	if len(p.After) > 0 {
		s += " after " + patternsText(p.After)
	}
	return s
}

// String writes the condition in the words of the charter language, such as "by: person or absent".
func (c Condition) String() string {
	return c.Source.prefix() + c.Field + ": " + c.Demand()
}

// Demand writes what the condition asks of its field, such as "at least 80".
func (c Condition) Demand() string {
	s := ""
	switch c.Op {
	case OpPresent:
		s = "present"
	case OpAbsent:
		s = "absent"
	case OpYes:
		s = "yes"
	case OpNo:
		s = "no"
	case OpOneOf:
		s = strings.Join(c.Values, " or ")
	case OpAtLeast:
		s = "at least " + strconv.FormatFloat(c.Number, 'f', -1, 64)
	case OpAtMost:
		s = "at most " + strconv.FormatFloat(c.Number, 'f', -1, 64)
	case OpSame:
		s = "same as " + c.Source2.prefix() + c.Field2
	}
	if c.OrAbsent {
		s += " or absent"
	}
	return s
}

func (s Source) prefix() string {
	switch s {
	case OfTrigger:
		return "trigger."
	case OfCase:
		return "case."
	}
	return ""
}

func conditionsText(cs []Condition) string {
	if len(cs) == 0 {
		return ""
	}
	words := make([]string, len(cs))
	for i := range cs {
		words[i] = cs[i].String()
	}
	return "{" + strings.Join(words, ", ") + "}"
}

func patternsText(ps []Pattern) string {
	words := make([]string, len(ps))
	for i := range ps {
		words[i] = ps[i].String()
	}
	return strings.Join(words, ", ")
}

// String returns the word of the charter language.
func (s Silence) String() string {
	if s == SilenceUnproven {
		return "unproven"
	}
	return "broken"
}

// String returns the word of the charter language.
func (s Scope) String() string {
	if s == ScopeContact {
		return "contact"
	}
	return "case"
}

// String writes the standing condition in the words of the charter language, such as "at least 5 working: search_pc".
func (s *Standing) String() string {
	name := ""
	if len(s.Names) > 0 {
		name = s.Names[0]
	}
	switch s.Measure {
	case MeasureItem:
		return "at least " + strconv.Itoa(s.AtLeast) + " working: " + name
	case MeasureSign:
		return "in place: " + name
	case MeasureBadge:
		return "worn"
	case MeasureDesk:
		return strings.TrimSuffix("reached: "+name, ": ")
	case MeasureNone:
		return "no incident: " + name
	}
	return ""
}
