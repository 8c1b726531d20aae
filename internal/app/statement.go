package app

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
	"jikim/internal/core/stroke"
)

// The ways in which a petitioner puts his name to what an officer wrote.
const (
	SignedDrawn   = "drawn"   // on the tablet
	SignedPaper   = "paper"   // on the printed statement, which the office keeps
	SignedWitness = "witness" // he cannot sign: his name, and an officer who was there
)

// Statement is a petition that an officer wrote for somebody who cannot (민원 처리에 관한 법률 시행령 제10조 제4항), and the signature
// under it.
type Statement struct {
	Digest  string  // blinded, of what is read aloud: service, name, title, text and further answers
	Contact string  // the visit in which it was written
	Asked   bool    // somebody asked for it
	Signed  *Signed // the last signature; nil: none yet
}

// Wanting tells that a signature has to be asked for: none was given, or the words have changed since.
func (s *Statement) Wanting() bool { return s.Signed == nil || !s.Signed.Covers }

// Signed is a signature under a statement.
type Signed struct {
	At      time.Time
	Way     string // SignedDrawn, SignedPaper or SignedWitness
	Covers  bool   // the statement is still what was read aloud and signed
	Name    string // SignedWitness: as the petitioner gave it
	Witness string // SignedWitness: name of the officer
	Note    string // SignedWitness: why the petitioner could not sign
	Path    string // SignedDrawn: data of an SVG path on a surface of stroke.Width by stroke.Height; empty after destruction
}

// Signing puts a signature under a statement.
type Signing struct {
	Key, Case string
	Digest    string // of the statement that was read aloud
	Way       string
	Drawing   string // SignedDrawn: see stroke.Parse
	Name      string // SignedWitness
	Witness   string // SignedWitness: account of an officer other than the one who wrote
	Note      string // SignedWitness
}

// signatureFile is the name of a drawn signature among the files of a case.
const signatureFile = "signature.svg"

// Sign records scribe.done. The signature is of the words whose digest comes with it: when they have changed since they were
// read aloud, nothing is recorded and the fault is of the field "digest".
func (s *Service) Sign(ctx context.Context, a Actor, g Signing) (*Done, error) {
	return s.write(ctx, a, g.Key, g.Case, func(c *current, f *form) ([]draft, error) {
		texts, err := s.texts(ctx, c.Institution, c.Case, c.Facts)
		if err != nil {
			return nil, err
		}
		st := s.statementOf(ctx, c, texts)
		if st == nil {
			return nil, unlawful("fault.no_statement")
		}
		if g.Digest != st.Digest {
			f.fault("digest", "fault.statement_changed")
		}
		d := draft{kind: fact.ScribeDone, contact: st.Contact, data: fact.With("signed", g.Way != SignedWitness, "way",
			f.choice("way", g.Way, true, casefile.Ways()...), "digest", st.Digest)}
		switch g.Way {
		case SignedDrawn:
			drawn, err := stroke.Parse(g.Drawing)
			if err != nil {
				f.fault("drawing", "fault.drawing")
			}
			d.text.attach([]Attachment{{Name: signatureFile, Type: "image/svg+xml", Body: drawn.SVG(), scan: clean}})
		case SignedWitness:
			f.keep(&d.text, "signer", f.line("signer", g.Name, true))
			f.keep(&d.text, "note", f.prose("note", g.Note, true))
			d.data = append(d.data, fact.With("witness", s.witness(ctx, f, a, g.Witness), "note", true)...)
		}
		return []draft{d}, nil
	})
}

// witness checks the officer who was there: somebody else than the one who wrote.
func (s *Service) witness(ctx context.Context, f *form, a Actor, account string) string {
	if _, ok := s.member(ctx, a.Institution, account); !ok || account == "" {
		f.fault("witness", "fault.officer")
	} else if account == a.Account {
		f.fault("witness", "fault.witness")
	}
	return account
}

// statementOf returns the statement of a case: a petition that was taken in a visit. It is nil when there is none, or its
// words were destroyed.
func (s *Service) statementOf(ctx context.Context, c *current, texts map[string]text) *Statement {
	var st Statement
	words := []string(nil)
	for i := range c.known {
		f := &c.known[i]
		switch f.Kind {
		case fact.VisitArrived:
			if st.Contact == "" {
				st.Contact = f.Contact
			}
		case fact.ScribeAsked:
			st.Asked, st.Contact = true, f.Contact
		case fact.CaseReceived:
			if x, ok := texts[f.ID]; ok && words == nil {
				words = statementWords(c, f, &x)
			}
		case fact.ScribeDone:
			st.Signed = signedOf(f, texts)
		}
	}
	if words == nil || st.Contact == "" || c.state.Channel != "visit" {
		return nil
	}
	st.Digest = hex.EncodeToString(s.keys.Blind("statement", 16, words...))
	if st.Signed != nil {
		last := c.last(fact.ScribeDone)
		st.Signed.Covers = last.Data.Text("digest") == st.Digest
		m, _ := s.member(ctx, c.Institution, last.Data.Text("witness"))
		st.Signed.Witness = m.Name
	}
	return &st
}

// statementWords are the words of a petition that are read aloud before it is signed.
func statementWords(c *current, f *fact.Fact, x *text) []string {
	words := []string{c.Institution, c.Case, f.Data.Text("service")}
	for _, name := range slices.Sorted(maps.Keys(x.Fields)) {
		if name == "name" || name == "title" || name == "text" || len(name) > 7 && name[:7] == "fields." {
			words = append(words, name, x.Fields[name])
		}
	}
	return words
}

// last returns the last effective fact of a kind, or nil.
func (c *current) last(k fact.Kind) *fact.Fact {
	for i := len(c.known) - 1; i >= 0; i-- {
		if c.known[i].Kind == k {
			return &c.known[i]
		}
	}
	return nil
}

// first returns the first effective fact of a kind, or nil.
func (c *current) first(k fact.Kind) *fact.Fact {
	for i := range c.known {
		if c.known[i].Kind == k {
			return &c.known[i]
		}
	}
	return nil
}

// signedOf reads a signature from its fact and text.
func signedOf(f *fact.Fact, texts map[string]text) *Signed {
	way := f.Data.Text("way")
	if way == "" && f.Data.True("signed") { // recorded without the statement: a paper form
		way = SignedPaper
	}
	if way == "" {
		return nil
	}
	return &Signed{At: f.At, Way: way, Name: field(texts, f.ID, "signer"), Note: field(texts, f.ID, "note")}
}

// drawn loads the drawing of a signature of a case that was opened.
func (s *Service) drawn(ctx context.Context, c *current, st *Statement) error {
	if st == nil || st.Signed == nil || st.Signed.Way != SignedDrawn {
		return nil
	}
	id := c.last(fact.ScribeDone).ID
	sealed, err := s.store.Sealed(ctx, c.Institution, c.Case, id, blobName(id, 0))
	if errors.Is(err, ErrNotFound) { // destroyed by law
		return nil
	}
	if err != nil {
		return fmt.Errorf("loading a signature: %w", err)
	}
	file, err := s.openFile(sealed, id, blobName(id, 0))
	if FaultOf(err) != nil { // as above
		return nil
	}
	if err != nil {
		return err
	}
	st.Signed.Path = stroke.PathOf(file.Body)
	return nil
}
