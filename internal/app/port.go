package app

import (
	"context"
	"errors"
	"time"

	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/core/proof"
	"jikim/internal/ledger"
)

// The faults a Store reports; everything else is a fault of the database.
var (
	ErrConflict = errors.New("the case was changed meanwhile") // the expected sequence number was not the last
	ErrNotFound = errors.New("not found")
	ErrAway     = errors.New("the database did not answer") // it was tried again until patience ended; it may be back soon
)

// Store is what the use cases need of a database. Every call names the institution; every time is an argument. A call that
// returns nil has committed durably.
type Store interface {
	// Load returns a case: its facts in the order of their sequence numbers and its head. ErrNotFound when there is none.
	Load(ctx context.Context, institution, caseID string) (*Stored, error)
	// LoadMany returns the cases that exist among the given ones, in one round trip.
	LoadMany(ctx context.Context, institution string, caseIDs []string) ([]*Stored, error)
	// Commit writes one turn in one transaction. ErrConflict when the case's last sequence number is not Expect.
	Commit(ctx context.Context, change *Change) error
	// Sealed returns sealed texts of a case by name; blobs are sealed texts too.
	Sealed(ctx context.Context, institution, caseID string, names ...string) ([]Sealed, error)
	// SealedMany returns sealed texts of some cases by name, in one round trip.
	SealedMany(ctx context.Context, institution string, caseIDs, names []string) ([]Sealed, error)
	// Destroy removes sealed texts and search entries of a case; the facts stay.
	Destroy(ctx context.Context, institution, caseID string) error

	// Due returns the cases whose WakeAt lies before until, earliest first.
	Due(ctx context.Context, institution string, until time.Time, limit int) ([]Wake, error)
	// Claim leases up to limit outbox entries that are ready at now and whose lease has run out.
	Claim(ctx context.Context, institution string, now time.Time, lease time.Duration, limit int) ([]Outgoing, error)
	// Settle removes a claimed entry (done) or puts it back until retryAt.
	Settle(ctx context.Context, institution, key string, done bool, retryAt time.Time, failure string) error
	// Postpone puts an entry back until an instant, as if it had not been claimed.
	Postpone(ctx context.Context, institution, key string, until time.Time) error
	// PruneOutbox forgets settled entries of cases in which nothing is open and nothing has changed since an instant. Until
	// then their keys keep a duty from being planned twice.
	PruneOutbox(ctx context.Context, institution string, unchangedSince time.Time) error
	// NextNumber reserves count numbers of the named counter and returns the first.
	NextNumber(ctx context.Context, institution, name string, count int64) (int64, error)

	Inbox(ctx context.Context, q InboxQuery) ([]Head, error)
	Search(ctx context.Context, institution string, phrase []string, limit int) ([]Head, error)
	Heads(ctx context.Context, institution string, caseIDs []string) ([]Head, error)
	// Verdicts lists settled verdicts, newest first.
	Verdicts(ctx context.Context, q VerdictQuery) ([]VerdictRow, error)
	// EachVerdict streams every settled verdict that started in [from, until), in no particular order.
	EachVerdict(ctx context.Context, institution string, from, until time.Time, yield func(*VerdictRow) error) error
	// Owing lists a page of the cases that owe something, by RemedyAt, ComplaintAt or PostAt, after the head of a case (nil: from the
	// first).
	Owing(ctx context.Context, institution string, what Owed, after *Head, limit int) ([]Head, error)
	// Raised lists a page of the complaints (fact.ComplaintReceived) or opinions (fact.OpinionReceived) that came in [from, until), the
	// newest first, older than the given one (nil: from the newest). Retracted ones are among them.
	Raised(ctx context.Context, institution string, kind fact.Kind, from, until time.Time, older *Raised, limit int) ([]Raised, error)
	// EachOpen streams the head of every case that has pending promises.
	EachOpen(ctx context.Context, institution string, yield func(*Head) error) error
	// EachCase streams every case with its facts, in the order of case identifiers after the given one.
	EachCase(ctx context.Context, institution, after string, yield func(*Stored) error) error

	Accounts
	Logged
	Devices
	Proofs
	Sights
	Tokens
	Hooked
	Waves
	Bulk
}

