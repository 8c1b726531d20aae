package app

import (
	"context"
	"slices"
	"strings"

	"jikim/internal/ledger"
)

// readJournal reads the checkpoints, after a look at keys, signatures and what the notes say, but those that were made meanwhile.
func (c *ledgerCheck) readJournal(ctx context.Context) error {
	keys, err := c.keys(ctx)
	if err != nil {
		return err
	}
	for below := int64(maxNumber); ; below = c.journal[len(c.journal)-1].N {
		page, err := c.store.Checkpoints(ctx, c.institution, below, leavesAtOnce)
		if err != nil {
			return err
		}
		for i := range page {
			if err := signedIs(&page[i], keys); err != nil {
				return err
			}
			page[i].Note, page[i].Cosigned = nil, nil // there may be a million of them
		}
		if c.journal = append(c.journal, page...); len(page) < leavesAtOnce {
			break
		}
	}
	slices.Reverse(c.journal)
	for i := range c.journal {
		if p := &c.journal[i]; p.N != int64(i)+1 || p.Size < c.signed {
			return differs("journal", "checkpoint", int64(i)+1)
		}
		c.signed = c.journal[i].Size
	}
	now, err := c.store.LogSize(ctx, c.institution)
	if err == nil && c.signed > now {
		return differs("more_signed", "checkpoint", len(c.journal), "size", c.signed, "leaves", now)
	}
	c.journal = slices.DeleteFunc(c.journal, func(p Checkpoint) bool { return p.Size > c.size })
	return err
}

// signedIs tells whether a checkpoint is signed by a key that was in use, and says what the journal says.
func signedIs(p *Checkpoint, keys []ledger.KeyChange) error {
	said, _, err := ledger.OpenBy(p.Note, keys)
	switch {
	case err != nil:
		return differs("signature", "checkpoint", p.N)
	case said.Size != p.Size || said.Root != p.Root || !strings.HasPrefix(keys[0].Public, said.Origin+"+"):
		return differs("note", "checkpoint", p.N)
	}
	return nil
}

// keys returns the changes of the log's keys, after a look at how they were handed over.
func (c *ledgerCheck) keys(ctx context.Context) ([]ledger.KeyChange, error) {
	known, err := c.store.LogKeys(ctx, c.institution)
	if err != nil {
		return nil, err
	}
	var changes []ledger.KeyChange
	for i := range known {
		if changes = append(changes, known[i].KeyChange); ledger.CheckKeys(changes) != nil {
			return nil, differs("keys", "change", i+1)
		}
	}
	return changes, nil
}
