package scenario

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"jikim/internal/core/civil"
	"jikim/internal/core/yaml"
)

// Parse reads a scenario. zones names the charters that there are, each with the time zone of its office. The error is a
// *yaml.Error, or yaml.Errors when there are several mistakes, each with file, line and column.
func Parse(file string, src []byte, zones map[string]*time.Location) (*Scenario, error) {
	p := parser{s: &Scenario{File: file}, zones: zones, ids: map[string]int{}}
	for line := range strings.Lines(string(src)) {
		p.line++
		line = strings.TrimRight(line, "\r\n")
		if !utf8.ValidString(line) {
			p.fail(1, "this line is not UTF-8", "save the file as UTF-8")
			continue
		}
		p.read(line)
	}
	p.s.tail = p.comments
	p.complete()
	if err := p.errs.Err(); err != nil {
		return nil, err
	}
	return p.s, nil
}

// parser is where the reading stands.
type parser struct {
	s        *Scenario
	zones    map[string]*time.Location
	errs     yaml.Errors
	line     int
	block    block
	comments []string // lines of comment not yet given to anything
	day      civil.Date
	ids      map[string]int // identifiers of facts and the lines on which they stand
}

type block uint8

const (
	inHead block = iota
	inFacts
	inJudgement
)

func (p *parser) fail(column int, msg, hint string) {
	p.errs.Add(&yaml.Error{File: p.s.File, Line: p.line, Column: column, Msg: msg, Hint: hint})
}

// read takes one line.
func (p *parser) read(line string) {
	trimmed := strings.TrimSpace(line)
	switch {
	case trimmed == "":
	case trimmed[0] == '#':
		p.comments = append(p.comments, trimmed[1:])
	case unicode.IsSpace([]rune(line)[0]):
		p.indented(line)
	default:
		p.heading(line)
	}
}

// take returns the comments that stand above the line.
func (p *parser) take() []string {
	c := p.comments
	p.comments = nil
	return c
}

var headings = []string{"title", "shows", "charter", "facts", "judge at"}

// heading takes a line that is not indented.
func (p *parser) heading(line string) {
	if name, value, ok := strings.Cut(line, ":"); ok && slices.Contains(headings[:3], name) {
		p.header(name, strings.TrimSpace(value))
		return
	}
	words, aside, _ := split(line)
	switch {
	case len(words) == 1 && words[0].text == "facts" && aside == "":
		p.facts()
	case len(words) > 1 && words[0].text == "judge" && words[1].text == "at":
		p.judgeAt(words, aside)
	default:
		name, _, _ := strings.Cut(line, ":")
		p.fail(1, fmt.Sprintf("%q begins nothing", strings.TrimSpace(name)),
			yaml.DidYouMean(strings.TrimSpace(name), headings)+"; facts and expected lines are indented")
	}
}

func (p *parser) header(name, value string) {
	field := map[string]*string{"title": &p.s.Title, "shows": &p.s.Shows, "charter": &p.s.Charter}[name]
	switch {
	case p.block != inHead:
		p.fail(1, name+": stands at the beginning of the file", "")
	case value == "":
		p.fail(1, name+": is empty", "")
	case *field != "":
		p.fail(1, "a second "+name+":", "")
	case strings.ContainsFunc(value, func(r rune) bool { return !unicode.IsPrint(r) }):
		p.fail(1, name+": contains a character that cannot be seen", "")
	}
	*field = value
	if c := p.take(); len(c) > 0 {
		p.s.head = append(p.s.head, c...)
	}
	if name == "charter" {
		if p.s.Zone = p.zones[value]; p.s.Zone == nil {
			p.fail(len("charter: ")+1, fmt.Sprintf("there is no charter %q", value),
				yaml.DidYouMean(value, slices.Sorted(maps.Keys(p.zones))))
		}
	}
}

func (p *parser) facts() {
	if p.block != inHead {
		p.fail(1, "a second list of facts", "facts stand once, before the first judge at")
	}
	p.block = inFacts
	p.s.factsHead = p.take()
}

func (p *parser) judgeAt(words []word, aside string) {
	j := Judgement{remark: remark{p.take(), aside}}
	p.block = inJudgement
	rest := words[2:]
	var ok bool
	if j.At, rest, ok = p.moment(rest, words[1], p.day); ok && len(rest) > 0 {
		p.fail(rest[0].column, fmt.Sprintf("%q stands after the time", rest[0].text), "")
	}
	if p.s.Zone != nil {
		p.day = civil.DateOf(j.At, p.s.Zone)
	}
	p.s.Judgements = append(p.s.Judgements, j)
}

// indented takes a fact or an expected line.
func (p *parser) indented(line string) {
	words, aside, ok := split(line)
	if !ok {
		p.fail(words[len(words)-1].column, "a quote is left open", "")
		return
	}
	if p.s.Zone == nil {
		if p.s.Charter == "" {
			p.fail(words[0].column, "no charter is named above", "write charter: wonju")
			p.s.Charter, p.s.Zone = "?", time.UTC
		}
		return
	}
	switch p.block {
	case inFacts:
		p.fact(words, aside)
	case inJudgement:
		p.expectation(words, aside)
	default:
		p.fail(words[0].column, "this belongs to nothing", "facts stand below a line that says facts, expected lines below judge at")
	}
}

// moment reads a time, with its day when it is not that of the given one.
func (p *parser) moment(words []word, before word, day civil.Date) (time.Time, []word, bool) {
	if len(words) == 0 {
		p.fail(before.column+len([]rune(before.text)), "a time is missing after "+before.text, "write it like 2026-11-24 10:00")
		return time.Time{}, nil, false
	}
	w := words[0]
	if d, err := civil.ParseDate(w.text); err == nil {
		day, words = d, words[1:]
		if len(words) == 0 {
			p.fail(w.column, "a time of day is missing after "+w.text, "write it like 2026-11-24 10:00, or 24:00 for its end")
			return time.Time{}, nil, false
		}
	} else if day.IsZero() {
		p.fail(w.column, fmt.Sprintf("%q is no day", w.text), "write it like 2026-11-24 10:00; later lines may leave out the day")
		return time.Time{}, words[1:], false
	}
	of, ok := clock(words[0].text)
	if !ok {
		p.fail(words[0].column, fmt.Sprintf("%q is no time of day", words[0].text), "write it like 10:00, 10:00:05 or 10:00:05.25")
		return time.Time{}, words[1:], false
	}
	zone := p.s.Zone
	if zone == nil {
		zone = time.UTC
	}
	t := instant(day, of, zone)
	if t.Year() < 1900 || t.Year() > 2200 {
		p.fail(w.column, "this lies outside the years 1900 to 2200", "")
		return time.Time{}, words[1:], false
	}
	return t, words[1:], true
}

// complete looks for what is missing.
func (p *parser) complete() {
	p.line = 0
	for i, text := range []string{p.s.Title, p.s.Shows, p.s.Charter} {
		if text == "" {
			p.fail(0, headings[i]+": is missing", "")
		}
	}
	if len(p.s.Judgements) == 0 {
		p.fail(0, "nothing is judged", "add judge at and a time, and below it what is expected")
	}
	for i := range p.s.Judgements {
		if len(p.s.Judgements[i].Expect) == 0 {
			p.fail(0, fmt.Sprintf("judgement %d expects nothing", i+1), "add expected lines, or the word nothing")
		}
	}
}