// Bulk is for loading and rebuilding, while nobody else writes.
type Bulk interface {
	// ResetDerived drops the rows of an institution that can be made anew from its facts: heads, verdicts, search entries.
	ResetDerived(ctx context.Context, institution string) error
	// Import writes turns of cases that have no head in one transaction: new cases, or after ResetDerived the derived rows
	// of old ones, whose Expect is then their last sequence number and which bring no facts. One conflict refuses all.
	Import(ctx context.Context, changes []*Change) error
	// Tune does what makes reading fast again after many of these.
	Tune(ctx context.Context) error
}

// Logged keeps the ledger: the leaves that Commit and Import add, and what is made of them.
type Logged interface {
	// LogSize returns how many leaves are committed; 0 for an institution without a log.
	LogSize(ctx context.Context, institution string) (int64, error)
	// Leaves returns the leaves [from, until) as far as there are any, in their order.
	Leaves(ctx context.Context, institution string, from, until int64) ([]PlacedLeaf, error)
	// LeafFacts returns the leaves [from, until) with their facts, as far as there are any, in their order.
	LeafFacts(ctx context.Context, institution string, from, until int64) ([]LeafFact, error)
	// LeafOf returns the leaf of the fact with a sequence number in a case.
	LeafOf(ctx context.Context, institution, caseID string, seq int64) (*PlacedLeaf, error)
	// FactsAfter and LeavesAfter return facts, and leaves, after that with a sequence number in a case, by case and sequence number:
	// limit of them unless there are fewer.
	FactsAfter(ctx context.Context, institution, caseID string, seq int64, limit int) ([]PlacedFact, error)
	LeavesAfter(ctx context.Context, institution, caseID string, seq int64, limit int) ([]PlacedLeaf, error)
	// Nodes returns the nodes [from, until) of a level of the tree, as far as there are any; CountNodes how many of level 1 there
	// are; AddNodes keeps some in one transaction, as those that are there already stay; EachNode streams all by level and number.
	Nodes(ctx context.Context, institution string, level int, from, until int64) ([]ledger.Hash, error)
	CountNodes(ctx context.Context, institution string) (int64, error)
	AddNodes(ctx context.Context, institution string, nodes []ledger.Node) error
	EachNode(ctx context.Context, institution string, yield func(ledger.Node) error) error
	// AddCheckpoint keeps a checkpoint, and the changes of keys after the known ones that come with it, in one transaction.
	// ErrConflict when its number or the place of a change is taken.
	AddCheckpoint(ctx context.Context, c *Checkpoint, known int, keys []LogKey) error
	// Checkpoints returns those with numbers below the given one, the newest first, with their countersignatures.
	Checkpoints(ctx context.Context, institution string, below int64, limit int) ([]Checkpoint, error)
	// LogKeys returns the changes of the keys that checkpoints are signed with, in their order.
	LogKeys(ctx context.Context, institution string) ([]LogKey, error)
	// AddCosignature keeps the countersignature of a checkpoint; one that the witness has given already stays. LastCosigned
	// returns the newest checkpoint that a witness has countersigned.
	AddCosignature(ctx context.Context, institution string, n int64, c Cosignature) error
	LastCosigned(ctx context.Context, institution, witness string) (*Checkpoint, error)
}

