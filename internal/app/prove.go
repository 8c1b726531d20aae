package app

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"math/big"
	"net/netip"
	"strings"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/notice"
	"jikim/internal/core/proof"
	"jikim/internal/locale"
)

// Way is a way to reach somebody outside of the office.
type Way = notice.Way

// The ways by which a code is sent.
const (
	ByEmail = notice.Email
	BySMS   = notice.SMS
)

// Ways lists the ways by which codes are sent, in the order in which they are offered.
func Ways() []Way { return []Way{ByEmail, BySMS} }

// What became of the sending of a code.
const (
	ProofPending = "pending"
	ProofSent    = "sent" // handed over, or the address is refused
	ProofFailed  = "failed"
)

// Identity shows by a code that an address is that of who files.
type Identity struct {
	Way   Way
	Proof string // of the code that was sent: see Coded
	Code  string // as typed
}

// CodeRequest asks for a code.
type CodeRequest struct {
	Service string // one that asks for identity
	Way     Way
	Email   string // of the form, for ByEmail
	Phone   string // of the form, for BySMS
	Lang    string
}

// Coded is a code that is being sent.
type Coded struct {
	ID      string // goes back with the form
	Outcome string
	Until   time.Time
}

// ProofWays lists the ways by which this installation can send a code; none: see Proofless.
func (s *Service) ProofWays() []Way {
	var out []Way
	for _, w := range Ways() {
		if s.couriers[w] != nil {
			out = append(out, w)
		}
	}
	return out
}

// Proofless lists the services that ask for identity while no code can be sent: nobody can file them on the web.
func (s *Service) Proofless(institution string) []*charter.Service {
	ch := s.charters.At(institution, s.Now())
	if ch == nil || len(s.ProofWays()) > 0 {
		return nil
	}
	var out []*charter.Service
	for i := range ch.Services {
		if ch.Services[i].Identity != "" {
			out = append(out, &ch.Services[i])
		}
	}
	return out
}

