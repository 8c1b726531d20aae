package app

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/judge"
)

// feedKind is the kind of the documents that keep what the secret links of calendars are made with; the name is the account.
const feedKind = "feed"

// feedDoc is such a document. Without a nonce there is no link.
type feedDoc struct {
	Nonce []byte `json:"nonce,omitempty"`
}

// mostDates is how many due dates a calendar has at most.
const mostDates = 1000

// Dates are the due dates of an officer, for the calendar that he reads them with.
type Dates struct {
	Name    string // of the officer
	Charter *charter.Charter
	List    []DueDate
	At      time.Time
}

// DueDate is when a promise about a petition runs out. Nothing of it is personal.
type DueDate struct {
	UID          string // the same as long as it is the same promise about the same petition
	Case, Number string
	Seq          int64
	Changed      time.Time
	Promise      *charter.Promise
	Due          time.Time
}

// DatesLink returns the secret of the actor's calendar link; "" when there is none. It is made anew from what is kept, which without
// the keys is worth nothing. For officers.
func (s *Service) DatesLink(ctx context.Context, a Actor) (string, error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return "", denied()
	}
	d, err := s.feedOf(ctx, a.Institution, a.Account)
	if err != nil || len(d.Nonce) == 0 {
		return "", err
	}
	return s.feedSecret(a.Institution, a.Account, d), nil
}

// RenewDatesLink makes a new link of the actor's calendar, which ends the old one. For officers.
func (s *Service) RenewDatesLink(ctx context.Context, a Actor) error {
	d := feedDoc{Nonce: make([]byte, 16)}
	rand.Read(d.Nonce)
	return s.putFeed(ctx, a, d)
}

// EndDatesLink ends the link of the actor's calendar. For officers.
func (s *Service) EndDatesLink(ctx context.Context, a Actor) error {
	return s.putFeed(ctx, a, feedDoc{})
}

func (s *Service) putFeed(ctx context.Context, a Actor, d feedDoc) error {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return denied()
	}
	body, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("calendar link: %w", err)
	}
	return s.store.PutDocument(ctx, &Document{Institution: a.Institution, Kind: feedKind, Name: a.Account, At: s.Now(), Body: body})
}

func (s *Service) feedOf(ctx context.Context, institution, account string) (feedDoc, error) {
	var d feedDoc
	doc, err := s.store.Document(ctx, institution, feedKind, account)
	if errors.Is(err, ErrNotFound) {
		return d, nil
	}
	if err != nil {
		return d, fmt.Errorf("calendar link: %w", err)
	}
	if err := json.Unmarshal(doc.Body, &d); err != nil {
		return d, fmt.Errorf("calendar link: %w", err)
	}
	return d, nil
}

// feedSecret is the account with a proof.
func (s *Service) feedSecret(institution, account string, d feedDoc) string {
	return account + "." + base64.RawURLEncoding.EncodeToString(s.keys.Blind("feed", 20, institution, account, string(d.Nonce)))
}

// DatesOf returns the due dates of the officer to whom a secret link belongs; an Unknown fault when there is no such link, or when
// the account may not see cases any more.
func (s *Service) DatesOf(ctx context.Context, institution, secret, from string) (*Dates, error) {
	account, _, ok := strings.Cut(secret, ".")
	if !ok || len(secret) > 200 {
		return nil, unknown()
	}
	d, err := s.feedOf(ctx, institution, account)
	if err != nil {
		return nil, err
	}
	if len(d.Nonce) == 0 || subtle.ConstantTimeCompare([]byte(secret), []byte(s.feedSecret(institution, account, d))) != 1 {
		return nil, unknown()
	}
	acc, err := s.store.Account(ctx, institution, account)
	if errors.Is(err, ErrNotFound) || err == nil && (acc.Disabled || !actorOf(acc, from).Role.AtLeast(Officer)) {
		return nil, unknown()
	}
	if err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	return s.dates(ctx, acc)
}

// dates lists when promises about the petitions of an officer run out, the earliest first.
func (s *Service) dates(ctx context.Context, acc *Account) (*Dates, error) {
	now := s.Now()
	out := &Dates{Name: acc.Name, Charter: s.charters.At(acc.Institution, now), At: now}
	if out.Charter == nil {
		return nil, unknown()
	}
	q := InboxQuery{Institution: acc.Institution, Officer: acc.ID, Limit: 200}
	for len(out.List) < mostDates {
		heads, err := s.store.Inbox(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("calendar: %w", err)
		}
		for i := range heads {
			out.add(&heads[i])
		}
		if len(heads) < q.Limit || heads[len(heads)-1].BreaksAt.IsZero() { // in what comes after, nothing breaks
			break
		}
		q.After = &heads[len(heads)-1]
	}
	out.List = out.List[:min(len(out.List), mostDates)]
	return out, nil
}

// add adds the due dates of a petition. Visits and calls have none: their promises run out within minutes.
func (d *Dates) add(h *Head) {
	if h.Number == "" {
		return
	}
	for i := range h.Open {
		v := &h.Open[i]
		p := d.Charter.Promise(v.Promise)
		if p == nil || p.Minimum || v.Status != judge.Pending || v.Due.IsZero() {
			continue
		}
		d.List = append(d.List, DueDate{UID: h.Case + "-" + v.Promise + "-" + v.Trigger + "@jikim", Case: h.Case, Number: h.Number, Seq: h.Seq,
			Changed: h.ChangedAt, Promise: p, Due: v.Due})
	}
}
