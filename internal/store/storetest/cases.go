package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

var equal = cmp.Options{cmpopts.EquateEmpty(), cmp.Comparer(func(a, b fact.Value) bool { return a == b })}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, equal); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func commit(t *testing.T, s app.Store, changes ...*app.Change) {
	t.Helper()
	for _, c := range changes {
		must(t, s.Commit(t.Context(), c))
	}
}

// next returns a turn that follows another: one more fact, and the head as it was.
func next(c *app.Change, id string, kind fact.Kind) *app.Change {
	at := c.Now.Add(time.Hour)
	n := &app.Change{Institution: c.Institution, Case: c.Case, Expect: c.Expect + int64(len(c.Facts)), Now: at, Head: c.Head}
	n.Facts = []fact.Fact{{ID: id, Case: c.Case, At: at, RecordedAt: at, Kind: kind, By: "officer:kim", Via: fact.ViaDesk}}
	n.Leaves = Leaves(n.Facts)
	n.Head.Seq, n.Head.ChangedAt = n.Expect+1, at
	return n
}

func roundTrip(t *testing.T, s app.Store) {
	c := Petition(1)
	c.Facts[1].Contact, c.Facts[1].Override, c.Facts[1].Precision = "visit-1", fact.Reported, time.Minute
	c.Facts[1].RecordedAt = c.Facts[1].At.Add(time.Second + 3*time.Microsecond)
	c.Facts[1].Data = fact.With("text", "한글 'quoted' \\ \"과\" 줄\n바꿈", "count", 12, "yes", true)
	c.Head.Open[2].Due, c.Head.Open[2].Share = time.Time{}, 0.25
	c.Head.Broken, c.Head.Unproven = 2, 3
	c.Head.RemedyAt, c.Head.ComplaintAt, c.Head.PostAt = Start.Add(time.Hour), Start.Add(time.Microsecond), Start.Add(time.Second)
	c.Sealed = append(c.Sealed, app.Sealed{Institution: Institution, Case: c.Case, Name: "empty", At: c.Now})
	commit(t, s, c)

	got, err := s.Load(t.Context(), Institution, c.Case)
	must(t, err)
	same(t, "case", got, &app.Stored{Institution: Institution, Case: c.Case, Seq: 2, Facts: c.Facts, Head: c.Head})
	sealed, err := s.Sealed(t.Context(), Institution, c.Case, "petition", "empty", "no such")
	must(t, err)
	slices.SortFunc(sealed, func(a, b app.Sealed) int { return -strings.Compare(a.Name, b.Name) })
	same(t, "sealed texts", sealed, c.Sealed)

	_, err = s.Load(t.Context(), Institution, "nobody")
	if !errors.Is(err, app.ErrNotFound) {
		t.Errorf("loading a case that is not there: %v, want ErrNotFound", err)
	}
}

func secondTurn(t *testing.T, s app.Store) {
	first := Petition(1)
	second := next(first, "f3", fact.CaseAnswered)
	second.Head.Status, second.Head.Open, second.Head.BreaksAt, second.Head.WakeAt = "answered", nil, time.Time{}, time.Time{}
	quiet := next(second, "none", fact.CaseClosed) // a turn without a fact changes derived rows only
	quiet.Facts, quiet.Leaves, quiet.Head.Seq, quiet.Head.Officer = nil, nil, 3, "lee"
	commit(t, s, first, second, quiet)
	got, err := s.Load(t.Context(), Institution, first.Case)
	must(t, err)
	want := &app.Stored{Institution: Institution, Case: first.Case, Seq: 3, Head: quiet.Head, Facts: append(slices.Clone(first.Facts), second.Facts...)}
	same(t, "case", got, want)
}

func conflicts(t *testing.T, s app.Store) {
	first := Petition(1)
	second := next(first, "f3", fact.CaseAnswered)
	commit(t, s, first, second)
	late, early, absent, again := next(first, "other", fact.CaseClosed), next(second, "other", fact.CaseClosed), next(Petition(2), "x", fact.CaseClosed), Petition(1)
	early.Expect = 9
	quiet := next(first, "none", fact.CaseClosed)
	quiet.Facts, quiet.Leaves = nil, nil
	for name, c := range map[string]*app.Change{"behind": late, "ahead": early, "no such case": absent, "the first once more": again, "no fact": quiet} {
		if err := s.Commit(t.Context(), c); !errors.Is(err, app.ErrConflict) {
			t.Errorf("%s: %v, want ErrConflict", name, err)
		}
	}
	got, err := s.Load(t.Context(), Institution, first.Case)
	must(t, err)
	if got.Seq != 3 || len(got.Facts) != 3 {
		t.Errorf("after the conflicts the case has %d facts, the last numbered %d; want 3 and 3", len(got.Facts), got.Seq)
	}
}