// SendCode sends a code, in the background: what becomes of it is told by CodeOutcome. Faults of fields are named "way", "email",
// "phone", and "code" when too many were asked for. The answer is the same whether or not the address exists.
func (s *Service) SendCode(ctx context.Context, a Actor, r CodeRequest) (*Coded, error) {
	if a.Device != "" {
		return nil, denied()
	}
	ch := s.charters.At(a.Institution, s.Now())
	if ch == nil {
		return nil, unknown()
	}
	f := &form{}
	if svc := ch.Service(r.Service); svc == nil || !svc.Online || svc.Identity == "" {
		f.fault("service", "fault.service")
	}
	to := f.proven(r.Way, r.Email, r.Phone)
	if s.couriers[r.Way] == nil && r.Way != "" {
		f.fault("way", "fault.choice")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	now := s.Now()
	p := &Proof{Institution: a.Institution, ID: s.newID(), Way: r.Way, Address: s.blindAddress(a.Institution, r.Way, to),
		Origin: s.keys.Blind("proof origin", 16, a.Institution, networkOf(a.From)), Outcome: ProofPending, CreatedAt: now, ExpiresAt: now.Add(proof.Life)}
	sent, err := s.store.CountProofs(ctx, a.Institution, p.Address, p.Origin, now.Add(-proof.Window))
	if err != nil {
		return nil, fmt.Errorf("counting codes: %w", err)
	}
	if sent.TooOften(now) {
		return nil, invalid(FieldFault{Field: "code", Key: "prove.often"})
	}
	code, err := newProofCode()
	if err != nil {
		return nil, err
	}
	p.Code = s.blindProof(p, code)
	if err := s.store.AddProof(ctx, p); err != nil {
		return nil, fmt.Errorf("keeping a code: %w", err)
	}
	c := locale.For(locale.Lang(r.Lang))
	office := ch.Office.In(r.Lang)
	s.courier(a.Institution, p, to, c.T("prove.subject", "office", office), c.T("prove.text", "office", office, "code", code, "minutes", int(proof.Life/time.Minute)))
	return &Coded{ID: p.ID, Outcome: p.Outcome, Until: p.ExpiresAt}, nil
}

// CodeOutcome tells what has become of the sending of a code, for who asked for it and knows its identifier.
func (s *Service) CodeOutcome(ctx context.Context, a Actor, id string) (*Coded, error) {
	if a.Device != "" {
		return nil, denied()
	}
	p, err := s.store.Proof(ctx, a.Institution, id)
	if errors.Is(err, ErrNotFound) {
		return nil, unknown()
	}
	if err != nil {
		return nil, fmt.Errorf("loading a code: %w", err)
	}
	return &Coded{ID: p.ID, Outcome: p.Outcome, Until: p.ExpiresAt}, nil
}

// proven checks the address that a code goes to, and returns it.
func (f *form) proven(way Way, email, phone string) string {
	switch f.choice("way", string(way), true, string(ByEmail), string(BySMS)); way {
	case ByEmail:
		return f.email("email", email, true)
	case BySMS:
		phone = f.phone("phone", phone, true)
		if phone != "" && !mobile(phone) {
			f.fault("phone", "prove.mobile")
		}
		return digitsOf(phone)
	}
	return ""
}

// mobile tells a number that takes short messages: those of mobile telephones begin with 01, after a country code with 1.
func mobile(phone string) bool {
	digits := digitsOf(phone)
	if strings.HasPrefix(strings.TrimSpace(phone), "+") {
		return strings.HasPrefix(digits, "821") || !strings.HasPrefix(digits, "82")
	}
	return strings.HasPrefix(digits, "01")
}

// identified checks the code that came with a petition of a service that asks for one, and returns what the fact says of it. A
// petition that is on record already was checked then.
func (s *Service) identified(ctx context.Context, a Actor, svc *charter.Service, caseID string, p *Petition) (fact.Data, error) {
	if svc.Identity == "" {
		return nil, nil
	}
	if _, err := s.store.Load(ctx, a.Institution, caseID); err == nil {
		return nil, nil
	} else if !errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("loading a case: %w", err)
	}
	f := &form{}
	to := f.proven(p.Identity.Way, p.Email, p.Phone)
	code := digitsOf(p.Identity.Code)
	if len(f.faults) == 0 && (p.Identity.Proof == "" || code == "") {
		f.fault("code", "prove.required")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if err := s.enterCode(ctx, a, p.Identity.Way, to, p.Identity.Proof, code); err != nil {
		return nil, err
	}
	return fact.With("identity", string(p.Identity.Way)), nil
}

// enterCode tries a code and uses it up when it is right.
func (s *Service) enterCode(ctx context.Context, a Actor, way Way, to, id, code string) error {
	wrong := func(key string, args ...any) error { return invalid(FieldFault{Field: "code", Key: key, Args: args}) }
	p, err := s.store.Proof(ctx, a.Institution, id)
	if errors.Is(err, ErrNotFound) {
		return wrong("prove.expired")
	}
	if err != nil {
		return fmt.Errorf("loading a code: %w", err)
	}
	if p.Way != way || subtle.ConstantTimeCompare(p.Address, s.blindAddress(a.Institution, way, to)) != 1 {
		return wrong("prove.other")
	}
	right := subtle.ConstantTimeCompare(p.Code, s.blindProof(p, code)) == 1
	was := proof.Code{ExpiresAt: p.ExpiresAt, Tries: p.Tries, Used: !p.UsedAt.IsZero()}
	outcome := was.Enter(s.Now(), right)
	if was.Open(s.Now()) { // the try is counted before anything is told of it: of several at once one is answered
		if err := s.store.TryProof(ctx, a.Institution, id, p.Tries); err != nil {
			return proofError(err)
		}
	}
	if outcome != proof.Right {
		return wrong("prove."+string(outcome), "left", proof.Tries-p.Tries-1)
	}
	return proofError(s.store.UseProof(ctx, a.Institution, id, s.Now()))
}

func proofError(err error) error {
	if errors.Is(err, ErrConflict) {
		return &Fault{Kind: Busy, Key: "fault.busy", err: err}
	}
	if err != nil {
		return fmt.Errorf("using a code: %w", err)
	}
	return nil
}

// newProofCode returns six random digits.
func newProofCode() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "", fmt.Errorf("making a code: %w", err)
	}
	return fmt.Sprintf("%0*d", proof.Digits, n), nil
}

func (s *Service) blindProof(p *Proof, code string) []byte {
	return s.keys.Blind("proof code", 32, p.Institution, p.ID, code)
}

func (s *Service) blindAddress(institution string, way Way, to string) []byte {
	return s.keys.Blind("proof address", 16, institution, string(way), mailbox(to))
}

// networkOf returns what of a network address stands for one subscriber: an IPv4 address, or the first half of an IPv6 one.
func networkOf(from string) string {
	a, err := netip.ParseAddr(from)
	if err != nil {
		return from
	}
	if a = a.Unmap(); a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}
