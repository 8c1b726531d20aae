package engine

import (
	"context"
	"time"
)

// tell sends events to the hooks of other systems. They have a goroutine of their own: a receiver that does not answer must not hold
// up the office's own notices.
func (e *Engine) tell(ctx context.Context) {
	tick := time.NewTicker(e.Rescan)
	defer tick.Stop()
	for {
		for _, institution := range e.Office.Institutions() {
			if _, err := e.Office.SendHooks(ctx, institution); err != nil && ctx.Err() == nil {
				e.Log.Error("hooks cannot be told", "institution", institution, "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
