package store

import (
	"context"
	"errors"
	"fmt"

	"jikim/internal/app"
)

const (
	sqlResetHead    = `delete from head where institution = $1`
	sqlResetVerdict = `delete from verdict where institution = $1`
)

// ResetDerived drops the rows of an institution that can be made anew from its facts: heads, verdicts, search entries.
// Import fills them again; nobody else may write meanwhile.
func (d *DB) ResetDerived(ctx context.Context, institution string) error {
	err := d.write(ctx, func() work {
		steps := []step{
			{text: d.dialect.search.reset, args: []any{institution}},
			{text: sqlResetHead, args: []any{institution}},
			{text: sqlResetVerdict, args: []any{institution}},
		}
		return work{steps: steps}
	})
	if err != nil {
		return fmt.Errorf("drop the derived rows: %w", err)
	}
	return nil
}

// Import writes turns of cases that have no head yet in one transaction: new cases, or the derived rows of old ones
// after ResetDerived, whose Expect is then their last sequence number and which bring no facts. It is for loading and
// rebuilding, a few thousand turns at a time; one conflict refuses all of them.
func (d *DB) Import(ctx context.Context, changes []*app.Change) error {
	todo := work{whole: true}
	for _, c := range changes {
		doc, err := d.number(ctx, c.Institution, c.Now)
		if err != nil {
			return err
		}
		todo.steps = append(todo.steps, step{text: sqlAddHead, args: headArgs(c, doc)})
		if err := d.fill(&todo, c, true); err != nil {
			return fmt.Errorf("import case %s: %w", c.Case, err)
		}
	}
	err := d.write(ctx, func() work { return todo })
	if err != nil && !errors.Is(err, app.ErrConflict) {
		return fmt.Errorf("import %d turns: %w", len(changes), err)
	}
	return err
}
