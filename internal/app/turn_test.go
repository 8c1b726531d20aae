package app_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/test/harness"
)

func TestFilingTwiceIsFilingOnce(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-23 09:30", filingTwiceIsFilingOnce)
}

func filingTwiceIsFilingOnce(t *testing.T, o *harness.Office) {
	p := o.Petition()
	first, _ := o.File(p)
	again, _ := o.File(p)
	if again.Case != first.Case || again.Number != first.Number || again.Token != first.Token || !again.Due.Equal(first.Due) {
		t.Errorf("the second receipt differs: %+v and %+v", first, again)
	}
	if first.Repeated || !again.Repeated {
		t.Errorf("repeated: %v, then %v", first.Repeated, again.Repeated)
	}
	other := o.Petition()
	if r, _ := o.File(other); r.Case == first.Case || r.Number == first.Number {
		t.Error("another form made the same case")
	}
	p.Key = "short"
	_, err := o.Service.File(o.Context(), app.Citizen(harness.Institution, ""), p)
	wantFault(t, err, app.Invalid, "key")
}

func TestRecordingTwiceIsRecordingOnce(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	r, _ := o.File(o.Petition())
	e := app.Result{Key: o.NewKey(), Case: r.Case, Text: "답변"}
	first := must(o.Answer(o.Context(), officer, e))(t)
	again := must(o.Answer(o.Context(), officer, e))(t)
	if !again.Repeated || !slices.Equal(first.Facts, again.Facts) || first.Seq != again.Seq {
		t.Errorf("first %+v, again %+v", first, again)
	}
}

// TestManyAtOnce lets 32 members of staff write into one case at the same time: every word is kept, in some order.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-23 09:30", manyAtOnce)
}

func manyAtOnce(t *testing.T, o *harness.Office) {
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	r, _ := o.File(o.Petition())
	var all sync.WaitGroup
	errs := make(chan error, 32)
	for i := range 32 {
		all.Go(func() {
			_, err := o.Tell(context.Background(), officer, "", r.Case, fmt.Sprintf("알림 %d", i), false)
			errs <- err
		})
	}
	all.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	st := o.Stored(r.Case)
	if n := count(o.Kinds(r.Case), fact.ConsultAnswered); n != 32 || st.Head.Seq != int64(len(st.Facts)) {
		t.Errorf("%d of 32 words are on record, head at %d of %d facts", n, st.Head.Seq, len(st.Facts))
	}
}

// TestConflictIsRetriedOnTheNewState lets another turn in between the reading and the writing of a withdrawal.
func TestConflictIsRetriedOnTheNewState(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-23 09:30", conflictIsRetriedOnTheNewState)
}

func conflictIsRetriedOnTheNewState(t *testing.T, o *harness.Office) {
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	r, citizen := o.File(o.Petition())
	stale := o.Stored(r.Case)
	must(o.Answer(o.Context(), officer, app.Result{Case: r.Case, Text: "답변"}))(t)
	if err := o.Wake(o.Context(), harness.Institution, r.Case, stale); err != nil { // an engine that fetched too early
		t.Fatal(err)
	}
	if got := o.Stored(r.Case).Head.Status; got != "answered" {
		t.Errorf("a stale wake-up left the case %s", got)
	}
	wantFault(t, o.Withdraw(o.Context(), citizen, o.NewKey(), ""), app.Unlawful, "")
}

// snapshot is everything that is derived, per case.
type snapshot struct {
	Heads    map[string]app.Head
	Verdicts []app.VerdictRow
	Found    []string
}

