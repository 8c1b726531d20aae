package app_test

import (
	"slices"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/test/harness"
)

// cases lists what is in somebody's own inbox, page by page.
func cases(t *testing.T, o *harness.Office, a app.Actor, limit int) []string {
	t.Helper()
	var out []string
	for cursor := ""; ; {
		page := must(o.Inbox(o.Context(), a, app.InboxFilter{Mine: true, Limit: limit, Cursor: cursor}))(t)
		for i := range page.Rows {
			out = append(out, page.Rows[i].Case)
		}
		if cursor = page.Cursor; cursor == "" {
			return out
		}
	}
}

// TestSubstituteWorksTheInbox sends one officer away: his cases stand in the inbox of his substitute, in the order of both, the
// citizen sees who is responsible, and when he is back all is as before.
func TestSubstituteWorksTheInbox(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	kim := o.Staff("kim", app.Officer, "general_affairs", "petition")
	lee := o.Staff("lee", app.Officer, "library_information", "general")
	lead := o.Staff("lead", app.Lead, "general_affairs", "petition")
	var of [2][]string
	var all []string
	var citizen app.Actor
	for i := range 7 {
		r, c := o.File(o.Petition())
		who := []app.Actor{kim, lee}[i%2]
		must(o.Assign(o.Context(), lead, "", r.Case, who.Account, ""))(t)
		of[i%2], all = append(of[i%2], r.Case), append(all, r.Case)
		if i == 0 {
			citizen = c
		}
		o.Advance(time.Minute)
	}
	same := func(what string, got, want []string) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	same("kim's inbox", cases(t, o, kim, 50), of[0])
	same("lee's inbox", cases(t, o, lee, 50), of[1])
	responsible := func() string { return must(o.Follow(o.Context(), citizen, "ko"))(t).Responsible.Name }
	if got := responsible(); got != "담당 kim" {
		t.Errorf("responsible is %s", got)
	}
	_, err := o.OpenCase(o.Context(), lee, of[0][0], "")
	wantFault(t, err, app.Invalid, "reason")

	away := app.NewAbsence{Account: kim.Account, Substitute: lee.Account, From: date(t, "2026-11-24"), Until: date(t, "2026-11-25")}
	if err := o.EnterAbsence(o.Context(), kim, away); err != nil {
		t.Fatal(err)
	}
	same("lee's inbox before the absence", cases(t, o, lee, 50), of[1])
	o.Until(harness.At(t, "2026-11-24 00:00"))
	same("lee's inbox", cases(t, o, lee, 50), all)
	same("lee's inbox in pages", cases(t, o, lee, 2), all)
	if got := responsible(); got != "담당 lee" {
		t.Errorf("while kim is away responsible is %s", got)
	}
	must(o.OpenCase(o.Context(), lee, of[0][0], ""))(t)
	for _, p := range must(o.StaffPresence(o.Context(), lee))(t) {
		if p.Away != (p.ID == kim.Account) || p.Away && (p.Substitute.ID != lee.Account || !p.Until.Equal(harness.At(t, "2026-11-26 00:00"))) {
			t.Errorf("presence %+v", p)
		}
	}

	onward := app.NewAbsence{Account: lee.Account, Substitute: lead.Account, From: date(t, "2026-11-24"), Until: date(t, "2026-11-24")}
	if err := o.EnterAbsence(o.Context(), lee, onward); err != nil {
		t.Fatal(err)
	}
	same("the substitute's substitute", cases(t, o, lead, 50), all)
	back := app.NewAbsence{Account: lead.Account, Substitute: kim.Account, From: date(t, "2026-11-24"), Until: date(t, "2026-11-24")}
	if err := o.EnterAbsence(o.Context(), lead, back); err != nil {
		t.Fatal(err)
	}
	if got := responsible(); got != "담당 kim" { // all are away: the one who has the case
		t.Errorf("with everybody away responsible is %s", got)
	}
	if err := o.EndAbsence(o.Context(), lead, lead.Account, harness.At(t, "2026-11-24 00:00")); err != nil {
		t.Fatal(err)
	}
	same("the lead is back", cases(t, o, lead, 50), all)
	o.Until(harness.At(t, "2026-11-26 00:00"))
	same("kim's inbox afterwards", cases(t, o, kim, 50), of[0])
	same("lee's inbox afterwards", cases(t, o, lee, 50), of[1])
}

