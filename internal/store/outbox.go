package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"jikim/internal/app"
)

const (
	// Several nodes may claim at once: the inner conditions find candidates, the outer ones hold again under the row's
	// lock, so that each entry goes to one of them.
	sqlClaim = `update outbox set next_at = $2, attempts = attempts + 1 where institution = $1 and settled_at = 0 and next_at <= $3
		and key in (select key from outbox where institution = $1 and settled_at = 0 and next_at <= $3 order by next_at limit $4)
		returning key, case_id, action, recipient, ready_at, attempts, data`
	// An entry is settled during its lease: the end of it is near enough to the instant.
	sqlSettle = `update outbox set settled_at = next_at, failure = $3, data = '{}'
		where institution = $1 and key = $2 and settled_at = 0`
	sqlRetry = `update outbox set next_at = $4, failure = $3 where institution = $1 and key = $2 and settled_at = 0`
	sqlLater = `update outbox set next_at = $3, attempts = attempts - 1 where institution = $1 and key = $2 and settled_at = 0`
	sqlPrune = `delete from outbox where institution = $1 and settled_at > 0 and settled_at < $2
		and not exists (select 1 from head where head.institution = $1 and head.case_id = outbox.case_id
		and (head.inbox_at > 0 or head.pending > 0 or head.wake_at > 0 or head.changed_at >= $2))`

	sqlNextNumber = `insert into counter (institution, name, value) values ($1, $2, $3)
		on conflict (institution, name) do update set value = counter.value + excluded.value returning value`
)

// Claim leases entries that are ready, the longest ready first. Attempts says how often an entry was claimed before.
func (d *DB) Claim(ctx context.Context, institution string, now time.Time, lease time.Duration, limit int) ([]app.Outgoing, error) {
	var claimed []app.Outgoing
	err := d.write(ctx, func() work {
		claimed = nil
		return work{steps: []step{{
			text: sqlClaim, args: []any{institution, micros(now.Add(lease)), micros(now), limit},
			row: into(&claimed, func(s scanner) (app.Outgoing, error) { return scanOutgoing(s, institution) }),
		}}}
	})
	if err != nil {
		return nil, fmt.Errorf("claim: %w", err)
	}
	slices.SortFunc(claimed, func(a, b app.Outgoing) int {
		return cmp.Or(a.ReadyAt.Compare(b.ReadyAt), cmp.Compare(a.Key, b.Key))
	})
	return claimed, nil
}

func scanOutgoing(s scanner, institution string) (app.Outgoing, error) {
	o := app.Outgoing{Institution: institution}
	var data string
	if err := s.Scan(&o.Key, &o.Case, &o.Action, &o.To, moment{&o.ReadyAt}, &o.Attempts, &data); err != nil {
		return o, err
	}
	o.Attempts--
	if err := json.Unmarshal([]byte(data), &o.Data); err != nil {
		return o, fmt.Errorf("outgoing %s: %w", o.Key, err)
	}
	return o, nil
}

// Settle ends an entry for good, or puts it back until retryAt. A settled entry keeps its key, so that it is never
// planned again, and loses its data.
func (d *DB) Settle(ctx context.Context, institution, key string, done bool, retryAt time.Time, failure string) error {
	text, args := sqlSettle, []any{institution, key, failure}
	if !done {
		text, args = sqlRetry, append(args, micros(retryAt))
	}
	if err := d.exec(ctx, text, args...); err != nil {
		return fmt.Errorf("settle %s: %w", key, err)
	}
	return nil
}

// Postpone puts an entry back until an instant, as if it had not been claimed.
func (d *DB) Postpone(ctx context.Context, institution, key string, until time.Time) error {
	if err := d.exec(ctx, sqlLater, institution, key, micros(until)); err != nil {
		return fmt.Errorf("postpone %s: %w", key, err)
	}
	return nil
}

// PruneOutbox forgets settled entries of cases in which nothing is open and nothing has changed since an instant. Before
// that, a correction could make the same duty be planned again. A year is a good measure.
func (d *DB) PruneOutbox(ctx context.Context, institution string, unchangedSince time.Time) error {
	return d.exec(ctx, sqlPrune, institution, micros(unchangedSince))
}

// NextNumber reserves numbers, starting at 1, and returns the first of them.
func (d *DB) NextNumber(ctx context.Context, institution, name string, count int64) (int64, error) {
	if count < 1 {
		return 0, fmt.Errorf("reserve %d numbers of %s: at least one is needed", count, name)
	}
	var last []int64
	err := d.write(ctx, func() work {
		last = nil
		return work{steps: []step{{text: sqlNextNumber, args: []any{institution, name, count}, row: into(&last, scanInt)}}}
	})
	if err != nil {
		return 0, fmt.Errorf("next number of %s: %w", name, err)
	}
	return last[0] - count + 1, nil
}
