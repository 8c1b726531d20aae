package pattern

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestTrendIsSaidOfPatternsAlone(t *testing.T) {
	t.Parallel()
	var now, before Count
	for _, place := range []string{"worse", "better", "same", "new"} {
		add(&now, place, place, 40, 100)
		add(&now, place, "general", 10, 400)
	}
	add(&before, "worse", "worse", 10, 100)
	add(&before, "better", "better", 80, 100)
	add(&before, "same", "same", 42, 100)
	add(&before, "new", "new", 1, 4) // too little to compare with
	got := map[string]Trend{}
	for _, p := range now.Find(&before).Patterns {
		got[p.Place] = p.Trend
	}
	for place, want := range map[string]Trend{"worse": Rising, "better": Falling, "same": Steady, "new": Unknown} {
		if got[place] != want {
			t.Errorf("%s is %s, want %s", place, got[place], want)
		}
	}
}

func TestSpreadIsNoMatterOfOnePlace(t *testing.T) {
	t.Parallel()
	var now, before Count
	for i := range 5 { // late everywhere, and not before
		add(&now, "late", fmt.Sprint(i), 4, 20)
		add(&before, "late", fmt.Sprint(i), 0, 20)
	}
	add(&now, "careless", "1", 20, 40) // at one place, with a few elsewhere
	add(&now, "careless", "2", 4, 40)
	add(&before, "careless", "1", 0, 80)
	add(&now, "other", "1", 10, 40) // as ever
	add(&now, "other", "2", 10, 40)
	add(&before, "other", "1", 20, 80)
	add(&now, "new", "1", 10, 40) // without a time before
	add(&now, "new", "2", 10, 40)
	f := now.Find(&before)
	if len(f.Spread) != 1 || f.Spread[0].Sort != "late" || f.Spread[0].Bad != 20 || f.Spread[0].BeforeAll != 100 || len(f.Spread[0].Places) != 5 {
		t.Fatalf("%+v", f.Spread)
	}
	if len(f.Spread[0].Cases) != shown || slices.ContainsFunc(f.Patterns, func(p Pattern) bool { return p.Sort == "late" }) {
		t.Errorf("%d cases, patterns %+v", len(f.Spread[0].Cases), f.Patterns)
	}
}

// TestChanceAloneSpreadsNothing gives both times the same rates at every place.
func TestChanceAloneSpreadsNothing(t *testing.T) {
	t.Parallel()
	random, found := rand.New(rand.NewPCG(3, 4)), 0
	const rounds = 200
	for range rounds {
		var now, before Count
		for sort := range 10 {
			for i := range 400 {
				k := Key{fmt.Sprint(sort), fmt.Sprint(i % 4)}
				now.Add(k, random.Float64() < 0.1, Case{})
				before.Add(k, random.Float64() < 0.1, Case{})
			}
		}
		if len(now.Find(&before).Spread) > 0 {
			found++
		}
	}
	if share := float64(found) / rounds; share > 2*Level {
		t.Errorf("chance alone spreads something in %.0f%% of the offices, want at most about %.0f%%", 100*share, 100*Level)
	}
}
