package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/civil"
	"jikim/internal/core/judge"
)

const (
	// daySettles is how long before midnight a day must be entered to count from the next day on: until then every node knows it.
	daySettles = 15 * time.Minute
	// movesShown is how many limits a preview lists; previewLoads how many cases it loads at once.
	movesShown   = 500
	previewLoads = 200
)

// days is Days.
func (s *Service) days(ctx context.Context, a Actor) ([]SpecialDay, error) {
	if !a.Role.AtLeast(Manager) {
		return nil, denied()
	}
	days, _, err := s.storedDays(ctx, a.Institution)
	if err != nil {
		return nil, err
	}
	for i := range days {
		days[i].MayWithdraw = days[i].Withdrawn.IsZero() && days[i].Known.After(s.today(a.Institution))
	}
	slices.SortStableFunc(days, func(x, y SpecialDay) int { return y.Date.Compare(x.Date) })
	return days, nil
}

// today is the day at the office; in the last minutes of a day the next one.
func (s *Service) today(institution string) civil.Date {
	now := s.Now().Add(daySettles)
	return civil.DateOf(now, s.charters.At(institution, now).Petition.Location())
}

// dayOf checks what was entered and returns the day it makes.
func (s *Service) dayOf(a Actor, n *NewDay, have []SpecialDay) (*SpecialDay, error) {
	ch := s.charters.At(a.Institution, s.Now())
	if ch == nil {
		return nil, unknown()
	}
	f := &form{}
	next := s.today(a.Institution).AddDays(1)
	d := &SpecialDay{ID: s.factFor(a.Institution, dayKind, n.Key, 0), Date: n.Date, Kind: n.Kind, Name: f.line("name", n.Name, true),
		Decided: n.Decided, Known: n.Decided, By: a.Account, At: s.Now()}
	if d.Known.Before(next) {
		d.Known = next
	}
	if personal(d.Name) {
		f.fault("name", "fault.personal")
	}
	if !slices.Contains(DayKinds(), d.Kind) {
		f.fault("kind", "fault.choice")
	} else if d.Kind != DayTemporary && ch.Desk.Name() == ch.Petition.Name() {
		f.fault("kind", "fault.day_one_calendar")
	}
	_, last := ch.Petition.Years()
	switch {
	case d.Date.IsZero():
		f.fault("date", "fault.required")
	case d.Date.Before(next) || d.Date.Year > last:
		f.fault("date", "fault.day_date", "first", next)
	}
	switch {
	case d.Decided.IsZero():
		f.fault("decided", "fault.required")
	case !d.Date.IsZero() && d.Decided.After(d.Date):
		f.fault("decided", "fault.day_decided")
	}
	if d.Kind == DayHours {
		d.Spans = []calendar.Span{{From: n.From, To: n.To}}
		if n.From >= n.To {
			f.fault("to", "fault.day_hours")
		}
	}
	if slices.ContainsFunc(standing(have), func(o SpecialDay) bool {
		return o.ID != d.ID && o.Date == d.Date && (o.Kind == DayHours) == (d.Kind == DayHours)
	}) {
		f.fault("date", "fault.day_twice")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	_, err := s.trial(a.Institution, []SpecialDay{*d}) // every version must be able to take it, or no node could start
	return d, err
}

// enterDay is EnterDay. The same key enters the same day once.
func (s *Service) enterDay(ctx context.Context, a Actor, n NewDay) (*SpecialDay, error) {
	if !a.Role.AtLeast(Manager) {
		return nil, denied()
	}
	have, _, err := s.storedDays(ctx, a.Institution)
	if err != nil {
		return nil, err
	}
	if n.Key == "" {
		n.Key = s.NewKey()
	}
	d, err := s.dayOf(a, &n, have)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(have, func(o SpecialDay) bool { return o.ID == d.ID }); i >= 0 {
		return &have[i], nil
	}
	body, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("keeping a special day: %w", err)
	}
	err = s.store.PutDocument(ctx, &Document{Institution: a.Institution, Kind: dayKind, Name: d.ID, At: d.At, Body: body})
	if err != nil && !errors.Is(err, ErrConflict) { // a conflict: the form was sent twice at once
		return nil, fmt.Errorf("keeping a special day: %w", err)
	}
	return d, s.learn(ctx, a.Institution, false)
}

