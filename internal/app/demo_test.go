package app_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"jikim/internal/app"
	"jikim/internal/core/fact"
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
	last := must(o.PublishedSurveys(o.Context(), harness.Institution))(t)[0]
	if p := must(o.PublishedSurvey(o.Context(), harness.Institution, last.Wave))(t); p.Year != 2026 || len(p.Weak) == 0 || len(p.Former) == 0 || p.Former[0].State() != survey.Done || p.Analysis.Row("overall").Trend == nil {
		t.Errorf("the survey of the year: %+v", p.SurveyResult)
	}
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
