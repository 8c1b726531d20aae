package app

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"jikim/internal/core/charter"
)

// setups keeps the one-time tokens of this process.
type setups struct {
	mu    sync.Mutex
	token map[string]string // by institution
}

func (s *Service) setup(ctx context.Context, institution string) (string, bool, error) {
	if has, err := s.hasAdmin(ctx, institution, ""); err != nil || has {
		return "", false, err
	}
	s.setups.mu.Lock()
	defer s.setups.mu.Unlock()
	if s.setups.token == nil {
		s.setups.token = map[string]string{}
	}
	if s.setups.token[institution] == "" {
		raw := make([]byte, 16)
		rand.Read(raw)
		s.setups.token[institution] = hex.EncodeToString(raw)
	}
	return s.setups.token[institution], true, nil
}

// hasAdmin tells whether an administrator other than the given one can log in.
func (s *Service) hasAdmin(ctx context.Context, institution, except string) (bool, error) {
	accounts, err := s.store.ListAccounts(ctx, institution)
	if err != nil {
		return false, fmt.Errorf("listing accounts: %w", err)
	}
	return slices.ContainsFunc(accounts, func(a Account) bool { return a.Role == Admin && !a.Disabled && a.ID != except }), nil
}

// createFirst is CreateFirst. The lock is held to the end, so that the token makes one administrator.
func (s *Service) createFirst(ctx context.Context, institution, token string, n NewAccount) error {
	s.setups.mu.Lock()
	defer s.setups.mu.Unlock()
	want := s.setups.token[institution]
	if want == "" || subtle.ConstantTimeCompare([]byte(want), []byte(token)) != 1 {
		return denied()
	}
	if has, err := s.hasAdmin(ctx, institution, ""); err != nil || has {
		return errors.Join(denied(), err)
	}
	n.Role = Admin
	if n.Password == "" {
		return invalid(FieldFault{Field: "password", Key: "fault.required"})
	}
	if _, _, err := s.makeAccount(ctx, institution, n, false); err != nil {
		return err
	}
	delete(s.setups.token, institution)
	return nil
}

// createAccount is CreateAccount.
func (s *Service) createAccount(ctx context.Context, a Actor, n NewAccount) (*Account, string, error) {
	if !a.System && !a.Role.AtLeast(Admin) {
		return nil, "", denied()
	}
	return s.makeAccount(ctx, a.Institution, n, !a.System)
}

// makeAccount makes an account. A password that somebody else knows has to be changed at the first login.
func (s *Service) makeAccount(ctx context.Context, institution string, n NewAccount, change bool) (*Account, string, error) {
	return s.makeAccountAs(ctx, institution, s.newID(), n, change)
}

func (s *Service) makeAccountAs(ctx context.Context, institution, id string, n NewAccount, change bool) (*Account, string, error) {
	n.Login = strings.ToLower(strings.TrimSpace(n.Login))
	f := &form{}
	f.account(s.charters.At(institution, s.Now()), &n)
	if len(n.Login) < 3 || len(n.Login) > 40 || strings.Trim(n.Login, "abcdefghijklmnopqrstuvwxyz0123456789.-_") != "" {
		f.fault("login", "fault.login_form")
	}
	password := n.Password
	made := password == ""
	if made {
		password = newPassword()
	}
	if key := passwordFault(password, n.Login); key != "" {
		f.fault("password", key, "least", MinPassword)
	}
	if _, err := s.store.AccountByLogin(ctx, institution, n.Login); err == nil {
		f.fault("login", "fault.login_taken")
	} else if !errors.Is(err, ErrNotFound) {
		return nil, "", fmt.Errorf("making an account: %w", err)
	}
	if err := f.err(); err != nil {
		return nil, "", err
	}
	hash, err := s.hashPassword(ctx, password)
	if err != nil {
		return nil, "", err
	}
	if change || made {
		hash = mustChange + hash
	}
	acc := &Account{Institution: institution, ID: id, Login: n.Login, Password: hash, CreatedAt: s.Now()}
	acc.take(&n)
	if err := s.store.PutAccount(ctx, acc); errors.Is(err, ErrConflict) {
		return nil, "", invalid(FieldFault{Field: "login", Key: "fault.login_taken"})
	} else if err != nil {
		return nil, "", fmt.Errorf("making an account: %w", err)
	}
	s.desk.forget(institution)
	shown := *acc
	shown.Password = ""
	if !made {
		password = ""
	}
	return &shown, password, nil
}

func (a *Account) take(n *NewAccount) {
	a.Name, a.Role, a.Department, a.Desk, a.Duty, a.Phone = n.Name, n.Role, n.Department, n.Desk, n.Duty, n.Phone
}

// account checks what an administrator enters.
func (f *form) account(ch *charter.Charter, n *NewAccount) {
	n.Name = f.line("name", n.Name, true)
	p := Position{Department: n.Department, Desk: n.Desk, Duty: n.Duty, Phone: n.Phone}
	f.position(ch, &p)
	n.Department, n.Desk, n.Duty, n.Phone = p.Department, p.Desk, p.Duty, p.Phone
	if !slices.Contains(Roles(), n.Role) {
		f.fault("role", "fault.choice")
	}
}

