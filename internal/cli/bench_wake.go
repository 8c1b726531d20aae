package cli

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"jikim/internal/app"
	"jikim/internal/core/fact"
)

// wakes measures how late the engine wakes visits whose seconds are over, beside all the clocks of a loaded database.
func (b *bench) wakes() (err error) {
	cases := b.Cases[len(b.Cases)-1]
	dir, st, err := b.loaded(cases)
	if err != nil {
		return err
	}
	o, err := b.office(dir, "", newBenchClock(st.Until), nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.close()) }()
	_, lead, err := o.login(b.ctx)
	if err != nil {
		return err
	}
	late := &lateness{clock: o.clock, due: map[string]time.Time{}, all: make(chan struct{})}
	o.committed = late.committed
	stop := o.run(b.ctx)
	defer func() { err = errors.Join(err, stop()) }()
	visits := b.times(1000)
	for _, round := range []struct {
		name   string
		spread time.Duration
	}{{"second", time.Second}, {"instant", 0}} {
		if err := b.wakeRound(o, late, lead, round.name, visits, round.spread, cases); err != nil {
			return err
		}
	}
	b.report.note("how")
	return o.keep(b.ctx, benchState{Cases: st.Cases, Rate: st.Rate, Until: o.clock.Now()})
}

// wakeRound lets visitors arrive, waits until their seconds are over, and tells how late the verdicts on them were committed.
func (b *bench) wakeRound(o *benchOffice, late *lateness, lead app.Actor, name string, visits int, spread time.Duration, cases int) error {
	begin := o.clock.Now().Add(-spread)
	ids := make([]string, visits)
	g, ctx := errgroup.WithContext(b.ctx)
	g.SetLimit(32)
	for i := range ids {
		g.Go(func() error {
			at := begin.Add(spread * time.Duration(i) / time.Duration(visits)).Truncate(time.Microsecond)
			got, err := o.service.NewContact(ctx, lead, app.NewContact{Key: o.service.NewKey(),
				Channel: "visit", At: at, Desk: benchDesk, Data: fact.With("busy", true)})
			if err == nil {
				ids[i] = got.Case
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return o.fault(err)
	}
	heads, err := o.store.Heads(b.ctx, o.name, ids)
	if err != nil {
		return err
	}
	late.expect(heads)
	took, missed := late.wait(b.ctx, time.Minute)
	if missed > 0 {
		return fmt.Errorf("%d of %d wake-ups did not come within a minute", missed, visits)
	}
	of := fmt.Sprintf("%d of %d", visits, cases+visits)
	b.report.times(name, of, took, "≤ 100 ms")
	b.report.row(name, of, "max", percentile(took, 100), "ms", "")
	return nil
}

// lateness takes the time from when a case fell due to when its turn was committed.
type lateness struct {
	clock *benchClock
	mu    sync.Mutex
	due   map[string]time.Time // of cases that have not been woken
	took  []time.Duration
	all   chan struct{} // closed when none is left
}

// expect begins a round.
func (l *lateness) expect(heads []app.Head) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.took, l.all = nil, make(chan struct{})
	for i := range heads {
		l.due[heads[i].Case] = heads[i].WakeAt
	}
}

func (l *lateness) committed(caseID string) {
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	due, ok := l.due[caseID]
	if !ok || now.Before(due) {
		return
	}
	delete(l.due, caseID)
	l.took = append(l.took, now.Sub(due))
	if len(l.due) == 0 {
		close(l.all)
	}
}

// wait returns how late the wake-ups were, and how many did not come.
func (l *lateness) wait(ctx context.Context, most time.Duration) (took []time.Duration, missed int) {
	ctx, stop := context.WithTimeout(ctx, most)
	defer stop()
	l.mu.Lock()
	all := l.all
	l.mu.Unlock()
	select {
	case <-all:
	case <-ctx.Done():
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.took, len(l.due)
}
