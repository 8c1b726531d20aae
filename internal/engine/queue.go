package engine

import (
	"container/heap"
	"context"
	"time"
)

// key names a case.
type key struct{ institution, caseID string }

// entry is a wake-up to come.
type entry struct {
	key
	at      time.Time
	ready   func(context.Context) error // judged ahead; nil when not, or when the case was changed since
	fetched bool                        // fetching was tried
	failed  int                         // how often waking failed
	place   int                         // in the heap; -1 while it is being done
}

// queue holds wake-ups, the earliest first, each case once. It is not safe for concurrent use.
type queue struct {
	byCase map[key]*entry
	order  order
}

func newQueue() queue { return queue{byCase: map[key]*entry{}} }

// put sets when a case is to be woken, since it has been changed. It tells whether this is now the first of all.
func (q *queue) put(k key, at time.Time) (first bool) {
	en := q.byCase[k]
	switch {
	case en == nil:
		en = &entry{key: k, at: at}
		q.byCase[k] = en
		heap.Push(&q.order, en)
	case en.place < 0: // being done: what comes next is remembered
		en.at, en.ready, en.fetched, en.failed = at, nil, false, 0
		return false
	default:
		en.at, en.ready, en.fetched, en.failed = at, nil, false, 0
		heap.Fix(&q.order, en.place)
	}
	return q.order[0] == en
}

// add puts a wake-up that the store knows of, unless the case has one.
func (q *queue) add(k key, at time.Time) {
	if q.byCase[k] == nil {
		q.put(k, at)
	}
}

// drop forgets a case: it is never to be woken, or not within the hour.
func (q *queue) drop(k key) {
	en := q.byCase[k]
	switch {
	case en == nil:
	case en.place < 0:
		en.at = time.Time{}
	default:
		heap.Remove(&q.order, en.place)
		delete(q.byCase, k)
	}
}

// first returns when the earliest wake-up is, and whether its case was fetched.
func (q *queue) first() (at time.Time, fetched, ok bool) {
	if len(q.order) == 0 {
		return at, false, false
	}
	return q.order[0].at, q.order[0].fetched, true
}

// take removes up to most entries that are due at now, earliest first; done gives them back.
func (q *queue) take(now time.Time, most int) []*entry {
	var out []*entry
	for len(q.order) > 0 && len(out) < most && !q.order[0].at.After(now) {
		en := heap.Pop(&q.order).(*entry)
		en.place = -1
		out = append(out, en)
	}
	return out
}

// done ends the doing of an entry that was taken at an instant: it stays when the case got a new wake-up meanwhile, and comes
// again at retry when it failed. It tells whether the entry is now the first of all.
func (q *queue) done(en *entry, took time.Time, failed bool, retry time.Time) (first bool) {
	switch {
	case failed && en.at.Equal(took):
		en.failed++
		en.at, en.ready, en.fetched = retry, nil, true // not fetched ahead: the load may be what fails
	case en.at.IsZero() || en.at.Equal(took):
		delete(q.byCase, en.key)
		return false
	}
	heap.Push(&q.order, en)
	return q.order[0] == en
}

// unfetched returns up to most entries due by an instant whose cases were not fetched. It only looks at the part of the heap
// that is due by then.
func (q *queue) unfetched(by time.Time, most int) []*entry {
	var out []*entry
	var walk func(i int)
	walk = func(i int) {
		if i >= len(q.order) || len(out) == most || q.order[i].at.After(by) {
			return
		}
		if !q.order[i].fetched {
			out = append(out, q.order[i])
		}
		walk(2*i + 1)
		walk(2*i + 2)
	}
	walk(0)
	return out
}

// order is the heap of the entries by time.
type order []*entry

func (o order) Len() int           { return len(o) }
func (o order) Less(i, j int) bool { return o[i].at.Before(o[j].at) }
func (o order) Swap(i, j int) {
	o[i], o[j] = o[j], o[i]
	o[i].place, o[j].place = i, j
}

// Push adds an entry; for package heap.
func (o *order) Push(x any) {
	en := x.(*entry)
	en.place = len(*o)
	*o = append(*o, en)
}

// Pop removes the last entry; for package heap.
func (o *order) Pop() any {
	old := *o
	en := old[len(old)-1]
	old[len(old)-1] = nil
	*o = old[:len(old)-1]
	return en
}
