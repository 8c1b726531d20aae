package charter_test

import (
	"slices"
	"testing"

	"jikim/charters"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
)

// TestSpeaks asks both shipped charters what they want to know of an apology: one of them gives vouchers.
func TestSpeaks(t *testing.T) {
	t.Parallel()
	read := func(folder string) *charter.Charter {
		files := shipped(t, folder)
		return parse(t, files, string(files[charter.Main]))
	}
	wonju, haeon := read(charters.Wonju), read("examples/haeon")
	for _, field := range []string{"voucher", "reason"} {
		if wonju.Speaks(fact.ApologyMade, field) || !haeon.Speaks(fact.ApologyMade, field) {
			t.Errorf("%s is asked of an apology by the wrong office", field)
		}
	}
	if haeon.Speaks(fact.ComplaintTold, "voucher") {
		t.Error("a voucher is asked of a result that is told")
	}
	if got := haeon.Named(fact.ApologyMade, "officer"); !slices.Equal(got, []string{"head"}) {
		t.Errorf("who apologises is named %q", got)
	}
	if got := wonju.Named(fact.ApologyMade, "officer"); got != nil {
		t.Errorf("who apologises is named %q, and is the officer himself", got)
	}
}
