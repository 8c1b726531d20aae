package charter

import (
	"strconv"
	"strings"
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/explain"
)

// Change is one difference between two versions of a charter.
type Change struct {
	Subject string // "charter", "promise" or "service"
	ID      string // of the promise or service
	Part    string // what changed: "added", "removed", or a word of the language such as "within" or "must"
	// From and To are the old and new in the words of the language; empty when there was or is nothing.
	From, To string
}

// Step returns the change for the catalogues: "diff.charter.changed", or "diff.promise." and "diff.service." with added,
// removed or changed.
func (c Change) Step() explain.Step {
	switch c.Part {
	case "added":
		return explain.New("diff."+c.Subject+".added", "id", c.ID, "text", c.To)
	case "removed":
		return explain.New("diff."+c.Subject+".removed", "id", c.ID, "text", c.From)
	}
	return explain.New("diff."+c.Subject+".changed", "id", c.ID, "part", c.Part, "from", c.From, "to", c.To)
}

// Judges tells whether the change can alter a verdict; other changes are of wording and presentation.
func (c Change) Judges() bool {
	switch c.Part {
	case "title", "office", "edition", "licence", "talk", "publication: two persons", "publication: named", "chapter", "heading", "text", "english", "note", "say", "desk", "publish", "remedy",
		"warn", "beside", "aim", "name", "order", "about", "law", "papers", "fee", "delivery", "fields", "online":
		return false
	}
	return true
}

// part is one aspect of a thing, in the words of the language.
type part[T any] struct {
	name string
	of   func(T) string
}

var charterParts = []part[*Charter]{
	{"title", func(c *Charter) string { return c.Title.KO }},
	{"office", func(c *Charter) string { return c.Office.KO }},
	{"from", func(c *Charter) string { return c.From.String() }},
	{"edition", func(c *Charter) string { return c.Edition }},
	{"licence", func(c *Charter) string { return c.Licence }},
	{"petition calendar", func(c *Charter) string { return calendarText(c.Petition) }},
	{"desk calendar", func(c *Charter) string { return calendarText(c.Desk) }},
	{"ring", func(c *Charter) string { return c.RingOn.String() + " on, " + c.RingOff.String() + " off" }},
	{"talk", func(c *Charter) string { return lengthText(c.Talk) }},
	{"publication: two persons", func(c *Charter) string { return yesText(c.Publishing.Two) }},
	{"publication: named", func(c *Charter) string { return yesText(c.Publishing.Named) }},
}

var promiseParts = []part[*Promise]{
	{"shape", func(p *Promise) string { return p.Shape.String() }},
	{"chapter", func(p *Promise) string { return p.Chapter }},
	{"heading", func(p *Promise) string { return p.Heading }},
	{"text", func(p *Promise) string { return p.Text.KO }},
	{"english", func(p *Promise) string { return p.Text.EN }},
	{"note", func(p *Promise) string { return p.Note.KO }},
	{"when", func(p *Promise) string { return patternsText(p.When) }},
	{"of", func(p *Promise) string { return strings.Join(p.BrokenOf, ", ") }},
	{"only if", func(p *Promise) string { return conditionsText(p.OnlyIf) }},
	{"unless earlier", func(p *Promise) string { return patternsText(p.UnlessEarlier) }},
	{"except after", func(p *Promise) string { return patternsText(p.ExceptAfter) }},
	{"starts", func(p *Promise) string { return patternsText(p.Starts) }},
	{"needs", func(p *Promise) string { return patternsText(p.Needs) }},
	{"then", func(p *Promise) string { return patternsText(p.Then) }},
	{"must", func(p *Promise) string { return conditionsText(p.Must) }},
	{"unless", func(p *Promise) string { return conditionsText(p.Unless) }},
	{"waives", func(p *Promise) string { return strings.Join(p.Waives, ", ") }},
	{"void when", func(p *Promise) string { return patternsText(p.Void) }},
	{"scope", func(p *Promise) string { return p.Scope.String() }},
	{"within", (*Promise).LimitText},
	{"or at", func(p *Promise) string { return p.OrAt }},
	{"grace", func(p *Promise) string { return durationText(p.Grace) }},
	{"since", func(p *Promise) string { return patternsText(p.Since) }},
	{"never first", func(p *Promise) string { return yesText(p.FirstOnly) }},
	{"pauses", func(p *Promise) string { return yesText(p.Paused) }},
	{"calendar", func(p *Promise) string { return map[bool]string{false: "petition", true: "desk"}[p.OnDesk] }},
	{"at least", func(p *Promise) string { return countText(p.Count) }},
	{"before", func(p *Promise) string { return patternsText(p.Before) }},
	{"always", func(p *Promise) string { return standingText(p.Standing) }},
	{"silence", func(p *Promise) string { return p.Silence.String() }},
	{"say", func(p *Promise) string { return sayText(p.Say) }},
	{"desk", func(p *Promise) string { return p.DeskID }},
	{"remedy", func(p *Promise) string { return yesText(p.Remedy) }},
	{"publish", func(p *Promise) string { return yesText(p.Publish) }},
	{"beside", func(p *Promise) string { return besideText(p.Beside) }},
	{"aim", func(p *Promise) string { return aimText(p.Aim) }},
	{"warn", func(p *Promise) string { return limitsText(p.Warn) }},
}

