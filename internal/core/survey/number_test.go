package survey

import (
	"math"
	"testing"
)

// TestWilson are the worked examples of R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in
// Medicine 17 (1998) 857–872, table I, method 3.
func TestWilson(t *testing.T) {
	t.Parallel()
	tests := []struct{ k, n, low, high float64 }{
		{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718},
	}
	for _, tt := range tests {
		low, high := Wilson(tt.k/tt.n, tt.n)
		if math.Abs(low-tt.low) > 0.00005 || math.Abs(high-tt.high) > 0.00005 {
			t.Errorf("%v of %v: %.4f to %.4f, want %v to %v", tt.k, tt.n, low, high, tt.low, tt.high)
		}
	}
	if low, high := Wilson(0.5, 0); low != 0 || high != 1 {
		t.Error("of nobody anything may be true")
	}
}

// TestWelch is the example of Student's sleep data (Biometrika 6, 1908) as R's manual of t.test has it: t = −1.8608,
// df = 17.776, p = 0.07939.
func TestWelch(t *testing.T) {
	t.Parallel()
	figure := func(values ...float64) *Figure {
		var list []value
		for _, x := range values {
			list = append(list, value{x: x + 50}) // a figure lies within 0 and 100
		}
		f := frame{}.estimate(list)
		return &f
	}
	one := figure(0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0)
	two := figure(1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4)
	tr := trend(one, two)
	if math.Abs(tr.By+1.58) > 1e-9 || math.Abs(tr.P-0.07939) > 0.000005 || tr.Significant() || tr.WasN != 10 {
		t.Errorf("change %v, p %v", tr.By, tr.P)
	}
	if same := trend(figure(1, 1, 1), figure(1, 1, 1)); same.P != 1 {
		t.Error("nothing varies and nothing changed")
	}
	if moved := trend(figure(2, 2, 2), figure(1, 1, 1)); moved.P != 0 {
		t.Error("nothing varies and all changed")
	}
	if trend(figure(1), figure(1, 2)) != nil || trend(figure(), figure(1, 2)) != nil {
		t.Error("one value has no variance")
	}
}

func TestFigureOfFew(t *testing.T) {
	t.Parallel()
	if f := (frame{}).estimate(nil); !f.None() {
		t.Errorf("of nobody: %+v", f)
	}
	if f := (frame{}).estimate([]value{{x: 70, top: true}}); !f.Open || f.Mean != 70 || f.Top != 1 || f.Low != 0 {
		t.Errorf("of one: %+v", f)
	}
	// Everybody answered: the mean is known, not estimated.
	all := frame{{}: 3}
	if f := all.estimate([]value{{x: 70}, {x: 80}, {x: 90}}); f.Low != 80 || f.High != 80 || f.Error == 0 {
		t.Errorf("of all: %+v", f)
	}
	// A stratum with one answer joins the smallest other, with its people.
	a, b, c := Stratum{Desk: "a"}, Stratum{Desk: "b"}, Stratum{Desk: "c"}
	f := frame{a: 10, b: 20, c: 70}.parts([]value{{of: a, x: 1}, {of: b, x: 2}, {of: b, x: 3}, {of: c, x: 4}, {of: c, x: 5}, {of: c, x: 6}})
	if len(f) != 2 || f[0].people+f[1].people != 100 || min(f[0].people, f[1].people) != 30 {
		t.Errorf("strata %+v", f)
	}
	// Those from outside of the frame stand for themselves; when all are, nothing is weighted.
	if f := (frame{a: 98}).estimate([]value{{of: a, x: 1}, {of: a, x: 1}, {of: b, x: 51}, {of: b, x: 51}}); f.Mean != 2 {
		t.Errorf("outside: %+v", f)
	}
	if f := (frame{c: 10}).parts([]value{{of: a, x: 1}, {of: b, x: 2}}); len(f) != 1 || f[0].people != 0 {
		t.Errorf("all outside: %+v", f)
	}
}

func TestSolve(t *testing.T) {
	t.Parallel()
	if got := solve([][]float64{{0, 2, 4}, {1, 1, 3}}); len(got) != 2 || got[0] != 1 || got[1] != 2 {
		t.Errorf("solved %v", got)
	}
	if solve([][]float64{{1, 1, 1}, {2, 2, 1}}) != nil || coefficients([][]float64{{1, 2, 3, 4}, {2, 4, 6, 8}}, []float64{1, 2, 3, 5}) != nil {
		t.Error("columns that depend on each other")
	}
	if coefficients([][]float64{{1, 2}}, []float64{1, 2}) != nil || coefficients([][]float64{{1, 1, 1, 1}}, []float64{1, 2, 3, 4}) != nil {
		t.Error("too few, or nothing varies")
	}
	if _, ok := alpha([][]float64{{1, 2, 3}}); ok {
		t.Error("one item is consistent with itself")
	}
	if a, ok := alpha([][]float64{{1, 2, 3}, {1, 2, 3}}); !ok || math.Abs(a-1) > 1e-12 {
		t.Errorf("equal items: %v", a)
	}
}

func TestFrame(t *testing.T) {
	t.Parallel()
	told := func(of ...Stratum) (out []Response) {
		for _, s := range of {
			out = append(out, Response{Stratum: s})
		}
		return out
	}
	visit, desk := Stratum{Channel: "visit"}, Stratum{Channel: "visit", Desk: "a"}
	shares := []Share{{Stratum: desk, People: 10}, {Stratum: Stratum{Channel: "visit", Desk: "b"}, People: 4}, {Stratum: Stratum{Channel: "fax"}, People: 3}}
	f, lost := frameOf(shares, told(desk, visit))
	if f[desk] != 10 || f[visit] != 4 || lost != 3 {
		t.Errorf("frame %v, lost %d", f, lost)
	}
	if f, lost = frameOf(shares, told(desk, Stratum{})); f[Stratum{}] != 7 || lost != 0 {
		t.Errorf("frame %v, lost %d", f, lost)
	}
}
