package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/improvement"
	"jikim/internal/seal"
)

// improvementKind is the kind of the documents that keep the register of improvements; the name is the identifier of the entry.
const improvementKind = "improvement"

// ImprovementDraft is what a form says of an entry of the register.
type ImprovementDraft struct {
	ID     string // empty: a new one
	Key    string // of the form; a new entry made twice with one key is made once
	Source improvement.Source
	Case   string // from which it comes; only of a new one
	Fact   string // the complaint or opinion in it
	Rule   string // the pattern

	Desk, Suggested, Made, Reason, Owner string
	State                                improvement.State
	Until                                string // 2006-01-02
	Publish                              bool   // somebody has read all of it and lets everybody see it
	Was                                  string // the version on which the form was drawn: ImprovementVersion
}

// ImprovementVersion names the version of an entry, so that a form does not undo what somebody else has written meanwhile.
func ImprovementVersion(e *improvement.Entry) string {
	return strconv.Itoa(e.Version)
}

// Improvements lists the register, those that wait first, then the newest. For leads and above.
func (s *Service) Improvements(ctx context.Context, a Actor) ([]improvement.Entry, error) {
	if !a.Role.AtLeast(Lead) {
		return nil, denied()
	}
	all, err := s.improvements(ctx, a.Institution)
	slices.SortStableFunc(all, func(x, y improvement.Entry) int {
		if p, q := x.State == improvement.Planned, y.State == improvement.Planned; p != q {
			if p {
				return -1
			}
			return 1
		}
		return y.RaisedAt.Compare(x.RaisedAt)
	})
	return all, err
}

// PublicImprovements lists what of the register is published, the last done or decided first; identifiers of cases, accounts and
// files are left out of it. It is public.
func (s *Service) PublicImprovements(ctx context.Context, institution string) ([]improvement.Entry, error) {
	all, err := s.improvements(ctx, institution)
	if err != nil {
		return nil, err
	}
	out := slices.DeleteFunc(all, func(e improvement.Entry) bool { return e.Published.IsZero() })
	for i := range out {
		e := &out[i]
		e.Case, e.Fact, e.Rule, e.Owner, e.By = "", "", "", "", ""
		for j := range e.Pictures {
			e.Pictures[j].From, e.Pictures[j].By = "", ""
		}
	}
	slices.SortStableFunc(out, func(x, y improvement.Entry) int { return y.ChangedAt.Compare(x.ChangedAt) })
	return out, nil
}

// improvements reads the register.
func (s *Service) improvements(ctx context.Context, institution string) ([]improvement.Entry, error) {
	docs, err := s.store.ListDocuments(ctx, institution, improvementKind)
	if err != nil {
		return nil, fmt.Errorf("reading the register of improvements: %w", err)
	}
	out := make([]improvement.Entry, len(docs))
	for i := range docs {
		if err := json.Unmarshal(docs[i].Body, &out[i]); err != nil {
			return nil, fmt.Errorf("reading improvement %s: %w", docs[i].Name, err)
		}
	}
	return out, nil
}

// Improvement returns an entry of the register. For leads and above.
func (s *Service) Improvement(ctx context.Context, a Actor, id string) (*improvement.Entry, error) {
	if !a.Role.AtLeast(Lead) {
		return nil, denied()
	}
	e, _, err := s.improvementOf(ctx, a.Institution, id)
	return e, err
}

// improvementOf returns an entry, and its document as it stands.
func (s *Service) improvementOf(ctx context.Context, institution, id string) (*improvement.Entry, []byte, error) {
	doc, err := s.store.Document(ctx, institution, improvementKind, id)
	if errors.Is(err, ErrNotFound) {
		return nil, nil, unknown()
	}
	if err != nil {
		return nil, nil, fmt.Errorf("reading improvement %s: %w", id, err)
	}
	e := &improvement.Entry{}
	if err := json.Unmarshal(doc.Body, e); err != nil {
		return nil, nil, fmt.Errorf("reading improvement %s: %w", id, err)
	}
	return e, doc.Body, nil
}

