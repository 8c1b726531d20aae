package app_test

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/ledger"
	"jikim/test/harness"
)

// publicKeys returns the keys of a log that are in use, as a reader knows them.
func publicKeys(t *testing.T, o *harness.Office) []ledger.Verifier {
	t.Helper()
	var changes []ledger.KeyChange
	for _, k := range must(o.LogKeys(o.Context(), harness.Institution))(t) {
		changes = append(changes, k.KeyChange)
	}
	if err := ledger.CheckKeys(changes); err != nil {
		t.Fatal(err)
	}
	var keys []ledger.Verifier
	for _, text := range ledger.Active(changes) {
		keys = append(keys, must(ledger.ParseKey(text))(t))
	}
	return keys
}

// opened checks a checkpoint as a reader does.
func opened(t *testing.T, o *harness.Office, c *app.Checkpoint) ledger.Checkpoint {
	t.Helper()
	got, _, err := ledger.Open(c.Note, publicKeys(t, o)...)
	if err != nil || got.Size != c.Size || got.Root != c.Root {
		t.Fatalf("checkpoint %d says %+v, %v; the journal %d, %v", c.N, got, err, c.Size, c.Root)
	}
	return got
}

func TestCheckpointCoversWhatWasCommitted(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-23 09:30", func(t *testing.T, o *harness.Office) {
		ctx := o.Context()
		if _, err := o.LastCheckpoint(ctx, harness.Institution); app.FaultOf(err) == nil {
			t.Errorf("before the first checkpoint: %v", err)
		}
		r, _ := o.File(o.Petition())
		first := must(o.Checkpoint(ctx, harness.Institution))(t)
		facts := int64(len(o.Stored(r.Case).Facts))
		if first.Size != facts || first.N != 1 {
			t.Fatalf("the first checkpoint is number %d and covers %d leaves; there are %d facts", first.N, first.Size, facts)
		}
		opened(t, o, first)
		if again := must(o.Checkpoint(ctx, harness.Institution))(t); again.N != 1 {
			t.Errorf("without a new fact there is checkpoint %d", again.N)
		}
		for range 300 / facts {
			o.File(o.Petition())
		}
		second := must(o.Checkpoint(ctx, harness.Institution))(t)
		if opened(t, o, second); second.Size <= ledger.Width {
			t.Fatalf("only %d leaves: the test wants more than a tile", second.Size)
		}
		proof := must(o.Consistency(ctx, harness.Institution, first.Size, second.Size))(t)
		if err := ledger.CheckConsistency(proof, first.Size, first.Root, second.Size, second.Root); err != nil {
			t.Error(err)
		}
		for seq := int64(1); seq <= facts; seq++ {
			leaf := must(o.LeafOf(ctx, harness.Institution, r.Case, seq))(t)
			proof := must(o.Inclusion(ctx, harness.Institution, leaf.N, second.Size))(t)
			if err := ledger.CheckInclusion(proof, second.Size, second.Root, leaf.N, leaf.Digest[:]); err != nil {
				t.Errorf("fact %d: %v", seq, err)
			}
		}
		if _, err := o.LeafOf(ctx, harness.Institution, r.Case, facts+1); app.FaultOf(err) == nil {
			t.Errorf("the leaf of a fact that is not there: %v", err)
		}
		if _, err := o.Inclusion(ctx, harness.Institution, 0, second.Size+1); app.FaultOf(err) == nil {
			t.Errorf("a proof for more than is signed: %v", err)
		}
		n := int64(0)
		err := o.EachLeaf(ctx, harness.Institution, 0, 1<<40, func(l *app.PlacedLeaf) error {
			if l.N != n {
				return fmt.Errorf("leaf %d comes as number %d", l.N, n)
			}
			n++
			return nil
		})
		if err != nil || n != second.Size {
			t.Errorf("%d leaves were streamed, %v; want %d", n, err, second.Size)
		}
	})
}

// TestCheckpointsByThemselves lets the engine's call come every few seconds.
func TestCheckpointsByThemselves(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	number := func() int64 {
		t.Helper()
		if err := o.KeepLedger(o.Context(), harness.Institution); err != nil {
			t.Fatal(err)
		}
		return must(o.LastCheckpoint(o.Context(), harness.Institution))(t).N
	}
	steps := []struct {
		after time.Duration
		file  bool
		want  int64
	}{
		{0, false, 1}, {time.Minute, false, 1}, {time.Second, true, 2}, {5 * time.Second, true, 2}, {5 * time.Second, false, 3},
		{23 * time.Hour, false, 3}, {2 * time.Hour, false, 4}, {time.Hour, false, 4},
	}
	for i, s := range steps {
		o.Clock.Set(o.Clock.Now().Add(s.after))
		if s.file {
			o.File(o.Petition())
		}
		if got := number(); got != s.want {
			t.Errorf("step %d: checkpoint %d, want %d", i, got, s.want)
		}
	}
}

