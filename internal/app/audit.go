package app

import (
	"context"
	"time"

	"jikim/internal/core/audit"
	"jikim/internal/core/charter"
)

// AuditBoard is what an actor may see of the mystery calls or visits of one scorecard in one period.
type AuditBoard struct {
	Card    *charter.Scorecard
	Period  string   // such as 2026-Q4
	Periods []string // that can be seen: the present one and those that were drawn, newest first
	Now     bool     // it is the present period
	Drawn   bool
	DrawnAt time.Time
	// For inspectors and managers: what it was drawn from, and the calls or visits.
	Draw  *audit.Draw
	Calls []AuditCall
	// For officers: their own results.
	Own []AuditResult
	// For leads their own department, for managers all.
	Departments []AuditDepartment
	// How far two raters of the same call differ, in points: how many there are, and the mean. For inspectors and managers.
	Pairs      int
	Difference float64
}

// AuditCall is a call or visit that was drawn, without what it was rated.
type AuditCall struct {
	audit.Drawn
	Name, Department, Desk, Phone string // of the officer
	Closed                        bool   // the hour is no longer one in which the office is open
	Ratings                       int    // how many raters have rated it
	Mine                          bool   // the actor is one of them
	May                           bool   // the actor may rate it
	Difference                    int    // of two raters, in points; -1 without both
}

// AuditResult is one rating of the actor's own calls or visits.
type AuditResult struct {
	At      time.Time
	Second  bool
	Score   int
	Ratings audit.Ratings
	Note    string
}

// AuditDepartment is the results of a department. When they are of too few, it says no more than that.
type AuditDepartment struct {
	ID       string
	Rated    int // calls or visits
	Mean     float64
	Areas    []float64 // means of the card's areas, of 100; -1 where nothing applied
	TooFew   bool
	Officers int
}

// The smallest results of a department that are shown: with less, they are those of somebody.
const (
	fewestAudits   = 5
	fewestOfficers = 3
)

// AuditRating is a rating of a call or visit that was drawn.
type AuditRating struct {
	Key          string
	Card, Period string
	Number       int // of the draw
	At           time.Time
	Ratings      audit.Ratings
	Note         string // sealed
}

// Audits returns the mystery calls or visits of a scorecard and a period; empty: the first card, the present period. For
// staff, who see of it what is theirs to see.
func (s *Service) Audits(ctx context.Context, a Actor, card, period string) (*AuditBoard, error) {
	return s.audits(ctx, a, card, period)
}

// DrawAudits draws the officers of the present period of a scorecard. It is done once: a draw stays. For managers.
func (s *Service) DrawAudits(ctx context.Context, a Actor, card string) error {
	return s.drawAudits(ctx, a, card)
}

// RateAudit records what was seen in a call or visit that was drawn. The first rater's score is judged; a second one is
// somebody else. Rating again replaces one's own rating. For inspectors and managers.
func (s *Service) RateAudit(ctx context.Context, a Actor, r AuditRating) (*Done, error) {
	return s.rateAudit(ctx, a, r)
}
