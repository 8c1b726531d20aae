package survey_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"jikim/internal/core/survey"
)

// TestSize compares with what every table of sample sizes says: ±5 %p 385, ±10 %p 97, and of a thousand people 278.
func TestSize(t *testing.T) {
	t.Parallel()
	tests := []struct {
		margin     float64
		population int
		want       int
	}{
		{0.05, 100_000_000, 385}, {0.10, 100_000_000, 97}, {0.03, 100_000_000, 1068}, {0.05, 1000, 278}, {0.05, 1, 1}, {0.05, 0, 0}, {0, 40, 40},
	}
	for _, tt := range tests {
		if got := survey.Size(tt.margin, tt.population); got != tt.want {
			t.Errorf("±%v of %d: %d, want %d", tt.margin, tt.population, got, tt.want)
		}
	}
	if m := survey.Margin(385, 100_000_000); math.Abs(m-0.05) > 0.0001 {
		t.Errorf("385 answers give ±%v", m)
	}
	if survey.Margin(40, 40) != 0 || survey.Margin(0, 40) != 1 {
		t.Error("all or none")
	}
	s := survey.Sample{Target: 100, Margin: 5}
	if s.Wanted(5000) != 100 || s.Wanted(60) != 60 {
		t.Error("a target is capped by who there is, and by nothing else")
	}
}

func TestAllocation(t *testing.T) {
	t.Parallel()
	tests := []struct {
		n           int
		sizes       []int
		share, same []int
	}{
		{100, []int{500, 300, 200}, []int{50, 30, 20}, []int{34, 33, 33}},
		{10, []int{1, 1, 1}, []int{1, 1, 1}, []int{1, 1, 1}},
		{10, []int{2, 100}, []int{0, 10}, []int{2, 8}}, // a fifth of one and 9.8
		{7, []int{3, 3, 3}, []int{3, 2, 2}, []int{3, 2, 2}},
		{5, nil, []int{}, []int{}},
		{0, []int{4}, []int{0}, []int{0}},
	}
	for _, tt := range tests {
		if got := survey.Proportional(tt.n, tt.sizes); !slices.Equal(got, tt.share) {
			t.Errorf("%d of %v in proportion: %v, want %v", tt.n, tt.sizes, got, tt.share)
		}
		if got := survey.Equal(tt.n, tt.sizes); !slices.Equal(got, tt.same) {
			t.Errorf("%d of %v alike: %v, want %v", tt.n, tt.sizes, got, tt.same)
		}
	}
}

func TestAllocationAlwaysAddsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.IntRange(0, 400), 0, 12).Draw(t, "sizes")
		n := rapid.IntRange(0, 3000).Draw(t, "n")
		all := 0
		for _, s := range sizes {
			all += s
		}
		for _, got := range [][]int{survey.Proportional(n, sizes), survey.Equal(n, sizes)} {
			sum := 0
			for i, k := range got {
				if k < 0 || k > sizes[i] {
					t.Fatalf("%d of %v: %v", n, sizes, got)
				}
				sum += k
			}
			if sum != min(n, all) {
				t.Fatalf("%d of %v: %v adds up to %d", n, sizes, got, sum)
			}
		}
	})
}

// TestDraw proves that a draw can be checked and is fair. The first was computed with sha256sum and sort.
func TestDraw(t *testing.T) {
	t.Parallel()
	names := []string{"a", "b", "c", "d", "e"}
	of := survey.Stratum{Channel: "visit", Desk: "general"}
	if got := survey.Draw("seed", of, names, 5); !slices.Equal(got, sorted) {
		t.Errorf("drawn %v, want %v", got, sorted)
	}
	back := slices.Clone(names)
	slices.Reverse(back)
	if !slices.Equal(survey.Draw("seed", of, back, 3), sorted[:3]) {
		t.Error("the order of the names matters, or a longer draw does not begin with the shorter")
	}
	times := map[string]int{}
	for seed := range 2000 {
		for _, name := range survey.Draw(fmt.Sprint(seed), of, names, 2) {
			times[name]++
		}
	}
	for name, n := range times { // 800 each, standard deviation 22
		if n < 690 || n > 910 {
			t.Errorf("%s is drawn %d times of 2000", name, n)
		}
	}
	if survey.Draw("seed", of, nil, 3) == nil || len(survey.Draw("seed", of, names, -1)) != 0 {
		t.Error("nothing to draw")
	}
}

// sorted are the five names in the order of their sums.
var sorted = []string{"d", "b", "a", "c", "e"}
