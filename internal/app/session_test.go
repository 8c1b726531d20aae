package app_test

import (
	"sync"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/test/harness"
)

const good = "Lotus-Pond-27"

func TestFirstAdministrator(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-23 09:30", firstAdministrator)
}

func firstAdministrator(t *testing.T, o *harness.Office) {
	ctx := o.Context()
	token, needed, err := o.Setup(ctx, harness.Institution)
	if err != nil || !needed || len(token) < 32 {
		t.Fatalf("Setup = %q, %v, %v", token, needed, err)
	}
	n := app.NewAccount{Login: "Admin", Name: "관리자", Password: good}
	wantFault(t, o.CreateFirst(ctx, harness.Institution, "guess", n), app.Denied, "")
	wantFault(t, o.CreateFirst(ctx, harness.Institution, "", n), app.Denied, "")
	for _, weak := range []string{"", "short-1A", "alllowercase", "admin-Admin-1"} {
		n.Password = weak
		wantFault(t, o.CreateFirst(ctx, harness.Institution, token, n), app.Invalid, "password")
	}
	n.Password = good
	if err := o.CreateFirst(ctx, harness.Institution, token, n); err != nil {
		t.Fatal(err)
	}
	wantFault(t, o.CreateFirst(ctx, harness.Institution, token, n), app.Denied, "")
	if _, needed, _ := o.Setup(ctx, harness.Institution); needed {
		t.Error("setup is still open")
	}
	_, a, err := o.Login(ctx, harness.Institution, " ADMIN ", good, "")
	if err != nil || a.Role != app.Admin || a.MustChange {
		t.Errorf("login: %+v, %v", a, err)
	}
}

func TestLockout(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-23 09:30", lockout)
}

func lockout(t *testing.T, o *harness.Office) {
	o.Staff("kim", app.Officer, "", "")
	try := func(password string) error {
		_, _, err := o.Login(o.Context(), harness.Institution, "kim", password, "")
		return err
	}
	var all sync.WaitGroup
	for range 12 { // at once: no more guesses than one after the other
		all.Go(func() { _ = try("wrong") })
	}
	all.Wait()
	wantFault(t, try(good), app.Locked, "")
	acc, err := o.Store.AccountByLogin(o.Context(), harness.Institution, "kim")
	if err != nil || acc.Failures != app.MaxFailures {
		t.Fatalf("%d failures were counted, %v; want %d and then the lock", acc.Failures, err, app.MaxFailures)
	}
	o.Advance(61 * time.Second)
	wantFault(t, try("wrong"), app.Login, "")
	o.Advance(61 * time.Second) // the second lock is twice as long
	wantFault(t, try(good), app.Locked, "")
	o.Advance(61 * time.Second)
	if err := try(good); err != nil {
		t.Errorf("after the lock: %v", err)
	}
	wantFault(t, func() error {
		_, _, err := o.Login(o.Context(), harness.Institution, "nobody", good, "")
		return err
	}(), app.Login, "")
}

func TestSessions(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-23 09:00", sessions)
}

func sessions(t *testing.T, o *harness.Office) {
	ctx := o.Context()
	kim := o.Staff("kim", app.Officer, "", "")
	admin := o.Staff("admin", app.Admin, "", "")
	login := func(password string) (string, app.Actor) {
		t.Helper()
		secret, a, err := o.Login(ctx, harness.Institution, "kim", password, "192.0.2.7")
		if err != nil {
			t.Fatal(err)
		}
		return secret, a
	}
	ended := func(secret string) {
		t.Helper()
		_, err := o.Authenticate(ctx, harness.Institution, secret, "")
		wantFault(t, err, app.Login, "")
	}
	secret, _ := login(good)
	other, _ := login(good)
	if secret == other {
		t.Error("two logins have one secret")
	}
	for range 19 { // used every 29 minutes: idle never, old after 10 hours
		o.Advance(29 * time.Minute)
		if a, err := o.Authenticate(ctx, harness.Institution, secret, ""); err != nil || a.Account != kim.Account {
			t.Fatal(err)
		}
	}
	ended(other) // idle
	o.Advance(29 * time.Minute)
	o.Advance(29 * time.Minute)
	ended(secret)

	secret, _ = login(good)
	if err := o.Logout(ctx, harness.Institution, secret); err != nil {
		t.Fatal(err)
	}
	ended(secret)

	secret, _ = login(good)
	given := must(o.ResetPassword(ctx, admin, kim.Account))(t)
	ended(secret)
	secret, a := login(given)
	if !a.MustChange || a.Staff() {
		t.Errorf("with a given password the actor is %+v", a)
	}
	_, err := o.ChangePassword(ctx, a, given, given)
	wantFault(t, err, app.Invalid, "password")
	_, err = o.ChangePassword(ctx, a, "wrong", good+"x")
	wantFault(t, err, app.Invalid, "old")
	fresh := must(o.ChangePassword(ctx, a, given, good+"x"))(t)
	ended(secret)
	if a, err := o.Authenticate(ctx, harness.Institution, fresh, ""); err != nil || a.MustChange || a.Role != app.Officer {
		t.Errorf("after the change: %+v, %v", a, err)
	}
	if err := o.DisableAccount(ctx, admin, kim.Account, true); err != nil {
		t.Fatal(err)
	}
	ended(fresh)
	wantFault(t, o.DisableAccount(ctx, admin, admin.Account, true), app.Unlawful, "")
	wantFault(t, o.UpdateAccount(ctx, admin, admin.Account, app.NewAccount{Name: "x", Role: app.Officer}), app.Unlawful, "")
}
