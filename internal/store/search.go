package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"jikim/internal/app"
)

// Search finds cases by a phrase of tokens, newest first. The tokens are made by the use cases, out of syllable pairs
// and blinded, so that the index tells nothing by itself; here they are words of letters and digits.
//
// Both engines index positions, and in both a frequent token must not cost more than a rare one.

// index is the full-text index of an engine.
type index interface {
	// put returns the steps that make or replace the entry of a case, whose document number is doc.
	put(o office, institution, caseID string, doc int64, tokens []string, fresh bool) []step
	// drop returns the steps that remove the entry of a case.
	drop(o office, institution, caseID string, doc int64) []step
	// reset returns the steps that remove the entries of an institution.
	reset(o office, institution string) []step
	// find returns the cases with a phrase, newest first.
	find(ctx context.Context, d *DB, institution string, phrase []string, limit int) ([]string, error)
}

// checkTokens refuses tokens that are not words of a to z and 0 to 9: an engine would cut them.
func checkTokens(tokens []string) error {
	for _, token := range tokens {
		if !isToken(token) {
			return fmt.Errorf("the search token %q is no word of letters a to z and digits", token)
		}
	}
	return nil
}

// tokenByte are the bytes of tokens: a table, because every intake asks some thousand times.
var tokenByte = func() (table [256]bool) {
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyz0123456789") {
		table[c] = true
	}
	return table
}()

func isToken(token string) bool {
	for i := range len(token) {
		if !tokenByte[token[i]] {
			return false
		}
	}
	return token != ""
}

// Search returns the heads of the newest cases in which the tokens stand one after the other. No tokens find nothing.
func (d *DB) Search(ctx context.Context, institution string, phrase []string, limit int) ([]app.Head, error) {
	if len(phrase) == 0 || limit <= 0 {
		return nil, nil
	}
	if err := checkTokens(phrase); err != nil {
		return nil, err
	}
	cases, err := d.dialect.index.find(ctx, d, institution, phrase, limit)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	return d.Heads(ctx, institution, cases)
}

func scanText(s scanner) (text string, err error) {
	err = s.Scan(&text)
	return text, err
}

func scanInt(s scanner) (n int64, err error) {
	err = s.Scan(&n)
	return n, err
}

// The first document number of an institution is the microsecond of a turn, and each later one is larger: newest first is
// the order of these numbers. They fit into 52 bits until the year 2112.
const docBits = 52

// office is what the index needs to know of an institution.
type office struct {
	ordinal int64 // of the institution in this file; 0 on PostgreSQL, which does not need it
	last    int64 // document number given
}

const (
	sqlEnrol = `insert into office (institution, ordinal) select $1, coalesce(max(ordinal), 0) + 1 from office where true
		on conflict (institution) do nothing`
	sqlOffice = `select ordinal, (select coalesce(max(doc), 0) from head where institution = $1) from office where institution = $1`
	sqlDoc    = `select doc from head where institution = $1 and case_id = $2`
)

// office returns what is known of an institution, which is enrolled when it is new.
func (d *DB) office(ctx context.Context, institution string) (office, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if o, known := d.offices[institution]; known {
		return *o, nil
	}
	o := &office{}
	if d.dialect == &sqliteDialect {
		if err := d.exec(ctx, sqlEnrol, institution); err != nil {
			return *o, err
		}
		found, err := find(ctx, d, func(s scanner) (o office, err error) {
			err = s.Scan(&o.ordinal, &o.last)
			return o, err
		}, sqlOffice, institution)
		if err != nil {
			return *o, err
		}
		o = found
	}
	d.offices[institution] = o
	return *o, nil
}

// number returns a new document number. On SQLite it is a place in the index: should another process have taken the same
// one, the turn is a conflict, and its repetition gets the next.
func (d *DB) number(ctx context.Context, institution string, now time.Time) (int64, error) {
	if _, err := d.office(ctx, institution); err != nil {
		return 0, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	o := d.offices[institution]
	o.last = max(o.last+1, micros(now))
	return o.last, nil
}

// entry returns the steps that bring the search entry of a case up to date. doc is 0 when the case is not new.
func (d *DB) entry(ctx context.Context, institution, caseID string, doc int64, tokens []string) ([]step, error) {
	if err := checkTokens(tokens); err != nil {
		return nil, err
	}
	o, err := d.office(ctx, institution)
	if err != nil {
		return nil, err
	}
	fresh := doc != 0
	if !fresh {
		old, err := find(ctx, d, scanInt, sqlDoc, institution, caseID)
		if errors.Is(err, app.ErrNotFound) {
			return nil, nil // there is no such case, which its head will tell
		}
		if err != nil {
			return nil, err
		}
		doc = *old
	}
	if len(tokens) == 0 {
		return d.dialect.index.drop(o, institution, caseID, doc), nil
	}
	return d.dialect.index.put(o, institution, caseID, doc, tokens, fresh), nil
}
