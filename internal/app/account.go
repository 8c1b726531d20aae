package app

import (
	"context"
	"time"
)

// NewAccount is an account to be made.
type NewAccount struct {
	Login      string
	Name       string
	Role       Role
	Department string
	Desk       string
	Duty       string
	Phone      string
	Password   string // empty: one is made and returned
}

// Setup tells whether the institution still needs its first administrator, and returns the one-time token that allows to
// make one; the token is printed when serving starts and is new at every start.
func (s *Service) Setup(ctx context.Context, institution string) (token string, needed bool, err error) {
	return s.setup(ctx, institution)
}

// CreateFirst makes the first administrator with the one-time token. A fault when there is an administrator already.
func (s *Service) CreateFirst(ctx context.Context, institution, token string, n NewAccount) error {
	return s.createFirst(ctx, institution, token, n)
}

// Login checks login and password and opens a session. The secret goes into a cookie; only its hash is kept. After five
// failures an account is locked, longer each time.
func (s *Service) Login(ctx context.Context, institution, login, password, from string) (secret string, a Actor, err error) {
	return s.login(ctx, institution, login, password, from)
}

// Authenticate returns the actor of a session; a Login fault when it has ended: 30 minutes idle, 10 hours in all.
func (s *Service) Authenticate(ctx context.Context, institution, secret, from string) (Actor, error) {
	return s.authenticate(ctx, institution, secret, from)
}

// Logout ends a session.
func (s *Service) Logout(ctx context.Context, institution, secret string) error {
	return s.logout(ctx, institution, secret)
}

// ChangePassword changes the actor's own password and ends his other sessions; it returns a new session secret.
func (s *Service) ChangePassword(ctx context.Context, a Actor, old, password string) (secret string, err error) {
	return s.changePassword(ctx, a, old, password)
}

// ListAccounts lists the accounts without their passwords. For administrators.
func (s *Service) ListAccounts(ctx context.Context, a Actor) ([]Account, error) {
	return s.listAccounts(ctx, a)
}

// CreateAccount makes an account; the password is returned when one was made. For administrators and the system.
func (s *Service) CreateAccount(ctx context.Context, a Actor, n NewAccount) (account *Account, password string, err error) {
	return s.createAccount(ctx, a, n)
}

// UpdateAccount changes name, role, department, desk, duty and telephone; login and password stay. For administrators.
func (s *Service) UpdateAccount(ctx context.Context, a Actor, id string, n NewAccount) error {
	return s.updateAccount(ctx, a, id, n)
}

// ResetPassword gives an account a new password that must be changed at the next login, and ends its sessions.
func (s *Service) ResetPassword(ctx context.Context, a Actor, id string) (password string, err error) {
	return s.resetPassword(ctx, a, id)
}

// DisableAccount disables or enables an account and ends its sessions. The last administrator cannot be disabled.
func (s *Service) DisableAccount(ctx context.Context, a Actor, id string, disabled bool) error {
	return s.disableAccount(ctx, a, id, disabled)
}

// AccessLog lists who read what, newest first: of one case, or of all (empty). For administrators and managers.
func (s *Service) AccessLog(ctx context.Context, a Actor, caseID string, limit int) ([]Access, error) {
	return s.accessLog(ctx, a, caseID, limit)
}

// Times of sessions and locks.
const (
	SessionIdle  = 30 * time.Minute
	SessionTotal = 10 * time.Hour
	MaxFailures  = 5
)
