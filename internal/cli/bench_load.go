package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"jikim/internal/app"
	"jikim/internal/store"
)

// loading is a store for many new cases: turns of a case are kept in memory and merged into one, which Import then writes
// with many others. Facts, verdicts, clocks, sealed texts and search tokens are those that the turns made.
type loading struct {
	*store.DB
	cases   map[string]*loadingCase
	order   []string
	numbers int64 // receipt numbers left of those reserved
	next    int64
}

type loadingCase struct {
	stored   app.Stored
	change   app.Change
	verdicts map[app.VerdictKey]app.VerdictRow
	outgoing []app.Outgoing // not yet delivered
}

// Load returns a case that is being made.
func (l *loading) Load(_ context.Context, _, caseID string) (*app.Stored, error) {
	c := l.cases[caseID]
	if c == nil {
		return nil, app.ErrNotFound
	}
	stored := c.stored
	stored.Facts = slices.Clone(stored.Facts)
	return &stored, nil
}

// Sealed returns texts of a case that is being made.
func (l *loading) Sealed(_ context.Context, _, caseID string, names ...string) ([]app.Sealed, error) {
	var found []app.Sealed
	if c := l.cases[caseID]; c != nil {
		for _, s := range c.change.Sealed {
			if len(names) == 0 || slices.Contains(names, s.Name) {
				found = append(found, s)
			}
		}
	}
	return found, nil
}

// Settle forgets a notice: it never came into the outbox.
func (l *loading) Settle(context.Context, string, string, bool, time.Time, string) error { return nil }

// NextNumber reserves numbers in large blocks, so that loading does not wait for the writer.
func (l *loading) NextNumber(ctx context.Context, institution, name string, count int64) (int64, error) {
	if l.numbers < count {
		const reserved = 1 << 16
		first, err := l.DB.NextNumber(ctx, institution, name, reserved)
		if err != nil {
			return 0, err
		}
		l.next, l.numbers = first, reserved
	}
	l.next, l.numbers = l.next+count, l.numbers-count
	return l.next - count, nil
}

// Commit adds a turn to its case.
func (l *loading) Commit(_ context.Context, c *app.Change) error {
	k := l.cases[c.Case]
	if k == nil {
		k = &loadingCase{stored: app.Stored{Institution: c.Institution, Case: c.Case}, verdicts: map[app.VerdictKey]app.VerdictRow{}}
		l.cases[c.Case] = k
		l.order = append(l.order, c.Case)
	}
	if k.stored.Seq != c.Expect {
		return app.ErrConflict
	}
	k.stored.Facts = append(k.stored.Facts, c.Facts...)
	k.stored.Seq += int64(len(c.Facts))
	k.stored.Head = c.Head
	for _, key := range c.Gone {
		delete(k.verdicts, key)
	}
	for _, v := range c.Verdicts {
		k.verdicts[app.VerdictKey{Promise: v.Promise, Trigger: v.Trigger}] = v
	}
	k.outgoing = append(k.outgoing, c.Outgoing...)
	m := &k.change
	m.Institution, m.Case, m.Now, m.Head = c.Institution, c.Case, c.Now, c.Head
	m.Facts, m.Leaves = append(m.Facts, c.Facts...), append(m.Leaves, c.Leaves...)
	m.Sealed = append(m.Sealed, c.Sealed...)
	if c.Grams != nil {
		m.Grams = c.Grams
	}
	return nil
}

// take returns the cases made so far, each as one change, and begins anew.
func (l *loading) take() []*app.Change {
	out := make([]*app.Change, 0, len(l.order))
	for _, id := range l.order {
		c := l.cases[id]
		for _, v := range c.verdicts {
			c.change.Verdicts = append(c.change.Verdicts, v)
		}
		out = append(out, &c.change)
	}
	l.cases, l.order = map[string]*loadingCase{}, nil
	return out
}

// importing is how many cases are written in one transaction.
const importing = 2000

// benchState says what a database holds; it is kept in the database itself.
type benchState struct {
	Cases int       `json:"cases"`
	Rate  float64   `json:"rate"`  // cases a second when it was loaded
	Until time.Time `json:"until"` // when its clock last stood
}

const benchKind, benchName = "bench", "state"

