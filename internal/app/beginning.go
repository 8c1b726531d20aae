package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
)

// The kinds of the documents that keep what promises were judged by. The store never replaces one of these kinds.
const (
	charterKind  = "charter"
	calendarKind = "calendar"
)

// version is the body of the documents that keep a charter version or a calendar.
type version struct {
	Name   string `json:"name"`           // of the calendar, identifier of the charter
	From   string `json:"from,omitempty"` // first day of the charter version
	Digest string `json:"digest"`
	Source string `json:"source,omitempty"` // the text it was read from
	// Of a calendar that has learned special days: the digest of the calendar that was read, and the documents of the days.
	Base string   `json:"base,omitempty"`
	Days []string `json:"days,omitempty"`
}

// Begin puts on record what the office starts with: its charter versions and their calendars, by digest, and its own case,
// so that its yearly and standing promises are watched even before anything was entered. Each once; the engine calls it
// whenever it starts.
func (s *Service) Begin(ctx context.Context, institution string) error {
	if err := s.learn(ctx, institution, false); err != nil {
		return err
	}
	for _, ch := range s.charters.Versions(institution) {
		if err := s.keepVersion(ctx, institution, ch); err != nil {
			return fmt.Errorf("putting charter %s on record: %w", ch.Digest, err)
		}
	}
	id := s.factFor(institution, fact.Institution, "begin", 0)
	_, err := s.turn(ctx, asked{institution: institution, caseID: fact.Institution, create: true, add: func(*current) (*added, error) {
		return &added{facts: []fact.Fact{{ID: id, Kind: fact.NoticeSent, By: "system", Via: fact.ViaSystem,
			Data: fact.With("action", "begin", "to", "manager")}}}, nil
	}})
	return err
}

// keepVersion keeps a charter version and its calendars, each by itself: the same charter may be read with other calendars
// at the next start, when a day off was announced. Figures name all of them.
func (s *Service) keepVersion(ctx context.Context, institution string, ch *charter.Charter) error {
	if err := s.keepText(ctx, institution, charterKind, version{Name: ch.ID, From: ch.From.String(), Digest: ch.Digest}); err != nil {
		return err
	}
	read := s.charters.asRead(ch)
	for _, cal := range []struct{ now, read *calendar.Calendar }{{ch.Petition, read.Petition}, {ch.Desk, read.Desk}} {
		v := version{Name: cal.now.Name(), Digest: cal.now.Digest()}
		if v.Digest != cal.read.Digest() {
			days, _, err := s.storedDays(ctx, institution)
			if err != nil {
				return err
			}
			for _, d := range standing(days) {
				v.Days = append(v.Days, d.ID)
			}
			v.Base = cal.read.Digest()
			if err := s.keepText(ctx, institution, calendarKind, version{Name: cal.read.Name(), Digest: v.Base}); err != nil {
				return err
			}
		}
		if err := s.keepText(ctx, institution, calendarKind, v); err != nil {
			return err
		}
	}
	return nil
}

// calendarsOf returns the digests of the calendars a charter was read with: of petitions and of desks.
func calendarsOf(ch *charter.Charter) []string {
	return []string{ch.Petition.Digest(), ch.Desk.Digest()}
}

// keepText keeps a version under its digest. One that is there stays, whatever program kept it.
func (s *Service) keepText(ctx context.Context, institution, kind string, v version) error {
	_, err := s.store.Document(ctx, institution, kind, v.Digest)
	if !errors.Is(err, ErrNotFound) {
		return err
	}
	v.Source = string(s.sources.of(v.Digest))
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	err = s.store.PutDocument(ctx, &Document{Institution: institution, Kind: kind, Name: v.Digest, At: s.Now(), Body: body})
	if errors.Is(err, ErrConflict) { // another node was faster
		return nil
	}
	return err
}
