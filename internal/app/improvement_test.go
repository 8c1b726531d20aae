package app_test

import (
	"bytes"
	"image"
	"image/png"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/core/improvement"
	"jikim/internal/core/judge"
	"jikim/test/harness"
)

// TestReviewStartsNoSecondClock reviews an opinion that said on receipt that it can be improved, and one that did not: each has one
// clock, from receipt or from the review.
func TestReviewStartsNoSecondClock(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-24 10:00")
	lead := o.Staff("lead", app.Lead, "general_affairs", "petition")
	for _, improvable := range []bool{true, false} {
		r, err := o.GiveOpinion(o.Context(), app.Citizen(harness.Institution, ""), app.Opinion{Key: o.NewKey(), Improvable: improvable, Text: "비누가 없습니다.", Answer: "web"})
		if err != nil {
			t.Fatal(err)
		}
		at, opinion := o.Now(), o.Stored(r.Case).Facts[0].ID
		o.Advance(time.Hour)
		if _, err := o.Record(o.Context(), lead, app.Entry{Key: o.NewKey(), Case: r.Case, Kind: fact.OpinionReviewed, Of: opinion, Data: fact.With("improvable", "now")}); err != nil {
			t.Fatal(err)
		}
		want := at
		if !improvable {
			want = o.Now()
		}
		n := 0
		head, err := o.Store.Load(o.Context(), harness.Institution, r.Case)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range head.Head.Open {
			if v.Promise == "voice.improve_now" {
				if n++; !v.Started.Equal(want) || v.Status != judge.Pending {
					t.Errorf("improvable %v: the clock runs from %s, want %s", improvable, v.Started, want)
				}
			}
		}
		if n != 1 {
			t.Errorf("improvable %v: %d clocks, want one", improvable, n)
		}
	}
}

// TestEntryMadeTwiceWithOneKeyIsOne sends the form of a new entry twice.
func TestEntryMadeTwiceWithOneKeyIsOne(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-24 10:00", func(t *testing.T, o *harness.Office) {
		manager := o.Staff("manager", app.Manager, "general_affairs", "")
		d := app.ImprovementDraft{Key: o.NewKey(), Source: improvement.FromOffice, Suggested: "문을 가볍게", State: improvement.Planned, Until: "2026-12-31", Publish: true}
		var ids []string
		for range 2 {
			e, err := o.SaveImprovement(o.Context(), manager, d)
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, e.ID)
		}
		all, err := o.PublicImprovements(o.Context(), harness.Institution)
		if err != nil || len(all) != 1 || ids[0] != ids[1] || all[0].By != "" {
			t.Errorf("%v, published %+v, %v", ids, all, err)
		}
		for name, wrong := range map[string]func(*app.ImprovementDraft){
			"no source":                func(d *app.ImprovementDraft) { d.Source = "x" },
			"an unknown case":          func(d *app.ImprovementDraft) { d.Source, d.Case = improvement.FromOpinion, "x" },
			"planned without a day":    func(d *app.ImprovementDraft) { d.Until = "" },
			"impossible, and no why":   func(d *app.ImprovementDraft) { d.State = improvement.NotPossible },
			"a resident number":        func(d *app.ImprovementDraft) { d.Suggested = "900101-1234568의 의견" },
			"a desk that is not there": func(d *app.ImprovementDraft) { d.Desk = "x" },
			"an owner who is nobody":   func(d *app.ImprovementDraft) { d.Owner = "x" },
		} {
			other := d
			other.Key = o.NewKey()
			wrong(&other)
			if _, err := o.SaveImprovement(o.Context(), manager, other); err == nil {
				t.Errorf("%s: saved", name)
			}
		}
	})
}

// TestPictureOfTwoEntriesIsHiddenInOne shows one picture in two entries of the register: taken out of one, it is still seen in the other.
func TestPictureOfTwoEntriesIsHiddenInOne(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-24 10:00")
	manager := o.Staff("manager", app.Manager, "general_affairs", "")
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	entries, files := make([]string, 2), make([]string, 2)
	for i := range entries {
		e, err := o.SaveImprovement(o.Context(), manager, app.ImprovementDraft{Key: o.NewKey(), Source: improvement.FromOffice, Suggested: "문을 가볍게",
			State: improvement.Planned, Until: "2026-12-31", Publish: true})
		if err != nil {
			t.Fatal(err)
		}
		entries[i] = e.ID
		if _, err := o.MakeImprovement(o.Context(), manager, app.MadeImprovement{Key: o.NewKey(), Of: e.ID, What: "고침",
			Files: []app.Attachment{{Name: "a.png", Type: "image/png", Body: b.Bytes()}}}); err != nil {
			t.Fatal(err)
		}
		taken, err := o.TakenPictures(o.Context(), manager, e.ID)
		if err != nil || len(taken) != 1 {
			t.Fatalf("%+v, %v", taken, err)
		}
		files[i] = taken[0].File
		if err := o.ShowPicture(o.Context(), manager, e.ID, files[i], "문"); err != nil {
			t.Fatal(err)
		}
	}
	shown, err := o.PublicImprovements(o.Context(), harness.Institution)
	if err != nil || len(shown) != 2 || len(shown[0].Pictures) != 1 {
		t.Fatalf("%+v, %v", shown, err)
	}
	digest := shown[0].Pictures[0].Digest
	for i, want := range []bool{true, false} {
		if err := o.HidePicture(o.Context(), manager, entries[i], files[i]); err != nil {
			t.Fatal(err)
		}
		got, err := o.PublicPicture(o.Context(), harness.Institution, digest)
		if seen := err == nil && len(got.Body) > 0; seen != want {
			t.Errorf("hidden in %d of 2: seen %v, %v", i+1, seen, err)
		}
	}
}
