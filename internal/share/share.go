// Package share lets those who ask for the same thing at the same time share one reading of it, so that five hundred open pages
// that are told of a change do not read and draw the same list five hundred times.
package share

import (
	"context"
	"errors"
	"sync"
)

// Reads shares readings by key. A reading is shared only by those who asked before it began: nobody is shown anything older than
// what was there when he asked, whichever node wrote it. Nothing is kept after that. What is shared must not be changed by those
// who get it, and everything it depends on belongs to the key. The zero value is ready, and safe for concurrent use.
type Reads[K comparable, V any] struct {
	mu   sync.Mutex
	keys map[K]*readings[V]
}

// readings are the reading that goes on and the one that follows it; either may be nil.
type readings[V any] struct{ now, next *reading[V] }

type reading[V any] struct {
	done chan struct{}
	val  V
	err  error
}

// errBroke is what those get who waited for a reading that panicked.
var errBroke = errors.New("a shared reading broke off")

// Get returns what read returns, or what another call with the same key reads meanwhile. Who begins a reading ends it even when
// he has gone, since others may wait for it.
func (s *Reads[K, V]) Get(ctx context.Context, key K, read func(context.Context) (V, error)) (V, error) {
	s.mu.Lock()
	if s.keys == nil {
		s.keys = map[K]*readings[V]{}
	}
	of := s.keys[key]
	if of == nil {
		of = &readings[V]{}
		s.keys[key] = of
	}
	r, before, mine := of.next, of.now, of.next == nil
	if mine {
		r = &reading[V]{done: make(chan struct{}), err: errBroke}
		of.next = r
	}
	s.mu.Unlock()
	if mine {
		s.run(context.WithoutCancel(ctx), key, of, before, read)
		return r.val, r.err
	}
	select {
	case <-r.done:
		return r.val, r.err
	case <-ctx.Done():
		var none V
		return none, ctx.Err()
	}
}

// run makes the next reading when the one before has ended.
func (s *Reads[K, V]) run(ctx context.Context, key K, of *readings[V], before *reading[V], read func(context.Context) (V, error)) {
	if before != nil {
		<-before.done
	}
	s.mu.Lock()
	r := of.next
	of.now, of.next = r, nil
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		if of.now = nil; of.next == nil {
			delete(s.keys, key)
		}
		s.mu.Unlock()
		close(r.done)
	}()
	r.val, r.err = read(ctx)
}
