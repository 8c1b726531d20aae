package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"jikim/internal/app"
)

const (
	// The row of the log is locked from here to the commit, so that leaves are numbered in the order of the commits.
	sqlGrow = `insert into log (institution, size) values ($1, $2)
		on conflict (institution) do update set size = log.size + excluded.size`
	// One leaf of $2 that were just counted, the $3-th from 0.
	sqlAddLeaf = `insert into leaf (institution, n, case_id, seq, salt, digest)
		select log.institution, log.size - $2 + $3, $4, $5, $6, $7 from log where log.institution = $1`
	// All of $2 that were just counted, in their order.
	sqlAddLeaves = `insert into leaf (institution, n, case_id, seq, salt, digest)
		select log.institution, log.size - $2 + r.i - 1, r.case_id, r.seq, r.salt, r.digest from log,
		unnest($3::text[], $4::bigint[], $5::bytea[], $6::bytea[]) with ordinality as r(case_id, seq, salt, digest, i)
		where log.institution = $1`

	sqlLogSize  = `select size from log where institution = $1`
	leafColumns = `select n, case_id, seq, salt, digest from leaf `
	sqlLeaves   = leafColumns + `where institution = $1 and n >= $2 and n < $3 order by n`
	// Facts with the salts of their leaves, in the order of the ledger.
	sqlLeafFacts = `select l.n, l.salt, l.digest, f.case_id, f.seq, f.id, f.contact, f.at, f.recorded_at, f.kind, f.told_by, f.via, f.grade,
		f.precision, f.data from leaf l join fact f on f.institution = l.institution and f.case_id = l.case_id and f.seq = l.seq
		where l.institution = $1 and l.n >= $2 and l.n < $3 order by l.n`
	sqlLeafOf = leafColumns + `where institution = $1 and case_id = $2 and seq = $3`

	sqlLeavesAfter = leafColumns + `where institution = $1 and (case_id, seq) > ($2, $3) order by case_id, seq limit $4`
)

// leaf is a leaf that waits for its number.
type leaf struct {
	institution, caseID string
	seq                 int64
	app.Leaf
}

// leavesOf returns the leaves of a change.
func leavesOf(c *app.Change) ([]leaf, error) {
	if len(c.Leaves) != len(c.Facts) {
		return nil, fmt.Errorf("%d facts have %d leaves", len(c.Facts), len(c.Leaves))
	}
	out := make([]leaf, len(c.Leaves))
	for i := range c.Leaves {
		out[i] = leaf{c.Institution, c.Case, c.Expect + 1 + int64(i), c.Leaves[i]}
	}
	return out, nil
}

// growing returns the last steps of a transaction: each institution's log grows by its leaves. Logs are taken in the order of their
// institutions, so that two transactions never wait for each other.
func growing(leaves []leaf, add func(string, []leaf) []step) []step {
	var steps []step
	slices.SortStableFunc(leaves, func(a, b leaf) int { return strings.Compare(a.institution, b.institution) })
	for len(leaves) > 0 {
		institution := leaves[0].institution
		n := slices.IndexFunc(leaves, func(l leaf) bool { return l.institution != institution })
		if n < 0 {
			n = len(leaves)
		}
		steps = append(steps, step{text: sqlGrow, args: []any{institution, int64(n)}})
		steps, leaves = append(steps, add(institution, leaves[:n])...), leaves[n:]
	}
	return steps
}

// sqliteLeaves adds leaves one by one: that costs SQLite nothing.
func sqliteLeaves(institution string, leaves []leaf) []step {
	steps := make([]step, len(leaves))
	for i := range leaves {
		l := &leaves[i]
		steps[i] = step{text: sqlAddLeaf, args: []any{institution, int64(len(leaves)), int64(i), l.caseID, l.seq, l.Salt[:], l.Digest[:]}}
	}
	return steps
}

// postgresLeaves adds leaves by one statement, however many they are.
func postgresLeaves(institution string, leaves []leaf) []step {
	cases, seqs := make([]string, len(leaves)), make([]int64, len(leaves))
	salts, digests := make([][]byte, len(leaves)), make([][]byte, len(leaves))
	for i := range leaves {
		l := &leaves[i]
		cases[i], seqs[i], salts[i], digests[i] = l.caseID, l.seq, l.Salt[:], l.Digest[:]
	}
	return []step{{text: sqlAddLeaves, args: []any{institution, int64(len(leaves)), cases, seqs, salts, digests}}}
}

