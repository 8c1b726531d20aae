package store

import (
	"context"
	"fmt"
	"slices"

	"jikim/internal/app"
)

const (
	factColumns = `select case_id, seq, id, contact, at, recorded_at, kind, told_by, via, grade, precision, data from fact `

	sqlFacts     = factColumns + `where institution = $1 and case_id = $2 order by seq`
	sqlFactsMany = factColumns + `where institution = $1 and case_id in (select value from json_each($2)) order by case_id, seq`
	sqlFactsNext = factColumns + `where institution = $1 and (case_id, seq) > ($2, $3) order by case_id, seq limit $4`

	sqlSealed = `select name, at, cipher from sealed where institution = $1 and case_id = $3
		and name in (select value from json_each($2))`
	// The names are few beside what they are looked for in: the cases are found by the key, and not each name in each of them.
	sqlSealedMany = `select name, at, cipher, case_id from sealed where institution = $1 and case_id in (select value from json_each($2))
		and (name || '') in (select value from json_each($3))`
	sqlSealedAll  = `select name, at, cipher from sealed where institution = $1 and case_id = $2`
	sqlDropSealed = `delete from sealed where institution = $1 and case_id = $2`
)

// Load returns a case with its facts.
func (d *DB) Load(ctx context.Context, institution, caseID string) (*app.Stored, error) {
	var heads []app.Head
	var facts []storedFact
	err := d.engine.read(ctx, func() []step {
		heads, facts = nil, nil
		return []step{
			{text: sqlHead, args: []any{institution, caseID}, row: into(&heads, scanHead)},
			{text: sqlFacts, args: []any{institution, caseID}, row: into(&facts, scanFact)},
		}
	})
	if err != nil {
		return nil, fmt.Errorf("load case %s: %w", caseID, err)
	}
	cases := assemble(institution, facts, heads)
	if len(cases) == 0 {
		return nil, app.ErrNotFound
	}
	return cases[0], nil
}

// LoadMany returns the cases among the given ones that exist, in the order of their identifiers.
func (d *DB) LoadMany(ctx context.Context, institution string, caseIDs []string) ([]*app.Stored, error) {
	var heads []app.Head
	var facts []storedFact
	wanted := array(caseIDs)
	err := d.engine.read(ctx, func() []step {
		heads, facts = make([]app.Head, 0, len(caseIDs)), make([]storedFact, 0, 4*len(caseIDs))
		return []step{
			{text: sqlHeadsMany, args: []any{institution, wanted}, row: into(&heads, scanHead)},
			{text: sqlFactsMany, args: []any{institution, wanted}, row: into(&facts, scanFact)},
		}
	})
	if err != nil {
		return nil, fmt.Errorf("load %d cases: %w", len(caseIDs), err)
	}
	return assemble(institution, facts, heads), nil
}

// assemble puts facts, ordered by case and sequence number, and their heads together. The heads were read before the
// facts: facts that a turn added in between are left out, so that a case is seen as it was at one moment. A case whose
// head was dropped has the zero Head.
func assemble(institution string, facts []storedFact, heads []app.Head) []*app.Stored {
	head := make(map[string]*app.Head, len(heads))
	for i := range heads {
		head[heads[i].Case] = &heads[i]
	}
	var cases []*app.Stored
	for len(facts) > 0 {
		id := facts[0].caseID
		n := slices.IndexFunc(facts, func(f storedFact) bool { return f.caseID != id })
		if n < 0 {
			n = len(facts)
		}
		c := &app.Stored{Institution: institution, Case: id}
		last := facts[n-1].seq
		if h := head[id]; h != nil {
			c.Head, last = *h, h.Seq
			c.Head.Institution = institution
		}
		for _, f := range facts[:n] {
			if f.seq <= last {
				c.Facts = append(c.Facts, f.fact)
				c.Seq = f.seq
			}
		}
		cases, facts = append(cases, c), facts[n:]
	}
	return cases
}

// Sealed returns the sealed texts of a case with the given names, or all of them when no name is given. Texts that are
// not there, or were destroyed, are left out.
func (d *DB) Sealed(ctx context.Context, institution, caseID string, names ...string) ([]app.Sealed, error) {
	scan := func(s scanner) (app.Sealed, error) {
		x := app.Sealed{Institution: institution, Case: caseID}
		err := s.Scan(&x.Name, moment{&x.At}, &x.Cipher)
		return x, err
	}
	if len(names) == 0 {
		return list(ctx, d, scan, sqlSealedAll, institution, caseID)
	}
	return list(ctx, d, scan, sqlSealed, institution, array(names), caseID)
}

// SealedMany returns the sealed texts with the given names of some cases. Texts that are not there, or were destroyed, are left out.
func (d *DB) SealedMany(ctx context.Context, institution string, caseIDs, names []string) ([]app.Sealed, error) {
	scan := func(s scanner) (app.Sealed, error) {
		x := app.Sealed{Institution: institution}
		err := s.Scan(&x.Name, moment{&x.At}, &x.Cipher, &x.Case)
		return x, err
	}
	return list(ctx, d, scan, sqlSealedMany, institution, array(caseIDs), array(names))
}

// Destroy removes the sealed texts and the search entry of a case for good. The facts stay.
func (d *DB) Destroy(ctx context.Context, institution, caseID string) error {
	entry, err := d.entry(ctx, institution, caseID, 0, nil)
	if err != nil {
		return fmt.Errorf("destroy the texts of case %s: %w", caseID, err)
	}
	steps := []step{{text: sqlDropSealed, args: []any{institution, caseID}}}
	return d.write(ctx, func() work { return work{steps: steps, late: entry} })
}
