package whatif

import (
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
	want := []Group{{"2026-03", count(2, 0, 0), count(1, 1, 0), 1}, {"2026-04", count(1, 0, 1), count(1, 1, 0), 2}}
	if diff := cmp.Diff(want, y.Months()); diff != "" {
		t.Errorf("months (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Group{{"general", want[1].Was, want[1].Would, 2}, {"petition", want[0].Was, want[0].Would, 1}}, y.Desks()); diff != "" {
		t.Errorf("desks (-want +got):\n%s", diff)
	}
	if total := Total(y.Months()); total.Changed != 3 || total.Was != count(3, 0, 1) {
		t.Errorf("total %+v", total)
	}
	if len(y.Examples) != 1 || y.Examples[0].Number != "1" || y.Cases != 4 {
		t.Errorf("%d cases, examples %+v", y.Cases, y.Examples)
	}
}
