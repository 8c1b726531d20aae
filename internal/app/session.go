package app

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"hash/maphash"
	"strings"
	"time"
)

// mustChange stands before the hash of a password that an administrator has given.
const mustChange = "!change"

// noHash is checked when there is no such account, so that the time of an answer does not tell which logins exist.
const noHash = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// doorSeed spreads logins over the doors.
var doorSeed = maphash.MakeSeed()

func badLogin() error { return &Fault{Kind: Login, Key: "fault.login"} }

// login is Login. Attempts on one login go one after the other, so that many at once are no more guesses than few.
func (s *Service) login(ctx context.Context, institution, login, password, from string) (string, Actor, error) {
	login = strings.ToLower(strings.TrimSpace(login))
	door := &s.doors[maphash.String(doorSeed, institution+"\x00"+login)%uint64(len(s.doors))]
	door.Lock()
	defer door.Unlock()
	acc, err := s.store.AccountByLogin(ctx, institution, login)
	if errors.Is(err, ErrNotFound) {
		_, err := s.checkPassword(ctx, noHash, password)
		return "", Actor{}, errors.Join(badLogin(), err)
	}
	if err != nil {
		return "", Actor{}, fmt.Errorf("login: %w", err)
	}
	now := s.Now()
	if until := lockedUntil(acc); until.After(now) {
		return "", Actor{}, &Fault{Kind: Locked, Key: "fault.locked", Until: until}
	}
	ok, err := s.checkPassword(ctx, acc.Password, password)
	if err != nil {
		return "", Actor{}, fmt.Errorf("login: %w", err)
	}
	if !ok || acc.Disabled {
		acc.Failures, acc.FailedAt = acc.Failures+1, now
		if err := s.store.PutAccount(ctx, acc); err != nil {
			return "", Actor{}, fmt.Errorf("login: %w", err)
		}
		return "", Actor{}, badLogin()
	}
	if acc.Failures > 0 {
		acc.Failures, acc.FailedAt = 0, time.Time{}
		if err := s.store.PutAccount(ctx, acc); err != nil {
			return "", Actor{}, fmt.Errorf("login: %w", err)
		}
	}
	secret, err := s.openSession(ctx, acc, now)
	if err != nil {
		return "", Actor{}, err
	}
	return secret, actorOf(acc, from), nil
}

// lockedUntil returns until when an account is locked: a minute after the fifth failure in a row, twice as long after each
// further one, at most a day.
func lockedUntil(a *Account) time.Time {
	if a.Failures < MaxFailures {
		return time.Time{}
	}
	lock := time.Minute << min(a.Failures-MaxFailures, 11)
	return a.FailedAt.Add(min(lock, 24*time.Hour))
}

// actorOf returns the actor of an account. Whoever has to change his password first has no role until then.
// ActorOf returns the actor of an account, for the command line: who runs it holds the keys of the office. For the system.
func (s *Service) ActorOf(ctx context.Context, a Actor, login string) (Actor, error) {
	if !a.System {
		return Actor{}, denied()
	}
	found, err := s.store.AccountByLogin(ctx, a.Institution, login)
	if errors.Is(err, ErrNotFound) || err == nil && found.Disabled {
		return Actor{}, unknown()
	}
	if err != nil {
		return Actor{}, fmt.Errorf("finding an account: %w", err)
	}
	return actorOf(found, ""), nil
}

func actorOf(a *Account, from string) Actor {
	actor := Actor{Institution: a.Institution, Account: a.ID, Name: a.Name, Role: a.Role, Department: a.Department, Desk: a.Desk, From: from}
	if strings.HasPrefix(a.Password, mustChange) {
		actor.MustChange, actor.Role = true, NoRole
	}
	return actor
}

// openSession makes a session with a new secret: nothing known before the login is worth anything after it.
func (s *Service) openSession(ctx context.Context, a *Account, now time.Time) (string, error) {
	raw := make([]byte, 32)
	rand.Read(raw)
	secret := base64.RawURLEncoding.EncodeToString(raw)
	err := s.store.PutSession(ctx, &Session{Institution: a.Institution, Hash: sessionHash(secret), Account: a.ID, CreatedAt: now,
		ExpiresAt: now.Add(SessionTotal), SeenAt: now})
	if err != nil {
		return "", fmt.Errorf("session: %w", err)
	}
	return secret, nil
}

func sessionHash(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// seenEvery is how often a session in use is written: not at every click.
const seenEvery = time.Minute

// authenticate is Authenticate.
func (s *Service) authenticate(ctx context.Context, institution, secret, from string) (Actor, error) {
	ended := &Fault{Kind: Login, Key: "fault.session"}
	if secret == "" || len(secret) > 100 {
		return Actor{}, ended
	}
	hash := sessionHash(secret)
	ses, err := s.store.Session(ctx, institution, hash)
	if errors.Is(err, ErrNotFound) {
		return Actor{}, ended
	}
	if err != nil {
		return Actor{}, fmt.Errorf("session: %w", err)
	}
	now := s.Now()
	if !ses.ExpiresAt.After(now) || now.Sub(ses.SeenAt) > SessionIdle {
		if err := s.store.DeleteSession(ctx, institution, hash); err != nil && !errors.Is(err, ErrNotFound) {
			return Actor{}, fmt.Errorf("session: %w", err)
		}
		return Actor{}, ended
	}
	acc, err := s.store.Account(ctx, institution, ses.Account)
	if errors.Is(err, ErrNotFound) || err == nil && acc.Disabled {
		return Actor{}, ended
	}
	if err != nil {
		return Actor{}, fmt.Errorf("session: %w", err)
	}
	if now.Sub(ses.SeenAt) >= seenEvery {
		ses.SeenAt = now
		if err := s.store.PutSession(ctx, ses); err != nil {
			return Actor{}, fmt.Errorf("session: %w", err)
		}
	}
	return actorOf(acc, from), nil
}

// logout is Logout.
func (s *Service) logout(ctx context.Context, institution, secret string) error {
	err := s.store.DeleteSession(ctx, institution, sessionHash(secret))
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}
