package calendar

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jikim/internal/core/civil"
	"jikim/internal/core/explain"
)

// TestStepKeys finds the constants in the source, so that the list cannot miss one.
func TestStepKeys(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "steps.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	ast.Inspect(file, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(v.Names[0].Name, "Step") {
			return true
		}
		key, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
		if err != nil || v.Doc == nil || !strings.Contains(v.Doc.Text(), " / ") || !strings.Contains(v.Doc.Text(), "Args: ") {
			t.Errorf("%s: its comment must give both sentences and the arguments (%v)", v.Names[0].Name, err)
		}
		want = append(want, key)
		return true
	})
	if diff := cmp.Diff(want, StepKeys()); diff != "" {
		t.Errorf("keys (-constants +StepKeys):\n%s", diff)
	}
}

// TestEveryStepIsSaid makes each step appear, with arguments of the types that explain.Arg allows.
func TestEveryStepIsSaid(t *testing.T) {
	t.Parallel()
	c := shipped(t, "kr-office")
	from := at(t, c, "2026-12-23 19:00")
	all := append(pauses(t, c, Supplement, "2026-12-28 10:00", "2026-12-28 12:00"), pauses(t, c, Outage, "2026-12-29 10:00", "2026-12-29 12:00")...)
	all = append(all, pauses(t, c, Other, "2026-12-29 13:00", "2026-12-29 14:00")...)
	said := make(map[string]bool)
	for _, l := range []Limit{{5, Seconds}, {3, Rings}, {20, WorkingHours}, {1, Immediately}, {3, LawDays}, {7, LawDays}, {1, LawMonths}, {1, Months}, {10, Days}} {
		for _, o := range []Options{{}, {Extend: 1, Pauses: all}, {Pauses: pauses(t, c, Outage, "2026-12-23 20:00", "")}} {
			for _, start := range []time.Time{from, at(t, c, "2026-01-30 10:00")} {
				o.Explain = true
				d, err := c.Due(start, l, o)
				if err != nil {
					t.Fatal(err)
				}
				for _, s := range d.Steps {
					said[s.Key] = true
					checkArgs(t, s)
				}
			}
		}
	}
	for _, key := range StepKeys() {
		if !said[key] {
			t.Errorf("%s is never said", key)
		}
	}
	for key := range said {
		if !slices.Contains(StepKeys(), key) {
			t.Errorf("%s is not listed", key)
		}
	}
}

func checkArgs(t *testing.T, s explain.Step) {
	t.Helper()
	if len(s.Args) == 0 {
		t.Errorf("%s says nothing", s.Key)
	}
	for _, a := range s.Args {
		switch v := a.Value.(type) {
		case string, int, civil.Date, time.Duration:
		case time.Time:
			if v.Location() != time.UTC {
				t.Errorf("%s: %s is in %v", s.Key, a.Name, v.Location())
			}
		default:
			t.Errorf("%s: %s is a %T", s.Key, a.Name, v)
		}
	}
}
