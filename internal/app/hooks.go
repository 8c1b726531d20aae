package app

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"sync"
	"time"

	"jikim/internal/core/fact"
	"jikim/internal/seal"
)

// hookSecret begins the secrets of hooks, as Standard Webhooks has it.
const hookSecret = "whsec_"

// hooksFor is how long the hooks of an institution are kept without asking the store: another node may have made one.
const hooksFor = 2 * time.Second

// hookCache keeps the hooks, since every turn asks which of them are to hear of it.
type hookCache struct {
	mu sync.Mutex
	by map[string]hooksRead
}

type hooksRead struct {
	until time.Time
	hooks []Hook
}

// hooksOf returns the hooks of an institution; the result is only to be read.
func (s *Service) hooksOf(ctx context.Context, institution string) ([]Hook, error) {
	now := s.Now()
	s.hookList.mu.Lock()
	have, ok := s.hookList.by[institution]
	s.hookList.mu.Unlock()
	if ok && now.Before(have.until) {
		return have.hooks, nil
	}
	list, err := s.store.ListHooks(ctx, institution)
	if err != nil {
		return nil, fmt.Errorf("hooks: %w", err)
	}
	s.hookList.mu.Lock()
	defer s.hookList.mu.Unlock()
	if s.hookList.by == nil {
		s.hookList.by = map[string]hooksRead{}
	}
	s.hookList.by[institution] = hooksRead{now.Add(hooksFor), list}
	return list, nil
}

func (s *Service) forgetHooks(institution string) {
	s.hookList.mu.Lock()
	defer s.hookList.mu.Unlock()
	delete(s.hookList.by, institution)
}

// createHook is CreateHook.
func (s *Service) createHook(ctx context.Context, a Actor, n NewHook) (*Hook, string, error) {
	if !a.Staff() || !a.Role.AtLeast(Admin) {
		return nil, "", denied()
	}
	f := &form{}
	n.Name = f.line("name", n.Name, true)
	n.URL = f.hookURL(s.hookSender, n.URL)
	for _, name := range n.Kinds {
		if kind, ok := fact.FindKind(name); !ok || !slices.Contains(HookKinds(), kind) {
			f.fault("kinds", "fault.choice")
			break
		}
	}
	if len(n.Kinds) == 0 {
		f.fault("kinds", "fault.required")
	}
	if err := f.err(); err != nil {
		return nil, "", err
	}
	raw := make([]byte, 32)
	rand.Read(raw)
	h := &Hook{Institution: a.Institution, ID: s.newID(), Name: n.Name, URL: n.URL, Kinds: n.Kinds, CreatedAt: s.Now(), CreatedBy: a.Account}
	var err error
	if h.Secret, err = s.keys.Seal(hookPlace(h), raw); err != nil {
		return nil, "", fmt.Errorf("making a hook: %w", err)
	}
	if err := s.store.PutHook(ctx, h); err != nil {
		return nil, "", fmt.Errorf("making a hook: %w", err)
	}
	s.forgetHooks(a.Institution)
	return h.shown(), hookSecret + base64.StdEncoding.EncodeToString(raw), nil
}

// hookURL checks the address of a hook.
func (f *form) hookURL(sender HookSender, text string) string {
	text = f.line("url", text, true)
	u, err := url.Parse(text)
	switch {
	case text == "":
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.Fragment != "":
		f.fault("url", "fault.hook_url")
	case sender != nil && sender.Check(text) != "":
		f.fault("url", "fault.hook_forbidden")
	}
	return text
}

func hookPlace(h *Hook) seal.Place {
	return seal.Place{Institution: h.Institution, Case: "hook", Name: h.ID}
}

// shown is the hook without its secret.
func (h *Hook) shown() *Hook {
	out := *h
	out.Secret = nil
	return &out
}

// listHooks is ListHooks.
func (s *Service) listHooks(ctx context.Context, a Actor) ([]Hook, error) {
	if !a.Staff() || !a.Role.AtLeast(Admin) {
		return nil, denied()
	}
	list, err := s.store.ListHooks(ctx, a.Institution)
	for i := range list {
		list[i] = *list[i].shown()
	}
	return list, err
}

// hook returns a hook with its secret, for an administrator.
func (s *Service) hook(ctx context.Context, a Actor, id string) (*Hook, error) {
	if !a.Staff() || !a.Role.AtLeast(Admin) {
		return nil, denied()
	}
	list, err := s.store.ListHooks(ctx, a.Institution)
	if err != nil {
		return nil, fmt.Errorf("hooks: %w", err)
	}
	i := slices.IndexFunc(list, func(h Hook) bool { return h.ID == id })
	if i < 0 {
		return nil, unknown()
	}
	return &list[i], nil
}

// disableHook is DisableHook.
func (s *Service) disableHook(ctx context.Context, a Actor, id string, disabled bool) error {
	h, err := s.hook(ctx, a, id)
	if err != nil {
		return err
	}
	h.Disabled = disabled
	if err := s.store.PutHook(ctx, h); err != nil {
		return fmt.Errorf("changing a hook: %w", err)
	}
	s.forgetHooks(a.Institution)
	return nil
}

// testHook is TestHook.
func (s *Service) testHook(ctx context.Context, a Actor, id string) (*HookTest, error) {
	h, err := s.hook(ctx, a, id)
	if err != nil {
		return nil, err
	}
	if s.hookSender == nil {
		return nil, unlawful("fault.hook_sender")
	}
	secret, err := s.keys.Open(hookPlace(h), h.Secret)
	if err != nil {
		return nil, fmt.Errorf("testing a hook: %w", err)
	}
	e := event{ID: s.newID(), Kind: "test", At: s.Now()}
	body, err := e.json(a.Institution)
	if err != nil {
		return nil, fmt.Errorf("testing a hook: %w", err)
	}
	began := time.Now()
	t := &HookTest{}
	t.Status, t.Failure = s.hookSender.Send(ctx, HookCall{URL: h.URL, Secret: secret, ID: e.ID, At: e.At, Body: body})
	t.Took = time.Since(began)
	return t, nil
}

// mostDead is how many events that were given up are listed.
const mostDead = 200

// deadDeliveries is DeadDeliveries.
func (s *Service) deadDeliveries(ctx context.Context, a Actor) ([]Delivery, error) {
	if !a.Staff() || !a.Role.AtLeast(Admin) {
		return nil, denied()
	}
	return s.store.DeadDeliveries(ctx, a.Institution, mostDead)
}

// resend is Resend.
func (s *Service) resend(ctx context.Context, a Actor, id string) error {
	if !a.Staff() || !a.Role.AtLeast(Admin) {
		return denied()
	}
	err := s.store.ReviveDelivery(ctx, a.Institution, id, s.Now())
	if errors.Is(err, ErrConflict) {
		return unknown()
	}
	return err
}
