// Package casefile reads a case as people do: the facts of a case folded into its present state, and the facts that may
// lawfully come next.
//
// It is pure. What it returns is derived and can always be made again from the facts.
package casefile

import (
	"slices"
	"time"

	"jikim/internal/core/fact"
)

// Status is where a case stands.
type Status string

// The statuses. A case in which nobody asked for anything in writing (a visit, a call) is Contact: it has no period of its
// own. Open, Waiting and Contact cases are still worked on; the others are at rest.
const (
	Contact     Status = "contact"     // a visit or a call without a petition
	Open        Status = "open"        // received and being worked on
	Waiting     Status = "waiting"     // the citizen was asked for a supplement; the clock stands still
	Answered    Status = "answered"    // the result was told
	Refused     Status = "refused"     // refused with reasons
	Withdrawn   Status = "withdrawn"   // taken back by the citizen (민원 처리에 관한 법률 제22조 제2항)
	Merged      Status = "merged"      // joined with another case
	Transferred Status = "transferred" // sent to another office (시행령 제13조)
	Closed      Status = "closed"
	Held        Status = "held"     // a letter that came and of which nobody has decided yet what it is
	Standing    Status = "standing" // the institution's own case: items, signs, surveys
)

// Working tells whether somebody still has to do something by himself: the status is not one of rest.
func (s Status) Working() bool { return s == Contact || s == Open || s == Waiting }

// State is a case as people read it. Times are UTC; zero means that it has not happened.
type State struct {
	Case   string
	Status Status
	Number string // receipt number; empty for contacts without one

	Service, Channel string // of the petition or, without one, of the first contact
	Desk, Officer    string // who is responsible now: desk of the directory, account of the officer
	Delivery         string // how the result is to be received: pickup, post, email
	Answer           string // how the citizen wants to be answered: phone, email, post, web
	Charter          string // digest of the charter version the case was received under

	BeganAt    time.Time // first fact
	ReceivedAt time.Time // case.received
	AcceptedAt time.Time // case.accepted
	EndedAt    time.Time // answered, refused, withdrawn, merged, transferred away or closed
	ChangedAt  time.Time // last fact
	Until      time.Time // when the state changes by itself without a new fact; zero: never

	Extensions   int       // periods prolonged so far (시행령 제21조: one, a second with consent)
	ExtendedTo   time.Time // the new day named by the last extension; zero when none was named
	Supplements  []Supplement
	Letter       *Letter // that began the case, by e-mail, fax or post; nil: none did
	Postings     []Posting
	Contacts     []Visit
	Messages     []Message
	Complaints   []Complaint
	Opinions     []Opinion
	Documents    []Document
	ProcedureAt  time.Time // the citizen was told how the case is handled
	InterimAt    time.Time // last word to the citizen
	DeliveredAt  time.Time
	TransferTo   string
	MergedInto   string
	Repeats      []Repeat // petitions of the same content that came before, as found by officers
	ClosedFor    string   // why it was closed: done, uncollected, repeated, not_supplied, other; empty when that was not said
	BrokenSoFar  []Breach // promise.broken facts on record
	Acknowledged bool     // the citizen was told that the case has arrived
}

// Supplement is a request for missing papers or words.
type Supplement struct {
	Fact           string // of the request
	AskedAt, Until time.Time
	ReceivedAt     time.Time // zero while open
	What           string
}

// Visit is one contact within the case: a visit or a call.
type Visit struct {
	ID       string
	Channel  string // visit, phone
	Officer  string // who took it
	Repeated bool   // the visitor had come for the same matter before
	BeganAt  time.Time
	LastKind fact.Kind // the last thing that happened in it
	LastAt   time.Time
	EndedAt  time.Time // zero while it goes on
	Seen     []fact.Kind
}

// Open tells whether the contact still goes on.
func (v *Visit) Open() bool { return v.EndedAt.IsZero() }

// Has tells whether a fact of that kind happened in the contact.
func (v *Visit) Has(k fact.Kind) bool {
	for _, s := range v.Seen {
		if s == k {
			return true
		}
	}
	return false
}

