package store

import (
	"context"
	"errors"
	"fmt"

	"jikim/internal/app"
	"jikim/internal/ledger"
)

const (
	sqlNodes     = `select hash from node where institution = $1 and level = $2 and n >= $3 and n < $4 order by n`
	sqlLastNode  = `select coalesce(max(n) + 1, 0) from node where institution = $1 and level = 1`
	sqlAddNode   = `insert into node (institution, level, n, hash) values ($1, $2, $3, $4) on conflict (institution, level, n) do nothing`
	sqlAllNodes  = `select level, n, hash from node where institution = $1 and (level, n) > ($2, $3) order by level, n limit $4`
	sqlAddKey    = `insert into log_key (institution, n, key, ends, size, at, note) values ($1, $2, $3, $4, $5, $6, $7)`
	sqlKeys      = `select key, ends, size, at, note from log_key where institution = $1 order by n`
	sqlAddCheck  = `insert into checkpoint (institution, n, size, root, at, note) values ($1, $2, $3, $4, $5, $6)`
	checkColumns = `select n, size, root, at, note from checkpoint `
	sqlChecks    = checkColumns + `where institution = $1 and n < $2 order by n desc limit $3`
	sqlAddCosign = `insert into cosignature (institution, n, witness, at, line) values ($1, $2, $3, $4, $5)
		on conflict (institution, n, witness) do nothing`
	sqlCosigned     = `select n, witness, at, line from cosignature where institution = $1 and n >= $2 and n <= $3 order by n, witness`
	sqlLastCosigned = `select c.n, c.size, c.root, c.at, c.note from checkpoint c join cosignature w
		on w.institution = c.institution and w.n = c.n
		where c.institution = $1 and w.institution = $1 and w.witness = $2 order by c.n desc limit 1`
)

// Nodes returns the nodes [from, until) of a level of the tree, as far as there are any.
func (d *DB) Nodes(ctx context.Context, institution string, level int, from, until int64) ([]ledger.Hash, error) {
	found, err := list(ctx, d, func(s scanner) (h ledger.Hash, err error) {
		err = s.Scan(fixed(h[:]))
		return h, err
	}, sqlNodes, institution, int64(level), from, until)
	if err != nil {
		return nil, fmt.Errorf("nodes of level %d from %d: %w", level, from, err)
	}
	return found, nil
}

// CountNodes returns how many nodes of level 1 there are: they are added in their order.
func (d *DB) CountNodes(ctx context.Context, institution string) (int64, error) {
	found, err := list(ctx, d, scanNumber, sqlLastNode, institution)
	if err != nil {
		return 0, fmt.Errorf("count the nodes: %w", err)
	}
	return found[0], nil
}

// AddNodes keeps nodes in one transaction. One that is there already stays as it is.
func (d *DB) AddNodes(ctx context.Context, institution string, nodes []ledger.Node) error {
	steps := make([]step, len(nodes))
	for i := range nodes {
		steps[i] = step{text: sqlAddNode, args: []any{institution, int64(nodes[i].Level), nodes[i].N, nodes[i].Hash[:]}}
	}
	if err := d.write(ctx, func() work { return work{steps: steps} }); err != nil {
		return fmt.Errorf("keep %d nodes: %w", len(nodes), err)
	}
	return nil
}

// EachNode streams all nodes, by level and number.
func (d *DB) EachNode(ctx context.Context, institution string, yield func(ledger.Node) error) error {
	level, n := int64(0), int64(0)
	for {
		nodes, err := list(ctx, d, func(s scanner) (x ledger.Node, err error) {
			var level int64
			err = s.Scan(&level, &x.N, fixed(x.Hash[:]))
			x.Level = int(level)
			return x, err
		}, sqlAllNodes, institution, level, n, int64(batch))
		if err != nil {
			return fmt.Errorf("each node: %w", err)
		}
		for _, x := range nodes {
			if err := yield(x); err != nil {
				return err
			}
			level, n = int64(x.Level), x.N
		}
		if len(nodes) < batch {
			return nil
		}
	}
}

