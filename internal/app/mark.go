package app

import (
	"context"
	"errors"
	"fmt"
)

// markKind is the kind of the documents that say how far sources have read; the name is the source's.
const markKind = "mark"

// marks keep how far the sources of an institution have read.
type marks struct {
	keeper      *Service
	institution string
}

// Mark returns how far a source has read, as it noted itself; empty: nothing was noted.
func (m marks) Mark(ctx context.Context, source string) (string, error) {
	d, err := m.keeper.store.Document(ctx, m.institution, markKind, source)
	switch {
	case errors.Is(err, ErrNotFound):
		return "", nil
	case err != nil:
		return "", fmt.Errorf("how far a source has read: %w", err)
	}
	return string(d.Body), nil
}

// SetMark notes how far a source has read. What it read until then must have been committed.
func (m marks) SetMark(ctx context.Context, source, mark string) error {
	d := &Document{Institution: m.institution, Kind: markKind, Name: source, At: m.keeper.Now(), Body: []byte(mark)}
	if err := m.keeper.store.PutDocument(ctx, d); err != nil {
		return fmt.Errorf("noting how far a source has read: %w", err)
	}
	return nil
}
