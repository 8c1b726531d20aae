package app

import (
	"context"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
)

// ExtensionUntil returns when the period of a case runs out now, and when it would with an extension by so many days (0:
// the original period), so that an officer sees the new day before it is told. Both are zero when there is no period that
// runs; an Unlawful fault when no extension is possible.
func (s *Service) ExtensionUntil(ctx context.Context, a Actor, caseID string, days int, consent bool) (now, then time.Time, err error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return now, then, denied()
	}
	c, _, err := s.readCase(ctx, a.Institution, caseID)
	if err != nil {
		return now, then, err
	}
	if !casefile.CanExtend(&c.state) {
		return now, then, unlawful("fault.extended")
	}
	d := draft{kind: fact.CaseExtended, data: fact.With("ground", ExtensionGrounds()[0], "consent", consent)}
	if days > 0 {
		d.data = append(d.data, fact.Field{Name: "by", Value: fact.Number(int64(days))})
	}
	was, until := c.extendedBy(&d)
	if was == nil {
		return now, then, nil
	}
	return was.Due, until, nil
}