// endSessions ends all sessions of an account: those that would expire before the longest new one could.
func (s *Service) endSessions(ctx context.Context, institution, account string) error {
	if err := s.store.DeleteSessions(ctx, institution, account, s.Now().Add(SessionTotal+time.Hour)); err != nil {
		return fmt.Errorf("ending sessions: %w", err)
	}
	return nil
}

// listAccounts is ListAccounts.
func (s *Service) listAccounts(ctx context.Context, a Actor) ([]Account, error) {
	if !a.System && !a.Role.AtLeast(Admin) {
		return nil, denied()
	}
	list, err := s.store.ListAccounts(ctx, a.Institution)
	for i := range list {
		list[i].Password = ""
	}
	return list, err
}

// alter loads an account, lets who has the role change it, and ends its sessions when asked.
func (s *Service) alter(ctx context.Context, a Actor, role Role, id string, end bool, edit func(*Account) error) error {
	if !a.System && !a.Role.AtLeast(role) {
		return denied()
	}
	acc, err := s.store.Account(ctx, a.Institution, id)
	if errors.Is(err, ErrNotFound) {
		return unknown()
	}
	if err != nil {
		return fmt.Errorf("changing an account: %w", err)
	}
	if err := edit(acc); err != nil {
		return err
	}
	if err := s.store.PutAccount(ctx, acc); err != nil {
		return fmt.Errorf("changing an account: %w", err)
	}
	s.desk.forget(a.Institution)
	if end {
		return s.endSessions(ctx, a.Institution, id)
	}
	return nil
}

// keepsAdmin refuses a change after which nobody could administrate.
func (s *Service) keepsAdmin(ctx context.Context, acc *Account) error {
	if acc.Role != Admin || acc.Disabled {
		return nil
	}
	if has, err := s.hasAdmin(ctx, acc.Institution, acc.ID); err != nil || has {
		return err
	}
	return unlawful("fault.last_admin")
}

// updateAccount is UpdateAccount.
func (s *Service) updateAccount(ctx context.Context, a Actor, id string, n NewAccount) error {
	return s.alter(ctx, a, Admin, id, false, func(acc *Account) error {
		f := &form{}
		f.account(s.charters.At(a.Institution, s.Now()), &n)
		if err := f.err(); err != nil {
			return err
		}
		if n.Role != Admin {
			if err := s.keepsAdmin(ctx, acc); err != nil {
				return err
			}
		}
		acc.take(&n)
		return nil
	})
}

// resetPassword is ResetPassword.
func (s *Service) resetPassword(ctx context.Context, a Actor, id string) (string, error) {
	password := newPassword()
	err := s.alter(ctx, a, Admin, id, true, func(acc *Account) error {
		hash, err := s.hashPassword(ctx, password)
		acc.Password, acc.Failures, acc.FailedAt = mustChange+hash, 0, time.Time{}
		return err
	})
	if err != nil {
		return "", err
	}
	return password, nil
}

// disableAccount is DisableAccount.
func (s *Service) disableAccount(ctx context.Context, a Actor, id string, disabled bool) error {
	return s.alter(ctx, a, Admin, id, true, func(acc *Account) error {
		if disabled {
			if err := s.keepsAdmin(ctx, acc); err != nil {
				return err
			}
		}
		acc.Disabled = disabled
		return nil
	})
}

// changePassword is ChangePassword.
func (s *Service) changePassword(ctx context.Context, a Actor, old, password string) (string, error) {
	if a.Account == "" {
		return "", denied()
	}
	acc, err := s.store.Account(ctx, a.Institution, a.Account)
	if err != nil {
		return "", fmt.Errorf("changing a password: %w", err)
	}
	if until := lockedUntil(acc); until.After(s.Now()) {
		return "", &Fault{Kind: Locked, Key: "fault.locked", Until: until}
	}
	ok, err := s.checkPassword(ctx, acc.Password, old)
	if err != nil {
		return "", fmt.Errorf("changing a password: %w", err)
	}
	switch key := passwordFault(password, acc.Login); {
	case !ok:
		acc.Failures, acc.FailedAt = acc.Failures+1, s.Now() // guessing here counts like guessing at the door
		if err := s.store.PutAccount(ctx, acc); err != nil {
			return "", fmt.Errorf("changing a password: %w", err)
		}
		return "", invalid(FieldFault{Field: "old", Key: "fault.password_wrong"})
	case password == old:
		return "", invalid(FieldFault{Field: "password", Key: "fault.password_same"})
	case key != "":
		return "", invalid(FieldFault{Field: "password", Key: key, Args: []any{"least", MinPassword}})
	}
	if acc.Password, err = s.hashPassword(ctx, password); err != nil {
		return "", err
	}
	acc.Failures, acc.FailedAt = 0, time.Time{}
	if err := s.store.PutAccount(ctx, acc); err != nil {
		return "", fmt.Errorf("changing a password: %w", err)
	}
	if err := s.endSessions(ctx, a.Institution, a.Account); err != nil {
		return "", err
	}
	return s.openSession(ctx, acc, s.Now())
}
