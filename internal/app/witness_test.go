package app_test

import (
	"context"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/ledger"
	"jikim/test/harness"
)

// busyWitness remembers a checkpoint that another node has made while it was being asked.
type busyWitness struct {
	meanwhile func() int64
}

func (busyWitness) Name() string { return "busy.example.kr/w" }

func (w busyWitness) Cosign(context.Context, ledger.Request) ([]byte, time.Time, error) {
	return nil, time.Time{}, &ledger.AheadError{Size: w.meanwhile()}
}

// TestAnotherNodeThatWasFasterIsNoFork asks a witness for an older checkpoint than another node has had countersigned meanwhile.
func TestAnotherNodeThatWasFasterIsNoFork(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	ctx := o.Context()
	o.File(o.Petition())
	must(o.Checkpoint(ctx, harness.Institution))(t)
	ahead := int64(0)
	s := o.Serve(app.Config{Witnesses: []app.Witness{busyWitness{func() int64 {
		o.File(o.Petition())
		return must(o.Checkpoint(ctx, harness.Institution))(t).Size + ahead
	}}}})
	t.Cleanup(s.Close)
	forked := func() bool {
		t.Helper()
		_ = s.AskWitnesses(ctx, harness.Institution) // what is wrong shows in the state
		return must(s.LedgerState(ctx, app.Actor{Institution: harness.Institution, Role: app.Admin}))(t).Witnesses[0].Forked
	}
	if forked() {
		t.Error("a witness that has signed what another node made is taken for a fork")
	}
	ahead = 1
	o.Clock.Set(o.Now().Add(time.Hour))
	if !forked() {
		t.Error("a witness that remembers more than was ever made is no fork")
	}
}
