package survey

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"math"
	"slices"
	"strings"
)

// z95 is the standard normal quantile of a two-sided interval of 95 %, as surveys are planned by it.
const z95 = 1.96

// Size returns how many answers give a share with a margin (0.05 is ±5 %p) at 95 %: n0 = 1.96²·0.25/e², of a finite population
// n0/(1+(n0−1)/N), rounded up. A margin of zero or less asks for all.
func Size(margin float64, population int) int {
	if population <= 0 {
		return 0
	}
	if margin <= 0 {
		return population
	}
	n0 := z95 * z95 * 0.25 / (margin * margin)
	n := n0 / (1 + (n0-1)/float64(population))
	return min(int(math.Ceil(n-1e-9)), population)
}

// Margin returns half the 95 % interval of a share of one half among n answers of a finite population, as planned: 0.05 is ±5 %p.
// It is 1 without answers and 0 when all answered.
func Margin(n, population int) float64 {
	if n <= 0 {
		return 1
	}
	return min(1, z95*math.Sqrt(0.25/float64(n)*correction(n, population)))
}

// correction is the finite population correction of a variance, (N−n)/(N−1); 1 when the population is not known.
func correction(n, population int) float64 {
	if population <= 1 || n < 0 {
		return 1
	}
	return max(0, float64(population-n)/float64(population-1))
}

// Proportional divides n among strata by their sizes, by the largest remainders; no stratum gives more than it has. Of equal
// remainders the earlier stratum is served first. The sum is n, or all there are.
func Proportional(n int, sizes []int) []int { return divide(n, sizes, sizes) }

// Equal divides n among strata alike. What a small stratum cannot give is divided among the others.
func Equal(n int, sizes []int) []int {
	ones := make([]int, len(sizes))
	for i := range ones {
		ones[i] = 1
	}
	return divide(n, sizes, ones)
}

// divide gives each stratum its part of n by weights and caps it; what is left over is divided again among those with room.
func divide(n int, sizes, weights []int) []int {
	out := make([]int, len(sizes))
	for left := n; left > 0; {
		total := 0
		for i := range sizes {
			if out[i] < sizes[i] {
				total += weights[i]
			}
		}
		if total == 0 {
			break
		}
		given := round(left, total, out, sizes, weights)
		if given == 0 {
			break
		}
		left -= given
	}
	return out
}

// round is one division of left among the strata with room.
func round(left, total int, out, sizes, weights []int) int {
	type part struct{ at, whole, rest int }
	var parts []part
	sum := 0
	for i := range sizes {
		if out[i] < sizes[i] {
			p := part{i, left * weights[i] / total, left * weights[i] % total}
			parts, sum = append(parts, p), sum+p.whole
		}
	}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(b.rest, a.rest) })
	given := 0
	for k, p := range parts {
		if k < left-sum {
			p.whole++
		}
		p.whole = min(p.whole, sizes[p.at]-out[p.at])
		out[p.at] += p.whole
		given += p.whole
	}
	return given
}

// Draw returns n of the names of one stratum, each equally likely: those whose SHA-256 over seed, channel, desk and name, one a
// line, is smallest, in that order. Whoever knows the seed can check the draw; the order of the names does not matter. A
// longer draw with the same seed begins with the shorter one.
func Draw(seed string, of Stratum, names []string, n int) []string {
	type lot struct {
		name string
		sum  [sha256.Size]byte
	}
	lots := make([]lot, len(names))
	for i, name := range names {
		lots[i] = lot{name, sha256.Sum256([]byte(strings.Join([]string{seed, of.Channel, of.Desk, name}, "\n")))}
	}
	slices.SortFunc(lots, func(a, b lot) int {
		return cmp.Or(bytes.Compare(a.sum[:], b.sum[:]), cmp.Compare(a.name, b.name))
	})
	out := make([]string, 0, min(max(n, 0), len(lots)))
	for i := range min(max(n, 0), len(lots)) {
		out = append(out, lots[i].name)
	}
	return out
}
