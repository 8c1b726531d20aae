package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"slices"

	"jikim/internal/core/fact"
	"jikim/internal/core/improvement"
)

// pictureKind is the kind of the documents that keep pictures which are shown to everybody; the name is their digest.
const pictureKind = "picture"

// shownPixels is how wide and high a picture on a page is at most.
const shownPixels = 1280

// MadeImprovement is an improvement that was made: on the case of an opinion, or for an entry of the register that comes from
// elsewhere.
type MadeImprovement struct {
	Key   string
	Case  string // of the opinion; empty: of the register alone
	Of    string // the opinion, or the entry of the register
	What  string // sealed: for colleagues, and for the letter to the citizen
	Files []Attachment
	After []Attachment // pictures of how it is now; Files are those of how it was
}

// MakeImprovement records an improvement with its pictures. They are drawn anew, so that nothing but the picture is kept, and sealed:
// nobody outside of the office sees one before somebody has looked at it (ShowPicture). For officers and above; without a case for
// leads.
func (s *Service) MakeImprovement(ctx context.Context, a Actor, m MadeImprovement) (*Done, error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) || m.Case == "" && !a.Role.AtLeast(Lead) {
		return nil, denied()
	}
	q := asked{institution: a.Institution, caseID: m.Case}
	if m.Case == "" {
		q.caseID, q.create = fact.Institution, true
		if _, _, err := s.improvementOf(ctx, a.Institution, m.Of); err != nil {
			return nil, err
		}
	}
	m.Files, m.After = s.scan(ctx, m.Files), s.scan(ctx, m.After)
	return s.writeTo(ctx, a, m.Key, q, func(c *current, f *form) ([]draft, error) {
		if m.Case != "" {
			if of := c.find(m.Of); of == nil || of.Kind != fact.OpinionReceived {
				return nil, unknown()
			}
		}
		d := draft{kind: fact.ImprovementMade, data: fact.With("of", m.Of)}
		f.keep(&d.text, "what", f.prose("what", m.What, true))
		d.data = append(d.data, fact.Field{Name: "what", Value: fact.Truth(true)})
		d.text.attach(named(f.photos("before", m.Files), "before"))
		d.text.attach(named(f.photos("after", m.After), "after"))
		return []draft{d}, nil
	})
}

// named gives pictures the name by which it is known whether they show how it was or how it is.
func named(in []Attachment, name string) []Attachment {
	for i := range in {
		ending := ".jpg"
		if in[i].Type == "image/png" {
			ending = ".png"
		}
		in[i].Name = name + ending
	}
	return in
}

// madeOf returns the fact of the improvement of an entry; nil when none is on record.
func (s *Service) madeOf(ctx context.Context, institution string, e *improvement.Entry) (*fact.Fact, error) {
	c, _, err := s.improvedCase(ctx, institution, e)
	if err != nil || c == nil {
		return nil, err
	}
	i := slices.IndexFunc(c.known, func(f fact.Fact) bool { return isMade(&f, e) })
	if i < 0 {
		return nil, nil
	}
	return &c.known[i], nil
}

// ImprovementMade tells whether the improvement of an entry is on record. For leads and above.
func (s *Service) ImprovementMade(ctx context.Context, a Actor, id string) (bool, error) {
	if !a.Role.AtLeast(Lead) {
		return false, denied()
	}
	e, _, err := s.improvementOf(ctx, a.Institution, id)
	if err != nil {
		return false, err
	}
	made, err := s.madeOf(ctx, a.Institution, e)
	return made != nil, err
}

// improvedCase reads the case in which the improvement of an entry is on record: that of the opinion, else the institution's own.
func (s *Service) improvedCase(ctx context.Context, institution string, e *improvement.Entry) (*current, map[string]text, error) {
	if e.Source == improvement.FromOpinion {
		return s.readCase(ctx, institution, e.Case)
	}
	return s.institutionOf(ctx, institution)
}

// isMade tells whether a fact is the improvement of an entry.
func isMade(f *fact.Fact, e *improvement.Entry) bool {
	of := f.Data.Text("of")
	return f.Kind == fact.ImprovementMade && (of == e.ID || e.Source == improvement.FromOpinion && (of == e.Fact || of == ""))
}

// TakenPicture is a picture of an improvement that nobody outside has seen.
type TakenPicture struct {
	Case, File string // by which Attachment fetches it
	After      bool
	Shown      bool // it is in the register
}

// TakenPictures lists the pictures on record for an entry. For leads and above.
func (s *Service) TakenPictures(ctx context.Context, a Actor, id string) ([]TakenPicture, error) {
	if !a.Role.AtLeast(Lead) {
		return nil, denied()
	}
	e, _, err := s.improvementOf(ctx, a.Institution, id)
	if err != nil {
		return nil, err
	}
	c, texts, err := s.improvedCase(ctx, a.Institution, e)
	if err != nil {
		return nil, err
	}
	var out []TakenPicture
	for i := range c.known {
		f := &c.known[i]
		if !isMade(f, e) {
			continue
		}
		for n, x := range texts[f.ID].Files {
			if x.Type != "image/jpeg" && x.Type != "image/png" || x.Harmful {
				continue // a file that the desk attached
			}
			p := TakenPicture{Case: c.Case, File: blobName(f.ID, n), After: x.Title == "after.jpg" || x.Title == "after.png"}
			p.Shown = slices.ContainsFunc(e.Pictures, func(shown improvement.Picture) bool { return shown.From == p.File })
			out = append(out, p)
		}
	}
	return out, nil
}

