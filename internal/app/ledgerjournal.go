package app

import (
	"context"
	"slices"

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

// signedIs tells whether a checkpoint is signed, and says what the journal says.
func signedIs(p *Checkpoint, keys []ledger.Verifier) error {
	said, _, err := ledger.Open(p.Note, keys...)
	switch {
	case err != nil || len(keys) == 0:
		return differs("signature", "checkpoint", p.N)
	case said.Size != p.Size || said.Root != p.Root || said.Origin != keys[0].Name():
		return differs("note", "checkpoint", p.N)
	}
	return nil
}

// keys returns every key that the log was ever signed with, after a look at how they were handed over.
func (c *ledgerCheck) keys(ctx context.Context) ([]ledger.Verifier, error) {
	known, err := c.store.LogKeys(ctx, c.institution)
	if err != nil {
		return nil, err
	}
	var changes []ledger.KeyChange
	var keys []ledger.Verifier
	for i := range known {
		changes = append(changes, known[i].KeyChange)
		if ledger.CheckKeys(changes) != nil {
			return nil, differs("keys", "change", i+1)
		}
		if known[i].Ends {
			continue
		}
		k, err := ledger.ParseKey(known[i].Public)
		if err != nil {
			return nil, differs("keys", "change", i+1)
		}
		keys = append(keys, k)
	}
	return keys, nil
}
