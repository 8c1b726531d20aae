package storetest

import (
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// verdict returns a settled verdict of the n-th example case; they end in pairs at the same instant.
func verdict(n int, status judge.Status) app.VerdictRow {
	at := Start.Add(time.Duration(n/2) * time.Minute)
	v := app.VerdictRow{Institution: Institution, Desk: desk(n), Officer: "kim", Channel: "web", Number: number(n)}
	v.Verdict = judge.Verdict{Case: Petition(n).Case, Promise: "p" + strconv.Itoa(n%3), Trigger: "t" + strconv.Itoa(n), Status: status,
		Evidence: fact.Attested, Started: at.Add(-time.Hour), Due: at.Add(time.Minute), Ended: at, Share: -1}
	if n%4 == 3 { // nothing ended it: it counts from when it was due
		v.Due, v.Ended = at, time.Time{}
	}
	return v
}

func retraction(t *testing.T, s app.Store) {
	c := Petition(4)
	a, b := verdict(4, judge.Kept), verdict(4, judge.Broken)
	b.Trigger, b.Share, b.Contact = "second", 0.5, "call-1"
	c.Verdicts = []app.VerdictRow{a, b}
	commit(t, s, c)
	second := next(c, "f3", fact.FactCorrected)
	a.Status, a.Evidence = judge.Broken, fact.Audited
	second.Verdicts, second.Gone = []app.VerdictRow{a}, []app.VerdictKey{{Promise: b.Promise, Trigger: b.Trigger}, {Promise: "never", Trigger: "there"}}
	commit(t, s, second)
	got, err := s.Verdicts(t.Context(), app.VerdictQuery{Institution: Institution, Limit: 10})
	must(t, err)
	same(t, "verdicts", got, []app.VerdictRow{a})
}

func seedVerdicts(t *testing.T, s app.Store, count int) []app.VerdictRow {
	t.Helper()
	var rows []app.VerdictRow
	for i := range count {
		c := Petition(i)
		v := verdict(i, judge.Kept+judge.Status(i%4))
		c.Verdicts = []app.VerdictRow{v}
		commit(t, s, c)
		rows = append(rows, v)
	}
	slices.Reverse(rows) // newest first; of one instant the later case first
	return rows
}

func verdictPages(t *testing.T, s app.Store) {
	all := seedVerdicts(t, s, 60)
	queries := map[string]struct {
		q    app.VerdictQuery
		keep func(v app.VerdictRow) bool
	}{
		"all":        {app.VerdictQuery{}, func(app.VerdictRow) bool { return true }},
		"one status": {app.VerdictQuery{Status: []judge.Status{judge.Broken}}, func(v app.VerdictRow) bool { return v.Status == judge.Broken }},
		"two statuses, one promise": {app.VerdictQuery{Status: []judge.Status{judge.Broken, judge.Unproven}, Promise: "p1"},
			func(v app.VerdictRow) bool {
				return (v.Status == judge.Broken || v.Status == judge.Unproven) && v.Promise == "p1"
			}},
		"a span": {app.VerdictQuery{From: Start.Add(5 * time.Minute), Until: Start.Add(20 * time.Minute)}, func(v app.VerdictRow) bool {
			at := v.Ended
			if at.IsZero() {
				at = v.Due
			}
			return !at.Before(Start.Add(5*time.Minute)) && at.Before(Start.Add(20*time.Minute))
		}},
		"before": {app.VerdictQuery{Before: Start.Add(9 * time.Minute)}, func(v app.VerdictRow) bool {
			return v.Started.Add(time.Hour).Before(Start.Add(9 * time.Minute))
		}},
	}
	for name, query := range queries {
		var want, got []app.VerdictRow
		for _, v := range all {
			if query.keep(v) {
				want = append(want, v)
			}
		}
		q := query.q
		q.Institution, q.Limit = Institution, 7
		for {
			page, err := s.Verdicts(t.Context(), q)
			must(t, err)
			got = append(got, page...)
			if len(page) < q.Limit {
				break
			}
			q.After = &page[len(page)-1]
		}
		same(t, name, got, want)
	}
}

func eachVerdict(t *testing.T, s app.Store) {
	all := seedVerdicts(t, s, 50)
	from, until := Start.Add(-time.Hour+3*time.Minute), Start.Add(-time.Hour+12*time.Minute)
	for name, span := range map[string][2]time.Time{"all": {}, "a span": {from, until}} {
		var want []app.VerdictRow
		for _, v := range all {
			if span[0].IsZero() || !v.Started.Before(span[0]) && v.Started.Before(span[1]) {
				want = append(want, v)
			}
		}
		var got []app.VerdictRow
		must(t, s.EachVerdict(t.Context(), Institution, span[0], span[1], func(v *app.VerdictRow) error {
			got = append(got, *v)
			return nil
		}))
		slices.Reverse(got)
		same(t, name, got, want)
	}
}

// by returns a change of a case that came in by another channel.
func by(channel string, c *app.Change) *app.Change {
	c.Head.Channel = channel
	return c
}

func inboxOrder(t *testing.T, s app.Store) {
	set := func(n int, breaks time.Duration, status, officer string) *app.Change {
		c := Petition(n)
		c.Head.Status, c.Head.Officer, c.Head.BreaksAt = status, officer, time.Time{}
		if breaks > 0 {
			c.Head.BreaksAt = Start.Add(breaks)
		}
		return c
	}
	commit(t, s,
		set(0, 0, "open", "kim"),                // nothing breaks: last, by arrival
		set(1, 5*time.Hour, "open", "lee"),      //
		set(2, time.Hour, "open", "kim"),        // first
		set(3, 0, "closed", "kim"),              // not in the inbox
		set(4, 2*time.Hour, "answered", "kim"),  // answered, but something can still be kept
		set(5, 0, "waiting", ""),                //
		set(6, 5*time.Hour, "open", "kim"),      // breaks with 1, came later
		set(7, 30*time.Hour, "waiting", "park"), // of desk0, like 0
		by("fax", set(8, 40*time.Hour, "open", "")), by("fax", set(9, 0, "answered", "")))
	queries := map[string]struct {
		q    app.InboxQuery
		want []int
	}{
		"all":              {app.InboxQuery{}, []int{2, 4, 1, 6, 7, 8, 0, 5}},
		"officer":          {app.InboxQuery{Officer: "kim"}, []int{2, 4, 6, 0}},
		"desk":             {app.InboxQuery{Desk: "desk0"}, []int{7, 0}},
		"desk and officer": {app.InboxQuery{Desk: "desk0", Officer: "kim"}, []int{0}},
		"channel":          {app.InboxQuery{Channel: "fax"}, []int{8}},
		"desk and channel": {app.InboxQuery{Desk: "desk0", Channel: "web"}, []int{7, 0}},
		"channel, done":    {app.InboxQuery{Channel: "fax", Status: "answered"}, []int{9}},
		"no such channel":  {app.InboxQuery{Channel: "pigeon"}, nil},
		"status":           {app.InboxQuery{Status: "waiting"}, []int{7, 5}},
		"few":              {app.InboxQuery{Limit: 2}, []int{2, 4}},
		"nobody":           {app.InboxQuery{Officer: "choi"}, nil},
	}
	for name, query := range queries {
		q := query.q
		q.Institution, q.Limit = Institution, max(q.Limit, 0)
		if q.Limit == 0 {
			q.Limit = 50
		}
		got, err := s.Inbox(t.Context(), q)
		must(t, err)
		same(t, name, casesOf(got), casesNumbered(query.want...))
	}
}

func casesOf(heads []app.Head) []string {
	var ids []string
	for _, h := range heads {
		ids = append(ids, h.Case)
	}
	return ids
}

func casesNumbered(numbers ...int) []string {
	var ids []string
	for _, n := range numbers {
		ids = append(ids, Petition(n).Case)
	}
	return ids
}

func pages(t *testing.T, s app.Store, q app.InboxQuery) []string {
	t.Helper()
	var got []app.Head
	for {
		page, err := s.Inbox(t.Context(), q)
		must(t, err)
		got = append(got, page...)
		if len(page) < q.Limit {
			return casesOf(got)
		}
		q.After = &page[len(page)-1]
	}
}

func inboxPages(t *testing.T, s app.Store) {
	var breaking, quiet []int
	for i := range 60 {
		c := Petition(i)
		c.Head.BreaksAt = Start.Add(time.Duration(i/5) * time.Minute).Add(time.Hour)
		if i%4 == 0 {
			c.Head.BreaksAt = time.Time{}
			quiet = append(quiet, i)
		} else {
			breaking = append(breaking, i)
		}
		commit(t, s, c)
	}
	want := casesNumbered(append(breaking, quiet...)...)
	for _, limit := range []int{1, 7, 60, 100} {
		same(t, fmt.Sprintf("pages of %d", limit), pages(t, s, app.InboxQuery{Institution: Institution, Limit: limit}), want)
	}
}

func inboxStatus(t *testing.T, s app.Store) {
	var want []int
	for i := range 20 {
		c := Petition(i)
		c.Head.Status = []string{"closed", "answered"}[i%2]
		if i != 11 {
			c.Head.BreaksAt = time.Time{}
		}
		if i%2 == 1 && i != 11 {
			want = append(want, i)
		}
		commit(t, s, c)
	}
	want = append([]int{11}, want...) // something of it can still be kept: that comes first
	same(t, "answered", pages(t, s, app.InboxQuery{Institution: Institution, Status: "answered", Limit: 3}), casesNumbered(want...))
	same(t, "answered at a desk", pages(t, s, app.InboxQuery{Institution: Institution, Status: "answered", Desk: "desk1", Limit: 3}), casesNumbered(1, 15))
}

func due(t *testing.T, s app.Store) {
	for i := range 10 {
		c := Petition(i)
		c.Head.WakeAt = Start.Add(time.Duration(10-i) * time.Minute)
		if i == 4 {
			c.Head.WakeAt = time.Time{}
		}
		commit(t, s, c)
	}
	got, err := s.Due(t.Context(), Institution, Start.Add(7*time.Minute), 3)
	must(t, err)
	want := []app.Wake{}
	for _, i := range []int{9, 8, 7} {
		want = append(want, app.Wake{Case: Petition(i).Case, At: Start.Add(time.Duration(10-i) * time.Minute)})
	}
	same(t, "the three earliest", got, want)
	got, err = s.Due(t.Context(), Institution, Start.Add(7*time.Minute), 100)
	must(t, err)
	if len(got) != 5 { // 9, 8, 7, 6, 5: the seventh minute itself is not before it
		t.Errorf("%d cases are due before the seventh minute, want 5", len(got))
	}
}

func claims(t *testing.T, s app.Store) {
	const entries, workers = 200, 8
	for i := range entries {
		commit(t, s, Petition(i))
	}
	now := Start.Add(24 * time.Hour)
	var mu sync.Mutex
	seen := map[string]int{}
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for {
				got, err := s.Claim(t.Context(), Institution, now, time.Minute, 7)
				if err != nil {
					t.Error(err)
				}
				if len(got) == 0 {
					return
				}
				mu.Lock()
				for _, o := range got {
					seen[o.Key]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(seen) != entries {
		t.Errorf("%d entries were claimed, want %d", len(seen), entries)
	}
	for key, n := range seen {
		if n != 1 {
			t.Errorf("%s was claimed %d times", key, n)
		}
	}
	again, err := s.Claim(t.Context(), Institution, now.Add(time.Minute), time.Minute, entries)
	must(t, err)
	var want []app.Outgoing
	for i := range entries {
		o := Petition(i).Outgoing[0]
		o.Attempts = 1
		want = append(want, o)
	}
	same(t, "after the lease, the longest ready first", again, want)
}

func settledKeys(t *testing.T, s app.Store) {
	ctx, now := t.Context(), Start.Add(time.Hour)
	c := Petition(0)
	commit(t, s, c)
	key := c.Outgoing[0].Key
	first, err := s.Claim(ctx, Institution, now, time.Minute, 10)
	must(t, err)
	same(t, "claimed", first, c.Outgoing)
	must(t, s.Settle(ctx, Institution, key, false, now.Add(10*time.Minute), "no answer"))
	early, err := s.Claim(ctx, Institution, now.Add(9*time.Minute), time.Minute, 10)
	must(t, err)
	late, err := s.Claim(ctx, Institution, now.Add(10*time.Minute), time.Minute, 10)
	must(t, err)
	if len(early) != 0 || len(late) != 1 || late[0].Attempts != 1 {
		t.Errorf("put back for ten minutes: %d entries before, %v after", len(early), late)
	}
	must(t, s.Postpone(ctx, Institution, key, now.Add(time.Hour)))
	early, err = s.Claim(ctx, Institution, now.Add(59*time.Minute), time.Minute, 10)
	must(t, err)
	late, err = s.Claim(ctx, Institution, now.Add(time.Hour), time.Minute, 10)
	must(t, err)
	if len(early) != 0 || len(late) != 1 || late[0].Attempts != 1 {
		t.Errorf("put off for an hour: %d entries before, %v after", len(early), late)
	}
	must(t, s.Settle(ctx, Institution, key, true, now, ""))
	second := next(c, "f3", fact.CaseAccepted)
	second.Outgoing = c.Outgoing
	commit(t, s, second)
	after, err := s.Claim(ctx, Institution, now.Add(24*time.Hour), time.Minute, 10)
	must(t, err)
	if len(after) != 0 {
		t.Errorf("a settled entry was planned again: %v", after)
	}
}

func numbers(t *testing.T, s app.Store) {
	var mu sync.Mutex
	given := map[int64]bool{}
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			count := int64(i%3 + 1)
			first, err := s.NextNumber(t.Context(), Institution, "2026", count)
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			for n := first; n < first+count; n++ {
				if given[n] {
					t.Errorf("%d was given twice", n)
				}
				given[n] = true
			}
		})
	}
	wg.Wait()
	for n := range int64(len(given)) {
		if !given[n+1] {
			t.Errorf("%d was left out", n+1)
		}
	}
	other, err := s.NextNumber(t.Context(), Institution, "2027", 1)
	must(t, err)
	if other != 1 {
		t.Errorf("another counter starts at %d, want 1", other)
	}
}
