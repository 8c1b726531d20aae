package app

import (
	"context"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// CaseView is a case as staff see it.
type CaseView struct {
	Head     Head
	State    casefile.State
	Charter  *charter.Charter
	Facts    []Line          // the timeline, in the order of what happened
	Verdicts []judge.Verdict // with explanations, pending ones first by due time
	Next     []casefile.Act
	Say      []Script
	Person   Person // unmasked only when opened
	Messages []Said
	Files    []File
	Letters  []Letter
	Earlier  []Head // other cases from the same telephone number or e-mail address, newest first; empty unless opened
	Opened   bool   // texts and names are in clear: the reading was logged
	// Statement is a petition taken in a visit with the signature under it; nil when there is none, or the case was not opened.
	Statement *Statement
	// Responsible is who answers for the case now.
	Responsible Responsible
}

// Line is one fact of the timeline.
type Line struct {
	fact.Fact
	Seq       int64
	Retracted bool
	// Corrected names the fact that corrected this one; empty when it stands as told.
	Corrected string
	Officer   string            // name of the officer behind By
	Prose     map[string]string // texts by field; empty unless opened
}

// Person is the citizen of a case. Masked unless the case was opened.
type Person struct {
	Name, Phone, Email, Address string
	Title, Text                 string
	Fields                      map[string]string
	Filed                       Filed // who filed for the citizen
	Identity                    Way   // by which a code had shown, on receipt, that the address is his; empty: none was asked for
}

// Script is something to say now.
type Script struct {
	Promise string
	Kind    fact.Kind // what saying it records
	Contact string
	Text    charter.Text
	Due     time.Time
}

// Case returns a case for staff, masked: names as 김*수, no texts. Not logged, since nothing personal is shown.
func (s *Service) Case(ctx context.Context, a Actor, caseID string) (*CaseView, error) {
	return s.caseView(ctx, a, caseID, false, "")
}

// OpenCase returns a case with names and texts in clear; who read it, when and why is logged. Officers may open cases of
// their desk or department without a reason; all others must give one.
func (s *Service) OpenCase(ctx context.Context, a Actor, caseID, reason string) (*CaseView, error) {
	return s.caseView(ctx, a, caseID, true, reason)
}

// InboxFilter asks for open cases by what breaks next.
type InboxFilter struct {
	Mine bool   // only cases of the actor
	Desk string // empty: all
	// Covering adds to the cases of the desk those of officers for whom the actor stands in now, of whatever desk.
	Covering bool
	Channel  string // by which it came in; empty: all
	Status   string // empty: all open ones
	Cursor   string // of the page before
	Limit    int    // 0: 50, at most 200
}

// InboxPage is one page of the inbox.
type InboxPage struct {
	Rows   []Head
	Cursor string    // of the next page; empty on the last
	Now    time.Time // the server's clock, for countdowns
}

// Inbox lists open cases by what breaks next.
func (s *Service) Inbox(ctx context.Context, a Actor, f InboxFilter) (*InboxPage, error) {
	return s.inbox(ctx, a, f)
}

// Search finds cases by receipt number, name, telephone number or words of their texts, newest first; at most limit (0: 50).
func (s *Service) Search(ctx context.Context, a Actor, words string, limit int) ([]Head, error) {
	return s.search(ctx, a, words, limit)
}

// Notices returns what an officer should know, newest first: reminders and breaches of his cases of the last days.
func (s *Service) Notices(ctx context.Context, a Actor, limit int) ([]Notice, error) {
	return s.notices(ctx, a, limit)
}

// Staff returns the accounts that can be made responsible: identifier, name, department, desk, telephone, duty.
func (s *Service) Staff(ctx context.Context, institution string) ([]Member, error) {
	return s.staff(ctx, institution)
}

// Member is a member of staff as others see him.
type Member struct {
	ID, Name, Department, Desk, Duty, Phone string
	Role                                    Role
}
