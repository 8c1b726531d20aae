package engine

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"jikim/internal/app"
)

// claimed is how many outbox entries are leased at once.
const claimed = 256

// drain sends what waits in the outbox: at once when something was put there, and now and then for what failed or was left
// by a node that died.
func (e *Engine) drain(ctx context.Context) {
	tick := time.NewTicker(e.Rescan)
	defer tick.Stop()
	for {
		for _, institution := range e.Office.Institutions() {
			if _, err := e.send(ctx, institution); err != nil && ctx.Err() == nil {
				e.Log.Error("the outbox cannot be drained", "institution", institution, "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-e.outbox:
		}
	}
}

// send delivers what is ready and returns how many were settled. Entries of one case go one after the other, so that their
// turns do not get into each other's way.
func (e *Engine) send(ctx context.Context, institution string) (int, error) {
	sent := 0
	for ctx.Err() == nil {
		batch, err := e.claim(ctx, institution)
		if err != nil || len(batch) == 0 {
			return sent, err
		}
		byCase := map[string][]app.Outgoing{}
		for _, o := range batch {
			byCase[o.Case] = append(byCase[o.Case], o)
		}
		var all sync.WaitGroup
		var mu sync.Mutex
		var faults []error
		for _, entries := range byCase {
			e.places <- struct{}{}
			all.Go(func() {
				defer func() { <-e.places }()
				for _, o := range entries {
					if err := e.deliver(ctx, o); err != nil {
						mu.Lock()
						faults = append(faults, err)
						mu.Unlock()
					}
				}
			})
		}
		all.Wait()
		sent += len(batch) - len(faults)
		if len(faults) > 0 {
			return sent, errors.Join(faults...)
		}
	}
	return sent, nil
}

// claim leases a batch. It does not stop half-way: a claim whose answer nobody heard would keep its entries from everyone
// until the lease has run out.
func (e *Engine) claim(ctx context.Context, institution string) ([]app.Outgoing, error) {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), e.Lease/2)
	defer stop()
	return e.Office.Claim(ctx, institution, e.Lease, claimed)
}

// deliver sends one notice and records what came of it. Between the sending and the recording a crash may make it be sent
// again: at least once, never silently none; notices within the system have a key by which a second one is the same.
func (e *Engine) deliver(stopping context.Context, o app.Outgoing) error {
	ctx := context.WithoutCancel(stopping)
	sending, cancel := context.WithTimeout(ctx, e.Lease/2)
	failure := e.Deliver.Deliver(sending, &o)
	cancel()
	var later *app.Later
	if errors.As(failure, &later) {
		return settle(stopping, e.Log, func() error { return e.Office.Postpone(ctx, o, later.Until) })
	}
	last := failure != nil && o.Attempts+1 >= e.Attempts
	if failure != nil {
		e.Log.Warn("a notice could not be delivered", "institution", o.Institution, "case", o.Case, "action", o.Action,
			"attempts", o.Attempts+1, "last", last)
	}
	return settle(stopping, e.Log, func() error {
		return e.Office.Delivered(ctx, o, failure, last, e.Office.Now().Add(10*backoff(o.Attempts)))
	})
}

// settling is for how long the engine goes on trying to record what became of a notice.
const settling = 2 * time.Minute

// settle records what became of a notice, again and again while the database cannot be reached: this process knows it, and
// when it gave up the notice would be sent a second time. It ends when the engine is stopped.
func settle(stopping context.Context, log *slog.Logger, record func() error) error {
	until := time.NewTimer(settling)
	defer until.Stop()
	for try := 0; ; try++ {
		err := record()
		if f := app.FaultOf(err); err == nil || f != nil && f.Kind != app.Busy {
			return err // done, or not to be mended by waiting
		}
		log.Warn("what became of a notice could not be recorded yet", "tries", try+1, "error", err)
		select {
		case <-stopping.Done():
			return err
		case <-until.C:
			return err
		case <-time.After(time.Second):
		}
	}
}
