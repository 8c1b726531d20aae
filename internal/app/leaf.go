package app

import (
	"context"
	"crypto/rand"
	"errors"

	"jikim/internal/core/fact"
	"jikim/internal/core/open"
)

// Leaf is what the ledger holds of a fact: a commitment to the open form of the fact that
// tells nothing without the salt.
type Leaf struct {
	Salt   [16]byte
	Digest [32]byte
}

// PlacedLeaf is a leaf with its place in the ledger, counted from 0, and the fact that it is of.
type PlacedLeaf struct {
	N    int64
	Case string
	Seq  int64
	Leaf
}

// LeafFact is a leaf with its fact.
type LeafFact struct {
	PlacedLeaf
	Fact fact.Fact
}

// PlacedFact is a fact with its place in its case, counted from 1.
type PlacedFact struct {
	Case string
	Seq  int64
	fact.Fact
}

// leaves makes the leaves of facts that are about to be recorded.
func (s *Service) leaves(institution string, facts []fact.Fact) []Leaf {
	names := s.openNames(institution)
	out := make([]Leaf, len(facts))
	for i := range facts {
		_, _ = rand.Read(out[i].Salt[:]) // never fails
		form := open.Of(&facts[i], names)
		out[i].Digest = open.Commit(out[i].Salt, open.Encode(&form))
	}
	return out
}

// LeafOf returns the leaf of the fact with a sequence number in a case, counted from 1; a Missing fault when there is none.
// For the receipt of whoever may see the case, which the caller has to know.
func (s *Service) LeafOf(ctx context.Context, institution, caseID string, seq int64) (*PlacedLeaf, error) {
	l, err := s.store.LeafOf(ctx, institution, caseID, seq)
	if errors.Is(err, ErrNotFound) {
		return nil, unknown()
	}
	return l, err
}

// leavesAtOnce is how many leaves are read at once.
const leavesAtOnce = 4096

// EachLeaf yields the leaves [from, until) of an institution in their order, as far as there are any. What yield returns ends it.
func (s *Service) EachLeaf(ctx context.Context, institution string, from, until int64, yield func(*PlacedLeaf) error) error {
	for from < until {
		end := min(until, from+leavesAtOnce)
		some, err := s.store.Leaves(ctx, institution, from, end)
		if err != nil {
			return err
		}
		for i := range some {
			if err := yield(&some[i]); err != nil {
				return err
			}
		}
		if int64(len(some)) < end-from {
			return nil
		}
		from = end
	}
	return nil
}
