package app

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"jikim/internal/seal"
)

// createToken is CreateToken.
func (s *Service) createToken(ctx context.Context, a Actor, n NewToken) (*Token, string, error) {
	if !a.Staff() || !a.Role.AtLeast(Admin) {
		return nil, "", denied()
	}
	f := &form{}
	n.Name = f.line("name", n.Name, true)
	if err := s.tokenOf(ctx, a, f, &n); err != nil {
		return nil, "", err
	}
	f.scopes(&n)
	if n.Days < 1 || n.Days > MostTokenDays {
		f.fault("days", "fault.token_days", "most", MostTokenDays)
	}
	if err := f.err(); err != nil {
		return nil, "", err
	}
	raw := make([]byte, 32)
	rand.Read(raw)
	secret := TokenPrefix + base64.RawURLEncoding.EncodeToString(raw)
	now := s.Now()
	t := &Token{Institution: a.Institution, ID: s.newID(), Name: n.Name, Account: n.Account, Device: n.Device, Scopes: n.Scopes,
		Secret: sessionHash(secret), CreatedAt: now, CreatedBy: a.Account, ExpiresAt: now.AddDate(0, 0, n.Days)}
	if err := s.store.PutToken(ctx, t); err != nil {
		return nil, "", fmt.Errorf("making a token: %w", err)
	}
	return t.shown(), secret, nil
}

// tokenOf checks whose token it is to be.
func (s *Service) tokenOf(ctx context.Context, a Actor, f *form, n *NewToken) error {
	switch {
	case n.Account != "" && n.Device != "":
		f.fault("account", "fault.choice")
	case n.Account != "":
		acc, err := s.store.Account(ctx, a.Institution, n.Account)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return fmt.Errorf("making a token: %w", err)
		}
		if err != nil || acc.Disabled {
			f.fault("account", "fault.choice")
		}
	case n.Device != "":
		d, err := s.store.Device(ctx, a.Institution, n.Device)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return fmt.Errorf("making a token: %w", err)
		}
		if err != nil || d.Revoked {
			f.fault("account", "fault.choice")
		}
	}
	return nil
}

// scopes checks the scopes of a token: some, each known and suiting who it is for. They are put in order, each once.
func (f *form) scopes(n *NewToken) {
	for _, scope := range n.Scopes {
		switch device := slices.Contains(DeviceScopes(), scope); {
		case !slices.Contains(Scopes(), scope):
			f.fault("scopes", "fault.choice")
		case device != (n.Device != ""), n.Account == "" && n.Device == "" && scope != PetitionWrite:
			f.fault("scopes", "fault.token_scope")
		default:
			continue
		}
		return
	}
	if len(n.Scopes) == 0 {
		f.fault("scopes", "fault.required")
	}
	n.Scopes = slices.DeleteFunc(Scopes(), func(s Scope) bool { return !slices.Contains(n.Scopes, s) })
}

// shown is the token without its secret.
func (t *Token) shown() *Token {
	out := *t
	out.Secret = nil
	return &out
}

// revokeToken is RevokeToken.
func (s *Service) revokeToken(ctx context.Context, a Actor, id string) error {
	if !a.Staff() || !a.Role.AtLeast(Admin) {
		return denied()
	}
	list, err := s.store.ListTokens(ctx, a.Institution)
	if err != nil {
		return fmt.Errorf("revoking a token: %w", err)
	}
	i := slices.IndexFunc(list, func(t Token) bool { return t.ID == id })
	if i < 0 {
		return unknown()
	}
	list[i].Revoked = true
	if err := s.store.PutToken(ctx, &list[i]); err != nil {
		return fmt.Errorf("revoking a token: %w", err)
	}
	return nil
}

// listTokens is ListTokens.
func (s *Service) listTokens(ctx context.Context, a Actor) ([]Token, error) {
	if !a.Staff() || !a.Role.AtLeast(Admin) {
		return nil, denied()
	}
	list, err := s.store.ListTokens(ctx, a.Institution)
	for i := range list {
		list[i] = *list[i].shown()
	}
	return list, err
}