// TestRemindersReachTheSubstitute lets a limit come near while the officer is away.
func TestRemindersReachTheSubstitute(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	kim := o.Staff("kim", app.Officer, "general_affairs", "petition")
	lee := o.Staff("lee", app.Officer, "library_information", "general")
	lead := o.Staff("lead", app.Lead, "general_affairs", "petition")
	r, _ := o.File(o.Petition())
	must(o.Assign(o.Context(), lead, "", r.Case, kim.Account, ""))(t)
	o.Advance(8 * 24 * time.Hour)
	had := must(o.Notices(o.Context(), kim, 50))(t)
	if len(had) == 0 || len(must(o.Notices(o.Context(), lee, 50))(t)) != 0 {
		t.Fatalf("notices of kim %+v", had)
	}
	today := date(t, "2026-12-01")
	if err := o.EnterAbsence(o.Context(), lead, app.NewAbsence{Account: kim.Account, Substitute: lee.Account, From: today, Until: today}); err != nil {
		t.Fatal(err)
	}
	if got := must(o.Notices(o.Context(), lee, 50))(t); len(got) != len(had) {
		t.Errorf("the substitute hears %+v, want %+v", got, had)
	}
}

func TestAbsenceIsChecked(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	kim := o.Staff("kim", app.Officer, "general_affairs", "petition")
	lee := o.Staff("lee", app.Officer, "library_information", "general")
	manager := o.Staff("manager", app.Manager, "", "")
	inspector := o.Staff("inspector", app.Inspector, "", "")
	good := app.NewAbsence{Account: kim.Account, Substitute: lee.Account, From: date(t, "2026-11-24"), Until: date(t, "2026-11-25")}
	if err := o.EnterAbsence(o.Context(), manager, good); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		field string
		edit  func(n *app.NewAbsence)
	}{
		{"account", func(n *app.NewAbsence) { n.Account = "nobody" }},
		{"account", func(n *app.NewAbsence) { n.Account = inspector.Account }},
		{"substitute", func(n *app.NewAbsence) { n.Substitute = n.Account }},
		{"substitute", func(n *app.NewAbsence) { n.Substitute = inspector.Account }},
		{"from", func(n *app.NewAbsence) { n.From = date(t, "2026-11-22") }},
		{"until", func(n *app.NewAbsence) { n.From, n.Until = date(t, "2026-12-02"), date(t, "2026-12-01") }},
		{"until", func(n *app.NewAbsence) { n.From, n.Until = date(t, "2026-12-02"), date(t, "2028-12-01") }},
		{"from", func(n *app.NewAbsence) { n.From, n.Until = date(t, "2026-11-25"), date(t, "2026-11-30") }}, // overlaps
	}
	for i, tt := range tests {
		n := good
		n.From, n.Until = date(t, "2026-12-01"), date(t, "2026-12-02")
		tt.edit(&n)
		f := app.FaultOf(o.EnterAbsence(o.Context(), manager, n))
		if f == nil || len(f.Fields) == 0 || f.Fields[0].Field != tt.field {
			t.Errorf("%d: got %v, want a fault of %s", i, f, tt.field)
		}
	}
	wantFault(t, o.EndAbsence(o.Context(), manager, kim.Account, o.Now()), app.Unknown, "")
	if err := o.EndAbsence(o.Context(), manager, kim.Account, harness.At(t, "2026-11-24 00:00")); err != nil {
		t.Fatal(err)
	}
	for _, p := range must(o.StaffPresence(o.Context(), manager))(t) {
		if len(p.Next) > 0 {
			t.Errorf("after it was called off: %+v", p.Next)
		}
	}
}
