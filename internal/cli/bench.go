package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"jikim/charters"
	"jikim/internal/core/charter"
)

type benchCmd struct {
	Quick   bool     `help:"Small numbers, about 20 seconds: shows that everything runs, not how fast."`
	JSON    bool     `name:"json" help:"Print JSON."`
	Only    []string `help:"Only these parts: judge, worktime, intake, pages, surfaces, screens, wake, serve, verify, publish, year." placeholder:"PART,…"`
	Cases   []int    `help:"Sizes of the databases for pages, wake-ups and serving; the largest is used for the latter two (10000,100000,1000000)." placeholder:"N,…"`
	Clients []int    `help:"Numbers of clients that file at once." default:"1,8,32" placeholder:"N,…"`
	Data    string   `help:"Folder that keeps the loaded databases for the next run; without it they are made in a temporary one." type:"path"`
	DBBench string   `name:"db-bench" help:"PostgreSQL server for the intake; also JIKIM_TEST_POSTGRES." placeholder:"postgres://…"`
	Profile string   `help:"Folder for CPU profiles, one of each part." type:"path"`
	Serve   string   `hidden:"" help:"Serve a database at this address with the clock of the benchmark: its child process."`
	Clock   string   `hidden:"" help:"Where the clock of the child process begins."`
}

// bench is one run of the benchmark.
type bench struct {
	*env
	benchCmd
	report  *benchReport
	charter *charter.Charter
	dir     string
	shown   time.Time // when progress was last written
}

// benchParts are what is measured, in this order.
var benchParts = []struct {
	name string
	run  func(*bench) error
}{
	{"judge", (*bench).judging},
	{"worktime", (*bench).worktime},
	{"intake", (*bench).intake},
	{"pages", (*bench).pages},
	{"surfaces", (*bench).surfaces},
	{"screens", (*bench).screens},
	{"wake", (*bench).wakes},
	{"serve", (*bench).serving},
	{"verify", (*bench).verifying},
	{"publish", (*bench).publishing},
	{"year", (*bench).year},
}

// Run measures and prints. There is no verdict on the figures: the targets stand beside them.
func (c *benchCmd) Run(e *env) (err error) {
	if c.Serve != "" {
		return benchChild(e, c)
	}
	b := &bench{env: e, benchCmd: *c}
	if err := b.prepare(); err != nil {
		return err
	}
	if c.Data == "" {
		defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	}
	b.report = newBenchReport(e, c.JSON)
	for _, part := range benchParts {
		if len(c.Only) > 0 && !slices.Contains(c.Only, part.name) {
			continue
		}
		b.report.part(part.name)
		if err := b.profiled(part.name, part.run); err != nil {
			return fmt.Errorf("bench %s: %w", part.name, err)
		}
	}
	return b.report.end()
}

// prepare checks the flags and fills what they leave open.
func (b *bench) prepare() error {
	var known []string
	for _, part := range benchParts {
		known = append(known, part.name)
	}
	for _, name := range b.Only {
		if !slices.Contains(known, name) {
			return fmt.Errorf("--only: there is no part %q; the parts are %s", name, strings.Join(known, ", "))
		}
	}
	switch {
	case len(b.Cases) > 0:
	case b.Quick:
		b.Cases = []int{200, 600}
	default:
		b.Cases = []int{10_000, 100_000, 1_000_000}
	}
	slices.Sort(b.Cases)
	if b.Cases[0] < 100 {
		return fmt.Errorf("--cases: %d is too few to measure anything; take 100 or more", b.Cases[0])
	}
	if b.DBBench == "" {
		b.DBBench = b.getenv("JIKIM_TEST_POSTGRES")
	}
	var err error
	if b.charter, err = loadCharter(charters.Wonju); err != nil {
		return err
	}
	if b.dir = b.Data; b.dir != "" {
		return os.MkdirAll(b.dir, 0o700)
	}
	b.dir, err = os.MkdirTemp("", "jikim-bench-")
	return err
}

// profiled runs a part, with a CPU profile when one is asked for.
func (b *bench) profiled(name string, run func(*bench) error) error {
	if b.Profile == "" {
		return run(b)
	}
	if err := os.MkdirAll(b.Profile, 0o700); err != nil {
		return plainFileError(b.Profile, err)
	}
	f, err := os.Create(filepath.Join(b.Profile, name+".pprof"))
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return errors.Join(err, f.Close())
	}
	err = run(b)
	pprof.StopCPUProfile()
	return errors.Join(err, f.Close())
}

// lasting returns how long something is measured.
func (b *bench) lasting(usual time.Duration) time.Duration {
	if b.Quick {
		return usual / 20
	}
	return usual
}

// times returns how often something is measured.
func (b *bench) times(usual int) int {
	if b.Quick {
		return max(usual/20, 10)
	}
	return usual
}

// progress shows on a terminal how far something has come, over what stood there; an empty text takes it away. Elsewhere it
// writes a line now and then.
func (b *bench) progress(text string) {
	switch f, ok := b.err.(*os.File); {
	case ok && term.IsTerminal(int(f.Fd())):
		fmt.Fprintf(b.err, "\r\x1b[K%s", text)
	case text != "" && time.Since(b.shown) > 10*time.Second:
		b.shown = time.Now()
		fmt.Fprintln(b.err, text)
	}
}
