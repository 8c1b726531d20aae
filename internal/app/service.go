// Package app holds the use cases: what citizens, officers, managers and the system itself can do. Everything that changes
// a case goes through one function, turn. Each use case takes the Actor first and checks rights itself.
//
// Nothing personal stands in facts: names, numbers and texts are sealed beside them (see text), so that they can be
// destroyed by law while the facts stay, and errors and logs carry none of them either.
package app

import (
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"jikim/internal/channel"
	"jikim/internal/core/charter"
	"jikim/internal/seal"
	"jikim/internal/share"
)

// Config is what a Service is made of.
type Config struct {
	Store    Store
	Charters *Charters
	Keys     *seal.Keys
	Clock    func() time.Time // nil: time.Now
	IDs      func() uuid.UUID // nil: UUIDv7, which sort by time
	Hooks    Hooks
	Log      *slog.Logger // nil: discards
	// Hashing bounds how many passwords are hashed at once (19 MiB each); 0: 2.
	Hashing int
	// Sources are the texts that charter versions and calendars were read from, by digest: what a version said is put on record
	// with it, so that figures of today can be checked when the files are long gone. May lack any.
	Sources map[string][]byte
	// Retention is for how many years after a case has come to rest what people wrote in it is kept, by the office's records
	// schedule; 0: for ever. DefaultRetention is the usual schedule of petitions.
	Retention int
	// Scanner looks for harmful software in files that are sent; nil: nobody does, and officers are told so.
	Scanner Scanner
	// Wire joins the other processes that serve the same database; nil: there are none, or this one shows no pages.
	Wire Wire
	// Couriers reach people outside of the office, by way; ways may be missing.
	Couriers map[Way]channel.Courier
	// Public is where citizens find the office's pages, such as https://minwon.example.kr, without a slash at the end; empty: nobody
	// has said, and messages hold no links.
	Public string
	// Witnesses countersign the checkpoints of the ledger; may be none.
	Witnesses []Witness
	// Webhooks sends to hooks; nil: they are not sent to.
	Webhooks HookSender
	// Background is how long after a change figures are computed anew; 0: 5 s; negative: only on demand (FreshFigures).
	Background time.Duration
}

// Hooks are called after a commit, outside of any transaction. They must not block.
type Hooks struct {
	// Committed tells the engine when the case must be judged again (zero: never) and whether something waits in the outbox.
	Committed func(institution, caseID string, wakeAt time.Time, outgoing bool)
}

// Service holds the use cases. It is safe for concurrent use.
type Service struct {
	store        Store
	charters     *Charters
	keys         *seal.Keys
	clock        func() time.Time
	ids          func() uuid.UUID
	hookMu       sync.RWMutex
	hooks        Hooks
	log          *slog.Logger
	hub          *hub
	numbers      numbers
	grams        gramCache
	hashing      chan struct{} // a place per password being hashed
	setups       setups
	doors        [64]sync.Mutex // at which logins wait their turn
	desk         roster
	learning     learning
	finder       finder
	items        itemStates
	lists        share.Reads[InboxQuery, []Head]    // first pages of inboxes
	visits       share.Reads[[2]string, []Visiting] // that go on, by institution and desk
	ringing      share.Reads[string, []Calling]     // calls, by institution
	held         share.Reads[string, int]           // letters that wait, by institution
	posts        share.Reads[string, int]           // cases with letters to be posted, by institution
	refresh      *refresher
	nodes        *nodes     // nil: this process is alone
	supposing    sync.Mutex // held while a year is seen again
	dayMu        sync.Mutex
	dayCounts    map[string]dayCount // by institution
	retains      int                 // years; 0: for ever
	sources      sources
	scanner      Scanner
	couriers     map[Way]channel.Courier
	public       string
	sending      *sending
	ways         ways
	papers       PaperReader
	powers       powers // of the sources of calls
	hookSender   HookSender
	hookList     hookCache
	published    publicationCache
	logMu        sync.Mutex // held while a checkpoint is made
	patterns     patternCache
	surveyDraws  surveyDraws
	analyses     analyses
	patternReads share.Reads[string, *Patterns] // by institution
	issued       issuedCache
	keptFigures  figuresCache
	witnesses    witnesses
}

// New returns a Service. Close ends its background work.
func New(c Config) (*Service, error) {
	if c.Store == nil || c.Charters == nil || c.Keys == nil {
		return nil, errors.New("app.New: store, charters and keys are needed")
	}
	if c.Retention < 0 {
		return nil, errors.New("app.New: texts cannot be kept for less than no years")
	}
	s := &Service{store: c.Store, charters: c.Charters, keys: c.Keys, clock: c.Clock, ids: c.IDs, hooks: c.Hooks,
		log: c.Log, hub: newHub(), retains: c.Retention, scanner: c.Scanner, couriers: c.Couriers, public: strings.TrimSuffix(c.Public, "/"),
		sending: newSending(), hookSender: c.Webhooks, witnesses: witnesses{all: c.Witnesses}}
	s.sources.add(c.Sources)
	if s.clock == nil {
		s.clock = time.Now
	}
	if s.ids == nil {
		s.ids = func() uuid.UUID { return uuid.Must(uuid.NewV7()) } // fails only when the system has no randomness
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if c.Hashing <= 0 {
		c.Hashing = 2
	}
	s.dayCounts = map[string]dayCount{}
	s.learning = learning{known: map[string]string{}, swept: map[sweep]string{}, begun: map[sweep]bool{}, read: map[string]*charter.Charter{}}
	s.hashing = make(chan struct{}, c.Hashing)
	s.grams.keys = c.Keys
	s.refresh = newRefresher(s, c.Background)
	if c.Wire != nil {
		s.connect(c.Wire)
	}
	return s, nil
}

// Hire makes a courier known, as Config.Couriers does, for one that is told of by the service itself; before the service is used.
func (s *Service) Hire(way Way, c channel.Courier) {
	if s.couriers == nil {
		s.couriers = map[Way]channel.Courier{}
	}
	s.couriers[way] = c
}

// Close ends the background work and waits for it.
func (s *Service) Close() {
	s.refresh.close()
	s.sending.close()
	s.numbers.running.Wait()
}

// SetHooks replaces the hooks: the engine is made after the service that it wakes.
func (s *Service) SetHooks(h Hooks) {
	s.hookMu.Lock()
	defer s.hookMu.Unlock()
	s.hooks = h
}

func (s *Service) committed(institution, caseID string, wakeAt time.Time, outgoing bool) {
	s.hookMu.RLock()
	f := s.hooks.Committed
	s.hookMu.RUnlock()
	if f != nil {
		f(institution, caseID, wakeAt, outgoing)
	}
}