// authenticateToken is AuthenticateToken.
func (s *Service) authenticateToken(ctx context.Context, institution, secret, from string) (Actor, *Token, error) {
	refused := &Fault{Kind: Login, Key: "fault.token"}
	if !strings.HasPrefix(secret, TokenPrefix) || len(secret) > 100 {
		return Actor{}, nil, refused
	}
	t, err := s.store.TokenOf(ctx, institution, sessionHash(secret))
	if errors.Is(err, ErrNotFound) {
		return Actor{}, nil, refused
	}
	if err != nil {
		return Actor{}, nil, fmt.Errorf("token: %w", err)
	}
	now := s.Now()
	if t.Revoked || !t.ExpiresAt.After(now) {
		return Actor{}, nil, refused
	}
	a, err := s.actorOfToken(ctx, t, from)
	if errors.Is(err, ErrNotFound) {
		return Actor{}, nil, refused
	}
	if err != nil {
		return Actor{}, nil, fmt.Errorf("token: %w", err)
	}
	if now.Sub(t.SeenAt) >= seenEvery {
		if err := s.store.SeeToken(ctx, institution, t.ID, now); errors.Is(err, ErrConflict) {
			return Actor{}, nil, refused
		} else if err != nil {
			return Actor{}, nil, fmt.Errorf("token: %w", err)
		}
	}
	return a, t.shown(), nil
}

// actorOfToken returns whose name a token acts in. ErrNotFound when that account or device may not do anything any more; a
// token never outlives what it was made for.
func (s *Service) actorOfToken(ctx context.Context, t *Token, from string) (Actor, error) {
	switch {
	case t.Account != "":
		acc, err := s.store.Account(ctx, t.Institution, t.Account)
		if err != nil {
			return Actor{}, err
		}
		if a := actorOf(acc, from); !acc.Disabled && !a.MustChange {
			return a, nil
		}
		return Actor{}, ErrNotFound
	case t.Device != "":
		d, err := s.store.Device(ctx, t.Institution, t.Device)
		if err != nil {
			return Actor{}, err
		}
		if d.Revoked {
			return Actor{}, ErrNotFound
		}
		return d.actor(from), nil
	}
	return Citizen(t.Institution, from), nil
}

// replyFor is how long the answer to a write of a program is kept, to be given again to the same key.
const replyFor = 24 * time.Hour

// Reply is the answer that a program got for a write, kept so that the same key gets the same answer. Its body is sealed: it
// may hold the private link of a citizen.
type Reply struct {
	Institution, ID string // see ReplyID
	Digest          []byte // of what was asked
	Status          int
	Body            []byte // sealed in the store
	At              time.Time
}

// ReplyID names a write by who asks, what is asked for and the key, so that the keys of two programs never meet. It serves as
// the idempotency key of the use case, too. The time within a UUIDv7 key is kept, by which the use case keeps the cases of one day
// together in the store: with others, each petition is written to another place of each index, which halves what an office can take in.
func (s *Service) ReplyID(a Actor, token, operation, key string) string {
	name := s.keys.Blind("reply", 32, a.Institution, token, operation, key)
	if u, err := uuid.Parse(key); err == nil && u.Version() == 7 {
		return timed(u, name).String()
	}
	return base64.RawURLEncoding.EncodeToString(name)
}

// ReplyDigest is a blinded digest of what was asked: texts of citizens are not to be guessed from it.
func (s *Service) ReplyDigest(a Actor, body []byte) []byte {
	return s.keys.Blind("reply body", 32, a.Institution, string(body))
}

// FindReply returns the answer that was given to a write; nil when there was none within a day. A fault when something else was
// asked under the same key.
func (s *Service) FindReply(ctx context.Context, a Actor, id string, digest []byte) (*Reply, error) {
	r, err := s.store.Reply(ctx, a.Institution, id)
	if errors.Is(err, ErrNotFound) || err == nil && s.Now().Sub(r.At) >= replyFor {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("looking for an answer: %w", err)
	}
	if !slices.Equal(r.Digest, digest) {
		return nil, &Fault{Kind: Invalid, Key: "fault.key_reused", Fields: []FieldFault{{Field: "Idempotency-Key", Key: "fault.key_reused"}}}
	}
	r.Body, err = s.keys.Open(replyPlace(r), r.Body)
	return r, err
}

// KeepReply keeps the answer to a write.
func (s *Service) KeepReply(ctx context.Context, a Actor, r Reply) error {
	r.Institution, r.At = a.Institution, s.Now()
	var err error
	if r.Body, err = s.keys.Seal(replyPlace(&r), r.Body); err != nil {
		return fmt.Errorf("keeping an answer: %w", err)
	}
	if err := s.store.PutReply(ctx, &r); err != nil {
		return fmt.Errorf("keeping an answer: %w", err)
	}
	return nil
}

func replyPlace(r *Reply) seal.Place {
	return seal.Place{Institution: r.Institution, Case: "reply", Name: r.ID}
}