var serviceParts = []part[*Service]{
	{"name", func(s *Service) string { return s.Name.KO }},
	{"period", func(s *Service) string { return s.Period.String() }},
	{"desk", func(s *Service) string { return s.Desk }},
	{"about", func(s *Service) string { return s.About.KO }},
	{"kind", func(s *Service) string { return s.Kind }},
	{"law", func(s *Service) string { return s.Law }},
	{"papers", papersText},
	{"fee", feeText},
	{"delivery", func(s *Service) string { return strings.Join(s.Delivery, ", ") }},
	{"fields", fieldsText},
	{"online", func(s *Service) string { return yesText(s.Online) }},
	{"identity", func(s *Service) string { return s.Identity }},
}

// Diff tells what is different in b, the newer version: first the charter as a whole, then promises in the order of b,
// then those that b no longer has, then services.
func Diff(a, b *Charter) []Change {
	out := compare(nil, "charter", "", charterParts, a, b)
	for _, p := range b.Promises {
		old := a.Promise(p.ID)
		if old == nil {
			out = append(out, Change{Subject: "promise", ID: p.ID, Part: "added", To: p.Text.KO})
			continue
		}
		out = compare(out, "promise", p.ID, promiseParts, old, p)
	}
	for _, p := range a.Promises {
		if b.Promise(p.ID) == nil {
			out = append(out, Change{Subject: "promise", ID: p.ID, Part: "removed", From: p.Text.KO})
		}
	}
	for i := range b.Services {
		s := &b.Services[i]
		old := a.Service(s.ID)
		if old == nil {
			out = append(out, Change{Subject: "service", ID: s.ID, Part: "added", To: s.Name.KO})
			continue
		}
		out = compare(out, "service", s.ID, serviceParts, old, s)
	}
	for i := range a.Services {
		if s := &a.Services[i]; b.Service(s.ID) == nil {
			out = append(out, Change{Subject: "service", ID: s.ID, Part: "removed", From: s.Name.KO})
		}
	}
	return out
}

func compare[T any](out []Change, subject, id string, parts []part[T], a, b T) []Change {
	for _, p := range parts {
		if from, to := p.of(a), p.of(b); from != to {
			out = append(out, Change{Subject: subject, ID: id, Part: p.name, From: from, To: to})
		}
	}
	return out
}

// LimitText writes the limit of a promise in the words of the language: "7 days by law", "at least 1 second after",
// "the service's period, otherwise 7 days by law", "by 12-31"; "" when it has none.
func (p *Promise) LimitText() string {
	switch {
	case p.OfService && p.Otherwise.IsZero():
		return ServicePeriod
	case p.OfService:
		return ServicePeriod + ", otherwise " + p.Otherwise.String()
	case p.Minimum:
		return "at least " + p.Limit.String() + " after"
	case p.Shape == Every && p.Monthly:
		return "by day " + strconv.Itoa(p.ByDay) + " of the next month"
	case p.Shape == Every:
		return "by " + twoDigits(int(p.ByMonth)) + "-" + twoDigits(p.ByDay)
	}
	return p.Limit.String()
}

// calendarText names a calendar so that one with other hours or days off under the same name is another.
func calendarText(c *calendar.Calendar) string { return c.Name() + " " + c.Digest()[:8] }

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

func durationText(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

func yesText(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func countText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func standingText(s *Standing) string {
	if s == nil {
		return ""
	}
	text := s.String()
	if s.Place != "" {
		text += ", in " + s.Place
	}
	if len(s.Places) > 0 {
		text += ", one for each of " + strings.Join(s.Places, ", ")
	}
	if s.Fee != nil {
		text += map[bool]string{true: ", paid", false: ", free"}[*s.Fee]
	}
	return text + ", looked at every " + s.Look.String()
}

func sayText(say []Script) string {
	words := make([]string, len(say))
	for i := range say {
		words[i] = say[i].Text.KO
	}
	return strings.Join(words, " / ")
}

func besideText(b *Beside) string {
	if b == nil {
		return ""
	}
	return strings.TrimSpace(patternsText(b.When) + " " + b.Limit.String())
}

func aimText(a *Aim) string {
	if a == nil {
		return ""
	}
	return patternsText(a.When) + " to " + patternsText(a.Then) + " " + a.Limit.String()
}

func limitsText(ls []calendar.Limit) string {
	words := make([]string, len(ls))
	for i := range ls {
		words[i] = ls[i].String()
	}
	return strings.Join(words, ", ")
}

func papersText(s *Service) string {
	if s.NoPapers {
		return "none"
	}
	names := make([]string, len(s.Papers))
	for i, p := range s.Papers {
		if names[i] = p.Name.KO; p.Checked {
			names[i] += " (checked)"
		}
	}
	return strings.Join(names, ", ")
}

func feeText(s *Service) string {
	if s.Free {
		return "none"
	}
	return s.Fee.KO
}

func fieldsText(s *Service) string {
	names := make([]string, len(s.Fields))
	for i := range s.Fields {
		f := &s.Fields[i]
		names[i] = f.Label.KO + " (" + f.Type
		for _, c := range f.Choices {
			names[i] += " " + c.KO
		}
		if f.Required {
			names[i] += ", required"
		}
		names[i] += ")"
	}
	return strings.Join(names, ", ")
}

// lengthText writes a length of time; nothing for none.
func lengthText(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}