func race(t *testing.T, s app.Store) {
	const writers, rounds = 64, 5
	ctx := t.Context()
	turn := Petition(1)
	for round := range rounds {
		results := make([]error, writers)
		var wg sync.WaitGroup
		for i := range writers {
			mine := *turn
			mine.Facts = slices.Clone(turn.Facts)
			mine.Facts[0].ID = turn.Facts[0].ID + "-" + string(rune('0'+i))
			mine.Outgoing = nil
			wg.Go(func() { results[i] = s.Commit(ctx, &mine) })
		}
		wg.Wait()
		won := 0
		for _, err := range results {
			if err == nil {
				won++
			} else if !errors.Is(err, app.ErrConflict) {
				t.Errorf("round %d: %v, want ErrConflict", round, err)
			}
		}
		if won != 1 {
			t.Fatalf("round %d: %d turns were committed, want 1", round, won)
		}
		turn = next(turn, "f", fact.CaseAccepted)
	}
	got, err := s.Load(ctx, Institution, turn.Case)
	must(t, err)
	if int(got.Seq) != 2+rounds-1 || len(got.Facts) != int(got.Seq) {
		t.Errorf("%d facts, the last numbered %d; want %d", len(got.Facts), got.Seq, rounds+1)
	}
}

// atomicity commits, among good turns, turns that fail at their last statement.
func atomicity(t *testing.T, s app.Store) {
	ctx := t.Context()
	const n = 40
	commit(t, s, Petition(n))
	results := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		c := Petition(i)
		if i%3 == 0 { // its case is new, but its last fact stands where another already is
			first := *c
			first.Facts, first.Leaves, first.Case = c.Facts[:1:1], c.Leaves[:1:1], Petition(n).Case
			first.Expect, first.Outgoing = 1, nil
			c = &first
		}
		wg.Go(func() { results[i] = s.Commit(ctx, c) })
	}
	wg.Wait()
	for i, err := range results {
		if i%3 == 0 && !errors.Is(err, app.ErrConflict) || i%3 != 0 && err != nil {
			t.Errorf("turn %d: %v", i, err)
		}
		_, err := s.Load(ctx, Institution, Petition(i).Case)
		if found := err == nil; found != (i%3 != 0) {
			t.Errorf("case %d was written: %v", i, found)
		}
	}
	got, err := s.Load(ctx, Institution, Petition(n).Case)
	must(t, err)
	same(t, "the case that was aimed at", got.Facts, Petition(n).Facts)
	checkNumbers(t, s, Institution, 2*(n-(n+2)/3)+2)
}

// crowd commits the same cases for two institutions at once, new ones and second turns.
func crowd(t *testing.T, s app.Store) {
	const cases = 30
	offices := []string{Institution, "chuncheon"}
	for turn := range 2 {
		var wg sync.WaitGroup
		for i := range cases {
			for _, office := range offices {
				c := Petition(i)
				if turn == 1 {
					c = next(c, office+strconv.Itoa(i), fact.CaseAssigned)
				}
				c.Institution, c.Head.Institution = office, office
				wg.Go(func() {
					if err := s.Commit(t.Context(), c); err != nil {
						t.Errorf("turn %d of case %d of %s: %v", turn, i, office, err)
					}
				})
			}
		}
		wg.Wait()
	}
	for _, office := range offices {
		for i := range cases {
			got, err := s.Load(t.Context(), office, Petition(i).Case)
			must(t, err)
			if len(got.Facts) != 3 || got.Facts[2].ID != office+strconv.Itoa(i) {
				t.Errorf("case %d of %s has %d facts", i, office, len(got.Facts))
			}
		}
	}
}

