package app_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"jikim/internal/app"
	"jikim/test/harness"
)

// destroyed lists the cases whose texts the access log says were destroyed.
func destroyed(t *testing.T, o *harness.Office) []string {
	t.Helper()
	var cases []string
	for _, a := range must(o.Store.ListAccess(o.Context(), harness.Institution, "", 1000))(t) {
		if a.What == "destroy" && a.Account == "system" {
			cases = append(cases, a.Case)
		}
	}
	return cases
}

func TestTextsAreDestroyedOnSchedule(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-23 09:30", textsAreDestroyedOnSchedule)
}

func textsAreDestroyedOnSchedule(t *testing.T, o *harness.Office) {
	svc := o.Serve(app.Config{Retention: 2})
	defer svc.Close()
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	done, citizen := o.File(o.Petition())
	must(o.Answer(o.Context(), officer, app.Result{Case: done.Case, Text: "평일 9시에 엽니다."}))(t)
	open, _ := o.File(o.Petition())
	o.Until(harness.At(t, "2027-01-02 09:00"))
	later, _ := o.File(o.Petition())
	must(o.Answer(o.Context(), officer, app.Result{Case: later.Case, Text: "평일 9시에 엽니다."}))(t)
	o.Advance(time.Minute)

	upkeep := func(at string) {
		t.Helper()
		o.Clock.Set(harness.At(t, at))
		if err := svc.Upkeep(o.Context(), harness.Institution); err != nil {
			t.Fatal(err)
		}
	}
	upkeep("2028-12-31 23:59") // two years from the first of January 2027 are not over
	if got := destroyed(t, o); len(got) != 0 {
		t.Fatalf("destroyed too early: %v", got)
	}
	upkeep("2029-01-01 23:59")
	for day := 2; day < 5; day++ {
		upkeep(time.Date(2029, 1, day, 23, 59, 0, 0, harness.Seoul).Format("2006-01-02 15:04"))
	}
	if diff := cmp.Diff([]string{done.Case}, destroyed(t, o)); diff != "" {
		t.Errorf("destroyed (-want +got):\n%s", diff)
	}
	for id, want := range map[string]bool{done.Case: false, open.Case: true, later.Case: true} {
		if texts := must(o.Store.Sealed(o.Context(), harness.Institution, id))(t); (len(texts) > 0) != want {
			t.Errorf("case %s has %d texts", id, len(texts))
		}
		if h := o.Stored(id).Head; (h.Name != "") != want {
			t.Errorf("case %s has the name %q in lists", id, h.Name)
		}
	}
	if v := must(o.Follow(o.Context(), citizen, "ko"))(t); v.Status != "answered" || !v.Destroyed {
		t.Errorf("followed: status %s, destroyed %v", v.Status, v.Destroyed)
	}
	for _, h := range must(o.Search(o.Context(), officer, "열람실", 10))(t) {
		if h.Case == done.Case {
			t.Error("a destroyed text is still found")
		}
	}
	before := snap(t, o, officer).Heads[done.Case]
	must(o.Rebuild(o.Context(), app.TheSystem(harness.Institution), nil))(t)
	if diff := cmp.Diff(before, snap(t, o, officer).Heads[done.Case], cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("rebuilding changed the head of a destroyed case (-turns +rebuilt):\n%s", diff)
	}
}

func TestTextsAreKeptWithoutASchedule(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	r, _ := o.File(o.Petition())
	must(o.Answer(o.Context(), officer, app.Result{Case: r.Case, Text: "평일 9시에 엽니다."}))(t)
	o.Clock.Set(harness.At(t, "2034-11-23 09:30"))
	if err := o.Upkeep(o.Context(), harness.Institution); err != nil {
		t.Fatal(err)
	}
	if got := destroyed(t, o); len(got) != 0 {
		t.Errorf("destroyed %v", got)
	}
	if texts := must(o.Store.Sealed(o.Context(), harness.Institution, r.Case))(t); len(texts) == 0 {
		t.Error("the texts are gone")
	}
}

func TestExpiredSessionsAreForgotten(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-23 09:00", expiredSessionsAreForgotten)
}

func expiredSessionsAreForgotten(t *testing.T, o *harness.Office) {
	o.Staff("kim", app.Officer, "", "")
	login := func() []byte {
		t.Helper()
		secret, _, err := o.Login(o.Context(), harness.Institution, "kim", good, "")
		if err != nil {
			t.Fatal(err)
		}
		hash := sha256.Sum256([]byte(secret))
		return hash[:]
	}
	old := login()
	o.Clock.Set(harness.At(t, "2026-11-23 19:00:01"))
	fresh := login()
	if err := o.Upkeep(o.Context(), harness.Institution); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Store.Session(o.Context(), harness.Institution, old); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("a session that has expired is still kept: %v", err)
	}
	if _, err := o.Store.Session(o.Context(), harness.Institution, fresh); err != nil {
		t.Errorf("a session that has not expired: %v", err)
	}
}

// keys remembers the keys of what was delivered.
type keys struct {
	mu  sync.Mutex
	all []app.Outgoing
}

func (k *keys) Deliver(_ context.Context, o *app.Outgoing) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.all = append(k.all, *o)
	return nil
}

func TestOldKeysAreForgotten(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-23 09:30", oldKeysAreForgotten)
}

func oldKeysAreForgotten(t *testing.T, o *harness.Office) {
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	sent := &keys{}
	o.DeliverBy(sent)
	r, _ := o.File(o.Petition())
	must(o.Answer(o.Context(), officer, app.Result{Case: r.Case, Text: "평일 9시에 엽니다."}))(t)
	o.Advance(time.Minute)
	if len(sent.all) == 0 {
		t.Fatal("nothing was delivered")
	}
	again := func(at string) int { // plans the same duties once more and tells how many the outbox takes
		t.Helper()
		o.Clock.Set(harness.At(t, at))
		if err := o.Upkeep(o.Context(), harness.Institution); err != nil {
			t.Fatal(err)
		}
		st := o.Stored(r.Case)
		if err := o.Store.Commit(o.Context(), &app.Change{Institution: harness.Institution, Case: r.Case, Expect: st.Seq, Now: o.Now(),
			Head: st.Head, Outgoing: sent.all}); err != nil {
			t.Fatal(err)
		}
		claimed := 0
		for _, x := range must(o.Claim(o.Context(), harness.Institution, time.Minute, 100))(t) {
			if x.Case == r.Case {
				claimed++
			}
		}
		return claimed
	}
	if n := again("2027-11-20 09:30"); n != 0 {
		t.Errorf("within a year %d keys were forgotten", n)
	}
	if n := again("2027-11-25 09:30"); n != len(sent.all) {
		t.Errorf("after a year %d of %d keys were forgotten", n, len(sent.all))
	}
}
