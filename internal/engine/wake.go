package engine

import (
	"context"
	"time"
)

// fetchedAtOnce is how many cases are loaded ahead in one round trip.
const fetchedAtOnce = 2000

// fetch begins to load and judge the cases that fall due within the lead.
func (e *Engine) fetch(ctx context.Context) {
	soon := e.Office.Now().Add(e.Lead)
	wanted := map[string][]string{}
	e.mu.Lock()
	for _, en := range e.queue.unfetched(soon, fetchedAtOnce) {
		en.fetched = true
		wanted[en.institution] = append(wanted[en.institution], en.caseID)
	}
	e.mu.Unlock()
	for institution, cases := range wanted {
		if len(cases) < 2 {
			continue // loading one is as quick when it is due
		}
		e.running.Add(1)
		go func() { // others fall due meanwhile
			defer e.running.Done()
			e.prepare(ctx, institution, cases)
		}()
	}
}

// prepare loads cases and judges them ahead. What goes wrong is left to the wake-up itself, which says so.
func (e *Engine) prepare(ctx context.Context, institution string, cases []string) {
	stored, err := e.Office.Prefetch(ctx, institution, cases)
	if err != nil {
		return
	}
	for _, st := range stored {
		k := key{institution, st.Case}
		e.mu.Lock()
		en := e.queue.byCase[k]
		waits := en != nil && en.place >= 0 && en.fetched
		var at time.Time
		if waits {
			at = en.at
		}
		e.mu.Unlock()
		if !waits || !st.Head.WakeAt.Equal(at) {
			continue // it is being woken, or was changed since
		}
		ready, err := e.Office.Ready(ctx, st, at)
		if err != nil {
			continue
		}
		e.mu.Lock()
		if en := e.queue.byCase[k]; en != nil && en.place >= 0 && en.fetched && en.at.Equal(at) {
			en.ready = ready
		}
		e.mu.Unlock()
	}
}

// wakeDue hands what is due to the workers, earliest first. It waits for a free worker, not for the work.
func (e *Engine) wakeDue(ctx context.Context) {
	for ctx.Err() == nil {
		e.mu.Lock()
		due := e.queue.take(e.Office.Now(), e.Workers)
		jobs := make([]job, len(due))
		for i, en := range due { // a commit may change the entry while it waits for a worker
			jobs[i] = job{entry: en, took: en.at, ready: en.ready}
		}
		e.mu.Unlock()
		if len(jobs) == 0 {
			return
		}
		for _, j := range jobs {
			e.places <- struct{}{}
			e.running.Add(1)
			go func() {
				defer func() { <-e.places; e.running.Done() }()
				e.wake(context.WithoutCancel(ctx), j)
			}()
		}
	}
}

// job is a wake-up as it was taken from the queue.
type job struct {
	*entry
	took  time.Time
	ready func(context.Context) error
}

// wake wakes one case. A failure is tried again later, twice as long after each time.
func (e *Engine) wake(ctx context.Context, j job) {
	if j.ready == nil {
		j.ready = func(ctx context.Context) error { return e.Office.Wake(ctx, j.institution, j.caseID, nil) }
	}
	err := j.ready(ctx)
	now := e.Office.Now()
	e.mu.Lock()
	failures := j.failed
	first := e.queue.done(j.entry, j.took, err != nil, now.Add(backoff(failures)))
	e.mu.Unlock()
	if err != nil {
		e.Log.Error("a case could not be woken", "institution", j.institution, "case", j.caseID, "failures", failures+1, "error", err)
	} else if e.Late != nil {
		e.Late(now.Sub(j.took))
	}
	if first {
		signal(e.changed)
	}
}

// backoff returns how long to wait after the n-th failure, counted from 0: 1 s to about 17 minutes.
func backoff(n int) time.Duration { return time.Second << min(max(n, 0), 10) }

// CatchUp does everything that is due by now, in order, and drains the outbox, until nothing is left; without Run. For
// virtual time: simulations and tests.
func (e *Engine) CatchUp(ctx context.Context) error {
	if err := e.learn(ctx); err != nil {
		return err
	}
	for {
		did := 0
		for _, institution := range e.Office.Institutions() {
			wakes, err := e.Office.Due(ctx, institution, e.Office.Now().Add(time.Microsecond), loaded)
			if err != nil {
				return err
			}
			for _, w := range wakes {
				if err := e.Office.Wake(ctx, institution, w.Case, nil); err != nil {
					return err
				}
			}
			sent, err := e.send(ctx, institution)
			if err != nil {
				return err
			}
			told, err := e.Office.SendHooks(ctx, institution)
			if err != nil {
				return err
			}
			asked, err := e.Office.Surveys(ctx, institution)
			if err != nil {
				return err
			}
			did += len(wakes) + sent + told + asked
		}
		if did == 0 {
			return e.keep(ctx)
		}
	}
}