func separation(t *testing.T, s app.Store) {
	ours, theirs := Petition(1), Petition(1)
	theirs.Institution, theirs.Head.Institution, theirs.Head.Name = "chuncheon", "chuncheon", "김*수"
	theirs.Sealed[0].Cipher = []byte("theirs")
	commit(t, s, ours, theirs)
	for _, institution := range []string{Institution, "chuncheon", "nowhere"} {
		want := 1
		if institution == "nowhere" {
			want = 0
		}
		inbox, err := s.Inbox(t.Context(), app.InboxQuery{Institution: institution, Limit: 10})
		must(t, err)
		found, err := s.Search(t.Context(), institution, ours.Grams[:2], 10)
		must(t, err)
		claimed, err := s.Claim(t.Context(), institution, ours.Now, time.Minute, 10)
		must(t, err)
		if len(inbox) != want || len(found) != want || len(claimed) != want {
			t.Errorf("%s: inbox %d, search %d, claims %d, want %d of each", institution, len(inbox), len(found), len(claimed), want)
		}
		for _, h := range slices.Concat(inbox, found) {
			if h.Institution != institution {
				t.Errorf("%s: got a case of %s", institution, h.Institution)
			}
		}
	}
	must(t, s.Destroy(t.Context(), "chuncheon", ours.Case))
	kept, err := s.Sealed(t.Context(), Institution, ours.Case)
	must(t, err)
	same(t, "our sealed text after theirs was destroyed", kept, ours.Sealed)
}

func loadMany(t *testing.T, s app.Store) {
	ids := []string{"absent"}
	want := map[string]*app.Stored{}
	for i := range 30 {
		c := Petition(i)
		commit(t, s, c)
		if i%2 == 0 {
			ids = append(ids, c.Case)
			want[c.Case] = &app.Stored{Institution: Institution, Case: c.Case, Seq: 2, Facts: c.Facts, Head: c.Head}
		}
	}
	found, err := s.LoadMany(t.Context(), Institution, ids)
	must(t, err)
	got := map[string]*app.Stored{}
	for _, c := range found {
		got[c.Case] = c
	}
	same(t, "cases", got, want)
	texts, err := s.SealedMany(t.Context(), Institution, ids[:4], []string{"petition", "no such"})
	must(t, err)
	for _, x := range texts {
		same(t, "sealed text", []app.Sealed{x}, Petition(slices.IndexFunc(ids, func(id string) bool { return id == x.Case })*2-2).Sealed)
	}
	if len(texts) != 3 {
		t.Errorf("%d sealed texts of three cases", len(texts))
	}
	none, err := s.LoadMany(t.Context(), Institution, nil)
	must(t, err)
	same(t, "no cases", none, []*app.Stored{})
	slices.Reverse(ids)
	heads, err := s.Heads(t.Context(), Institution, ids)
	must(t, err)
	if len(heads) != len(ids)-1 || heads[0].Case != ids[0] {
		t.Errorf("%d heads beginning with %v; want %d in the given order", len(heads), heads, len(ids)-1)
	}
}

func destroy(t *testing.T, s app.Store) {
	c := Petition(1)
	commit(t, s, c, Petition(2))
	must(t, s.Destroy(t.Context(), Institution, c.Case))
	must(t, s.Destroy(t.Context(), Institution, c.Case)) // once more does nothing
	sealed, err := s.Sealed(t.Context(), Institution, c.Case, "petition")
	must(t, err)
	found, err := s.Search(t.Context(), Institution, c.Grams[:3], 10)
	must(t, err)
	if len(sealed) != 0 || len(found) != 0 {
		t.Errorf("%d sealed texts and %d search results are left", len(sealed), len(found))
	}
	got, err := s.Load(t.Context(), Institution, c.Case)
	must(t, err)
	same(t, "facts", got.Facts, c.Facts)
	other, err := s.Sealed(t.Context(), Institution, Petition(2).Case, "petition")
	must(t, err)
	same(t, "another case's text", other, Petition(2).Sealed)
}

