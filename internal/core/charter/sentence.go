package charter

import (
	"slices"
	"strings"

	"jikim/internal/core/yaml"
)

// Apart returns the lines of a promise without those of its sentence, text: and english:, so that the two can be edited beside
// each other; false when they share lines with others, as in a promise that is written on one line.
func (p *Part) Apart() (lines string, ok bool) {
	for _, name := range []string{"text", "english"} {
		if s := p.key(name); s != nil && !s.own {
			return "", false
		}
	}
	var b strings.Builder
	for i, line := range strings.SplitAfter(p.Block, "\n") {
		if !p.wording(i + p.Line - 1) {
			b.WriteString(line)
		}
	}
	return b.String(), p.splits()
}

// wording tells whether a line of the file, from 0, is one of the sentence's.
func (p *Part) wording(line int) bool {
	return slices.ContainsFunc(p.keys, func(s span) bool {
		return (s.name == "text" || s.name == "english") && line >= s.from && line < s.end
	})
}

// Compose puts a sentence and the other lines of a promise together: the sentence after the identifier, chapter and heading. What
// was not changed stays as it was written. The error is a *yaml.Error or yaml.Errors with places in lines.
func (p *Part) Compose(text Text, lines string) (string, error) {
	apart, _ := p.Apart()
	if apart == lines && p.Text == text {
		return p.Block, nil
	}
	if apart == lines && (p.has("text") || p.has("english")) {
		return p.inPlace(text), nil
	}
	const above = "promises:\n"
	m, err := ReadManuscript(above + lines)
	if err != nil {
		return "", shifted(err, -1)
	}
	if len(m.parts) != 1 || len(m.parts[0].keys) == 0 || !m.parts[0].splits() {
		return "", &yaml.Error{File: Main, Line: 1, Column: 1, Msg: "the lines must be exactly one promise",
			Hint: "begin with \"- id:\" and indent what follows by two spaces"}
	}
	q := &m.parts[0]
	for _, name := range []string{"text", "english"} {
		if s := q.key(name); s != nil {
			return "", &yaml.Error{File: Main, Line: s.from, Column: 1, Msg: "the sentence stands in the fields beside"}
		}
	}
	at := q.keys[0].end
	for _, name := range []string{"chapter", "heading"} {
		if s := q.key(name); s != nil {
			at = max(at, s.end)
		}
	}
	if above := p.above(); above != "" && strings.HasPrefix(lines, above) { // what stands before it was not changed
		at = strings.Count(above, "\n") + 1
	}
	out := slices.Clone(m.lines[1:at])
	ended(out)
	out = append(out, p.sentence(text)...)
	return strings.Join(append(out, m.lines[at:]...), ""), nil
}

// above returns the lines of the promise before its sentence; empty when it has none.
func (p *Part) above() string {
	var b strings.Builder
	for i, line := range strings.SplitAfter(p.Block, "\n") {
		if p.wording(i + p.Line - 1) {
			return b.String()
		}
		b.WriteString(line)
	}
	return ""
}

// inPlace returns the promise with another sentence where the present one stands.
func (p *Part) inPlace(text Text) string {
	var b strings.Builder
	put := false
	for i, line := range strings.SplitAfter(p.Block, "\n") {
		if !p.wording(i + p.Line - 1) {
			b.WriteString(line)
			continue
		}
		if !put {
			b.WriteString(strings.Join(p.sentence(text), ""))
		}
		put = true
	}
	return b.String()
}

// sentence returns the lines of a sentence: those that are written when it is the same.
func (p *Part) sentence(text Text) []string {
	all := strings.SplitAfter(p.Block, "\n")
	written := func(name string) []string {
		if s := p.key(name); s != nil && s.own {
			out := slices.Clone(all[s.from-p.Line+1 : s.end-p.Line+1])
			ended(out)
			return out
		}
		return nil
	}
	if text == p.Text {
		return append(written("text"), written("english")...)
	}
	ko, en := written("text"), written("english")
	if en == nil || text.EN != p.Text.EN {
		if en = nil; text.EN != "" {
			en = []string{"  english: " + scalar(text.EN) + "\n"}
		}
	}
	if text.KO != p.Text.KO || p.key("english") == nil && p.Text.EN != "" { // both were written as one mapping
		if ko = nil; text.KO != "" {
			ko = []string{"  text: " + scalar(text.KO) + "\n"}
		}
	}
	return append(ko, en...)
}

// scalar writes a text of one line so that it is read as it is: plain where that is the same, else in quotes.
func scalar(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if root, err := yaml.Parse("", []byte("a: "+text+"\n")); err == nil {
		if f, err := root.Map(); err == nil {
			if n := f.Get("a"); n != nil && n.Kind == yaml.Scalar && n.Value == text {
				return text
			}
		}
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// shifted moves the places of mistakes by lines.
func shifted(err error, by int) error {
	var all yaml.Errors
	all.Add(err)
	for i, e := range all {
		c := *e
		c.Line = max(c.Line+by, 1)
		all[i] = &c
	}
	return all.Err()
}
