package app

import (
	"cmp"
	"context"
	"errors"
	"math/bits"
	"slices"
	"strings"

	"jikim/internal/core/open"
	"jikim/internal/ledger"
)

// LedgerReport is what a check of the ledger went through, and the first difference that it found.
type LedgerReport struct {
	Leaves, Nodes, Checkpoints int64
	Fault                      *LedgerFault // nil: none
}

// LedgerFault is a difference: Key is a sentence of the catalogues, Args name and fill its placeholders.
type LedgerFault struct {
	Key  string
	Args []any
}

// Error returns the key.
func (f *LedgerFault) Error() string { return f.Key }

// Name is the key without what all such keys begin with: what programs may rely on.
func (f *LedgerFault) Name() string { return strings.TrimPrefix(f.Key, faultPrefix) }

const faultPrefix = "ledger.fault."

func differs(key string, args ...any) error { return &LedgerFault{faultPrefix + key, args} }

// CheckLedger compares every fact with its leaf, the leaves with the nodes of the tree, and the tree with every checkpoint of the
// journal, and names the first difference. What is recorded meanwhile is passed over. progress is told how many leaves were
// gone through, of twice as many as there are; may be nil. For administrators and the system.
func (s *Service) CheckLedger(ctx context.Context, a Actor, progress func(done int64)) (*LedgerReport, error) {
	if !a.System && !a.Role.AtLeast(Admin) {
		return nil, denied()
	}
	size, err := s.store.LogSize(ctx, a.Institution)
	if err != nil {
		return nil, err
	}
	c := &ledgerCheck{Service: s, institution: a.Institution, size: size, seen: make([]uint64, size/64+1), progress: progress}
	err = c.run(ctx)
	c.report.Leaves = size
	errors.As(err, &c.report.Fault)
	if c.report.Fault != nil {
		err = nil
	}
	return &c.report, err
}

// ledgerCheck is a check that is going on.
type ledgerCheck struct {
	*Service
	institution string
	size        int64
	seen        []uint64 // a bit for each leaf whose fact was found
	nodes       map[place]ledger.Hash
	journal     []Checkpoint // those that were not yet compared, in their order
	signed      int64        // how many leaves the newest of them covers
	done        int64
	progress    func(int64)
	report      LedgerReport
}

func (c *ledgerCheck) run(ctx context.Context) error {
	for _, part := range []func(context.Context) error{c.facts, c.readNodes, c.readJournal, c.tree} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}

// step counts a leaf that was gone through.
func (c *ledgerCheck) step() {
	if c.done++; c.progress != nil && c.done%leavesAtOnce == 0 {
		c.progress(c.done)
	}
}

// facts goes through facts and leaves side by side, both by case and sequence number. Facts are read first: a fact that was
// committed has its leaf then.
func (c *ledgerCheck) facts(ctx context.Context) error {
	at, seq := "", int64(0)
	for {
		facts, err := c.store.FactsAfter(ctx, c.institution, at, seq, leavesAtOnce)
		if err != nil {
			return err
		}
		leaves, err := c.store.LeavesAfter(ctx, c.institution, at, seq, leavesAtOnce)
		if err != nil {
			return err
		}
		if len(facts) == 0 && len(leaves) == 0 {
			return c.allSeen()
		}
		taken, err := c.pairs(facts, leaves)
		if err != nil {
			return err
		}
		at, seq = taken.Case, taken.Seq
	}
}

// pairs compares facts with leaves and returns the place up to which both were gone through. A list that is full goes on
// behind its end, of which nothing can be said yet.
func (c *ledgerCheck) pairs(facts []PlacedFact, leaves []PlacedLeaf) (upTo PlacedLeaf, err error) {
	names := c.openNames(c.institution)
	for moreFacts, moreLeaves := len(facts) == leavesAtOnce, len(leaves) == leavesAtOnce; len(facts) > 0 || len(leaves) > 0; {
		if len(facts) == 0 && moreFacts || len(leaves) == 0 && moreLeaves {
			return upTo, nil
		}
		switch order := placed(facts, leaves); {
		case order < 0:
			return upTo, differs("no_leaf", "case", facts[0].Case, "seq", facts[0].Seq)
		case order > 0 && leaves[0].N < c.size:
			return upTo, differs("no_fact", "n", leaves[0].N, "case", leaves[0].Case, "seq", leaves[0].Seq)
		case order == 0:
			if err := c.pair(&facts[0], &leaves[0], names); err != nil {
				return upTo, err
			}
			facts = facts[1:]
		}
		upTo, leaves = leaves[0], leaves[1:]
	}
	return upTo, nil
}

