package app

import (
	"context"
	"slices"
	"time"
)

// Scope is a part of the interface for programs that a token opens.
type Scope string

// The scopes of tokens. What is published anyway needs none.
const (
	CasesRead     Scope = "cases:read"      // see, search and open cases, and load their files
	CasesWrite    Scope = "cases:write"     // record facts, assign, answer, extend, transfer, merge
	ContactsRead  Scope = "contacts:read"   // visits that wait and calls that ring
	ContactsWrite Scope = "contacts:write"  // begin visits and calls, record what happens in them
	DirectoryRead Scope = "directory:read"  // members of staff
	ItemsWrite    Scope = "items:write"     // inspections, outages and repairs
	PetitionWrite Scope = "petitions:write" // file petitions for citizens, here and by Open311
	ArrivalsWrite Scope = "arrivals:write"  // devices: visitors who arrive
	CallsWrite    Scope = "calls:write"     // devices: what a telephone exchange sees
)

// Scopes lists the scopes.
func Scopes() []Scope {
	return []Scope{CasesRead, CasesWrite, ContactsRead, ContactsWrite, DirectoryRead, ItemsWrite, PetitionWrite, ArrivalsWrite, CallsWrite}
}

// DeviceScopes lists the scopes that a token of a device may have; no other token may have them.
func DeviceScopes() []Scope { return []Scope{ArrivalsWrite, CallsWrite} }

// Token lets a program in, in the name of an account, of a device, or of nobody. Of its secret only a hash is kept.
type Token struct {
	Institution, ID string
	Name            string // what it is for
	Account         string // whose rights it has, at most; empty: those of a citizen
	Device          string // the device that it speaks for; empty: none
	Scopes          []Scope
	Secret          []byte // hash
	CreatedAt       time.Time
	CreatedBy       string // account of the administrator
	ExpiresAt       time.Time
	SeenAt          time.Time // zero: never
	Revoked         bool
}

// Has tells whether the token has a scope.
func (t *Token) Has(scope Scope) bool { return slices.Contains(t.Scopes, scope) }

// NewToken is a token to be made.
type NewToken struct {
	Name    string
	Account string // one of Account and Device, or neither
	Device  string
	Scopes  []Scope
	Days    int // until it expires, 1 to MostTokenDays
}

// MostTokenDays is the longest life of a token.
const MostTokenDays = 366

// TokenPrefix begins the secret of every token, so that one that has got into the wrong place is recognised.
const TokenPrefix = "jikim_"

// CreateToken makes a token and returns its secret, which is kept nowhere. For administrators.
func (s *Service) CreateToken(ctx context.Context, a Actor, n NewToken) (t *Token, secret string, err error) {
	return s.createToken(ctx, a, n)
}

// RevokeToken takes everything from a token; it stays in the list. For administrators.
func (s *Service) RevokeToken(ctx context.Context, a Actor, id string) error {
	return s.revokeToken(ctx, a, id)
}

// ListTokens lists the tokens by name, without their secrets. For administrators.
func (s *Service) ListTokens(ctx context.Context, a Actor) ([]Token, error) {
	return s.listTokens(ctx, a)
}

// AuthenticateToken returns who a program is by the secret of its token; a Login fault when it is unknown, revoked or expired,
// or when its account or device may no longer do anything. It is noted, once a minute, that the token was seen. What the token
// has no scope for is refused by who asks: see Token.Has.
func (s *Service) AuthenticateToken(ctx context.Context, institution, secret, from string) (Actor, *Token, error) {
	return s.authenticateToken(ctx, institution, secret, from)
}
