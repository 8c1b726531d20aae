package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// steps returns n steps of a text; the parameters tell them apart.
func stepsOf(text string, from, n, parameters int) []step {
	out := make([]step, n)
	for i := range out {
		for p := range parameters {
			out[i].args = append(out[i].args, fmt.Sprintf("%d.%d", from+i, p+1))
		}
		out[i].text = text
	}
	return out
}

func TestMergedText(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"plain", `insert into t (a, b) values ($1, $2)`, `insert into t (a, b) values ($1, $2), ($3, $4)`},
		{"a parameter twice, and constants", `insert into t (a, b, c, d) values ($1, $2, $2, 0) on conflict (a) do nothing`,
			`insert into t (a, b, c, d) values ($1, $2, $2, 0), ($3, $4, $4, 0) on conflict (a) do nothing`},
		{"a cast", "insert into t (a, b)\n\tvalues ($1, $2::text::tsvector)\n\ton conflict (a) do update set b = excluded.b",
			"insert into t (a, b)\n\tvalues ($1, $2::text::tsvector), ($3, $4::text::tsvector)\n\ton conflict (a) do update set b = excluded.b"},
		{"a parameter behind the values", `insert into t (a, b) values ($1, $2) on conflict (a) do update set b = $2`, ""},
		{"from a query", `insert into t (a, b) select $1, $2 from u`, ""},
		{"no insertion", `update t set b = $2 where a = $1`, ""},
	}
	for _, tt := range tests {
		got := merged(stepsOf(tt.text, 0, 2, 2))
		if tt.want == "" {
			if len(got) != 2 || got[0].text != tt.text {
				t.Errorf("%s: merged into %q", tt.name, got[0].text)
			}
			continue
		}
		if len(got) != 1 || got[0].text != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got[0].text, tt.want)
		}
	}
}

// TestMergedKeepsEverything merges steps of several texts and compares what the server is told with what it would have
// been told by each alone.
func TestMergedKeepsEverything(t *testing.T) {
	t.Parallel()
	const insert, other, update = `insert into t (a, b) values ($1, $2)`, `insert into u (a) values ($1)`, `update t set b = $2 where a = $1`
	for _, n := range []int{1, 2, 3, 63, 64, 65, 200} {
		steps := append(stepsOf(insert, 0, n, 2), stepsOf(update, 0, 3, 2)...)
		steps = append(append(steps, stepsOf(other, 0, 2, 1)...), stepsOf(insert, n, 1, 2)...)
		var want, got []any
		for _, text := range []string{insert, update, other} {
			for _, s := range steps {
				if s.text == text {
					want = append(want, s.args...)
				}
			}
		}
		for _, s := range merged(steps) {
			got = append(got, s.args...)
			if places := strings.Count(s.text, "$"); places != len(s.args) {
				t.Errorf("%d rows: %d places for %d parameters in %.60s", n, places, len(s.args), s.text)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d rows: parameters (-want +got):\n%s", n, diff)
		}
	}
}

// TestMergedLeavesCountsAlone: what has to change exactly one row, or returns rows, is a statement of its own.
func TestMergedLeavesCountsAlone(t *testing.T) {
	t.Parallel()
	steps := stepsOf(`insert into t (a) values ($1)`, 0, 4, 1)
	for i := range steps {
		steps[i].one = true
	}
	if got := merged(steps); len(got) != 4 {
		t.Errorf("4 steps that count became %d", len(got))
	}
}

func TestTogether(t *testing.T) {
	t.Parallel()
	turn := func(institution, caseID string, load int) *op {
		todo := work{institution: institution, caseID: caseID, steps: []step{{args: []any{institution, make([]byte, load)}}}}
		return &op{build: func() work { return todo }}
	}
	tests := []struct {
		name  string
		group []*op
		want  int
	}{
		{"one", []*op{turn("a", "1", 10)}, 1},
		{"three cases", []*op{turn("a", "1", 10), turn("a", "2", 10), turn("a", "3", 10)}, 3},
		{"another institution", []*op{turn("a", "1", 10), turn("b", "2", 10)}, 1},
		{"institutions by turns", []*op{turn("a", "1", 10), turn("b", "2", 10), turn("a", "3", 10), turn("b", "4", 10)}, 2},
		{"the same case again", []*op{turn("a", "1", 10), turn("a", "2", 10), turn("a", "1", 10)}, 2},
		{"large files", []*op{turn("a", "1", maxLoad/2), turn("a", "2", maxLoad/2), turn("a", "3", 1)}, 2},
		{"a large file between", []*op{turn("a", "1", 1), turn("a", "2", maxLoad), turn("a", "3", 1)}, 2},
		{"one file that is too large", []*op{turn("a", "1", 2*maxLoad), turn("a", "2", 1)}, 1},
	}
	for _, tt := range tests {
		before := slices.Clone(tt.group)
		if got := together(tt.group); got != tt.want {
			t.Errorf("%s: %d go together, want %d", tt.name, got, tt.want)
		}
		for _, o := range before {
			if !slices.Contains(tt.group, o) {
				t.Errorf("%s: one was lost", tt.name)
			}
		}
	}
}
