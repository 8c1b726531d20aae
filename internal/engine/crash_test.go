package engine_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/engine"
	"jikim/test/harness"
)

// childDB is set for the process that is killed: the database to work on. childNow is what its clock shows at first.
const (
	childDB  = "JIKIM_CRASH_DB"
	childNow = "JIKIM_CRASH_NOW"
)

// TestMain turns the test binary into the child when it is asked to.
func TestMain(m *testing.M) {
	if os.Getenv(childDB) == "" {
		os.Exit(m.Run())
	}
	os.Args = append(os.Args[:1], "-test.run=^TestCrashChild$", "-test.timeout=1m")
	os.Exit(m.Run())
}

// TestCrashChild serves under load until it is killed: it files petitions and prints each once it is acknowledged.
func TestCrashChild(t *testing.T) {
	path := os.Getenv(childDB)
	if path == "" {
		t.Skip("only as a child of TestKilledUnderLoad")
	}
	o := harness.Open(t, path, os.Getenv(childNow))
	start := time.Now()
	svc, err := app.New(app.Config{Store: o.Store, Charters: o.Charters(), Keys: o.Keys, Background: -1,
		Clock: func() time.Time { return o.Clock.Now().Add(time.Since(start)) }})
	if err != nil {
		t.Fatal(err)
	}
	e := engine.New(engine.Config{Office: svc, Deliver: engine.DelivererFunc(svc.Show), Lease: time.Second})
	svc.SetHooks(app.Hooks{Committed: e.Committed})
	go func() {
		if err := e.Run(context.Background()); err != nil {
			fmt.Println("fault", err)
		}
	}()
	var mu sync.Mutex
	for range 8 {
		go func() {
			for {
				p := o.Petition()
				fmt.Printf("try %s\n", p.Key)
				r, err := svc.File(context.Background(), app.Citizen(harness.Institution, ""), p)
				mu.Lock()
				if err != nil {
					fmt.Println("fault", err)
				} else {
					fmt.Printf("ack %s %s %s\n", p.Key, r.Case, r.Number)
				}
				mu.Unlock()
			}
		}()
	}
	time.Sleep(time.Minute) // killed long before
}

// acknowledged is what a child had said before it was killed.
type acknowledged struct{ caseID, number string }

// killed runs a child on the database, kills it some time after its first acknowledgement, and returns what it had
// acknowledged and what it had begun.
func killed(t *testing.T, path, now string, after time.Duration) (acks map[string]acknowledged, tried []string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDB+"="+path, childNow+"="+now)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	acks = map[string]acknowledged{}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		w := strings.Fields(lines.Text())
		switch {
		case len(w) == 2 && w[0] == "try":
			tried = append(tried, w[1])
		case len(w) == 4 && w[0] == "ack":
			if len(acks) == 0 {
				time.AfterFunc(after, func() { _ = cmd.Process.Kill() }) // SIGKILL: nothing is flushed or closed
			}
			acks[w[1]] = acknowledged{w[2], w[3]}
		case len(w) > 0 && w[0] == "fault":
			t.Errorf("the child said: %s", lines.Text())
		}
	}
	_ = cmd.Wait() // it was killed
	return acks, tried
}

// TestKilledUnderLoad kills a serving process three times while petitions come in and 40 others break their promises: what
// was acknowledged is there once, what was not can be sent again, and nobody hears of a breach twice.
func TestKilledUnderLoad(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	path := filepath.Join(t.TempDir(), "office.db")
	t.Run("before", func(t *testing.T) {
		o := harness.Open(t, path, "2026-11-23 09:30")
		for range 40 {
			o.File(o.Petition())
		}
		o.Until(harness.At(t, "2026-12-01 23:59:00"))
	})
	acks := map[string]acknowledged{}
	var tried []string
	for i, now := range []string{"2026-12-01 23:59:59", "2026-12-02 00:00:03", "2026-12-02 00:00:08"} {
		a, begun := killed(t, path, now, time.Duration(900+250*i)*time.Millisecond)
		if len(a) == 0 {
			t.Fatalf("round %d: nothing was acknowledged", i)
		}
		for key, ack := range a {
			acks[key] = ack
		}
		tried = append(tried, begun...)
	}
	o := harness.Open(t, path, "2026-12-02 00:01")
	o.Advance(time.Minute)
	checkAcknowledged(t, o, acks, tried)
	checkBreaches(t, o)
	checkSigned(t, o)
	t.Logf("%d petitions acknowledged, %d begun", len(acks), len(tried))
}

func checkAcknowledged(t *testing.T, o *harness.Office, acks map[string]acknowledged, tried []string) {
	t.Helper()
	numbers := map[string]string{}
	for _, key := range tried {
		p := o.Petition()
		p.Key = key
		r, err := o.Service.File(o.Context(), app.Citizen(harness.Institution, ""), p)
		if err != nil {
			t.Fatal(err)
		}
		if ack, ok := acks[key]; ok && (!r.Repeated || r.Case != ack.caseID || r.Number != ack.number) {
			t.Errorf("acknowledged as %+v, found as %+v", ack, r)
		}
		if was, twice := numbers[r.Number]; twice {
			t.Errorf("number %s was given to %s and %s", r.Number, was, r.Case)
		}
		numbers[r.Number] = r.Case
		if kinds := o.Kinds(r.Case); len(kinds) != 2 || kinds[0] != fact.CaseReceived || kinds[1] != fact.CaseAccepted {
			t.Errorf("case %s has the facts %v", r.Case, kinds)
		}
	}
}

// checkSigned signs the ledger, of which the killed processes may have signed some, and compares all of it.
func checkSigned(t *testing.T, o *harness.Office) {
	t.Helper()
	c, err := o.Checkpoint(o.Context(), harness.Institution)
	if err != nil {
		t.Fatal(err)
	}
	report, err := o.CheckLedger(o.Context(), app.TheSystem(harness.Institution), nil)
	if err != nil {
		t.Fatal(err)
	}
	if report.Fault != nil || report.Leaves != c.Size || report.Checkpoints < 2 {
		t.Errorf("the ledger: %+v, %+v; signed are %d", report, report.Fault, c.Size)
	}
}

func checkBreaches(t *testing.T, o *harness.Office) {
	t.Helper()
	broken := 0
	err := o.Store.EachCase(o.Context(), harness.Institution, "", func(c *app.Stored) error {
		seen := map[string]bool{}
		for _, f := range c.Facts {
			if f.Kind != fact.NoticeSent && f.Kind != fact.PromiseBroken {
				continue
			}
			data, err := f.Data.MarshalJSON()
			if err != nil {
				return err
			}
			k := f.Kind.String() + string(data)
			if seen[k] {
				t.Errorf("case %s: twice on record: %s", c.Case, k)
			}
			seen[k] = true
			if f.Kind == fact.PromiseBroken && f.Data.Text("promise") == "case.deadline" {
				broken++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if broken != 40 {
		t.Errorf("%d of 40 breaches are on record", broken)
	}
}
