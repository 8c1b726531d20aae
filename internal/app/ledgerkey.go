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

// LogKey is a change of the keys that checkpoints are signed with.
type LogKey struct {
	ledger.KeyChange
	At time.Time
}

// ErrSigner: the key file lacks the key that the ledger is signed with.
var ErrSigner = errors.New("the key file does not hold the key that the ledger is signed with")

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

// LedgerName is what the ledger is called.
type LedgerName struct {
	Name  string
	Fixed bool // something was signed under it, so that it stays for good
	// Public is what a ledger would be called that is first signed now: after the public address, when there is one.
	Public string
}

// LedgerName returns what the ledger is called. Anybody may see it.
func (s *Service) LedgerName(ctx context.Context, institution string) (LedgerName, error) {
	known, err := s.store.LogKeys(ctx, institution)
	if err != nil {
		return LedgerName{}, err
	}
	return LedgerName{s.origin(institution, known), len(known) > 0, s.origin(institution, nil)}, nil
}

// LogKeys returns the changes of the keys that checkpoints are signed with, in their order. Anybody may see them.
func (s *Service) LogKeys(ctx context.Context, institution string) ([]LogKey, error) {
	return s.store.LogKeys(ctx, institution)
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
