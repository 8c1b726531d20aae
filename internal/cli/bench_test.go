package cli

import (
	"io"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jikim/internal/app"
	"jikim/internal/locale"
)

// TestBenchLoadsWhatTurnsMake holds the loaded database to what the facts say: making every derived row anew changes none,
// and what was written is found.
func TestBenchLoadsWhatTurnsMake(t *testing.T) {
	t.Parallel()
	const cases = 150
	b := &bench{benchCmd: benchCmd{Data: t.TempDir(), Cases: []int{cases}},
		env: &env{out: io.Discard, err: io.Discard, getenv: func(string) string { return "" }, text: locale.For(locale.English), now: time.Now, ctx: t.Context()}}
	if err := b.prepare(); err != nil {
		t.Fatal(err)
	}
	dir, st, err := b.loaded(cases)
	if err != nil {
		t.Fatal(err)
	}
	clock := newBenchClock(st.Until)
	clock.set(st.Until)
	o, err := b.office(dir, "", clock, func(c *app.Config) { c.Background = -1 })
	if err != nil {
		t.Fatal(err)
	}
	defer o.close()
	was := everyHead(t, o, cases)
	if n, err := o.service.Rebuild(t.Context(), o.system(), nil); err != nil || n < cases {
		t.Fatalf("rebuilt %d cases, %v", n, err)
	}
	if diff := cmp.Diff(was, everyHead(t, o, cases)); diff != "" {
		t.Errorf("heads differ (-loaded +rebuilt):\n%s", diff)
	}
	_, lead, err := o.login(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found, err := o.service.Search(t.Context(), lead, searchedFrequent, 50)
	if err != nil || len(found) == 0 {
		t.Errorf("the word %s was found in %d cases, %v", searchedFrequent, len(found), err)
	}
	if due, err := o.store.Due(t.Context(), o.name, benchEpoch.Add(time.Hour), 1); err != nil || len(due) > 0 {
		t.Errorf("%v falls due while the benchmark runs (%v)", due, err)
	}
}

// everyHead returns the heads of the open cases, each of which must have a clock.
func everyHead(t *testing.T, o *benchOffice, cases int) []app.Head {
	t.Helper()
	var heads []app.Head
	if err := o.store.EachOpen(t.Context(), o.name, func(h *app.Head) error {
		if h.Number != "" {
			heads = append(heads, *h)
		}
		if h.WakeAt.IsZero() {
			t.Errorf("case %s has no clock", h.Case)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(heads) != cases {
		t.Fatalf("%d of %d cases are open", len(heads), cases)
	}
	return heads
}

func TestBenchFigures(t *testing.T) {
	t.Parallel()
	for v, want := range map[float64]string{0: "0", 0.123: "0.12", 9.999: "10.00", 12.34: "12.3", 123.4: "123", 1234: "1,234", 1234567.8: "1,234,568", -1234: "-1,234"} {
		if got := figure(v); got != want {
			t.Errorf("figure(%v) = %q, want %q", v, got, want)
		}
	}
	var took []time.Duration
	for i := range 100 {
		took = append(took, time.Duration(100-i)*time.Millisecond)
	}
	for p, want := range map[int]float64{50: 51, 99: 100, 100: 100} {
		if got := percentile(took, p); got != want {
			t.Errorf("percentile %d = %v, want %v", p, got, want)
		}
	}
}
