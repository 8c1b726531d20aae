package verify

import (
	"context"
	"encoding/base64"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"jikim/internal/core/fact"
	"jikim/internal/core/open"
	"jikim/internal/core/publication"
	"jikim/internal/ledger"
)

// What can be found wrong with a receipt.
const (
	ReceiptOther    Code = "receipt_other"    // it is of another ledger
	ReceiptUnsigned Code = "receipt_unsigned" // no key of the ledger has signed what it says
	ReceiptPath     Code = "receipt_path"     // the path in it does not lead to the signed root
	ReceiptAltered  Code = "receipt_altered"  // the open facts have another entry at that place
)

// Receipt is what a citizen's proof was found to be worth.
type Receipt struct {
	*Report
	Fact   fact.Fact // open form
	N      int64
	Signed bool     // the path leads to a checkpoint that the ledger has signed
	Open   bool     // the open facts have it
	In     []string // publications in whose period it happened and whose ledger has it
}

// CheckReceipt checks a proof that a citizen has kept: against the keys of the ledger and, when its entry is open, against the open
// facts. Of the options From and Known count. An error means that it could not be done.
func CheckReceipt(ctx context.Context, o Options, file []byte) (*Receipt, error) {
	p, err := open.ParseProof(file)
	if err != nil {
		return nil, err
	}
	l, f, err := p.Line()
	if err != nil {
		return nil, err
	}
	v := &verification{Report: &Report{}, Options: o}
	if err := v.readIndex(ctx); err != nil {
		return nil, err
	}
	if err := v.checkKeys(ctx); err != nil {
		return nil, err
	}
	r := &Receipt{Report: v.Report, Fact: f, N: p.N}
	if p.Origin != v.index.Origin {
		v.found(ReceiptOther, p.N, "origin", p.Origin)
		return r, nil
	}
	v.receiptPath(r, p, &l)
	return r, v.receiptOpen(ctx, r, &l)
}

// receiptPath checks the path of a proof that has one.
func (v *verification) receiptPath(r *Receipt, p *open.Proof, l *open.Line) {
	if p.Checkpoint == "" {
		return
	}
	c, _, err := ledger.OpenBy([]byte(p.Checkpoint), v.keys)
	if err != nil || c.Origin != p.Origin {
		v.found(ReceiptUnsigned, l.N)
		return
	}
	path := make([]tlog.Hash, len(p.Path))
	for i, text := range p.Path {
		b, err := base64.StdEncoding.DecodeString(text)
		if err != nil || len(b) != tlog.HashSize {
			v.found(ReceiptPath, l.N)
			return
		}
		copy(path[i][:], b)
	}
	digest := open.Commit(l.Salt, l.Form)
	if err := ledger.CheckInclusion(path, c.Size, c.Root, l.N, digest[:]); err != nil {
		v.found(ReceiptPath, l.N)
		return
	}
	r.Signed = true
}

// receiptOpen looks for the entry among the open facts, and for the publications that it was counted in.
func (v *verification) receiptOpen(ctx context.Context, r *Receipt, l *open.Line) error {
	if l.N >= v.Size {
		return nil
	}
	n := int(l.N / open.ChunkSize)
	b, err := v.chunk(ctx, n)
	if err != nil || b == nil {
		return err
	}
	want := string(open.AppendLine(nil, l))
	err = open.Lines(b, func(_ int, have open.Line) error {
		r.Open = r.Open || have.N == l.N && string(open.AppendLine(nil, &have)) == want
		return nil
	})
	if err != nil {
		v.found(Unreadable, l.N, "what", fmt.Sprintf("facts/%06d: %v", n, err))
	}
	if !r.Open {
		v.found(ReceiptAltered, l.N, "n", l.N)
		return nil
	}
	for _, f := range v.index.Publications {
		b, err := v.file(ctx, f)
		if err != nil {
			return err
		}
		if p, err := publication.Decode(b); b != nil && err == nil && p.Has(l.N, r.Fact.At) {
			r.In = append(r.In, p.ID)
		}
	}
	return nil
}