// loaded returns the folder of a database with that many cases and its state, loading it when it is not there yet.
func (b *bench) loaded(cases int) (dir string, st benchState, err error) {
	dir = filepath.Join(b.dir, "cases-"+strconv.Itoa(cases))
	clock := newBenchClock(benchEpoch)
	clock.set(benchEpoch)
	var l *loading
	o, err := b.office(dir, "", clock, func(c *app.Config) {
		l = &loading{DB: c.Store.(*store.DB), cases: map[string]*loadingCase{}}
		c.Store, c.Background = l, -1
	})
	if err != nil {
		return dir, st, err
	}
	defer func() { err = errors.Join(err, o.close()) }()
	if st, err = o.state(b.ctx); err == nil && st.Cases == cases {
		return dir, st, nil
	}
	if err == nil || !errors.Is(err, app.ErrNotFound) {
		return dir, st, errors.Join(err, fmt.Errorf("%s: not a finished database of %d cases; remove it to have it made anew", dir, cases))
	}
	start := time.Now()
	if err := b.load(o, l, cases); err != nil {
		return dir, st, err
	}
	st = benchState{Cases: cases, Rate: float64(cases) / time.Since(start).Seconds(), Until: benchEpoch}
	return dir, st, o.keep(b.ctx, st)
}

func (o *benchOffice) state(ctx context.Context) (st benchState, err error) {
	doc, err := o.store.Document(ctx, o.name, benchKind, benchName)
	if err != nil {
		return st, err
	}
	return st, json.Unmarshal(doc.Body, &st)
}

func (o *benchOffice) keep(ctx context.Context, st benchState) error {
	body, err := json.Marshal(st)
	if err != nil {
		return err
	}
	return o.store.PutDocument(ctx, &app.Document{Institution: o.name, Kind: benchKind, Name: benchName, At: o.clock.Now(), Body: body})
}

// load makes the cases on this core while the writer puts those of the batch before into the database.
func (b *bench) load(o *benchOffice, l *loading, cases int) error {
	officers, lead, err := o.staff(b.ctx, b.desks())
	if err != nil {
		return err
	}
	batches := make(chan []*app.Change, 1)
	written := make(chan error, 1)
	go func() {
		var failed error
		for batch := range batches {
			if failed == nil {
				failed = l.Import(b.ctx, batch)
			}
		}
		written <- failed
	}()
	start := time.Now()
	m := caseMaker{office: o, l: l, officers: officers, lead: lead, rand: rand.New(rand.NewPCG(20261123, uint64(cases)))}
	for n := 0; n < cases && err == nil; n++ {
		at, addErr := b.charter.Petition.AddBack(benchEpoch, received*time.Duration(cases-n)/time.Duration(cases))
		o.clock.set(at)
		err = errors.Join(addErr, m.one(b.ctx), b.ctx.Err())
		if len(l.order) == importing && err == nil {
			batches <- l.take()
			b.progress(b.text.T("bench.loading", "done", n+1, "cases", cases, "rate", int(float64(n+1)/time.Since(start).Seconds())))
		}
	}
	if len(l.order) > 0 && err == nil {
		batches <- l.take()
	}
	close(batches)
	b.progress("")
	if err = errors.Join(o.fault(err), <-written); err != nil {
		return err
	}
	return l.Tune(b.ctx)
}

// received is the working time before the epoch in which the cases arrived: since Monday morning, so that of none half of
// its time is over.
const received = 17 * time.Hour

// desks returns the desks of the services that are filed.
func (b *bench) desks() []string {
	var out []string
	for i := range b.charter.Directory.Desks {
		out = append(out, b.charter.Directory.Desks[i].ID)
	}
	return out
}

// caseMaker makes cases through the use cases, as they are after a day: all acknowledged, most given to an officer, some
// with word about the procedure.
type caseMaker struct {
	office   *benchOffice
	l        *loading
	officers []string
	lead     app.Actor
	rand     *rand.Rand
}

func (m *caseMaker) one(ctx context.Context) error {
	s, at := m.office.service, m.office.clock.Now()
	receipt, err := s.File(ctx, app.Citizen(m.office.name, "127.0.0.1"), benchPetition(m.rand, benchKey(at, m.rand)))
	if err != nil {
		return err
	}
	if err := m.deliver(ctx, receipt.Case); err != nil {
		return err
	}
	stage := m.rand.IntN(10)
	if stage < 4 {
		return nil
	}
	officer := m.officers[m.rand.IntN(len(m.officers))]
	if _, err := s.Assign(ctx, m.lead, benchKey(at, m.rand), receipt.Case, officer, ""); err != nil {
		return err
	}
	if stage < 7 {
		return nil
	}
	if _, err := s.Tell(ctx, m.lead, benchKey(at, m.rand), receipt.Case, "담당자가 정해졌습니다. 7일 안에 처리 결과를 알려 드립니다.", true); err != nil {
		return err
	}
	return m.deliver(ctx, receipt.Case)
}

// deliver does what the engine does with the outbox.
func (m *caseMaker) deliver(ctx context.Context, caseID string) error {
	c := m.l.cases[caseID]
	for len(c.outgoing) > 0 {
		o := c.outgoing[0]
		c.outgoing = c.outgoing[1:]
		if err := m.office.service.Delivered(ctx, o, nil, true, time.Time{}); err != nil {
			return err
		}
	}
	return nil
}
