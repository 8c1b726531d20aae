package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"jikim/internal/core/civil"
	"jikim/internal/core/open"
)

// Enactment is a charter version that was put into force while the office ran. It is kept for good.
type Enactment struct {
	ID     string     `json:"-"` // the first is 000001
	Digest string     `json:"digest"`
	From   civil.Date `json:"from"`
	Base   string     `json:"base"`   // digest of the version before it
	Folder string     `json:"folder"` // name of the document that keeps its texts
	Reason string     `json:"reason"` // what it was decided by, such as the number of an approval
	By     string     `json:"by"`     // account
	At     time.Time  `json:"at"`
	// Withdrawn is when it was taken back, and by whom; zero: it stands.
	Withdrawn   time.Time `json:"-"`
	WithdrawnBy string    `json:"-"`
	// MayWithdraw tells that its first day is far enough away for it to be taken back.
	MayWithdraw bool `json:"-"`
}

// NewEnactment is what a manager confirms when a draft is put into force.
type NewEnactment struct {
	Version      string // of the draft that was shown
	Reason       string
	Acknowledged bool // what the check found was read, when it found anything
}

// Enact puts the draft into force, from the day on that it names: tomorrow at the earliest, and later than every other version.
// It is kept for good with all its texts; this node serves it at once, the others within seconds. Cases that began before its
// first day stay with their version. The draft is used up. For managers.
func (s *Service) Enact(ctx context.Context, a Actor, n NewEnactment) (*Enactment, error) {
	d, was, err := s.openDraft(ctx, a)
	if err != nil {
		return nil, err
	}
	if err := s.Load(ctx, a.Institution); err != nil { // another node may have put one into force
		return nil, err
	}
	e, err := s.enactmentOf(ctx, a, d, &n)
	if err != nil {
		return nil, err
	}
	if err := s.keepEnactment(ctx, a.Institution, e, d.Files); err != nil {
		return nil, err
	}
	if err := s.dropDraft(ctx, a.Institution, was); err != nil && !errors.Is(err, ErrConflict) { // what was saved since stays
		return nil, err
	}
	return e, s.Learn(ctx, a.Institution)
}

// MayEnact tells what keeps the draft from being put into force, without doing it: the same faults as Enact. For managers.
func (s *Service) MayEnact(ctx context.Context, a Actor, n NewEnactment) error {
	d, _, err := s.openDraft(ctx, a)
	if err != nil {
		return err
	}
	_, err = s.enactmentOf(ctx, a, d, &n)
	return err
}

// enactmentOf checks whether the draft may be put into force, and returns what is to be kept.
func (s *Service) enactmentOf(ctx context.Context, a Actor, d *Draft, n *NewEnactment) (*Enactment, error) {
	switch {
	case d.At.IsZero():
		return nil, unlawful("fault.enact_nothing")
	case d.Version != n.Version:
		return nil, draftConflict()
	}
	ch, err := charterOf(d.Files, nil)
	switch {
	case err != nil:
		return nil, unlawful("fault.charter")
	case ch.Institution != a.Institution:
		return nil, unlawful("fault.charter_elsewhere")
	}
	f := &form{}
	reason := f.line("reason", n.Reason, true)
	if personal(reason) {
		f.fault("reason", "fault.personal")
	}
	if first := s.firstDay(a.Institution); ch.From.Before(first) {
		f.fault("from", "fault.enact_from", "first", first)
	}
	if len(open.Lint(ch)) > 0 && !n.Acknowledged {
		f.fault("acknowledged", "fault.enact_findings")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	days, _, err := s.storedDays(ctx, a.Institution)
	if err != nil {
		return nil, err
	}
	if _, err := withDays(ch, standing(days)); err != nil { // or no node could serve it
		return nil, &Fault{Kind: Unlawful, Key: "fault.enact_days", err: err}
	}
	return &Enactment{Digest: ch.Digest, From: ch.From, Base: s.lastCharter(a.Institution).Digest, Reason: reason, By: a.Account, At: s.Now()}, nil
}

// firstDay is the earliest day on which a new version can begin: tomorrow, in the last minutes of a day the day after, and
// later than every version there is.
func (s *Service) firstDay(institution string) civil.Date {
	first := s.today(institution).AddDays(1)
	if last := s.lastCharter(institution).From; !last.Before(first) {
		first = last.AddDays(1)
	}
	return first
}

// FirstDay is the earliest day on which a new version can begin.
func (s *Service) FirstDay(a Actor) civil.Date { return s.firstDay(a.Institution) }

// keepEnactment keeps the texts of a version and then its place in the list, which is given to one only.
func (s *Service) keepEnactment(ctx context.Context, institution string, e *Enactment, files map[string]string) error {
	texts, err := json.Marshal(files)
	if err != nil {
		return fmt.Errorf("keeping a charter version: %w", err)
	}
	sum := sha256.Sum256(texts)
	e.Folder = hex.EncodeToString(sum[:])
	err = s.store.PutDocument(ctx, &Document{Institution: institution, Kind: folderKind, Name: e.Folder, At: e.At, Body: texts})
	if err != nil {
		return fmt.Errorf("keeping a charter version: %w", err)
	}
	body, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("keeping a charter version: %w", err)
	}
	list, _, err := s.storedVersions(ctx, institution)
	if err != nil {
		return err
	}
	if last := inForce(list); len(last) > 0 && !last[len(last)-1].From.Before(e.From) {
		return enactConflict()
	}
	e.ID = fmt.Sprintf("%06d", len(list)+1)
	err = s.store.PutDocument(ctx, &Document{Institution: institution, Kind: enactmentKind, Name: e.ID, At: e.At, Body: body})
	if errors.Is(err, ErrConflict) {
		return enactConflict()
	}
	if err != nil {
		return fmt.Errorf("keeping a charter version: %w", err)
	}
	return nil
}

func enactConflict() error {
	return &Fault{Kind: Conflict, Key: "fault.enact_conflict", err: ErrConflict}
}