// ShowPicture puts a picture of an improvement into the register, small enough for a page, with a text for who cannot see it. It says
// that the manager has looked at it and found nobody on it. For managers.
func (s *Service) ShowPicture(ctx context.Context, a Actor, id, file, alt string) error {
	if !a.Role.AtLeast(Manager) {
		return denied()
	}
	taken, err := s.TakenPictures(ctx, a, id)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(taken, func(p TakenPicture) bool { return p.File == file })
	if i < 0 {
		return unknown()
	}
	e, _, err := s.improvementOf(ctx, a.Institution, id)
	if err != nil {
		return err
	}
	f := &form{}
	alt = f.line("alt", alt, true)
	f.unnumbered("alt", alt)
	if err := s.ownWords(ctx, a.Institution, f, e, map[string]string{"alt": alt}); err != nil {
		return err
	}
	if err := f.err(); err != nil {
		return err
	}
	got, err := s.attachment(ctx, a, taken[i].Case, file)
	if err != nil {
		return err
	}
	body, size, err := fitted(got.Body)
	if err != nil {
		return invalid(FieldFault{Field: "picture", Key: "fault.photo"})
	}
	sum := sha256.Sum256(body)
	p := improvement.Picture{Digest: hex.EncodeToString(sum[:]), After: taken[i].After, Alt: alt, Width: size.X, Height: size.Y, From: file,
		By: a.Account, At: s.Now()}
	if err := s.store.PutDocument(ctx, &Document{Institution: a.Institution, Kind: pictureKind, Name: p.Digest, At: p.At, Body: body}); err != nil {
		return fmt.Errorf("keeping a picture: %w", err)
	}
	return s.changePictures(ctx, a, id, func(e *improvement.Entry) {
		e.Pictures = slices.DeleteFunc(e.Pictures, func(q improvement.Picture) bool { return q.From == file })
		e.Pictures = append(e.Pictures, p)
	})
}

// HidePicture takes a picture out of the register and forgets what everybody could see of it, unless it is shown elsewhere in the
// register, too; the sealed one stays on record. For managers.
func (s *Service) HidePicture(ctx context.Context, a Actor, id, file string) error {
	if !a.Role.AtLeast(Manager) {
		return denied()
	}
	var hidden []string
	err := s.changePictures(ctx, a, id, func(e *improvement.Entry) {
		e.Pictures = slices.DeleteFunc(e.Pictures, func(q improvement.Picture) bool {
			if q.From == file {
				hidden = append(hidden, q.Digest)
			}
			return q.From == file
		})
	})
	if err != nil {
		return err
	}
	all, err := s.improvements(ctx, a.Institution)
	if err != nil {
		return err
	}
	for _, digest := range hidden {
		if slices.ContainsFunc(all, func(e improvement.Entry) bool { return shows(&e, digest) }) {
			continue
		}
		if err := s.store.PutDocument(ctx, &Document{Institution: a.Institution, Kind: pictureKind, Name: digest, At: s.Now(), Body: []byte{}}); err != nil {
			return fmt.Errorf("forgetting a picture: %w", err)
		}
	}
	return nil
}

func (s *Service) changePictures(ctx context.Context, a Actor, id string, change func(*improvement.Entry)) error {
	e, was, err := s.improvementOf(ctx, a.Institution, id)
	if err != nil {
		return err
	}
	change(e)
	e.By, e.ChangedAt = a.Account, s.Now()
	return s.putImprovement(ctx, a.Institution, e, was)
}

// PublicPicture returns a picture of a published entry; unknown when no such entry shows it any more. It is public.
func (s *Service) PublicPicture(ctx context.Context, institution, digest string) (*Attachment, error) {
	all, err := s.PublicImprovements(ctx, institution)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(all, func(e improvement.Entry) bool { return shows(&e, digest) }) {
		return nil, unknown()
	}
	doc, err := s.store.Document(ctx, institution, pictureKind, digest)
	if errors.Is(err, ErrNotFound) {
		return nil, unknown()
	}
	if err != nil {
		return nil, fmt.Errorf("reading a picture: %w", err)
	}
	out := &Attachment{Name: digest[:16] + ".jpg", Type: "image/jpeg", Body: doc.Body}
	if bytes.HasPrefix(doc.Body, []byte("\x89PNG")) {
		out.Name, out.Type = digest[:16]+".png", "image/png"
	}
	return out, nil
}

// shows tells whether an entry shows a picture.
func shows(e *improvement.Entry, digest string) bool {
	return slices.ContainsFunc(e.Pictures, func(p improvement.Picture) bool { return p.Digest == digest })
}

// fitted draws a picture anew, small enough for a page.
func fitted(body []byte) ([]byte, image.Point, error) {
	in, kind, err := image.Decode(bytes.NewReader(body))
	if err != nil {
		return nil, image.Point{}, err
	}
	out := fit(in, shownPixels)
	var b bytes.Buffer
	if kind == "png" {
		err = png.Encode(&b, out)
	} else {
		err = jpeg.Encode(&b, out, &jpeg.Options{Quality: 82})
	}
	return b.Bytes(), out.Bounds().Size(), err
}
