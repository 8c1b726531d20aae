package store_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/store"
	"jikim/internal/store/storetest"
)

// childVariable makes the test binary a writer that is there to be killed: its value is the database, then the number of
// the first case.
const childVariable = "JIKIM_TEST_CRASH"

func TestMain(m *testing.M) {
	if job := os.Getenv(childVariable); job != "" {
		url, first, _ := strings.Cut(job, "|")
		n, _ := strconv.Atoi(first)
		fmt.Fprintln(os.Stderr, writeUntilKilled(url, n))
		os.Exit(3)
	}
	os.Exit(m.Run())
}

// writeUntilKilled commits cases of two turns from eight clients, and writes the number of each case whose turns were
// both acknowledged.
func writeUntilKilled(url string, first int) error {
	ctx := context.Background()
	db, err := store.Open(ctx, url)
	if err != nil {
		return err
	}
	var next atomic.Int64
	next.Store(int64(first))
	failed := make(chan error)
	for range 8 {
		go func() {
			for {
				n := int(next.Add(1)) - 1
				if err := twoTurns(ctx, db, n); err != nil {
					failed <- err
				}
				if _, err := os.Stdout.WriteString(strconv.Itoa(n) + "\n"); err != nil {
					failed <- err
				}
			}
		}()
	}
	return <-failed
}

// twoTurns commits a case and its answer, which plans the same acknowledgement once more.
func twoTurns(ctx context.Context, db *store.DB, n int) error {
	c := storetest.Petition(n)
	if err := db.Commit(ctx, c); err != nil {
		return err
	}
	return db.Commit(ctx, answer(c))
}

func answer(c *app.Change) *app.Change {
	a := &app.Change{Institution: c.Institution, Case: c.Case, Expect: 2, Now: c.Now.Add(time.Hour), Head: c.Head, Outgoing: c.Outgoing, Grams: c.Grams[:30]}
	a.Facts = []fact.Fact{{ID: c.Case + "/3", Case: c.Case, At: a.Now, RecordedAt: a.Now, Kind: fact.CaseAnswered, By: "officer:kim", Via: fact.ViaDesk}}
	a.Leaves = storetest.Leaves(a.Facts)
	a.Head.Status, a.Head.Open = "answered", nil
	return a
}

// TestKilledProcessLosesNothing kills a writing process at random moments and looks for everything it acknowledged.
func TestKilledProcessLosesNothing(t *testing.T) {
	t.Parallel()
	for engine, place := range engines {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			url := place(t)
			openURL(t, url)
			acknowledged := map[int]bool{}
			for round := range 4 {
				for _, n := range killedWriter(t, url, round*1_000_000) {
					acknowledged[n] = true
				}
				checkEverything(t, url, acknowledged)
			}
			if len(acknowledged) < 20 {
				t.Errorf("only %d cases were acknowledged: the test has shown little", len(acknowledged))
			}
		})
	}
}

// killedWriter lets a process write for a while, kills it without warning and returns what it acknowledged.
func killedWriter(t *testing.T, url string, first int) []int {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s|%d", childVariable, url, first))
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var done []int
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if len(done) == 0 { // it has begun
			time.AfterFunc(time.Duration(50+rand.IntN(500))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		}
		n, err := strconv.Atoi(lines.Text())
		if err != nil {
			break // cut by the kill
		}
		done = append(done, n)
	}
	_, _ = io.Copy(io.Discard, out)
	if err := cmd.Wait(); err == nil || complaint.Len() > 0 {
		t.Fatalf("the writer was not killed: %v: %s", err, complaint.String())
	}
	return done
}

