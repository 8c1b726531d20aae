package survey_test

import (
	"encoding/json"
	"testing"

	"jikim/internal/core/survey"
)

// copyOf reads an analysis back from what is kept of it.
func copyOf(t *testing.T, a *survey.Analysis) *survey.Analysis {
	t.Helper()
	body, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	out := &survey.Analysis{}
	if err := json.Unmarshal(body, out); err != nil {
		t.Fatal(err)
	}
	return out
}

// twoDesks are nine answers at each of two desks, and three at a third.
func twoDesks(t *testing.T) *survey.Input {
	t.Helper()
	in := &survey.Input{Questionnaire: parse(t, small)}
	for i := range 9 {
		in.Responses = append(in.Responses, said("a", i, i), said("b", 9-i, i))
	}
	for i := range 3 {
		in.Responses = append(in.Responses, said("c", i, i))
	}
	return in
}

func TestChanges(t *testing.T) {
	t.Parallel()
	a := survey.Analyse(twoDesks(t))
	now := copyOf(t, a)
	now.Figures[0].Mean *= 1 + 1e-15 // what another processor may leave
	if rows, differ := survey.Changes(a, now); len(rows) > 0 || differ {
		t.Errorf("the same analysis differs: %+v", rows)
	}
	now.Figures[1].Mean += 3
	now.Figures = now.Figures[:len(now.Figures)-1]
	rows, differ := survey.Changes(a, now)
	if !differ || len(rows) != 2 || rows[0].ID != now.Figures[1].ID || rows[0].Now.Mean != rows[0].Was.Mean+3 || !rows[1].Now.None() {
		t.Errorf("changes %+v", rows)
	}
	other := copyOf(t, a)
	other.Derived.Importance += 1
	if rows, differ := survey.Changes(a, other); len(rows) > 0 || !differ {
		t.Errorf("a line of a chart that moved: %+v, %v", rows, differ)
	}
}

// TestACorrectionShowsNothingThatWasHidden: whoever has both analyses learns of nothing that the first of them hides, neither by the
// figure itself nor by the charts, the weak items or the numbers of answers.
func TestACorrectionShowsNothingThatWasHidden(t *testing.T) {
	t.Parallel()
	in := twoDesks(t)
	in.Responses = append(in.Responses, in.Responses...)
	for i := range in.Responses[:20] {
		in.Responses[i].Mode = survey.Kiosk
	}
	first := copyOf(t, survey.Analyse(in))
	const item = "content.books"
	if r := first.Row(item); r.Hidden || !r.Weak {
		t.Fatalf("before: %+v", r)
	}
	for i := range first.Desks { // as if it had been hidden the other way round
		g := &first.Desks[i]
		if g.Hidden = g.ID == "b"; g.Hidden {
			g.N = 0
			for d := range g.Figures {
				g.Figures[d] = survey.Figure{Hidden: true}
			}
		}
	}
	*first.Row(item) = survey.Row{ID: item, Figure: survey.Figure{Hidden: true}}
	first.Modes[0] = survey.N{ID: first.Modes[0].ID, Hidden: true}
	in.Published = []*survey.Analysis{first}
	now := survey.Analyse(in)
	if r := now.Row(item); !r.Hidden || r.N != 0 || r.Mean != 0 {
		t.Errorf("a figure that was hidden is shown: %+v", r)
	}
	for _, p := range now.Points {
		if p.ID == item {
			t.Errorf("a figure that was hidden lies in a chart: %+v", p)
		}
	}
	for _, w := range now.Weak() {
		if w.ID == item {
			t.Errorf("a figure that was hidden is said to be weak")
		}
	}
	if m := now.Modes[0]; !m.Hidden || m.N != 0 {
		t.Errorf("a mode that was hidden is shown: %+v", m)
	}
	for _, g := range now.Desks {
		for _, f := range g.Figures {
			if g.ID == "b" && (!g.Hidden || g.N != 0 || f.N != 0 || f.Mean != 0) {
				t.Errorf("a desk that was hidden is shown: %+v", g)
			}
		}
	}
	in.Published = []*survey.Analysis{{Few: true}}
	if now := survey.Analyse(in); !now.Few || now.N != 0 || now.Figures != nil {
		t.Errorf("of a survey of which nothing was shown: %+v", now)
	}
}

func TestFieldShowsNoFew(t *testing.T) {
	t.Parallel()
	a := survey.Analyse(twoDesks(t))
	in := &survey.Fieldwork{Strata: []survey.Turnout{{Asked: 9, Responded: 9}, {Asked: 30, Responded: 20}, {Asked: 8, Responded: 3}}, Begun: 30, Finished: 31, Free: 4}
	got := a.Field(in)
	if !got.Withheld || got.Strata != nil {
		t.Error("strata are shown beside a hidden desk")
	}
	if got.Free != 0 || got.Finished != 30 {
		t.Errorf("few, or more than began: %+v", got)
	}
	open := copyOf(t, a)
	open.Desks = nil
	got = open.Field(in)
	if got.Withheld || !got.Strata[2].Hidden || got.Strata[2].Responded != 0 || !got.Strata[0].Hidden || got.Strata[1].Responded != 20 || in.Strata[2].Responded != 3 {
		t.Errorf("strata %+v", got.Strata)
	}
	if got := open.Field(&survey.Fieldwork{Begun: 9, Finished: 4}); got.Begun != 0 || got.Finished != 0 {
		t.Errorf("few on screens: %+v", got)
	}
}
