package scenario

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
)

// Format writes a scenario as Parse reads it.
func Format(s *Scenario) []byte {
	w := writer{s: s}
	w.comments("", s.head)
	fmt.Fprintf(&w.b, "title: %s\nshows: %s\ncharter: %s\n", s.Title, s.Shows, s.Charter)
	if len(s.Facts) > 0 || len(s.factsHead) > 0 {
		w.b.WriteByte('\n')
		w.comments("", s.factsHead)
		w.b.WriteString("facts\n")
		for i := range s.Facts {
			w.fact(i)
		}
	}
	for i := range s.Judgements {
		w.judgement(&s.Judgements[i])
	}
	if len(s.tail) > 0 {
		w.b.WriteByte('\n')
		w.comments("", s.tail)
	}
	return w.b.Bytes()
}

type writer struct {
	s   *Scenario
	b   bytes.Buffer
	day civil.Date
}

func (w *writer) comments(indent string, lines []string) {
	for _, l := range lines {
		w.b.WriteString(indent + "#" + l + "\n")
	}
}

// end ends a line with the comment that stands there.
func (w *writer) end(r *remark) {
	if r.aside != "" {
		w.b.WriteString("  #" + r.aside)
	}
	w.b.WriteByte('\n')
}

func (w *writer) fact(i int) {
	f := &w.s.Facts[i]
	w.comments("  ", f.before)
	day := civil.DateOf(f.At, w.s.Zone)
	if day == w.day {
		w.b.WriteString("  " + strings.Repeat(" ", len("2026-11-24 ")))
	} else {
		w.b.WriteString("  " + day.String() + " ")
	}
	w.day = day
	w.b.WriteString(clockText(f.At.In(w.s.Zone)) + " " + f.Kind.String())
	if f.ID != "f"+strconv.Itoa(i+1) {
		w.attribute("id", f.ID)
	}
	if f.Case != "1" {
		w.attribute("case", f.Case)
	}
	w.attribute("contact", f.Contact)
	w.attribute("by", f.By)
	w.attribute("via", string(f.Via))
	w.attribute("grade", f.Override.String())
	if f.Precision > 0 {
		w.attribute("precision", f.Precision.String())
	}
	if !f.RecordedAt.Equal(f.At) {
		w.attribute("recorded", w.recorded(f, day))
	}
	for _, d := range f.Data {
		name := d.Name
		if slices.Contains(envelope, name) || strings.HasPrefix(name, dataPrefix) {
			name = dataPrefix + name
		}
		w.b.WriteString(" " + name + "=" + w.value(d.Value))
	}
	w.end(&f.remark)
}

func (w *writer) recorded(f *Fact, day civil.Date) string {
	t := f.RecordedAt.In(w.s.Zone)
	if civil.DateOf(f.RecordedAt, w.s.Zone) == day {
		return clockText(t)
	}
	return t.Format("2006-01-02T") + clockText(t)
}

// attribute writes a field of the fact itself, unless it is empty.
func (w *writer) attribute(name, text string) {
	if text == "" {
		return
	}
	if !bare(text) {
		text = strconv.Quote(text)
	}
	w.b.WriteString(" " + name + "=" + text)
}

// value writes a value of data: as a word where that reads back as the same value.
func (w *writer) value(v fact.Value) string {
	raw, err := v.MarshalJSON()
	if err != nil || len(raw) == 0 || raw[0] != '"' {
		return string(raw)
	}
	text := v.String()
	if t, ok := v.Time(); ok && fact.Instant(t) == v {
		local := t.In(w.s.Zone)
		if s := local.Format("2006-01-02T") + clockText(local); w.readsAs(s, t) {
			return s
		}
	}
	_, isTime := localInstant(text, w.s.Zone)
	if isTime || !bare(text) || text == "true" || text == "false" || text == "null" || number.MatchString(text) {
		return strconv.Quote(text)
	}
	return text
}

func (w *writer) readsAs(s string, t time.Time) bool {
	back, ok := localInstant(s, w.s.Zone)
	return ok && back.Equal(t)
}

func (w *writer) judgement(j *Judgement) {
	w.b.WriteByte('\n')
	w.comments("", j.before)
	local := j.At.In(w.s.Zone)
	fmt.Fprintf(&w.b, "judge at %s %s", local.Format(time.DateOnly), clockText(local))
	w.end(&j.remark)
	w.day = civil.DateOf(j.At, w.s.Zone)
	for i := range j.Expect {
		w.expectation(&j.Expect[i])
	}
}

func (w *writer) expectation(e *Expectation) {
	w.comments("  ", e.before)
	w.b.WriteString("  ")
	switch e.Form {
	case Nothing:
		w.b.WriteString("nothing")
	case Next:
		w.b.WriteString("next " + e.At.end(w.s.Zone, w.day))
	case Absent:
		w.b.WriteString("no " + e.Promise)
		w.word(e.Trigger)
	default:
		w.verdict(e)
	}
	w.end(&e.remark)
}

func (w *writer) verdict(e *Expectation) {
	w.b.WriteString(e.Promise)
	w.word(e.Trigger)
	w.word(e.Status.String())
	if e.Evidence != fact.NoGrade {
		w.word("by " + e.Evidence.String())
	}
	if e.Due.Said != Unsaid {
		w.word("due " + e.Due.end(w.s.Zone, w.day))
	}
	if e.Started.Said != Unsaid {
		w.word("started " + e.Started.text(w.s.Zone, w.day))
	}
	if e.Ended.Said != Unsaid {
		w.word("ended " + e.Ended.text(w.s.Zone, w.day))
	}
	if e.Share.Said != Unsaid {
		w.word("share " + e.Share.String())
	}
	for _, b := range e.Because {
		w.word("because " + b)
	}
}

func (w *writer) word(text string) {
	if text != "" {
		w.b.WriteString(" " + text)
	}
}

// String writes a share as files do.
func (s Share) String() string {
	switch s.Said {
	case Exact:
		return strconv.FormatFloat(float64(s.Basis)/100, 'f', -1, 64) + "%"
	case None:
		return "none"
	}
	return "?"
}

// text writes a time, with the day when it is not the day of judging.
func (m Moment) text(zone *time.Location, today civil.Date) string {
	return m.on(civil.DateOf(m.At, zone), clockText(m.At.In(zone)), today)
}

// end writes a time at which something ends: midnight is the end of the day before, since a period in days ends at 24:00
// of its last day.
func (m Moment) end(zone *time.Location, today civil.Date) string {
	day, of := civil.DateOf(m.At, zone), clockText(m.At.In(zone))
	if before := day.AddDays(-1); of == "00:00" && instant(before, 24*time.Hour, zone).Equal(m.At) {
		day, of = before, "24:00"
	}
	return m.on(day, of, today)
}

func (m Moment) on(day civil.Date, of string, today civil.Date) string {
	switch {
	case m.Said == None:
		return "none"
	case m.Said == Asked:
		return "?"
	case day == today:
		return of
	}
	return day.String() + " " + of
}
