package app_test

import (
	"context"
	"errors"

	"jikim/internal/app"
	"jikim/internal/ledger"
)

// forgetful is a store in which somebody has changed the first leaf.
type forgetful struct{ app.Store }

// Leaves returns the leaves, the first with another digest.
func (f *forgetful) Leaves(ctx context.Context, institution string, from, until int64) ([]app.PlacedLeaf, error) {
	leaves, err := f.Store.Leaves(ctx, institution, from, until)
	if len(leaves) > 0 && leaves[0].N == 0 {
		leaves[0].Digest[0] ^= 1
	}
	return leaves, err
}

// errStopped is how a process ends in a test.
var errStopped = errors.New("stopped")

// stopping is a store whose process ends at a step of making a checkpoint: before it, or when it is written and nobody has heard.
type stopping struct {
	app.Store
	nodes, checkpoint, written bool
}

// AddNodes ends the process.
func (s *stopping) AddNodes(ctx context.Context, institution string, nodes []ledger.Node) error {
	if s.nodes && !s.written {
		return errStopped
	}
	if err := s.Store.AddNodes(ctx, institution, nodes); err != nil || !s.nodes {
		return err
	}
	return errStopped
}

// AddCheckpoint ends the process.
func (s *stopping) AddCheckpoint(ctx context.Context, c *app.Checkpoint, known int, keys []app.LogKey) error {
	if s.checkpoint && !s.written {
		return errStopped
	}
	if err := s.Store.AddCheckpoint(ctx, c, known, keys); err != nil || !s.checkpoint {
		return err
	}
	return errStopped
}
