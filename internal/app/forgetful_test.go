package app_test

import (
	"context"

	"jikim/internal/app"
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