// withdrawDay is WithdrawDay.
func (s *Service) withdrawDay(ctx context.Context, a Actor, id string) error {
	if !a.Role.AtLeast(Manager) {
		return denied()
	}
	have, _, err := s.storedDays(ctx, a.Institution)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(have, func(d SpecialDay) bool { return d.ID == id })
	switch {
	case i < 0:
		return unknown()
	case !have[i].Withdrawn.IsZero():
		return nil
	case !have[i].Known.After(s.today(a.Institution)):
		return unlawful("fault.day_counts")
	}
	body, err := json.Marshal(map[string]string{"by": a.Account})
	if err != nil {
		return err
	}
	err = s.store.PutDocument(ctx, &Document{Institution: a.Institution, Kind: dayKind, Name: id + withdrawnMark, At: s.Now(), Body: body})
	if err != nil && !errors.Is(err, ErrConflict) {
		return fmt.Errorf("taking back a special day: %w", err)
	}
	return s.learn(ctx, a.Institution, false)
}

// previewDay is PreviewDay: open cases are judged as they stand with all days entered before, and with this one.
func (s *Service) previewDay(ctx context.Context, a Actor, n NewDay) (*DayPreview, error) {
	if !a.Role.AtLeast(Manager) {
		return nil, denied()
	}
	have, _, err := s.storedDays(ctx, a.Institution)
	if err != nil {
		return nil, err
	}
	if n.Key == "" {
		n.Key = s.NewKey()
	}
	d, err := s.dayOf(a, &n, have)
	if err != nil {
		return nil, err
	}
	was, err := s.trial(a.Institution, standing(have))
	if err != nil {
		return nil, err
	}
	then, err := s.trial(a.Institution, append(standing(have), *d))
	if err != nil {
		return nil, err
	}
	p := &DayPreview{Day: *d}
	cases, err := s.reaching(ctx, a.Institution, d.Date.Start(s.charters.At(a.Institution, s.Now()).Petition.Location()))
	if err != nil {
		return nil, err
	}
	for chunk := range slices.Chunk(cases, previewLoads) {
		stored, err := s.store.LoadMany(ctx, a.Institution, chunk)
		if err != nil {
			return nil, fmt.Errorf("previewing a special day: %w", err)
		}
		for _, st := range stored {
			p.compare(s.currentOf(st, s.Now()), was, then)
		}
	}
	slices.SortStableFunc(p.Moves, func(x, y Move) int { return cmp.Or(x.Was.Compare(y.Was), cmp.Compare(x.Case, y.Case)) })
	p.Moves = p.Moves[:min(len(p.Moves), movesShown)]
	return p, nil
}

// trial returns judges by charter digest whose calendars know all days already.
func (s *Service) trial(institution string, days []SpecialDay) (map[string]*judge.Judge, error) {
	known := slices.Clone(days)
	for i := range known {
		known[i].Known = civil.Date{}
	}
	out := map[string]*judge.Judge{}
	for _, read := range s.charters.read(institution) {
		ch, err := withDays(read, known)
		if err != nil {
			return nil, err
		}
		out[ch.Digest] = judge.New(ch)
	}
	return out, nil
}

// compare adds the limits of a case that move.
func (p *DayPreview) compare(c *current, was, then map[string]*judge.Judge) {
	due := map[VerdictKey]time.Time{}
	pending := func(j *judge.Judge, see func(v *judge.Verdict)) {
		r := j.CaseOf(c.Case, c.Facts, c.now, judge.Options{Since: c.since(nil)})
		for i := range r.Verdicts {
			if v := &r.Verdicts[i]; v.Status == judge.Pending && !v.Due.IsZero() {
				see(v)
			}
		}
	}
	pending(was[c.ch.Digest], func(v *judge.Verdict) { due[VerdictKey{v.Promise, v.Trigger}] = v.Due })
	before := p.Limit
	pending(then[c.ch.Digest], func(v *judge.Verdict) {
		old, open := due[VerdictKey{v.Promise, v.Trigger}]
		if !open || old.Equal(v.Due) {
			return
		}
		p.Limit++
		p.Moves = append(p.Moves, Move{Case: c.Case, Number: c.state.Number, Promise: v.Promise, Desk: c.state.Desk, Officer: c.state.Officer,
			Was: old, Due: v.Due})
	})
	if p.Limit > before {
		p.Cases++
	}
}
