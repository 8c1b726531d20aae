package app_test

import (
	"slices"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/stats"
	"jikim/test/harness"
)

// rateCases lets citizens rate cases of a desk with these stars; words come with the given ones.
func rateCases(t *testing.T, o *harness.Office, officer app.Actor, desk string, stars []int, words map[int]string) []app.Actor {
	t.Helper()
	var citizens []app.Actor
	for i, n := range stars {
		r, citizen := o.File(o.Petition())
		must(o.Assign(o.Context(), officer, "", r.Case, officer.Account, desk))(t)
		must(o.Answer(o.Context(), officer, app.Result{Key: o.NewKey(), Case: r.Case, Text: "답"}))(t)
		o.Advance(time.Second)
		if err := o.Rate(o.Context(), citizen, o.NewKey(), n, words[i]); err != nil {
			t.Fatal(err)
		}
		citizens = append(citizens, citizen)
	}
	return citizens
}

// TestRatingsAreCountedOnce counts by desk, service and month, on turns and after a rebuilding alike; a changed rating counts once.
func TestRatingsAreCountedOnce(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-23 09:30", func(t *testing.T, o *harness.Office) {
		lead, manager := o.Staff("lead", app.Lead, "general_affairs", "petition"), o.Staff("boss", app.Manager, "", "")
		citizens := rateCases(t, o, lead, "general", []int{5, 5, 4, 4, 1}, nil)
		rateCases(t, o, lead, "petition", []int{3, 3, 3, 3, 3, 2}, nil)
		o.Advance(time.Second)
		if err := o.Rate(o.Context(), citizens[0], o.NewKey(), 2, ""); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			got := must(o.Ratings(o.Context(), manager, app.RatingFilter{}))(t)
			if want := (stats.Stars{N: 11, Counts: [5]int{1, 2, 5, 2, 1}}); got.Whole != want || got.Period != "2026" {
				t.Errorf("counted %+v, want %+v", got.Whole, want)
			}
			i := slices.IndexFunc(got.Desks, func(g app.RatingGroup) bool { return g.ID == "general" })
			if want := (stats.Stars{N: 5, Counts: [5]int{1, 1, 0, 2, 1}}); i < 0 || got.Desks[i].Stars != want || len(got.Desks) != 2 {
				t.Errorf("desks %+v", got.Desks)
			}
			if len(got.Months) != 1 || got.Months[0].ID != "2026-11" || got.Months[0].N != 11 || len(got.Services) != 1 {
				t.Errorf("months %+v, services %+v", got.Months, got.Services)
			}
			if of := must(o.Ratings(o.Context(), manager, app.RatingFilter{Period: "2026-11", Desk: "petition"}))(t); of.Whole.N != 6 || len(of.DeskIDs) != 2 {
				t.Errorf("of one desk %+v", of)
			}
			if of := must(o.Ratings(o.Context(), manager, app.RatingFilter{Period: "2026-10"}))(t); of.Whole.N != 0 {
				t.Errorf("of October %+v", of)
			}
			if low := must(o.LowRatings(o.Context(), manager))(t); low != 3 {
				t.Errorf("%d low ratings", low)
			}
			must(o.Rebuild(o.Context(), app.TheSystem(harness.Institution), nil))(t)
		}
		o.Until(harness.At(t, "2026-12-02 09:30"))
		if low := must(o.LowRatings(o.Context(), manager))(t); low != 0 {
			t.Errorf("%d low ratings are news after nine days", low)
		}
		_, err := o.Ratings(o.Context(), manager, app.RatingFilter{Period: "soon"})
		wantFault(t, err, app.Invalid, "period")
	})
}

// TestFewRatingsAreNotShown suppresses four ratings of a desk, and with them the other desk, from which they could be had.
func TestFewRatingsAreNotShown(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	lead, manager := o.Staff("lead", app.Lead, "general_affairs", "petition"), o.Staff("boss", app.Manager, "", "")
	rateCases(t, o, lead, "general", []int{5, 5, 4, 4}, nil)
	if got := must(o.Ratings(o.Context(), manager, app.RatingFilter{}))(t); !got.Whole.Suppressed || got.Whole.N != 0 {
		t.Errorf("four: %+v", got.Whole)
	}
	rateCases(t, o, lead, "petition", []int{3, 3, 3, 3, 3}, nil)
	got := must(o.Ratings(o.Context(), manager, app.RatingFilter{}))(t)
	if got.Whole.N != 9 || !got.Desks[0].Suppressed || !got.Desks[1].Suppressed {
		t.Errorf("nine: %+v, desks %+v", got.Whole, got.Desks)
	}
}

// TestReadingWordsIsLogged lists the words that came with ratings, the low ones alone when asked for, in pages, and logs each.
func TestReadingWordsIsLogged(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	lead, manager := o.Staff("lead", app.Lead, "general_affairs", "petition"), o.Staff("boss", app.Manager, "", "")
	stars, words := make([]int, 23), map[int]string{}
	for i := range stars {
		stars[i] = 1 + i%5
		if i != 4 {
			words[i] = "고맙습니다."
		}
	}
	citizens := rateCases(t, o, lead, "general", stars, words)
	o.Advance(time.Second)
	if err := o.Rate(o.Context(), citizens[0], o.NewKey(), 1, "너무 늦었습니다."); err != nil {
		t.Fatal(err)
	}
	var all []app.RatedWords
	for before := (time.Time{}); ; {
		page, next, err := o.RatingWords(o.Context(), manager, app.RatingFilter{}, false, before)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, page...)
		if before = next; before.IsZero() {
			break
		}
	}
	if len(all) != 22 || all[21].Text != "너무 늦었습니다." || all[21].Stars != 1 || all[0].Desk != "general" || all[0].Number == "" {
		t.Errorf("%d ratings, the first %+v", len(all), all[len(all)-1])
	}
	low, _, err := o.RatingWords(o.Context(), manager, app.RatingFilter{}, true, time.Time{})
	if err != nil || len(low) != 10 || slices.ContainsFunc(low, func(r app.RatedWords) bool { return r.Stars > app.LowStars }) {
		t.Errorf("%d low ratings, %v", len(low), err)
	}
	n := 0
	for _, l := range must(o.AccessLog(o.Context(), manager, "", 200))(t) {
		if l.What == "rating" && l.Account == manager.Account && l.Case != "" {
			n++
		}
	}
	if n != len(all)+len(low) {
		t.Errorf("%d readings are logged", n)
	}
}
