package verify

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"

	"jikim/internal/core/open"
	"jikim/internal/ledger"
)

// checkKeys follows the keys of the ledger from the first on, compares them with those that are remembered, and takes the signed
// checkpoint.
func (v *verification) checkKeys(context.Context) error {
	for _, k := range v.index.Keys {
		v.keys = append(v.keys, ledger.KeyChange{Public: k.Public, Ends: k.Ends, Size: k.Size, Note: []byte(k.Note)})
	}
	active := ledger.Active(v.keys)
	if err := ledger.CheckKeys(v.keys); err != nil {
		v.found(KeyChanged, -1, "what", err.Error())
	}
	if v.Known != nil && (v.Known.Origin != v.index.Origin || !ledger.GoesOn(v.keys, v.Known.Keys)) {
		v.found(KeyUnknown, -1, "origin", v.index.Origin)
		v.keys = nil
	}
	c, _, err := ledger.OpenBy([]byte(v.index.Checkpoint), v.keys)
	if err != nil || c.Origin != v.index.Origin || c.Size != v.index.Size {
		v.found(Signature, -1, "size", v.index.Size)
		return nil
	}
	v.signed = &c
	v.Root = &Root{Origin: v.index.Origin, Keys: active, Checkpoint: v.index.Checkpoint}
	return nil
}

// journalled is how many leaves there were at an instant, by a checkpoint of the journal or by a publication.
type journalled struct {
	at   int64 // microseconds since 1970
	size int64
}

// checkRoots compares the tree with the checkpoint, with what is remembered, and with everything that the office has signed before.
func (v *verification) checkRoots(ctx context.Context) error {
	whole := v.signed != nil && v.tree.root(v.Size) == v.signed.Root
	if v.signed != nil && !whole {
		v.Root = nil
		v.found(RootDiffers, -1, "size", v.Size)
		if err := v.locate(ctx); err != nil {
			return err
		}
	}
	v.checkKnown()
	if err := v.checkJournal(ctx); err != nil {
		return err
	}
	v.checkWitnesses(whole)
	return nil
}

// checkKnown compares with what is remembered.
func (v *verification) checkKnown() {
	if v.Known == nil || v.Known.Checkpoint == "" {
		return
	}
	var keys []ledger.Verifier
	for _, k := range v.Known.Keys {
		if key, err := ledger.ParseKey(k); err == nil {
			keys = append(keys, key)
		}
	}
	c, _, err := ledger.Open([]byte(v.Known.Checkpoint), keys...)
	switch {
	case err != nil:
		v.found(KeyUnknown, -1, "origin", v.Known.Origin)
	case c.Size > v.Size:
		v.found(Shrunk, -1, "size", v.Size, "was", c.Size)
	case v.tree.root(c.Size) != c.Root:
		v.found(Forked, -1, "size", c.Size)
	}
}

// checkJournal compares with the checkpoints that the office has signed. Those that were signed for more than is open are left for the
// next time.
func (v *verification) checkJournal(ctx context.Context) error {
	b, err := v.file(ctx, v.index.Journal)
	if err != nil || b == nil {
		return err
	}
	var journal open.Journal
	if err := json.Unmarshal(b, &journal); err != nil {
		v.found(FileDigest, -1, "path", v.index.Journal.Path)
		return nil
	}
	for _, s := range journal {
		c, _, err := ledger.OpenBy([]byte(s.Note), v.keys)
		at, bad := parseTime(s.At)
		if err = errors.Join(err, bad); err != nil || c.Origin != v.index.Origin {
			v.found(Signature, -1, "size", c.Size)
			continue
		}
		if c.Size > v.Size {
			continue
		}
		v.Checkpoints++
		if v.tree.root(c.Size) != c.Root {
			v.found(Rewritten, -1, "size", c.Size, "at", at)
			continue // of another history nothing follows for this one
		}
		v.journal = append(v.journal, journalled{at.UnixMicro(), c.Size})
		v.countersigned(c.Size, []byte(s.Note))
	}
	return nil
}

// orderJournal brings the journal into the order of sizes. The instants are the office's word: of a size that is said to be older than a
// smaller one, the later instant counts.
func (v *verification) orderJournal() {
	slices.SortFunc(v.journal, func(a, b journalled) int { return cmp.Or(cmp.Compare(a.size, b.size), cmp.Compare(a.at, b.at)) })
	for i := 1; i < len(v.journal); i++ {
		v.journal[i].at = max(v.journal[i].at, v.journal[i-1].at)
	}
}
