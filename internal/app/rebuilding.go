package app

import (
	"context"
	"fmt"
	"time"

	"jikim/internal/core/civil"
	"jikim/internal/seal"
)

const (
	// rebuiltAtOnce is how many cases are written in one transaction.
	rebuiltAtOnce = 1000
	// stillNews is how long ago something may have become due that a rebuilding plans again. The outbox keeps what was ever
	// planned and takes nothing twice; this is for what the last wake-ups before the rebuilding missed.
	stillNews = 72 * time.Hour
)

// rebuild is Rebuild. The facts are only read.
func (s *Service) rebuild(ctx context.Context, a Actor, progress func(int)) (int, error) {
	if !a.System && !a.Role.AtLeast(Admin) {
		return 0, denied()
	}
	if err := s.learn(ctx, a.Institution, false); err != nil {
		return 0, fmt.Errorf("rebuilding: %w", err)
	}
	if err := s.store.ResetDerived(ctx, a.Institution); err != nil {
		return 0, fmt.Errorf("rebuilding: %w", err)
	}
	cases := 0
	var batch []*Change
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		if err := s.store.Import(ctx, batch); err != nil {
			return fmt.Errorf("rebuilding: %w", err)
		}
		cases += len(batch)
		batch = batch[:0]
		if progress != nil {
			progress(cases)
		}
		return nil
	}
	err := s.store.EachCase(ctx, a.Institution, "", func(stored *Stored) error {
		ch, err := s.rebuilt(ctx, stored)
		if err != nil {
			return fmt.Errorf("rebuilding case %s: %w", stored.Case, err)
		}
		if batch = append(batch, ch); len(batch) < rebuiltAtOnce {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	if err == nil {
		err = s.store.Tune(ctx)
	}
	return cases, err
}

// rebuilt makes the derived rows of a case from its facts, as a turn would have written them by now.
func (s *Service) rebuilt(ctx context.Context, stored *Stored) (*Change, error) {
	bare := *stored
	bare.Head = Head{}
	t := &turned{current: s.currentOf(&bare, s.Now())}
	if t.ch == nil {
		return nil, unknown()
	}
	t.after = t.read(t.Facts, t.now, civil.Date{}, false)
	texts, err := s.texts(ctx, t.Institution, t.Case, t.Facts)
	if err != nil {
		return nil, err
	}
	add := &added{}
	if name := seal.Name(personOf(t.current, texts).Name); name != "" {
		add.name = &name
	}
	t.head = headOf(t, add)
	for i := range t.after.plan.Breaches {
		if !t.has(t.after.plan.Breaches[i].ID) {
			t.head.WakeAt = t.now // a breach is not on record yet: a turn at once will put it there
		}
	}
	ch := &Change{Institution: t.Institution, Case: t.Case, Expect: t.Seq, Now: t.now, Head: t.head}
	ch.Verdicts, _ = differences(t.Institution, &reading{}, &t.after)
	for _, o := range outgoing(t.Institution, &reading{}, &t.after) {
		if t.now.Sub(o.ReadyAt) < stillNews {
			ch.Outgoing = append(ch.Outgoing, o)
		}
	}
	if len(texts) > 0 {
		ch.Grams = s.gramsOf(t.Institution, t.after.state.Number, civic(t.after.known), ordered(texts, t.Facts))
	}
	return ch, nil
}
