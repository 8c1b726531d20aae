package whatif

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jikim/internal/core/judge"
)

func TestYearCountsByMonthAndDesk(t *testing.T) {
	t.Parallel()
	seoul := time.FixedZone("KST", 9*3600)
	at := func(month time.Month, s judge.Status) judge.Verdict {
		v := verdict("p", "t", s)
		v.Started = time.Date(2026, month, 1, 0, 30, 0, 0, seoul) // the day before in UTC
		return v
	}
	y := Year{Comparison: Comparison{Most: 1}, Promise: "p", Loc: seoul}
	y.Add("1", "petition", []judge.Verdict{at(3, judge.Kept)}, []judge.Verdict{at(3, judge.Broken), verdict("other", "t", judge.Kept)})
	y.Add("2", "petition", []judge.Verdict{at(3, judge.Kept)}, []judge.Verdict{at(3, judge.Kept)})
	y.Add("3", "general", []judge.Verdict{at(4, judge.Kept)}, []judge.Verdict{at(4, judge.Broken)})
	y.Add("4", "general", nil, []judge.Verdict{at(4, judge.Kept)})
	count := func(kept, broken, none int) (n [judge.Void + 1]int) {
		n[judge.Kept], n[judge.Broken], n[0] = kept, broken, none
		return n
	}
	want := []Group{{Key: "2026-03", Was: count(2, 0, 0), Would: count(1, 1, 0), Changed: 1, Worse: 1},
		{Key: "2026-04", Was: count(1, 0, 1), Would: count(1, 1, 0), Changed: 2, Worse: 1}}
	if diff := cmp.Diff(want, y.Months()); diff != "" {
		t.Errorf("months (-want +got):\n%s", diff)
	}
	march, april := want[0], want[1]
	march.Key, april.Key = "petition", "general"
	if diff := cmp.Diff([]Group{april, march}, y.Desks()); diff != "" {
		t.Errorf("desks (-want +got):\n%s", diff)
	}
	if total := Total(y.Months()); total.Changed != 3 || total.Was != count(3, 0, 1) || total.Worse != 2 {
		t.Errorf("total %+v", total)
	}
	if len(y.Worse) != 1 || y.Worse[0].Number != "1" || len(y.Else) != 1 || y.Else[0].Number != "4" || y.Cases != 4 {
		t.Errorf("%d cases, worse %+v, else %+v", y.Cases, y.Worse, y.Else)
	}
}

// TestYearOfAllPromises looks at none closely: what is worse is counted by promise and desk, and cases of all are named.
func TestYearOfAllPromises(t *testing.T) {
	t.Parallel()
	y := Year{Comparison: Comparison{Most: 5}, Loc: time.UTC}
	y.Add("1", "petition", []judge.Verdict{verdict("p", "t", judge.Kept), verdict("q", "t", judge.Broken)}, []judge.Verdict{verdict("p", "t", judge.Broken), verdict("q", "t", judge.Kept)})
	y.Add("2", "petition", []judge.Verdict{verdict("p", "t", judge.Kept)}, []judge.Verdict{verdict("p", "t", judge.Broken)})
	y.Add("3", "general", []judge.Verdict{verdict("p", "t", judge.Kept)}, []judge.Verdict{verdict("p", "t", judge.Kept)})
	var got []string
	for _, g := range y.Places() {
		got = append(got, fmt.Sprintf("%s at %s: %d worse, %d better", g.Key, g.Desk, g.Worse, g.Better))
	}
	if diff := cmp.Diff([]string{"p at petition: 2 worse, 0 better", "q at petition: 0 worse, 1 better"}, got); diff != "" {
		t.Errorf("places (-want +got):\n%s", diff)
	}
	if len(y.Worse) != 2 || len(y.Better) != 1 || y.Better[0].Promise != "q" || Total(y.Desks()).Changed != 3 {
		t.Errorf("worse %+v, better %+v", y.Worse, y.Better)
	}
}
