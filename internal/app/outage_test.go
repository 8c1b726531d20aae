package app_test

import (
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/test/harness"
)

func TestOutageReportedByAVisitor(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-24 10:00", outageReported)
}

func outageReported(t *testing.T, o *harness.Office) {
	ctx, visitor := o.Context(), app.Citizen(harness.Institution, "192.0.2.7")
	inspector := o.Staff("lee", app.Inspector, "general_affairs", "")
	look := func(working int) {
		t.Helper()
		must(o.RecordInstitution(ctx, inspector, app.Entry{Key: o.NewKey(), Kind: fact.ItemInspected,
			Data: fact.With("item", "search_pc", "place", "reading_room", "working", working)}))(t)
	}
	look(5)
	o.Advance(time.Hour)
	report := app.OutageReport{Key: o.NewKey(), Item: "search_pc", Unit: 3}
	got := must(o.ReportOutage(ctx, visitor, report))(t)
	if got.Known || got.State.Working != 4 || len(got.State.Outages) != 1 || got.State.Outages[0].Grade != fact.Reported {
		t.Fatalf("the report came to %+v", got)
	}
	// The same form again, and another visitor at the same machine: one outage.
	must(o.ReportOutage(ctx, visitor, report))(t)
	if again := must(o.ReportOutage(ctx, visitor, app.OutageReport{Key: o.NewKey(), Item: "search_pc", Unit: 3}))(t); !again.Known || again.State.Working != 4 {
		t.Errorf("the second visitor's report came to %+v", again)
	}
	if n := count(o.Kinds(fact.Institution), fact.ItemDown); n != 1 {
		t.Errorf("%d outages on record", n)
	}
	for _, f := range o.Stored(fact.Institution).Facts {
		if f.Kind == fact.ItemDown && (f.By != "citizen" || f.Via != fact.ViaReport || f.Grade() != fact.Reported) {
			t.Errorf("recorded as %s via %s, %s", f.By, f.Via, f.Grade())
		}
	}
	// Of the promised five only four work in opening hours: broken, on a visitor's word and no more.
	if v := o.Verdict(fact.Institution, "item.search_pc"); v == nil || v.Status.String() != "broken" || v.Evidence != fact.Reported {
		t.Errorf("verdict on the computers: %+v", v)
	}
	// A member of staff who scans the code says no more than a visitor does.
	must(o.ReportOutage(ctx, inspector, app.OutageReport{Key: o.NewKey(), Item: "search_pc", Unit: 1}))(t)
	if state := must(o.Item(ctx, visitor, "search_pc"))(t); state.Working != 3 || !state.Outages[1].Citizen {
		t.Errorf("after a second machine: %+v", state)
	}
	o.Advance(time.Hour)
	look(5)
	if state := must(o.Item(ctx, visitor, "search_pc"))(t); state.Working != 5 || len(state.Outages) != 0 {
		t.Errorf("after the inspection: %+v", state)
	}
}

func TestOutageReportsThatAreNone(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-24 10:00")
	visitor := app.Citizen(harness.Institution, "192.0.2.7")
	for _, c := range []struct {
		name   string
		report app.OutageReport
		kind   app.FaultKind
		field  string
	}{
		{"no such item", app.OutageReport{Key: o.NewKey(), Item: "time_machine"}, app.Unknown, ""},
		{"no such unit", app.OutageReport{Key: o.NewKey(), Item: "search_pc", Unit: 6}, app.Invalid, "unit"},
		{"no key", app.OutageReport{Item: "search_pc"}, app.Invalid, "key"},
	} {
		_, err := o.ReportOutage(o.Context(), visitor, c.report)
		if err == nil {
			t.Errorf("%s: recorded", c.name)
			continue
		}
		wantFault(t, err, c.kind, c.field)
	}
	for _, item := range must(o.Items(o.Context(), visitor))(t) {
		if len(item.Outages) != 0 || item.Working != item.Of.Count {
			t.Errorf("%s stands at %+v", item.Of.ID, item.Item)
		}
	}
}

// TestFalseReportIsTakenBack proves that an outage that nobody found can be taken back, by a manager alone and with the reason, and
// that the promise is then not broken by it.
func TestFalseReportIsTakenBack(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-24 10:00")
	ctx := o.Context()
	inspector, lead, manager := o.Staff("lee", app.Inspector, "", ""), o.Staff("seo", app.Lead, "general_affairs", "petition"), o.Staff("kwon", app.Manager, "", "")
	must(o.RecordInstitution(ctx, inspector, app.Entry{Key: o.NewKey(), Kind: fact.ItemInspected,
		Data: fact.With("item", "search_pc", "place", "reading_room", "working", 5)}))(t)
	must(o.ReportOutage(ctx, app.Citizen(harness.Institution, ""), app.OutageReport{Key: o.NewKey(), Item: "search_pc"}))(t)
	o.Advance(time.Minute)
	var report string
	for _, f := range o.Stored(fact.Institution).Facts {
		if f.Kind == fact.ItemDown {
			report = f.ID
		}
	}
	if _, err := o.Retract(ctx, lead, o.NewKey(), fact.Institution, report, "고장이 아님"); app.FaultOf(err) == nil {
		t.Error("a lead may take a citizen's word back")
	}
	if _, err := o.Retract(ctx, manager, o.NewKey(), fact.Institution, report, ""); app.FaultOf(err) == nil {
		t.Error("it is taken back without a reason")
	}
	must(o.Retract(ctx, manager, o.NewKey(), fact.Institution, report, "다섯 대 모두 켜짐을 확인함"))(t)
	if v := o.Verdict(fact.Institution, "item.search_pc"); v == nil || v.Status.String() == "broken" {
		t.Errorf("verdict on the computers: %+v", v)
	}
	if state := must(o.Item(ctx, lead, "search_pc"))(t); state.Working != 5 || len(state.Outages) != 0 {
		t.Errorf("the computers: %+v", state)
	}
}
