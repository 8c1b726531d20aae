// Package survey compares the analysis of a survey with R: analysis.R computes the same figures from the same answers, with the
// functions that R has for them (tapply, qt, t.test, cor, lm). The answers are made up: two years on every scale.
package survey

import (
	"bytes"
	"encoding/csv"
	"math"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"jikim/internal/core/survey"
)

// closest is how near figures have to be, of the larger of 1 and the figure: what two ways of adding leave of sixteen digits.
const closest = 1e-11

func read(t *testing.T, name string) []map[string]string {
	t.Helper()
	file, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, cell := range line {
			row[lines[0][i]] = cell
		}
		out = append(out, row)
	}
	return out
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func responses(t *testing.T, q *survey.Questionnaire, name string) []survey.Response {
	t.Helper()
	var out []survey.Response
	for _, row := range read(t, name) {
		r := survey.Response{Stratum: survey.Stratum{Channel: row["channel"], Desk: row["desk"]}, Mode: survey.Web, Answers: survey.Answers{}}
		for _, item := range q.Items() {
			r.Answers[item.ID] = survey.Answer{None: true}
			if row[item.ID] != "" {
				r.Answers[item.ID] = survey.Answer{Rating: number(t, row[item.ID])}
			}
		}
		if faults := q.Check(r.Answers, true); len(faults) > 0 {
			t.Fatalf("%s: %v", name, faults)
		}
		out = append(out, r)
	}
	return out
}

// ours names every figure as the script does.
func ours(q *survey.Questionnaire, a *survey.Analysis, how string) map[string]float64 {
	out := map[string]float64{}
	for i := range a.Figures {
		r := &a.Figures[i]
		name := how + "." + r.ID + "."
		out[name+"n"], out[name+"mean"], out[name+"low"], out[name+"high"] = float64(r.N), r.Mean, r.Low, r.High
		out[name+"error"], out[name+"df"], out[name+"effect"], out[name+"p"] = r.Error, r.DF, r.Effect, r.Trend.P
		if q.Item(r.ID) != nil {
			out[name+"top"], out[name+"top_low"], out[name+"top_high"] = r.Top, r.TopLow, r.TopHigh
		}
		if r.AlphaN > 0 {
			out["alpha."+r.ID], out["alpha_n."+r.ID] = r.Alpha, float64(r.AlphaN)
		}
	}
	for _, p := range a.Points {
		out["derived."+p.ID] = *p.Derived
		if p.Weight != nil {
			out["weight."+p.ID] = *p.Weight
		}
	}
	for by, list := range map[string][]survey.Group{"desk": a.Desks, "channel": a.Channels} {
		for _, g := range list {
			for i, f := range g.Figures {
				name := by + "." + g.ID + "." + q.Dimensions[i].ID + "."
				out[name+"n"], out[name+"mean"], out[name+"low"], out[name+"high"] = float64(f.N), f.Mean, f.Low, f.High
			}
		}
	}
	return out
}

func TestFiguresAreThoseOfR(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("survey.yaml")
	if err != nil {
		t.Fatal(err)
	}
	q, err := survey.Parse("survey.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	var strata []survey.Share
	for _, row := range read(t, "strata.csv") {
		strata = append(strata, survey.Share{Stratum: survey.Stratum{Channel: row["channel"], Desk: row["desk"]}, People: number(t, row["people"])})
	}
	now, before := responses(t, q, "2026.csv"), responses(t, q, "2025.csv")
	analyse := func(strata []survey.Share) *survey.Analysis {
		was := survey.Analyse(&survey.Input{Questionnaire: q, Responses: before, Strata: strata})
		return survey.Analyse(&survey.Input{Questionnaire: q, Responses: now, Strata: strata, Before: was, BeforeAsked: q})
	}
	mine := ours(q, analyse(nil), "plain")
	weighted := ours(q, analyse(strata), "weighted") // its groups are weighted, too, as in the script
	for name, value := range weighted {
		mine[name] = value
	}

	out, err := exec.CommandContext(t.Context(), "Rscript", "--vanilla", "analysis.R").CombinedOutput()
	if err != nil {
		t.Fatalf("Rscript (package r-base-core): %v\n%s", err, out)
	}
	compared := 0
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		if len(fields) != 2 {
			t.Fatalf("R says %q", line)
		}
		theirs, err := strconv.ParseFloat(fields[1], 64)
		if err != nil {
			t.Fatalf("R says %q", line)
		}
		value, known := mine[fields[0]]
		if !known {
			t.Errorf("%s is %v and we have none", fields[0], theirs)
			continue
		}
		if math.Abs(value-theirs) > closest*max(1, math.Abs(theirs)) {
			t.Errorf("%s: %.15g, R computes %.15g", fields[0], value, theirs)
		}
		delete(mine, fields[0])
		compared++
	}
	for name := range mine {
		t.Errorf("R does not compute %s", name)
	}
	if compared < 300 {
		t.Errorf("only %d figures were compared", compared)
	}
}