// Accounts keeps the staff, their sessions, and who read what.
type Accounts interface {
	PutAccount(ctx context.Context, a *Account) error
	Account(ctx context.Context, institution, id string) (*Account, error)
	AccountByLogin(ctx context.Context, institution, login string) (*Account, error)
	ListAccounts(ctx context.Context, institution string) ([]Account, error)
	// PutAbsence makes or replaces the absence of an account that begins at an instant. Absences lists those that end after an
	// instant, by account and beginning.
	PutAbsence(ctx context.Context, a *Absence) error
	Absences(ctx context.Context, institution string, after time.Time) ([]Absence, error)
	PutSession(ctx context.Context, s *Session) error
	Session(ctx context.Context, institution string, hash []byte) (*Session, error)
	DeleteSession(ctx context.Context, institution string, hash []byte) error
	DeleteSessions(ctx context.Context, institution, account string, before time.Time) error
	LogAccess(ctx context.Context, a *Access) error
	ListAccess(ctx context.Context, institution string, caseID string, limit int) ([]Access, error)
	// PutDocument and Document keep small institution-wide documents by kind and name: charter and calendar versions by
	// digest, computed figures, settings. A document of the insert-only kinds (charter, calendar, publication, draw, dayoff,
	// enactment, folder, survey, survey_plan) is never replaced.
	PutDocument(ctx context.Context, d *Document) error
	Document(ctx context.Context, institution, kind, name string) (*Document, error)
	ListDocuments(ctx context.Context, institution, kind string) ([]Document, error)
	// SwapDocument makes a document, or with was replaces the one whose body is was, in one step. ErrConflict when there is one
	// already, or none with that body: somebody else was faster. Not for the insert-only kinds.
	SwapDocument(ctx context.Context, d *Document, was []byte) error
}

// Devices keeps the machines of the office that tell facts or show them.
type Devices interface {
	PutDevice(ctx context.Context, d *Device) error
	Device(ctx context.Context, institution, id string) (*Device, error)
	// DeviceOf returns the bound device with that hash of a secret.
	DeviceOf(ctx context.Context, institution string, secret []byte) (*Device, error)
	// ListDevices returns all devices by name, revoked ones too.
	ListDevices(ctx context.Context, institution string) ([]Device, error)
	// BindDevice gives the device that waits for the blinded code its secret, and uses the code up, in one step. ErrConflict
	// when none waits for it at that instant.
	BindDevice(ctx context.Context, institution string, code, secret []byte, at time.Time) error
	// SeeDevice notes when a device was last seen, and nothing else of it. ErrConflict when there is none.
	SeeDevice(ctx context.Context, institution, id string, at time.Time) error
}

// Proofs keeps the one-time codes by which citizens show that an address is theirs.
type Proofs interface {
	// AddProof keeps a code that is about to be sent.
	AddProof(ctx context.Context, p *Proof) error
	Proof(ctx context.Context, institution, id string) (*Proof, error)
	// TryProof counts a try of a code that has been tried that often. ErrConflict when it was tried or used meanwhile.
	TryProof(ctx context.Context, institution, id string, tries int) error
	// UseProof notes that a code has proven what it could. ErrConflict when it had before.
	UseProof(ctx context.Context, institution, id string, at time.Time) error
	// SettleProof notes what became of the sending: see Proof.Outcome.
	SettleProof(ctx context.Context, institution, id, outcome string) error
	// CountProofs counts the codes that were made after an instant: to an address, at the asking of an origin, and all.
	CountProofs(ctx context.Context, institution string, address, origin []byte, after time.Time) (ProofCount, error)
	// PruneProofs forgets the codes that were made before an instant.
	PruneProofs(ctx context.Context, institution string, before time.Time) error
}

// Sights keeps what sources saw of calls: sealed, and found by blinded names.
type Sights interface {
	// AddSights keeps sights of one institution in one transaction. One that is there already stays as it is.
	AddSights(ctx context.Context, institution string, sights []Sighted) error
	// SightsBy returns sights that have one of the names and lie in [from, until), at most limit, the earliest first. Those whose
	// contents are gone are not found.
	SightsBy(ctx context.Context, institution string, names []string, from, until time.Time, limit int) ([]Sighted, error)
	// PruneSights forgets the contents and names of the sights that were kept before an instant; their identifiers stay.
	PruneSights(ctx context.Context, institution string, before time.Time) error
}

// Sighted is a sight as stored. Its identifier and names are blinded.
type Sighted struct {
	ID         string
	At, KeptAt time.Time
	Names      []string // not filled when read
	Cipher     []byte
}

