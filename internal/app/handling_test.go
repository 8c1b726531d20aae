package app_test

import (
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/test/harness"
)

// complaintOfTwo files a petition that kim works on, and two complaints: one about kim's work, and before it, one of the same case. It
// returns the case and the second complaint.
func complaintOfTwo(t *testing.T, o *harness.Office, kim app.Actor) (caseID, complaint string) {
	t.Helper()
	r, link := o.File(o.Petition())
	for i, about := range []string{"late", "careless"} {
		if i == 1 {
			o.Advance(time.Minute)
			if _, err := o.Tell(o.Context(), kim, o.NewKey(), r.Case, "처리 절차를 알려 드립니다.", true); err != nil {
				t.Fatal(err)
			}
		}
		o.Advance(time.Minute)
		if _, err := o.Complain(o.Context(), link, app.Complaint{Key: o.NewKey(), About: about, Text: "있었던 일"}); err != nil {
			t.Fatal(err)
		}
	}
	facts := o.Stored(r.Case).Facts
	return r.Case, facts[len(facts)-1].ID
}

// TestNobodyGetsRoundTheRuleThatNobodyLooksIntoHisOwn tries what the pages do not offer: a step that does not say which of two complaints
// it is of, and corrections of what others have found, of who looks into it, and of a note into a step.
func TestNobodyGetsRoundTheRuleThatNobodyLooksIntoHisOwn(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-24 10:00")
	kim := o.Staff("kim", app.Lead, "general_affairs", "petition")
	lee := o.Staff("lee", app.Lead, "library_information", "general")
	id, of := complaintOfTwo(t, o, kim)
	denied := func(what string, err error) {
		t.Helper()
		if f := app.FaultOf(err); f == nil || f.Kind != app.Denied {
			t.Errorf("%s: %v", what, err)
		}
	}
	faulty := func(what, field string, err error) {
		t.Helper()
		if f := app.FaultOf(err); f == nil || f.Kind != app.Invalid || len(f.Fields) == 0 || f.Fields[0].Field != field {
			t.Errorf("%s: %v", what, err)
		}
	}
	record := func(a app.Actor, kind fact.Kind, of string, data fact.Data, prose map[string]string) (string, error) {
		o.Advance(time.Minute)
		done, err := o.Record(o.Context(), a, app.Entry{Key: o.NewKey(), Case: id, Kind: kind, Of: of, Data: data, Prose: prose})
		if err != nil {
			return "", err
		}
		return done.Facts[0], nil
	}
	finding := map[string]string{"finding": "기록을 살핌"}
	_, err := record(kim, fact.ComplaintChecked, "", fact.With("founded", false), finding)
	denied("a check that does not say of which", err)
	assessed, err := record(lee, fact.ComplaintAssessed, of, fact.With("severity", "minor", "urgency", "normal", "investigator", lee.Account), nil)
	if err != nil {
		t.Fatal(err)
	}
	checked, err := record(lee, fact.ComplaintChecked, of, fact.With("founded", true), finding)
	if err != nil {
		t.Fatal(err)
	}
	note, err := record(kim, fact.CaseNoted, "", nil, map[string]string{"text": "메모"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = o.Correct(o.Context(), kim, o.NewKey(), id, checked, "잘못 적음", fact.With("founded", false))
	denied("another finding", err)
	_, err = o.Retract(o.Context(), kim, o.NewKey(), id, checked, "잘못 적음")
	denied("no finding", err)
	_, err = o.Correct(o.Context(), kim, o.NewKey(), id, note, "잘못 적음", fact.With("kind", "complaint.closed"))
	faulty("a note that becomes a closing", "kind", err)
	_, err = o.Correct(o.Context(), lee, o.NewKey(), id, assessed, "잘못 적음", fact.With("investigator", kim.Account))
	faulty("who looks into it", "investigator", err)
	if _, err := o.Correct(o.Context(), lee, o.NewKey(), id, checked, "잘못 적음", fact.With("founded", false)); err != nil {
		t.Errorf("who has looked into it puts the finding right: %v", err)
	}
}

// TestWhoHasRecordedAComplaintPutsItRight lets the officer who took it down by telephone correct what it is about, unless it is about him.
func TestWhoHasRecordedAComplaintPutsItRight(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-24 10:00")
	kim := o.Staff("kim", app.Officer, "general_affairs", "petition")
	for _, named := range []string{"", kim.Account} {
		r, _ := o.File(o.Petition())
		o.Advance(time.Minute)
		if _, err := o.Tell(o.Context(), kim, o.NewKey(), r.Case, "처리 절차를 알려 드립니다.", true); err != nil {
			t.Fatal(err)
		}
		o.Advance(time.Minute)
		done, err := o.Record(o.Context(), kim, app.Entry{Key: o.NewKey(), Case: r.Case, Kind: fact.ComplaintReceived, Data: fact.With("about", "late", "officer", named)})
		if err != nil {
			t.Fatal(err)
		}
		_, err = o.Correct(o.Context(), kim, o.NewKey(), r.Case, done.Facts[0], "잘못 적음", fact.With("about", "careless"))
		if f := app.FaultOf(err); (named == "") != (f == nil) || f != nil && f.Kind != app.Denied {
			t.Errorf("about %q: %v", named, err)
		}
	}
}

// TestOpinionOnAPetitionIsDueByItself does not take the deadline of the petition for that of the opinion.
func TestOpinionOnAPetitionIsDueByItself(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-24 10:00")
	kim := o.Staff("kim", app.Officer, "general_affairs", "petition")
	r, link := o.File(o.Petition())
	o.Advance(24 * time.Hour * 6)
	if _, err := o.GiveOpinion(o.Context(), link, app.Opinion{Key: o.NewKey(), Text: "의자가 헐겁습니다."}); err != nil {
		t.Fatal(err)
	}
	page, err := o.Opinions(o.Context(), kim, app.RaisedFilter{})
	if err != nil || len(page.Rows) != 1 || page.Rows[0].Case != r.Case {
		t.Fatalf("%+v, %v", page, err)
	}
	if due := page.Rows[0].Due.In(harness.Seoul); due.Format("2006-01-02 15:04") != "2026-12-03 10:00" {
		t.Errorf("due %s, want three days of eight hours from the opinion", due)
	}
}
