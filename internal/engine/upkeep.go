package engine

import (
	"context"
	"time"

	"jikim/internal/app"
)

// failedUpkeep is how long after an upkeep that failed the next is tried.
const failedUpkeep = time.Hour

// tend does the upkeep once a day by the office's clock, which need not run like ours: it looks at it now and then.
func (e *Engine) tend(ctx context.Context) {
	tick := time.NewTicker(e.Rescan)
	defer tick.Stop()
	for {
		_ = e.learn(ctx) // what fails has been logged, and will be tried again
		_ = e.keep(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// keep does the upkeep of the institutions for which a day has gone by. One that fails does not keep the others from theirs.
func (e *Engine) keep(ctx context.Context) error {
	var fault error
	for _, institution := range e.Office.Institutions() {
		now := e.Office.Now()
		if now.Before(e.upkeep[institution]) {
			continue
		}
		e.upkeep[institution] = now.Add(app.UpkeepEvery)
		if err := e.Office.Upkeep(ctx, institution); err != nil && ctx.Err() == nil {
			e.Log.Error("the upkeep failed", "institution", institution, "error", err)
			e.upkeep[institution] = now.Add(failedUpkeep)
			fault = err
		}
	}
	return fault
}

// learn looks for special days and charter versions that were entered, here or on another node.
func (e *Engine) learn(ctx context.Context) error {
	var fault error
	for _, institution := range e.Office.Institutions() {
		if err := e.Office.Learn(ctx, institution); err != nil && ctx.Err() == nil {
			e.Log.Error("special days and charter versions cannot be learned", "institution", institution, "error", err)
			fault = err
		}
	}
	return fault
}
