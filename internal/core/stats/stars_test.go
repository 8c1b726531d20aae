package stats

import (
	"testing"

	"pgregory.net/rapid"
)

func TestStars(t *testing.T) {
	t.Parallel()
	var s Stars
	for _, n := range []int{5, 4, 4, 1, 0, 6} {
		s.Add(n)
	}
	if s.N != 4 || s.Counts != [Best]int{1, 0, 0, 2, 1} || s.Mean() != 3.5 {
		t.Errorf("%+v, mean %v", s, s.Mean())
	}
	if (&Stars{}).Mean() != 0 {
		t.Error("nothing has a mean")
	}
}

// TestNoFewStarsCanBeHadBySubtraction draws groups and takes what is shown from the whole.
func TestNoFewStarsCanBeHadBySubtraction(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		var whole Stars
		sizes := rapid.SliceOfN(rapid.IntRange(0, 12), 1, 6).Draw(rt, "groups")
		groups := make([]*Stars, len(sizes))
		for i, n := range sizes {
			groups[i] = &Stars{N: n, Counts: [Best]int{n}}
			whole.N += n
		}
		ProtectStars(&whole, groups)
		hidden, together := 0, 0
		for i, g := range groups {
			switch {
			case g.Suppressed:
				if g.N != 0 || g.Counts != [Best]int{} {
					rt.Fatal("a suppressed group shows figures")
				}
				hidden, together = hidden+1, together+sizes[i]
			case g.N > 0 && g.N < Smallest:
				rt.Fatalf("a group of %d is shown", g.N)
			}
		}
		if !whole.Suppressed && (whole.N > 0 && whole.N < Smallest || hidden > 0 && (hidden < 2 || together < Smallest)) {
			rt.Fatalf("the whole of %d leaves %d in %d groups", whole.N, together, hidden)
		}
	})
}
