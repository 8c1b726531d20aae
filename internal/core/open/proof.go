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

// Line returns the line of open facts that the proof speaks of, and its fact.
func (p *Proof) Line() (Line, fact.Fact, error) {
	l := Line{N: p.N, Form: []byte(p.Fact)}
	if len(p.Salt) != saltLength || !readSalt(&l.Salt, []byte(p.Salt)) {
		return Line{}, fact.Fact{}, errors.New("the salt of the proof cannot be read")
	}
	f, err := Decode(l.Form)
	return l, f, err
}

// SaltText writes a salt as proofs have it.
func SaltText(salt [16]byte) string { return hex.EncodeToString(salt[:]) }

// ParseProof reads a proof that was kept.
func ParseProof(b []byte) (*Proof, error) {
	var p Proof
	if err := json.Unmarshal(bytes.TrimSpace(b), &p); err != nil {
		return nil, errors.New("the file is no proof of an entry in the ledger")
	}
	switch {
	case p.Form == 0 && p.Fact == "":
		return nil, errors.New("the file is no proof of an entry in the ledger")
	case p.Form != Version:
		return nil, fmt.Errorf("the proof has form %d, which this program does not know", p.Form)
	case p.N < 0 || p.Origin == "" || len(p.Path) > 64:
		return nil, errors.New("the proof lacks the number of its entry or the name of the ledger")
	}
	_, _, err := p.Line()
	return &p, err
}
