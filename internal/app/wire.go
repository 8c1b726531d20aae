package app

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/google/uuid"
)

// Wire carries short messages between the processes that serve one database. Messages may be lost: pages that miss one show
// what they would have shown, only later. It is safe for concurrent use.
type Wire interface {
	// Tell sends a message of at most MostTold bytes to all processes, this one among them.
	Tell(ctx context.Context, message []byte) error
	MostTold() int
	// Hear calls hear with every message until the context ends, and lost whenever messages may have been missed.
	Hear(ctx context.Context, hear func([]byte), lost func())
}

const (
	// tellAfter is how long events are collected before they are told: a commit makes several, and a busy office many.
	tellAfter = 5 * time.Millisecond
	// tellsWait is how many events may wait to be told; tellTime is how long telling may take.
	tellsWait = 256
	tellTime  = 5 * time.Second
)

// tidings are a message: events of one process for the others.
type tidings struct {
	Node   string  `json:"node"`
	Events []Event `json:"events"`
}

// nodes tells the other processes of events and hands those of theirs to the open pages of this one.
type nodes struct {
	s    *Service
	wire Wire
	self string // name of this process among them
	mu   sync.Mutex
	wait []Event
	wake chan struct{}
}

// connect joins the wire until the service is closed.
func (s *Service) connect(w Wire) {
	n := &nodes{s: s, wire: w, self: uuid.NewString(), wake: make(chan struct{}, 1)}
	s.nodes = n
	s.refresh.work.Go(func() { n.tell(s.refresh.ctx) })
	s.refresh.work.Go(func() { w.Hear(s.refresh.ctx, n.hear, n.lost) })
}

// publish hands an event to the open pages of this process and of all others.
func (s *Service) publish(e Event) {
	s.hub.publish(e)
	if s.nodes != nil {
		s.nodes.add(e)
	}
}

// add never waits. When too many wait they become one that says that events were lost.
func (n *nodes) add(e Event) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.wait) >= tellsWait {
		n.wait = []Event{{Kind: InboxChanged, Institution: e.Institution, At: e.At}}
	}
	n.wait = append(n.wait, e)
	select {
	case n.wake <- struct{}{}:
	default:
	}
}

func (n *nodes) take() []Event {
	n.mu.Lock()
	defer n.mu.Unlock()
	events := n.wait
	n.wait = nil
	return events
}

// tell sends what waits until the context ends.
func (n *nodes) tell(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-n.wake:
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(tellAfter):
		}
		for _, message := range n.messages(n.take()) {
			ctx, stop := context.WithTimeout(ctx, tellTime)
			err := n.wire.Tell(ctx, message)
			stop()
			if err != nil {
				n.s.log.Warn("other processes could not be told of a change; their pages show it later", "error", err)
				break
			}
		}
	}
}

// messages writes events into as few messages as they fit into.
func (n *nodes) messages(events []Event) [][]byte {
	if len(events) == 0 {
		return nil
	}
	b, err := json.Marshal(tidings{Node: n.self, Events: events})
	if err != nil {
		n.s.log.Error("events cannot be told", "error", err)
		return nil
	}
	if len(b) <= n.wire.MostTold() {
		return [][]byte{b}
	}
	if len(events) == 1 { // too long by itself: the others load everything
		return n.messages([]Event{{Kind: InboxChanged, Institution: events[0].Institution, At: events[0].At}})
	}
	half := len(events) / 2
	return append(n.messages(events[:half]), n.messages(events[half:])...)
}

// hear hands events of another process to the open pages of this one.
func (n *nodes) hear(message []byte) {
	var t tidings
	if err := json.Unmarshal(message, &t); err != nil {
		n.s.log.Warn("a message of another process cannot be read", "error", err)
		return
	}
	if t.Node == n.self {
		return
	}
	for _, e := range t.Events {
		n.s.forget(e.Institution, e.Case)
		n.s.hub.publish(e)
	}
}

// lost lets all open pages load everything anew.
func (n *nodes) lost() {
	for _, name := range n.s.charters.Institutions() {
		n.s.forget(name, "")
		n.s.hub.publish(Event{Kind: InboxChanged, Institution: name, At: n.s.Now()})
	}
}
