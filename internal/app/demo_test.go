package app_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/core/improvement"
	"jikim/internal/core/judge"
	"jikim/internal/core/survey"
	"jikim/test/harness"
)

// demo fills an office with a year.
func demo(t *testing.T, seed uint64, cases int) (*harness.Office, []app.DemoAccount) {
	t.Helper()
	o := harness.New(t, "2026-11-23 14:30")
	accounts, err := o.Demo(o.Context(), app.TheSystem(harness.Institution), seed, o.Now().AddDate(-1, 0, 0), o.Now(), cases)
	if err != nil {
		t.Fatal(err)
	}
	return o, accounts
}

func TestDemoShowsEveryPromise(t *testing.T) {
	t.Parallel()
	o, accounts := demo(t, 1, 3000)
	ch := o.Charters().At(harness.Institution, o.Now())
	f := must(o.FreshFigures(o.Context(), harness.Institution, "2026"))(t)
	if aim := f.Table.Row("visit.floor_guide").Aim; aim.N < 20 || aim.Within == aim.N {
		t.Errorf("looking for an office: %+v", aim)
	}
	kept, broken, unproven := 0, 0, 0
	for _, p := range ch.Promises {
		row := f.Table.Row(p.ID)
		if row == nil {
			if p.Publish {
				t.Errorf("%s has no row", p.ID)
			}
			continue
		}
		if row.Judged+row.Unproven+row.Open+row.Void == 0 && !row.Suppressed {
			t.Errorf("%s never came up", p.ID)
		}
		if len(p.BrokenOf) > 0 && (row.Share < 0.6 || row.Share > 0.9) {
			t.Errorf("%s: %d kept, %d broken: not believable", p.ID, row.Kept, row.Broken)
		}
		kept, broken, unproven = kept+row.Kept, broken+row.Broken, unproven+row.Unproven
	}
	if share := float64(kept) / float64(kept+broken); share < 0.85 || share > 0.99 || unproven == 0 {
		t.Errorf("%d kept, %d broken, %d unproven: not believable", kept, broken, unproven)
	}
	checkDemoSurveys(t, o)
	checkDemoTrouble(t, o)
	for _, acc := range accounts {
		if acc.Role == app.Manager {
			_, a, err := o.Login(o.Context(), harness.Institution, acc.Login, acc.Password, "")
			if err != nil {
				t.Fatal(err)
			}
			if r := must(o.Ratings(o.Context(), a, app.RatingFilter{}))(t); r.Whole.N < 50 || r.Whole.Mean() < 3 || len(r.Desks) == 0 {
				t.Errorf("ratings %+v", r)
			}
		}
		if acc.Role != app.Officer {
			continue
		}
		_, a, err := o.Login(o.Context(), harness.Institution, acc.Login, acc.Password, "")
		if err != nil {
			t.Fatal(err)
		}
		inbox := must(o.Inbox(o.Context(), a, app.InboxFilter{}))(t)
		if len(inbox.Rows) < 5 {
			t.Errorf("only %d cases are open", len(inbox.Rows))
		}
		break
	}
	checkDemoInbox(t, o)
	_, err := o.Demo(o.Context(), app.TheSystem(harness.Institution), 2, o.Now().AddDate(-1, 0, 0), o.Now(), 10)
	wantFault(t, err, app.Unlawful, "")
	o.Advance(0) // an engine that starts now sends no word of long ago
	if err := o.Store.EachCase(o.Context(), harness.Institution, "", func(c *app.Stored) error {
		for i := range c.Facts {
			if c.Facts[i].Kind == fact.NoticeSent {
				t.Errorf("case %s: a notice went out for the past: %v", c.Case, c.Facts[i].Data)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// checkDemoSurveys fails the test unless the survey of the year was taken and published in time, and the one before it went all its way.
func checkDemoSurveys(t *testing.T, o *harness.Office) {
	t.Helper()
	manager := app.Actor{Institution: harness.Institution, Account: "demo-manager", Role: app.Manager}
	list := must(o.SurveyList(o.Context(), manager))(t)
	if len(list) != 2 || list[0].Year != 2026 || list[0].State != app.WaveClosed || list[0].Answers < 300 || list[0].Responded >= list[0].Invited || len(list[0].Ways) < 3 || list[0].Modes[survey.Kiosk] < 30 {
		t.Fatalf("the surveys: %+v", list)
	}
	r := must(o.ReviewSurvey(o.Context(), manager, list[0].ID))(t)
	if !r.Published || len(r.Missing) > 0 || len(r.Words) == 0 || r.Answers != list[0].Digest {
		t.Errorf("what the manager reviews: published %t, %q lack a task, %d words", r.Published, r.Missing, len(r.Words))
	}
	p := must(o.PublishedSurvey(o.Context(), harness.Institution, list[0].ID))(t)
	if len(p.Weak) == 0 || p.Plan != nil || len(p.Former) < 3 || p.Former[0].State() != survey.Done || p.Former[len(p.Former)-1].State() != survey.Dropped ||
		p.Analysis.Row("overall").Trend == nil {
		t.Errorf("the survey of the year: %+v", p.SurveyResult)
	}
	if before := must(o.PublishedSurvey(o.Context(), harness.Institution, list[1].ID))(t); before.Plan == nil || len(before.Plan.Tasks) != len(before.Weak) {
		t.Errorf("the plan of the year before: %+v", before.Plan)
	}
	for _, d := range must(o.SurveyYear(o.Context(), harness.Institution))(t) {
		for _, v := range d.Verdicts {
			if v.Status != judge.Kept && (v.Status != judge.Pending || !d.Plan()) {
				t.Errorf("%s of %s is %s", d.Promise.ID, v.Trigger, v.Status)
			}
		}
	}
}

// checkDemoTrouble fails the test unless what goes wrong on purpose is found, made up for and told.
func checkDemoTrouble(t *testing.T, o *harness.Office) {
	t.Helper()
	lead := app.Actor{Institution: harness.Institution, Account: "demo-lead", Role: app.Lead}
	found := must(o.Patterns(o.Context(), lead))(t).Broken.Patterns
	if len(found) == 0 || found[0].Sort != "phone.rings" || found[0].Place != "general" {
		t.Errorf("patterns: %+v", found)
	}
	entries := must(o.PublicImprovements(o.Context(), harness.Institution))(t)
	states := map[improvement.State]int{}
	for i := range entries {
		e := &entries[i]
		states[e.State]++
		for _, p := range e.Pictures {
			if got := must(o.PublicPicture(o.Context(), harness.Institution, p.Digest))(t); len(got.Body) < 500 {
				t.Errorf("%s: a picture of %d bytes", e.ID, len(got.Body))
			}
		}
	}
	if states[improvement.Done] != 5 || states[improvement.Planned] != 1 || states[improvement.NotPossible] != 1 {
		t.Errorf("the register has %v", states)
	}
	rows := must(o.Store.Verdicts(o.Context(), app.VerdictQuery{Institution: harness.Institution, Status: []judge.Status{judge.Broken}, Promise: "case.deadline",
		From: harness.At(t, "2026-10-01 00:00"), Until: harness.At(t, "2026-11-01 00:00"), Limit: 200}))(t)
	i := slices.IndexFunc(rows, func(r app.VerdictRow) bool { return r.Started.In(harness.Seoul).Format("02 15:04:05") == "06 10:12:00" })
	if i < 0 {
		t.Fatalf("of %d deadlines that were broken in October none is the one that was forgotten", len(rows))
	}
	made := map[string]judge.Status{}
	for _, v := range must(o.Case(o.Context(), lead, rows[i].Case))(t).Verdicts {
		made[v.Promise] = v.Status
	}
	if made["remedy.delay_notice"] != judge.Kept || made["remedy.delay_apology"] != judge.Kept {
		t.Errorf("what became of the petition that was forgotten: %v", made)
	}
}

// checkDemoInbox fails the test when the inbox has cases nobody needs to work on, or that nobody works on.
func checkDemoInbox(t *testing.T, o *harness.Office) {
	t.Helper()
	manager := app.Actor{Institution: harness.Institution, Account: "demo-manager", Role: app.Manager}
	inbox := must(o.Inbox(o.Context(), manager, app.InboxFilter{Limit: 200}))(t)
	idle, unassigned := 0, 0
	for _, h := range inbox.Rows {
		if h.Case == fact.Institution {
			continue
		}
		if len(h.Open) == 0 && h.Number == "" {
			t.Errorf("case %s of %v is in the inbox without a clock: %s", h.Case, h.ReceivedAt, h.Status)
		}
		if h.BreaksAt.IsZero() {
			idle++
		}
		if h.Officer == "" {
			unassigned++
		}
	}
	if n := len(inbox.Rows); idle*3 > n || unassigned*5 > n {
		t.Errorf("of %d cases in the inbox %d have no running clock and %d no officer", n, idle, unassigned)
	}
}

func TestDemoIsTheSameForTheSameSeed(t *testing.T) {
	t.Parallel()
	facts := func(seed uint64) (out []fact.Fact) {
		o, _ := demo(t, seed, 150)
		if err := o.Store.EachCase(o.Context(), harness.Institution, "", func(c *app.Stored) error {
			out = append(out, c.Facts...)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return out
	}
	a, b, c := facts(7), facts(7), facts(8)
	equal := cmp.Comparer(func(x, y fact.Fact) bool {
		p, err := x.MarshalJSON()
		q, err2 := y.MarshalJSON()
		return err == nil && err2 == nil && string(p) == string(q)
	})
	if diff := cmp.Diff(a, b, equal); diff != "" {
		t.Errorf("the same seed made two offices:\n%s", diff)
	}
	if cmp.Equal(a, c, equal) {
		t.Error("another seed made the same office")
	}
}
