package open

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"jikim/internal/core/fact"
)

// Proof is what a citizen keeps: that the office has put a fact, such as the receipt of a petition, into its ledger. It holds nothing
// that tells who the citizen is.
type Proof struct {
	Form        int    `json:"form"` // Version
	Institution string `json:"institution"`
	Origin      string `json:"origin"` // of the ledger
	N           int64  `json:"n"`      // leaf, counted from 0
	Salt        string `json:"salt"`   // hexadecimal
	// Fact is the encoded open form, as a text so that no program that reads and writes the file changes a byte of it.
	Fact string `json:"fact"`
	// Checkpoint is one that covers the leaf, and Path the hashes from the leaf to its root, in base64; both empty before there is one.
	Checkpoint string      `json:"checkpoint,omitempty"`
	Path       []string    `json:"path,omitempty"`
	Keys       []KeyChange `json:"keys,omitempty"`
}

// ErrProof is the fault of a file that is no proof, or of which a part is missing or cannot be read.
var ErrProof = errors.New("this is no proof of an entry in the ledger, or a part of it is missing")

// Line returns the line of open facts that the proof speaks of, and its fact. ErrProof when salt or fact cannot be read.
func (p *Proof) Line() (Line, fact.Fact, error) {
	l := Line{N: p.N, Form: []byte(p.Fact)}
	if len(p.Salt) != saltLength || !readSalt(&l.Salt, []byte(p.Salt)) {
		return Line{}, fact.Fact{}, fmt.Errorf("%w: its salt cannot be read", ErrProof)
	}
	f, err := Decode(l.Form)
	if err != nil {
		return Line{}, fact.Fact{}, fmt.Errorf("%w: its entry cannot be read: %w", ErrProof, err)
	}
	return l, f, nil
}

// SaltText writes a salt as proofs have it.
func SaltText(salt [16]byte) string { return hex.EncodeToString(salt[:]) }

// ParseProof reads a proof that was kept. Its errors are ErrProof.
func ParseProof(b []byte) (*Proof, error) {
	var p Proof
	if err := json.Unmarshal(bytes.TrimSpace(b), &p); err != nil || p.Form == 0 && p.Fact == "" {
		return nil, ErrProof
	}
	switch {
	case p.Form != Version:
		return nil, fmt.Errorf("%w: it has form %d, which this program does not know; take a newer one", ErrProof, p.Form)
	case p.N < 0 || p.Origin == "" || len(p.Path) > 64:
		return nil, fmt.Errorf("%w: the number of its entry or the name of the ledger", ErrProof)
	}
	if _, _, err := p.Line(); err != nil {
		return nil, err
	}
	return &p, nil
}
