package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/seal"
)

// Filing is what a person decides about a letter that waits.
type Filing struct {
	Key, Case string
	As        string // casefile.AsCase, AsPart or AsDiscarded
	Into      string // AsPart: receipt number of the petition that it belongs to
	Reason    string // AsDiscarded: one of casefile.Discards
	// Petition is what it asks for: all but channel, key and attachments count. Its At is the receipt stamp of a letter that came by
	// post, with its precision; zero: when the machine took it.
	Petition NewContact
}

// LetterFiled is what became of a letter.
type LetterFiled struct {
	Case, Number string // of the petition; empty when it was discarded
	Token        string // of the citizen's private link, for a new petition
	Repeated     bool
	Masked       bool
}

// FileLetter files a letter that waits: as a petition of its own, received when it came; as part of another one; or as nothing that
// the office has to act on, which can be taken back as any fact can. For those who work cases.
func (s *Service) FileLetter(ctx context.Context, a Actor, n Filing) (*LetterFiled, error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return nil, denied()
	}
	ch := s.charters.At(a.Institution, s.Now())
	if ch == nil {
		return nil, unknown()
	}
	if n.Key == "" {
		n.Key = s.NewKey()
	}
	f := &form{}
	f.key(n.Key)
	f.choice("as", n.As, true, casefile.AsCase, casefile.AsPart, casefile.AsDiscarded)
	if err := f.err(); err != nil {
		return nil, err
	}
	switch n.As {
	case casefile.AsCase:
		return s.fileAsCase(ctx, a, ch, n)
	case casefile.AsPart:
		return s.fileAsPart(ctx, a, n)
	}
	return s.discard(ctx, a, n)
}

// filing drafts the decision on the letter as it is now.
func filing(c *current, as string, data ...any) (draft, error) {
	if c.state.Letter == nil {
		return draft{}, unknown()
	}
	if c.state.Status != casefile.Held {
		return draft{}, unlawful("fault.letter_filed")
	}
	return draft{kind: fact.LetterFiled, data: append(fact.With("as", as), fact.With(data...)...)}, nil
}

// discard files a letter as nothing to act on.
func (s *Service) discard(ctx context.Context, a Actor, n Filing) (*LetterFiled, error) {
	d, err := s.write(ctx, a, n.Key, n.Case, func(c *current, f *form) ([]draft, error) {
		f.choice("reason", n.Reason, true, casefile.Discards()...)
		d, err := filing(c, casefile.AsDiscarded, "reason", n.Reason)
		return []draft{d}, err
	})
	if err != nil {
		return nil, err
	}
	return &LetterFiled{Repeated: d.Repeated}, nil
}

