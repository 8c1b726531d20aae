package app

import (
	"context"
	"slices"

	"jikim/internal/core/charter"
	"jikim/internal/core/premises"
)

// Reprints lists the signs that hang as they should, and would have to be printed again once the draft comes into force; none when
// nothing is drafted or the draft has mistakes. For managers.
func (s *Service) Reprints(ctx context.Context, a Actor) ([]Sign, error) {
	d, err := s.Draft(ctx, a)
	if err != nil || d.At.IsZero() {
		return nil, err
	}
	ch, wrong := s.parsed(a, d.Files)
	if len(wrong) > 0 {
		return nil, nil
	}
	c, _, err := s.institutionOf(ctx, a.Institution)
	if err != nil {
		return nil, err
	}
	now, err := s.signs(ctx, c)
	if err != nil {
		return nil, err
	}
	then, err := s.signsBy(ctx, c, ch)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(then, func(x Sign) bool {
		i := slices.IndexFunc(now, func(o Sign) bool { return o.ID() == x.ID() })
		return i < 0 || x.State != premises.OutOfDate || now[i].State == premises.OutOfDate
	}), nil
}

// signsBy makes the list of signs by another version of the charter.
func (s *Service) signsBy(ctx context.Context, c *current, ch *charter.Charter) ([]Sign, error) {
	other := *c
	other.ch = ch
	return s.signs(ctx, &other)
}