// LogSize returns how many leaves the log of an institution has.
func (d *DB) LogSize(ctx context.Context, institution string) (int64, error) {
	sizes, err := list(ctx, d, scanNumber, sqlLogSize, institution)
	if err != nil {
		return 0, fmt.Errorf("size of the log: %w", err)
	}
	if len(sizes) == 0 {
		return 0, nil
	}
	return sizes[0], nil
}

func scanNumber(s scanner) (n int64, err error) {
	err = s.Scan(&n)
	return n, err
}

// Leaves returns the leaves [from, until) as far as there are any, in their order.
func (d *DB) Leaves(ctx context.Context, institution string, from, until int64) ([]app.PlacedLeaf, error) {
	found, err := list(ctx, d, scanLeaf, sqlLeaves, institution, from, until)
	if err != nil {
		return nil, fmt.Errorf("leaves from %d: %w", from, err)
	}
	return found, nil
}

// LeafOf returns the leaf of a fact.
func (d *DB) LeafOf(ctx context.Context, institution, caseID string, seq int64) (*app.PlacedLeaf, error) {
	return find(ctx, d, scanLeaf, sqlLeafOf, institution, caseID, seq)
}

func scanLeaf(s scanner) (l app.PlacedLeaf, err error) {
	err = s.Scan(&l.N, &l.Case, &l.Seq, fixed(l.Salt[:]), fixed(l.Digest[:]))
	return l, err
}

// fixed scans exactly as many bytes as there is room for.
type fixed []byte

// Scan takes the bytes of either driver.
func (f fixed) Scan(v any) error {
	b, ok := v.([]byte)
	if !ok || len(b) != len(f) {
		return fmt.Errorf("%d bytes were expected, not %T of %d", len(f), v, len(b))
	}
	copy(f, b)
	return nil
}

// LeafFacts returns the leaves [from, until) with their facts, as far as there are any, in their order.
func (d *DB) LeafFacts(ctx context.Context, institution string, from, until int64) ([]app.LeafFact, error) {
	scan := func(s scanner) (l app.LeafFact, err error) {
		f, err := scanFact(ahead{s, []any{&l.N, fixed(l.Salt[:]), fixed(l.Digest[:])}})
		l.Case, l.Seq, l.Fact = f.caseID, f.seq, f.fact
		return l, err
	}
	found, err := list(ctx, d, scan, sqlLeafFacts, institution, from, until)
	if err != nil {
		return nil, fmt.Errorf("facts of the leaves from %d: %w", from, err)
	}
	return found, nil
}

// FactsAfter returns facts after one of a case, by case and sequence number, of which limit at most.
func (d *DB) FactsAfter(ctx context.Context, institution, caseID string, seq int64, limit int) ([]app.PlacedFact, error) {
	found, err := list(ctx, d, func(s scanner) (app.PlacedFact, error) {
		f, err := scanFact(s)
		return app.PlacedFact{Case: f.caseID, Seq: f.seq, Fact: f.fact}, err
	}, sqlFactsNext, institution, caseID, seq, int64(limit))
	if err != nil {
		return nil, fmt.Errorf("facts after %s: %w", caseID, err)
	}
	return found, nil
}

// ahead scans some columns before those that others ask for.
type ahead struct {
	scanner
	first []any
}

// Scan reads a whole row.
func (a ahead) Scan(rest ...any) error {
	return a.scanner.Scan(append(slices.Clip(a.first), rest...)...)
}

// LeavesAfter returns leaves after that of a fact, by case and sequence number, of which limit at most.
func (d *DB) LeavesAfter(ctx context.Context, institution, caseID string, seq int64, limit int) ([]app.PlacedLeaf, error) {
	found, err := list(ctx, d, scanLeaf, sqlLeavesAfter, institution, caseID, seq, int64(limit))
	if err != nil {
		return nil, fmt.Errorf("leaves after %s: %w", caseID, err)
	}
	return found, nil
}