// fileAsCase makes a petition of a letter.
func (s *Service) fileAsCase(ctx context.Context, a Actor, ch *charter.Charter, n Filing) (*LetterFiled, error) {
	p := n.Petition
	p.Key, p.Ringing, p.Attachments = n.Key, false, nil
	c, _, err := s.readCase(ctx, a.Institution, n.Case)
	if err != nil {
		return nil, err
	}
	if c.state.Letter == nil {
		return nil, unknown()
	}
	p.Channel = c.state.Letter.Channel
	f := &form{}
	x := s.contactText(f, ch, a, &p)
	if !p.At.IsZero() && p.Channel != "post" { // the machine's clock says when an e-mail or a fax came
		p.At = time.Time{}
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	number, err := s.nextNumber(ctx, a.Institution, s.Now())
	if err != nil {
		return nil, err
	}
	d, err := s.write(ctx, a, n.Key, n.Case, func(c *current, f *form) ([]draft, error) {
		return s.caseOfLetter(c, f, &p, number, x)
	})
	if err != nil {
		return nil, err
	}
	heads, err := s.store.Heads(ctx, a.Institution, []string{n.Case})
	if err != nil || len(heads) == 0 {
		return nil, fmt.Errorf("letter: the petition is not there: %w", err)
	}
	return &LetterFiled{Case: n.Case, Number: heads[0].Number, Token: s.keys.Token(a.Institution, n.Case), Repeated: d.Repeated,
		Masked: f.masked || d.Masked}, nil
}

// caseOfLetter drafts the decision and the receipt, and the acceptance when everything is there. The receipt is when the letter came
// and is known as its arrival is, but for the stamp on paper, which an officer reads.
func (s *Service) caseOfLetter(c *current, f *form, p *NewContact, number string, x text) ([]draft, error) {
	filed, err := filing(c, casefile.AsCase)
	if err != nil {
		return nil, err
	}
	arrived := c.state.Letter
	d := draft{kind: fact.CaseReceived, at: arrived.ArrivedAt, precision: arrived.Precision, via: viaOf(arrived.Channel), by: "citizen", text: x}
	if !p.At.IsZero() {
		f.instant(c, p.At)
		d.at, d.precision, d.via, d.by = p.At, p.Precision, fact.ViaDesk, ""
	}
	svc := c.ch.Service(p.Service)
	d.data = receivedData(svc, number, arrived.Channel, p.Delivery, p.Answer, "")
	d.data = slices.DeleteFunc(d.data, func(v fact.Field) bool { return v.Name == sealedField }) // said with the text
	if !d.data.Present("desk") && p.Desk != "" {
		d.data = append(d.data, fact.Field{Name: "desk", Value: fact.Text(p.Desk)})
	}
	name := seal.Name(p.Name)
	d.name = &name
	out := []draft{filed, d}
	if p.Accept {
		out = append(out, draft{kind: fact.CaseAccepted})
	}
	return out, nil
}

// fileAsPart gives the words and files of a letter to the petition that it belongs to, and then says so on the letter: whoever was
// interrupted in between does it again, and nothing is there twice.
func (s *Service) fileAsPart(ctx context.Context, a Actor, n Filing) (*LetterFiled, error) {
	c, texts, err := s.readCase(ctx, a.Institution, n.Case)
	if err != nil {
		return nil, err
	}
	if c.state.Letter == nil {
		return nil, unknown()
	}
	f := &form{}
	into, err := s.target(ctx, c, f, n.Into)
	if err != nil {
		return nil, err
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if c.state.Status == casefile.Held {
		x := texts[c.state.Letter.Fact]
		if err := s.bodies(ctx, c, &x); err != nil {
			return nil, err
		}
		if err := s.add(ctx, a, c.Case, into, &x, c.state.Letter.Channel, c.state.Letter.ArrivedAt); err != nil {
			return nil, err
		}
	}
	d, err := s.write(ctx, a, n.Key, n.Case, func(c *current, f *form) ([]draft, error) {
		d, err := filing(c, casefile.AsPart, "into", into.state.Number)
		return []draft{d}, err
	})
	if err != nil {
		return nil, err
	}
	return &LetterFiled{Case: into.Case, Number: into.state.Number, Repeated: d.Repeated}, nil
}

// target returns the petition that a person named by its receipt number.
func (s *Service) target(ctx context.Context, c *current, f *form, typed string) (*current, error) {
	number, ok := parseNumber(typed)
	if !ok {
		f.fault("into", "fault.number")
		return nil, nil
	}
	into, err := s.numbered(ctx, c.Institution, number)
	switch {
	case err != nil:
		return nil, err
	case into == nil:
		f.fault("into", "fault.no_such_number", "number", number)
	case into.Case == c.Case:
		f.fault("into", "fault.merge_itself")
	}
	return into, nil
}

// bodies loads the files of a letter that an officer may open; the original stays with the letter.
func (s *Service) bodies(ctx context.Context, c *current, x *text) error {
	var files []fileText
	for n, file := range x.Files {
		if file.Original {
			continue
		}
		name := blobName(c.state.Letter.Fact, n)
		sealed, err := s.store.Sealed(ctx, c.Institution, c.Case, name)
		if err != nil {
			return fmt.Errorf("a file of a letter: %w", err)
		}
		for i := range sealed {
			body, err := s.keys.Open(seal.Place{Institution: c.Institution, Case: c.Case, Name: sealed[i].Name}, sealed[i].Cipher)
			if err != nil {
				return err
			}
			files, x.bodies = append(files, file), append(x.bodies, body)
		}
	}
	x.Files = files
	return nil
}

// add records what a letter says on a petition: as the supplement that the office has asked for, else as a message to the officer in
// charge. All names follow from the letter.
func (s *Service) add(ctx context.Context, a Actor, letter string, into *current, x *text, ch string, at time.Time) error {
	part := text{Fact: s.factFor(into.Institution, into.Case, "letter "+letter, 0), Files: slices.Clone(x.Files), bodies: x.bodies}
	for _, name := range []string{"title", "text", fieldLetterID} {
		part.set(name, x.Fields[name])
	}
	if n := len(part.Files); n > 0 && part.Files[n-1].Original { // stays with the letter
		part.Files, part.bodies = part.Files[:n-1], part.bodies[:n-1]
	}
	_, err := s.turn(ctx, asked{institution: into.Institution, caseID: into.Case, add: func(c *current) (*added, error) {
		fa := fact.Fact{ID: part.Fact, At: at, Kind: fact.MessageTaken, By: "citizen", Via: viaOf(ch), Data: sealedData(&part, "text")}
		if asked := openSupplement(&c.state); asked != nil && !at.Before(asked.AskedAt) {
			fa.Kind = fact.CaseSupplementReceived
		} else {
			fa.Data = append(fa.Data, fact.With("channel", ch, "callback", false)...)
		}
		if at.Before(c.state.BeganAt) { // the clocks of two machines: nothing comes before what it belongs to
			fa.At = c.state.BeganAt
		}
		return &added{texts: []text{part}, facts: []fact.Fact{fa}}, nil
	}})
	return err
}
