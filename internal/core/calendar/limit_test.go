package calendar

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestParseLimit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want Limit
		back string // how it is written, when different
	}{
		{"5 seconds", Limit{5, Seconds}, ""},
		{"1 second", Limit{1, Seconds}, ""},
		{"1 seconds", Limit{1, Seconds}, "1 second"},
		{"3 minutes", Limit{3, Minutes}, ""},
		{"2 hours", Limit{2, Hours}, ""},
		{"3 rings", Limit{3, Rings}, ""},
		{"1 working hour", Limit{1, WorkingHours}, ""},
		{"56 working hours", Limit{56, WorkingHours}, ""},
		{"30 working minutes", Limit{30, WorkingMinutes}, ""},
		{"7 working days", Limit{7, WorkingDays}, ""},
		{"1 day by law", Limit{1, LawDays}, ""},
		{"7 days by law", Limit{7, LawDays}, ""},
		{"immediately by law", Limit{1, Immediately}, ""},
		{"2 weeks by law", Limit{2, LawWeeks}, ""},
		{"1 month by law", Limit{1, LawMonths}, ""},
		{"1 year by law", Limit{1, LawYears}, ""},
		{"10 days", Limit{10, Days}, ""},
		{"2 weeks", Limit{2, Weeks}, ""},
		{"1 month", Limit{1, Months}, ""},
		{"3 months", Limit{3, Months}, ""},
		{"1 year", Limit{1, Years}, ""},
		{"  7   days by\tlaw ", Limit{7, LawDays}, "7 days by law"},
		{"07 days", Limit{7, Days}, "7 days"},
	}
	for _, tt := range tests {
		got, err := ParseLimit(tt.text)
		if err != nil || got != tt.want {
			t.Errorf("ParseLimit(%q) = %v, %v", tt.text, got, err)
		}
		back := tt.back
		if back == "" {
			back = tt.text
		}
		if got.String() != back {
			t.Errorf("%q is written %q", tt.text, got)
		}
		var again Limit
		if err := again.UnmarshalText([]byte(back)); err != nil || again != got {
			t.Errorf("%q read back as %v, %v", back, again, err)
		}
	}
}

func TestParseLimitErrors(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, hint string }{
		{"", "write a number and a unit"},
		{"7", "write a number and a unit"},
		{"soon", "write a number and a unit"},
		{"0 days", "from 1 to"},
		{"-1 days", "from 1 to"},
		{"+1 days", "from 1 to"},
		{"1000000 days", "from 1 to 3650"},
		{"99999999999999999999 days", ""},
		{"7 dyas by law", `did you mean "days by law"?`},
		{"7 workign days", `did you mean "working days"?`},
		{"7 days by lwa", `did you mean "days by law"?`},
		{"immediatly by law", `did you mean "immediately by law"?`},
		{"3 rings by law", ""},
		{"3 hours by law", ""},
		{"1.5 hours", ""},
		{"1 immediately by law", ""},
		{"7 fortnights", "units are"},
		{"5 ", ""},
	}
	for _, tt := range tests {
		l, err := ParseLimit(tt.text)
		if !errors.Is(err, ErrLimit) || !strings.Contains(err.Error(), tt.hint) {
			t.Errorf("ParseLimit(%q) = %v, %v; want a hint of %q", tt.text, l, err, tt.hint)
		}
	}
}

// TestLimitKinds says of each unit on which clock it runs, exactly one of four.
func TestLimitKinds(t *testing.T) {
	t.Parallel()
	for u := Seconds; u <= Years; u++ {
		l := Limit{1, u}
		n := 0
		for _, is := range []bool{l.IsWall(), l.IsWork(), l.IsLaw(), l.IsCivil()} {
			if is {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%v runs on %d clocks", l, n)
		}
		if (l.Work() > 0) != (l.IsWork() || l.IsLaw() && !l.HasLastDay()) {
			t.Errorf("%v: work %v", l, l.Work())
		}
		if (l.Wall() > 0) != (l.IsWall() && u != Rings) {
			t.Errorf("%v: wall %v", l, l.Wall())
		}
	}
	if (Limit{5, LawDays}).HasLastDay() || !(Limit{6, LawDays}).HasLastDay() {
		t.Error("five days are counted in hours, six in days")
	}
	if got := (Limit{5, LawDays}).Work(); got != 40*time.Hour {
		t.Errorf("five days are %v", got)
	}
	if got := (Limit{}).String(); got != "" || !(Limit{}).IsZero() {
		t.Errorf("no limit is %q", got)
	}
}

func FuzzParseLimit(f *testing.F) {
	for _, s := range []string{"7 days by law", "3 rings", "immediately by law", "1 working hour", "7일", "1  month", "-5 seconds"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := ParseLimit(s)
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Fatalf("an error of two lines: %q", err)
			}
			return
		}
		again, err := ParseLimit(l.String())
		if err != nil || again != l {
			t.Fatalf("%q is written %q, which reads as %v, %v", s, l, again, err)
		}
	})
}
