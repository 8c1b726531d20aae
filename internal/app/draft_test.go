package app_test

import (
	"strings"
	"testing"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/test/harness"
)

// TestDraftBeginsWithTheVersionInForce reads a draft before anybody has saved one: it is the whole folder, with the calendars,
// and reading it again gives the version that it started from.
func TestDraftBeginsWithTheVersionInForce(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	manager := o.Staff("manager", app.Manager, "", "")
	d := must(o.Draft(o.Context(), manager))(t)
	if !d.At.IsZero() || d.Version != "" || d.Base != harness.Wonju(t).Digest {
		t.Errorf("nothing is drafted, and yet %+v", d)
	}
	for _, name := range []string{charter.Main, "desks.yaml", "kr-office.calendar.yaml", "wonju-desk.calendar.yaml", "kr-declared.csv"} {
		if d.Files[name] == "" {
			t.Errorf("the draft lacks %s", name)
		}
	}
	c := must(o.CheckDraft(o.Context(), manager, nil))(t)
	if c.Charter == nil || c.Charter.Digest != d.Base || len(c.Changes) != 0 {
		t.Fatalf("the files in force differ from the version in force: %v, %v", c.Mistakes, c.Changes)
	}
	was := harness.Wonju(t)
	if c.Charter.Petition.Digest() != was.Petition.Digest() || c.Charter.Desk.Digest() != was.Desk.Digest() {
		t.Error("the calendars of the draft differ from those in force")
	}
}

func TestDraftIsSavedByOneAtATime(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-23 09:30", func(t *testing.T, o *harness.Office) {
		kim, lee := o.Staff("kim", app.Manager, "", ""), o.Staff("lee", app.Manager, "", "")
		edit := func(text string) map[string]string {
			return map[string]string{"desks.yaml": "# " + text + "\n" + must(o.Draft(o.Context(), kim))(t).Files["desks.yaml"]}
		}
		first := must(o.SaveDraft(o.Context(), kim, "", edit("of kim")))(t)
		_, err := o.SaveDraft(o.Context(), lee, "", edit("of lee"))
		wantFault(t, err, app.Conflict, "")
		if d := must(o.Draft(o.Context(), lee))(t); d.Version != first.Version || d.By != kim.Account || !strings.Contains(d.Files["desks.yaml"], "of kim") {
			t.Errorf("after the conflict the draft is %s of %s", d.Version, d.By)
		}
		second := must(o.SaveDraft(o.Context(), lee, first.Version, edit("of lee")))(t)
		if again := must(o.SaveDraft(o.Context(), lee, second.Version, nil))(t); again.Version != second.Version {
			t.Error("saving nothing made another draft")
		}
		wantFault(t, o.DiscardDraft(o.Context(), kim, first.Version), app.Conflict, "")
		if err := o.DiscardDraft(o.Context(), kim, second.Version); err != nil {
			t.Fatal(err)
		}
		if d := must(o.Draft(o.Context(), lee))(t); !d.At.IsZero() || d.Version != "" || strings.Contains(d.Files["desks.yaml"], "of lee") {
			t.Errorf("after it was discarded the draft is %s of %s", d.Version, d.By)
		}
		if d := must(o.SaveDraft(o.Context(), kim, "", edit("anew")))(t); d.At.IsZero() {
			t.Error("no draft was begun anew")
		}
	})
}

// TestDraftCarriesCalendars changes the hours of the desks: the draft is judged by its own calendar.
func TestDraftCarriesCalendars(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	manager := o.Staff("manager", app.Manager, "", "")
	d := must(o.Draft(o.Context(), manager))(t)
	hours := strings.Replace(d.Files["wonju-desk.calendar.yaml"], `sat: ["09:00-18:00"]`, `sat: ["10:00-13:00"]`, 1)
	c := must(o.CheckDraft(o.Context(), manager, map[string]string{"wonju-desk.calendar.yaml": hours}))(t)
	if c.Charter == nil {
		t.Fatal(c.Mistakes)
	}
	if spans := c.Charter.Desk.Hours(date(t, "2026-11-28")); len(spans) != 1 || spans[0].From != 10*3600 {
		t.Errorf("on Saturdays the desks are open %v", spans)
	}
	if len(c.Changes) != 1 || c.Changes[0].Part != "desk calendar" {
		t.Errorf("changes %v", c.Changes)
	}
	c = must(o.CheckDraft(o.Context(), manager, map[string]string{"wonju-desk.calendar.yaml": strings.Replace(hours, "13:00", "13:99", 1)}))(t)
	if len(c.Mistakes) != 1 || !strings.Contains(c.Mistakes[0].Error(), "wonju-desk.calendar.yaml:") {
		t.Errorf("mistakes %v", c.Mistakes)
	}
}

func TestDraftIsLimited(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	manager := o.Staff("manager", app.Manager, "", "")
	for name, tt := range map[string]struct {
		file, text string
		kind       app.FaultKind
	}{
		"a path":         {"../charter.yaml", "x", app.Invalid},
		"another sort":   {"charter.sh", "x", app.Invalid},
		"no characters":  {"desks.yaml", "\xff", app.Invalid},
		"far too long":   {"desks.yaml", strings.Repeat("#", 1<<20+1), app.TooLarge},
		"empty main one": {charter.Main, "", 0},
	} {
		_, err := o.SaveDraft(o.Context(), manager, must(o.Draft(o.Context(), manager))(t).Version, map[string]string{tt.file: tt.text})
		if f := app.FaultOf(err); (f == nil) != (tt.kind == 0) || f != nil && f.Kind != tt.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
	d := must(o.Draft(o.Context(), manager))(t)
	if _, there := d.Files[charter.Main]; !there {
		t.Error("the main file was taken out")
	}
	d = must(o.SaveDraft(o.Context(), manager, d.Version, map[string]string{"signs.yaml": "", "rooms.yaml": "a:\r\n"}))(t)
	if _, there := d.Files["signs.yaml"]; there || d.Files["rooms.yaml"] != "a:\n" {
		t.Error("a file was not taken out, or kept with other line ends")
	}
}
