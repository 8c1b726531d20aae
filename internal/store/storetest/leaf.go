package storetest

import (
	"context"
	"crypto/sha256"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/ledger"
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
	facts, err := s.LeafFacts(t.Context(), Institution, 4, 100)
	must(t, err)
	three := Petition(3)
	wantFacts := []app.LeafFact{{PlacedLeaf: want[0], Fact: three.Facts[0]}, {PlacedLeaf: want[1], Fact: three.Facts[1]}, {PlacedLeaf: want[2], Fact: third.Facts[0]}}
	if diff := cmp.Diff(wantFacts, facts, cmpopts.EquateEmpty(), cmp.AllowUnexported(fact.Value{})); diff != "" {
		t.Errorf("facts of the leaves from 4 (-want +got):\n%s", diff)
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

// logs keeps nodes, checkpoints, countersignatures and keys of a log.
func logs(t *testing.T, s app.Store) {
	ctx := t.Context()
	nodes := make([]ledger.Node, 2500)
	for i := range nodes {
		nodes[i] = ledger.Node{Level: 1, N: int64(i), Hash: sha256.Sum256([]byte{byte(i), byte(i >> 8)})}
	}
	nodes = append(nodes, ledger.Node{Level: 2, N: 0, Hash: ledger.Hash{9}})
	must(t, s.AddNodes(ctx, Institution, nodes[:1500]))
	changed := nodes[1499]
	changed.Hash[0] ^= 1
	must(t, s.AddNodes(ctx, Institution, append([]ledger.Node{changed}, nodes[1500:]...))) // one that is there stays
	must(t, s.AddNodes(ctx, "elsewhere", nodes[:1]))
	if n, err := s.CountNodes(ctx, Institution); err != nil || n != 2500 {
		t.Errorf("%d nodes, %v; want 2500", n, err)
	}
	if n, err := s.CountNodes(ctx, "nobody"); err != nil || n != 0 {
		t.Errorf("nobody has %d nodes, %v", n, err)
	}
	got, err := s.Nodes(ctx, Institution, 1, 1499, 1501)
	must(t, err)
	same(t, "nodes", got, []ledger.Hash{nodes[1499].Hash, nodes[1500].Hash})
	var all []ledger.Node
	must(t, s.EachNode(ctx, Institution, func(n ledger.Node) error { all = append(all, n); return nil }))
	same(t, "all nodes", all, nodes)

	checkpoint := func(n int64) *app.Checkpoint {
		return &app.Checkpoint{Institution: Institution, N: n, Size: 10 * n, Root: ledger.Hash{byte(n)}, At: Start.Add(time.Duration(n) * time.Hour),
			Note: []byte("note")}
	}
	begins := app.LogKey{KeyChange: ledger.KeyChange{Public: "a+1", Size: 10, Note: []byte("n")}, At: Start}
	ends := app.LogKey{KeyChange: ledger.KeyChange{Public: "a+1", Ends: true, Size: 20, Note: []byte("m")}, At: Start.Add(time.Hour)}
	must(t, s.AddCheckpoint(ctx, checkpoint(1), 0, []app.LogKey{begins}))
	for what, err := range map[string]error{"its number": s.AddCheckpoint(ctx, checkpoint(1), 1, nil),
		"the place of its key": s.AddCheckpoint(ctx, checkpoint(2), 0, []app.LogKey{ends})} {
		if !errors.Is(err, app.ErrConflict) {
			t.Errorf("%s is taken: %v, want ErrConflict", what, err)
		}
	}
	must(t, s.AddCheckpoint(ctx, checkpoint(2), 1, []app.LogKey{ends}))
	must(t, s.AddCheckpoint(ctx, checkpoint(3), 2, nil))
	keys, err := s.LogKeys(ctx, Institution)
	must(t, err)
	same(t, "keys", keys, []app.LogKey{begins, ends})

	line := app.Cosignature{Witness: "w", At: Start, Line: []byte("— w x\n")}
	must(t, s.AddCosignature(ctx, Institution, 2, line))
	must(t, s.AddCosignature(ctx, Institution, 2, app.Cosignature{Witness: "w", At: Start, Line: []byte("another")}))
	must(t, s.AddCosignature(ctx, Institution, 1, app.Cosignature{Witness: "v", At: Start, Line: []byte("— v x\n")}))
	second := *checkpoint(2)
	second.Cosigned = []app.Cosignature{line}
	page, err := s.Checkpoints(ctx, Institution, 1<<40, 2)
	must(t, err)
	same(t, "the newest checkpoints", page, []app.Checkpoint{*checkpoint(3), second})
	page, err = s.Checkpoints(ctx, Institution, 2, 2)
	must(t, err)
	if len(page) != 1 || page[0].N != 1 || len(page[0].Cosigned) != 1 {
		t.Errorf("below the second: %+v", page)
	}
	last, err := s.LastCosigned(ctx, Institution, "w")
	must(t, err)
	same(t, "last countersigned", *last, *checkpoint(2))
	if _, err := s.LastCosigned(ctx, Institution, "nobody"); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("countersigned by nobody: %v, want ErrNotFound", err)
	}
}