// TestNodesMakeOneJournal lets two nodes record and sign at once.
func TestNodesMakeOneJournal(t *testing.T) {
	t.Parallel()
	o := harness.Postgres(t, "2026-11-23 09:30")
	for range 110 { // so that both come to the end of a tile
		o.File(o.Petition())
	}
	nodes := []*harness.Office{o, o.Node()}
	var wg sync.WaitGroup
	for _, node := range nodes {
		wg.Go(func() {
			for range 20 {
				if _, err := node.Service.File(o.Context(), app.Citizen(harness.Institution, ""), o.Petition()); err != nil {
					t.Error(err)
				}
				if _, err := node.Checkpoint(o.Context(), harness.Institution); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	last := must(o.Checkpoint(o.Context(), harness.Institution))(t)
	checkJournal(t, o, last)
	report := must(o.CheckLedger(o.Context(), app.TheSystem(harness.Institution), nil))(t)
	if report.Fault != nil || report.Nodes != 1 {
		t.Errorf("after both: %+v, %+v", report, report.Fault)
	}
}

// TestIntegrationGoesOnWhereItStopped lets a process end before, between and after the steps in which a checkpoint is made.
func TestIntegrationGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	for name, stop := range map[string]stopping{"before nodes": {nodes: true}, "after nodes": {nodes: true, written: true},
		"before the checkpoint": {checkpoint: true}, "after the checkpoint": {checkpoint: true, written: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := harness.New(t, "2026-11-23 09:30")
			for range 140 {
				o.File(o.Petition())
			}
			stop.Store = o.Store
			if _, err := o.Serve(app.Config{Store: &stop}).Checkpoint(o.Context(), harness.Institution); !errors.Is(err, errStopped) {
				t.Fatalf("stopped with %v", err)
			}
			if got := must(o.Checkpoint(o.Context(), harness.Institution))(t); got.N != 1 || got.Size <= ledger.Width {
				t.Errorf("afterwards checkpoint %d of %d", got.N, got.Size)
			}
			report := must(o.CheckLedger(o.Context(), app.TheSystem(harness.Institution), nil))(t)
			if report.Fault != nil || report.Checkpoints != 1 || report.Nodes != 1 {
				t.Errorf("afterwards: %+v, %+v", report, report.Fault)
			}
		})
	}
}

// checkJournal looks whether every checkpoint is one of the same log, and the numbers have no gaps.
func checkJournal(t *testing.T, o *harness.Office, last *app.Checkpoint) {
	t.Helper()
	journal := must(o.Checkpoints(o.Context(), harness.Institution, 1<<40, 1000))(t)
	if len(journal) == 0 || journal[0].N != last.N || int64(len(journal)) != last.N {
		t.Fatalf("%d checkpoints, the last is %d", len(journal), last.N)
	}
	for i := range journal {
		c := &journal[i]
		opened(t, o, c)
		if c.N != last.N-int64(i) || i > 0 && c.Size > journal[i-1].Size {
			t.Errorf("checkpoint %d of size %d stands at %d", c.N, c.Size, i)
		}
		if c.Size == 0 {
			continue
		}
		proof := must(o.Consistency(o.Context(), harness.Institution, c.Size, last.Size))(t)
		if err := ledger.CheckConsistency(proof, c.Size, c.Root, last.Size, last.Root); err != nil {
			t.Errorf("checkpoint %d: %v", c.N, err)
		}
	}
}

// TestKeysAreHandedOver signs with the old and the new key, then with the new one alone, and a node whose key file is behind.
func TestKeysAreHandedOver(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	ctx := o.Context()
	old := o.Keys
	first := must(o.Checkpoint(ctx, harness.Institution))(t)
	origin := opened(t, o, first).Origin
	oldKey := must(ledger.ParseKey(ledger.Key{Name: origin, Private: old.Signing()[0]}.Public(false)))(t)

	both := must(old.SigningRotated())(t)
	alone := must(both.SigningRetired())(t)
	newKey := must(ledger.ParseKey(ledger.Key{Name: origin, Private: alone.Signing()[0]}.Public(false)))(t)
	signed := func(c *app.Checkpoint, by ledger.Verifier) bool {
		_, _, err := ledger.Open(c.Note, by)
		return err == nil
	}
	o.Keys = alone
	if _, err := o.Serve(app.Config{}).Checkpoint(ctx, harness.Institution); !errors.Is(err, app.ErrSigner) {
		t.Errorf("a key that nobody has vouched for: %v, want ErrSigner", err)
	}
	o.Keys = both
	during := must(o.Serve(app.Config{Public: "https://minwon.example.kr"}).Checkpoint(ctx, harness.Institution))(t)
	if during.N != 2 || !signed(during, oldKey) || !signed(during, newKey) {
		t.Errorf("during the hand-over checkpoint %d is signed by the old key: %v, by the new one: %v", during.N, signed(during, oldKey), signed(during, newKey))
	}
	if got := opened(t, o, during).Origin; got != origin {
		t.Errorf("the log is called %s and was %s", got, origin)
	}
	o.File(o.Petition())
	if behind := must(o.Checkpoint(ctx, harness.Institution))(t); !signed(behind, oldKey) || signed(behind, newKey) {
		t.Error("the node with the old key file did not sign with the old key alone")
	}
	o.Keys = alone
	after := must(o.Serve(app.Config{}).Checkpoint(ctx, harness.Institution))(t)
	if signed(after, oldKey) || !signed(after, newKey) {
		t.Error("after the hand-over the old key signs, or the new one does not")
	}
	opened(t, o, after)
	if _, err := o.Checkpoint(ctx, harness.Institution); !errors.Is(err, app.ErrSigner) {
		t.Errorf("with the old key after the hand-over: %v, want ErrSigner", err)
	}
	if n := len(must(o.LogKeys(ctx, harness.Institution))(t)); n != 3 {
		t.Errorf("%d changes of keys are on record, want 3", n)
	}
}

// TestForkIsNotSigned puts an application over a store that tells of another leaf than was signed.
func TestForkIsNotSigned(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	o.File(o.Petition())
	must(o.Checkpoint(o.Context(), harness.Institution))(t)
	forked := o.Serve(app.Config{Store: &forgetful{Store: o.Store}})
	o.File(o.Petition())
	if _, err := forked.Checkpoint(o.Context(), harness.Institution); !errors.Is(err, app.ErrForked) {
		t.Errorf("another leaf: %v, want ErrForked", err)
	}
	must(o.Checkpoint(o.Context(), harness.Institution))(t)
}

// TestOriginIsTheOfficesAddress names a log by the public address, and without one by what nobody else has.
func TestOriginIsTheOfficesAddress(t *testing.T) {
	t.Parallel()
	for public, want := range map[string]string{"https://minwon.example.kr": "minwon.example.kr/" + harness.Institution,
		"http://localhost:8080/a": "localhost:8080/a/" + harness.Institution} {
		o := harness.New(t, "2026-11-23 09:30")
		c := must(o.Serve(app.Config{Public: public}).Checkpoint(o.Context(), harness.Institution))(t)
		if got := opened(t, o, c).Origin; got != want {
			t.Errorf("%s: %s, want %s", public, got, want)
		}
	}
	one, two := harness.New(t, "2026-11-23 09:30"), harness.New(t, "2026-11-23 09:30")
	a, b := opened(t, one, must(one.Checkpoint(one.Context(), harness.Institution))(t)), opened(t, two, must(two.Checkpoint(two.Context(), harness.Institution))(t))
	if a.Origin == b.Origin || len(a.Origin) != len(harness.Institution)+17 {
		t.Errorf("two offices without an address are called %s and %s", a.Origin, b.Origin)
	}
	if len(one.Keys.Signing()[0]) != ed25519.PrivateKeySize {
		t.Error("the signing key is none of Ed25519")
	}
}

// TestLogTiles fetches tiles by their paths, within what is signed and beyond.
func TestLogTiles(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	if _, _, err := o.LogTile(o.Context(), harness.Institution, "0/000.p/1"); app.FaultOf(err) == nil {
		t.Errorf("a tile before the first checkpoint: %v", err)
	}
	r, _ := o.File(o.Petition())
	must(o.Checkpoint(o.Context(), harness.Institution))(t)
	leaf := must(o.LeafOf(o.Context(), harness.Institution, r.Case, 1))(t)
	bundle, full, err := o.LogTile(o.Context(), harness.Institution, "entries/000.p/1")
	if err != nil || full {
		t.Fatal(full, err)
	}
	if records := must(ledger.ParseBundle(bundle))(t); len(records) != 1 || string(records[0]) != string(leaf.Digest[:]) {
		t.Errorf("the first entry is %x, want %x", records, leaf.Digest)
	}
	o.File(o.Petition())
	beyond := fmt.Sprintf("0/000.p/%d", len(o.Stored(r.Case).Facts)+1)
	for _, path := range []string{beyond, "0/000", "1/000.p/1", "0/0", "x", ""} {
		if _, _, err := o.LogTile(o.Context(), harness.Institution, path); app.FaultOf(err) == nil {
			t.Errorf("the tile %q: %v", path, err)
		}
	}
}