// Message is a note for an officer who was away, or a call that nobody answered, with the call-back it promises.
type Message struct {
	Fact        string // message.taken
	Contact     string
	For, About  string
	Channel     string
	TakenAt     time.Time
	Wanted      time.Time // the instant the customer asked for; zero: within the hour
	Place       string
	Callback    bool // the customer wants to be called
	Missed      bool // nobody took it: it is a call that was not answered
	DeliveredAt time.Time
	CalledAt    time.Time // first call-back made
	Reached     bool
}

// Open tells whether the call-back is still owed.
func (m *Message) Open() bool { return m.Callback && m.CalledAt.IsZero() }

// Letter is a letter that came by a channel, as far as it decides what becomes of it; its words are sealed.
type Letter struct {
	Fact      string // letter.arrived
	Channel   string // email, fax, post
	Source    string // name of the mailbox, machine or folder
	Service   string // that the source is set up for; empty: none
	Class     string // who writes, as far as its form tells: person, auto, list, …
	Doubts    []string
	Notes     []string
	Checks    []string // what servers found about its sender, such as "dmarc pass"
	ArrivedAt time.Time
	Precision time.Duration
	FiledAs   string // case, on, discarded; empty: not decided
	Into      string // on: receipt number of the petition
	Reason    string // discarded: one of Discards
	FiledAt   time.Time
}

// Posting is a letter of the office that goes out on paper.
type Posting struct {
	Fact       string    // letter.prepared
	Document   string    // document.issued: what is posted
	PreparedAt time.Time // since when it waits to be printed
	PostedAt   time.Time // zero: it still waits
	How        string    // one of PostWays
}

// Complaint is a complaint and how far it has come.
type Complaint struct {
	Fact, About, Officer         string
	ReceivedAt                   time.Time
	AssessedAt                   time.Time
	Severity, Urgency            string // as assessed
	Investigator                 string // account of whoever was made to look into it
	Check                        string // the last complaint.checked
	CheckedAt, ToldAt, ApologyAt time.Time
	TrainingAt                   time.Time
	Founded                      bool      // as the check found it
	ClosedAt                     time.Time // zero while it is open
	Agreed                       bool      // closed with the agreement of the complainant
	ReopenedAt                   time.Time // the last time; what came before does not answer it any more
	Reopenings                   []string  // complaint.reopened
}

// Asked is the fact that the next step answers: the last reopening, or the complaint itself.
func (c *Complaint) Asked() string {
	if n := len(c.Reopenings); n > 0 {
		return c.Reopenings[n-1]
	}
	return c.Fact
}

// Is tells whether what names a fact as what it answers answers this complaint.
func (c *Complaint) Is(of string) bool { return of == c.Fact || slices.Contains(c.Reopenings, of) }

// Trained tells whether training was given since the check that found the complaint justified: one that is found so again, after it was
// reopened, asks for training again.
func (c *Complaint) Trained() bool {
	return !c.TrainingAt.IsZero() && !c.TrainingAt.Before(c.CheckedAt)
}

// Waits tells whether the complainant waits for a result.
func (c *Complaint) Waits() bool { return c.ToldAt.IsZero() }

// Opinion is an opinion and how far it has come.
type Opinion struct {
	Fact                 string
	Improvable           bool   // at once, as it was said on receipt or found by the review
	Finding              string // of the review, one of Improvables; empty: none
	Review               string // opinion.reviewed
	ReceivedAt           time.Time
	ReviewedAt, ToldAt   time.Time
	ImprovedAt, ResultAt time.Time
}

// Document is a letter that went out.
type Document struct {
	Fact, Form                   string
	Department, Officer, Contact string
	IssuedAt                     time.Time
}

// Repeat names an earlier petition whose content was found to be the same (민원 처리에 관한 법률 제23조 제3항).
type Repeat struct {
	Fact   string // case.repeated
	SameAs string // receipt number of the earlier petition
	At     time.Time
}

// Breach is a broken promise on record.
type Breach struct {
	Fact, Promise, Trigger string
	At                     time.Time
}
