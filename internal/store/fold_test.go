package store

import (
	"reflect"
	"slices"
	"testing"
	"time"

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
	add(foldIdle - 10)
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
	add(foldIdle - 10)
	check("the newest wait")
	for _, n := range []int{5, len(all) - 5} { // one is indexed, one waits
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

// TestIndexIsMerged adds texts until the index has several segments, and sees them merged by Tune, and by the writer when
// nothing is written. What is found stays the same.
func TestIndexIsMerged(t *testing.T) {
	t.Parallel()
	d := openFile(t)
	segments := func() int64 {
		t.Helper()
		n, err := find(t.Context(), d, scanInt, `select count(distinct segid) from search_idx`)
		if err != nil {
			t.Fatal(err)
		}
		return *n
	}
	added := 0
	waiting := func() int64 {
		t.Helper()
		n, err := find(t.Context(), d, scanInt, sqliteWaiting)
		if err != nil {
			t.Fatal(err)
		}
		return *n
	}
	add := func(count int) {
		t.Helper()
		var changes []*app.Change
		for range count {
			changes = append(changes, storetest.Petition(added))
			added++
		}
		if err := d.Import(t.Context(), changes); err != nil {
			t.Fatal(err)
		}
	}
	// fold adds texts that are folded into the index so many times.
	fold := func(times int) {
		t.Helper()
		for range times {
			add(foldAt)
		}
		if _, err := d.NextNumber(t.Context(), storetest.Institution, "any", 1); err != nil { // waits its turn behind the folding
			t.Fatal(err)
		}
	}
	found := func() []app.Head {
		t.Helper()
		heads, err := d.Search(t.Context(), storetest.Institution, []string{storetest.Token(40)}, 200)
		if err != nil {
			t.Fatal(err)
		}
		return heads
	}
	fold(3)
	before := found()
	if err := d.Tune(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := segments(); n > 2 { // one of each size: the writer may have merged two before the third came
		t.Errorf("%d segments after Tune, want at most 2", n)
	}
	if !reflect.DeepEqual(found(), before) || len(before) == 0 {
		t.Error("Tune changed what is found")
	}

	// Each folding adds a segment at least, so that there would be seven or more. Merged in pairs, and these in pairs, they leave
	// one of each size.
	fold(6)
	before = found()
	for deadline := time.Now().Add(time.Minute); segments() > 5; time.Sleep(quiet) {
		if time.Now().After(deadline) {
			t.Fatalf("still %d segments after a minute in which nothing was written", segments())
		}
	}
	if !reflect.DeepEqual(found(), before) {
		t.Error("merging changed what is found")
	}

	add(foldIdle)
	before = found()
	for deadline := time.Now().Add(time.Minute); waiting() > 0; time.Sleep(quiet) {
		if time.Now().After(deadline) {
			t.Fatalf("still %d texts wait after a minute in which nothing was written", waiting())
		}
	}
	if !reflect.DeepEqual(found(), before) {
		t.Error("folding changed what is found")
	}
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
