// Package seal keeps what citizens tell an office unreadable to whoever holds only the database: it seals texts, makes
// private links that cannot be guessed, and blinds search words. Its keys live in a file of their own, apart from the
// database, and with them those that sign the ledger.
package seal

import (
	"crypto/ed25519"
	"errors"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	"github.com/tink-crypto/tink-go/v2/signature"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// The faults of this package. None of them carries a text, a token or a key.
var (
	// ErrOpen: the text was not sealed with these keys for this place: another key file, a text moved to another case, or
	// bytes that were changed.
	ErrOpen = errors.New("the sealed text does not belong here or was changed")
	// ErrToken: the token of a private link is not genuine.
	ErrToken = errors.New("the link is not genuine")
	// ErrExposed: the key file can be read by others than its owner.
	ErrExposed = errors.New("the key file can be read by others; allow only its owner (0600)")
	// ErrKeyFile: the key file cannot be read with this key-encryption key, or is no key file.
	ErrKeyFile = errors.New("the key file cannot be read")
)

// Keys seals, opens and blinds. It is immutable and safe for concurrent use.
type Keys struct {
	aead tink.AEAD
	prf  *prf.Set
	sets [3]*keyset.Handle // aead, prf, signing: what a key file holds
	sign []ed25519.PrivateKey
	new  bool // the signing key is yet to be kept: the file was made before there was a ledger
}

// Make returns new random keys that are not kept anywhere: for tests and for the making of a key file.
func Make() (*Keys, error) {
	a, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("making the sealing key: %w", err)
	}
	p, err := keyset.NewHandle(prf.HMACSHA256PRFKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("making the blinding key: %w", err)
	}
	s, err := newSigner()
	if err != nil {
		return nil, err
	}
	return from(a, p, s)
}

func newSigner() (*keyset.Handle, error) {
	s, err := keyset.NewHandle(signature.ED25519KeyWithoutPrefixTemplate())
	if err != nil {
		return nil, fmt.Errorf("making the signing key: %w", err)
	}
	return s, nil
}

func from(a, p, s *keyset.Handle) (*Keys, error) {
	k := &Keys{sets: [3]*keyset.Handle{a, p, s}}
	var err error
	if k.aead, err = aead.New(a); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKeyFile, err)
	}
	if k.prf, err = prf.NewPRFSet(p); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKeyFile, err)
	}
	if k.sign, err = signing(s); err != nil {
		return nil, err
	}
	return k, nil
}

// Rotated returns keys that seal with a new key and open what the old ones sealed. The blinding key stays: links and the
// search index would be lost with it.
func (k *Keys) Rotated() (*Keys, error) {
	m := keyset.NewManagerFromHandle(k.sets[0])
	id, err := m.Add(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("adding a sealing key: %w", err)
	}
	if err := m.SetPrimary(id); err != nil {
		return nil, fmt.Errorf("using the new sealing key: %w", err)
	}
	h, err := m.Handle()
	if err != nil {
		return nil, fmt.Errorf("using the new sealing key: %w", err)
	}
	return from(h, k.sets[1], k.sets[2])
}

// Place is where a sealed text belongs. It is bound to the text: sealed for one place, it opens at no other.
type Place struct{ Institution, Case, Name string }

// bytes is unambiguous: the parts are separated by a byte that identifiers never hold.
func (p Place) bytes() []byte {
	b := make([]byte, 0, len(p.Institution)+len(p.Case)+len(p.Name)+2)
	b = append(append(b, p.Institution...), 0)
	b = append(append(b, p.Case...), 0)
	return append(b, p.Name...)
}

// Seal encrypts a text for its place.
func (k *Keys) Seal(p Place, text []byte) ([]byte, error) {
	c, err := k.aead.Encrypt(text, p.bytes())
	if err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	return c, nil
}

// Open decrypts a text at its place; ErrOpen when it does not belong there.
func (k *Keys) Open(p Place, cipher []byte) ([]byte, error) {
	t, err := k.aead.Decrypt(cipher, p.bytes())
	if err != nil {
		return nil, ErrOpen // the cause says nothing more, and must say nothing of the text
	}
	return t, nil
}

// MaxBlind is the most bytes Blind returns.
const MaxBlind = 32

// Blind returns n bytes (at most MaxBlind) that only these keys can make from the words: the same each time, and without
// meaning for anyone else. domain keeps uses apart.
func (k *Keys) Blind(domain string, n int, words ...string) []byte {
	size := len(domain)
	for _, w := range words {
		size += 1 + len(w)
	}
	in := make([]byte, 0, size)
	in = append(in, domain...)
	for _, w := range words {
		in = append(append(in, 0), w...)
	}
	out, err := k.prf.ComputePrimaryPRF(in, uint32(n))
	if err != nil {
		panic(fmt.Sprintf("seal.Blind: %v", err)) // only a length above MaxBlind: a mistake of the program
	}
	return out
}
