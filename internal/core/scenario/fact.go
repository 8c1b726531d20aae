package scenario

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/core/yaml"
)

// envelope are the names that belong to the fact itself.
var envelope = []string{"id", "case", "contact", "by", "via", "grade", "precision", "recorded"}

// dataPrefix marks data whose name is one of envelope.
const dataPrefix = "data."

// fact reads a line of the facts.
func (p *parser) fact(words []word, aside string) {
	f := Fact{Line: p.line, remark: remark{p.take(), aside}}
	var ok bool
	first := words[0]
	if f.At, words, ok = p.moment(words, first, p.day); !ok {
		return
	}
	p.day = civil.DateOf(f.At, p.s.Zone)
	if len(words) == 0 {
		p.fail(first.column, "a kind of fact is missing after the time", "such as call.ringing")
		return
	}
	if f.Kind, ok = fact.FindKind(words[0].text); !ok {
		p.fail(words[0].column, fmt.Sprintf("there is no kind of fact %q", words[0].text), yaml.DidYouMean(words[0].text, fact.KindNames()))
		return
	}
	f.Case, f.RecordedAt = "1", f.At
	given := map[string]bool{}
	for _, w := range words[1:] {
		p.attribute(&f, w, given)
	}
	if f.ID == "" {
		f.ID = "f" + strconv.Itoa(len(p.s.Facts)+1)
	}
	if line, twice := p.ids[f.ID]; twice {
		p.fail(first.column, fmt.Sprintf("the fact on line %d has the identifier %s too", line, f.ID), "")
	}
	p.ids[f.ID] = p.line
	f.Fact = f.Normal()
	if err := f.Check(); err != nil {
		p.fault(words[0], err)
	}
	p.s.Facts = append(p.s.Facts, f)
}

// fault reports what fact.Check found.
func (p *parser) fault(w word, err error) {
	var fe *fact.FieldError
	hint := ""
	if errors.As(err, &fe) {
		hint = yaml.DidYouMean(fe.Value, fe.Near)
	}
	p.fail(w.column, err.Error(), hint)
}

// attribute reads one name=value.
func (p *parser) attribute(f *Fact, w word, given map[string]bool) {
	name, text, ok := strings.Cut(w.text, "=")
	if !ok || !attributeName.MatchString(name) {
		p.fail(w.column, fmt.Sprintf("%q is not name=value", w.text), "")
		return
	}
	if given[name] {
		p.fail(w.column, name+" is given twice", "")
		return
	}
	given[name] = true
	at := w.column + len([]rune(name)) + 1
	if !slices.Contains(envelope, name) {
		v, ok := p.value(text, at)
		if name = strings.TrimPrefix(name, dataPrefix); ok {
			f.Data = f.Data.Set(name, v)
		}
		return
	}
	if text, ok = p.plain(text, at); ok {
		p.envelope(f, name, text, at)
	}
}

var attributeName = regexp.MustCompile(`^[\p{L}_][\p{L}\p{N}_.-]*$`)

// envelope sets a field of the fact itself.
func (p *parser) envelope(f *Fact, name, text string, at int) {
	var ok bool
	var err error
	switch name {
	case "id":
		if _, status := judge.FindStatus(text); status || !bare(text) {
			p.fail(at, fmt.Sprintf("%q cannot be an identifier here", text), "write one word that is no status")
		}
		f.ID = text
	case "case":
		f.Case = text
	case "contact":
		f.Contact = text
	case "by":
		f.By = text
		if f.Check() != nil && !strings.Contains(text, ":") && text != "citizen" && text != "system" {
			p.fail(at, fmt.Sprintf("%q is nobody", text), "by= tells who says so: officer:ID, citizen, inspector:ID, device:ID or system; write data.by= for what the fact carries")
			f.By = ""
		}
	case "via":
		f.Via = fact.Via(text)
	case "grade":
		if f.Override, ok = fact.FindGrade(text); !ok {
			p.fail(at, fmt.Sprintf("there is no grade %q", text), yaml.DidYouMean(text, grades))
		}
	case "precision":
		if f.Precision, err = fact.ParsePrecision(text); err != nil {
			p.fail(at, err.Error(), "")
		}
	case "recorded":
		if f.RecordedAt, ok = p.recorded(f, text); !ok {
			p.fail(at, fmt.Sprintf("%q is no time", text), "write it like 10:05, or 2026-11-24T10:05 on another day")
		}
	}
}

var grades = []string{"reported", "attested", "audited", "measured"}

// recorded reads when the fact was recorded, on the day on which it happened unless it says another.
func (p *parser) recorded(f *Fact, text string) (time.Time, bool) {
	if t, ok := localInstant(text, p.s.Zone); ok {
		return t, true
	}
	of, ok := clock(text)
	return instant(civil.DateOf(f.At, p.s.Zone), of, p.s.Zone), ok
}

// plain reads a word or a quoted text as text.
func (p *parser) plain(text string, at int) (string, bool) {
	if text == "" {
		p.fail(at, "a value is missing", `write "" for an empty text`)
		return "", false
	}
	if text[0] != '"' {
		if !bare(text) {
			p.fail(at, fmt.Sprintf("%q has to stand in quotes", text), "")
			return "", false
		}
		return text, true
	}
	s, err := strconv.Unquote(text)
	if err != nil || s != strings.ToValidUTF8(s, "") {
		p.fail(at, "the quotes do not fit", `write "…", with \" for a quote inside`)
	}
	return s, err == nil
}

var number = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

// value reads the value of data.
func (p *parser) value(text string, at int) (fact.Value, bool) {
	switch {
	case text == "true" || text == "false" || text == "null" || number.MatchString(text):
		var v fact.Value
		err := v.UnmarshalJSON([]byte(text))
		return v, err == nil
	}
	if t, ok := localInstant(text, p.s.Zone); ok {
		return fact.Instant(t), true
	}
	s, ok := p.plain(text, at)
	return fact.Text(s), ok
}
