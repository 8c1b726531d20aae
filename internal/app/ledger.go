package app

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"jikim/internal/ledger"
)

// Checkpoint is what the office commits itself to: all leaves that were committed by then, under one root.
type Checkpoint struct {
	Institution string
	N           int64 // of the journal, from 1
	Size        int64 // how many leaves it covers
	Root        ledger.Hash
	At          time.Time
	Note        []byte // signed, in the form of C2SP tlog-checkpoint
	Cosigned    []Cosignature
}

// Signed returns the note with the countersignatures under it.
func (c *Checkpoint) Signed() []byte {
	out := slices.Clone(c.Note)
	for _, s := range c.Cosigned {
		out = append(out, s.Line...)
	}
	return out
}

// Cosignature is the line of a witness under a checkpoint.
type Cosignature struct {
	Witness string // its name
	At      time.Time
	Line    []byte
}

// LogKey is a change of the keys that checkpoints are signed with.
type LogKey struct {
	ledger.KeyChange
	At time.Time
}

// How often checkpoints are made by themselves: at most, while facts are recorded, and at least.
const (
	checkpointAtMost  = 10 * time.Second
	checkpointAtLeast = 24 * time.Hour
)

// ErrForked: the leaves that a checkpoint was signed for are no longer those that are there. Nothing is signed any more until
// somebody has looked: jikim ledger check names the place.
var ErrForked = errors.New("the ledger is not the one that was signed before")

// ErrSigner: the key file lacks the key that the ledger is signed with.
var ErrSigner = errors.New("the key file does not hold the key that the ledger is signed with")

// logSource reads an institution's log from the store.
type logSource struct {
	store       Store
	institution string
}

// Records returns the records of leaves.
func (l logSource) Records(ctx context.Context, from, until int64) ([][]byte, error) {
	leaves, err := l.store.Leaves(ctx, l.institution, from, until)
	if err != nil {
		return nil, err
	}
	out := make([][]byte, 0, len(leaves))
	for i := range leaves {
		if leaves[i].N != from+int64(i) {
			break // a gap: what is missing is noticed by the number of records
		}
		out = append(out, leaves[i].Digest[:])
	}
	return out, nil
}

// Nodes returns nodes of the tree.
func (l logSource) Nodes(ctx context.Context, level int, from, until int64) ([]ledger.Hash, error) {
	return l.store.Nodes(ctx, l.institution, level, from, until)
}

func (s *Service) tree(institution string) ledger.Tree {
	return ledger.Tree{Source: logSource{s.store, institution}}
}

// Checkpoint returns a checkpoint that covers every fact committed before the call. It makes one unless the newest does.
func (s *Service) Checkpoint(ctx context.Context, institution string) (*Checkpoint, error) {
	return s.checkpoint(ctx, institution, func(last *Checkpoint, size int64) bool { return last == nil || size > last.Size })
}

// checkpoint makes a checkpoint if one is due, and returns the newest. When another node was faster it looks again.
func (s *Service) checkpoint(ctx context.Context, institution string, due func(last *Checkpoint, size int64) bool) (*Checkpoint, error) {
	s.logMu.Lock() // of this process one at a time: the work is the same
	defer s.logMu.Unlock()
	for try := range turnTries {
		c, err := s.tryCheckpoint(ctx, institution, due)
		switch {
		case err == nil:
			return c, nil
		case !errors.Is(err, ErrConflict):
			return nil, fmt.Errorf("checkpoint: %w", err)
		}
		if err := pause(ctx, try); err != nil {
			return nil, err
		}
	}
	return nil, &Fault{Kind: Busy, Key: "fault.busy", err: ErrConflict}
}

func (s *Service) tryCheckpoint(ctx context.Context, institution string, due func(*Checkpoint, int64) bool) (*Checkpoint, error) {
	last, err := s.lastCheckpoint(ctx, institution)
	if err != nil {
		return nil, err
	}
	known, err := s.store.LogKeys(ctx, institution)
	if err != nil {
		return nil, err
	}
	size, err := s.store.LogSize(ctx, institution)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	hand, err := s.hand(institution, known, size, now)
	if err != nil {
		return nil, err
	}
	if len(hand.changes) == 0 && !due(last, size) {
		return last, nil
	}
	next := Checkpoint{Institution: institution, N: 1, Size: size, At: now}
	if next.Root, err = s.grow(ctx, institution, size, last); err != nil {
		return nil, err
	}
	if last != nil {
		next.N = last.N + 1
		if next.At.Before(last.At) { // the clock of this node is behind
			next.At = last.At
		}
	}
	if next.Note, err = ledger.Sign(ledger.Checkpoint{Origin: hand.origin, Size: size, Root: next.Root}.Text(), hand.keys...); err != nil {
		return nil, fmt.Errorf("signing: %w", err)
	}
	return &next, s.store.AddCheckpoint(ctx, &next, len(known), hand.changes)
}

