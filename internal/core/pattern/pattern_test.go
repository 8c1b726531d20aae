package pattern

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// TestTailEqualsR compares with phyper(bad - 1, allBad, all - allBad, n, lower.tail = FALSE) of R 4.
func TestTailEqualsR(t *testing.T) {
	t.Parallel()
	tests := []struct {
		bad, n, allBad, all int
		want                float64
	}{
		{8, 20, 18, 200, 5.58930029213094e-05}, // also fisher.test(matrix(c(8, 12, 10, 170), 2, byrow = TRUE), alternative = "greater")
		{30, 500, 100, 100_000, 8.21825303023575e-45},
		{5, 5, 5, 10, 0.00396825396825397},
		{0, 20, 18, 200, 1},
	}
	for _, test := range tests {
		if got := tail(test.bad, test.n, test.allBad, test.all); math.Abs(got-test.want) > 1e-8*test.want {
			t.Errorf("%d of %d, %d of %d: %.15g, want %.15g", test.bad, test.n, test.allBad, test.all, got, test.want)
		}
	}
}

var began = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

func add(c *Count, sort, place string, bad, all int) {
	for i := range all {
		at := began.Add(time.Duration(i) * time.Hour)
		c.Add(Key{sort, place}, i < bad, Case{Case: fmt.Sprintf("%s-%d", place, i), At: at})
	}
}

func TestFindsTheDeskThatBreaksAPromiseMoreOften(t *testing.T) {
	t.Parallel()
	var c Count
	add(&c, "phone.rings", "petition", 40, 200)
	add(&c, "phone.rings", "general", 10, 200)
	add(&c, "phone.rings", "children", 9, 200)
	add(&c, "case.deadline", "petition", 4, 4) // all of them, and yet too few
	add(&c, "case.deadline", "general", 0, 400)
	add(&c, "visit.greeting", "petition", 50, 50) // nowhere else to compare with
	f := c.Find(&Count{})
	if len(f.Patterns) != 1 || f.Patterns[0].Key != (Key{"phone.rings", "petition"}) || f.Tested != 3 {
		t.Fatalf("tested %d, found %+v", f.Tested, f.Patterns)
	}
	p := f.Patterns[0]
	if p.Bad != 40 || p.All != 200 || p.ElsewhereBad != 19 || p.Elsewhere != 400 || p.Share() != 0.2 || p.ElsewhereShare() != 0.0475 {
		t.Errorf("%+v", p)
	}
	if len(p.Cases) != shown || p.Cases[0].Case != "petition-39" || p.Cases[shown-1].Case != "petition-20" {
		t.Errorf("the cases are %+v, want the newest %d", p.Cases, shown)
	}
}

// TestChanceAloneIsNoPattern gives all of many places the same rate: hardly ever is one of them found.
func TestChanceAloneIsNoPattern(t *testing.T) {
	t.Parallel()
	random, found := rand.New(rand.NewPCG(1, 2)), 0
	const rounds = 200
	for range rounds {
		var c Count
		for place := range 20 {
			for range 100 {
				c.Add(Key{"p", fmt.Sprint(place)}, random.Float64() < 0.1, Case{})
			}
		}
		if len(c.Find(&Count{}).Patterns) > 0 {
			found++
		}
	}
	if share := float64(found) / rounds; share > 2*Level {
		t.Errorf("chance alone makes patterns in %.0f%% of the offices, want at most about %.0f%%", 100*share, 100*Level)
	}
}

func TestOrderOfCountingDoesNotMatter(t *testing.T) {
	t.Parallel()
	var a, b Count
	add(&a, "p", "x", 30, 60)
	add(&a, "p", "y", 5, 60)
	add(&b, "p", "y", 5, 60)
	add(&b, "p", "x", 30, 60)
	if x, y := fmt.Sprintf("%+v", a.Find(&Count{})), fmt.Sprintf("%+v", b.Find(&Count{})); x != y {
		t.Errorf("%s\n%s", x, y)
	}
}
