package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// turnTries is how often a turn is tried when others change the case at the same time.
const turnTries = 40

// asked is what a turn is asked to do with a case.
type asked struct {
	institution, caseID string
	stored              *Stored // prefetched; nil: load
	fresh               bool    // the case is believed not to exist: try without loading
	create              bool    // the case may not exist yet
	// add decides what to record, given the case as it is now. It may be called several times and must not keep anything.
	// nil: time has passed, nothing else.
	add func(*current) (*added, error)
}

// added is what a use case records.
type added struct {
	facts  []fact.Fact
	texts  []text  // sealed beside the facts
	name   *string // masked name for lists, when it becomes known
	silent bool    // an import: nothing is planned, since nobody is to be told of what is long past
	// outgoing is put into the outbox besides what the duties of the case plan.
	outgoing []Outgoing
	// documents are kept in the same transaction.
	documents []Document
}

// turned is what a turn came to.
type turned struct {
	*current         // before the turn
	after    reading // after it
	head     Head    // as written
	added    []fact.Fact
	repeated bool // every fact was on record already; nothing was written
}

// turn is the one way in which a case changes: load its facts, add what happened, judge, plan, and commit facts, derived rows
// and outbox in one transaction that expects the sequence number it started from. When another turn was faster, the
// whole is done again on the new state.
func (s *Service) turn(ctx context.Context, q asked) (*turned, error) {
	stored := q.stored
	for try := range turnTries {
		if stored == nil {
			var err error
			if stored, err = s.loadFor(ctx, &q, try); err != nil {
				return nil, err
			}
		}
		t, err := s.attempt(ctx, &q, stored)
		if !errors.Is(err, ErrConflict) {
			return t, err
		}
		stored = nil
		if err := pause(ctx, try); err != nil {
			return nil, err
		}
	}
	return nil, &Fault{Kind: Busy, Key: "fault.busy", err: ErrConflict}
}

