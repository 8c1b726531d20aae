package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"jikim/internal/app"
)

const (
	sqlHooks   = `select id, name, url, kinds, secret, created_at, created_by, disabled from hook where institution = $1 order by name, id`
	sqlPutHook = `insert into hook (institution, id, name, url, kinds, secret, created_at, created_by, disabled)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		on conflict (institution, id) do update set name = excluded.name, url = excluded.url, kinds = excluded.kinds,
		secret = excluded.secret, created_at = excluded.created_at, created_by = excluded.created_by, disabled = excluded.disabled`

	sqlAddDelivery = `insert into delivery
		(institution, id, hook, case_id, seq, kind, at, body, next_at, attempts, settled_at, failure)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, '')
		on conflict (institution, id) do nothing`
	// Of each case the first that waits: the next is not sent before it is settled. As with the outbox the outer conditions hold
	// again under the row's lock.
	sqlClaimDelivery = `update delivery set next_at = $3, attempts = attempts + 1
		where institution = $1 and hook = $2 and settled_at = 0 and next_at <= $4 and id in (
			select d.id from delivery d where d.institution = $1 and d.hook = $2 and d.settled_at = 0 and d.next_at <= $4
			and not exists (select 1 from delivery e where e.institution = d.institution and e.hook = d.hook
				and e.case_id = d.case_id and e.settled_at = 0 and e.seq < d.seq)
			order by d.next_at, d.id limit $5)
		returning id, hook, case_id, seq, kind, at, body, attempts, settled_at, failure`
	sqlSettleDelivery = `update delivery set settled_at = $3, failure = $4 where institution = $1 and id = $2 and settled_at = 0`
	sqlRetryDelivery  = `update delivery set next_at = $3, failure = $4 where institution = $1 and id = $2 and settled_at = 0`
	sqlDead           = `select id, hook, case_id, seq, kind, at, body, attempts, settled_at, failure from delivery
		where institution = $1 and failure <> '' and settled_at > 0 order by settled_at desc, id limit $2`
	sqlRevive = `update delivery set settled_at = 0, next_at = $3, attempts = 0, failure = ''
		where institution = $1 and id = $2 and settled_at > 0 and failure <> ''`
	sqlPruneTaken = `delete from delivery where institution = $1 and settled_at > 0 and settled_at < $2 and failure = ''`
	sqlPruneDead  = `delete from delivery where institution = $1 and settled_at > 0 and settled_at < $2`
)

// PutHook makes or replaces a hook.
func (d *DB) PutHook(ctx context.Context, h *app.Hook) error {
	return d.exec(ctx, sqlPutHook, h.Institution, h.ID, h.Name, h.URL, strings.Join(h.Kinds, " "), blob(h.Secret), micros(h.CreatedAt),
		h.CreatedBy, truth(h.Disabled))
}

// ListHooks returns all hooks by name.
func (d *DB) ListHooks(ctx context.Context, institution string) ([]app.Hook, error) {
	return list(ctx, d, func(s scanner) (app.Hook, error) {
		h := app.Hook{Institution: institution}
		var kinds string
		var disabled int64
		err := s.Scan(&h.ID, &h.Name, &h.URL, &kinds, &h.Secret, moment{&h.CreatedAt}, &h.CreatedBy, &disabled)
		h.Kinds, h.Disabled = strings.Fields(kinds), disabled != 0
		return h, err
	}, sqlHooks, institution)
}

func deliveryArgs(c *app.Change, v *app.Delivery) []any {
	return []any{c.Institution, v.ID, v.Hook, c.Case, v.Seq, v.Kind, micros(v.At), blob(v.Body), micros(c.Now)}
}

func scanDelivery(institution string) func(scanner) (app.Delivery, error) {
	return func(s scanner) (app.Delivery, error) {
		v := app.Delivery{Institution: institution}
		var attempts int64
		err := s.Scan(&v.ID, &v.Hook, &v.Case, &v.Seq, &v.Kind, moment{&v.At}, &v.Body, &attempts, moment{&v.SettledAt}, &v.Failure)
		v.Attempts = int(attempts)
		return v, err
	}
}

// ClaimDeliveries leases events that are ready for a hook, of each case the first that waits. Attempts says how often each was
// claimed before.
func (d *DB) ClaimDeliveries(ctx context.Context, institution, hook string, now time.Time, lease time.Duration, limit int) ([]app.Delivery, error) {
	var claimed []app.Delivery
	err := d.write(ctx, func() work {
		claimed = nil
		return work{steps: []step{{text: sqlClaimDelivery, args: []any{institution, hook, micros(now.Add(lease)), micros(now), limit},
			row: into(&claimed, scanDelivery(institution))}}}
	})
	if err != nil {
		return nil, fmt.Errorf("claim for a hook: %w", err)
	}
	for i := range claimed {
		claimed[i].Attempts--
	}
	slices.SortFunc(claimed, func(a, b app.Delivery) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return claimed, nil
}

// SettleDelivery ends an event at an instant or, when that is zero, puts it back until retryAt.
func (d *DB) SettleDelivery(ctx context.Context, institution, id string, at, retryAt time.Time, failure string) error {
	if at.IsZero() {
		return d.exec(ctx, sqlRetryDelivery, institution, id, micros(retryAt), failure)
	}
	return d.exec(ctx, sqlSettleDelivery, institution, id, micros(at), failure)
}

// DeadDeliveries lists events that were given up, the last first.
func (d *DB) DeadDeliveries(ctx context.Context, institution string, limit int) ([]app.Delivery, error) {
	return list(ctx, d, scanDelivery(institution), sqlDead, institution, limit)
}

// ReviveDelivery lets an event that was given up be sent again. app.ErrConflict when there is none.
func (d *DB) ReviveDelivery(ctx context.Context, institution, id string, at time.Time) error {
	return d.one(ctx, sqlRevive, institution, id, micros(at))
}

// PruneDeliveries forgets events that were taken before an instant, and those that were given up before another.
func (d *DB) PruneDeliveries(ctx context.Context, institution string, taken, dead time.Time) error {
	if err := d.exec(ctx, sqlPruneTaken, institution, micros(taken)); err != nil {
		return err
	}
	return d.exec(ctx, sqlPruneDead, institution, micros(dead))
}
