package store

import (
	"context"
	"fmt"

	"jikim/internal/app"
)

// EachOpen streams the heads with pending promises in the order of case identifiers.
func (d *DB) EachOpen(ctx context.Context, institution string, yield func(*app.Head) error) error {
	after := ""
	for {
		heads, err := d.heads(ctx, institution, sqlOpenNext, after, batch)
		if err != nil {
			return fmt.Errorf("each open case: %w", err)
		}
		for i := range heads {
			if err := yield(&heads[i]); err != nil {
				return err
			}
		}
		if len(heads) < batch {
			return nil
		}
		after = heads[len(heads)-1].Case
	}
}

// EachCase streams the cases after the given identifier with their facts. A case whose head was dropped has the zero Head.
func (d *DB) EachCase(ctx context.Context, institution, after string, yield func(*app.Stored) error) error {
	var open []storedFact // facts of a case that the last batch may have cut
	last, seq := after, int64(1)<<62
	for {
		facts, err := list(ctx, d, scanFact, sqlFactsNext, institution, last, seq, 4*batch)
		if err != nil {
			return fmt.Errorf("each case: %w", err)
		}
		more := len(facts) == 4*batch
		facts = append(open, facts...)
		if len(facts) == 0 {
			return nil
		}
		last, seq = facts[len(facts)-1].caseID, facts[len(facts)-1].seq
		whole := len(facts)
		for more && whole > 0 && facts[whole-1].caseID == last {
			whole--
		}
		if err := d.yieldCases(ctx, institution, facts[:whole], yield); err != nil {
			return err
		}
		if !more {
			return nil
		}
		open = append([]storedFact(nil), facts[whole:]...)
	}
}

// yieldCases adds the heads to the facts of whole cases. A case that is being changed meanwhile is loaded again.
func (d *DB) yieldCases(ctx context.Context, institution string, facts []storedFact, yield func(*app.Stored) error) error {
	if len(facts) == 0 {
		return nil
	}
	heads, err := d.heads(ctx, institution, sqlHeadsNext, facts[0].caseID, facts[len(facts)-1].caseID)
	if err != nil {
		return fmt.Errorf("each case: %w", err)
	}
	for _, c := range assemble(institution, facts, heads) {
		if c.Head.Seq > c.Seq {
			if c, err = d.Load(ctx, institution, c.Case); err != nil {
				return err
			}
		}
		if err := yield(c); err != nil {
			return err
		}
	}
	return nil
}
