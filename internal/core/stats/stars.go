package stats

// Best is the most stars that a rating has.
const Best = 5

// Stars counts ratings from one star to Best.
type Stars struct {
	N      int
	Counts [Best]int // by stars, one star first
	// Suppressed tells that there are too few to be shown, or that fewer could be had by subtraction: all others are zero then.
	Suppressed bool
}

// Add counts a rating; one that is no number of stars counts nowhere.
func (s *Stars) Add(stars int) {
	if stars < 1 || stars > Best {
		return
	}
	s.N++
	s.Counts[stars-1]++
}

// Mean returns the mean number of stars; 0 when there is none.
func (s *Stars) Mean() float64 {
	if s.N == 0 {
		return 0
	}
	sum := 0
	for i, n := range s.Counts {
		sum += (i + 1) * n
	}
	return float64(sum) / float64(s.N)
}

// ProtectStars suppresses groups of fewer than Smallest, in place, and with them further ones, the smallest first, until those suppressed
// together hold at least Smallest in at least two groups: otherwise one could be had by taking the others from the whole. When
// that cannot be, or the whole is small, the whole is suppressed too.
func ProtectStars(whole *Stars, groups []*Stars) {
	hidden, together := 0, 0
	hide := func(g *Stars) {
		hidden, together = hidden+1, together+g.N
		*g = Stars{Suppressed: true}
	}
	for _, g := range groups {
		if g.N > 0 && (g.N < Smallest || whole.N < Smallest) {
			hide(g)
		}
	}
	for hidden > 0 && (hidden < 2 || together < Smallest) {
		var least *Stars
		for _, g := range groups {
			if g.N > 0 && (least == nil || g.N < least.N) {
				least = g
			}
		}
		if least == nil {
			*whole = Stars{Suppressed: true}
			return
		}
		hide(least)
	}
	if whole.N > 0 && whole.N < Smallest {
		*whole = Stars{Suppressed: true}
	}
}
