package provider

import (
	"errors"
	"slices"
	"sync"
	"time"
)

const (
	// keepTime is how long a message is remembered and asked for: networks try for three days at most.
	keepTime = 72 * time.Hour
	// mostHeld bounds the memory. When it is full the oldest of which the end is known are forgotten first.
	mostHeld = 20_000
)

// paces are how long it takes until a message is asked for again.
var paces = []time.Duration{5 * time.Second, 15 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, time.Hour}

// ErrUnderWay tells that the same message is being handed over right now.
var ErrUnderWay = errors.New("the message is being handed over")

// held is what is remembered of a message: nothing of what it says or to whom.
type held struct {
	ref   string
	at    time.Time // when it was handed over, or tried to be
	doubt time.Time // when it may have gone over
	busy  bool      // it is being handed over or asked for
	ended bool      // what became of it was told
	next  time.Time // when it is asked for
	asked int
}

// ledger remembers messages by their identifiers.
type ledger struct {
	mu   sync.Mutex
	held map[string]*held
}

// begin marks a message as being handed over and returns what was known of it. What has gone over is not marked, and what has no
// identifier is not known.
func (l *ledger) begin(id string, now time.Time) (held, error) {
	if id == "" {
		return held{}, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	h := l.held[id]
	if h != nil && now.Sub(h.at) > keepTime {
		h = nil
	}
	if h == nil {
		l.makeRoom(now)
		h = &held{}
		l.held[id] = h
	}
	known := *h
	switch {
	case h.ref != "":
	case h.busy:
		return held{}, ErrUnderWay
	default:
		h.busy, h.at = true, now
	}
	return known, nil
}

// other tells whether a name is that of another message than the one with the identifier.
func (l *ledger) other(id, ref string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for name, h := range l.held {
		if h.ref == ref && name != id {
			return true
		}
	}
	return false
}

// settled notes that a message did not go over when it may have.
func (l *ledger) settled(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if h := l.held[id]; h != nil {
		h.doubt = time.Time{}
	}
}

// end notes how handing over went. What did not go over is forgotten; what may have is remembered as such, with the instant of the
// try that nobody knows of, since later ones only looked.
func (l *ledger) end(id, ref string, now time.Time, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	h := l.held[id]
	if h == nil {
		return // it was forgotten meanwhile, or has no identifier
	}
	h.busy = false
	switch {
	case err == nil:
		h.ref, h.doubt, h.next = ref, time.Time{}, now.Add(paces[0])
	case !errors.Is(err, ErrUnsure):
		if h.doubt.IsZero() {
			delete(l.held, id)
		}
	case h.doubt.IsZero():
		h.doubt = h.at
	}
}

// expect remembers a message that was handed over before.
func (l *ledger) expect(id, ref string, at, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held[id] != nil || now.Sub(at) > keepTime {
		return
	}
	l.makeRoom(now)
	l.held[id] = &held{ref: ref, at: at, next: now}
}

// due returns a message that is to be asked for and marks it; false: none is, and when the next one will be (zero: never).
func (l *ledger) due(now time.Time) (id, ref string, ok bool, next time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for name, h := range l.held {
		switch {
		case h.ref == "" || h.ended || h.busy:
		case now.Sub(h.at) > keepTime: // nobody will tell any more
			h.ended = true
		case !h.next.After(now):
			h.busy = true
			return name, h.ref, true, time.Time{}
		case next.IsZero() || h.next.Before(next):
			next = h.next
		}
	}
	return "", "", false, next
}

// asked notes that a message was asked for; ended: what became of it was told.
func (l *ledger) asked(id string, now time.Time, ended bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	h := l.held[id]
	if h == nil {
		return
	}
	h.busy, h.ended = false, ended
	h.asked++
	h.next = now.Add(paces[min(h.asked, len(paces)-1)])
}

// makeRoom forgets what is too old, and when that is not enough the oldest tenth.
func (l *ledger) makeRoom(now time.Time) {
	if len(l.held) < mostHeld {
		return
	}
	var ids []string
	for id, h := range l.held {
		if now.Sub(h.at) > keepTime {
			delete(l.held, id)
		} else if !h.busy {
			ids = append(ids, id)
		}
	}
	if len(l.held) < mostHeld {
		return
	}
	slices.SortFunc(ids, func(a, b string) int {
		x, y := l.held[a], l.held[b]
		if x.ended != y.ended {
			if x.ended {
				return -1
			}
			return 1
		}
		return x.at.Compare(y.at)
	})
	for _, id := range ids[:min(len(ids), mostHeld/10)] {
		delete(l.held, id)
	}
}
