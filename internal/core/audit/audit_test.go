package audit_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"jikim/internal/core/audit"
	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
)

// card has an item out of 5, one by yes or no, and one that need not apply.
func card() *charter.Scorecard {
	five, yes := charter.Scale{From: 1, To: 5}, charter.Scale{From: 0, To: 1}
	return &charter.Scorecard{ID: "phone", Areas: []charter.ScoreArea{
		{ID: "welcome", Items: []charter.ScoreItem{{ID: "rings", Weight: 50, Scale: five}, {ID: "name", Weight: 30, Scale: yes}}},
		{ID: "closing", Items: []charter.ScoreItem{{ID: "transfer", Weight: 20, Scale: five, Optional: true}}},
	}}
}

func TestScore(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		ratings audit.Ratings
		want    int // -1: an error
	}{
		{"all best", audit.Ratings{"rings": 5, "name": 1, "transfer": 5}, 100},
		{"parts of the weight", audit.Ratings{"rings": 4, "name": 1, "transfer": 3}, 82},
		{"all worst", audit.Ratings{"rings": 1, "name": 0, "transfer": 1}, 14},
		{"what does not apply is shared", audit.Ratings{"rings": 4, "name": 1}, 88}, // (40+30)/80 = 87.5
		{"missing", audit.Ratings{"rings": 4}, -1},
		{"nothing", audit.Ratings{}, -1},
		{"above the scale", audit.Ratings{"rings": 6, "name": 1}, -1},
		{"below the scale", audit.Ratings{"rings": 0, "name": 1}, -1},
		{"no such item", audit.Ratings{"rings": 5, "name": 1, "smile": 5}, -1},
	}
	for _, tt := range tests {
		got, err := audit.Score(card(), tt.ratings)
		if err != nil {
			got = -1
		}
		if got != tt.want {
			t.Errorf("%s: %d (%v), want %d", tt.name, got, err, tt.want)
		}
	}
}

func TestRatingsAsText(t *testing.T) {
	t.Parallel()
	r := audit.Ratings{"transfer": 3, "rings": 4}
	text := r.String(card())
	if text != "rings=4 transfer=3" {
		t.Errorf("written %q", text)
	}
	if got := audit.ParseRatings(text + " x y=z"); fmt.Sprint(got) != fmt.Sprint(r) {
		t.Errorf("read %v", got)
	}
}

func draw(officers int, seed string) *audit.Draw {
	d := &audit.Draw{Seed: seed, Card: "phone", Period: "2026-Q4", Times: 2}
	for i := range officers {
		d.Officers = append(d.Officers, fmt.Sprintf("officer-%02d", i))
	}
	for i := range 300 {
		d.Hours = append(d.Hours, time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i)*time.Hour))
	}
	return d
}

// TestPlanIsFair draws often: everybody as often as the others, a tenth twice, and no officer or hour favoured by a seed.
func TestPlanIsFair(t *testing.T) {
	t.Parallel()
	seconds, hours := map[string]int{}, map[time.Time]int{}
	for seed := range 200 {
		plan := draw(15, fmt.Sprint(seed)).Plan()
		times, twice := map[string]int{}, 0
		for i, d := range plan {
			times[d.Officer]++
			hours[d.At]++
			if d.Second {
				twice++
				seconds[d.Officer]++
			}
			if d.Number != i+1 || i > 0 && d.At.Before(plan[i-1].At) {
				t.Fatalf("plan out of order: %+v", plan)
			}
		}
		for officer, n := range times {
			if n != 2 {
				t.Fatalf("%s is drawn %d times", officer, n)
			}
		}
		if len(times) != 15 || twice != 3 {
			t.Fatalf("%d officers, %d of %d rated twice", len(times), twice, len(plan))
		}
	}
	for officer, n := range seconds { // 600 among 15: 40 each
		if n < 15 || n > 75 {
			t.Errorf("%s has a second rater %d times of 600", officer, n)
		}
	}
	if len(hours) < 290 {
		t.Errorf("only %d of 300 hours were ever drawn", len(hours))
	}
}

// TestPlanCanBeChecked proves that the order of what was drawn from does not matter and everything else does. The numbers
// of the first plan were computed with sha256sum and bc.
func TestPlanCanBeChecked(t *testing.T) {
	t.Parallel()
	a, b := draw(3, "seed"), draw(3, "seed")
	slices.Reverse(b.Officers)
	if !slices.Equal(a.Plan(), b.Plan()) {
		t.Error("the same draw gives two plans")
	}
	if slices.Equal(a.Plan(), draw(3, "other").Plan()) {
		t.Error("the seed does not matter")
	}
	var hours []int
	for _, d := range (&audit.Draw{Seed: "seed", Card: "phone", Period: "2026-Q4", Times: 2, Officers: []string{"kim"}, Hours: a.Hours}).Plan() {
		hours = append(hours, int(d.At.Sub(a.Hours[0]).Hours()))
	}
	if want := []int{122, 258}; !slices.Equal(hours, want) {
		t.Errorf("drawn hours %v, want %v", hours, want)
	}
	if plan := (&audit.Draw{Seed: "s", Times: 1, Officers: []string{"kim"}}).Plan(); len(plan) != 0 {
		t.Errorf("drawn from no hours: %v", plan)
	}
}

func TestPeriodOf(t *testing.T) {
	t.Parallel()
	day := civil.Date{Year: 2026, Month: 11, Day: 28}
	tests := []struct{ every, name, first, last string }{
		{"month", "2026-11", "2026-11-01", "2026-11-30"},
		{"quarter", "2026-Q4", "2026-10-01", "2026-12-31"},
		{"half", "2026-H2", "2026-07-01", "2026-12-31"},
		{"year", "2026", "2026-01-01", "2026-12-31"},
	}
	for _, tt := range tests {
		if name, first, last := audit.PeriodOf(tt.every, day); name != tt.name || first.String() != tt.first || last.String() != tt.last {
			t.Errorf("%s: %s from %s to %s", tt.every, name, first, last)
		}
	}
}

const week = `name: week
timezone: Asia/Seoul
hours:
  mon: ["09:30-12:00", "13:00-15:00"]
  tue: ["09:30-12:00", "13:00-15:00"]
  wed: ["09:30-12:00", "13:00-15:00"]
  thu: ["09:30-12:00", "13:00-15:00"]
  fri: ["09:30-12:00", "13:00-15:00"]
`

func TestHoursAreOpenThroughout(t *testing.T) {
	t.Parallel()
	cal, err := calendar.Parse("week.yaml", []byte(week),
		calendar.Source{Zone: time.LoadLocation})
	if err != nil {
		t.Fatal(err)
	}
	monday, sunday := civil.Date{Year: 2026, Month: 11, Day: 30}, civil.Date{Year: 2026, Month: 12, Day: 6}
	var got []string
	for _, at := range audit.Hours(cal, monday, sunday, time.Date(2026, 12, 3, 23, 0, 0, 0, time.UTC)) {
		got = append(got, at.In(cal.Location()).Format("02 15:04"))
	}
	if want := []string{"04 10:00", "04 11:00", "04 13:00", "04 14:00"}; !slices.Equal(got, want) {
		t.Errorf("hours %v, want %v", got, want)
	}
}
