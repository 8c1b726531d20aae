package app

import (
	"context"
	"time"

	"jikim/internal/core/fact"
)

// NewContact is a visit, a call, a letter or a fax that an officer enters.
type NewContact struct {
	Key     string
	Channel string    // visit, phone, post, fax, email
	Ringing bool      // phone: the bell still rings and nobody has answered
	At      time.Time // when it began; zero: now
	// Precision is how coarse At is: 24 hours for a letter whose stamp names the day alone; 0: exact.
	Precision time.Duration
	Service   string // makes it a petition with a receipt number; empty: a contact only
	Desk      string // of the directory; empty: the officer's own
	Name      string
	Phone     string
	Email     string
	Address   string
	Title     string
	Text      string
	Answer    string // phone, email, post, web
	Delivery  string
	Fields    map[string]string
	// Data are further values of the first fact: busy, assist, repeat_of, cause (visit); busy (phone).
	Data        fact.Data
	Attachments []Attachment
	Accept      bool // letters: everything is complete, accept at once (case.accepted)
}

// Opened is what a new contact made.
type Opened struct {
	Case, Contact, Number string
	Token                 string // of the citizen's private link, for a petition
	Fact                  string
	Repeated, Masked      bool
}

// ReceiptLink returns the token of the private link of a petition that was taken in person, by telephone, post or fax, so
// that its receipt (민원 처리에 관한 법률 제9조 제2항, 시행령 제6조: 접수증) can be handed over. It is for those who work the case,
// and logged. Who filed on the website was shown the link there, and nobody gives it a second time.
func (s *Service) ReceiptLink(ctx context.Context, a Actor, caseID string) (string, error) {
	return s.receiptLink(ctx, a, caseID)
}

// NewContact opens a case: visit.arrived, call.answered or call.ringing, and case.received (case.accepted) when it is a
// petition.
func (s *Service) NewContact(ctx context.Context, a Actor, n NewContact) (*Opened, error) {
	return s.newContact(ctx, a, n)
}

// Entry is one fact that a member of staff records.
type Entry struct {
	Key       string // idempotency key; the same entry sent twice is recorded once
	Case      string
	Contact   string // of the case; empty: the case as a whole; "new" starts a further visit or call
	Kind      fact.Kind
	At        time.Time     // when it happened; zero: now; never in the future
	Precision time.Duration // how coarse At is; 0: exact
	Of        string        // the message, complaint, opinion or request it answers
	Data      fact.Data     // checked against casefile.Fields(Kind)
	// Prose are the free texts of the kind by field (casefile.TypeProse): sealed, the fact keeps only that they are there.
	Prose map[string]string
	Files []Attachment
}

// Done is what recording came to.
type Done struct {
	Case     string
	Facts    []string // identifiers of the facts recorded, in order
	Seq      int64
	Repeated bool // everything had been recorded before
	Masked   bool // a resident registration number was masked in a text
}

// Record records one fact that needs nothing further. Kinds with use cases of their own (Transfer, Extend, Answer, Refuse,
// Correct …) are passed on to them, so that a page may send every button here.
func (s *Service) Record(ctx context.Context, a Actor, e Entry) (*Done, error) {
	return s.record(ctx, a, e)
}

// Memo is a message for an officer who is away.
type Memo struct {
	Key, Case, Contact string
	For                string // account of the officer; empty: the case's
	About              string // sealed
	Callback           bool
	CallbackAt         time.Time // when the customer wants to be called; zero: within the hour
	Place              string    // where: a number or place; sealed
}

// TakeMessage takes a message; the call-back clock starts.
func (s *Service) TakeMessage(ctx context.Context, a Actor, m Memo) (*Done, error) {
	return s.takeMessage(ctx, a, m)
}

// CallBack records a call-back for a message.
func (s *Service) CallBack(ctx context.Context, a Actor, key, caseID, message string, reached bool, note string) (*Done, error) {
	return s.callBack(ctx, a, key, caseID, message, reached, note)
}

// Passing hands a call, a visit or a case on.
type Passing struct {
	Key, Case, Contact string
	To                 string // desk or account within the office; another office when Outside
	Outside            bool
	Office             string // name of the other office
	Summary            string // required: what it is about, so that nobody has to say it twice; sealed
}

// Transfer hands over: call.transfer_started within a call; case.assigned within the office; case.transferred to another
// office (시행령 제13조), with a letter to the citizen.
func (s *Service) Transfer(ctx context.Context, a Actor, p Passing) (*Done, error) {
	return s.transfer(ctx, a, p)
}

