package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"jikim/internal/app"
	"jikim/internal/core/fact"
)

// leaves commits facts one turn after the other, by both ways in, and looks for their leaves.
func leaves(t *testing.T, s app.Store) {
	first, second := Petition(1), Petition(2)
	commit(t, s, first)
	must(t, s.Import(t.Context(), []*app.Change{second, Petition(3)}))
	third := next(first, first.Case+"/3", fact.CaseAccepted)
	commit(t, s, third)
	short := next(third, first.Case+"/4", fact.CaseAnswered)
	short.Leaves = nil
	if err := s.Commit(t.Context(), short); err == nil || errors.Is(err, app.ErrConflict) {
		t.Errorf("a fact without a leaf: %v, want a refusal that is no conflict", err)
	}
	size, err := s.LogSize(t.Context(), Institution)
	must(t, err)
	if size != 7 {
		t.Fatalf("the log has %d leaves, want 7", size)
	}
	if size, err := s.LogSize(t.Context(), "elsewhere"); err != nil || size != 0 {
		t.Errorf("the log of nobody has %d leaves, %v", size, err)
	}
	got, err := s.Leaves(t.Context(), Institution, 4, 100)
	must(t, err)
	want := []app.PlacedLeaf{{N: 4, Case: Petition(3).Case, Seq: 1, Leaf: Petition(3).Leaves[0]},
		{N: 5, Case: Petition(3).Case, Seq: 2, Leaf: Petition(3).Leaves[1]}, {N: 6, Case: first.Case, Seq: 3, Leaf: third.Leaves[0]}}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("leaves from 4 (-want +got):\n%s", diff)
	}
	one, err := s.LeafOf(t.Context(), Institution, first.Case, 3)
	must(t, err)
	if *one != want[2] {
		t.Errorf("the leaf of the third fact is %+v, want %+v", *one, want[2])
	}
	if _, err := s.LeafOf(t.Context(), Institution, first.Case, 4); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("the leaf of a fact that was refused: %v, want ErrNotFound", err)
	}
	if some, err := s.Leaves(t.Context(), "elsewhere", 0, 100); err != nil || len(some) != 0 {
		t.Errorf("the leaves of nobody: %v, %v", some, err)
	}
}

// leavesAtOnce commits many cases at once, some of them twice and one of another institution, and counts what the logs hold.
func leavesAtOnce(t *testing.T, s app.Store) {
	const cases = 120
	ctx := context.WithoutCancel(t.Context())
	var wg sync.WaitGroup
	for i := range cases {
		wg.Go(func() {
			c := Petition(i)
			if err := s.Commit(ctx, c); err != nil {
				t.Errorf("case %d: %v", i, err)
			}
			if err := s.Commit(ctx, c); !errors.Is(err, app.ErrConflict) {
				t.Errorf("case %d once more: %v, want ErrConflict", i, err)
			}
		})
	}
	other := Petition(0)
	other.Institution, other.Head.Institution, other.Outgoing = "elsewhere", "elsewhere", nil
	wg.Go(func() {
		if err := s.Commit(ctx, other); err != nil {
			t.Errorf("elsewhere: %v", err)
		}
	})
	wg.Wait()
	for institution, want := range map[string]int{Institution: 2 * cases, "elsewhere": 2} {
		checkNumbers(t, s, institution, want)
	}
}

// checkNumbers looks whether the leaves are numbered without gaps, the facts of each case in their order.
func checkNumbers(t *testing.T, s app.Store, institution string, want int) {
	t.Helper()
	all, err := s.Leaves(t.Context(), institution, 0, 1<<40)
	must(t, err)
	size, err := s.LogSize(t.Context(), institution)
	must(t, err)
	if len(all) != want || int(size) != want {
		t.Errorf("%s: %d leaves, the log says %d, want %d", institution, len(all), size, want)
	}
	last := map[string]int64{}
	for i, l := range all {
		if l.N != int64(i) {
			t.Fatalf("%s: leaf %d has the number %d", institution, i, l.N)
		}
		if l.Seq != last[l.Case]+1 {
			t.Errorf("%s: fact %d of case %s comes after %d", institution, l.Seq, l.Case, last[l.Case])
		}
		last[l.Case] = l.Seq
	}
}
