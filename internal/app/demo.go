package app

import (
	"context"
	"time"
)

func (s *Service) demo(ctx context.Context, a Actor, seed uint64, from, until time.Time, cases int) ([]DemoAccount, error) {
	return nil, denied()
}
