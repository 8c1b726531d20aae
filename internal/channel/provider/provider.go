// Package provider is what the adapters of message providers have in common: a courier that hands each message over once, remembers
// those that are under way, and asks what became of them; the HTTP client with its limits; and the reading of entries. What a
// provider calls things is a package of its own: solapi, sens.
//
// # Once
//
// A message has an identifier that stays when it is sent again. A courier knows those of the last three days that it handed over, so that a
// second Carry of one is answered as the first was. When nobody knows whether a message went over, because the answer did
// not come, the next Carry of it asks the provider first (Line.Find). This memory ends with the process.
//
// # What became of it
//
// A courier asks the provider, more and more seldom, for three days. What the provider does not tell until then is not told at all:
// nobody knows it. Providers' callbacks are not used: they would need an address of the office that strangers reach.
package provider

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"jikim/internal/channel"
)

// Line is the way to one provider, by one kind of message. It is safe for concurrent use. Its errors quote nothing.
type Line interface {
	// Send hands a message over and returns the provider's name for it. channel.ErrNoSuchAddress and channel.ErrUnfit are for
	// good; ErrUnsure tells that it may have gone over.
	Send(ctx context.Context, m *channel.Message) (ref string, err error)
	// Find returns the provider's name for a message that may have gone over; empty: it did not.
	Find(ctx context.Context, m *channel.Message, t Try) (ref string, err error)
	// Ask tells what has become of a message.
	Ask(ctx context.Context, ref string) (Result, error)
}

// Try is a try to hand a message over of which nobody knows how it went.
type Try struct {
	From, Until time.Time             // when the provider can have taken it, with clocks that go a little wrong
	Other       func(ref string) bool // tells names of other messages
}

// apart is by how much the clocks of this machine and of a provider may differ for a lost answer to be found.
const apart = 10 * time.Second

// Result is what a provider says of a message.
type Result struct {
	Final     bool // it will not change any more; false: it is under way
	Delivered bool
	At        time.Time // when, as the provider tells; zero: it does not
	Why       string    // as in channel.Outcome
}

// What keeps a line from working. They are told to the administrator as the trouble of the courier.
var (
	ErrUnsure = errors.New("nobody knows whether the message went over")
	ErrAway   = errors.New("the provider cannot be reached")
	ErrLogin  = errors.New("the provider refuses the key, or the clock of this machine is wrong")
	ErrFunds  = errors.New("the account at the provider is empty")
	ErrSender = errors.New("the provider does not know the sender's number as registered")
	ErrBusy   = errors.New("the provider asks for a pause")
	// ErrTemplate tells that a template, its buttons or the channel is not as KakaoTalk has it. It is a channel.ErrUnfit: other ways
	// know of no templates, so that the message fits there.
	ErrTemplate = fmt.Errorf("%w: the template is not as it was approved", channel.ErrUnfit)
)

// errSettling tells that a message may have gone over and that it is too early to look.
var errSettling = errors.New("it is too early to say that it did not")

// troubleRefused is the trouble of a line of which the provider takes nothing, for a reason that only the log tells.
const troubleRefused = "channel.trouble.provider_refused"

// troubles are the keys of the catalogue for what keeps a line from working. The first that fits holds.
var troubles = []struct {
	err error
	key string
}{
	{ErrTemplate, "channel.trouble.provider_template"},
	{ErrLogin, "channel.trouble.provider_login"},
	{ErrFunds, "channel.trouble.provider_funds"},
	{ErrSender, "channel.trouble.provider_sender"},
	{ErrBusy, "channel.trouble.provider_busy"},
	{ErrAway, "channel.trouble.provider_away"},
	{ErrUnsure, "channel.trouble.provider_away"},
}

const (
	sendTime = 20 * time.Second // for one message, looking for it included
	// settleTime is how long a provider has to show a message in its list. Before that, not finding it proves nothing.
	settleTime = time.Minute
	usualPause = 10 * time.Second // when a provider asks for a pause and does not say how long
	mostPause  = 5 * time.Minute
)

// Courier carries messages by one line. It is a source as well: while Run runs, what became of them is told.
type Courier struct {
	depot  channel.Depot
	line   Line
	ledger ledger

	mu    sync.Mutex
	state channel.State
	until time.Time // of the pause that the provider asked for
	woken chan struct{}
}

var _ interface {
	channel.Courier
	channel.Source
} = (*Courier)(nil)

// New returns the courier of a line.
func New(d channel.Depot, l Line) *Courier {
	return &Courier{depot: d, line: l, ledger: ledger{held: map[string]*held{}}, woken: make(chan struct{}, 1)}
}

