package locale

import (
	"fmt"
	"strings"
	"time"
)

// sentence is a catalogue line cut into its parts.
type sentence []part

// part is literal text, or a placeholder when name is set.
type part struct {
	text           string
	name           string
	form           string // "deadline", "day", "moment", "clock", or the first part of a key; or empty
	josa           string // "을/를", or empty
	singular, many string // English nouns, or empty
	optional       int    // number of the [ ] around it, from 1; 0 for none
}

// parseSentence cuts a line at its braces and square brackets. They cannot be written literally; no sentence has needed
// one.
func parseSentence(line string) (sentence, error) {
	var s sentence
	brackets, inside := 0, false
	for rest := line; rest != ""; {
		at := strings.IndexAny(rest, "{}[]")
		if at != 0 {
			if at < 0 {
				at = len(rest)
			}
			s = append(s, part{text: rest[:at], optional: group(brackets, inside)})
			rest = rest[at:]
			continue
		}
		switch {
		case rest[0] == '{':
			end := strings.IndexByte(rest, '}')
			if end < 0 {
				return nil, fmt.Errorf("a { without its } in %q", line)
			}
			p, err := parsePlaceholder(rest[1:end])
			if err != nil {
				return nil, err
			}
			p.optional = group(brackets, inside)
			s = append(s, p)
			rest = rest[end+1:]
			continue
		case rest[0] == '[' && !inside:
			inside = true
			brackets++
		case rest[0] == ']' && inside:
			inside = false
		default:
			return nil, fmt.Errorf("a %c without its other half in %q", rest[0], line)
		}
		rest = rest[1:]
	}
	if inside {
		return nil, fmt.Errorf("a [ without its ] in %q", line)
	}
	return s, nil
}

func group(brackets int, inside bool) int {
	if inside {
		return brackets
	}
	return 0
}

func parsePlaceholder(inside string) (part, error) {
	p := part{name: inside}
	if name, josa, ok := strings.Cut(inside, "|"); ok {
		if !particles[josa] {
			return p, fmt.Errorf("unknown particle {%s}: write the form after a consonant first, such as 을/를", inside)
		}
		p.name, p.josa = name, josa
	} else if name, nouns, ok := strings.Cut(inside, "#"); ok {
		p.name = name
		p.singular, p.many, ok = strings.Cut(nouns, "/")
		if !ok || p.singular == "" || p.many == "" {
			return p, fmt.Errorf("unknown plural {%s}: write {n#case/cases}", inside)
		}
	}
	name, form, hasForm := strings.Cut(p.name, ":")
	p.name, p.form = name, form
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789_"
	if p.name == "" || strings.Trim(p.name, letters) != "" {
		return p, fmt.Errorf("bad placeholder name {%s}: small letters, digits and _ only", inside)
	}
	if hasForm && (p.form == "" || strings.Trim(p.form, letters+".") != "") {
		return p, fmt.Errorf("bad form of {%s}: write {at:deadline} or {grade:ui.grade}", inside)
	}
	return p, nil
}

// names returns the placeholder names of a sentence. The values "ko" and "en" are one and the same text in two
// languages, of which each sentence takes its own, so they count as one name.
func (s sentence) names() map[string]bool {
	names := map[string]bool{}
	for _, p := range s {
		switch p.name {
		case "":
		case "ko", "en":
			names["ko/en"] = true
		default:
			names[p.name] = true
		}
	}
	return names
}

func (s sentence) write(c *Catalogue, value func(name string) (any, bool)) string {
	left := s.leftOut(value)
	var b strings.Builder
	for _, p := range s {
		switch {
		case left[p.optional]:
		case p.name == "":
			b.WriteString(p.text)
		default:
			v, ok := value(p.name)
			if !ok {
				b.WriteString("⟦" + p.name + "⟧")
				continue
			}
			b.WriteString(p.write(c, v))
		}
	}
	return b.String()
}

// leftOut says which of the optional groups have a value that is missing or zero.
func (s sentence) leftOut(value func(name string) (any, bool)) map[int]bool {
	var left map[int]bool
	for _, p := range s {
		if p.optional == 0 || p.name == "" {
			continue
		}
		if v, ok := value(p.name); !ok || isZero(v) {
			if left == nil {
				left = map[int]bool{}
			}
			left[p.optional] = true
		}
	}
	return left
}

func (p part) write(c *Catalogue, v any) string {
	text := c.form(v, p.form)
	switch {
	case p.josa != "":
		return text + Josa(text, p.josa)
	case p.many != "" && isOne(v):
		return text + " " + p.singular
	case p.many != "":
		return text + " " + p.many
	}
	return text
}

// isOne reports whether a count takes the singular. English counts 1 alone as singular: 0 cases, 1 case, 1.5 cases.
func isOne(v any) bool {
	switch n := v.(type) {
	case int:
		return n == 1
	case int64:
		return n == 1
	case float64:
		return n == 1
	}
	return false
}

func isZero(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case int:
		return v == 0
	case int64:
		return v == 0
	case float64:
		return v == 0
	case bool:
		return !v
	case time.Duration:
		return v == 0
	case time.Time:
		return v.IsZero()
	}
	return false
}
