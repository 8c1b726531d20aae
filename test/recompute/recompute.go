// Package recompute counts promises of a year again from the open facts by a program in another language, which shares nothing with
// ours: an R script that uses nothing but base R. What it comes to has to be what was published, to the last digit.
package recompute

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"jikim/internal/core/civil"
	"jikim/internal/core/open"
	"jikim/internal/core/publication"
	"jikim/internal/core/stats"
	"jikim/test/harness"
)

// script is the program.
//
//go:embed recompute.R
var script []byte

// Same fails the test unless the program counts what was published of the year 2026, the whole of it published by the office.
func Same(t testing.TB, o *harness.Office, p *publication.Publication) {
	t.Helper()
	if _, err := exec.LookPath("Rscript"); err != nil {
		t.Fatal("Rscript is missing: install r-base-core (test/prepare.sh does)")
	}
	dir := t.TempDir()
	export(t, o, dir)
	out, err := exec.CommandContext(t.Context(), "Rscript", "--vanilla", filepath.Join(dir, "recompute.R"), dir, strconv.FormatFloat(float64(p.AsOf.UnixMicro())/1e6, 'f', 6, 64)).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	rows, err := csv.NewReader(bytes.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	seen := map[string]int{}
	for _, row := range rows {
		seen[row[0]]++
		if times := row[1] == "late.median" || row[1] == "late.worst"; times && amendOf(p.Line(row[0]), stats.DoneLate).Suppressed {
			continue // they are not published, so that those of few do not follow from those of the months
		}
		want, exact := column(p.Line(row[0]), row[1])
		got, err := strconv.ParseFloat(row[2], 64)
		if err != nil || exact && row[2] != strconv.FormatFloat(want, 'f', -1, 64) || !exact && (got-want > 1e-12 || want-got > 1e-12) {
			t.Errorf("%s, %s: R counts %s, published is %v", row[0], row[1], row[2], want)
		}
	}
	for _, promise := range []string{"phone.rings", "remote.procedure", "phone.callback"} {
		if f := p.Line(promise).Whole; seen[promise] < 8 || f.Kept < 15 || f.Broken == 0 {
			t.Errorf("%s: %d numbers compared, kept %d, broken %d: the year shows too little", promise, seen[promise], f.Kept, f.Broken)
		}
		if late := amendOf(p.Line(promise), stats.DoneLate); late.N >= stats.Smallest && !slices.ContainsFunc(rows, func(row []string) bool { return row[0] == promise && row[1] == "late.worst" }) {
			t.Errorf("%s: R does not count the %d that were done late", promise, late.N)
		}
	}
	if amendOf(p.Line("phone.rings"), stats.DoneLate).N < stats.Smallest {
		t.Error("the year shows too few calls that were answered late")
	}
}

// amendOf returns what was done after breaches of a promise; nothing where it is not shown.
func amendOf(l *stats.Line, by string) stats.Amend {
	if i := slices.IndexFunc(l.Amends, func(a stats.Amend) bool { return a.By == by }); i >= 0 {
		return l.Amends[i]
	}
	return stats.Amend{}
}

// export writes what the script reads: the facts under the ledger of the publication, and the calendar of petitions.
func export(t testing.TB, o *harness.Office, dir string) {
	t.Helper()
	x, err := o.OpenIndex(t.Context(), harness.Institution)
	if err != nil {
		t.Fatal(err)
	}
	var facts bytes.Buffer
	for n := range x.Chunks {
		f, err := o.OpenFile(t.Context(), harness.Institution, open.ChunkPath(n, open.ChunkLines(n, x.Size)))
		if err != nil {
			t.Fatal(err)
		}
		b, err := f.Plain()
		if err != nil {
			t.Fatal(err)
		}
		facts.Write(b)
	}
	cal := harness.Wonju(t).Petition
	var off, hours strings.Builder
	for year := 2025; year <= 2027; year++ {
		for _, d := range cal.DaysOff(year) {
			fmt.Fprintln(&off, d.Date)
		}
	}
	fmt.Fprintln(&hours, "weekday,from,to")
	monday := civil.Date{Year: 2026, Month: time.June, Day: 8}
	for i := range 7 {
		for _, s := range cal.Hours(monday.AddDays(i)) {
			fmt.Fprintf(&hours, "%d,%d,%d\n", i+1, s.From/60, s.To/60)
		}
	}
	for name, body := range map[string][]byte{"recompute.R": script, "facts.jsonl": facts.Bytes(), "daysoff.csv": []byte(off.String()), "hours.csv": []byte(hours.String())} {
		if err := os.WriteFile(filepath.Join(dir, name), body, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// column returns a published number, and whether it is a whole one.
func column(l *stats.Line, name string) (n float64, exact bool) {
	f := &l.Whole
	sampled := stats.Figure{Kept: f.Kept, Broken: f.Judged() - f.Kept, Grades: stats.Grades{Audited: f.Judged()}}
	low, high, _ := sampled.Sampled()
	late := amendOf(l, stats.DoneLate)
	switch name {
	case "late.n":
		return float64(late.N), true
	case "late.median":
		return float64(late.Median), true
	case "late.worst":
		return float64(late.Worst), true
	case "kept":
		return float64(f.Kept), true
	case "broken": // to those who count again, what is overdue is broken
		return float64(f.Broken + f.Overdue), true
	case "void":
		return float64(f.Voids()), true
	case "open":
		return float64(f.Open), true
	case "margin.n":
		return float64(f.Margin.N), true
	case "margin.median":
		return float64(f.Margin.Median), true
	case "margin.ninety":
		return float64(f.Margin.Ninety), true
	case "margin.worst":
		return float64(f.Margin.Worst), true
	case "share":
		return f.Share(), false
	case "wilson.low":
		return low, false
	}
	return high, false
}