// grow brings the tree to a size and returns its root, after a look whether it still begins with what was signed last.
func (s *Service) grow(ctx context.Context, institution string, size int64, last *Checkpoint) (root ledger.Hash, err error) {
	tree := s.tree(institution)
	have, err := s.store.CountNodes(ctx, institution)
	if err != nil {
		return root, err
	}
	for {
		nodes, err := tree.Grow(ctx, size, have)
		if err != nil {
			return root, err
		}
		if len(nodes) == 0 {
			break
		}
		if err := s.store.AddNodes(ctx, institution, nodes); err != nil {
			return root, err
		}
		for i := range nodes {
			if nodes[i].Level == 1 {
				have = nodes[i].N + 1
			}
		}
	}
	if last != nil {
		if size < last.Size {
			return root, ErrForked
		}
		old, err := tree.Root(ctx, last.Size)
		if err != nil {
			return root, err
		}
		if old != last.Root {
			return root, ErrForked
		}
	}
	return tree.Root(ctx, size)
}

// hand is who signs the next checkpoint, and what changes with it.
type hand struct {
	origin  string
	keys    []ledger.Key
	changes []LogKey
}

// hand compares the keys of the key file with those on record. A key of ours that is new begins; one on record that is older than
// all of ours has been taken out, and ends. A node whose key file is behind knows less, and signs with what it has.
func (s *Service) hand(institution string, known []LogKey, size int64, now time.Time) (*hand, error) {
	h := &hand{origin: s.origin(institution, known)}
	ended := map[string]bool{}
	var record []ledger.KeyChange
	for i := range known {
		record = append(record, known[i].KeyChange)
		ended[known[i].Public] = known[i].Ends
	}
	active := ledger.Active(record)
	var fresh []ledger.Key
	oldest := len(active)
	for _, private := range s.keys.Signing() {
		k := ledger.Key{Name: h.origin, Private: private}
		public := k.Public(false)
		if gone, there := ended[public]; !there {
			fresh = append(fresh, k)
		} else if !gone {
			oldest = min(oldest, slices.Index(active, public))
			h.keys = append(h.keys, k)
		}
	}
	if len(known) > 0 && len(h.keys) == 0 {
		return nil, ErrSigner
	}
	for _, k := range fresh {
		h.keys = append(h.keys, k)
		if err := h.change(ledger.KeyChange{Public: k.Public(false), Size: size}, now); err != nil {
			return nil, err
		}
	}
	for _, public := range active[:min(oldest, len(active))] {
		if err := h.change(ledger.KeyChange{Public: public, Ends: true, Size: size}, now); err != nil {
			return nil, err
		}
	}
	return h, nil
}

// change signs a change of keys with all that are in use by now.
func (h *hand) change(c ledger.KeyChange, now time.Time) (err error) {
	if c.Note, err = ledger.Sign(c.Text(), h.keys...); err != nil {
		return fmt.Errorf("signing a change of keys: %w", err)
	}
	h.changes = append(h.changes, LogKey{c, now})
	return nil
}

// origin returns the name of the log, which never changes once something was signed: the office's public address with the
// institution or, when nobody has said an address by then, the institution with what nobody else has, a digest of its first key.
func (s *Service) origin(institution string, known []LogKey) string {
	if len(known) > 0 {
		name, _, _ := strings.Cut(known[0].Public, "+")
		return name
	}
	_, address, _ := strings.Cut(s.public, "://")
	if name := address + "/" + institution; address != "" && ledger.ValidName(name) {
		return name
	}
	own := sha256.Sum256(s.keys.Signing()[0][ed25519.SeedSize:]) // the second half of a private key is the public one
	return institution + "/" + hex.EncodeToString(own[:8])
}

func (s *Service) lastCheckpoint(ctx context.Context, institution string) (*Checkpoint, error) {
	last, err := s.store.Checkpoints(ctx, institution, maxNumber, 1)
	if err != nil || len(last) == 0 {
		return nil, err
	}
	return &last[0], nil
}

// maxNumber is above every number of a checkpoint.
const maxNumber = 1 << 62