func eachCase(t *testing.T, s app.Store) {
	var want []*app.Stored
	for i := range 300 {
		c := Petition(i)
		commit(t, s, c)
		w := &app.Stored{Institution: Institution, Case: c.Case, Seq: 2, Facts: c.Facts, Head: c.Head}
		want = append(want, w)
		if i != 7 {
			continue
		}
		for range 5 { // a long case, to be cut by no batch
			long := next(c, "", fact.CallRinging)
			for len(long.Facts) < 1500 {
				long.Facts = append(long.Facts, long.Facts[0])
			}
			long.Leaves = Leaves(long.Facts)
			long.Head.Seq = long.Expect + int64(len(long.Facts))
			commit(t, s, long)
			w.Facts, w.Seq, w.Head = slices.Concat(w.Facts, long.Facts), long.Head.Seq, long.Head
			c = long
		}
	}
	for _, after := range []int{-1, 6, 250, 299} {
		var got []*app.Stored
		id := ""
		if after >= 0 {
			id = want[after].Case
		}
		must(t, s.EachCase(t.Context(), Institution, id, func(c *app.Stored) error {
			got = append(got, c)
			return nil
		}))
		if len(got) != len(want)-after-1 {
			t.Fatalf("after %d: %d cases, want %d", after, len(got), len(want)-after-1)
		}
		for i, c := range got {
			if w := want[after+1+i]; c.Case != w.Case || c.Seq != w.Seq || len(c.Facts) != len(w.Facts) {
				t.Fatalf("after %d: case %s with %d facts to %d, want %s with %d to %d", after, c.Case, len(c.Facts), c.Seq, w.Case, len(w.Facts), w.Seq)
			}
		}
	}
	stop := errors.New("enough")
	if err := s.EachCase(t.Context(), Institution, "", func(*app.Stored) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("stopped by the receiver: %v", err)
	}
}

func eachOpen(t *testing.T, s app.Store) {
	want := map[string][]judge.Verdict{}
	for i := range 40 {
		c := Petition(i)
		if i%3 == 0 {
			c.Head.Open = nil
		} else {
			want[c.Case] = c.Head.Open
		}
		commit(t, s, c)
	}
	got := map[string][]judge.Verdict{}
	must(t, s.EachOpen(t.Context(), Institution, func(h *app.Head) error {
		got[h.Case] = h.Open
		return nil
	}))
	same(t, "pending promises", got, want)
}

// owing checks both lists of cases that owe something: their order, their pages, and that a case leaves them.
func owing(t *testing.T, s app.Store) {
	at := func(n int) time.Time { return Start.Add(time.Duration(n) * time.Hour) }
	want := map[app.Owed][]string{}
	for i := range 40 {
		c := Petition(i)
		if i%4 == 1 {
			c.Head.RemedyAt = at(50 - i/8*8) // several at one instant
		}
		if i%5 == 2 {
			c.Head.ComplaintAt = at(i)
			want[app.OwesResult] = append(want[app.OwesResult], c.Case)
		}
		if i%6 == 3 {
			c.Head.PostAt = at(i / 12)
			want[app.OwesPosting] = append(want[app.OwesPosting], c.Case)
		}
		commit(t, s, c)
		if i == 17 {
			settled := next(c, "settled", fact.CaseNoted)
			settled.Head.ComplaintAt, settled.Head.RemedyAt = time.Time{}, time.Time{}
			commit(t, s, settled)
			want[app.OwesResult] = want[app.OwesResult][:len(want[app.OwesResult])-1]
		}
	}
	for _, group := range [][]int{{33, 37}, {25, 29}, {21}, {9, 13}, {1, 5}} {
		for _, i := range group {
			want[app.OwesRemedy] = append(want[app.OwesRemedy], Petition(i).Case)
		}
	}
	for what, cases := range want {
		for _, limit := range []int{1, 3, 100} {
			var got []string
			var after *app.Head
			for {
				page, err := s.Owing(t.Context(), Institution, what, after, limit)
				must(t, err)
				for i := range page {
					got = append(got, page[i].Case)
				}
				if len(page) < limit {
					break
				}
				after = &page[len(page)-1]
			}
			same(t, fmt.Sprintf("owing %d by %d", what, limit), got, cases)
		}
	}
}

func ended(t *testing.T, s app.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Commit(ctx, Petition(1)); !errors.Is(err, context.Canceled) {
		t.Errorf("commit: %v, want Canceled", err)
	}
	if _, err := s.Load(ctx, Institution, Petition(1).Case); !errors.Is(err, context.Canceled) {
		t.Errorf("load: %v, want Canceled", err)
	}
	commit(t, s, Petition(1)) // and the store goes on
}