// pause waits a little longer after each conflict.
func pause(ctx context.Context, try int) error {
	timer := time.NewTimer(time.Duration(min(try, 10)) * time.Millisecond)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

func (s *Service) loadFor(ctx context.Context, q *asked, try int) (*Stored, error) {
	empty := &Stored{Institution: q.institution, Case: q.caseID}
	if q.fresh && try == 0 {
		return empty, nil
	}
	stored, err := s.store.Load(ctx, q.institution, q.caseID)
	switch {
	case errors.Is(err, ErrNotFound) && q.create:
		return empty, nil
	case errors.Is(err, ErrNotFound):
		return nil, unknown()
	case err != nil:
		return nil, fmt.Errorf("loading a case: %w", err)
	}
	return stored, nil
}

func (s *Service) attempt(ctx context.Context, q *asked, stored *Stored) (*turned, error) {
	t, change, err := s.prepare(ctx, q, stored, s.Now())
	if err != nil || change == nil {
		return t, err
	}
	return t, s.commit(ctx, t, change)
}

// prepare does everything of a turn but the writing. The change is nil when nothing has to be written.
func (s *Service) prepare(ctx context.Context, q *asked, stored *Stored, now time.Time) (*turned, *Change, error) {
	t := &turned{current: s.currentOf(stored, now)}
	if t.ch == nil {
		return nil, nil, unknown()
	}
	add := &added{}
	if q.add != nil {
		var err error
		if add, err = q.add(t.current); err != nil {
			return nil, nil, err
		}
		if t.added = t.news(add.facts); len(add.facts) > 0 && len(t.added) == 0 {
			t.repeated = true
			t.after = t.read(stored.Facts, t.now, t.since(nil), false)
			t.head = stored.Head
			return t, nil, nil
		}
	}
	change, err := s.change(ctx, t, add)
	if err != nil {
		return nil, nil, err
	}
	return t, change, nil
}

// commit writes a prepared turn and tells of it.
func (s *Service) commit(ctx context.Context, t *turned, change *Change) error {
	if err := s.store.Commit(ctx, change); err != nil {
		if errors.Is(err, ErrConflict) {
			return err
		}
		return fmt.Errorf("committing a turn: %w", err)
	}
	s.announce(t, change)
	return nil
}

// news returns the facts that are not on record, made ready for it.
func (c *current) news(facts []fact.Fact) []fact.Fact {
	out := make([]fact.Fact, 0, len(facts))
	for _, f := range facts {
		if c.has(f.ID) {
			continue
		}
		f.Case = c.Case
		if f.RecordedAt.IsZero() {
			f.RecordedAt = c.now
		}
		if f.At.IsZero() {
			f.At = c.now
		}
		out = append(out, f.Normal())
	}
	fact.SortTies(out)
	if len(c.Facts) == 0 && len(out) > 0 && c.Case != fact.Institution {
		out[0].Data = out[0].Data.Set("charter", fact.Text(c.ch.Digest))
	}
	return out
}

// change judges the case with its new facts and returns what has to be written; nil when that is nothing.
func (s *Service) change(ctx context.Context, t *turned, add *added) (*Change, error) {
	for i := range t.added {
		if err := t.added[i].Check(); err != nil {
			return nil, fmt.Errorf("fact %s: %w", t.added[i].Kind, err)
		}
	}
	since := t.since(t.added)
	var before reading
	if t.Head.Status != "" { // the case was written before
		before = t.read(t.Facts, t.lastInstant(), since, false)
	}
	all := append(slices.Clip(t.Facts), t.added...)
	t.after = t.read(all, t.now, since, false)
	for _, f := range t.after.plan.Breaches {
		if !t.has(f.ID) {
			f.RecordedAt = t.now
			t.added = append(t.added, f.Normal())
		}
	}
	fact.SortTies(t.added)
	ch := &Change{Institution: t.Institution, Case: t.Case, Expect: t.Seq, Now: t.now, Facts: t.added,
		Leaves: s.leaves(t.Institution, t.added)}
	ch.Documents = add.documents
	ch.Verdicts, ch.Gone = differences(t.Institution, &before, &t.after)
	if !add.silent {
		ch.Outgoing = append(outgoing(t.Institution, &before, &t.after), add.outgoing...)
		var err error
		if ch.Deliveries, err = s.deliveries(ctx, t); err != nil {
			return nil, err
		}
	}
	if err := s.seal(ctx, t, add, ch); err != nil {
		return nil, err
	}
	// Both from one variable, not one from the other: Go 1.26 and 1.27 make one group of the write barriers of such a chain, so
	// that the second sees the old t.head, and the collector frees what only ch holds (a relative of golang/go#71228).
	head := headOf(t, add)
	t.head, ch.Head = head, head
	if len(ch.Facts) == 0 && len(ch.Verdicts) == 0 && len(ch.Gone) == 0 && len(ch.Outgoing) == 0 && sameHead(&t.head, &t.Head) {
		return nil, nil
	}
	return ch, nil
}

// announce tells the engine and open pages of a commit.
func (s *Service) announce(t *turned, ch *Change) {
	s.forget(ch.Institution, ch.Case)
	s.committed(ch.Institution, ch.Case, ch.Head.WakeAt, len(ch.Outgoing) > 0)
	e := Event{Kind: CaseChanged, Institution: ch.Institution, Case: ch.Case, Seq: ch.Head.Seq, Desk: ch.Head.Desk,
		Officer: ch.Head.Officer, LeftDesk: t.Head.Desk, LeftOfficer: t.Head.Officer, At: ch.Now}
	s.publish(e)
	if inboxDiffers(&t.Head, &ch.Head) {
		e.Kind = InboxChanged
		s.publish(e)
	}
	if slices.ContainsFunc(ch.Facts, ofCall) {
		e.Kind = CallChanged
		s.publish(e)
	}
	for i := range ch.Facts {
		if n, ok := noticeOf(&ch.Facts[i]); ok {
			s.publish(Event{Kind: NoticeCame, Institution: ch.Institution, Case: ch.Case, At: ch.Now, Notice: &n})
		}
	}
	if len(ch.Verdicts) > 0 || len(ch.Gone) > 0 {
		s.refresh.changed(ch.Institution)
	}
}

// inboxDiffers tells whether the case came into, left or moved within somebody's inbox.
func inboxDiffers(old, now *Head) bool {
	return old.Status != now.Status || !old.BreaksAt.Equal(now.BreaksAt) || old.Desk != now.Desk || old.Officer != now.Officer ||
		old.Seq == 0
}

// ofCall tells whether a fact changes what the list of calls shows: that somebody is put on hold, say.
func ofCall(f fact.Fact) bool { return f.Kind.Family() == "call" }

// headOf makes the derived row of the case.
func headOf(t *turned, add *added) Head {
	st := &t.after.state
	h := Head{Institution: t.Institution, Case: t.Case, Seq: t.Seq + int64(len(t.added)), Number: st.Number,
		Status: string(st.Status), Service: st.Service, Channel: st.Channel, Desk: st.Desk, Officer: st.Officer,
		ReceivedAt: st.ReceivedAt, ChangedAt: st.ChangedAt, WakeAt: t.after.next, Name: t.Head.Name}
	h.PostAt = st.ToPost()
	if h.ReceivedAt.IsZero() {
		h.ReceivedAt = st.BeganAt
	}
	switch {
	case t.Case == fact.Institution && len(t.after.known) == 0:
		h.Status = string(casefile.Standing)
	case (st.Status == casefile.Answered || st.Status == casefile.Refused) && st.Waits():
		h.Status = string(casefile.Open) // in lists: somebody who has his answer has complained, and waits again
	}
	if add.name != nil {
		h.Name = *add.name
	}
	for i := range t.after.verdicts {
		v := &t.after.verdicts[i]
		switch v.Status {
		case judge.Pending:
			h.Open = append(h.Open, *v)
			p := t.promise(v.Promise)
			if p != nil && !p.Minimum && !v.Due.IsZero() && (h.BreaksAt.IsZero() || v.Due.Before(h.BreaksAt)) {
				h.BreaksAt, h.BreaksPromise = v.Due, v.Promise
			}
			if at := owedAt(p, v); !at.IsZero() && (h.RemedyAt.IsZero() || at.Before(h.RemedyAt)) {
				h.RemedyAt = at
			}
		case judge.Broken:
			h.Broken++
		case judge.Unproven:
			h.Unproven++
		}
	}
	for i := range st.Complaints {
		if k := &st.Complaints[i]; untold(st, k) && (h.ComplaintAt.IsZero() || k.ReceivedAt.Before(h.ComplaintAt)) {
			h.ComplaintAt = k.ReceivedAt
		}
	}
	if t.Case == fact.Institution { // its standing promises are judged for the last days only: no totals
		h.Broken, h.Unproven = 0, 0
	}
	return h
}

// owedAt is when a pending remedy is due or, without a limit, since when it is owed; zero for other promises.
func owedAt(p *charter.Promise, v *judge.Verdict) time.Time {
	switch {
	case p == nil || !p.Remedy:
		return time.Time{}
	case v.Due.IsZero():
		return v.Started
	}
	return v.Due
}

// untold tells whether the result of a complaint is still to be told.
func untold(st *casefile.State, k *casefile.Complaint) bool {
	return k.ToldAt.IsZero() && st.Status != casefile.Withdrawn && st.Status != casefile.Merged
}
