package cli

import (
	"bufio"
	"bytes"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// benchRow is one figure.
type benchRow struct {
	Part   string  `json:"part"`
	Name   string  `json:"name"`           // stable; its words are bench.<part>.<name> of the catalogue
	Of     string  `json:"of,omitempty"`   // what distinguishes rows of one name: engine, clients, cases
	Stat   string  `json:"stat,omitempty"` // p50, p99, max, growth of one of these
	Value  float64 `json:"value"`
	Unit   string  `json:"unit"`
	Target string  `json:"target,omitempty"`
}

// benchNote says what was left out, or how something was measured.
type benchNote struct {
	Part string `json:"part"`
	Text string `json:"text"`
}

// benchReport collects the figures. The table is printed part by part, since a run takes long.
type benchReport struct {
	e       *env
	json    bool
	machine benchMachine
	rows    []benchRow
	notes   []benchNote
	now     string // the part being measured
	printed int
	noted   int
}

// benchMachine is where and when a run took place. Figures of different machines cannot be compared.
type benchMachine struct {
	Date  time.Time `json:"date"`
	CPU   string    `json:"cpu"`
	Cores int       `json:"cores"`
	OS    string    `json:"os"`
	Go    string    `json:"go"`
	Load  string    `json:"load"` // average of 1, 5 and 15 minutes before the run: what else the machine was doing
}

func newBenchReport(e *env, json bool) *benchReport {
	r := &benchReport{e: e, json: json, machine: benchMachine{Date: e.now().UTC().Truncate(time.Second), CPU: processor(),
		Cores: runtime.GOMAXPROCS(0), OS: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version(), Load: loadAverage()}}
	if !json {
		m := &r.machine
		fmt.Fprintln(e.out, e.text.T("bench.machine", "date", m.Date.Format(time.RFC3339), "cpu", m.CPU, "cores", m.Cores, "os", m.OS,
			"go", m.Go, "load", m.Load))
	}
	return r
}

// part begins a part and prints the one before.
func (r *benchReport) part(name string) {
	r.flush()
	r.now = name
}

// row adds a figure. Target is empty when none is set for it.
func (r *benchReport) row(name, of, stat string, value float64, unit, target string) {
	r.rows = append(r.rows, benchRow{r.now, name, of, stat, value, unit, target})
}

// times adds how long something took at the median and in the slowest hundredth.
func (r *benchReport) times(name, of string, took []time.Duration, target string) {
	r.row(name, of, "p50", percentile(took, 50), "ms", "")
	r.row(name, of, "p99", percentile(took, 99), "ms", target)
}

// note adds a sentence of the catalogue.
func (r *benchReport) note(key string, namesAndValues ...any) {
	r.notes = append(r.notes, benchNote{r.now, r.e.text.T("bench."+r.now+"."+key, namesAndValues...)})
}

// flush prints what has come since the last time.
func (r *benchReport) flush() {
	if r.json || r.now == "" {
		return
	}
	fmt.Fprintf(r.e.out, "\n%s\n", r.e.text.T("bench."+r.now+".title"))
	w := tabwriter.NewWriter(r.e.out, 2, 8, 2, ' ', 0)
	fmt.Fprintln(w, r.e.text.T("bench.head"))
	for rest := r.rows[r.printed:]; len(rest) > 0; {
		row, n := &rest[0], 1
		values, targets := []string{row.shown()}, row.aim(nil)
		for ; n < len(rest) && rest[n].Name == row.Name && rest[n].Of == row.Of; n++ {
			values, targets = append(values, rest[n].shown()), rest[n].aim(targets)
		}
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", r.e.text.T("bench."+row.Part+"."+row.Name), row.Of, strings.Join(values, " · "), strings.Join(targets, " · "))
		rest = rest[n:]
	}
	_ = w.Flush() // a broken pipe is found by the shell
	for _, n := range r.notes[r.noted:] {
		fmt.Fprintf(r.e.out, "  · %s\n", n.Text)
	}
	r.printed, r.noted = len(r.rows), len(r.notes)
}

func (r *benchRow) shown() string {
	return strings.TrimSpace(r.Stat + " " + figure(r.Value) + " " + r.Unit)
}

func (r *benchRow) aim(targets []string) []string {
	if r.Target == "" {
		return targets
	}
	return append(targets, strings.TrimSpace(r.Stat+" "+r.Target))
}

// end prints the rest, or the whole as JSON.
func (r *benchReport) end() error {
	if !r.json {
		r.flush()
		return nil
	}
	return writeJSON(r.e, struct {
		Machine benchMachine `json:"machine"`
		Rows    []benchRow   `json:"rows"`
		Notes   []benchNote  `json:"notes"`
	}{r.machine, r.rows, r.notes})
}

// figure writes a number with three digits that mean something, and thousands apart.
func figure(v float64) string {
	switch {
	case v == 0:
		return "0"
	case math.Abs(v) < 10:
		return strconv.FormatFloat(v, 'f', 2, 64)
	case math.Abs(v) < 100:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	digits := strconv.FormatFloat(v, 'f', 0, 64)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// percentile returns the p-th percentile of unsorted durations, in milliseconds.
func percentile(all []time.Duration, p int) float64 {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Clone(all)
	slices.Sort(sorted)
	return milliseconds(sorted[min(len(sorted)*p/100, len(sorted)-1)])
}

func milliseconds(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e6 }

// processor names the CPU as the system does.
func processor() string {
	src, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	lines := bufio.NewScanner(bytes.NewReader(src))
	for lines.Scan() {
		if name, value, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}

func loadAverage() string {
	src, err := os.ReadFile("/proc/loadavg")
	fields := strings.Fields(string(src))
	if err != nil || len(fields) < 3 {
		return "?"
	}
	return strings.Join(fields[:3], " ")
}

// residentMemory returns the memory of a process that is in RAM, in MB; 0 where the system does not tell.
func residentMemory(pid int) float64 {
	src, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(src)) {
		if text, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "kB")), 64) // the kernel writes a number
			return kb / 1024
		}
	}
	return 0
}