// Missing asks the citizen for a supplement (보완, 민원 처리에 관한 법률 제22조).
type Missing struct {
	Key, Case string
	What      string    // required; told to the citizen, sealed
	Until     time.Time // required: a reasonable time
	Oral      bool      // told by word; else a letter is issued
}

// AskSupplement asks for a supplement; the clock stops.
func (s *Service) AskSupplement(ctx context.Context, a Actor, m Missing) (*Done, error) {
	return s.askSupplement(ctx, a, m)
}

// Extension prolongs the period (시행령 제21조).
type Extension struct {
	Key, Case string
	Ground    string // one of ExtensionGrounds
	Reason    string // told to the citizen; sealed
	Days      int    // working days added, at most the original period; 0: the original period
	Consent   bool   // the citizen agreed: required for the second
}

// ExtensionGrounds are the only lawful grounds: cooperation of others, facts or a site to be checked, force majeure, or
// something equal to these. Overload, late assignment and absence of the officer are forbidden (시행령 제21조).
func ExtensionGrounds() []string {
	return []string{"cooperation", "site_check", "force_majeure", "equivalent"}
}

// Extend prolongs the period and issues the letter with reason and new day.
func (s *Service) Extend(ctx context.Context, a Actor, e Extension) (*Done, error) {
	return s.extend(ctx, a, e)
}

// Result answers a petition.
type Result struct {
	Key, Case string
	Text      string // of the answer; sealed; required
	How       string // web, phone, email, post, visit
	Files     []Attachment
}

// Answer records case.answered and document.issued (민원행정실명제: the letter names department, officer and contact; it is
// not issued without them).
func (s *Service) Answer(ctx context.Context, a Actor, r Result) (*Done, error) {
	return s.answer(ctx, a, r)
}

// Refusal refuses a petition; reason, law and appeal are required (민원 처리에 관한 법률 제27조 제3항 and the charter).
type Refusal struct {
	Key, Case string
	Reason    string // sealed
	Law       string // the provision
	Appeal    string // how and until when to object; empty: the standard text for the kind of petition
	How       string
}

// Refuse records case.refused and document.issued.
func (s *Service) Refuse(ctx context.Context, a Actor, r Refusal) (*Done, error) {
	return s.refuse(ctx, a, r)
}

// AppealText returns the standard text about remedies for the kind of petition of a case's service: 이의신청 (법 제35조: 60
// days, statutory petitions only), 행정심판, 행정소송, 고충민원.
func (s *Service) AppealText(ctx context.Context, a Actor, caseID, lang string) (string, error) {
	return s.appealText(ctx, a, caseID, lang)
}

// Deliver records how the result was handed over.
func (s *Service) Deliver(ctx context.Context, a Actor, key, caseID, method, note string) (*Done, error) {
	return s.deliver(ctx, a, key, caseID, method, note)
}

// TellDelay tells the citizen why the case is late and until when it will be done.
func (s *Service) TellDelay(ctx context.Context, a Actor, key, caseID, reason string, expected time.Time) (*Done, error) {
	return s.tellDelay(ctx, a, key, caseID, reason, expected)
}

// Tell writes a message to the citizen, shown on his page; procedure marks it as the word about how the case is handled
// (case.procedure_told).
func (s *Service) Tell(ctx context.Context, a Actor, key, caseID, text string, procedure bool) (*Done, error) {
	return s.tell(ctx, a, key, caseID, text, procedure)
}

// Correct corrects a fact: data are the right values by name; "at" and "kind" are the right time and kind,
// and "precision" says how coarse that time is.
func (s *Service) Correct(ctx context.Context, a Actor, key, caseID, factID, reason string, right fact.Data) (*Done, error) {
	return s.correct(ctx, a, key, caseID, factID, reason, right)
}

// Retract takes a fact back that never happened.
func (s *Service) Retract(ctx context.Context, a Actor, key, caseID, factID, reason string) (*Done, error) {
	return s.retract(ctx, a, key, caseID, factID, reason)
}

// Assign makes an officer and a desk responsible. Officers may take cases themselves; leads and above may give them.
func (s *Service) Assign(ctx context.Context, a Actor, key, caseID, officer, desk string) (*Done, error) {
	return s.assign(ctx, a, key, caseID, officer, desk)
}
