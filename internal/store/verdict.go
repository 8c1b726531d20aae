package store

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

const (
	verdictColumns = `select case_id, promise, trigger_id, contact, status, evidence, started, due, ended, share, desk,
		officer, channel, number from verdict `

	// A page of verdicts of one status, newest first. Rows of the same instant go on by their keys.
	sqlVerdicts = verdictColumns + `where institution = $1 and status = $2 and settled >= $3 and settled < $4
		and (settled, case_id, promise, trigger_id) < ($5, $6, $7, $8)`

	sqlVerdictsNext = verdictColumns + `where institution = $1 and started < $2
		and (started, case_id, promise, trigger_id) > ($3, $4, $5, $6) order by started, case_id, promise, trigger_id limit $7`
)

func scanVerdict(s scanner) (v app.VerdictRow, err error) {
	var status, evidence uint8
	err = s.Scan(&v.Case, &v.Promise, &v.Trigger, &v.Contact, &status, &evidence, moment{&v.Started}, moment{&v.Due},
		moment{&v.Ended}, &v.Share, &v.Desk, &v.Officer, &v.Channel, &v.Number)
	v.Status, v.Evidence = judge.Status(status), fact.Grade(evidence)
	return v, err
}

// Verdicts lists a page of settled verdicts, newest first: by when they ended, or when nothing ended them by when they
// were due. No status means all of them.
func (d *DB) Verdicts(ctx context.Context, q app.VerdictQuery) ([]app.VerdictRow, error) {
	statuses := q.Status
	if len(statuses) == 0 {
		statuses = []judge.Status{judge.Kept, judge.Broken, judge.Unproven, judge.Void}
	}
	var pages [][]app.VerdictRow
	err := d.engine.read(ctx, func() []step {
		pages = make([][]app.VerdictRow, len(statuses))
		steps := make([]step, len(statuses))
		for i, status := range statuses {
			text, args := verdictsText(q, status)
			steps[i] = step{text: text, args: args, row: into(&pages[i], scanVerdict)}
		}
		return steps
	})
	if err != nil {
		return nil, fmt.Errorf("verdicts: %w", err)
	}
	page := slices.Concat(pages...)
	slices.SortFunc(page, func(a, b app.VerdictRow) int { return compareVerdicts(&b, &a) })
	page = page[:min(len(page), q.Limit)]
	for i := range page {
		page[i].Institution = q.Institution
	}
	return page, nil
}

// verdictsText asks for one status: each is in order in the index, all of them together would have to be sorted.
func verdictsText(q app.VerdictQuery, status judge.Status) (string, []any) {
	from, until := int64(math.MinInt64), int64(math.MaxInt64)
	if !q.From.IsZero() {
		from = micros(q.From)
	}
	if !q.Until.IsZero() {
		until = micros(q.Until)
	}
	if !q.Before.IsZero() {
		until = min(until, micros(q.Before))
	}
	args := []any{q.Institution, int64(status), from, until, int64(math.MaxInt64), "", "", ""}
	if v := q.After; v != nil {
		args[4], args[5], args[6], args[7] = settled(&v.Verdict), v.Case, v.Promise, v.Trigger
	}
	text := sqlVerdicts
	if q.Promise != "" {
		args = append(args, q.Promise)
		text += ` and promise = $` + strconv.Itoa(len(args))
	}
	args = append(args, q.Limit)
	return text + ` order by settled desc, case_id desc, promise desc, trigger_id desc limit $` + strconv.Itoa(len(args)), args
}

func compareVerdicts(a, b *app.VerdictRow) int {
	return cmp.Or(cmp.Compare(settled(&a.Verdict), settled(&b.Verdict)), cmp.Compare(a.Case, b.Case),
		cmp.Compare(a.Promise, b.Promise), cmp.Compare(a.Trigger, b.Trigger))
}

// batch is how many rows a stream holds at a time.
const batch = 1000

// EachVerdict streams settled verdicts in the order in which they started.
func (d *DB) EachVerdict(ctx context.Context, institution string, from, until time.Time, yield func(*app.VerdictRow) error) error {
	at, last := int64(math.MinInt64), app.VerdictRow{}
	if !from.IsZero() {
		at = micros(from) // no key is below the empty ones that it is compared with
	}
	end := int64(math.MaxInt64)
	if !until.IsZero() {
		end = micros(until)
	}
	for {
		rows, err := list(ctx, d, scanVerdict, sqlVerdictsNext, institution, end, at, last.Case, last.Promise, last.Trigger, batch)
		if err != nil {
			return fmt.Errorf("each verdict: %w", err)
		}
		for i := range rows {
			rows[i].Institution = institution
			if err := yield(&rows[i]); err != nil {
				return err
			}
		}
		if len(rows) < batch {
			return nil
		}
		last = rows[len(rows)-1]
		at = micros(last.Started)
	}
}