// placed tells whether the next fact stands before, at or after the place of the next leaf.
func placed(facts []PlacedFact, leaves []PlacedLeaf) int {
	switch {
	case len(facts) == 0:
		return 1
	case len(leaves) == 0:
		return -1
	}
	return cmp.Or(strings.Compare(facts[0].Case, leaves[0].Case), cmp.Compare(facts[0].Seq, leaves[0].Seq))
}

// pair compares a fact with its leaf.
func (c *ledgerCheck) pair(f *PlacedFact, l *PlacedLeaf, names open.Names) error {
	form := open.Of(&f.Fact, names)
	if open.Commit(l.Salt, open.Encode(&form)) != l.Digest {
		return differs("changed", "n", l.N, "case", l.Case, "seq", l.Seq)
	}
	if l.N >= 0 && l.N < c.size {
		c.seen[l.N/64] |= 1 << (l.N % 64)
		c.step()
	}
	return nil
}

// allSeen tells whether there was a leaf with each number.
func (c *ledgerCheck) allSeen() error {
	for i, word := range c.seen {
		if n := int64(i)*64 + int64(bits.TrailingZeros64(^word)); word != ^uint64(0) && n < c.size {
			return differs("gap", "n", n)
		}
	}
	return nil
}

// tree goes through the leaves in their order, with the nodes and the checkpoints beside them.
func (c *ledgerCheck) tree(ctx context.Context) error {
	var f ledger.Frontier
	if err := c.reached(&f, nil); err != nil {
		return err
	}
	for f.Size() < c.size {
		some, err := c.store.Leaves(ctx, c.institution, f.Size(), min(c.size, f.Size()+leavesAtOnce))
		if err != nil {
			return err
		}
		if len(some) == 0 {
			return differs("gap", "n", f.Size())
		}
		for i := range some {
			if some[i].N != f.Size() {
				return differs("gap", "n", f.Size())
			}
			if err := c.reached(&f, f.Add(some[i].Digest[:])); err != nil {
				return err
			}
			c.step()
		}
	}
	for at := range c.nodes {
		return differs("node", "level", at.level, "n", at.n) // of a place where there is nothing to make it of
	}
	return nil
}

// reached compares the nodes that are complete with those on record, and the checkpoints of the size that is reached with the root.
func (c *ledgerCheck) reached(f *ledger.Frontier, complete []ledger.Node) error {
	for _, n := range complete {
		at := place{n.Level, n.N}
		if kept, there := c.nodes[at]; there && kept != n.Hash || !there && f.Size() <= c.signed {
			return differs("node", "level", n.Level, "n", n.N)
		}
		delete(c.nodes, at)
		c.report.Nodes++
	}
	for ; len(c.journal) > 0 && c.journal[0].Size == f.Size(); c.journal = c.journal[1:] {
		if c.journal[0].Root != f.Root() {
			return differs("root", "checkpoint", c.journal[0].N, "size", c.journal[0].Size)
		}
		c.report.Checkpoints++
	}
	return nil
}

// place is where a node stands.
type place struct {
	level int
	n     int64
}

// readNodes reads the nodes on record, but those that were made of what was recorded meanwhile.
func (c *ledgerCheck) readNodes(ctx context.Context) error {
	c.nodes = map[place]ledger.Hash{}
	err := c.store.EachNode(ctx, c.institution, func(n ledger.Node) error {
		c.nodes[place{n.Level, n.N}] = n.Hash
		return nil
	})
	if err != nil {
		return err
	}
	now, err := c.store.LogSize(ctx, c.institution)
	for at := range c.nodes {
		if end := (at.n + 1) << (ledger.Height * at.level); end > c.size && end <= now {
			delete(c.nodes, at)
		}
	}
	return err
}

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
