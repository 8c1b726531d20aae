package app

import (
	"context"
	"time"

	"jikim/internal/core/civil"
	"jikim/internal/core/presence"
)

// Absence is a time in which a member of staff is away and another one stands in: works his inbox, hears his notices, and is
// named to citizens as the one in charge. Cases keep their officer, who has them back afterwards.
type Absence struct {
	Institution, Account string
	From, Until          time.Time // in whole days of the office, Until excluded; equal when it was called off
	Substitute           string    // account
	By                   string    // account that entered it last
	At                   time.Time // when
}

// Presence is a member of staff with what is known of his being here.
type Presence struct {
	Member
	Away       bool
	Until      time.Time // Away: when he is back, the first instant
	Substitute Member    // Away: who stands in now, after those who are away themselves; without ID when nobody does
	Next       []Absence // that go on or are to come, the earliest first
	MayEnter   bool      // the actor may enter his absences
	Out        *Out      // out for a part of the day; nil: he is not
	State      presence.State
}

// NewAbsence is an absence to be entered, from a day to a day, both included.
type NewAbsence struct {
	Account, Substitute string
	From, Until         civil.Date
}

// StaffPresence lists the members of staff by department and name, and who is away. For officers and above.
func (s *Service) StaffPresence(ctx context.Context, a Actor) ([]Presence, error) {
	return s.staffPresence(ctx, a)
}

// EnterAbsence enters an absence. Officers their own, leads those of their department, managers all.
func (s *Service) EnterAbsence(ctx context.Context, a Actor, n NewAbsence) error {
	return s.enterAbsence(ctx, a, n)
}

// EndAbsence ends an absence with the present instant, or calls off one that has not begun; from is when it begins. For those who
// may enter it.
func (s *Service) EndAbsence(ctx context.Context, a Actor, account string, from time.Time) error {
	return s.endAbsence(ctx, a, account, from)
}
