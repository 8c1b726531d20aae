package app

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// numberBlock is how many receipt numbers are reserved at once. Those left when the process ends are never given: numbers
// are unique and rise on one node, but have gaps.
const numberBlock = 64

// numbers gives receipt numbers of the form 2026-000123, counted per institution and year.
type numbers struct {
	mu      sync.Mutex
	blocks  map[string]*supply // by institution and year
	running sync.WaitGroup
}

// supply is the block that numbers are taken from, and the one that follows it: it is reserved when half of the first is
// used, so that nobody has to wait for it.
type supply struct {
	have, ahead block
	fetching    bool
}

type block struct{ next, end int64 }

func (b block) empty() bool { return b.next == b.end }

// writeNumber writes a receipt number, such as 2026-000123.
func writeNumber(year int, n int64) string { return fmt.Sprintf("%04d-%06d", year, n) }

func (s *Service) nextNumber(ctx context.Context, institution string, at time.Time) (string, error) {
	year := at.Year()
	if ch := s.charters.At(institution, at); ch != nil {
		year = at.In(ch.Petition.Location()).Year()
	}
	n, err := s.numbers.next(ctx, s.store, institution, fmt.Sprintf("receipt-%04d", year))
	if err != nil {
		return "", fmt.Errorf("receipt number: %w", err)
	}
	return writeNumber(year, n), nil
}

func (b *numbers) next(ctx context.Context, st Store, institution, name string) (int64, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := institution + "\x00" + name
	if b.blocks == nil {
		b.blocks = map[string]*supply{}
	}
	s := b.blocks[key]
	if s == nil {
		s = &supply{}
		b.blocks[key] = s
	}
	if s.have.empty() {
		s.have, s.ahead = s.ahead, block{}
	}
	if s.have.empty() {
		first, err := st.NextNumber(ctx, institution, name, numberBlock)
		if err != nil {
			return 0, err
		}
		s.have = block{first, first + numberBlock}
	}
	n := s.have.next
	s.have.next++
	if s.ahead.empty() && !s.fetching && s.have.end-s.have.next <= numberBlock/2 {
		s.fetching = true
		b.running.Go(func() { b.fetch(context.WithoutCancel(ctx), st, institution, name, s) })
	}
	return n, nil
}

// fetch reserves the block after the one in use. When it fails, the next one who needs a number tries again and hears why.
func (b *numbers) fetch(ctx context.Context, st Store, institution, name string, s *supply) {
	ctx, stop := context.WithTimeout(ctx, 10*time.Second)
	defer stop()
	first, err := st.NextNumber(ctx, institution, name, numberBlock)
	b.mu.Lock()
	defer b.mu.Unlock()
	s.fetching = false
	if err == nil {
		s.ahead = block{first, first + numberBlock}
	}
}
