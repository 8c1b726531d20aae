package desk

import (
	"context"
	"testing"
	"time"

	"jikim/internal/app"
)

func TestStirred(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		event app.Event
		shown string
		want  string
	}{
		{"a case of the desk changes, the inbox hears", app.Event{Kind: app.CaseChanged, Case: "a", Desk: "petition"}, "", inboxStirred},
		{"a case of another desk changes", app.Event{Kind: app.CaseChanged, Case: "a", Desk: "rental"}, "", ""},
		{"a case of another desk changes, all are shown", app.Event{Kind: app.CaseChanged, Case: "a", Desk: "rental"}, "all", inboxStirred},
		{"a notice comes", app.Event{Kind: app.NoticeCame, Case: "a", Notice: &app.Notice{To: "officer:kim"}}, "", noticeStirred},
		{"a notice comes while a case is shown", app.Event{Kind: app.NoticeCame, Case: "a", Notice: &app.Notice{To: "desk:petition"}}, "b", noticeStirred},
		{"a notice for somebody else", app.Event{Kind: app.NoticeCame, Case: "a", Notice: &app.Notice{To: "officer:lee"}}, "a", ""},
		{"a notice for managers", app.Event{Kind: app.NoticeCame, Case: "a", Notice: &app.Notice{To: "manager"}}, "", ""},
		{"events were lost, the inbox loads", app.Event{Kind: app.InboxChanged}, "", inboxStirred},
		{"the case shown changes", app.Event{Kind: app.CaseChanged, Case: "a"}, "a", caseStirred},
		{"another case changes", app.Event{Kind: app.CaseChanged, Case: "b"}, "a", ""},
		{"events were lost, the case loads", app.Event{Kind: app.InboxChanged}, "a", caseStirred},
	}
	kim := func(to string) bool { return to == "officer:kim" || to == "desk:petition" }
	for _, tt := range tests {
		sh := shown{caseID: tt.shown, notice: kim, row: func(e *app.Event) bool { return e.Desk == "petition" }}
		if tt.shown == "all" {
			sh.caseID, sh.all = "", true
		}
		if got := sh.stirred(&tt.event); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestBurstIsOneEvent proves that a burst of changes is told once, after the first word that every stream begins with.
func TestBurstIsOneEvent(t *testing.T) {
	t.Parallel()
	changes := make(chan app.Event, 100)
	out := stirs(t.Context(), changes, &shown{all: true})
	if first := <-out; first != inboxStirred {
		t.Fatalf("the stream begins with %q", first)
	}
	for range 50 {
		changes <- app.Event{Kind: app.CaseChanged, Case: "a"}
	}
	if next := <-out; next != inboxStirred {
		t.Fatalf("told %q", next)
	}
	select {
	case more := <-out:
		t.Errorf("told again: %q", more)
	case <-time.After(2 * gather):
	}
	close(changes)
	if _, open := <-out; open {
		t.Error("the stream goes on after the changes ended")
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := stirs(ctx, make(chan app.Event), &shown{caseID: "a"})
	stop()
	for range ended { // ends
	}
}
