package seal

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"

	"github.com/tink-crypto/tink-go/v2/insecuresecretdataaccess"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/signature"
	tinked25519 "github.com/tink-crypto/tink-go/v2/signature/ed25519"
)

// ErrLastKey: the only signing key cannot be taken out.
var ErrLastKey = errors.New("there is only one signing key; add the new one first")

// Signing returns the keys that sign the ledger, in the order in which they were made: usually one, and during a hand-over two.
func (k *Keys) Signing() []ed25519.PrivateKey { return slices.Clone(k.sign) }

// SigningRotated returns keys that sign with one more key.
func (k *Keys) SigningRotated() (*Keys, error) {
	m := keyset.NewManagerFromHandle(k.sets[2])
	id, err := m.Add(signature.ED25519KeyWithoutPrefixTemplate())
	if err != nil {
		return nil, fmt.Errorf("adding a signing key: %w", err)
	}
	if err := m.SetPrimary(id); err != nil {
		return nil, fmt.Errorf("using the new signing key: %w", err)
	}
	h, err := m.Handle()
	if err != nil {
		return nil, fmt.Errorf("using the new signing key: %w", err)
	}
	return from(k.sets[0], k.sets[1], h)
}

// SigningRetired returns keys that sign with the newest key alone; ErrLastKey when there is no other.
func (k *Keys) SigningRetired() (*Keys, error) {
	if len(k.sign) < 2 {
		return nil, ErrLastKey
	}
	m := keyset.NewManagerFromHandle(k.sets[2])
	for i := range k.sets[2].Len() {
		e, err := k.sets[2].Entry(i)
		if err != nil {
			return nil, fmt.Errorf("taking out a signing key: %w", err)
		}
		if e.IsPrimary() {
			continue
		}
		if err := m.Delete(e.KeyID()); err != nil {
			return nil, fmt.Errorf("taking out a signing key: %w", err)
		}
	}
	h, err := m.Handle()
	if err != nil {
		return nil, fmt.Errorf("taking out a signing key: %w", err)
	}
	return from(k.sets[0], k.sets[1], h)
}

// signing takes the private keys out of a keyset, which signs notes of a form that Tink does not know.
func signing(h *keyset.Handle) ([]ed25519.PrivateKey, error) {
	keys := make([]ed25519.PrivateKey, 0, h.Len())
	for i := range h.Len() {
		e, err := h.Entry(i)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrKeyFile, err)
		}
		k, ok := e.Key().(*tinked25519.PrivateKey)
		if !ok {
			return nil, fmt.Errorf("%w: a signing key is none of Ed25519", ErrKeyFile)
		}
		keys = append(keys, ed25519.NewKeyFromSeed(k.PrivateKeyBytes().Data(insecuresecretdataaccess.Token{})))
	}
	return keys, nil
}
