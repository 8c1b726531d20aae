package wave

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func at(channel, desk string) Stratum { return Stratum{Channel: channel, Desk: desk} }

func TestWiden(t *testing.T) {
	t.Parallel()
	web, visit := at("web", "a"), at("visit", "a")
	for _, tt := range []struct {
		name   string
		counts map[Stratum]int
		want   map[Stratum]Stratum
	}{
		{"all large enough", map[Stratum]int{web: 5, visit: 9}, map[Stratum]Stratum{web: web, visit: visit}},
		{"small desks by their channel", map[Stratum]int{web: 4, at("web", "b"): 1, visit: 9},
			map[Stratum]Stratum{web: {Channel: "web"}, at("web", "b"): {Channel: "web"}, visit: visit}},
		{"small channels together", map[Stratum]int{web: 3, visit: 2, at("fax", "a"): 7}, map[Stratum]Stratum{web: {}, visit: {}, at("fax", "a"): at("fax", "a")}},
		{"too few are joined by the smallest", map[Stratum]int{web: 1, visit: 5, at("fax", "a"): 7}, map[Stratum]Stratum{web: {}, visit: {}, at("fax", "a"): at("fax", "a")}},
		{"fewer than five altogether", map[Stratum]int{web: 1, visit: 2}, map[Stratum]Stratum{web: {}, visit: {}}},
	} {
		if got := Widen(tt.counts); !maps.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func frame(t *rapid.T) []Person {
	var out []Person
	for i := range rapid.IntRange(0, 400).Draw(t, "people") {
		s := at(rapid.SampledFrom([]string{"web", "visit", "phone"}).Draw(t, "channel"), rapid.SampledFrom([]string{"a", "b", "c", ""}).Draw(t, "desk"))
		out = append(out, Person{fmt.Sprint("p", i), s})
	}
	return out
}

func TestDrawGivesTheSizeInProportionAndTheSameTwice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		people, size := frame(t), rapid.IntRange(0, 300).Draw(t, "size")
		shares, drawn := Draw("seed", people, size, false)
		want := min(size, len(people))
		if len(drawn) != want {
			t.Fatalf("%d were drawn, want %d", len(drawn), want)
		}
		keys := map[string]bool{}
		for _, i := range drawn {
			keys[people[i].Key] = true
		}
		if len(keys) != want {
			t.Fatalf("somebody was drawn twice")
		}
		var of, asked int
		for _, s := range shares {
			of, asked = of+s.People, asked+s.Asked
			if s.People < Fewest && len(people) >= Fewest {
				t.Fatalf("the stratum %v has %d people", s.Stratum, s.People)
			}
			if exact := float64(want) * float64(s.People) / float64(max(len(people), 1)); float64(s.Asked) < exact-1-Fewest*float64(len(shares)) || float64(s.Asked) > exact+1+Fewest {
				t.Fatalf("the stratum %v has %d of %v", s.Stratum, s.Asked, exact)
			}
		}
		if of != len(people) || asked != want {
			t.Fatalf("shares of %d and %d", of, asked)
		}
		slices.Reverse(people)
		for range 5 { // maps are gone through in another order each time
			if same, _ := Draw("seed", people, size, false); !slices.Equal(same, shares) {
				t.Fatalf("the strata are %v, and again %v", shares, same)
			}
		}
		_, again := Draw("seed", people, size, false)
		for _, i := range again {
			if !keys[people[i].Key] {
				t.Fatalf("another order draws others")
			}
		}
	})
}

// TestASmallSampleIsInProportion asks of too few for five of each stratum as many as are due, and of enough five of each.
func TestASmallSampleIsInProportion(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		size int
		want []int
	}{{10, []int{1, 1, 8}}, {15, []int{5, 5, 5}}, {100, []int{10, 10, 80}}} {
		shares := []Share{{at("fax", "a"), 20, 0}, {at("post", "a"), 20, 0}, {at("web", "a"), 160, 0}}
		allot(shares, test.size, false)
		for i, s := range shares {
			if s.Asked != test.want[i] {
				t.Errorf("of %d the stratum %v is asked %d, want %d", test.size, s.Stratum, s.Asked, test.want[i])
			}
		}
	}
}

func TestEveryoneIsDrawnEquallyOften(t *testing.T) {
	t.Parallel()
	var people []Person
	for i := range 20 {
		people = append(people, Person{fmt.Sprint(i), at("web", "a")})
	}
	often := map[int]int{}
	const draws = 4000
	for n := range draws {
		_, drawn := Draw(fmt.Sprint("seed", n), people, 5, false)
		for _, i := range drawn {
			often[i]++
		}
	}
	for i := range people { // each a quarter of the time: 1000 of 4000, standard deviation 27
		if often[i] < 880 || often[i] > 1120 {
			t.Errorf("person %d was drawn %d times of %d", i, often[i], draws)
		}
	}
}

func TestRemind(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	closes := at.Add(15 * 24 * time.Hour)
	if got := Remind(at, 0, closes); !got.Equal(at.Add(Between)) {
		t.Errorf("the first at %v", got)
	}
	if got := Remind(at.Add(Between), 1, closes); !got.Equal(at.Add(2 * Between)) {
		t.Errorf("the second, exactly a day before the end, at %v", got)
	}
	if got := Remind(at.Add(time.Second), 1, at.Add(Between+Quiet)); !got.IsZero() {
		t.Errorf("one in the last day at %v", got)
	}
	if got := Remind(at, 2, closes.AddDate(1, 0, 0)); !got.IsZero() {
		t.Errorf("a third at %v", got)
	}
}

func TestPhaseAt(t *testing.T) {
	t.Parallel()
	opens := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	closes := opens.Add(time.Hour)
	for after, want := range map[time.Duration]Phase{-1: Before, 0: Open, time.Hour: Open, time.Hour + 1: Ending, time.Hour + Grace: Ending, time.Hour + Grace + 1: Over} {
		if got := PhaseAt(opens, closes, opens.Add(after)); got != want {
			t.Errorf("after %v: %v, want %v", after, got, want)
		}
	}
}

func TestCoarsenLeavesNobodyAlone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var cells []Cell
		for _, p := range frame(t) {
			cells = append(cells, Cell{p.Stratum, rapid.SampledFrom([]string{"web", "web", "web", "paper", "phone"}).Draw(t, "mode")})
		}
		out := Coarsen(cells)
		if again := Coarsen(out); !slices.Equal(again, out) { // a closing that was interrupted is done again
			t.Fatalf("%v, and again %v", out, again)
		}
		counts := map[Cell]int{}
		for i, c := range out {
			counts[c]++
			if c.Mode != "" && c.Mode != cells[i].Mode || c.Stratum.Channel != "" && c.Stratum.Channel != cells[i].Stratum.Channel || c.Stratum.Desk != "" && c.Stratum != cells[i].Stratum {
				t.Fatalf("%v became %v", cells[i], c)
			}
		}
		for c, n := range counts {
			if n < Fewest && len(cells) >= Fewest {
				t.Fatalf("%d answers stand in %v", n, c)
			}
		}
	})
}
