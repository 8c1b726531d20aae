package store

import (
	"context"
	"fmt"
	"math"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
)

// The condition of the index is said in full, since neither engine finds it from the argument.
const sqlRaised = `select case_id, id, seq, at from fact where institution = $1 and kind = $2
	and kind in ('complaint.received', 'opinion.received') and at >= $3 and (at, case_id, seq) < ($4, $5, $6)
	order by at desc, case_id desc, seq desc limit $7`

func scanRaised(s scanner) (r app.Raised, err error) {
	err = s.Scan(&r.Case, &r.Fact, &r.Seq, moment{&r.At})
	return r, err
}

// Raised lists a page of complaints or opinions, the newest first.
func (d *DB) Raised(ctx context.Context, institution string, kind fact.Kind, from, until time.Time, older *app.Raised, limit int) ([]app.Raised, error) {
	at, caseID, seq, since := int64(math.MaxInt64), "", int64(0), int64(math.MinInt64)
	if !until.IsZero() {
		at = micros(until) // no key is below the empty ones that it is compared with
	}
	if !from.IsZero() {
		since = micros(from)
	}
	if older != nil {
		at, caseID, seq = micros(older.At), older.Case, older.Seq
	}
	page, err := list(ctx, d, scanRaised, sqlRaised, institution, kind.String(), since, at, caseID, seq, limit)
	if err != nil {
		return nil, fmt.Errorf("raised: %w", err)
	}
	return page, nil
}