// LogKeys returns the changes of the keys that checkpoints are signed with, in their order.
func (d *DB) LogKeys(ctx context.Context, institution string) ([]app.LogKey, error) {
	found, err := list(ctx, d, func(s scanner) (k app.LogKey, err error) {
		var ends int64
		err = s.Scan(&k.Public, &ends, &k.Size, moment{&k.At}, &k.Note)
		k.Ends = ends != 0
		return k, err
	}, sqlKeys, institution)
	if err != nil {
		return nil, fmt.Errorf("keys of the log: %w", err)
	}
	return found, nil
}

// AddCheckpoint keeps a checkpoint under its number, and the changes of keys that come with it after the known ones, in one
// transaction. ErrConflict when the number, or the place of a change, is taken: somebody else was faster.
func (d *DB) AddCheckpoint(ctx context.Context, c *app.Checkpoint, known int, keys []app.LogKey) error {
	var steps []step
	for i := range keys {
		k := &keys[i]
		steps = append(steps, step{text: sqlAddKey, args: []any{c.Institution, int64(known + i + 1), k.Public, truth(k.Ends), k.Size, micros(k.At), k.Note}})
	}
	steps = append(steps, step{text: sqlAddCheck, args: []any{c.Institution, c.N, c.Size, c.Root[:], micros(c.At), c.Note}})
	err := d.write(ctx, func() work { return work{steps: steps, whole: true} })
	if err != nil && !errors.Is(err, app.ErrConflict) {
		return fmt.Errorf("keep checkpoint %d: %w", c.N, err)
	}
	return err
}

func scanCheckpoint(institution string) func(scanner) (app.Checkpoint, error) {
	return func(s scanner) (app.Checkpoint, error) {
		c := app.Checkpoint{Institution: institution}
		err := s.Scan(&c.N, &c.Size, fixed(c.Root[:]), moment{&c.At}, &c.Note)
		return c, err
	}
}

// Checkpoints returns the checkpoints with numbers below the given one, the newest first, with their countersignatures.
func (d *DB) Checkpoints(ctx context.Context, institution string, below int64, limit int) ([]app.Checkpoint, error) {
	found, err := list(ctx, d, scanCheckpoint(institution), sqlChecks, institution, below, int64(limit))
	if err != nil {
		return nil, fmt.Errorf("checkpoints: %w", err)
	}
	if len(found) == 0 {
		return nil, nil
	}
	signed, err := list(ctx, d, func(s scanner) (x cosigned, err error) {
		err = s.Scan(&x.n, &x.Witness, moment{&x.At}, &x.Line)
		return x, err
	}, sqlCosigned, institution, found[len(found)-1].N, found[0].N)
	if err != nil {
		return nil, fmt.Errorf("countersignatures: %w", err)
	}
	for _, x := range signed {
		for i := range found {
			if found[i].N == x.n {
				found[i].Cosigned = append(found[i].Cosigned, x.Cosignature)
			}
		}
	}
	return found, nil
}

// cosigned is a countersignature with the number of its checkpoint.
type cosigned struct {
	n int64
	app.Cosignature
}

// AddCosignature keeps the countersignature of a checkpoint; one that the witness has given already stays.
func (d *DB) AddCosignature(ctx context.Context, institution string, n int64, c app.Cosignature) error {
	return d.exec(ctx, sqlAddCosign, institution, n, c.Witness, micros(c.At), c.Line)
}

// LastCosigned returns the newest checkpoint that a witness has countersigned, without countersignatures.
func (d *DB) LastCosigned(ctx context.Context, institution, witness string) (*app.Checkpoint, error) {
	return find(ctx, d, scanCheckpoint(institution), sqlLastCosigned, institution, witness)
}
