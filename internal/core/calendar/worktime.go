package calendar

import (
	"math"
	"time"
)

// nanos returns the instant as the tables have it; ok is false outside the covered years.
func (c *Calendar) nanos(t time.Time, tab *table) (n int64, ok bool) {
	const second = int64(time.Second)
	if s := t.Unix(); s < tab.from/second || s >= tab.to/second {
		return 0, false
	}
	return t.UnixNano(), true
}

// instant is the inverse of nanos.
func instant(n int64) time.Time {
	return time.Unix(n/int64(time.Second), n%int64(time.Second)).UTC()
}

// Add returns the instant at which an amount of working time, counted from t, is used up.
//
// A start outside opening hours, or exactly at closing, counts from the next opening. An amount used up exactly at
// closing ends at closing. Zero moves to the next working instant, which is t itself inside opening hours. A negative
// amount is the mirror image: it counts backwards, a start outside hours or exactly at opening counts from the closing
// before, and an amount used up exactly at opening ends at opening; for zero in that direction see AddBack.
//
// The error is ErrNoHours or a *RangeError.
func (c *Calendar) Add(t time.Time, work time.Duration) (time.Time, error) {
	return c.add(c.open, t, work, work < 0)
}

// AddBack counts backwards from t; the sign of the amount does not matter. Zero moves to the last working instant at or
// before t, where a closing belongs to the hours before it.
func (c *Calendar) AddBack(t time.Time, work time.Duration) (time.Time, error) {
	if work > 0 {
		work = -work
	}
	return c.add(c.open, t, work, true)
}

func (c *Calendar) add(tab *table, t time.Time, work time.Duration, back bool) (time.Time, error) {
	if tab.len() == 0 {
		return time.Time{}, ErrNoHours
	}
	n, ok := c.nanos(t, tab)
	if !ok {
		return time.Time{}, c.outside()
	}
	var to int64
	switch done := tab.worked(n); {
	case work > 0 && int64(work) <= tab.total()-done:
		to = tab.forward(done + int64(work))
	case work < 0 && work > math.MinInt64 && int64(-work) <= done:
		to = tab.backward(done + int64(work))
	case work == 0 && !back:
		to, ok = tab.next(n)
	case work == 0:
		to, ok = tab.previous(n)
	default:
		ok = false
	}
	if !ok {
		return time.Time{}, c.outside()
	}
	return instant(to), nil
}

// next returns the first working instant at or after n.
func (t *table) next(n int64) (int64, bool) {
	i := t.at(n)
	if i >= 0 && n < t.end(i) {
		return n, true
	}
	if i+1 == t.len() {
		return 0, false
	}
	return t.spans[i+1].start, true
}

// previous returns the last working instant at or before n; a closing counts as one, an opening does not.
func (t *table) previous(n int64) (int64, bool) {
	i := t.at(n)
	if i >= 0 && t.spans[i].start == n {
		i--
	}
	if i < 0 {
		return 0, false
	}
	return min(n, t.end(i)), true
}

// Between returns the working time from a to b, negative when b is before a. The error is ErrNoHours or a *RangeError.
func (c *Calendar) Between(a, b time.Time) (time.Duration, error) {
	if c.open.len() == 0 {
		return 0, ErrNoHours
	}
	from, okA := c.nanos(a, c.open)
	to, okB := c.nanos(b, c.open)
	if !okA || !okB {
		return 0, c.outside()
	}
	return time.Duration(c.open.worked(to) - c.open.worked(from)), nil
}

// NextOpening returns the first working instant at or after t: t itself when the office is open, otherwise the next
// opening. At closing the office is no longer open.
func (c *Calendar) NextOpening(t time.Time) (time.Time, error) { return c.Add(t, 0) }

// NextClosing returns the end of the opening hours that run at t, or of the next ones when the office is closed at t.
// A lunch break is a closing; hours that go on past midnight are not.
func (c *Calendar) NextClosing(t time.Time) (time.Time, error) {
	open, err := c.NextOpening(t)
	if err != nil {
		return time.Time{}, err
	}
	return instant(c.open.end(c.open.at(open.UnixNano()))), nil
}

// IsOpen says whether the office is open at t. At opening it is, at closing it is not. Outside the covered years it is
// false.
func (c *Calendar) IsOpen(t time.Time) bool {
	n, ok := c.nanos(t, c.open)
	if !ok || c.open.len() == 0 {
		return false
	}
	i := c.open.at(n)
	return i >= 0 && n < c.open.end(i)
}
