package app_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/test/harness"
)

// receiver is another system that hears of events, as long as it is well.
type receiver struct {
	mu     sync.Mutex
	ill    string // the failure
	status int
	got    []app.HookCall
}

func (r *receiver) Check(string) string { return "" }

func (r *receiver) Send(_ context.Context, c app.HookCall) (int, string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got = append(r.got, c)
	return r.status, r.ill
}

func (r *receiver) be(status int, failure string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status, r.ill, r.got = status, failure, nil
}

// types lists the types of the events that came, and fails when one has anything personal.
func (r *receiver) types(t *testing.T) []string {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []string
	for _, c := range r.got {
		var e struct{ SpecVersion, ID, Source, Type, Subject string }
		if err := json.Unmarshal(c.Body, &e); err != nil || e.SpecVersion != "1.0" || e.ID != c.ID || e.Source != "/institutions/wonju" {
			t.Errorf("%v: %s", err, c.Body)
		}
		for _, personal := range []string{"길동", "홍*동", "1234", "열람실", "officer:"} {
			if strings.Contains(string(c.Body), personal) {
				t.Errorf("%q goes out: %s", personal, c.Body)
			}
		}
		out = append(out, e.Type)
	}
	return out
}

// shown delivers the office's own notices.
type shown struct{}

func (shown) Deliver(context.Context, *app.Outgoing) error { return nil }

// hooked opens an office with a hook that hears of everything.
func hooked(t *testing.T) (*harness.Office, *receiver, *app.Hook) {
	t.Helper()
	o := harness.New(t, "2026-11-23 09:30")
	r := &receiver{status: 204}
	service := o.Serve(app.Config{Webhooks: r})
	o.Service.Close()
	o.Service = service
	o.DeliverBy(shown{})
	var kinds []string
	for _, k := range app.HookKinds() {
		kinds = append(kinds, k.String())
	}
	h, secret, err := o.CreateHook(o.Context(), hookAdmin, app.NewHook{Name: "시청", URL: "https://city.example/hook", Kinds: kinds})
	if err != nil || !strings.HasPrefix(secret, "whsec_") || len(h.Secret) > 0 {
		t.Fatalf("%+v %q %v", h, secret, err)
	}
	return o, r, h
}

var hookAdmin = app.Actor{Institution: harness.Institution, Account: "root", Role: app.Admin}

// TestHookHears follows a petition until its promise breaks: the events come in order, once, and carry nothing personal.
func TestHookHears(t *testing.T) {
	t.Parallel()
	o, r, _ := hooked(t)
	o.File(o.Petition())
	o.Advance(time.Second)
	if got := r.types(t); !slices.Equal(got, []string{"jikim.case.received", "jikim.case.accepted"}) {
		t.Errorf("heard %v", got)
	}
	o.Advance(time.Second)
	if got := r.types(t); len(got) != 2 {
		t.Errorf("heard again: %v", got)
	}
	r.be(204, "")
	o.Advance(30 * 24 * time.Hour)
	if got := r.types(t); !slices.Contains(got, "jikim.promise.broken") {
		t.Errorf("a breach was not told: %v", got)
	}
}

// TestHookIsTriedAgain has a receiver that is ill for an hour: nothing is lost, nothing overtakes, and what it gets is the same each time.
func TestHookIsTriedAgain(t *testing.T) {
	t.Parallel()
	o, r, _ := hooked(t)
	r.be(500, "http_500")
	o.File(o.Petition())
	for range 12 {
		o.Advance(5 * time.Minute)
	}
	if got := r.types(t); slices.Contains(got, "jikim.case.accepted") || len(got) < 3 || len(got) > 6 {
		t.Errorf("while it was ill: %v", got)
	}
	first := r.got[0]
	for _, c := range r.got {
		if string(c.Body) != string(first.Body) || c.ID != first.ID {
			t.Errorf("sent as %s, before as %s", c.Body, first.Body)
		}
	}
	r.be(204, "")
	for range 40 {
		o.Advance(5 * time.Minute)
	}
	if got := r.types(t); !slices.Equal(got, []string{"jikim.case.received", "jikim.case.accepted"}) {
		t.Errorf("when it was well again: %v", got)
	}
}

// TestHookGivesUp ends after two days; the administrator sees it and sends it again.
func TestHookGivesUp(t *testing.T) {
	t.Parallel()
	o, r, h := hooked(t)
	r.be(0, "timeout")
	o.File(o.Petition())
	for range 5 * 24 {
		o.Advance(time.Hour)
	}
	dead, err := o.DeadDeliveries(o.Context(), hookAdmin)
	if err != nil || len(dead) < 2 || dead[0].Failure != "timeout" || dead[0].Hook != h.ID {
		t.Fatalf("given up: %+v %v", dead, err)
	}
	r.be(204, "")
	if err := o.Resend(o.Context(), hookAdmin, dead[0].ID); err != nil {
		t.Fatal(err)
	}
	o.Advance(time.Second)
	if got := r.types(t); !slices.Contains(got, "jikim."+dead[0].Kind) {
		t.Errorf("sent again: %v", got)
	}
	if left, _ := o.DeadDeliveries(o.Context(), hookAdmin); slices.ContainsFunc(left, func(d app.Delivery) bool { return d.ID == dead[0].ID }) {
		t.Error("what was sent again is still listed")
	}
}

// TestHookIsSwitchedOffAndTested hears nothing while it is off; a test shows what comes of it at once.
func TestHookIsSwitchedOffAndTested(t *testing.T) {
	t.Parallel()
	o, r, h := hooked(t)
	if err := o.DisableHook(o.Context(), hookAdmin, h.ID, true); err != nil {
		t.Fatal(err)
	}
	o.File(o.Petition())
	o.Advance(time.Second)
	if got := r.types(t); len(got) != 0 {
		t.Errorf("while it was off: %v", got)
	}
	r.be(503, "http_503")
	got, err := o.TestHook(o.Context(), hookAdmin, h.ID)
	if err != nil || got.Status != 503 || got.Failure != "http_503" || !slices.Equal(r.types(t), []string{"jikim.test"}) {
		t.Errorf("tested as %+v (%v): %v", got, err, r.types(t))
	}
	for name, bad := range map[string]app.NewHook{
		"no address":     {Name: "x", Kinds: []string{"case.received"}},
		"another scheme": {Name: "x", URL: "ftp://city.example/", Kinds: []string{"case.received"}},
		"a password":     {Name: "x", URL: "https://me:secret@city.example/", Kinds: []string{"case.received"}},
		"no kinds":       {Name: "x", URL: "https://city.example/"},
		"a private kind": {Name: "x", URL: "https://city.example/", Kinds: []string{fact.CaseNoted.String()}},
	} {
		if _, _, err := o.CreateHook(o.Context(), hookAdmin, bad); app.FaultOf(err) == nil || app.FaultOf(err).Kind != app.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestHooksHearOfEveryStage offers each kind of fact about complaints, opinions and improvements to other systems.
func TestHooksHearOfEveryStage(t *testing.T) {
	t.Parallel()
	for n := range fact.KindCount {
		switch k := fact.Kind(n); k.Family() {
		case "complaint", "opinion", "improvement":
			if !slices.Contains(app.HookKinds(), k) {
				t.Errorf("no system can hear of %s", k)
			}
		}
	}
}
