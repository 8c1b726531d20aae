package calendar

import (
	"math"
	"math/bits"
	"sort"
)

// table is the opening hours as instants, with prefix sums: the core of all arithmetic. Times are nanoseconds since 1970
// UTC, which suffices for the years 1678 to 2261.
//
// A question needs two look-ups: the span at an instant, and the span at an amount of working time. Each goes through an
// index of equal slots to within a few spans of the answer, so the cost does not grow with the years covered.
type table struct {
	spans    []span // ascending; one more than there are spans, as a stop
	from, to int64  // the instants covered, from included, to excluded
	byTime   index  // slots of time since from
	byWork   index  // slots of working time
}

// span is one stretch of opening hours. It ends after as much time as the next span's sum is greater.
type span struct {
	start int64
	sum   int64 // working time before start
}

// index maps slot k, which begins at k<<shift, to the number of spans before the slot.
type index struct {
	shift uint
	slots []int32
}

// total returns the whole working time of the table.
func (t *table) total() int64 { return t.spans[len(t.spans)-1].sum }

// len returns the number of spans.
func (t *table) len() int { return len(t.spans) - 1 }

// end returns the instant at which span i closes.
func (t *table) end(i int) int64 { return t.spans[i].start + t.spans[i+1].sum - t.spans[i].sum }

// push appends a stretch of opening hours, joining it to the one before when they touch.
func (t *table) push(start, end int64) {
	n := len(t.spans)
	if n > 0 && t.spans[n-1].start == math.MaxInt64 {
		if n > 1 && t.end(n-2) == start {
			t.spans[n-1].sum += end - start
			return
		}
		t.spans[n-1].start = start
	} else {
		t.spans = append(t.spans, span{start: start})
		n++
	}
	t.spans = append(t.spans, span{start: math.MaxInt64, sum: t.spans[n-1].sum + end - start})
}

// finish builds the indexes.
func (t *table) finish() {
	if len(t.spans) == 0 {
		t.spans = []span{{start: math.MaxInt64}}
	}
	n := t.len()
	t.byTime = newIndex(t.to-t.from, n, func(i int, slot int64) bool { return t.spans[i].start-t.from < slot })
	t.byWork = newIndex(t.total(), n, func(i int, slot int64) bool { return t.spans[i].sum < slot })
}

// newIndex makes about two slots for each span over the extent of what is indexed.
func newIndex(extent int64, n int, before func(i int, slot int64) bool) index {
	if n == 0 {
		return index{}
	}
	x := index{shift: uint(max(0, bits.Len64(uint64(extent)/uint64(2*n))-1))}
	count := int(extent>>x.shift) + 2
	x.slots = make([]int32, count)
	i := 0
	for k := range count {
		for i < n && before(i, int64(k)<<x.shift) {
			i++
		}
		x.slots[k] = int32(i)
	}
	return x
}

// few is the number of spans that are searched one by one.
const few = 8

// at returns the last span that starts at or before the instant, or -1. The instant must be covered.
func (t *table) at(instant int64) int {
	k := (instant - t.from) >> t.byTime.shift
	i, end := int(t.byTime.slots[k]), int(t.byTime.slots[k+1])
	if end-i > few {
		i += sort.Search(end-i, func(j int) bool { return t.spans[i+j].start > instant })
	}
	for t.spans[i].start <= instant {
		i++
	}
	return i - 1
}

// worked returns the working time from the beginning of the table to an instant that is covered.
func (t *table) worked(instant int64) int64 {
	i := t.at(instant)
	if i < 0 {
		return 0
	}
	return min(t.spans[i].sum+instant-t.spans[i].start, t.spans[i+1].sum)
}

// forward returns the instant at which that much working time has passed: at a boundary the closing, not the next
// opening. The amount must be more than 0 and at most the total.
func (t *table) forward(work int64) int64 {
	i := t.workSlot(work)
	for t.spans[i].sum < work {
		i++
	}
	return t.spans[i-1].start + work - t.spans[i-1].sum
}

// backward returns the instant before which that much working time has passed: at a boundary the opening, not the
// closing before. The amount must be at least 0 and less than the total.
func (t *table) backward(work int64) int64 {
	i := t.workSlot(work)
	for t.spans[i].sum <= work {
		i++
	}
	return t.spans[i-1].start + work - t.spans[i-1].sum
}

// workSlot returns a span that is close to, and not after, the first one whose sum is at least that much.
func (t *table) workSlot(work int64) int {
	k := work >> t.byWork.shift
	i, end := int(t.byWork.slots[k]), int(t.byWork.slots[k+1])
	if end-i > few {
		i += sort.Search(end-i, func(j int) bool { return t.spans[i+j].sum >= work })
	}
	return i
}
