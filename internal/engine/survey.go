package engine

import (
	"context"
	"time"
)

// ask does what is due of surveys: invitations, reminders, the closing. It has a goroutine of its own, since a courier may be slow.
func (e *Engine) ask(ctx context.Context) {
	tick := time.NewTicker(e.Rescan)
	defer tick.Stop()
	for {
		for _, institution := range e.Office.Institutions() {
			if _, err := e.Office.Surveys(ctx, institution); err != nil && ctx.Err() == nil {
				e.Log.Error("a survey cannot go on", "institution", institution, "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
