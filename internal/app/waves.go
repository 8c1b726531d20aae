package app

import (
	"context"
	"time"
)

// Waves keeps surveys: whom they ask, and what is answered. Nothing that is kept ties an answer to an invitation: what an answer uses
// up is taken away, not written, by the transaction that keeps it.
type Waves interface {
	// AddWave keeps a new wave with its invitations and counters in one transaction. ErrConflict when there is one of that identifier.
	AddWave(ctx context.Context, w *Wave, invited []Invitation, places []Tally) error
	Wave(ctx context.Context, institution, id string) (*Wave, error)
	// ListWaves returns all waves, the last to be opened first.
	ListWaves(ctx context.Context, institution string) ([]Wave, error)
	// MoveWave writes the state, the times and the body of a wave that is in a state. ErrConflict when it is not.
	MoveWave(ctx context.Context, w *Wave, from WaveState) error
	// EndWave is MoveWave from WaveMixing, and forgets invitations, tickets and counters.
	EndWave(ctx context.Context, w *Wave) error

	// AddInvitations writes the body of a wave that is open and adds invitations to it, in one transaction. ErrConflict when it is not
	// open, or one of them exists.
	AddInvitations(ctx context.Context, w *Wave, invited []Invitation) error
	// InvitationOf returns the invitation with that ticket; Open tells whether the ticket is still there.
	InvitationOf(ctx context.Context, institution string, ticket []byte) (*Invitation, error)
	// ListInvitations lists those of a way and a state whose ticket is there, by identifier.
	ListInvitations(ctx context.Context, institution, wave, way, state string, limit int) ([]Invitation, error)
	// DueInvitations lists those whose NextAt is not after now, the earliest first.
	DueInvitations(ctx context.Context, institution string, now time.Time, limit int) ([]Invitation, error)
	// LeaseInvitation puts one that is due off until an instant, and counts the attempt. ErrConflict when somebody else was faster.
	LeaseInvitation(ctx context.Context, i *Invitation, until time.Time) error
	// SetInvitation writes way, state, reminders, attempts, the next instant and the contact. ErrConflict when there is none, or it was
	// refused.
	SetInvitation(ctx context.Context, i *Invitation) error
	// RefuseInvitation is SetInvitation, takes the ticket away and remembers who objects, in one transaction. ErrConflict, too, when
	// the ticket is gone.
	RefuseInvitation(ctx context.Context, i *Invitation, addresses [][]byte) error
	// CountInvitations counts the invitations of a wave by stratum, way and state.
	CountInvitations(ctx context.Context, institution, wave string) ([]InvitationCount, error)
	// Objections lists the blinded addresses of those who do not want to be asked.
	Objections(ctx context.Context, institution string) ([][]byte, error)

	// TakeAnswer keeps an answer in a wave that is open, with its remarks, and uses up its ticket or its place, in one transaction.
	// ErrConflict when any of it cannot be.
	TakeAnswer(ctx context.Context, a *Taken) error
	// HasAnswer tells whether an answer of that identifier is kept.
	HasAnswer(ctx context.Context, institution, wave, id string) (bool, error)
	// Answers returns the answers of a wave, by their random identifiers.
	Answers(ctx context.Context, institution, wave string) ([]Kept, error)
	Remarks(ctx context.Context, institution, wave string) ([]Kept, error)
	// CountAnswers counts the answers of a wave by stratum and mode.
	CountAnswers(ctx context.Context, institution, wave string) ([]AnswerCount, error)
	// ReplaceAnswers and ReplaceRemarks put others in the place of all that a wave has. ErrConflict when it is not in
	// WaveMixing.
	ReplaceAnswers(ctx context.Context, institution, wave string, answers []Kept) error
	ReplaceRemarks(ctx context.Context, institution, wave string, remarks []Kept) error

	// CountTally adds one to a counter that has no limit, which it makes when there is none.
	CountTally(ctx context.Context, institution, wave, name string) error
	Tallies(ctx context.Context, institution, wave string) ([]Tally, error)
}

// WaveState is how far a wave is.
type WaveState string

// The states of a wave, in their order.
const (
	WaveOpening WaveState = "opening" // kept, and not yet on record
	WaveOpen    WaveState = "open"
	WaveClosing WaveState = "closing" // takes no answers, and is not counted yet
	WaveMixing  WaveState = "mixing"  // is counted, and not yet on record
	WaveClosed  WaveState = "closed"
)

// Wave is one survey of a year as stored.
type Wave struct {
	Institution, ID   string
	Year              int
	State             WaveState
	OpensAt, ClosesAt time.Time
	ClosedAt          time.Time // zero: not yet
	Taken             int       // answers
	Body              []byte
}

// Invitation is somebody who is asked, or a numbered sheet of paper.
type Invitation struct {
	Institution, Wave, ID string
	Ticket                []byte // hash of the token
	Open                  bool   // the ticket is there; only read
	Stratum, Way, State   string
	Reminders, Attempts   int
	NextAt                time.Time // when something is to be sent; zero: never
	Contact               []byte    // sealed; empty when nobody needs it any more
}

// InvitationCount counts invitations: all, and those whose ticket is gone.
type InvitationCount struct {
	Stratum, Way, State string
	All, Used           int
}

// Kept is an answer or a remark as stored. A remark has neither stratum nor mode.
type Kept struct {
	ID, Stratum, Mode string
	Cipher            []byte
}

// Taken is an answer that comes in.
type Taken struct {
	Institution, Wave string
	Answer            Kept
	Remarks           []Kept // what was written, each by itself
	Ticket            []byte // empty: it uses up a place
	Place             string // name of the counter
}

// AnswerCount counts answers.
type AnswerCount struct {
	Stratum, Mode string
	Count         int
}

// Tally is a counter of a wave.
type Tally struct {
	Name        string
	Count, Most int // Most 0: no limit
}
