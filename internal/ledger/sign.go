package ledger

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// The kinds of signature of C2SP signed-note that are known here.
const (
	kindNote        = 1 // over the note
	kindCosignature = 4 // of a witness, over the note and an instant
)

// Key is a private key with the name it signs under: the origin of a log, or the name of a witness.
type Key struct {
	Name    string
	Private ed25519.PrivateKey
}

// Public returns the key as others write it down to check signatures with: NAME+HASH+BASE64. cosigning tells that it is the key of
// a witness.
func (k Key) Public(cosigning bool) string {
	p := k.tagged(cosigning)
	return fmt.Sprintf("%s+%08x+%s", k.Name, k.hash(cosigning), base64.StdEncoding.EncodeToString(p))
}

func (k Key) tagged(cosigning bool) []byte {
	kind := byte(kindNote)
	if cosigning {
		kind = kindCosignature
	}
	public, _ := k.Private.Public().(ed25519.PublicKey) // it is one, by its documentation
	return append([]byte{kind}, public...)
}

func (k Key) hash(cosigning bool) uint32 { return keyHash(k.Name, k.tagged(cosigning)) }

func keyHash(name string, tagged []byte) uint32 {
	sum := sha256.Sum256(append([]byte(name+"\n"), tagged...))
	return binary.BigEndian.Uint32(sum[:])
}

// signer signs notes with a key.
type signer struct {
	name string
	hash uint32
	sign func(text []byte) []byte
}

func (s signer) Name() string                     { return s.name }
func (s signer) KeyHash() uint32                  { return s.hash }
func (s signer) Sign(text []byte) ([]byte, error) { return s.sign(text), nil }

// Sign returns the text, which ends with a line break, as a note that is signed with all keys.
func Sign(text string, keys ...Key) ([]byte, error) {
	signers := make([]note.Signer, len(keys))
	for i, k := range keys {
		signers[i] = signer{k.Name, k.hash(false), func(text []byte) []byte { return ed25519.Sign(k.Private, text) }}
	}
	return note.Sign(&note.Note{Text: text}, signers...)
}

// Cosign returns the line by which a witness countersigns a checkpoint, which it has checked, at an instant: C2SP
// tlog-cosignature.
func Cosign(text string, k Key, at time.Time) ([]byte, error) {
	when := at.Unix()
	if when < 1 {
		return nil, errors.New("a countersignature before 1970")
	}
	s := signer{k.Name, k.hash(true), func(text []byte) []byte {
		return append(binary.BigEndian.AppendUint64(nil, uint64(when)), ed25519.Sign(k.Private, cosigned(text, uint64(when)))...)
	}}
	signed, err := note.Sign(&note.Note{Text: text}, s)
	if err != nil {
		return nil, err
	}
	return bytes.TrimPrefix(signed, []byte(text+"\n")), nil
}

func cosigned(text []byte, when uint64) []byte {
	return fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", when, text)
}

// Verifier checks signatures of one public key of a log or a witness.
type Verifier = note.Verifier

// verifier is a Verifier of the two kinds that are known here.
type verifier struct {
	name   string
	hash   uint32
	kind   byte
	public ed25519.PublicKey
}

func (v verifier) Name() string    { return v.name }
func (v verifier) KeyHash() uint32 { return v.hash }

func (v verifier) Verify(text, sig []byte) bool {
	if v.kind == kindNote {
		return ed25519.Verify(v.public, text, sig)
	}
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	when := binary.BigEndian.Uint64(sig)
	return when > 0 && when < 1<<62 && ed25519.Verify(v.public, cosigned(text, when), sig[8:])
}

// ErrKey is for what is no public key.
var ErrKey = errors.New("this is no public key; it is written NAME+HASH+BASE64")

// ParseKey reads a public key of a log or of a witness.
func ParseKey(text string) (Verifier, error) {
	name, rest, _ := strings.Cut(text, "+")
	hash, encoded, _ := strings.Cut(rest, "+")
	key, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != kindNote && key[0] != kindCosignature {
		return nil, ErrKey
	}
	h, err := strconv.ParseUint(hash, 16, 32)
	if err != nil || len(hash) != 8 || uint32(h) != keyHash(name, key) || !ValidName(name) {
		return nil, ErrKey
	}
	return verifier{name, uint32(h), key[0], key[1:]}, nil
}

// IsWitness tells whether a public key is that of a witness and not that of a log.
func IsWitness(v Verifier) bool {
	own, ok := v.(verifier)
	return ok && own.kind == kindCosignature
}

// ValidName tells whether keys can have that name: without blanks and plus signs.
func ValidName(name string) bool {
	return name != "" && !strings.ContainsAny(name, "+") && len(strings.Fields(name)) == 1 && strings.Fields(name)[0] == name
}

// Open checks a signed checkpoint against the keys of its log, one of which suffices, and returns it with what was signed.
func Open(signed []byte, keys ...Verifier) (Checkpoint, *note.Note, error) {
	n, err := note.Open(signed, note.VerifierList(keys...))
	if err != nil {
		return Checkpoint{}, nil, fmt.Errorf("signature of the checkpoint: %w", err)
	}
	c, err := ParseCheckpoint(n.Text)
	if err != nil {
		return Checkpoint{}, nil, err
	}
	for _, s := range n.Sigs {
		if s.Name == c.Origin {
			return c, n, nil
		}
	}
	return Checkpoint{}, nil, errors.New("the checkpoint is of another log than its signatures")
}

// CosignedAt checks the line of a witness among the signatures of a checkpoint and returns when it was signed.
func CosignedAt(signed []byte, witness Verifier) (time.Time, error) {
	n, err := note.Open(signed, note.VerifierList(witness))
	if err != nil {
		return time.Time{}, fmt.Errorf("countersignature: %w", err)
	}
	sig, err := base64.StdEncoding.DecodeString(n.Sigs[0].Base64)
	if err != nil || len(sig) != 4+8+ed25519.SignatureSize {
		return time.Time{}, errors.New("this is no countersignature with an instant")
	}
	return time.Unix(int64(binary.BigEndian.Uint64(sig[4:])), 0).UTC(), nil
}
