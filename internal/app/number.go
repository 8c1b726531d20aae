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
	mu     sync.Mutex
	blocks map[string]block // by institution and year
}

type block struct{ next, end int64 }

func (s *Service) nextNumber(ctx context.Context, institution string, at time.Time) (string, error) {
	year := at.Year()
	if ch := s.charters.At(institution, at); ch != nil {
		year = at.In(ch.Petition.Location()).Year()
	}
	n, err := s.numbers.next(ctx, s.store, institution, fmt.Sprintf("receipt-%04d", year))
	if err != nil {
		return "", fmt.Errorf("receipt number: %w", err)
	}
	return fmt.Sprintf("%04d-%06d", year, n), nil
}

func (b *numbers) next(ctx context.Context, st Store, institution, name string) (int64, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := institution + "\x00" + name
	have := b.blocks[key]
	if have.next == have.end {
		first, err := st.NextNumber(ctx, institution, name, numberBlock)
		if err != nil {
			return 0, err
		}
		have = block{first, first + numberBlock}
	}
	if b.blocks == nil {
		b.blocks = map[string]block{}
	}
	b.blocks[key] = block{have.next + 1, have.end}
	return have.next, nil
}