// Carry hands a message over, once for each identifier. One without an identifier, such as a code that holds for minutes, is handed over
// and forgotten.
func (c *Courier) Carry(ctx context.Context, m *channel.Message) (channel.Sent, error) {
	now := c.depot.Now()
	known, err := c.ledger.begin(m.ID, now)
	if err != nil {
		return channel.Sent{}, err
	}
	if known.ref != "" {
		c.count(func(s *channel.State) { s.Repeated++ })
		return channel.Sent{ID: known.ref}, nil
	}
	if c.paused(now) {
		c.ledger.end(m.ID, "", now, ErrBusy)
		return channel.Sent{}, fmt.Errorf("%s: %w", c.depot.Name, ErrBusy)
	}
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	ref, err := c.hand(ctx, m, known.doubt, now)
	c.ledger.end(m.ID, ref, c.depot.Now(), err)
	c.note(err)
	if err != nil {
		return channel.Sent{}, fmt.Errorf("%s: %w", c.depot.Name, err)
	}
	c.count(func(s *channel.State) { s.Seen++ })
	c.wake()
	return channel.Sent{ID: ref}, nil
}

// hand looks for a message of which nobody knows whether it went over, and sends it when it did not.
func (c *Courier) hand(ctx context.Context, m *channel.Message, doubt, now time.Time) (string, error) {
	if !doubt.IsZero() {
		ref, err := c.line.Find(ctx, m, Try{From: doubt.Add(-apart), Until: doubt.Add(sendTime + apart), Other: func(ref string) bool { return c.ledger.other(m.ID, ref) }})
		switch {
		case err != nil:
			return "", fmt.Errorf("%w: %w", ErrUnsure, err)
		case ref != "":
			return ref, nil
		case now.Before(doubt.Add(settleTime)):
			return "", fmt.Errorf("%w: %w", ErrUnsure, errSettling)
		}
		c.ledger.settled(m.ID)
	}
	return c.line.Send(ctx, m)
}

// Expect makes the courier ask for a message that an earlier process handed over at an instant. What is older than three days is
// not asked for.
func (c *Courier) Expect(id string, s channel.Sent, at time.Time) {
	if id == "" || s.ID == "" {
		return
	}
	c.ledger.expect(id, s.ID, at, c.depot.Now())
	c.wake()
}

// note keeps what an answer says of how the line is doing.
func (c *Courier) note(err error) {
	if errors.Is(err, errSettling) || errors.Is(err, context.Canceled) {
		return // the office waits or has ended it, which says nothing of the provider
	}
	now := c.depot.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	if errors.Is(err, channel.ErrNoSuchAddress) || errors.Is(err, channel.ErrUnfit) {
		c.state.Refused++
		if !errors.Is(err, ErrTemplate) {
			return // most of these are found before anybody is asked
		}
	}
	c.turn(!errors.Is(err, ErrAway) && !errors.Is(err, ErrUnsure), now)
	c.state.Trouble = ""
	if err != nil {
		c.state.Trouble = troubleRefused
	}
	for _, t := range troubles {
		if errors.Is(err, t.err) {
			c.state.Trouble = t.key
			break
		}
	}
	if wait, ok := asPause(err); ok {
		c.until = now.Add(wait)
	}
}

// turn notes whether the provider answers.
func (c *Courier) turn(connected bool, now time.Time) {
	if c.state.Turn(connected, now); connected {
		c.state.HeardAt = now.UTC()
	}
}

func (c *Courier) paused(now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return now.Before(c.until)
}

func (c *Courier) count(change func(*channel.State)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(&c.state)
}

// State tells how the courier is doing: Seen are messages that were handed over, Taken those of which the end was told, Repeated those
// that came again, Refused those that the provider or its limits refused for good.
func (c *Courier) State() channel.State {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state
}

// pause is ErrBusy with how long.
type pause struct{ wait time.Duration }

// Error implements the error interface.
func (p pause) Error() string { return ErrBusy.Error() }

// Is makes it an ErrBusy.
func (p pause) Is(target error) bool { return target == ErrBusy }

// Pause returns ErrBusy with how long the provider wants to be left alone; 0: it does not say.
func Pause(wait time.Duration) error {
	if wait <= 0 {
		wait = usualPause
	}
	return pause{min(wait, mostPause)}
}

func asPause(err error) (time.Duration, bool) {
	var p pause
	if errors.As(err, &p) {
		return p.wait, true
	}
	return 0, false
}
