// Package channeltest is what every way in has to pass: an office that is slow, away, refuses or breaks down, and the proof that
// nothing is lost, doubled or acknowledged too early. Letters is for sources of letters, TestCalls for sources of calls.
package channeltest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"

	"jikim/internal/channel"
)

// ErrAway is what a Letterbox answers when its office is away. It is no channel.ErrRefused: it may pass.
var ErrAway = errors.New("the office is away")

// Letterbox is an office for tests: it keeps letters and marks as the real one does, each key once, and misbehaves when it is told
// to. What it keeps outlives the source, as a database does. It is safe for concurrent use.
type Letterbox struct {
	mu       sync.Mutex
	changed  chan struct{} // closed and made anew when something changes
	kept     map[string]*channel.Letter
	order    []*channel.Letter
	marks    map[string]string
	asked    int // how many letters were handed over, whatever became of them
	repeated int
	behave   Behaviour
}

// Behaviour is how an office takes one letter. Before is asked before it commits: an error, and it commits nothing. After is asked
// when it has committed: an error is answered although the letter is kept, as when a connection breaks in between.
type Behaviour struct {
	Before, After func(ctx context.Context, l *channel.Letter) error
	// Mark is asked before a mark is noted.
	Mark func(ctx context.Context, mark string) error
}

// NewLetterbox returns an office that behaves well.
func NewLetterbox() *Letterbox {
	return &Letterbox{changed: make(chan struct{}), kept: map[string]*channel.Letter{}, marks: map[string]string{}}
}

// Behave changes how the office takes letters from now on.
func (b *Letterbox) Behave(how Behaviour) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.behave = how
	b.tell()
}

// tell wakes who waits. The lock is held.
func (b *Letterbox) tell() {
	close(b.changed)
	b.changed = make(chan struct{})
}

// Receive implements channel.Letters.
func (b *Letterbox) Receive(ctx context.Context, l *channel.Letter) (channel.Taken, error) {
	b.mu.Lock()
	b.asked++
	how := b.behave
	b.tell()
	b.mu.Unlock()
	if how.Before != nil {
		if err := how.Before(ctx, l); err != nil {
			return channel.Taken{}, err
		}
	}
	if err := ctx.Err(); err != nil {
		return channel.Taken{}, err
	}
	taken := b.keep(l)
	if how.After != nil {
		if err := how.After(ctx, l); err != nil {
			return channel.Taken{}, err
		}
	}
	return taken, nil
}

// keep commits a letter.
func (b *Letterbox) keep(l *channel.Letter) channel.Taken {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer b.tell()
	if _, ok := b.kept[l.Key]; ok {
		b.repeated++
		return channel.Taken{Case: "case-" + l.Key, Repeated: true}
	}
	b.kept[l.Key] = l
	b.order = append(b.order, l)
	return channel.Taken{Case: "case-" + l.Key, Held: len(l.Doubts) > 0}
}

// Mark implements channel.Letters.
func (b *Letterbox) Mark(_ context.Context, source string) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.marks[source], nil
}

// SetMark implements channel.Letters.
func (b *Letterbox) SetMark(ctx context.Context, source, mark string) error {
	b.mu.Lock()
	how := b.behave
	b.mu.Unlock()
	if how.Mark != nil {
		if err := how.Mark(ctx, mark); err != nil {
			return err
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.marks[source] = mark
	b.tell()
	return nil
}

// Forget loses all marks, as a restored backup does.
func (b *Letterbox) Forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	clear(b.marks)
}

// Marks are the marks that were noted, by source.
func (b *Letterbox) Marks() map[string]string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return maps.Clone(b.marks)
}

// Kept are the letters in the order in which they were committed.
func (b *Letterbox) Kept() []*channel.Letter {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]*channel.Letter(nil), b.order...)
}

// Asked is how many letters were handed over so far, committed or not, and Repeated how many of them had been committed before.
func (b *Letterbox) Asked() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.asked
}

// Repeated is how many letters were handed over that had been committed before.
func (b *Letterbox) Repeated() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.repeated
}

// Until waits for something to be true of the office. An error when the context ends before.
func (b *Letterbox) Until(ctx context.Context, what string, holds func() bool) error {
	for {
		b.mu.Lock()
		changed := b.changed
		b.mu.Unlock()
		if holds() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("waited in vain for: %s", what)
		}
	}
}
