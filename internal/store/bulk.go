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
	o, err := d.office(ctx, institution)
	if err != nil {
		return err
	}
	steps := append(d.dialect.index.reset(o, institution),
		step{text: sqlResetHead, args: []any{institution}},
		step{text: sqlResetVerdict, args: []any{institution}})
	if err := d.write(ctx, func() work { return work{steps: steps} }); err != nil {
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
		if err := d.begin(ctx, &todo, c); err != nil {
			return fmt.Errorf("import case %s: %w", c.Case, err)
		}
	}
	err := d.write(ctx, func() work { return todo })
	if err != nil && !errors.Is(err, app.ErrConflict) {
		return fmt.Errorf("import %d turns: %w", len(changes), err)
	}
	return err
}

// Tune is for after a large import. It tidies SQLite's full-text index, as its writer else does when it has nothing to
// write, and brings what PostgreSQL knows of the sizes of its tables up to date: its planner would go by those
// of an empty database until it looks by itself.
func (d *DB) Tune(ctx context.Context) error {
	if err := d.engine.tune(ctx); err != nil {
		return fmt.Errorf("tune the database: %w", err)
	}
	return nil
}
