package storetest

import (
	"errors"
	"testing"
	"time"

	"jikim/internal/app"
)

func proofs(t *testing.T, s app.Store) {
	ctx := t.Context()
	p := app.Proof{Institution: Institution, ID: "p1", Way: app.ByEmail, Address: []byte("\x00address"), Origin: []byte("origin"), Code: []byte("code\xff"),
		Outcome: app.ProofPending, CreatedAt: Start, ExpiresAt: Start.Add(time.Minute)}
	must(t, s.AddProof(ctx, &p))
	if err := s.AddProof(ctx, &p); err == nil {
		t.Error("a code was kept twice under one name")
	}
	got, err := s.Proof(ctx, Institution, "p1")
	must(t, err)
	same(t, "as kept", *got, p)
	must(t, s.TryProof(ctx, Institution, "p1", 0))
	for name, err := range map[string]error{
		"a try that was counted already":  s.TryProof(ctx, Institution, "p1", 0),
		"an unknown code":                 s.TryProof(ctx, Institution, "p9", 0),
		"a code of another institution":   s.TryProof(ctx, "chuncheon", "p1", 1),
		"a use by another institution":    s.UseProof(ctx, "chuncheon", "p1", Start),
		"a use of a code that nobody has": s.UseProof(ctx, Institution, "p9", Start),
	} {
		if !errors.Is(err, app.ErrConflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
	must(t, s.SettleProof(ctx, Institution, "p1", app.ProofSent))
	must(t, s.UseProof(ctx, Institution, "p1", Start.Add(time.Second)))
	if err := s.UseProof(ctx, Institution, "p1", Start.Add(time.Second)); !errors.Is(err, app.ErrConflict) {
		t.Errorf("used twice: %v", err)
	}
	if err := s.TryProof(ctx, Institution, "p1", 1); !errors.Is(err, app.ErrConflict) {
		t.Errorf("a used code was tried: %v", err)
	}
	p.Tries, p.Outcome, p.UsedAt = 1, app.ProofSent, Start.Add(time.Second)
	got, err = s.Proof(ctx, Institution, "p1")
	must(t, err)
	same(t, "used", *got, p)

	second := app.Proof{Institution: Institution, ID: "p2", Way: app.BySMS, Address: []byte("other"), Origin: []byte("origin"), Code: []byte("c"),
		Outcome: app.ProofPending, CreatedAt: Start.Add(time.Minute), ExpiresAt: Start.Add(time.Hour)}
	must(t, s.AddProof(ctx, &second))
	third := second
	third.Institution, third.ID = "chuncheon", "p3"
	must(t, s.AddProof(ctx, &third))
	for _, c := range []struct {
		address, origin string
		after           time.Time
		want            app.ProofCount
	}{
		{"other", "origin", Start.Add(-time.Second), app.ProofCount{Address: 1, Origin: 2, Office: 2, Last: second.CreatedAt}},
		{"other", "origin", Start, app.ProofCount{Address: 1, Origin: 1, Office: 1, Last: second.CreatedAt}},
		{"none", "none", Start.Add(-time.Second), app.ProofCount{Office: 2}},
		{"none", "none", Start.Add(time.Hour), app.ProofCount{}},
	} {
		n, err := s.CountProofs(ctx, Institution, []byte(c.address), []byte(c.origin), c.after)
		must(t, err)
		same(t, "count for "+c.address, n, c.want)
	}
	must(t, s.PruneProofs(ctx, Institution, Start.Add(time.Minute)))
	if _, err := s.Proof(ctx, Institution, "p1"); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("an old code: %v", err)
	}
	_, err = s.Proof(ctx, Institution, "p2")
	must(t, err)
	_, err = s.Proof(ctx, "chuncheon", "p3")
	must(t, err)
}
