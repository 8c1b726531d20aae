package engine

import (
	"context"
	"time"
)

// sign has checkpoints made of what was recorded, and countersigned. What goes wrong is told once, and again when it is something else.
func (e *Engine) sign(ctx context.Context) {
	tick := time.NewTicker(e.Rescan)
	defer tick.Stop()
	told := map[string]string{}
	for {
		for _, institution := range e.Office.Institutions() {
			e.report(ctx, told, institution, "the ledger cannot be signed", e.Office.KeepLedger(ctx, institution))
			e.report(ctx, told, institution, "the ledger is not countersigned", e.Office.AskWitnesses(ctx, institution))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// report logs a fault unless it was the last to be logged of its sort.
func (e *Engine) report(ctx context.Context, told map[string]string, institution, what string, err error) {
	text := ""
	if err != nil && ctx.Err() == nil {
		text = err.Error()
	}
	if of := institution + what; text != told[of] {
		told[of] = text
		if text != "" {
			e.Log.Error(what, "institution", institution, "error", err)
		}
	}
}
