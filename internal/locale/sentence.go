package locale

import (
	"fmt"
	"strings"
)

// sentence is a catalogue line cut into its parts.
type sentence []part

// part is literal text, or a placeholder when name is set.
type part struct {
	text           string
	name           string
	josa           string // "을/를", or empty
	singular, many string // English nouns, or empty
}

// parseSentence cuts a line at its braces. A brace cannot be written literally; no sentence has needed one.
func parseSentence(line string) (sentence, error) {
	var s sentence
	for line != "" {
		open := strings.IndexByte(line, '{')
		if open < 0 {
			open = len(line)
		}
		if strings.IndexByte(line[:open], '}') >= 0 {
			return nil, fmt.Errorf("a } without its { in %q", line)
		}
		if open > 0 {
			s = append(s, part{text: line[:open]})
			line = line[open:]
			continue
		}
		end := strings.IndexByte(line, '}')
		if end < 0 {
			return nil, fmt.Errorf("a { without its } in %q", line)
		}
		p, err := parsePlaceholder(line[1:end])
		if err != nil {
			return nil, err
		}
		s = append(s, p)
		line = line[end+1:]
	}
	return s, nil
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
	if p.name == "" || strings.Trim(p.name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		return p, fmt.Errorf("bad placeholder name {%s}: small letters, digits and _ only", inside)
	}
	return p, nil
}

// names returns the placeholder names of a sentence, each once, in no particular order.
func (s sentence) names() map[string]bool {
	names := map[string]bool{}
	for _, p := range s {
		if p.name != "" {
			names[p.name] = true
		}
	}
	return names
}

func (s sentence) write(c *Catalogue, value func(name string) (any, bool)) string {
	var b strings.Builder
	for _, p := range s {
		if p.name == "" {
			b.WriteString(p.text)
			continue
		}
		v, ok := value(p.name)
		if !ok {
			b.WriteString("⟦" + p.name + "⟧")
			continue
		}
		text := c.Value(v)
		b.WriteString(text)
		switch {
		case p.josa != "":
			b.WriteString(Josa(text, p.josa))
		case p.many != "" && isOne(v):
			b.WriteString(" " + p.singular)
		case p.many != "":
			b.WriteString(" " + p.many)
		}
	}
	return b.String()
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
