package app

import (
	"slices"
	"strings"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
)

// entry checks an entry against the fields of its kind.
func (s *Service) entry(c *current, f *form, e *Entry) draft {
	d := draft{kind: e.Kind, contact: e.Contact, at: e.At, precision: e.Precision}
	f.instant(c, e.At)
	if e.Precision < 0 || e.Precision > 24*time.Hour {
		f.fault("precision", "fault.choice")
	}
	if e.Kind.InContact() && e.Contact != "new" && !slices.ContainsFunc(c.state.Contacts, func(v casefile.Visit) bool { return v.ID == e.Contact }) {
		f.fault("contact", "fault.contact")
	}
	if e.Of != "" {
		if c.find(e.Of) == nil {
			f.fault("of", "fault.choice")
		}
		d.data = append(d.data, fact.Field{Name: "of", Value: fact.Text(e.Of)})
	}
	for _, field := range casefile.Fields(e.Kind) {
		f.field(&d, &field, e)
	}
	for i := range e.Data {
		if name := e.Data[i].Name; further[name] && !d.data.Present(name) && f.short(e.Data[i].Value) {
			d.data = append(d.data, e.Data[i])
		}
	}
	d.text.attach(f.files("files", e.Files))
	return d
}

// further are values that a fact of any kind may carry besides the fields of its kind.
var further = map[string]bool{"channel": true, "desk": true, "officer": true, "until": true, "year": true, "cause": true}

func (f *form) short(v fact.Value) bool { return len(v.String()) <= 64 }

// instant checks when something happened: not in the future, and not longer ago than anybody remembers.
func (f *form) instant(c *current, at time.Time) {
	switch {
	case at.IsZero():
	case at.After(c.now.Add(time.Second)):
		f.fault("at", "fault.future")
	case at.Before(c.now.AddDate(-1, 0, 0)):
		f.fault("at", "fault.too_old")
	}
}

// field takes one field of an entry into a draft.
func (f *form) field(d *draft, field *casefile.Field, e *Entry) {
	if field.Type == casefile.TypeProse {
		v := f.prose(field.Name, e.Prose[field.Name], field.Required)
		if v != "" {
			f.keep(&d.text, field.Name, v)
			d.data = append(d.data, fact.Field{Name: field.Name, Value: fact.Truth(true)})
		}
		return
	}
	v, given := e.Data.Get(field.Name)
	if text := v.String(); !given || text == "" {
		if field.Required {
			f.fault(field.Name, "fault.required")
		}
		return
	}
	if !f.typed(field, v) {
		return
	}
	d.data = append(d.data, fact.Field{Name: field.Name, Value: canonical(field.Type, v)})
}

// typed checks a value against the type of its field.
func (f *form) typed(field *casefile.Field, v fact.Value) bool {
	before := len(f.faults)
	switch text := v.String(); field.Type {
	case casefile.TypeYes:
		if !v.Yes() && !v.No() {
			f.fault(field.Name, "fault.choice")
		}
	case casefile.TypeCount:
		if n, ok := v.Int(); !ok || n < 0 || n > 1_000_000 {
			f.fault(field.Name, "fault.count")
		}
	case casefile.TypeTime:
		if _, ok := v.Time(); !ok {
			f.fault(field.Name, "fault.time")
		}
	case casefile.TypeDay:
		if _, err := civil.ParseDate(text); err != nil {
			f.fault(field.Name, "fault.time")
		}
	case casefile.TypeChoice:
		f.choice(field.Name, text, field.Required, field.Choices...)
	default:
		f.line(field.Name, text, field.Required)
		if field.Name != "told_number" && field.Name != "into" && personal(text) {
			f.fault(field.Name, "fault.personal") // personal data does not belong into a fact
		}
	}
	return len(f.faults) == before
}

// personal tells whether a short text looks like somebody's address or number instead of an identifier. The numbers of the
// office's own desks are shorter; a receipt number is nobody's.
func personal(text string) bool {
	return strings.Contains(text, "@") || len(digitsOf(text)) >= 9 && strings.Trim(text, "0123456789 ()+-.") == ""
}

// canonical writes a value as its type: a form sends everything as text.
func canonical(t casefile.Type, v fact.Value) fact.Value {
	switch t {
	case casefile.TypeYes:
		return fact.Truth(v.Yes())
	case casefile.TypeCount:
		n, _ := v.Int()
		return fact.Number(n)
	case casefile.TypeTime:
		at, _ := v.Time()
		return fact.Instant(at)
	}
	return v
}
