package adversary

import (
	"slices"
	"strings"
	"testing"
	"time"

	"jikim/calendars"
	"jikim/charters"
	"jikim/internal/app"
	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/engine"
	"jikim/internal/seal"
	"jikim/internal/verify"
	"jikim/internal/web"
	"jikim/internal/web/public"
	"jikim/test/harness"
	"jikim/test/site"
)

// TestDaysEnteredAheadVerify publishes while special days are entered that do not count yet: one that will, and one that is taken back.
// The figures are those of the days that count, and everybody comes to them, then and after the days have begun to count.
func TestDaysEnteredAheadVerify(t *testing.T) {
	t.Parallel()
	o := &office{Office: harness.New(t, "2026-10-05 09:30")}
	manager := o.Staff("manager", app.Manager, "general_affairs", "")
	s := site.Open(o.Office, nil, func(s *web.Server) web.Surface { return public.New(s) })
	from, err := verify.NewSite(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	enter := func(kind app.DayKind, day string) *app.SpecialDay {
		t.Helper()
		date, err := civil.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		d, err := o.EnterDay(o.Context(), manager, app.NewDay{Key: o.NewKey(), Kind: kind, Date: date, Name: "임시 휴관 " + day, Decided: civil.DateOf(o.Now(), time.UTC)})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	good := func(tables int, known *verify.Root) *verify.Root {
		t.Helper()
		r := o.verify(t, verify.Options{From: from, Known: known})
		if !r.Good() || r.Tables != tables {
			t.Errorf("%d tables: %+v", r.Tables, r.Findings)
		}
		return r.Root
	}
	enter(app.DayClosure, "2026-10-20") // counts when the figures are published
	work(o, 6)
	o.Until(harness.At(t, "2026-11-02 08:00"))
	enter(app.DayClosure, "2026-11-10")
	enter(app.DayTemporary, "2026-11-12")
	undone := enter(app.DayClosure, "2026-11-13")
	o.publish(manager, "2026-10", "2026-11-02 09:00")
	first := good(1, nil)
	if err := o.WithdrawDay(o.Context(), manager, undone.ID); err != nil {
		t.Fatal(err)
	}
	work(o, 6)
	o.Advance(48 * time.Hour)
	good(1, first)
	o.publish(manager, "2026-11", "2026-12-02 09:00")
	good(2, first)
	list, err := o.Published(o.Context(), harness.Institution)
	if err != nil || len(list) != 2 || len(list[0].Days) != 3 || len(list[1].Days) != 1 {
		t.Errorf("the publications name %+v, %v", list, err)
	}
}

// TestNewHolidayListVerifies goes on with a program that knows of a further public holiday: what was published before was counted without
// it and verifies as it did, and so does what is published with it.
func TestNewHolidayListVerifies(t *testing.T) {
	t.Parallel()
	o := &office{Office: harness.New(t, "2026-10-05 09:30")}
	manager := o.Staff("manager", app.Manager, "general_affairs", "")
	work(o, 6)
	o.publish(manager, "2026-10", "2026-11-02 09:00")
	first := o.Service
	t.Cleanup(first.Close)
	o.Service = o.Serve(holidays(t, "2026-11-19,임시공휴일,temporary,2026-11-01\n"))
	o.Engine = engine.New(engine.Config{Office: o.Service, Deliver: engine.DelivererFunc(o.Show)})
	work(o, 6)
	o.publish(manager, "2026-11", "2026-12-02 09:00")
	s := site.Open(o.Office, nil, func(s *web.Server) web.Surface { return public.New(s) })
	from, err := verify.NewSite(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	if r := o.verify(t, verify.Options{From: from}); !r.Good() || r.Tables != 2 {
		t.Errorf("%d tables: %+v", r.Tables, r.Findings)
	}
	x, err := o.OpenIndex(t.Context(), harness.Institution)
	if err != nil || len(x.Charters) != 2 || x.Charters[0].Digest != x.Charters[1].Digest {
		t.Errorf("the charter is open with %+v, %v", x.Charters, err)
	}
}

// holidays is the shipped charter read with further lines of public holidays.
func holidays(t *testing.T, more string) app.Config {
	t.Helper()
	files, err := charters.Files(charters.Wonju)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for name, src := range files {
		texts[name] = string(src)
	}
	read := func(name string) ([]byte, error) {
		src, err := calendars.FS.ReadFile(name)
		if name == "kr-declared.csv" {
			src = append(src, more...)
		}
		texts[strings.Replace(name, ".yaml", ".calendar.yaml", 1)] = string(src)
		return src, err
	}
	ch, err := charter.Parse(files, func(name string) (*calendar.Calendar, error) {
		src, err := read(name + ".yaml")
		if err != nil {
			return nil, err
		}
		return calendar.Parse(name+".yaml", src, calendar.Source{Zone: time.LoadLocation, File: read})
	})
	if err != nil {
		t.Fatal(err)
	}
	c := app.Config{}
	if c.Charters, err = app.NewCharters(ch); err != nil {
		t.Fatal(err)
	}
	if c.Sources, err = app.Sources(ch, texts); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestHandedOverKeysVerify hands the ledger over to another key: who remembers it from before, from between or from afterwards follows.
func TestHandedOverKeysVerify(t *testing.T) {
	t.Parallel()
	o := &office{Office: harness.New(t, "2026-10-05 09:30")}
	manager := o.Staff("manager", app.Manager, "general_affairs", "")
	roots := []*verify.Root{nil}
	publish := func(period, at string) {
		t.Helper()
		work(o, 3)
		o.publish(manager, period, at)
		s := site.Open(o.Office, nil, func(s *web.Server) web.Surface { return public.New(s) })
		from, err := verify.NewSite(s.URL)
		if err != nil {
			t.Fatal(err)
		}
		var r *verify.Report
		for i, known := range roots {
			if r = o.verify(t, verify.Options{From: from, Known: known}); !r.Good() {
				t.Errorf("%s, who has seen %d: %+v", period, i, r.Findings)
			}
		}
		roots = append(roots, r.Root)
	}
	sign := func(keys *seal.Keys, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(o.Service.Close)
		o.Keys = keys
		o.Service = o.Serve(app.Config{})
		o.Engine = engine.New(engine.Config{Office: o.Service, Deliver: engine.DelivererFunc(o.Show)})
	}
	publish("2026-10", "2026-11-02 09:00")
	sign(o.Keys.SigningRotated())
	publish("2026-11", "2026-12-02 09:00")
	sign(o.Keys.SigningRetired())
	publish("2026-12", "2027-01-04 09:00")
	if last := roots[len(roots)-1]; len(last.Keys) != 1 || slices.Contains(roots[1].Keys, last.Keys[0]) {
		t.Errorf("the last key is %q, the first %q", last.Keys, roots[1].Keys)
	}
	report, err := o.CheckLedger(o.Context(), app.TheSystem(harness.Institution), nil)
	if err != nil || report.Fault != nil {
		t.Errorf("the ledger: %+v, %v", report, err)
	}
}
