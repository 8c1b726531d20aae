package app

import (
	"context"
	"sync"
)

// hubDepth is how many events wait for a slow reader before it has to load everything anew.
const hubDepth = 64

// hub hands events to readers. It never waits for any of them.
type hub struct {
	mu      sync.Mutex
	readers map[string]map[*reader]struct{} // by institution
}

type reader struct {
	ch   chan Event
	lost bool // events were dropped since the reader last kept up
}

func newHub() *hub { return &hub{readers: map[string]map[*reader]struct{}{}} }

func (h *hub) subscribe(ctx context.Context, institution string) <-chan Event {
	r := &reader{ch: make(chan Event, hubDepth)}
	h.mu.Lock()
	if h.readers[institution] == nil {
		h.readers[institution] = map[*reader]struct{}{}
	}
	h.readers[institution][r] = struct{}{}
	h.mu.Unlock()
	context.AfterFunc(ctx, func() {
		h.mu.Lock()
		delete(h.readers[institution], r)
		close(r.ch)
		h.mu.Unlock()
	})
	return r.ch
}

func (h *hub) publish(e Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for r := range h.readers[e.Institution] {
		r.offer(e)
	}
}

// offer gives the reader an event. When its queue is full the oldest is dropped, and what is lost is made up by one event
// without a case as soon as there is room again.
func (r *reader) offer(e Event) {
	if r.lost {
		select {
		case r.ch <- Event{Kind: InboxChanged, Institution: e.Institution, At: e.At}:
			r.lost = false
		default:
		}
	}
	select {
	case r.ch <- e:
		return
	default:
	}
	r.lost = true
	select {
	case <-r.ch:
	default: // the reader has just made room
	}
	select {
	case r.ch <- Event{Kind: InboxChanged, Institution: e.Institution, At: e.At}:
		r.lost = false
	default:
	}
}