func snap(t *testing.T, o *harness.Office, officer app.Actor) snapshot {
	t.Helper()
	s := snapshot{Heads: map[string]app.Head{}}
	if err := o.Store.EachCase(o.Context(), harness.Institution, "", func(c *app.Stored) error {
		s.Heads[c.Case] = c.Head
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	from := o.Now().AddDate(-2, 0, 0)
	if err := o.Store.EachVerdict(o.Context(), harness.Institution, from, o.Now(), func(v *app.VerdictRow) error {
		s.Verdicts = append(s.Verdicts, *v)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(s.Verdicts, func(a, b app.VerdictRow) int {
		return cmp3(a.Case, b.Case, a.Promise, b.Promise, a.Trigger, b.Trigger)
	})
	for _, h := range must(o.Search(o.Context(), officer, "열람실", 100))(t) {
		s.Found = append(s.Found, h.Case)
	}
	return s
}

func cmp3(pairs ...string) int {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i] != pairs[i+1] {
			if pairs[i] < pairs[i+1] {
				return -1
			}
			return 1
		}
	}
	return 0
}

func TestRebuildEqualsTheTurns(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-10-05 09:00", rebuildEqualsTheTurns)
}

func rebuildEqualsTheTurns(t *testing.T, o *harness.Office) {
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	manager := o.Staff("park", app.Manager, "general_affairs", "")
	if err := o.Begin(o.Context(), harness.Institution); err != nil {
		t.Fatal(err)
	}
	weeks(t, o, officer, manager)
	o.Advance(time.Hour)
	before := snap(t, o, officer)
	if len(before.Heads) < 20 || len(before.Verdicts) < 100 || len(before.Found) == 0 {
		t.Fatalf("only %d cases, %d verdicts, %d found: too little to compare", len(before.Heads), len(before.Verdicts), len(before.Found))
	}
	n := must(o.Rebuild(o.Context(), app.TheSystem(harness.Institution), nil))(t)
	if n != len(before.Heads) {
		t.Errorf("rebuilt %d of %d cases", n, len(before.Heads))
	}
	after := snap(t, o, officer)
	if diff := cmp.Diff(before, after, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("rebuilding changed derived rows (-turns +rebuilt):\n%s", diff)
	}
	o.Advance(0)
	if diff := cmp.Diff(before, snap(t, o, officer), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("waking after the rebuilding changed derived rows:\n%s", diff)
	}
}

// weeks lets the office work for some weeks: petitions, visits, calls, inspections, complaints, corrections.
func weeks(t *testing.T, o *harness.Office, officer, manager app.Actor) {
	t.Helper()
	for day := range 24 {
		r, citizen := o.File(o.Petition())
		switch day % 6 {
		case 0:
			must(o.Answer(o.Context(), officer, app.Result{Case: r.Case, Text: "답변"}))(t)
		case 1:
			must(o.AskSupplement(o.Context(), officer, app.Missing{Case: r.Case, What: "서류", Until: o.Now().Add(time.Hour)}))(t)
		case 2:
			if err := o.Withdraw(o.Context(), citizen, o.NewKey(), ""); err != nil {
				t.Fatal(err)
			}
		case 3:
			must(o.Extend(o.Context(), officer, app.Extension{Case: r.Case, Ground: "site_check", Reason: "현장 확인"}))(t)
			must(o.Complain(o.Context(), citizen, app.Complaint{Key: o.NewKey(), About: "careless", Text: "무성의합니다"}))(t)
		case 4:
			must(o.Assign(o.Context(), manager, "", r.Case, officer.Account, "general"))(t)
		}
		c := must(o.NewContact(o.Context(), officer, app.NewContact{Channel: "visit", Data: fact.With("busy", true)}))(t)
		o.Advance(3 * time.Second)
		done := must(o.Record(o.Context(), officer, app.Entry{Case: c.Case, Contact: c.Contact, Kind: fact.VisitAcknowledged}))(t)
		if day%3 == 0 {
			must(o.Correct(o.Context(), officer, "", c.Case, done.Facts[0], "늦었습니다", fact.With("at", o.Now().Add(-time.Second))))(t)
		}
		if day%4 == 0 {
			must(o.RecordInstitution(o.Context(), manager, app.Entry{Kind: fact.ItemInspected,
				Data: fact.With("item", "search_pc", "place", "종합자료실", "working", 5-day%3)}))(t)
		}
		o.Advance(24*time.Hour - 3*time.Second)
	}
}

func TestStandingPromisesAreJudgedDayByDay(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-03 08:00") // a Tuesday
	manager := o.Staff("park", app.Manager, "general_affairs", "")
	inspect := func(working int) {
		must(o.RecordInstitution(o.Context(), manager, app.Entry{Kind: fact.ItemInspected,
			Data: fact.With("item", "search_pc", "place", "종합자료실", "working", working)}))(t)
	}
	inspect(5)
	o.Until(harness.At(t, "2026-11-05 10:00"))
	inspect(4)
	o.Until(harness.At(t, "2026-11-06 10:00"))
	inspect(5)
	o.Until(harness.At(t, "2026-11-11 08:00"))
	got := map[judge.Status]int{}
	if err := o.Store.EachVerdict(o.Context(), harness.Institution, harness.At(t, "2026-11-01 00:00"), o.Now(), func(v *app.VerdictRow) error {
		if v.Promise == "item.search_pc" {
			got[v.Status]++
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if got[judge.Broken] != 2 || got[judge.Kept] < 3 {
		t.Errorf("days %v, want 2 broken (the 5th and the 6th) and the others kept", got)
	}
}
