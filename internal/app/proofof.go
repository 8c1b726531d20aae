package app

import (
	"context"
	"encoding/base64"
	"errors"
	"slices"

	"jikim/internal/core/fact"
	"jikim/internal/core/open"
	"jikim/internal/core/publication"
	"jikim/internal/ledger"
)

// entered are the kinds of facts by which somebody comes to the office with something, in the order in which one is looked for.
var entered = []fact.Kind{fact.CaseReceived, fact.ComplaintReceived, fact.OpinionReceived, fact.VisitArrived}

// ProofOf returns the proof that what the citizen came with stands in the ledger, for the private page; an Unknown fault when the case
// has nothing that could be proven.
func (s *Service) ProofOf(ctx context.Context, a Actor) (*open.Proof, error) {
	if err := linked(a); err != nil {
		return nil, err
	}
	stored, err := s.store.Load(ctx, a.Institution, a.Case)
	if errors.Is(err, ErrNotFound) {
		return nil, unknown()
	}
	if err != nil {
		return nil, err
	}
	at := -1
	for _, k := range entered {
		if at = slices.IndexFunc(stored.Facts, func(f fact.Fact) bool { return f.Kind == k }); at >= 0 {
			break
		}
	}
	if at < 0 {
		return nil, unknown()
	}
	leaf, err := s.LeafOf(ctx, a.Institution, a.Case, int64(at)+1)
	if err != nil {
		return nil, err
	}
	return s.proof(ctx, &LeafFact{*leaf, stored.Facts[at]}, a.Institution)
}

// proof makes the proof of a leaf, with the path to the newest checkpoint when that covers it.
func (s *Service) proof(ctx context.Context, l *LeafFact, institution string) (*open.Proof, error) {
	line, err := openLine(l, s.openNames(institution))
	if err != nil {
		return nil, err
	}
	keys, err := s.store.LogKeys(ctx, institution)
	if err != nil {
		return nil, err
	}
	p := &open.Proof{Form: open.Version, Institution: institution, Origin: s.origin(institution, keys), N: l.N, Salt: open.SaltText(l.Salt),
		Fact: string(line.Form)}
	c, err := s.lastCheckpoint(ctx, institution)
	if err != nil || c == nil || c.Size <= l.N {
		return p, err
	}
	path, err := s.Inclusion(ctx, institution, l.N, c.Size)
	if err != nil {
		return nil, err
	}
	p.Checkpoint, p.Keys = string(c.Signed()), openKeys(keys)
	for _, h := range path {
		p.Path = append(p.Path, base64.StdEncoding.EncodeToString(h[:]))
	}
	return p, nil
}

// ProofChecked is what a proof was found to be worth.
type ProofChecked struct {
	Proof *open.Proof
	Fact  fact.Fact // open form
	Here  bool      // the ledger has just that entry at that place
	// Signed tells whether the checkpoint in the proof is one of this ledger and covers the entry; false too when the proof has none.
	Signed bool
	Open   bool // it is among the open facts
	// In are the publications that it was counted in, the newest first; none of a period that is yet to be published.
	In []*publication.Publication
}

// CountedIn returns the publications that the entry of a proof was counted in, the newest first. Whether the ledger has the entry is
// CheckProof's to say. Anybody may ask.
func (s *Service) CountedIn(ctx context.Context, institution string, p *open.Proof) ([]*publication.Publication, error) {
	_, f, err := p.Line()
	if err != nil {
		return nil, invalid(FieldFault{Field: "proof", Key: "fault.proof"})
	}
	all, err := s.publicationsOf(ctx, institution)
	if err != nil {
		return nil, err
	}
	var in []*publication.Publication
	for _, one := range all {
		if one.Has(p.N, f.At) {
			in = append(in, one)
		}
	}
	return in, nil
}

// CheckProof compares a proof that somebody has kept with the ledger as it is now. Anybody may ask.
func (s *Service) CheckProof(ctx context.Context, institution string, file []byte) (*ProofChecked, error) {
	p, err := open.ParseProof(file)
	if err != nil {
		return nil, invalid(FieldFault{Field: "proof", Key: "fault.proof"})
	}
	l, f, err := p.Line()
	if err != nil {
		return nil, invalid(FieldFault{Field: "proof", Key: "fault.proof"})
	}
	out := &ProofChecked{Proof: p, Fact: f}
	digest := open.Commit(l.Salt, l.Form)
	here, err := s.store.Leaves(ctx, institution, p.N, p.N+1)
	if err != nil {
		return nil, err
	}
	out.Here = len(here) == 1 && here[0].Digest == digest
	keys, err := s.store.LogKeys(ctx, institution)
	if err != nil {
		return nil, err
	}
	out.Signed = p.Origin == s.origin(institution, keys) && signed(p, digest, keys)
	x, err := s.OpenIndex(ctx, institution)
	var fault *Fault
	if err != nil && !(errors.As(err, &fault) && fault.Kind == Unknown) {
		return nil, err
	}
	if out.Open = out.Here && x != nil && p.N < x.Size; !out.Open {
		return out, nil
	}
	out.In, err = s.CountedIn(ctx, institution, p)
	return out, err
}

// signed tells whether the checkpoint of a proof was signed by one of the keys and covers the leaf.
func signed(p *open.Proof, digest [32]byte, known []LogKey) bool {
	changes := make([]ledger.KeyChange, len(known))
	for i := range known {
		changes[i] = known[i].KeyChange
	}
	c, _, err := ledger.OpenBy([]byte(p.Checkpoint), changes)
	if err != nil || c.Origin != p.Origin {
		return false
	}
	path := make([]ledger.Hash, len(p.Path))
	for i, text := range p.Path {
		b, err := base64.StdEncoding.DecodeString(text)
		if err != nil || len(b) != len(path[i]) {
			return false
		}
		copy(path[i][:], b)
	}
	return ledger.CheckInclusion(path, c.Size, c.Root, p.N, digest[:]) == nil
}