// Tokens keeps the tokens of programs, and what programs were answered.
type Tokens interface {
	// PutToken makes or replaces a token.
	PutToken(ctx context.Context, t *Token) error
	// TokenOf returns the token with that hash of a secret, revoked ones too.
	TokenOf(ctx context.Context, institution string, secret []byte) (*Token, error)
	// ListTokens returns all tokens by name, revoked ones too.
	ListTokens(ctx context.Context, institution string) ([]Token, error)
	// SeeToken notes when a token was last seen, and nothing else of it. ErrConflict when there is none.
	SeeToken(ctx context.Context, institution, id string, at time.Time) error
	// PutReply keeps an answer; one that is there already stays. Reply returns it, and PruneReplies forgets those given before an
	// instant.
	PutReply(ctx context.Context, r *Reply) error
	Reply(ctx context.Context, institution, id string) (*Reply, error)
	PruneReplies(ctx context.Context, institution string, before time.Time) error
}

// Hooked keeps the hooks of other systems, and the events on their way to them, which Commit adds.
type Hooked interface {
	PutHook(ctx context.Context, h *Hook) error
	// ListHooks returns all hooks by name.
	ListHooks(ctx context.Context, institution string) ([]Hook, error)
	// ClaimDeliveries leases up to limit events that are ready for a hook, of each case the first that waits.
	ClaimDeliveries(ctx context.Context, institution, hook string, now time.Time, lease time.Duration, limit int) ([]Delivery, error)
	// SettleDelivery ends an event at an instant, given up when there is a failure; or, with a zero instant, puts it back until retryAt.
	SettleDelivery(ctx context.Context, institution, id string, at, retryAt time.Time, failure string) error
	// DeadDeliveries lists events that were given up, the last first.
	DeadDeliveries(ctx context.Context, institution string, limit int) ([]Delivery, error)
	// ReviveDelivery lets an event that was given up be sent again. ErrConflict when there is none.
	ReviveDelivery(ctx context.Context, institution, id string, at time.Time) error
	// PruneDeliveries forgets events that were taken before an instant, and those that were given up before another.
	PruneDeliveries(ctx context.Context, institution string, taken, dead time.Time) error
}

// ProofCount counts codes that were made: see proof.Sent.
type ProofCount = proof.Sent

// Proof is a one-time code. Of the code, the address and who asked only blindings are kept.
type Proof struct {
	Institution, ID       string
	Way                   Way
	Address, Origin, Code []byte
	Outcome               string // of the sending: ProofPending, ProofSent or ProofFailed
	CreatedAt, ExpiresAt  time.Time
	Tries                 int
	UsedAt                time.Time // zero: it has proven nothing yet
}

// Stored is a case as stored.
type Stored struct {
	Institution, Case string
	Seq               int64 // of the last fact
	Facts             []fact.Fact
	Head              Head
}

// Head is the derived row of a case: what lists and the engine need without loading its facts.
type Head struct {
	Institution, Case string
	Seq               int64
	Number            string // receipt number, such as 2026-000123; empty for contacts without one
	Status            string // of the case file: open, waiting, answered, refused, withdrawn, …; open while a complaint about an answer waits
	Service, Channel  string
	Desk, Officer     string    // who is responsible: desk of the directory, account of the officer
	ReceivedAt        time.Time // when it began
	ChangedAt         time.Time // last fact
	BreaksAt          time.Time // earliest due of a pending promise that an officer can still keep; zero: none
	BreaksPromise     string
	WakeAt            time.Time       // when the case must be judged again; zero: never
	Broken, Unproven  int             // settled verdicts of these statuses
	RemedyAt          time.Time       // earliest due of a pending remedy, or since when one without a limit is owed; zero: none
	ComplaintAt       time.Time       // when the earliest complaint came whose result has not been told; zero: none
	PostAt            time.Time       // since when a letter waits to be printed and posted; zero: none does
	Name              string          // of the citizen, masked, for lists
	Open              []judge.Verdict // pending verdicts
}

