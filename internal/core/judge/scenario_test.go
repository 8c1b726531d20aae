package judge_test

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/judge"
	"jikim/internal/core/scenario"
)

var update = flag.Bool("update", false, "rewrite the times and shares that scenarios expect; review the difference")

const scenarios = "testdata/scenarios"

// scenarioFiles lists the scenario files below testdata.
func scenarioFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(scenarios, func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".scn") {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func zones(t *testing.T) map[string]*time.Location {
	t.Helper()
	all, err := judges()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*time.Location{}
	for name, j := range all {
		out[name] = j.Charter().Petition.Location()
	}
	return out
}

func readScenario(t *testing.T, file string) (*scenario.Scenario, []byte) {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s, err := scenario.Parse(file, src, zones(t))
	if err != nil {
		t.Fatal(err)
	}
	return s, src
}

func TestScenarios(t *testing.T) {
	t.Parallel()
	for _, file := range scenarioFiles(t) {
		t.Run(strings.TrimPrefix(file, scenarios+"/"), func(t *testing.T) {
			t.Parallel()
			s, src := readScenario(t, file)
			j := judgeOf(t, s.Charter)
			if *update {
				scenario.Update(s, j)
				if err := os.WriteFile(file, scenario.Format(s), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if string(scenario.Format(s)) != string(src) {
				t.Errorf("%s is not written as Format writes it; run the test with -update", file)
			}
			for _, m := range scenario.Run(s, j) {
				t.Error(m)
			}
		})
	}
}

// shown is what the scenarios show of one promise.
type shown struct {
	status              [judge.Void + 1]bool
	lastGood, firstLate bool // kept in the last instant of the limit, broken within a second after it
}

// TestScenariosShowEveryPromise holds the scenarios to the promises: each status that a promise can have is shown, and each
// limit from both sides.
func TestScenariosShowEveryPromise(t *testing.T) {
	t.Parallel()
	all := map[string]*shown{}
	files := scenarioFiles(t)
	if len(files) < 180 {
		t.Errorf("%d scenarios", len(files))
	}
	for _, file := range files {
		if s, _ := readScenario(t, file); s.Charter == "wonju" {
			collect(s, judgeOf(t, s.Charter), all)
		}
	}
	for _, p := range judgeOf(t, "wonju").Charter().Promises {
		got := all[p.ID]
		if got == nil {
			t.Errorf("%s: no scenario", p.ID)
			continue
		}
		for status := judge.Pending; status <= judge.Void; status++ {
			if canBe(p, status) && !got.status[status] {
				t.Errorf("%s: no scenario in which it is %s", p.ID, status)
			}
		}
		if timed(p) && (!got.lastGood || !got.firstLate) {
			t.Errorf("%s: its limit is not shown from both sides: last good %t, first late %t", p.ID, got.lastGood, got.firstLate)
		}
	}
}

// collect notes what one scenario expects, which TestScenarios has found to be so.
func collect(s *scenario.Scenario, j *judge.Judge, all map[string]*shown) {
	for i := range s.Judgements {
		verdicts := scenario.Verdicts(s, j, s.Judgements[i].At)
		for _, e := range s.Judgements[i].Expect {
			for k := range verdicts {
				v := &verdicts[k]
				if e.Form != scenario.OfVerdict || v.Promise != e.Promise || e.Trigger != "" && v.Trigger != e.Trigger {
					continue
				}
				if all[v.Promise] == nil {
					all[v.Promise] = &shown{}
				}
				all[v.Promise].note(j.Charter().Promise(v.Promise), v)
			}
		}
	}
}

func (s *shown) note(p *charter.Promise, v *judge.Verdict) {
	s.status[v.Status] = true
	margin, ok := v.Margin()
	if !ok {
		return
	}
	if p.Minimum {
		margin = -margin
	}
	exact := time.Duration(0)
	if p.Limit.Unit == calendar.Rings { // the due instant is itself too late
		exact = time.Microsecond
	}
	s.lastGood = s.lastGood || v.Status == judge.Kept && margin == exact
	s.firstLate = s.firstLate || v.Status == judge.Broken && margin < exact && margin >= -time.Second
}

// timed tells whether the promise has a limit that an act can meet exactly.
func timed(p *charter.Promise) bool {
	return p.Shape == charter.Within || p.Shape == charter.Every || p.Shape == charter.Each && !p.Limit.IsZero()
}

// canBe tells whether an instance of the promise can come out like that.
func canBe(p *charter.Promise, status judge.Status) bool {
	switch status {
	case judge.Pending:
		return p.Shape != charter.Each
	case judge.Unproven:
		return p.Silence == charter.SilenceUnproven || p.Shape == charter.Always
	case judge.Void:
		return len(p.Void) > 0
	}
	return true
}