// SaveImprovement makes an entry of the register or changes one. Its texts are the office's own words: one that takes over what the
// citizen wrote is refused, and so is one with a resident registration number. Leads prepare entries; only managers publish them,
// and change what is published. "Done" asks for the improvement on record: see MakeImprovement.
func (s *Service) SaveImprovement(ctx context.Context, a Actor, d ImprovementDraft) (*improvement.Entry, error) {
	if !a.Role.AtLeast(Lead) {
		return nil, denied()
	}
	e, was, err := s.draftOn(ctx, a, &d)
	if err != nil {
		return nil, err
	}
	if (d.Publish || !e.Published.IsZero()) && !a.Role.AtLeast(Manager) {
		return nil, denied()
	}
	if was != nil && d.Was != "" && d.Was != ImprovementVersion(e) {
		return nil, &Fault{Kind: Conflict, Key: "improve.fault.changed"}
	}
	f := &form{}
	if err := s.takeOver(ctx, a, f, e, &d); err != nil {
		return nil, err
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	e.By, e.ChangedAt = a.Account, s.Now()
	switch {
	case !d.Publish:
		e.Published = time.Time{}
	case e.Published.IsZero():
		e.Published = e.ChangedAt
	}
	return e, s.putImprovement(ctx, a.Institution, e, was)
}

// draftOn returns the entry that a form changes, or a new one.
func (s *Service) draftOn(ctx context.Context, a Actor, d *ImprovementDraft) (*improvement.Entry, []byte, error) {
	id := d.ID
	if id == "" {
		if d.Key == "" {
			d.Key = s.NewKey()
		}
		id = s.factFor(a.Institution, improvementKind, d.Key, 0)
	}
	e, was, err := s.improvementOf(ctx, a.Institution, id)
	if fault := FaultOf(err); d.ID != "" || err == nil || fault == nil || fault.Kind != Unknown {
		return e, was, err
	}
	e = &improvement.Entry{ID: id, Source: d.Source, RaisedAt: s.Now(), State: improvement.Planned, Rule: d.Rule}
	switch d.Source {
	case improvement.FromOpinion, improvement.FromComplaint:
		c, _, err := s.readCase(ctx, a.Institution, d.Case)
		if err != nil {
			return nil, nil, err
		}
		raised := c.find(d.Fact)
		if raised == nil || raised.Kind != fact.OpinionReceived && raised.Kind != fact.ComplaintReceived {
			return nil, nil, unknown()
		}
		e.Case, e.Fact, e.RaisedAt, e.Desk = d.Case, d.Fact, raised.At, deskTold(c, d.Fact)
	case improvement.FromPattern, improvement.FromOffice:
	default:
		return nil, nil, unknown()
	}
	return e, nil, nil
}

// takeOver checks a form and takes it into the entry.
func (s *Service) takeOver(ctx context.Context, a Actor, f *form, e *improvement.Entry, d *ImprovementDraft) error {
	ch := s.charters.At(a.Institution, s.Now())
	if ch == nil {
		return unknown()
	}
	e.Desk = f.choice("desk", d.Desk, false, desksOf(ch)...)
	e.State = improvement.State(f.choice("state", string(d.State), true, string(improvement.Planned), string(improvement.Done), string(improvement.NotPossible)))
	e.Suggested = f.office("suggested", d.Suggested, true)
	e.Made = f.office("made", d.Made, e.State == improvement.Done)
	e.Reason = f.office("reason", d.Reason, e.State == improvement.NotPossible)
	if e.Owner = d.Owner; d.Owner != "" {
		if m, there := s.member(ctx, a.Institution, d.Owner); !there || m.ID == "" {
			f.fault("owner", "fault.choice")
		}
	}
	e.Until = d.Until
	switch day, err := time.Parse(time.DateOnly, d.Until); {
	case d.Until == "" && e.State == improvement.Planned:
		f.fault("until", "fault.required")
	case d.Until != "" && (err != nil || day.Year() > s.Now().Year()+10):
		f.fault("until", "fault.time")
	}
	made, err := s.madeOf(ctx, a.Institution, e)
	if err != nil {
		return err
	}
	e.DoneAt = time.Time{}
	switch {
	case e.State != improvement.Done:
	case made == nil:
		f.fault("state", "improve.fault.not_made")
	default:
		e.DoneAt = made.At
	}
	return s.ownWords(ctx, a.Institution, f, e, map[string]string{"suggested": e.Suggested, "made": e.Made, "reason": e.Reason})
}

// desksOf lists the identifiers of all desks.
func desksOf(ch *charter.Charter) []string {
	out := make([]string, len(ch.Directory.Desks))
	for i := range ch.Directory.Desks {
		out[i] = ch.Directory.Desks[i].ID
	}
	return out
}

// ownWords refuses texts for everybody that take over what the citizen wrote, or tell who he is.
func (s *Service) ownWords(ctx context.Context, institution string, f *form, e *improvement.Entry, texts map[string]string) error {
	if e.Fact == "" {
		return nil
	}
	c, sealed, err := s.readCase(ctx, institution, e.Case)
	if err != nil {
		return err
	}
	written, who := field(sealed, e.Fact, "text"), personOf(c, sealed)
	for name, text := range texts {
		switch {
		case improvement.Quotes(text, written):
			f.fault(name, "improve.fault.quotes")
		case improvement.Names(text, who.Name, who.Phone, who.Email):
			f.fault(name, "improve.fault.named")
		}
	}
	return nil
}

// office checks a text that is meant for everybody.
func (f *form) office(name, value string, required bool) string {
	value = f.prose(name, value, required)
	f.unnumbered(name, value)
	return value
}

// unnumbered refuses a text with what looks like a resident registration number.
func (f *form) unnumbered(name, value string) {
	if _, masked := seal.MaskResident(value); masked {
		f.fault(name, "improve.fault.personal")
	}
}

// putImprovement keeps an entry, unless somebody else was faster.
func (s *Service) putImprovement(ctx context.Context, institution string, e *improvement.Entry, was []byte) error {
	e.Version++
	body, err := json.Marshal(e)
	if err != nil {
		return err
	}
	err = s.store.SwapDocument(ctx, &Document{Institution: institution, Kind: improvementKind, Name: e.ID, At: e.ChangedAt, Body: body}, was)
	if errors.Is(err, ErrConflict) {
		return &Fault{Kind: Conflict, Key: "improve.fault.changed", err: err}
	}
	if err != nil {
		return fmt.Errorf("keeping improvement %s: %w", e.ID, err)
	}
	return nil
}
