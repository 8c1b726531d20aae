package store

import (
	"context"
	"time"

	"jikim/internal/app"
)

// Codes live for minutes and are counted for an hour, so that there are a few hundred at most.
const (
	sqlProof = `select id, way, address, origin, code, outcome, created_at, expires_at, tries, used_at
		from proof where institution = $1 and id = $2`
	sqlAddProof = `insert into proof (institution, id, way, address, origin, code, outcome, created_at, expires_at, tries, used_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`
	sqlTryProof    = `update proof set tries = tries + 1 where institution = $1 and id = $2 and tries = $3 and used_at = 0`
	sqlUseProof    = `update proof set used_at = $3 where institution = $1 and id = $2 and used_at = 0`
	sqlSettleProof = `update proof set outcome = $3 where institution = $1 and id = $2`
	sqlCountProofs = `select count(*), coalesce(sum(case when address = $2 then 1 else 0 end), 0),
		coalesce(sum(case when origin = $3 then 1 else 0 end), 0), coalesce(max(case when address = $2 then created_at else 0 end), 0)
		from proof where institution = $1 and created_at > $4`
	sqlPruneProofs = `delete from proof where institution = $1 and created_at < $2`
)

// AddProof keeps a code that is about to be sent.
func (d *DB) AddProof(ctx context.Context, p *app.Proof) error {
	return d.exec(ctx, sqlAddProof, p.Institution, p.ID, string(p.Way), blob(p.Address), blob(p.Origin), blob(p.Code), p.Outcome,
		micros(p.CreatedAt), micros(p.ExpiresAt), int64(p.Tries), micros(p.UsedAt))
}

func scanProof(institution string) func(scanner) (app.Proof, error) {
	return func(s scanner) (app.Proof, error) {
		p := app.Proof{Institution: institution}
		var way string
		var tries int64
		err := s.Scan(&p.ID, &way, &p.Address, &p.Origin, &p.Code, &p.Outcome, moment{&p.CreatedAt}, moment{&p.ExpiresAt}, &tries, moment{&p.UsedAt})
		p.Way, p.Tries = app.Way(way), int(tries)
		return p, err
	}
}

// Proof returns a code that was sent. app.ErrNotFound when there is none.
func (d *DB) Proof(ctx context.Context, institution, id string) (*app.Proof, error) {
	return find(ctx, d, scanProof(institution), sqlProof, institution, id)
}

// TryProof counts a try of a code that has been tried that often. app.ErrConflict when it was tried or used meanwhile.
func (d *DB) TryProof(ctx context.Context, institution, id string, tries int) error {
	return d.one(ctx, sqlTryProof, institution, id, int64(tries))
}

// UseProof notes that a code has proven what it could. app.ErrConflict when it had before.
func (d *DB) UseProof(ctx context.Context, institution, id string, at time.Time) error {
	return d.one(ctx, sqlUseProof, institution, id, micros(at))
}

// SettleProof notes what became of the sending.
func (d *DB) SettleProof(ctx context.Context, institution, id, outcome string) error {
	return d.exec(ctx, sqlSettleProof, institution, id, outcome)
}

// CountProofs counts the codes that were made after an instant.
func (d *DB) CountProofs(ctx context.Context, institution string, address, origin []byte, after time.Time) (app.ProofCount, error) {
	counts, err := list(ctx, d, func(s scanner) (app.ProofCount, error) {
		var office, ofAddress, ofOrigin int64
		var c app.ProofCount
		err := s.Scan(&office, &ofAddress, &ofOrigin, moment{&c.Last})
		c.Office, c.Address, c.Origin = int(office), int(ofAddress), int(ofOrigin)
		return c, err
	}, sqlCountProofs, institution, blob(address), blob(origin), micros(after))
	if err != nil || len(counts) == 0 {
		return app.ProofCount{}, err
	}
	return counts[0], nil
}

// PruneProofs forgets the codes that were made before an instant.
func (d *DB) PruneProofs(ctx context.Context, institution string, before time.Time) error {
	return d.exec(ctx, sqlPruneProofs, institution, micros(before))
}