// checkEverything opens a database after a crash: every acknowledged case is there with both turns, and whatever is there
// is whole and there once.
func checkEverything(t *testing.T, url string, acknowledged map[int]bool) {
	t.Helper()
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	whole := map[string]int64{}
	err = db.EachCase(t.Context(), storetest.Institution, "", func(c *app.Stored) error {
		if c.Seq != c.Head.Seq || len(c.Facts) != int(c.Seq) || c.Seq != 2 && c.Seq != 3 {
			t.Errorf("case %s has %d facts to %d, and its head says %d", c.Case, len(c.Facts), c.Seq, c.Head.Seq)
		}
		whole[c.Case] = c.Seq
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for n := range acknowledged {
		if seq := whole[storetest.Petition(n).Case]; seq != 3 {
			t.Errorf("case %d was acknowledged with 3 facts and has %d", n, seq)
		}
	}
	checkRows(t, url)
	checkLeaves(t, db)
}

// checkLeaves looks whether the leaves are numbered without gaps, as many as the log says, and each of a fact. A server may still be
// ending what a killed process began, so that the size is asked first.
func checkLeaves(t *testing.T, db *store.DB) {
	t.Helper()
	size, err := db.LogSize(t.Context(), storetest.Institution)
	if err != nil {
		t.Fatal(err)
	}
	leaves, err := db.Leaves(t.Context(), storetest.Institution, 0, size)
	if err != nil || int64(len(leaves)) != size {
		t.Fatalf("%d leaves, %v; the log says %d", len(leaves), err, size)
	}
	facts := map[string]map[int64]bool{}
	for i, l := range leaves {
		if l.N != int64(i) {
			t.Fatalf("leaf %d has the number %d", i, l.N)
		}
		if facts[l.Case] == nil {
			facts[l.Case] = map[int64]bool{}
		}
		facts[l.Case][l.Seq] = true
	}
	err = db.EachCase(t.Context(), storetest.Institution, "", func(c *app.Stored) error {
		for seq := int64(1); seq <= c.Seq; seq++ {
			l, err := db.LeafOf(t.Context(), storetest.Institution, c.Case, seq)
			if err != nil || l.N < size && !facts[c.Case][seq] {
				t.Errorf("fact %d of case %s has no leaf: %v", seq, c.Case, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// checkRows counts rows beside the store, at one moment, since a server may still be ending what a killed process began:
// one head, sealed text, outgoing entry and search entry for each case.
func checkRows(t *testing.T, url string) {
	t.Helper()
	console := raw(t, url)
	waiting := `0`
	if !strings.HasPrefix(url, "postgres") {
		waiting = `(select count(*) from fresh)`
	}
	var cases, heads, sealed, outgoing, entries int
	err := console.QueryRow(`select (select count(*) from fact where seq = 1), (select count(*) from head), (select count(*) from sealed),
		(select count(*) from outbox), (select count(*) from search) + `+waiting).Scan(&cases, &heads, &sealed, &outgoing, &entries)
	if err != nil || heads != cases || sealed != cases || outgoing != cases || entries != cases {
		t.Errorf("%d heads, %d sealed texts, %d outgoing and %d search entries for %d cases: %v", heads, sealed, outgoing, entries, cases, err)
	}
	if strings.HasPrefix(url, "postgres") {
		return
	}
	var verdict string
	if err := console.QueryRow(`pragma integrity_check`).Scan(&verdict); err != nil || verdict != "ok" {
		t.Errorf("integrity check: %s, %v", verdict, err)
	}
}

// TestPowerCutLosesNothingThatWasFlushed cuts the write-ahead log at arbitrary bytes, as a power cut leaves it: what was
// acknowledged while the log was shorter is there, and nothing is there by halves.
func TestPowerCutLosesNothingThatWasFlushed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "live.db")
	openURL(t, file)
	migrated, err := os.Stat(file + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	sizes := writeAndMeasure(t, file)
	process := t.TempDir() // another process copies: to close the files in this one would drop SQLite's locks
	if out, err := exec.Command("cp", file, file+"-wal", process).CombinedOutput(); err != nil {
		t.Fatalf("copy: %v %s", err, out)
	}
	base, err := os.ReadFile(filepath.Join(process, "live.db"))
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(filepath.Join(process, "live.db-wal"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 25 {
		cut := int(migrated.Size()) + rand.IntN(len(log)-int(migrated.Size()))
		torn := append([]byte(nil), log[:cut]...)
		if i%2 == 1 { // the sectors after it were allocated and hold something else
			for range 5000 {
				torn = append(torn, byte(rand.Uint32()))
			}
		}
		place := filepath.Join(dir, fmt.Sprintf("cut%d.db", i))
		for name, content := range map[string][]byte{place: base, place + "-wal": torn} {
			if err := os.WriteFile(name, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		acknowledged := map[int]bool{}
		for n, size := range sizes {
			if size <= int64(cut) {
				acknowledged[n] = true
			}
		}
		checkEverything(t, place, acknowledged)
	}
}

// writeAndMeasure commits cases and returns how long the log was when each had been acknowledged. The cases are too few
// for a checkpoint, so that the log only grows.
func writeAndMeasure(t *testing.T, file string) map[int]int64 {
	t.Helper()
	db := openURL(t, file)
	sizes := map[int]int64{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for client := range 4 {
		wg.Go(func() {
			for i := range 30 {
				n := client*1000 + i
				if err := twoTurns(context.Background(), db, n); err != nil {
					t.Error(err)
					return
				}
				info, err := os.Stat(file + "-wal")
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				sizes[n] = info.Size()
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return sizes
}

// TestServerGoesAway crashes the PostgreSQL server under load and brings it back after two seconds.
func TestServerGoesAway(t *testing.T) {
	t.Parallel()
	server := storetest.StartServer(t)
	db := openURL(t, server.URL)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var mu sync.Mutex
	acknowledged := map[int]bool{}
	var next, failures atomic.Int64
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for ctx.Err() == nil {
				n := int(next.Add(1))
				if err := twoTurns(context.Background(), db, n); err != nil {
					failures.Add(1)
					continue
				}
				mu.Lock()
				acknowledged[n] = true
				mu.Unlock()
			}
		})
	}
	time.Sleep(500 * time.Millisecond)
	server.Stop()
	short, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := db.Load(short, storetest.Institution, "any"); err == nil {
		t.Error("a server that is not there has answered")
	}
	time.Sleep(2 * time.Second)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	before := len(acknowledged)
	mu.Unlock()
	time.Sleep(500 * time.Millisecond)
	stop()
	wg.Wait()
	if before == 0 || len(acknowledged) <= before {
		t.Errorf("%d cases were acknowledged before the crash and %d after it", before, len(acknowledged)-before)
	}
	if n := failures.Load(); n > 0 {
		t.Errorf("%d calls failed: two seconds are to be waited for", n)
	}
	checkEverything(t, server.URL, acknowledged)
}
