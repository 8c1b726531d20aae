package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

const (
	sqlAddFact = `insert into fact
		(institution, case_id, seq, id, contact, at, recorded_at, kind, told_by, via, grade, precision, data)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`
	sqlFactAt = factColumns + `where institution = $1 and case_id = $2 and seq = $3`

	sqlPutSealed = `insert into sealed (institution, case_id, name, at, cipher) values ($1, $2, $3, $4, $5)
		on conflict (institution, case_id, name) do update set at = excluded.at, cipher = excluded.cipher`

	sqlPutVerdict = `insert into verdict
		(institution, case_id, promise, trigger_id, contact, status, evidence, started, due, ended, settled, share,
		desk, officer, channel, number)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		on conflict (institution, case_id, promise, trigger_id) do update set contact = excluded.contact,
		status = excluded.status, evidence = excluded.evidence, started = excluded.started, due = excluded.due,
		ended = excluded.ended, settled = excluded.settled, share = excluded.share, desk = excluded.desk,
		officer = excluded.officer, channel = excluded.channel, number = excluded.number`
	sqlDropVerdict = `delete from verdict where institution = $1 and case_id = $2 and promise = $3 and trigger_id = $4`

	sqlPlan = `insert into outbox
		(institution, key, case_id, action, recipient, ready_at, next_at, attempts, settled_at, failure, data)
		values ($1, $2, $3, $4, $5, $6, $6, 0, 0, '', $7)
		on conflict (institution, key) do nothing`
)

// Commit writes one turn. It is a conflict when the case's last sequence number is not the expected one, also when
// another process takes it at the same moment.
func (d *DB) Commit(ctx context.Context, c *app.Change) error {
	plan, err := d.plan(ctx, c)
	if err != nil {
		return fmt.Errorf("commit case %s: %w", c.Case, err)
	}
	attempts := 0
	err = d.write(ctx, func() work {
		attempts++
		return plan
	})
	if errors.Is(err, app.ErrConflict) && attempts > 1 {
		// An attempt before this one may have been committed without our hearing of it.
		return d.committed(ctx, c)
	}
	if err != nil && !errors.Is(err, app.ErrConflict) {
		return fmt.Errorf("commit case %s: %w", c.Case, err)
	}
	return err
}

// committed tells whether the first fact of a change is the one that stands at its place. Its identifier alone does not
// tell: whoever sends a form again gets the same, with another receipt number and another instant.
func (d *DB) committed(ctx context.Context, c *app.Change) error {
	if len(c.Facts) == 0 {
		return app.ErrConflict
	}
	there, err := find(ctx, d, scanFact, sqlFactAt, c.Institution, c.Case, c.Expect+1)
	if errors.Is(err, app.ErrNotFound) {
		return app.ErrConflict
	}
	if err != nil {
		return err
	}
	ours := c.Facts[0].Normal()
	ours.Case = c.Case
	a, errA := ours.MarshalJSON()
	b, errB := there.fact.MarshalJSON()
	if errA != nil || errB != nil || !bytes.Equal(a, b) {
		return errors.Join(app.ErrConflict, errA, errB)
	}
	return nil
}

// plan makes the statements of a turn. The head comes first: it finds the conflict before anything else is written.
func (d *DB) plan(ctx context.Context, c *app.Change) (work, error) {
	todo := work{whole: true, institution: c.Institution, caseID: c.Case, steps: make([]step, 0, 4+len(c.Facts)+len(c.Verdicts)+len(c.Outgoing)+len(c.Sealed))}
	if c.Expect == 0 {
		err := d.begin(ctx, &todo, c)
		return todo, err
	}
	todo.steps = append(todo.steps, step{text: sqlSetHead, args: headArgs(c, c.Expect), one: true})
	err := d.fill(ctx, &todo, c, 0)
	return todo, err
}

// begin plans a turn with a new head.
func (d *DB) begin(ctx context.Context, todo *work, c *app.Change) error {
	doc, err := d.number(ctx, c.Institution, c.Now)
	if err != nil {
		return err
	}
	todo.steps = append(todo.steps, step{text: sqlAddHead, args: headArgs(c, doc)})
	return d.fill(ctx, todo, c, doc)
}

