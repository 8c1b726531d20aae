package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"jikim/internal/core/audit"
	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
)

// drawKind is the kind of the documents that keep draws; the name is card and period. The store never replaces one.
const drawKind = "draw"

// drawField names the drawn call that an audit is of: card, period and number.
const drawField = "draw"

func drawName(card, period string) string { return card + "/" + period }

// mayAudit tells whether the actor sees what is drawn and rates it. Leads do not: they work beside those who are called.
func mayAudit(a Actor) bool { return a.Role == Inspector || a.Role.AtLeast(Manager) }

// cardOf returns a scorecard of the charter in force; the first when none is named.
func (s *Service) cardOf(institution, card string, now time.Time) (*charter.Charter, *charter.Scorecard, error) {
	ch := s.charters.At(institution, now)
	if ch == nil {
		return nil, nil, unknown()
	}
	if card == "" && len(ch.Scorecards) > 0 {
		return ch, &ch.Scorecards[0], nil
	}
	if c := ch.Scorecard(card); c != nil {
		return ch, c, nil
	}
	return nil, nil, unknown()
}

// drawing loads a draw; nil when there is none.
func (s *Service) drawing(ctx context.Context, institution, card, period string) (*audit.Draw, time.Time, error) {
	doc, err := s.store.Document(ctx, institution, drawKind, drawName(card, period))
	if errors.Is(err, ErrNotFound) {
		return nil, time.Time{}, nil
	}
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("reading a draw: %w", err)
	}
	d := &audit.Draw{}
	if err := json.Unmarshal(doc.Body, d); err != nil {
		return nil, time.Time{}, fmt.Errorf("reading a draw: %w", err)
	}
	return d, doc.At, nil
}

// drawAudits is DrawAudits.
func (s *Service) drawAudits(ctx context.Context, a Actor, card string) error {
	if !a.Role.AtLeast(Manager) {
		return denied()
	}
	now := s.Now()
	ch, c, err := s.cardOf(a.Institution, card, now)
	if err != nil {
		return err
	}
	period, first, last := audit.PeriodOf(c.Every, civil.DateOf(now, ch.Petition.Location()))
	members, err := s.staff(ctx, a.Institution)
	if err != nil {
		return err
	}
	seed := make([]byte, 16)
	rand.Read(seed)
	d := &audit.Draw{Seed: hex.EncodeToString(seed), Card: c.ID, Period: period, Times: c.Draws,
		Hours: audit.Hours(audit.CalendarOf(ch, c), first, last, now)}
	for i := range members {
		if r := members[i].Role; r == Officer || r == Lead {
			d.Officers = append(d.Officers, members[i].ID)
		}
	}
	switch {
	case len(d.Officers) == 0:
		return unlawful("fault.draw_nobody")
	case len(d.Hours) == 0:
		return unlawful("fault.draw_over")
	}
	body, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("keeping a draw: %w", err)
	}
	err = s.store.PutDocument(ctx, &Document{Institution: a.Institution, Kind: drawKind, Name: drawName(c.ID, period), At: now, Body: body})
	if errors.Is(err, ErrConflict) {
		return unlawful("fault.draw_done")
	}
	return err
}

// rateAudit is RateAudit.
func (s *Service) rateAudit(ctx context.Context, a Actor, r AuditRating) (*Done, error) {
	if !mayAudit(a) {
		return nil, denied()
	}
	_, card, err := s.cardOf(a.Institution, r.Card, s.Now())
	if err != nil {
		return nil, err
	}
	d, drawnAt, err := s.drawing(ctx, a.Institution, card.ID, r.Period)
	if err != nil {
		return nil, err
	}
	if d == nil || r.Number < 1 || r.Number > len(d.Plan()) {
		return nil, unknown()
	}
	drawn := d.Plan()[r.Number-1]
	q := asked{institution: a.Institution, caseID: fact.Institution, create: true}
	return s.writeTo(ctx, a, r.Key, q, func(c *current, f *form) ([]draft, error) {
		return auditOf(a, c, f, card, &drawn, &r, drawnAt)
	})
}

// auditOf makes the drafts of a rating: the score and, when the rater has rated the call before, the retraction of that.
func auditOf(a Actor, c *current, f *form, card *charter.Scorecard, drawn *audit.Drawn, r *AuditRating, drawnAt time.Time) ([]draft, error) {
	id := drawName(card.ID, r.Period) + "/" + strconv.Itoa(drawn.Number)
	have := ratingsOf(c.known, id)
	mine := slices.IndexFunc(have, func(g *fact.Fact) bool { return g.By == a.by(fact.AuditScored) })
	second := len(have) > 0
	if mine >= 0 {
		second = have[mine].Data.True("second")
	}
	switch {
	case drawn.Officer == a.Account:
		return nil, unlawful("fault.audit_self")
	case mine < 0 && len(have) >= raters(drawn):
		return nil, unlawful("fault.audit_done")
	}
	f.instant(c, r.At)
	if !r.At.IsZero() && r.At.Before(drawnAt.Truncate(time.Minute)) {
		f.fault("at", "fault.audit_early")
	}
	for _, item := range r.Ratings.Missing(card) {
		f.fault("item."+item, "fault.required")
	}
	score, err := audit.Score(card, r.Ratings)
	if err != nil && len(f.faults) == 0 {
		f.fault("", "fault.choice")
	}
	e := draft{kind: fact.AuditScored, at: r.At, precision: coarseness(r.At), data: fact.With("scorecard", card.ID, "score", score,
		"officer", drawn.Officer, drawField, id, "ratings", r.Ratings.String(card))}
	if second {
		e.data = append(e.data, fact.Field{Name: "second", Value: fact.Truth(true)})
	}
	f.keep(&e.text, "note", f.prose("note", r.Note, false))
	drafts := []draft{e}
	if mine >= 0 {
		drafts = append(drafts, draft{kind: fact.FactRetracted, data: fact.With("of", have[mine].ID)})
	}
	return drafts, nil
}

// coarseness is how exactly the time of a form is known: to the minute when it was entered.
func coarseness(at time.Time) time.Duration {
	if at.IsZero() {
		return 0
	}
	return time.Minute
}

// raters is how many rate a drawn call.
func raters(d *audit.Drawn) int {
	if d.Second {
		return 2
	}
	return 1
}

// ratingsOf returns the ratings of a drawn call that stand, the first rater's first.
func ratingsOf(known []fact.Fact, id string) []*fact.Fact {
	var out []*fact.Fact
	for i := range known {
		if f := &known[i]; f.Kind == fact.AuditScored && f.Data.Text(drawField) == id {
			out = append(out, f)
		}
	}
	if len(out) > 1 && out[0].Data.True("second") { // a first rating that was given again is recorded later than the second
		slices.Reverse(out)
	}
	return out
}

// isDrawn tells whether a fact is the rating of a drawn call: who was rated how is for himself to see.
func isDrawn(f *fact.Fact) bool {
	return f.Kind == fact.AuditScored && f.Data.Present(drawField)
}

// periods lists the periods of a card that were drawn and the present one, newest first.
func (s *Service) periods(ctx context.Context, institution, card, now string) ([]string, error) {
	docs, err := s.store.ListDocuments(ctx, institution, drawKind)
	if err != nil {
		return nil, fmt.Errorf("listing draws: %w", err)
	}
	out := []string{now}
	for i := range docs {
		if of, period, _ := strings.Cut(docs[i].Name, "/"); of == card && period != now {
			out = append(out, period)
		}
	}
	slices.Sort(out)
	slices.Reverse(out)
	return out, nil
}
