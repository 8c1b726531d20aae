package app_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/core/directory"
	"jikim/test/harness"
)

// entryIn returns an entry of the draft to be changed.
func entryIn(t *testing.T, o *harness.Office, a app.Actor, p directory.Part, id string) (directory.Entry, string) {
	t.Helper()
	d, err := o.Directory(o.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	e := d.Find(p, id)
	if e == nil || e.Drafted == nil {
		t.Fatalf("the draft has no %s %s", p, id)
	}
	return *e.Drafted, d.Version
}

func TestDirectoryIsDrafted(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	ctx, manager := o.Context(), o.Staff("manager", app.Manager, "general_affairs", "")
	e, version := entryIn(t, o, manager, directory.Desks, "rental")
	e.Phone, e.Complaints = "+82 33 737 1044", true
	e.Further = []charter.Number{{}, {Phone: "(033) 737 1050", Name: charter.Text{KO: "야간"}}}
	saved, err := o.PutEntry(ctx, manager, version, directory.Desks, e)
	if err != nil || len(saved.Mistakes) > 0 || saved.ID != "rental" {
		t.Fatalf("saved %+v, %v", saved, err)
	}
	d, err := o.Directory(ctx, manager)
	if err != nil {
		t.Fatal(err)
	}
	have := d.Find(directory.Desks, "rental")
	if got := have.Drafted; got.Phone != "737-1044" || len(got.Further) != 1 || got.Further[0].Phone != "737-1050" || !got.Complaints || have.Change() != app.EntryChanged || d.Changes() != 1 {
		t.Errorf("drafted %+v, %d changes", got, d.Changes())
	}
	if have.Last.Phone != "737-1045" || o.Charters().At(harness.Institution, o.Now()).Directory.FindDesk("rental").Phone != "737-1045" {
		t.Error("what is in force changed")
	}
	_, err = o.PutEntry(ctx, manager, version, directory.Desks, e)
	if e.Phone = "737-1046"; err == nil {
		_, err = o.PutEntry(ctx, manager, version, directory.Desks, e)
	}
	if app.FaultOf(err) == nil {
		t.Errorf("saving over what somebody else saved: %v", err)
	}
	saved, err = o.PutEntry(ctx, manager, d.Version, directory.Items, directory.Entry{Name: charter.Text{KO: "돋보기 안경", EN: "Reading glasses"}, Room: "reading_room", Count: 3})
	if err != nil || saved.ID != "reading_glasses" {
		t.Fatalf("added %+v, %v", saved, err)
	}
	if d, err = o.Directory(ctx, manager); err != nil || d.Find(directory.Items, "reading_glasses").Change() != app.EntryAdded {
		t.Errorf("the item is not there: %v", err)
	}
	for _, id := range []string{"reading_glasses", "rental"} {
		part := directory.Items
		if id == "rental" {
			part = directory.Desks
		}
		if d, err = o.Directory(ctx, manager); err != nil {
			t.Fatal(err)
		}
		if _, err = o.RestoreEntry(ctx, manager, d.Version, part, id); err != nil {
			t.Errorf("restoring %s: %v", id, err)
		}
	}
	if d, err = o.Directory(ctx, manager); err != nil || d.Changes() != 0 {
		t.Errorf("%d changes are left: %v", d.Changes(), err)
	}
}

func TestDirectoryFaults(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	ctx, manager := o.Context(), o.Staff("manager", app.Manager, "general_affairs", "")
	tests := []struct {
		name  string
		part  directory.Part
		id    string
		edit  func(*directory.Entry)
		field string
	}{
		{"no name", directory.Desks, "rental", func(e *directory.Entry) { e.Name.KO = " " }, "name"},
		{"two lines", directory.Rooms, "lift", func(e *directory.Entry) { e.Name.EN = "a\nb" }, "name_en"},
		{"a name that is taken", directory.Rooms, "lift", func(e *directory.Entry) { e.Name.KO = "종합자료실" }, "name"},
		{"an alias that is taken", directory.Desks, "rental", func(e *directory.Entry) { e.Aliases = append(e.Aliases, "petition") }, "aliases"},
		{"no telephone", directory.Desks, "rental", func(e *directory.Entry) { e.Phone = "737" }, "phone"},
		{"no fax", directory.Desks, "rental", func(e *directory.Entry) { e.Fax = "fax" }, "fax"},
		{"a department that is not there", directory.Desks, "rental", func(e *directory.Entry) { e.Department = "nowhere" }, "department"},
		{"a room that is not there", directory.Items, "copier", func(e *directory.Entry) { e.Room = "nowhere" }, "room"},
		{"a number without its use", directory.Desks, "rental", func(e *directory.Entry) { e.Further = []charter.Number{{Phone: "737-1000"}} }, "further_name.0"},
		{"a use without its number", directory.Desks, "rental", func(e *directory.Entry) { e.Further = []charter.Number{{Name: charter.Text{KO: "밤"}}} }, "further_phone.0"},
		{"fewer than none", directory.Items, "copier", func(e *directory.Entry) { e.Count = -1 }, "count"},
		{"a second desk for those who need help", directory.Desks, "rental", func(e *directory.Entry) { e.Accessible = true }, "accessible"},
		{"a floor that no plan has", directory.Rooms, "reading_room", func(e *directory.Entry) { e.Floor = "99층" }, "floor"},
	}
	for _, tt := range tests {
		e, version := entryIn(t, o, manager, tt.part, tt.id)
		tt.edit(&e)
		_, err := o.PutEntry(ctx, manager, version, tt.part, e)
		f := app.FaultOf(err)
		if f == nil || !slices.ContainsFunc(f.Fields, func(x app.FieldFault) bool { return x.Field == tt.field }) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	d, err := o.Directory(ctx, manager)
	if err != nil || d.Changes() != 0 {
		t.Errorf("%d changes: %v", d.Changes(), err)
	}
	if _, err := o.PutEntry(ctx, manager, d.Version, "promises", directory.Entry{}); app.FaultOf(err) == nil {
		t.Errorf("a part that does not exist: %v", err)
	}
	if _, err := o.PutEntry(ctx, manager, d.Version, directory.Rooms, directory.Entry{ID: "nowhere"}); app.FaultOf(err) == nil {
		t.Errorf("an entry that does not exist: %v", err)
	}
}

// TestDirectoryChecksTheWhole refuses what would make another file of the charter wrong, and says where.
func TestDirectoryChecksTheWhole(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	ctx, manager := o.Context(), o.Staff("manager", app.Manager, "general_affairs", "")
	e, version := entryIn(t, o, manager, directory.Rooms, "reading_room")
	e.Reading = false
	if saved, err := o.PutEntry(ctx, manager, version, directory.Rooms, e); err != nil || len(saved.Mistakes) > 0 {
		t.Fatalf("one reading room less: %+v, %v", saved, err)
	}
	for _, id := range []string{"children_room", "digital_room"} {
		e, version = entryIn(t, o, manager, directory.Rooms, id)
		e.Reading = false
		saved, err := o.PutEntry(ctx, manager, version, directory.Rooms, e)
		if err != nil {
			t.Fatal(err)
		}
		if last := id == "digital_room"; last != (len(saved.Mistakes) > 0) {
			t.Errorf("without %s: %+v", id, saved.Mistakes)
		} else if last && (saved.Mistakes[0].File != charter.Main || !strings.Contains(saved.Mistakes[0].Msg, "reading room")) {
			t.Errorf("said %v", saved.Mistakes[0])
		}
	}
	if e, _ = entryIn(t, o, manager, directory.Rooms, "digital_room"); !e.Reading {
		t.Error("a draft with a new mistake was saved")
	}
}

// TestEntryInUse refuses to take out what is needed, and says by what: files, people, devices, cases and outages.
func TestEntryInUse(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	ctx, manager := o.Context(), o.Staff("manager", app.Manager, "general_affairs", "")
	o.Staff("kim", app.Officer, "library_information", "facilities")
	p := o.Petition()
	o.File(p)
	if _, err := o.ReportOutage(ctx, app.Citizen(harness.Institution, ""), app.OutageReport{Key: o.NewKey(), Item: "signup_pc"}); err != nil {
		t.Fatal(err)
	}
	o.Device(app.Button, app.Place{Kind: app.AtDesk, ID: "rental"})
	tests := []struct {
		part directory.Part
		id   string
		in   []string
	}{
		{directory.Departments, "library_information", []string{"desks", "staff"}},
		{directory.Rooms, "reading_room", []string{"desks", "items", "floors"}},
		{directory.Desks, "facilities", []string{"staff", "services"}},
		{directory.Desks, "rental", []string{"devices", "services"}},
		{directory.Desks, "petition", []string{"services", "cases"}},
		{directory.Items, "signup_pc", []string{"outages", "promises"}},
	}
	for _, tt := range tests {
		uses, err := o.EntryUses(ctx, manager, tt.part, tt.id)
		if err != nil {
			t.Fatal(err)
		}
		for _, in := range tt.in {
			if !slices.ContainsFunc(uses, func(u app.EntryUse) bool { return u.In == in }) {
				t.Errorf("%s is not used in %s, but %+v", tt.id, in, uses)
			}
		}
		_, version := entryIn(t, o, manager, tt.part, tt.id)
		if _, err := o.RemoveEntry(ctx, manager, version, tt.part, tt.id); app.FaultOf(err) == nil {
			t.Errorf("%s was taken out: %v", tt.id, err)
		}
	}
	saved, err := o.PutEntry(ctx, manager, "", directory.Rooms, directory.Entry{Name: charter.Text{KO: "수유실"}})
	if err != nil {
		t.Fatal(err)
	}
	_, version := entryIn(t, o, manager, directory.Rooms, saved.ID)
	if _, err := o.RemoveEntry(ctx, manager, version, directory.Rooms, saved.ID); err != nil {
		t.Errorf("what nothing uses: %v", err)
	}
	if d, err := o.Directory(ctx, manager); err != nil || d.Find(directory.Rooms, saved.ID) != nil {
		t.Errorf("it is there still: %v", err)
	}
}

// TestDirectoryComesIntoForce drafts a new number of a desk and a room's new name, puts the draft into force and waits for its day:
// until then visitors are told the old ones, from then on the new ones, and the signs that say otherwise must be printed again.
func TestDirectoryComesIntoForce(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	ctx, manager, visitor := o.Context(), o.Staff("manager", app.Manager, "general_affairs", ""), app.Citizen(harness.Institution, "")
	signs := must(o.Signs(ctx, manager))(t)
	var posted []app.Posted
	for i := range signs {
		posted = append(posted, app.Posted{ID: signs[i].ID(), Digest: signs[i].Digest})
	}
	must(o.PutUp(ctx, manager, o.NewKey(), posted))(t)
	o.Advance(time.Minute)
	if list := must(o.Reprints(ctx, manager))(t); len(list) != 0 {
		t.Errorf("nothing is drafted, and %d signs are to be printed again", len(list))
	}
	desk, version := entryIn(t, o, manager, directory.Desks, "digital")
	desk.Phone = "737-1009"
	must(o.PutEntry(ctx, manager, version, directory.Desks, desk))(t)
	room, version := entryIn(t, o, manager, directory.Rooms, "lift")
	room.Name.KO = "엘리베이터"
	must(o.PutEntry(ctx, manager, version, directory.Rooms, room))(t)
	var again []string
	for _, x := range must(o.Reprints(ctx, manager))(t) {
		again = append(again, x.ID())
	}
	for _, want := range []string{"desk_sign.digital", "floor_guide."} {
		if !slices.Contains(again, want) || slices.Contains(again, "desk_sign.general") {
			t.Errorf("to be printed again: %v, want %s", again, want)
		}
	}
	edited(t, o, manager, charter.Main, "from: 2026-01-01", "from: 2026-11-24")
	enact(t, o, manager)
	phone := func() string {
		for _, f := range must(o.Find(ctx, visitor, "디지털자료실 창구", 0))(t).Found {
			if f.Kind == app.FoundDesk && f.ID == "digital" {
				return f.Phones[0].Phone
			}
		}
		return ""
	}
	state := func(id string) string {
		for _, x := range must(o.Signs(ctx, manager))(t) {
			if x.ID() == id {
				return x.State.String()
			}
		}
		return ""
	}
	d := must(o.Directory(ctx, manager))(t)
	if got := phone(); !strings.HasSuffix(got, "737-1008") || state("desk_sign.digital") != "unseen" || d.Changes() != 0 || d.From != date(t, "2026-11-24") {
		t.Errorf("before its day: %s, %s, %d changes of the version of %s", got, state("desk_sign.digital"), d.Changes(), d.From)
	}
	o.Until(harness.At(t, "2026-11-24 09:00"))
	if got := phone(); !strings.HasSuffix(got, "737-1009") || state("desk_sign.digital") != "out_of_date" || state("floor_guide.") != "out_of_date" || state("desk_sign.general") != "unseen" {
		t.Errorf("from its day on: %s, %s, %s", got, state("desk_sign.digital"), state("floor_guide."))
	}
	if view := must(o.Room(ctx, visitor, "lift"))(t); view.Room.Name.KO != "엘리베이터" {
		t.Errorf("the lift is called %s", view.Room.Name.KO)
	}
}
