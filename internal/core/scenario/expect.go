package scenario

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/core/yaml"
)

var statuses = []string{"pending", "kept", "broken", "unproven", "void"}

// expectation reads a line below judge at.
func (p *parser) expectation(words []word, aside string) {
	e := Expectation{Line: p.line, Column: words[0].column, remark: remark{p.take(), aside}}
	j := &p.s.Judgements[len(p.s.Judgements)-1]
	rest := words[1:]
	switch words[0].text {
	case "nothing":
		e.Form = Nothing
	case "next":
		e.Form = Next
		e.At, rest = p.expected(rest, words[0])
	case "no":
		e.Form = Absent
		if len(rest) == 0 {
			p.fail(words[0].column, "a promise is missing after no", "")
			return
		}
		e.Promise, rest = rest[0].text, rest[1:]
		if len(rest) > 0 {
			e.Trigger, rest = rest[0].text, rest[1:]
		}
	default:
		e.Promise = words[0].text
		rest = p.verdict(&e, rest)
	}
	if len(rest) > 0 {
		p.fail(rest[0].column, fmt.Sprintf("%q is too much here", rest[0].text), "")
	}
	for _, w := range []string{e.Promise, e.Trigger} {
		if w != "" && !bare(w) {
			p.fail(e.Column, fmt.Sprintf("%q has to be one word without quotes", w), "")
		}
	}
	j.Expect = append(j.Expect, e)
}

// verdict reads the trigger, the status and what else is said of it.
func (p *parser) verdict(e *Expectation, words []word) []word {
	if len(words) > 0 {
		if _, ok := judge.FindStatus(words[0].text); !ok {
			e.Trigger, words = words[0].text, words[1:]
		}
	}
	if len(words) == 0 {
		p.fail(e.Column, "a status is missing", "possible: "+strings.Join(statuses, ", "))
		return nil
	}
	var ok bool
	if e.Status, ok = judge.FindStatus(words[0].text); !ok {
		p.fail(words[0].column, fmt.Sprintf("there is no status %q", words[0].text), yaml.DidYouMean(words[0].text, statuses))
		return nil
	}
	for words = words[1:]; len(words) > 0; {
		words = p.aspect(e, words)
	}
	return nil
}

var aspects = []string{"by", "due", "started", "ended", "share", "because"}

// aspect reads one more thing that is said of a verdict.
func (p *parser) aspect(e *Expectation, words []word) []word {
	w, rest := words[0], words[1:]
	switch w.text {
	case "due":
		e.Due, rest = p.expected(rest, w)
		return rest
	case "started":
		e.Started, rest = p.expected(rest, w)
		return rest
	case "ended":
		e.Ended, rest = p.expected(rest, w)
		return rest
	case "by", "share", "because":
	default:
		p.fail(w.column, fmt.Sprintf("%q says nothing of a verdict", w.text), yaml.DidYouMean(w.text, aspects))
		return nil
	}
	if len(rest) == 0 {
		p.fail(w.column, "something is missing after "+w.text, "")
		return nil
	}
	switch v := rest[0]; w.text {
	case "by":
		var ok bool
		if e.Evidence, ok = fact.FindGrade(v.text); !ok {
			p.fail(v.column, fmt.Sprintf("there is no grade %q", v.text), yaml.DidYouMean(v.text, grades))
		}
	case "share":
		e.Share = p.share(v)
	case "because":
		if !bare(v.text) {
			p.fail(v.column, fmt.Sprintf("%q is not the key of a step", v.text), "")
		}
		e.Because = append(e.Because, v.text)
	}
	return rest[1:]
}

// expected reads a time, "none" or "?".
func (p *parser) expected(words []word, before word) (Moment, []word) {
	if len(words) > 0 {
		switch words[0].text {
		case "none":
			return Moment{Said: None}, words[1:]
		case "?":
			return Moment{Said: Asked}, words[1:]
		}
	}
	at := p.s.Judgements[len(p.s.Judgements)-1].At
	t, rest, _ := p.moment(words, before, civil.DateOf(at, p.s.Zone))
	return Moment{Exact, t}, rest
}

// share reads a percentage with up to two decimals.
func (p *parser) share(w word) Share {
	switch w.text {
	case "none":
		return Share{Said: None}
	case "?":
		return Share{Said: Asked}
	}
	text, ok := strings.CutSuffix(w.text, "%")
	f, err := strconv.ParseFloat(text, 64)
	_, decimals, _ := strings.Cut(text, ".")
	if !ok || err != nil || !(f >= 0 && f <= 100) || len(decimals) > 2 || !number.MatchString(text) || strings.ContainsAny(text, "eE-") {
		p.fail(w.column, fmt.Sprintf("%q is no share", w.text), "write it like 87.5%")
		return Share{}
	}
	return Share{Exact, int(math.Round(f * 100))}
}
