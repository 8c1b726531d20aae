package engine

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestQueueAgainstAList compares the queue with a plain list of what should be woken when.
func TestQueueAgainstAList(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(r *rapid.T) {
		q, model := newQueue(), map[string]time.Time{}
		now := start
		for range rapid.IntRange(1, 60).Draw(r, "steps") {
			name := rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}).Draw(r, "case")
			k, at := key{"i", name}, now.Add(time.Duration(rapid.IntRange(0, 20).Draw(r, "in"))*time.Second)
			switch rapid.IntRange(0, 4).Draw(r, "what") {
			case 0, 1:
				q.put(k, at)
				model[name] = at
			case 2:
				q.drop(k)
				delete(model, name)
			case 3:
				q.add(k, at)
				if _, has := model[name]; !has {
					model[name] = at
				}
			case 4:
				now = now.Add(5 * time.Second)
				checkTaken(r, &q, model, now)
			}
			if at, _, ok := q.first(); ok != (len(model) > 0) || ok && !at.Equal(least(model)) {
				r.Fatalf("first is %v, %v; the list has %v", at, ok, model)
			}
		}
	})
}

func checkTaken(r *rapid.T, q *queue, model map[string]time.Time, now time.Time) {
	taken := q.take(now, 100)
	if !slices.IsSortedFunc(taken, func(a, b *entry) int { return a.at.Compare(b.at) }) {
		r.Fatal("entries were not taken in order")
	}
	for _, en := range taken {
		if want, ok := model[en.caseID]; !ok || !want.Equal(en.at) || en.at.After(now) {
			r.Fatalf("took %s at %v; the list has %v", en.caseID, en.at, model)
		}
		again := rapid.IntRange(0, 2).Draw(r, "then")
		switch took := en.at; again {
		case 0: // done for good
			q.done(en, took, false, time.Time{})
			delete(model, en.caseID)
		case 1: // the turn gave it a new wake-up
			next := now.Add(7 * time.Second)
			q.put(en.key, next)
			q.done(en, took, false, time.Time{})
			model[en.caseID] = next
		case 2: // it failed
			q.done(en, took, true, now.Add(time.Second))
			model[en.caseID] = now.Add(time.Second)
		}
	}
	for name, at := range model {
		if !at.After(now) {
			r.Fatalf("%s of %v was left at %v", name, at, now)
		}
	}
}

func least(m map[string]time.Time) time.Time {
	var first time.Time
	for _, at := range m {
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	return first
}

func TestBackoffGrowsToABound(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]time.Duration{-1: time.Second, 0: time.Second, 3: 8 * time.Second, 10: 1024 * time.Second, 99: 1024 * time.Second} {
		if got := backoff(n); got != want {
			t.Errorf("backoff(%d) = %v, want %v", n, got, want)
		}
	}
}
