package storetest

import (
	"slices"
	"testing"
	"time"

	"jikim/internal/app"
)

func sights(t *testing.T, s app.Store) {
	ctx := t.Context()
	one := app.Sighted{ID: "a", At: Start, KeptAt: Start.Add(time.Second), Names: []string{"call", "number"}, Cipher: []byte("\x00one")}
	two := app.Sighted{ID: "b", At: Start.Add(time.Minute), KeptAt: Start.Add(time.Hour), Names: []string{"number"}, Cipher: []byte("two")}
	must(t, s.AddSights(ctx, Institution, []app.Sighted{two, one}))
	again := one
	again.Cipher, again.Names = []byte("other"), []string{"call", "leg"} // told again, and now with one name more
	must(t, s.AddSights(ctx, Institution, []app.Sighted{again}))
	must(t, s.AddSights(ctx, "chuncheon", []app.Sighted{{ID: "a", At: Start, KeptAt: Start, Names: []string{"call"}, Cipher: []byte("theirs")}}))
	one.Names, two.Names = nil, nil
	far := Start.Add(time.Hour)
	for name, c := range map[string]struct {
		names       []string
		from, until time.Time
		limit       int
		want        []app.Sighted
	}{
		"by a name of both":           {[]string{"number", "call"}, Start, far, 9, []app.Sighted{one, two}},
		"at most one":                 {[]string{"number"}, Start, far, 1, []app.Sighted{one}},
		"not before":                  {[]string{"number"}, Start.Add(time.Microsecond), far, 9, []app.Sighted{two}},
		"until, which is not in it":   {[]string{"number"}, Start, two.At, 9, []app.Sighted{one}},
		"by a name that came later":   {[]string{"leg"}, Start, far, 9, []app.Sighted{one}},
		"by a name that nobody has":   {[]string{"none"}, Start, far, 9, nil},
		"by no name":                  {nil, Start, far, 9, nil},
		"of an institution of others": {[]string{"number"}, Start, far, 0, nil},
	} {
		got, err := s.SightsBy(ctx, Institution, c.names, c.from, c.until, c.limit)
		must(t, err)
		if len(got) > 0 || len(c.want) > 0 {
			same(t, name, got, c.want)
		}
	}
	must(t, s.PruneSights(ctx, Institution, Start.Add(time.Minute)))
	must(t, s.AddSights(ctx, Institution, []app.Sighted{again})) // told once more, when its contents are gone
	got, err := s.SightsBy(ctx, Institution, []string{"number", "call", "leg"}, Start, far, 9)
	must(t, err)
	same(t, "after forgetting", got, []app.Sighted{two})
	theirs, err := s.SightsBy(ctx, "chuncheon", []string{"call"}, Start, far, 9)
	must(t, err)
	if !slices.ContainsFunc(theirs, func(x app.Sighted) bool { return string(x.Cipher) == "theirs" }) {
		t.Error("another institution's was forgotten")
	}
}
