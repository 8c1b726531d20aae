package store

import (
	"context"
	"sync"
	"sync/atomic"
)

// maxGroup bounds how many transactions share one commit, so that none waits for long behind others.
const maxGroup = 256

// queue is where transactions wait for those who write them, many at a time.
type queue struct {
	ops chan *op

	mu     sync.RWMutex // held for reading while handing over an op, for writing by close
	closed bool
}

// op is one transaction that waits.
type op struct {
	ctx   context.Context
	build func() work
	todo  work // what was built last
	err   error
	ready chan struct{}
	place atomic.Int32 // waits, taken or left
}

// Where a transaction is: in the queue, with a writer who will tell what became of it, or given up by its caller.
const (
	waits = iota
	taken
	left
)

// begin takes the transaction, unless its context has ended.
func (o *op) begin() error {
	if err := o.ctx.Err(); err != nil {
		return err
	}
	if !o.take() {
		return context.Canceled // its caller has gone meanwhile
	}
	return nil
}

// take tells whether the transaction is still to be written; from then on the caller waits for the outcome.
func (o *op) take() bool {
	return o.place.CompareAndSwap(waits, taken) || o.place.Load() == taken
}

func newQueue() queue { return queue{ops: make(chan *op, maxGroup)} }

// do hands a transaction over and waits for its commit. A context that ends while it waits in the queue ends it at once;
// once it is being written its outcome is awaited, because the caller must learn it.
func (q *queue) do(ctx context.Context, build func() work) error {
	o := &op{ctx: ctx, build: build, ready: make(chan struct{})}
	if err := q.enqueue(o); err != nil {
		return err
	}
	select {
	case <-o.ready:
	case <-ctx.Done():
		if o.place.CompareAndSwap(waits, left) {
			return ctx.Err()
		}
		<-o.ready
	}
	return o.err
}

func (q *queue) enqueue(o *op) error {
	q.mu.RLock()
	defer q.mu.RUnlock()
	if q.closed {
		return errClosed
	}
	select {
	case q.ops <- o:
		return nil
	case <-o.ctx.Done():
		return o.ctx.Err()
	}
}

// gather adds the transactions that wait.
func (q *queue) gather(group []*op) []*op {
	for len(group) < maxGroup {
		select {
		case o, ok := <-q.ops:
			if !ok {
				return group
			}
			group = append(group, o)
		default:
			return group
		}
	}
	return group
}

// shut lets no more transactions in; those that wait are still to be written. It returns false when it was shut before.
func (q *queue) shut() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	q.closed = true
	close(q.ops)
	return true
}
