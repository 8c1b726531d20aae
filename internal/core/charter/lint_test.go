package charter

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jikim/internal/core/calendar"
)

func TestLint(t *testing.T) {
	t.Parallel()
	const head = "charter: office\ntitle: 헌장\noffice: 사무소\nfrom: 2026-01-01\ncalendars: {petition: week}\npromises:\n- id: a.one\n  text: 약속\n"
	tests := []struct {
		name, promise string
		want          []string // keys of findings
	}{
		{"sound", "when: call.ringing\n  then: {call.answered: {by: person}}\n  within: 3 rings", nil},
		{"without a sentence", "when: call.ringing\n  then: call.answered\n  within: 3 rings", []string{"lint.no_text"}},
		{"field of an exception to an exception", "when: call.caller_hung_up\n  then: call.officer_hung_up\n  within: 1 minute\n  unless earlier: call.ringing\n  except after: {call.answered: {mood: good}}", []string{"lint.field_unknown"}},
		{"sound remedy with officer", "when: {complaint.received: {about: late}}\n  then: {apology.made: {officer: same as trigger.officer}}\n  within: 1 day by law", nil},
		{"field of must", "each: document.issued\n  must: {signature: present}", []string{"lint.field_unknown"}},
		{"field of trigger", "when: {visit.arrived: {mood: good}}\n  then: visit.greeted\n  within: 5 seconds", []string{"lint.field_unknown"}},
		{"field of case", "each: case.delivered\n  only if: {case.colour: red}\n  must: {method: same as case.delivery}", []string{"lint.field_unknown"}},
		{"field compared with", "each: case.delivered\n  must: {method: same as case.colour}", []string{"lint.field_unknown"}},
		{"field of the wished time", "when: message.taken\n  then: callback.made\n  within: 1 working hour\n  or at: tomorrow", []string{"lint.field_unknown"}},
		{"field after", "when: complaint.received\n  then:\n    - complaint.told:\n      after: {complaint.checked: {sound: no}}\n  within: 1 day by law", []string{"lint.field_unknown"}},
		{"one of several closing facts", "when: opinion.received\n  then: [opinion.told, case.refused]\n  must: {reason: present}\n  within: 3 days by law", []string{"lint.field_unknown"}},
		{"correction as trigger", "when: fact.corrected\n  then: case.answered\n  within: 1 day by law", []string{"lint.kind_never"}},
		{"closed in another contact", "when: visit.arrived\n  then: call.answered\n  within: 5 seconds", []string{"lint.then_elsewhere"}},
		{"ended in another contact", "when: call.answered\n  then: call.confirmed\n  at least: 1\n  before: visit.left", []string{"lint.before_elsewhere"}},
		{"contact of a case", "when: case.received\n  then: case.answered\n  within: 7 days by law\n  scope: contact", []string{"lint.no_contact"}},
		{"count without end", "when: visit.arrived\n  then: visit.confirmed\n  at least: 1", []string{"lint.no_window"}},
		{"minimum without end", "when: call.caller_hung_up\n  then: call.officer_hung_up\n  at least after: 1 second", []string{"lint.no_window"}},
		{"closing makes void", "when: case.received\n  then: case.answered\n  within: 7 days by law\n  void when: case.answered", []string{"lint.void_closes"}},
		{"closing makes void at times", "when: case.received\n  then: case.transferred\n  within: 7 days by law\n  void when: {case.transferred: {internal: yes}}", nil},
		{"breach of nothing first", "when: promise.broken\n  of: a.two\n  then: delay.told\n  within: 1 working hour\n- id: a.two\n  text: 약속\n  when: [promise.broken, case.received]\n  of: a.one\n  then: apology.made\n  within: 1 working hour", nil},
		{"survey closed by a call", "when: survey.closed\n  then: call.answered\n  within: 1 month", []string{"lint.other_case"}},
		{"survey closed by a plan or a call", "when: survey.closed\n  then: [call.answered, plan.published]\n  within: 1 month", nil},
		{"yearly call", "every: year\n  then: call.answered\n  by: 12-31", []string{"lint.not_of_the_office"}},
		{"yearly training", "every: year\n  then: training.done\n  by: 12-31", nil},
		{"too few", "always: at least 3 working\n  item: copier\n  look every: 1 month", []string{"lint.item_short"}},
		{"other fee", "always: at least 1 working\n  item: copier\n  fee: free\n  look every: 1 month", []string{"lint.item_fee"}},
		{"other room", "always: at least 1 working\n  item: copier\n  place: 사무실\n  look every: 1 month", []string{"lint.item_room"}},
		{"service without period", "when: case.received\n  then: case.answered\n  within: the service's period", []string{"lint.service_period"}},
		{"service without period but with another", "when: case.received\n  then: case.answered\n  within: the service's period\n  otherwise: 7 days by law", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			files := folder(t, "office")
			head := head
			if slices.Contains(tt.want, "lint.no_text") {
				head = strings.Replace(head, "  text: 약속\n", "", 1)
			}
			files[Main] = []byte(head + "  " + tt.promise + "\n")
			files["services.yaml"] = []byte("- {id: slow, name: 느림, kind: service}\n")
			c, err := Parse(files, week)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range Lint(c) {
				got = append(got, f.Step.Key)
				if f.File != Main || f.Line != 7 || f.Column != 3 || f.Promise != "a.one" {
					t.Errorf("the finding is at %s:%d:%d of %s", f.File, f.Line, f.Column, f.Promise)
				}
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestLintAlone looks at a charter whose folder lacks the directory: names cannot be checked when it is read, and Lint
// says so.
func TestLintAlone(t *testing.T) {
	t.Parallel()
	c, err := Parse(Files{Main: folder(t, "office")[Main]}, week)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range Lint(c) {
		got = append(got, f.Promise+" "+f.Step.Key)
	}
	want := []string{"a.copier lint.item_unlisted", "a.copier lint.place_unlisted", "a.magnifier lint.item_unlisted",
		"a.magnifier lint.nowhere", "a.sign lint.sign_unlisted", "a.desk lint.desk_unlisted"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestLintFindsWhatNeverBeginsOrRunsOut(t *testing.T) {
	t.Parallel()
	const head = "charter: office\ntitle: 헌장\noffice: 사무소\nfrom: 2026-01-01\ncalendars: {petition: week}\npromises:\n"
	const circle = "- {id: a.one, text: 약속, when: promise.broken, of: a.two, then: delay.told, within: 5 minutes}\n" +
		"- {id: a.two, text: 약속, when: promise.broken, of: a.three, then: delay.told, within: 5 minutes}\n" +
		"- {id: a.three, text: 약속, when: promise.broken, of: [a.one, a.two], then: delay.told, within: 5 minutes}\n" +
		"- {id: a.four, text: 약속, when: promise.broken, of: [a.one, a.five], then: delay.told, within: 5 minutes}\n" +
		"- {id: a.five, text: 약속, when: case.received, then: case.answered, within: 5 minutes}\n"
	const hours = "- {id: a.one, text: 약속, when: case.received, then: case.answered, within: 1 working hour}\n" +
		"- {id: a.two, text: 약속, when: case.received, then: case.answered, within: 1 month}\n" +
		"- {id: a.three, text: 약속, when: case.received, then: case.answered, within: 5 minutes}\n"
	closed := func(string) (*calendar.Calendar, error) {
		return calendar.Parse("closed.yaml", []byte("name: closed\ntimezone: UTC\nhours: {}\n"), calendar.Source{Zone: time.LoadLocation})
	}
	for _, tt := range []struct {
		name, promises string
		calendar       func(string) (*calendar.Calendar, error)
		want           []string
	}{
		{"remedies in a circle", circle, week, []string{"a.one lint.never_begins", "a.two lint.never_begins", "a.three lint.never_begins"}},
		{"never open", hours, closed, []string{"a.one lint.no_hours", "a.two lint.no_hours"}},
		{"open", hours, week, nil},
	} {
		c, err := Parse(Files{Main: []byte(head + tt.promises)}, tt.calendar)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range Lint(c) {
			got = append(got, f.Promise+" "+f.Step.Key)
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s: %s", tt.name, d)
		}
	}
}
