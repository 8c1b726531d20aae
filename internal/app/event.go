package app

import (
	"context"
	"time"
)

// EventKind is what an event tells.
type EventKind string

// The kinds of events.
const (
	CaseChanged  EventKind = "case"   // a turn was committed for Case
	InboxChanged EventKind = "inbox"  // a case of Desk and Officer came, went or changed its place
	CallChanged  EventKind = "call"   // a call rings, is answered, held, or over: the list of calls should follow at once
	NoticeCame   EventKind = "notice" // a notice for an officer, a desk or the managers: see Notice
)

// Event tells open pages that something changed. It carries nothing personal; pages load what they show.
type Event struct {
	Kind          EventKind
	Institution   string
	Case          string
	Seq           int64
	Desk, Officer string
	// LeftDesk and LeftOfficer had the case before; the same as Desk and Officer when it stayed.
	LeftDesk, LeftOfficer string
	At                    time.Time
	Notice                *Notice
}

// Notice is something an officer, a desk lead or a manager should know. Its sentence is "notice.<action>".
type Notice struct {
	At      time.Time
	Case    string
	Number  string
	Action  string // remind, warn, breach, remedy
	Stage   string // remind: half, most
	To      string // officer:ID, desk:ID, manager
	Promise string
	Due     time.Time
}

// Subscribe returns the events of an institution from now on until the context ends; then the channel is closed. A reader
// that falls behind loses the oldest events and gets an InboxChanged without a case instead: it should load everything anew.
func (s *Service) Subscribe(ctx context.Context, institution string) <-chan Event {
	return s.hub.subscribe(ctx, institution)
}
