package app

import (
	"context"
	"slices"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
)

// Omission is word that an act of a contact was left out.
type Omission struct {
	Key, Case, Contact string
	Kind               fact.Kind // of the act
	Seen               fact.Via  // ViaReport: the customer said so; ViaInspection: an inspector or mystery caller saw it
	At                 time.Time // when it was said or seen; zero: now
	Precision          time.Duration
	Note               string // in what words; sealed
}

// Omitted records that an act did not happen in a contact. Officers pass on what the customer says, which is reported and
// stands back behind what an officer attests; what an inspection saw is entered by leads and above, who may enter
// inspections.
func (s *Service) Omitted(ctx context.Context, a Actor, o Omission) (*Done, error) {
	if o.Seen == fact.ViaInspection && !a.Role.AtLeast(Lead) {
		return nil, denied()
	}
	return s.write(ctx, a, o.Key, o.Case, func(c *current, f *form) ([]draft, error) {
		f.choice("seen", string(o.Seen), true, string(fact.ViaReport), string(fact.ViaInspection))
		d := draft{kind: fact.ActOmitted, contact: o.Contact, precision: o.Precision, via: o.Seen, by: "officer:" + a.Account,
			data: fact.With("kind", o.Kind.String())}
		if o.Seen == fact.ViaInspection {
			d.by = "inspector:" + a.Account
		}
		d.at = f.omission(c, &o)
		if note := f.prose("note", o.Note, false); note != "" {
			f.keep(&d.text, "note", note)
			d.data = append(d.data, fact.Field{Name: "note", Value: fact.Truth(true)})
		}
		return []draft{d}, nil
	})
}

// omission checks that the act can have been left out: a promise waits for it in this contact, or is kept on a weaker word.
// It returns when it was said or seen, never before the contact.
func (f *form) omission(c *current, o *Omission) time.Time {
	f.instant(c, o.At)
	i := slices.IndexFunc(c.state.Contacts, func(v casefile.Visit) bool { return v.ID == o.Contact })
	if i < 0 {
		f.fault("contact", "fault.contact")
		return o.At
	}
	at := o.At
	if began := c.state.Contacts[i].BeganAt; !at.IsZero() && at.Before(began) {
		if !at.Add(o.Precision).After(began) {
			f.fault("at", "fault.before_contact")
		}
		at = began // told to the minute in which the contact began
	}
	r := c.read(c.Facts, c.now, c.since(nil), false)
	if !slices.ContainsFunc(casefile.Omissions(c.ch, r.verdicts), func(x casefile.Omission) bool {
		return x.Contact == o.Contact && x.Kind == o.Kind && (!x.Attested || o.Seen == fact.ViaInspection)
	}) {
		f.fault("kind", "fault.omission")
	}
	return at
}
