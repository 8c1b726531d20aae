package app

import (
	"context"
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/civil"
)

// DayKind is what is special about a day that a manager enters.
type DayKind string

// The kinds of special days. A temporary holiday is a public holiday (관공서의 공휴일에 관한 규정 제2조 제11호), on which periods of
// the law do not run (민원 처리에 관한 법률 제19조). The others are the office's own: they close the desks or change their hours
// and leave the periods of the law as they are.
const (
	DayTemporary DayKind = "temporary"
	DayClosure   DayKind = "closure"
	DayRegional  DayKind = "regional"
	DayHours     DayKind = "hours"
)

// DayKinds lists the kinds.
func DayKinds() []DayKind { return []DayKind{DayTemporary, DayClosure, DayRegional, DayHours} }

// SpecialDay is a day off, or hours of a single date, that was entered while the office runs. It is kept for good.
type SpecialDay struct {
	ID      string          `json:"-"`
	Date    civil.Date      `json:"date"`
	Kind    DayKind         `json:"kind"`
	Name    string          `json:"name"`            // of the holiday, or the reason
	Spans   []calendar.Span `json:"spans,omitempty"` // DayHours
	Decided civil.Date      `json:"decided"`         // the day on which it became known, as entered
	// Known is the first day on which it counts: the day it became known, but never a day that had begun when it was entered, so
	// that what was judged until then stays as it was judged.
	Known     civil.Date `json:"known"`
	By        string     `json:"by"` // account
	At        time.Time  `json:"at"`
	Withdrawn time.Time  `json:"-"` // zero: it stands
	// MayWithdraw tells that it does not count yet, so that it can still be taken back.
	MayWithdraw bool `json:"-"`
}

// NewDay is a special day to be entered.
type NewDay struct {
	Key     string
	Date    civil.Date
	Kind    DayKind
	Name    string
	From    civil.TimeOfDay // DayHours: when the desks open and close
	To      civil.TimeOfDay
	Decided civil.Date
}

// DayPreview is what a special day would change.
type DayPreview struct {
	Day   SpecialDay
	Moves []Move // by the present due time; at most 500
	Cases int    // how many cases have a limit that moves
	Limit int    // how many limits move
}

// Move is a limit that a special day moves.
type Move struct {
	Case, Number, Promise string
	Desk, Officer         string
	Was, Due              time.Time
}

// Days lists the special days that were entered, the latest date first. For managers.
func (s *Service) Days(ctx context.Context, a Actor) ([]SpecialDay, error) {
	return s.days(ctx, a)
}

// PreviewDay tells which limits of open cases a special day would move. Nothing is kept. For managers.
func (s *Service) PreviewDay(ctx context.Context, a Actor, n NewDay) (*DayPreview, error) {
	return s.previewDay(ctx, a, n)
}

// EnterDay keeps a special day. The calendars know it at once, on this node, and within seconds on the others; cases are judged
// by it from the day on that it counts. For managers.
func (s *Service) EnterDay(ctx context.Context, a Actor, n NewDay) (*SpecialDay, error) {
	return s.enterDay(ctx, a, n)
}

// WithdrawDay takes back a special day that does not count yet. For managers.
func (s *Service) WithdrawDay(ctx context.Context, a Actor, id string) error {
	return s.withdrawDay(ctx, a, id)
}
