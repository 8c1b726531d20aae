package store

import (
	"context"
	"strings"
	"time"

	"jikim/internal/app"
)

const (
	tokenColumns = `select id, name, account, device, scopes, secret, created_at, created_by, expires_at, seen_at, revoked from token `
	sqlTokenOf   = tokenColumns + `where institution = $1 and secret = $2`
	sqlTokens    = tokenColumns + `where institution = $1 order by name, id`
	sqlPutToken  = `insert into token
		(institution, id, name, account, device, scopes, secret, created_at, created_by, expires_at, seen_at, revoked)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		on conflict (institution, id) do update set name = excluded.name, account = excluded.account, device = excluded.device,
		scopes = excluded.scopes, secret = excluded.secret, created_at = excluded.created_at, created_by = excluded.created_by,
		expires_at = excluded.expires_at, seen_at = excluded.seen_at, revoked = excluded.revoked`
	sqlSeeToken = `update token set seen_at = $3 where institution = $1 and id = $2`

	sqlReply    = `select digest, status, body, at from reply where institution = $1 and id = $2`
	sqlPutReply = `insert into reply (institution, id, digest, status, body, at) values ($1, $2, $3, $4, $5, $6)
		on conflict (institution, id) do nothing`
	sqlPruneReplies = `delete from reply where institution = $1 and at < $2`
)

// PutToken makes or replaces a token.
func (d *DB) PutToken(ctx context.Context, t *app.Token) error {
	scopes := make([]string, len(t.Scopes))
	for i, s := range t.Scopes {
		scopes[i] = string(s)
	}
	return d.exec(ctx, sqlPutToken, t.Institution, t.ID, t.Name, t.Account, t.Device, strings.Join(scopes, " "), blob(t.Secret),
		micros(t.CreatedAt), t.CreatedBy, micros(t.ExpiresAt), micros(t.SeenAt), truth(t.Revoked))
}

func scanToken(institution string) func(scanner) (app.Token, error) {
	return func(s scanner) (app.Token, error) {
		t := app.Token{Institution: institution}
		var scopes string
		var revoked int64
		err := s.Scan(&t.ID, &t.Name, &t.Account, &t.Device, &scopes, &t.Secret, moment{&t.CreatedAt}, &t.CreatedBy, moment{&t.ExpiresAt},
			moment{&t.SeenAt}, &revoked)
		for _, scope := range strings.Fields(scopes) {
			t.Scopes = append(t.Scopes, app.Scope(scope))
		}
		t.Revoked = revoked != 0
		return t, err
	}
}

// TokenOf returns the token with that hash of a secret, revoked ones too.
func (d *DB) TokenOf(ctx context.Context, institution string, secret []byte) (*app.Token, error) {
	return find(ctx, d, scanToken(institution), sqlTokenOf, institution, secret)
}

// ListTokens returns all tokens by name, revoked ones too.
func (d *DB) ListTokens(ctx context.Context, institution string) ([]app.Token, error) {
	return list(ctx, d, scanToken(institution), sqlTokens, institution)
}

// SeeToken notes when a token was last seen. app.ErrConflict when there is none.
func (d *DB) SeeToken(ctx context.Context, institution, id string, at time.Time) error {
	return d.one(ctx, sqlSeeToken, institution, id, micros(at))
}

// PutReply keeps what a program was answered; an answer that is there already stays.
func (d *DB) PutReply(ctx context.Context, r *app.Reply) error {
	return d.exec(ctx, sqlPutReply, r.Institution, r.ID, blob(r.Digest), int64(r.Status), blob(r.Body), micros(r.At))
}

// Reply returns what a program was answered. app.ErrNotFound when nothing is kept.
func (d *DB) Reply(ctx context.Context, institution, id string) (*app.Reply, error) {
	return find(ctx, d, func(s scanner) (app.Reply, error) {
		r := app.Reply{Institution: institution, ID: id}
		var status int64
		err := s.Scan(&r.Digest, &status, &r.Body, moment{&r.At})
		r.Status = int(status)
		return r, err
	}, sqlReply, institution, id)
}

// PruneReplies forgets the answers that were given before an instant.
func (d *DB) PruneReplies(ctx context.Context, institution string, before time.Time) error {
	return d.exec(ctx, sqlPruneReplies, institution, micros(before))
}
