package survey

import (
	"math"
	"slices"
)

// The numbers of this file are those that R computes by pt, qt, t.test, cor, lm and prop.test; test/survey compares them.

// z975 is the standard normal quantile of a two-sided interval of 95 %.
const z975 = 1.959963984540054

// Wilson returns the bounds of a share p of n at 95 % by Wilson's score interval, without correction for continuity. N need not be
// whole: of a weighted sample it is the effective size.
func Wilson(p, n float64) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	z2 := z975 * z975
	centre := (p + z2/(2*n)) / (1 + z2/n)
	half := z975 / (1 + z2/n) * math.Sqrt(p*(1-p)/n+z2/(4*n*n))
	return max(0, centre-half), min(1, centre+half)
}

// studentTail returns the probability of |T| ≥ |t| of Student's distribution.
func studentTail(t, df float64) float64 {
	if df <= 0 || math.IsNaN(t) {
		return math.NaN()
	}
	return incompleteBeta(df/(df+t*t), df/2, 0.5)
}

// studentQuantile returns t with studentTail(t) = 0.05: half the width of a 95 % interval in standard errors.
func studentQuantile(df float64) float64 {
	low, high := 0.0, 1e4
	for range 200 {
		mid := (low + high) / 2
		if studentTail(mid, df) > 0.05 {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2
}

// incompleteBeta is the regularised incomplete beta function by its continued fraction (Lentz).
func incompleteBeta(x, a, b float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2):
		return 1 - incompleteBeta(1-x, b, a)
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(lab-la-lb+a*math.Log(x)+b*math.Log1p(-x)) / a
	const tiny = 1e-300
	f, c, d := 1.0, 1.0, 0.0
	for i := range 10_000 {
		m := float64(i / 2)
		var k float64
		switch {
		case i == 0:
			k = 1
		case i%2 == 0:
			k = m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		default:
			k = -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		}
		if d = 1 + k*d; math.Abs(d) < tiny {
			d = tiny
		}
		if c = 1 + k/c; math.Abs(c) < tiny {
			c = tiny
		}
		d = 1 / d
		f *= c * d
		if math.Abs(1-c*d) < 1e-16 {
			break
		}
	}
	return front * (f - 1)
}

// rounding is more than the variance of points out of 100, or of sums of them, that adding floating-point numbers makes of values that
// are alike, and less than what one value of a million makes that differs by a hundredth of a point.
const rounding = 1e-12

// moments are the mean and the variance, with n−1, of values. Fewer than two have no variance: NaN.
func moments(values []float64) (mean, variance float64) {
	n := float64(len(values))
	if n == 0 {
		return math.NaN(), math.NaN()
	}
	for _, v := range values {
		mean += v
	}
	mean /= n
	if n < 2 {
		return mean, math.NaN()
	}
	for _, v := range values {
		variance += (v - mean) * (v - mean)
	}
	if variance /= n - 1; variance < rounding {
		variance = 0
	}
	return mean, variance
}

// correlate returns Pearson's correlation; false when one side does not vary.
func correlate(x, y []float64) (float64, bool) {
	mx, vx := moments(x)
	my, vy := moments(y)
	if !(vx > 0 && vy > 0) {
		return 0, false
	}
	sum := 0.0
	for i := range x {
		sum += (x[i] - mx) * (y[i] - my)
	}
	return sum / float64(len(x)-1) / math.Sqrt(vx*vy), true
}

// coefficients are the standardised coefficients of the linear regression of y on the columns of x, with an intercept; nil when
// there are too few cases, a column does not vary, or columns depend on each other.
func coefficients(x [][]float64, y []float64) []float64 {
	k := len(x)
	if k == 0 || len(y) < k+2 {
		return nil
	}
	// Of standardised columns the normal equations are the correlations.
	m := make([][]float64, k)
	for i := range x {
		m[i] = make([]float64, k+1)
		for j := range x {
			r, ok := correlate(x[i], x[j])
			if !ok {
				return nil
			}
			m[i][j] = r
		}
		r, ok := correlate(x[i], y)
		if !ok {
			return nil
		}
		m[i][k] = r
	}
	return solve(m)
}

// solve is Gauss's elimination with pivots of a matrix whose last column is the right side; nil when it is singular.
func solve(m [][]float64) []float64 {
	k := len(m)
	for c := range k {
		best := c
		for i := c + 1; i < k; i++ {
			if math.Abs(m[i][c]) > math.Abs(m[best][c]) {
				best = i
			}
		}
		if math.Abs(m[best][c]) < 1e-10 {
			return nil
		}
		m[c], m[best] = m[best], m[c]
		for i := range k {
			if i == c {
				continue
			}
			f := m[i][c] / m[c][c]
			for j := c; j <= k; j++ {
				m[i][j] -= f * m[c][j]
			}
		}
	}
	out := make([]float64, k)
	for i := range out {
		out[i] = m[i][k] / m[i][i]
	}
	return out
}

// alpha is Cronbach's, of items given as columns of the same people: k/(k−1)·(1−Σs²/s²ₜ). False when there are fewer than two items or
// people, or the sums do not vary.
func alpha(items [][]float64) (float64, bool) {
	k := len(items)
	if k < 2 || len(items[0]) < 2 {
		return 0, false
	}
	sums, parts := slices.Clone(items[0]), 0.0
	for i, column := range items {
		_, v := moments(column)
		parts += v
		for j := range column {
			if i > 0 {
				sums[j] += column[j]
			}
		}
	}
	_, whole := moments(sums)
	if !(whole > 0) {
		return 0, false
	}
	return float64(k) / float64(k-1) * (1 - parts/whole), true
}
