package store

import (
	"slices"
	"testing"

	"jikim/internal/app"
	"jikim/internal/store/storetest"
)

// TestSearchWhileTextsAreFolded finds the same whether texts wait, are in the index, or some are here and some there,
// and after a text that was indexed has been replaced.
func TestSearchWhileTextsAreFolded(t *testing.T) {
	t.Parallel()
	d := openFile(t)
	ctx := t.Context()
	var all []*app.Change
	check := func(when string) {
		t.Helper()
		for _, phrase := range [][]string{{storetest.Token(0)}, {storetest.Token(40)}, {storetest.Token(3000)}, {storetest.Token(0), storetest.Token(1)}} {
			var want []string
			for _, c := range slices.Backward(all) {
				if len(want) < 15 && contains(c.Grams, phrase) {
					want = append(want, c.Case)
				}
			}
			heads, err := d.Search(ctx, storetest.Institution, phrase, 15)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, h := range heads {
				got = append(got, h.Case)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %v found\n%v, want\n%v", when, phrase, got, want)
			}
		}
	}
	add := func(count int) {
		t.Helper()
		var changes []*app.Change
		for range count {
			changes = append(changes, storetest.Petition(len(all)+len(changes)))
		}
		if err := d.Import(ctx, changes); err != nil {
			t.Fatal(err)
		}
		all = append(all, changes...)
	}
	add(300)
	check("all wait")
	add(foldAt)
	if _, err := d.NextNumber(ctx, storetest.Institution, "any", 1); err != nil { // waits its turn behind the folding
		t.Fatal(err)
	}
	waiting, err := find(ctx, d, scanInt, sqliteWaiting)
	if err != nil {
		t.Fatal(err)
	}
	if *waiting != 0 {
		t.Fatalf("%d texts wait, want none", *waiting)
	}
	check("all are indexed")
	add(200)
	check("the newest wait")
	for _, n := range []int{5, 1400} { // one is indexed, one waits
		old := all[n]
		c := &app.Change{Institution: old.Institution, Case: old.Case, Expect: 2, Now: old.Now, Head: old.Head, Grams: []string{storetest.Token(3000)}}
		if err := d.Commit(ctx, c); err != nil {
			t.Fatal(err)
		}
		all[n] = c
	}
	check("two were replaced")
	if err := d.Destroy(ctx, all[5].Institution, all[5].Case); err != nil {
		t.Fatal(err)
	}
	all[5].Grams = nil
	check("one was destroyed")
	add(foldAt)
	check("all are indexed again")
}

// contains tells whether the tokens of a phrase stand one after the other.
func contains(tokens, phrase []string) bool {
	for i := range len(tokens) - len(phrase) + 1 {
		if slices.Equal(tokens[i:i+len(phrase)], phrase) {
			return true
		}
	}
	return false
}
