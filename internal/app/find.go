package app

import (
	"context"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/premises"
	"jikim/internal/core/route"
)

// FoundKind is what sort of thing was found.
type FoundKind string

// The kinds.
const (
	FoundDepartment FoundKind = "department"
	FoundRoom       FoundKind = "room"
	FoundDesk       FoundKind = "desk"
	FoundService    FoundKind = "service"
	FoundItem       FoundKind = "item"
	FoundStaff      FoundKind = "staff"
)

// Found is something that a visitor looks for: what it is, where it is, and how to reach it.
type Found struct {
	Kind       FoundKind
	ID         string       // in the charter; empty for staff, whose accounts are nobody's business
	Name       charter.Text // of staff: as on the plate of their desk
	Duty       string       // of staff
	Department *charter.Department
	Desk       *charter.Desk
	Room       *charter.Room
	Phones     []charter.Number // as dialled from outside; a name only where one has several
	Stock      []premises.Stock // of items
	Today      calendar.Today
	Now        *Whereabouts // of staff
	account    string       // of staff
}

// Findings are what was found for some words.
type Findings struct {
	Found []Found
	Typo  bool // nothing was found as it was written; these are what may have been meant
	More  bool // there were more than asked for
}

// Find finds departments, rooms, desks, services, equipment and officers by what a visitor types: names, first
// consonants, duties, telephone numbers, with typing errors; the best first, at most limit (0: 20). It needs no right:
// it shows what the charter publishes, and of staff what stands on door boards and desk plates (see Colleague).
func (s *Service) Find(ctx context.Context, a Actor, words string, limit int) (*Findings, error) {
	return s.find(ctx, a, words, limit)
}

// Colleague is a member of staff as door boards and desk plates show him, which the charter promises: department, name,
// duty and office telephone.
type Colleague struct {
	Name, Duty, Phone string
	Department        *charter.Department
	Desk              *charter.Desk
	Now               Whereabouts // in or out; why is nobody's business
	account, room     string
}

// RoomView is all that a visitor wants to know about a room.
type RoomView struct {
	Room        *charter.Room
	Floor       *charter.Floor // whose plan shows it; nil when none does
	Way         []route.Leg    // from the entrance; nil when no plan shows it
	Departments []*charter.Department
	Staff       []Colleague
	Desks       []*charter.Desk
	Stock       []premises.Stock
	Today       calendar.Today
}

// Room returns a room by its identifier, for anybody; a fault when there is none.
func (s *Service) Room(ctx context.Context, a Actor, id string) (*RoomView, error) {
	return s.room(ctx, a, id)
}