// fill adds everything but the head. doc is the document number of a new head.
func (d *DB) fill(ctx context.Context, todo *work, c *app.Change, doc int64) error {
	for i := range c.Facts {
		args, err := factArgs(c, i)
		if err != nil {
			return err
		}
		todo.steps = append(todo.steps, step{text: sqlAddFact, args: args})
	}
	leaves, err := leavesOf(c)
	if err != nil {
		return err
	}
	todo.leaves = append(todo.leaves, leaves...)
	for _, k := range c.Gone {
		todo.steps = append(todo.steps, step{text: sqlDropVerdict, args: []any{c.Institution, c.Case, k.Promise, k.Trigger}})
	}
	for i := range c.Verdicts {
		todo.steps = append(todo.steps, step{text: sqlPutVerdict, args: verdictArgs(c, &c.Verdicts[i])})
	}
	for i := range c.Outgoing {
		args, err := outgoingArgs(c, &c.Outgoing[i])
		if err != nil {
			return err
		}
		todo.steps = append(todo.steps, step{text: sqlPlan, args: args})
	}
	for i := range c.Deliveries {
		todo.steps = append(todo.steps, step{text: sqlAddDelivery, args: deliveryArgs(c, &c.Deliveries[i])})
	}
	for i := range c.Documents {
		doc := &c.Documents[i]
		todo.steps = append(todo.steps, step{text: sqlAddDocument, args: []any{doc.Institution, doc.Kind, doc.Name, micros(doc.At), blob(doc.Body)}})
	}
	for i := range c.Sealed {
		s := &c.Sealed[i]
		todo.steps = append(todo.steps, step{text: sqlPutSealed, args: []any{c.Institution, c.Case, s.Name, micros(s.At), blob(s.Cipher)}})
	}
	if c.Grams == nil || doc != 0 && len(c.Grams) == 0 {
		return nil
	}
	entry, err := d.entry(ctx, c.Institution, c.Case, doc, c.Grams)
	todo.late = append(todo.late, entry...)
	return err
}

func factArgs(c *app.Change, i int) ([]any, error) {
	f := c.Facts[i].Normal()
	data, err := f.Data.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("fact %s: %w", f.ID, err)
	}
	return []any{c.Institution, c.Case, c.Expect + 1 + int64(i), f.ID, f.Contact, micros(f.At), micros(f.RecordedAt),
		f.Kind.String(), f.By, string(f.Via), f.Override.String(), f.Precision.Microseconds(), string(data)}, nil
}

// settled is the instant by which lists of verdicts are ordered: when the deciding act happened, or when the time was
// up, or when the clock began.
func settled(v *judge.Verdict) int64 {
	switch {
	case !v.Ended.IsZero():
		return micros(v.Ended)
	case !v.Due.IsZero():
		return micros(v.Due)
	}
	return micros(v.Started)
}

func verdictArgs(c *app.Change, v *app.VerdictRow) []any {
	return []any{c.Institution, c.Case, v.Promise, v.Trigger, v.Contact, int64(v.Status), int64(v.Evidence),
		micros(v.Started), micros(v.Due), micros(v.Ended), settled(&v.Verdict), v.Share, v.Desk, v.Officer, v.Channel, v.Number}
}

func outgoingArgs(c *app.Change, o *app.Outgoing) ([]any, error) {
	data, err := o.Data.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("outgoing %s: %w", o.Key, err)
	}
	return []any{c.Institution, o.Key, c.Case, o.Action, o.To, micros(o.ReadyAt), string(data)}, nil
}

// scanFact reads the columns of sqlFacts.
func scanFact(s scanner) (stored storedFact, err error) {
	var kind, via, grade, data string
	var precision int64
	f := &stored.fact
	if err = s.Scan(&stored.caseID, &stored.seq, &f.ID, &f.Contact, moment{&f.At}, moment{&f.RecordedAt}, &kind, &f.By, &via,
		&grade, &precision, &data); err != nil {
		return stored, err
	}
	var ok bool
	if f.Kind, ok = fact.FindKind(kind); !ok {
		return stored, fmt.Errorf("fact %s: there is no kind %q; the database was written by a newer version", f.ID, kind)
	}
	f.Override, _ = fact.FindGrade(grade)
	f.Case, f.Via, f.Precision = stored.caseID, fact.Via(via), microseconds(precision)
	if data != "{}" {
		if err = json.Unmarshal([]byte(data), &f.Data); err != nil {
			err = fmt.Errorf("fact %s: %w", f.ID, err)
		}
	}
	return stored, err
}

// storedFact is a fact with its place.
type storedFact struct {
	caseID string
	seq    int64
	fact   fact.Fact
}
