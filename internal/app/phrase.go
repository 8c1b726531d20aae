package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"jikim/internal/core/fact"
)

// Phrase is a standard text (상용구) that officers put into what they write to citizens. It is the office's own and says
// nothing about anybody; names come into its gaps when it is used.
type Phrase struct {
	ID      string
	Name    string    // by which officers choose it
	Kind    fact.Kind // the act in whose text it is offered
	Service string    // for petitions of this service only; empty: all
	Text    string
	By      string // account that wrote it last
	At      time.Time
	Dropped bool // no longer offered
}

// phraseKind is the kind of the documents that phrases are kept as.
const phraseKind = "phrase"

// PhraseField returns the field of an act's form into which phrases go: the text that the citizen reads; "" when the act has
// none.
func PhraseField(k fact.Kind) string { return told[k] }

// PhraseActs lists the acts for which phrases can be written, in the order of the vocabulary.
func PhraseActs() []fact.Kind {
	var out []fact.Kind
	for k := fact.Kind(1); int(k) < fact.KindCount; k++ {
		if PhraseField(k) != "" {
			out = append(out, k)
		}
	}
	return out
}

// Phrases lists the phrases of the office by act and name. For officers.
func (s *Service) Phrases(ctx context.Context, a Actor) ([]Phrase, error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return nil, denied()
	}
	docs, err := s.store.ListDocuments(ctx, a.Institution, phraseKind)
	if err != nil {
		return nil, err
	}
	var out []Phrase
	for i := range docs {
		p, err := phraseOf(&docs[i])
		if err != nil {
			return nil, err
		}
		if !p.Dropped {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Phrase) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// phraseDocument is a phrase as it is kept: acts by name.
type phraseDocument struct {
	Name, Act, Service, Text, By string
	Dropped                      bool
}

func phraseOf(d *Document) (Phrase, error) {
	var b phraseDocument
	if err := json.Unmarshal(d.Body, &b); err != nil {
		return Phrase{}, fmt.Errorf("phrase %s: %w", d.Name, err)
	}
	k, _ := fact.FindKind(b.Act)
	return Phrase{ID: d.Name, Name: b.Name, Kind: k, Service: b.Service, Text: b.Text, By: b.By, At: d.At, Dropped: b.Dropped}, nil
}

// PutPhrase writes a phrase, or writes an existing one anew when its identifier is given. A new one is kept once for each
// key. For leads and above.
func (s *Service) PutPhrase(ctx context.Context, a Actor, key string, p Phrase) error {
	if !a.Staff() || !a.Role.AtLeast(Lead) {
		return denied()
	}
	ch := s.charters.At(a.Institution, s.Now())
	if ch == nil {
		return unknown()
	}
	f := &form{}
	f.key(key)
	p.Name = f.line("name", p.Name, true)
	p.Text = f.prose("text", p.Text, true)
	if PhraseField(p.Kind) == "" {
		f.fault("kind", "fault.choice")
	}
	if p.Service != "" && ch.Service(p.Service) == nil {
		f.fault("service", "fault.service")
	}
	if err := f.err(); err != nil {
		return err
	}
	if p.ID == "" {
		p.ID = s.caseFor(a.Institution, key)
	} else if _, err := s.phrase(ctx, a.Institution, p.ID); err != nil {
		return err
	}
	return s.keepPhrase(ctx, a, &p)
}

// DropPhrase takes a phrase out of the list. What was written with it stays. For leads and above.
func (s *Service) DropPhrase(ctx context.Context, a Actor, id string) error {
	if !a.Staff() || !a.Role.AtLeast(Lead) {
		return denied()
	}
	p, err := s.phrase(ctx, a.Institution, id)
	if err != nil {
		return err
	}
	p.Dropped = true
	return s.keepPhrase(ctx, a, &p)
}

func (s *Service) phrase(ctx context.Context, institution, id string) (Phrase, error) {
	d, err := s.store.Document(ctx, institution, phraseKind, id)
	if errors.Is(err, ErrNotFound) {
		return Phrase{}, unknown()
	}
	if err != nil {
		return Phrase{}, err
	}
	return phraseOf(d)
}

func (s *Service) keepPhrase(ctx context.Context, a Actor, p *Phrase) error {
	body, err := json.Marshal(phraseDocument{Name: p.Name, Act: p.Kind.String(), Service: p.Service, Text: p.Text, By: a.Account, Dropped: p.Dropped})
	if err != nil {
		return err
	}
	return s.store.PutDocument(ctx, &Document{Institution: a.Institution, Kind: phraseKind, Name: p.ID, At: s.Now(), Body: body})
}
