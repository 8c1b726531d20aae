package calendar

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"time"

	"jikim/internal/core/civil"
	"jikim/internal/core/explain"
)

// PauseKind says why the clock of a period stood still.
type PauseKind uint8

const (
	// Other is a pause without a ground of its own here, such as a hearing or an inspection by experts.
	Other PauseKind = iota
	// Supplement is the time from the request for missing papers to their arrival, 행정절차법 시행령 제11조.
	Supplement
	// Outage is the time in which a system could not be used, 민원 처리에 관한 법률 시행령 제20조.
	Outage
)

// String names the kind as explanations do.
func (k PauseKind) String() string {
	switch k {
	case Supplement:
		return "supplement"
	case Outage:
		return "outage"
	}
	return "other"
}

// Pause is a stretch of time that does not count. A zero To means that it still goes on.
type Pause struct {
	From, To time.Time
	Kind     PauseKind
}

// ErrPause is returned for a pause without a beginning, or that ends before it begins.
var ErrPause = errors.New("a pause must begin, and must not end before it begins")

// stretch is a pause in nanoseconds or in day numbers; both ends of days are included.
type stretch struct{ from, to int64 }

// running is the end of a pause that still goes on.
const running = math.MaxInt64

// stretches returns the pauses by their beginning, with overlapping ones joined so that nothing counts twice.
func stretches(pauses []Pause, measure func(time.Time) int64) ([]stretch, error) {
	if len(pauses) == 0 {
		return nil, nil
	}
	out := make([]stretch, 0, len(pauses))
	for _, p := range pauses {
		if p.From.IsZero() || !p.To.IsZero() && p.To.Before(p.From) {
			return nil, ErrPause
		}
		s := stretch{measure(p.From), running}
		if !p.To.IsZero() {
			s.to = measure(p.To)
		}
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b stretch) int { return cmp.Compare(a.from, b.from) })
	n := 0
	for _, s := range out[1:] {
		if s.from <= out[n].to {
			out[n].to = max(out[n].to, s.to)
			continue
		}
		n++
		out[n] = s
	}
	return out[:n+1], nil
}

// pausedDays returns the days that pauses touch, from the day of the beginning to the day of the end.
func (c *Calendar) pausedDays(pauses []Pause) ([]stretch, error) {
	return stretches(pauses, func(t time.Time) int64 { return int64(civil.DateOf(t, c.loc).DayNumber()) })
}

// pausedTime returns the pauses as instants, kept within the years covered.
func pausedTime(pauses []Pause, tab *table) ([]stretch, error) {
	return stretches(pauses, func(t time.Time) int64 {
		switch s := t.Unix(); {
		case s < tab.from/int64(time.Second):
			return tab.from
		case s >= tab.to/int64(time.Second):
			return tab.to - 1
		}
		return t.UnixNano()
	})
}

// explainPauses adds a step for each pause that had an effect; lost measures the effect of one pause alone.
func explainPauses(steps []explain.Step, pauses []Pause, lost func(Pause) (days int, work time.Duration, ok bool)) []explain.Step {
	for _, p := range pauses {
		days, work, ok := lost(p)
		switch {
		case !ok:
		case p.To.IsZero():
			steps = append(steps, explain.New(StepRunning, "from", p.From.UTC(), "kind", p.Kind.String()))
		default:
			steps = append(steps, explain.New(pauseSteps[p.Kind], "from", p.From.UTC(), "to", p.To.UTC(), "days", days, "work", work))
		}
	}
	return steps
}
