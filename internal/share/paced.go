package share

import (
	"context"
	"sync"
	"time"
)

// How a reading is paced: up to fast it is made at every look; a slower one is kept for rest times as long as it took, and after
// that for as long as it is made anew.
const (
	fast = 20 * time.Millisecond
	rest = 50
)

// Paced is a reading that is usually fast and may become slow with what there is to read. Then it is made no more than a fiftieth
// of the time, in the background, and those who look meanwhile get the one before. The zero value is ready, and safe for concurrent
// use.
type Paced[V any] struct {
	mu     sync.Mutex
	val    V
	at     time.Time
	took   time.Duration
	making bool
}

// Get returns what read returns now or, when that is slow, returned not long ago. Behind runs work in the background; now is the
// machine's clock.
func (p *Paced[V]) Get(ctx context.Context, now func() time.Time, behind func(func(context.Context)), read func(context.Context) (V, error)) (V, error) {
	p.mu.Lock()
	val, slow := p.val, p.took > fast
	renew := slow && !p.making && now().Sub(p.at) > rest*p.took
	p.making = p.making || renew
	p.mu.Unlock()
	if !slow {
		return p.make(ctx, now, read)
	}
	if renew {
		behind(func(ctx context.Context) {
			_, _ = p.make(ctx, now, read) // the one before stands until the next look tries again
		})
	}
	return val, nil
}

func (p *Paced[V]) make(ctx context.Context, now func() time.Time, read func(context.Context) (V, error)) (V, error) {
	begun := now()
	val, err := read(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.making = false
	if err == nil {
		p.val, p.at, p.took = val, now(), now().Sub(begun)
	}
	return val, err
}
