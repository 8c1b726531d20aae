package app

import (
	"context"
	"time"

	"jikim/internal/core/fact"
)

// Hook is an address of another system that hears of what happens. The secret by which it knows that we are the ones who tell is
// sealed.
type Hook struct {
	Institution, ID string
	Name            string
	URL             string
	Kinds           []string // of the facts that it hears of
	Secret          []byte   // sealed
	CreatedAt       time.Time
	CreatedBy       string // account of the administrator
	Disabled        bool
}

// Hears tells whether the hook hears of facts of a kind.
func (h *Hook) Hears(kind fact.Kind) bool {
	name := kind.String()
	for _, k := range h.Kinds {
		if k == name {
			return !h.Disabled
		}
	}
	return false
}

// HookKinds lists the kinds of facts that can be told: what becomes of petitions, complaints, opinions, improvements, items and promises.
func HookKinds() []fact.Kind {
	return []fact.Kind{fact.CaseReceived, fact.CaseAccepted, fact.CaseAssigned, fact.CaseSupplementAsked, fact.CaseSupplementReceived,
		fact.CaseExtended, fact.CaseTransferred, fact.CaseAnswered, fact.CaseRefused, fact.CaseDelivered, fact.CaseWithdrawn, fact.CaseMerged,
		fact.CaseReopened, fact.CaseClosed, fact.ComplaintReceived, fact.ComplaintAssessed, fact.ComplaintChecked, fact.ComplaintTold,
		fact.ComplaintClosed, fact.ComplaintReopened, fact.ApologyMade, fact.OpinionReceived, fact.OpinionReviewed, fact.OpinionTold,
		fact.ImprovementMade, fact.ImprovementTold, fact.PromiseBroken, fact.ItemDown, fact.ItemUp, fact.SurveyPublished}
}

// Delivery is an event on its way to a hook. It is planned in the turn that records the fact, so that none is lost.
type Delivery struct {
	Institution, ID string // hook and fact
	Hook, Case      string
	Seq             int64 // of the fact in its case: events of a case go out in this order
	Kind            string
	At              time.Time // of the fact
	Body            []byte    // the event, as it is sent
	Attempts        int       // before this one
	SettledAt       time.Time // zero: not yet
	Failure         string    // of the last attempt, such as timeout or http_500; of a settled one: it was given up
}

// NewHook is a hook to be made.
type NewHook struct {
	Name, URL string
	Kinds     []string
}

// HookCall is one request to a hook.
type HookCall struct {
	URL    string
	Secret []byte
	ID     string // of the event: the same when it is sent again
	At     time.Time
	Body   []byte
}

// HookSender sends requests to hooks. Check tells why it would never send to an address ("" when it would), and Send what came of
// sending: the status, 0 without an answer, and the failure, "" when it was taken. Neither error nor failure has anything that the
// other side said.
type HookSender interface {
	Check(url string) (failure string)
	Send(ctx context.Context, c HookCall) (status int, failure string)
}

// HookTest is what came of a test.
type HookTest struct {
	Status  int    // of HTTP; 0: no answer
	Failure string // empty: it was taken
	Took    time.Duration
}

// CreateHook makes a hook and returns the secret by which its owner checks signatures, in the form of Standard Webhooks; it is shown
// once. For administrators.
func (s *Service) CreateHook(ctx context.Context, a Actor, n NewHook) (h *Hook, secret string, err error) {
	return s.createHook(ctx, a, n)
}

// ListHooks lists the hooks by name, without their secrets. For administrators.
func (s *Service) ListHooks(ctx context.Context, a Actor) ([]Hook, error) { return s.listHooks(ctx, a) }

// DisableHook ends or begins again that a hook hears of anything. What waits for it waits on. For administrators.
func (s *Service) DisableHook(ctx context.Context, a Actor, id string, disabled bool) error {
	return s.disableHook(ctx, a, id, disabled)
}

// TestHook sends an event of the kind "test" to a hook at once and tells what came of it. For administrators.
func (s *Service) TestHook(ctx context.Context, a Actor, id string) (*HookTest, error) {
	return s.testHook(ctx, a, id)
}

// DeadDeliveries lists events that were given up, the last first. For administrators.
func (s *Service) DeadDeliveries(ctx context.Context, a Actor) ([]Delivery, error) {
	return s.deadDeliveries(ctx, a)
}

// Resend sends an event that was given up once more, with as many attempts as at first. For administrators.
func (s *Service) Resend(ctx context.Context, a Actor, id string) error { return s.resend(ctx, a, id) }

// SendHooks sends what waits for hooks and returns how many events were settled. For the engine.
func (s *Service) SendHooks(ctx context.Context, institution string) (int, error) {
	return s.sendHooks(ctx, institution)
}