// Change is one turn: everything that is written in one transaction.
type Change struct {
	Institution, Case string
	Expect            int64 // sequence number of the last fact loaded; 0 for a new case
	Now               time.Time
	Facts             []fact.Fact // new ones, in order; they get Expect+1, Expect+2, …
	Leaves            []Leaf      // of Facts, one each: they are numbered as they are committed
	Head              Head
	// Verdicts are the settled verdicts that are new or differ from the stored ones; Gone are the keys of stored ones that
	// no longer exist (after a correction).
	Verdicts []VerdictRow
	Gone     []VerdictKey
	Outgoing []Outgoing // inserted unless the key exists, ever
	// Deliveries are events for hooks; one that is there already stays.
	Deliveries []Delivery
	// Documents are kept with the turn; one of that kind and name that is there already stays.
	Documents []Document
	Sealed    []Sealed
	Grams     []string // search tokens of the whole case in order; nil: unchanged
}

// VerdictKey identifies an instance of a promise.
type VerdictKey struct{ Promise, Trigger string }

// VerdictRow is a settled verdict as stored.
type VerdictRow struct {
	Institution string
	judge.Verdict
	Desk, Officer, Channel, Number string
}

// Wake is a case that must be judged again.
type Wake struct {
	Case string
	At   time.Time
}

// Outgoing is something to be sent, told or shown once. Its key names the duty: case, promise, trigger, action, due.
type Outgoing struct {
	Institution, Key string
	Case             string
	Action           string // acknowledge, remind, warn, breach, message, …
	To               string // officer:ID, desk:ID, citizen, manager
	ReadyAt          time.Time
	Attempts         int
	Data             fact.Data
}

// Sealed is an encrypted text or attachment. The key is kept apart from the database.
type Sealed struct {
	Institution, Case, Name string
	At                      time.Time
	Cipher                  []byte
}

// InboxQuery asks for open cases by what breaks next.
type InboxQuery struct {
	Institution string
	Desk        string // empty: all
	Officer     string // empty: all
	Channel     string // empty: all
	Status      string // empty: all that are open
	After       *Head  // the last row of the page before
	Limit       int
}

// Raised is a complaint or an opinion: where it stands, and when it came.
type Raised struct {
	Case, Fact string
	Seq        int64
	At         time.Time
}

// Owed is what a case can owe beside its next step.
type Owed int

// What cases owe.
const (
	OwesRemedy  Owed = iota // a remedy: see Head.RemedyAt
	OwesResult              // the result of a complaint: see Head.ComplaintAt
	OwesPosting             // a letter to be posted: see Head.PostAt
)

// VerdictQuery asks for settled verdicts.
type VerdictQuery struct {
	Institution string
	Status      []judge.Status
	Promise     string
	From, Until time.Time   // of Ended or, when open-ended, Due
	Before      time.Time   // only rows settled before this instant
	After       *VerdictRow // the last row of the page before
	Limit       int
}

// Account is a member of staff who can log in.
type Account struct {
	Institution, ID string
	Login           string
	Name            string // shown to citizens as the person in charge
	Role            Role
	Department      string // of the directory
	Desk            string
	Duty            string // 담당업무, shown on the door board
	Phone           string
	Password        string // argon2id in PHC form
	Disabled        bool
	CreatedAt       time.Time
	FailedAt        time.Time // last failed login
	Failures        int       // since the last good one
}

// Session is a login. Only the hash of its secret is kept.
type Session struct {
	Institution          string
	Hash                 []byte
	Account              string
	CreatedAt, ExpiresAt time.Time
	SeenAt               time.Time
}

// Access is one reading of personal data, or its destruction.
type Access struct {
	Institution string
	At          time.Time
	Account     string // "system" when nobody did it
	Case        string
	What        string // case, search, export, unmask, file, receipt, destroy
	Reason      string
	From        string // network address
}

// Document is a small text of the institution.
type Document struct {
	Institution, Kind, Name string
	At                      time.Time
	Body                    []byte
}
