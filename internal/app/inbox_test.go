package app_test

import (
	"slices"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/test/harness"
)

// inInbox tells whether a case is in the inbox of the office.
func inInbox(t *testing.T, o *harness.Office, a app.Actor, caseID string) bool {
	t.Helper()
	page := must(o.Inbox(o.Context(), a, app.InboxFilter{Limit: 200}))(t)
	return slices.ContainsFunc(page.Rows, func(h app.Head) bool { return h.Case == caseID })
}

// TestInboxUntilNothingIsLeftToDo follows cases without a petition of their own: each stays in the inbox, also when its
// promises are long broken, until somebody has done what it asks for, and leaves it by itself then.
func TestInboxUntilNothingIsLeftToDo(t *testing.T) {
	t.Parallel()
	complain := func(about string) func(*testing.T, *harness.Office, app.Actor) string {
		return func(t *testing.T, o *harness.Office, _ app.Actor) string {
			return must(o.Complain(o.Context(), app.Citizen(harness.Institution, ""), app.Complaint{Key: o.NewKey(), About: about,
				Name: "홍길동", Phone: "010-1234-5678", Answer: "phone", Text: "불친절했습니다"}))(t).Case
		}
	}
	for _, c := range []struct {
		name  string
		begin func(*testing.T, *harness.Office, app.Actor) string
		ends  []fact.Kind
		want  string
	}{
		{"a complaint is told", complain("other"), []fact.Kind{fact.ComplaintTold}, "closed"},
		{"a complaint is told and apologised for", complain("careless"), []fact.Kind{fact.ComplaintTold, fact.ApologyMade}, "closed"},
		{"an opinion is told", func(t *testing.T, o *harness.Office, _ app.Actor) string {
			return must(o.GiveOpinion(o.Context(), app.Citizen(harness.Institution, ""), app.Opinion{Key: o.NewKey(), Answer: "web",
				Text: "비누가 없습니다", Improvable: true}))(t).Case
		}, []fact.Kind{fact.OpinionTold}, "closed"},
		{"a message is answered", func(t *testing.T, o *harness.Office, officer app.Actor) string {
			k := must(o.NewContact(o.Context(), officer, app.NewContact{Channel: "phone"}))(t)
			must(o.TakeMessage(o.Context(), officer, app.Memo{Case: k.Case, Contact: k.Contact, For: officer.Account, About: "예약", Callback: true}))(t)
			return k.Case
		}, []fact.Kind{fact.CallbackMade}, "closed"},
		{"a complaint about an answer is told", func(t *testing.T, o *harness.Office, officer app.Actor) string {
			r, citizen := o.File(o.Petition())
			must(o.Answer(o.Context(), officer, app.Result{Case: r.Case, Text: "평일 9시에 엽니다."}))(t)
			must(o.Complain(o.Context(), citizen, app.Complaint{Key: o.NewKey(), About: "careless", Text: "무성의합니다"}))(t)
			return r.Case
		}, []fact.Kind{fact.ComplaintTold}, "answered"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := harness.New(t, "2026-11-23 09:30")
			officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
			id := c.begin(t, o, officer)
			o.Until(harness.At(t, "2026-12-14 09:30"))
			if h := o.Stored(id).Head; !inInbox(t, o, officer, id) || h.Status != "open" || h.Broken == 0 {
				t.Fatalf("before: in the inbox %v, %s, %d broken", inInbox(t, o, officer, id), h.Status, h.Broken)
			}
			of := ""
			for _, f := range o.Stored(id).Facts {
				switch f.Kind {
				case fact.ComplaintReceived, fact.OpinionReceived, fact.MessageTaken:
					of = f.ID
				}
			}
			for _, k := range c.ends {
				o.Advance(time.Minute)
				e := app.Entry{Case: id, Kind: k, Of: of,
					Data: fact.With("channel", "phone", "officer", officer.Account, "how", "phone", "reached", true)}
				if k == fact.ComplaintTold || k == fact.OpinionTold {
					e.Prose = map[string]string{"text": "살펴보고 고쳤습니다."}
				}
				must(o.Record(o.Context(), officer, e))(t)
			}
			if h := o.Stored(id).Head; inInbox(t, o, officer, id) || h.Status != c.want {
				t.Errorf("after: in the inbox %v, %s, want %s", inInbox(t, o, officer, id), h.Status, c.want)
			}
			lead := app.Actor{Institution: harness.Institution, Account: "lead", Role: app.Lead}
			broken := must(o.Broken(o.Context(), lead, app.VerdictFilter{}))(t)
			if !slices.ContainsFunc(broken, func(v app.VerdictRow) bool { return v.Case == id }) {
				t.Error("the broken promise is not on the manager's list any more")
			}
		})
	}
}

// TestInboxIsNotForWhatIsOver takes a visit that nobody ended: the day's end does.
func TestInboxIsNotForWhatIsOver(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	officer := o.Staff("kim", app.Officer, "library_information", "general")
	c := must(o.NewContact(o.Context(), officer, app.NewContact{Channel: "visit", Data: fact.With("busy", true)}))(t)
	if !inInbox(t, o, officer, c.Case) {
		t.Error("somebody who has just come in is not in the inbox")
	}
	o.Until(harness.At(t, "2026-11-24 00:01"))
	if h := o.Stored(c.Case).Head; inInbox(t, o, officer, c.Case) || h.Status != "closed" {
		t.Errorf("the visit of yesterday: in the inbox %v, %s", inInbox(t, o, officer, c.Case), h.Status)
	}
}

// TestInboxLeafsThroughAll turns the pages of an inbox with cases in which something breaks, cases that wait for their citizen,
// and settled ones: whatever page they fall on, each is seen once, in the list it belongs to.
func TestInboxLeafsThroughAll(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-23 09:30", func(t *testing.T, o *harness.Office) {
		officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
		open, settled := map[string]int{}, map[string]int{}
		for i := range 15 {
			r, _ := o.File(o.Petition())
			switch i % 3 {
			case 0:
				must(o.AskSupplement(o.Context(), officer, app.Missing{Case: r.Case, What: "신분증 사본", Until: o.Now().Add(72 * time.Hour)}))(t)
				open[r.Case] = 0
			case 1:
				must(o.Answer(o.Context(), officer, app.Result{Case: r.Case, Text: "9시에 엽니다.", How: "web"}))(t)
				settled[r.Case] = 0
			default:
				open[r.Case] = 0
			}
		}
		o.Advance(time.Minute)
		for status, want := range map[string]map[string]int{"": open, "answered": settled} {
			for size := 1; size <= 4; size++ {
				seen := map[string]int{}
				for f := (app.InboxFilter{Status: status, Limit: size}); ; {
					page := must(o.Inbox(o.Context(), officer, f))(t)
					for _, h := range page.Rows {
						seen[h.Case]++
					}
					if f.Cursor = page.Cursor; f.Cursor == "" {
						break
					}
				}
				for id := range want {
					if seen[id] != 1 {
						t.Errorf("status %q in pages of %d: case %s is seen %d times", status, size, id, seen[id])
					}
				}
				if len(seen) != len(want) {
					t.Errorf("status %q in pages of %d: %d cases, want %d", status, size, len(seen), len(want))
				}
			}
		}
	})
}