// LastCheckpoint returns the newest checkpoint with its countersignatures; an Unknown fault before the first. Anybody may see it.
func (s *Service) LastCheckpoint(ctx context.Context, institution string) (*Checkpoint, error) {
	c, err := s.lastCheckpoint(ctx, institution)
	if err == nil && c == nil {
		return nil, unknown()
	}
	return c, err
}

// Checkpoints returns a page of the journal: those with numbers below the given one, the newest first. Anybody may see it.
func (s *Service) Checkpoints(ctx context.Context, institution string, below int64, limit int) ([]Checkpoint, error) {
	return s.store.Checkpoints(ctx, institution, below, limit)
}

// LogKeys returns the changes of the keys that checkpoints are signed with, in their order. Anybody may see them.
func (s *Service) LogKeys(ctx context.Context, institution string) ([]LogKey, error) {
	return s.store.LogKeys(ctx, institution)
}

// Inclusion returns the proof that leaf n is one of the first size leaves, as the checkpoint of that size says; an Unknown fault
// when no checkpoint covers so many. Anybody may see it.
func (s *Service) Inclusion(ctx context.Context, institution string, n, size int64) ([]ledger.Hash, error) {
	if err := s.covered(ctx, institution, size); err != nil {
		return nil, err
	}
	if n < 0 || n >= size {
		return nil, unknown()
	}
	return s.tree(institution).Inclusion(ctx, n, size)
}

// Consistency returns the proof that the first until leaves begin with the first from, at least one; an Unknown fault when no
// checkpoint covers so many. Anybody may see it.
func (s *Service) Consistency(ctx context.Context, institution string, from, until int64) ([]ledger.Hash, error) {
	if err := s.covered(ctx, institution, until); err != nil {
		return nil, err
	}
	if from < 1 || from > until {
		return nil, unknown()
	}
	return s.tree(institution).Consistency(ctx, from, until)
}

// covered tells whether the newest checkpoint covers that many leaves.
func (s *Service) covered(ctx context.Context, institution string, size int64) error {
	last, err := s.LastCheckpoint(ctx, institution)
	if err == nil && size > last.Size {
		return unknown()
	}
	return err
}

// LogTile returns a tile of the log by its path after "tile/", and whether it never changes; an Unknown fault when no checkpoint
// covers it. Anybody may see it.
func (s *Service) LogTile(ctx context.Context, institution, path string) (bytes []byte, full bool, err error) {
	tile, err := ledger.ParseTile(path)
	if err != nil {
		return nil, false, unknown()
	}
	last, err := s.LastCheckpoint(ctx, institution)
	if err != nil {
		return nil, false, err
	}
	if !tile.In(last.Size) {
		return nil, false, unknown()
	}
	bytes, err = s.tree(institution).Tile(ctx, tile)
	return bytes, tile.Full(), err
}

// KeepLedger makes a checkpoint when something was recorded since the last, some seconds after it, and once a day in any case.
// For the engine, which calls it every few seconds.
func (s *Service) KeepLedger(ctx context.Context, institution string) error {
	now := s.Now()
	_, err := s.checkpoint(ctx, institution, func(last *Checkpoint, size int64) bool {
		if last == nil {
			return true
		}
		since := now.Sub(last.At)
		return size > last.Size && (since >= checkpointAtMost || since < 0) || since >= checkpointAtLeast
	})
	return err
}

// SigningKey is a key that checkpoints were or are signed with.
type SigningKey struct {
	Public string    `json:"key"`  // as readers write it down
	From   int64     `json:"from"` // how many leaves the first checkpoint covers that it signed
	FromAt time.Time `json:"from_at"`
	// Until is how many leaves there were when it was retired, and UntilAt when that was; nil while it is in use.
	Until   *int64     `json:"until"`
	UntilAt *time.Time `json:"until_at"`
}

// SigningKeys returns the keys that checkpoints were and are signed with, in the order in which they began. Anybody may see them.
func (s *Service) SigningKeys(ctx context.Context, institution string) ([]SigningKey, error) {
	changes, err := s.store.LogKeys(ctx, institution)
	if err != nil {
		return nil, err
	}
	var keys []SigningKey
	for i := range changes {
		c := &changes[i]
		if !c.Ends {
			keys = append(keys, SigningKey{Public: c.Public, From: c.Size, FromAt: c.At})
			continue
		}
		for k := range keys {
			if keys[k].Public == c.Public {
				keys[k].Until, keys[k].UntilAt = &c.Size, &c.At
			}
		}
	}
	return keys, nil
}
