package directory

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jikim/calendars"
	"jikim/charters"
	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
)

// shipped returns the files of a charter that is shipped.
func shipped(t *testing.T, folder string) Files {
	t.Helper()
	read, err := charters.Files(folder)
	if err != nil {
		t.Fatal(err)
	}
	files := Files{}
	for name, b := range read {
		files[name] = string(b)
	}
	return files
}

func parse(files Files) (*charter.Charter, error) {
	raw := charter.Files{}
	for name, text := range files {
		raw[name] = []byte(text)
	}
	return charter.Parse(raw, func(name string) (*calendar.Calendar, error) {
		file, src, ok := raw.Calendar(name)
		if !ok {
			file = name + ".yaml"
			var err error
			if src, err = calendars.FS.ReadFile(file); err != nil {
				return nil, err
			}
		}
		return calendar.Parse(file, src, calendar.Source{Zone: time.LoadLocation, File: calendars.FS.ReadFile})
	})
}

func merged(files, changed Files) Files {
	out := Files{}
	for name, text := range files {
		out[name] = text
	}
	for name, text := range changed {
		out[name] = text
	}
	return out
}

func mustRead(t *testing.T, files Files, p Part) []Entry {
	t.Helper()
	list, err := Read(files, p)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestEveryEntryCanBeChanged changes each entry of the charters that are shipped in every field that it has: the charter reads
// what was wanted, and the other entries as before; putting the old values back says what the office said.
func TestEveryEntryCanBeChanged(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"wonju", "examples/haeon"} {
		files := shipped(t, folder)
		for _, p := range Parts() {
			list := mustRead(t, files, p)
			for i := range list {
				was, e := list[i], list[i]
				if same, _, err := Put(files, p, was); err != nil || len(same) != 0 {
					t.Errorf("%s: %s: saying the same changes %v, %v", folder, was.ID, same, err)
				}
				e.Name = charter.Text{KO: "새 이름: " + was.ID, EN: "New, " + was.ID}
				e.Phone, e.Fax, e.Accessible, e.Complaints, e.Paid, e.Count = "033-737-0001", "1588-0001", !e.Accessible, !e.Complaints, !e.Paid, e.Count+1
				e.Further = append(e.Further, charter.Number{Phone: "737-0002", Name: charter.Text{KO: "밤"}})
				e.Aliases = append(slices.Clip(e.Aliases), "yes")
				changed, id, err := Put(files, p, e)
				if err != nil || id != was.ID {
					t.Errorf("%s: %s: %v", folder, was.ID, err)
					continue
				}
				now := merged(files, changed)
				if _, err := parse(now); err != nil {
					t.Errorf("%s: %s: the charter cannot be read: %v", folder, was.ID, err)
				}
				got := mustRead(t, now, p)
				e.keepNames(p, &was)
				want := slices.Clone(list)
				want[i] = e
				reduce(p, want[i:i+1])
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s: %s (-want +got):\n%s", folder, was.ID, diff)
				}
				back, _, err := Put(now, p, was)
				if err != nil {
					t.Errorf("%s: %s back: %v", folder, was.ID, err)
					continue
				}
				if _, err := parse(merged(now, back)); err != nil {
					t.Errorf("%s: %s back: the charter cannot be read: %v", folder, was.ID, err)
				}
			}
		}
	}
}

// reduce leaves of entries what their part writes.
func reduce(p Part, list []Entry) {
	for i := range list {
		e := &list[i]
		if !p.Has("phone") {
			e.Phone, e.Fax, e.Further, e.Accessible, e.Complaints = "", "", nil, false, false
		}
		if !p.Has("count") {
			e.Count, e.Paid = 0, false
		}
		if !p.Has("aliases") {
			e.Aliases = nil
		}
	}
}

func TestRenaming(t *testing.T) {
	t.Parallel()
	files := shipped(t, "wonju")
	department := Find(mustRead(t, files, Departments), "총무과")
	department.Name.KO = "운영과"
	changed, _, err := Put(files, Departments, *department)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(changed["desks.yaml"], "department: 총무과") || !strings.Contains(changed["desks.yaml"], "department: general_affairs") ||
		!strings.Contains(changed["desks.yaml"], "department: 문헌정보과") {
		t.Error("the desks of the department do not follow its name")
	}
	room := Find(mustRead(t, files, Rooms), "reading_room")
	room.Name.KO = "열람실"
	if changed, _, err = Put(files, Rooms, *room); err != nil {
		t.Fatal(err)
	}
	if len(changed) != 1 || !strings.Contains(changed["rooms.yaml"], "aliases: [general_room, 종합자료실]") {
		t.Errorf("the old name of a room is no alias: %v", changed["rooms.yaml"])
	}
	now := merged(files, changed)
	room = Find(mustRead(t, now, Rooms), "reading_room")
	room.Aliases = nil
	if changed, _, err = Put(now, Rooms, *room); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"desks.yaml", "items.yaml"} {
		if strings.Contains(changed[name], "room: 종합자료실") || !strings.Contains(changed[name], "room: reading_room") {
			t.Errorf("%s still names the room as it was called", name)
		}
	}
}

func TestNewEntries(t *testing.T) {
	t.Parallel()
	files := shipped(t, "examples/haeon")
	for _, tt := range []struct {
		part Part
		name charter.Text
		id   string
	}{
		{Rooms, charter.Text{KO: "열람실", EN: "Reading Room (2nd)"}, "reading_room_2nd"},
		{Rooms, charter.Text{KO: "민원실 2", EN: "Lobby"}, "lobby_2"},
		{Desks, charter.Text{KO: "새 창구"}, "desk_2"},
		{Items, charter.Text{KO: "복사기", EN: "3D copier"}, "item_2"},
	} {
		changed, id, err := Put(files, tt.part, Entry{Name: tt.name, Count: 2})
		if err != nil || id != tt.id {
			t.Errorf("%v: %s, %v", tt.name, id, err)
			continue
		}
		if _, err := parse(merged(files, changed)); err != nil {
			t.Errorf("%v: %v", tt.name, err)
		}
	}
	files["rooms.yaml"] = "- id: a\n  name: 가\n  aliases: b\n- id: b\n  name: 나\n"
	if changed, _, err := Put(files, Rooms, Entry{ID: "b", Name: charter.Text{KO: "다"}}); err != nil || !strings.Contains(changed["rooms.yaml"], "- id: b\n  name: {ko: 다}\n  aliases: [나]\n") {
		t.Errorf("an entry whose identifier is another's alias: %v, %v", changed, err)
	}
	delete(files, "items.yaml")
	if changed, _, err := Put(files, Items, Entry{Name: charter.Text{KO: "가"}}); err != nil || changed["items.yaml"] != "- id: item_2\n  name: {ko: 가}\n  count: 0\n" {
		t.Errorf("the first item: %q, %v", changed["items.yaml"], err)
	}
}

func TestUses(t *testing.T) {
	t.Parallel()
	files := shipped(t, "wonju")
	ch, err := parse(files)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		part Part
		id   string
		want []string
	}{
		{Departments, "general_affairs", []string{"desks/single", "desks/rental"}},
		{Rooms, "reading_room", []string{"desks/general", "items/copier", "floors/"}},
		{Desks, "general", []string{"services/library_card", "promises/"}},
		{Items, "copier", []string{"promises/"}},
		{Items, "magnifier", []string{"promises/"}},
	}
	for _, tt := range tests {
		uses, err := Uses(files, ch, tt.part, tt.id)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, u := range uses {
			got = append(got, u.In+"/"+u.ID)
		}
		for _, want := range tt.want {
			if !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, want) }) {
				t.Errorf("%s is not used by %s, but by %v", tt.id, want, got)
			}
		}
	}
	// What nothing uses can go, and what is used cannot: the check of the whole agrees.
	for _, p := range Parts() {
		for _, e := range mustRead(t, files, p) {
			uses, err := Uses(files, ch, p, e.ID)
			if err != nil {
				t.Fatal(err)
			}
			changed, err := Remove(files, p, e.ID)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := parse(merged(files, changed)); (err != nil) && len(uses) == 0 {
				t.Errorf("nothing uses %s, but without it: %v", e.ID, err)
			}
		}
	}
}

func TestPhone(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"737-1043": "737-1043", "7371043": "737-1043", "033-737-1043": "737-1043", "(033) 737 1043": "737-1043", "+82-33-737-1043": "737-1043",
		"033.2737.1043": "2737-1043", "02-123-4567": "02-123-4567", "0212345678": "02-1234-5678", "031 123 4567": "031-123-4567",
		"01012345678": "010-1234-5678", "+82 10-1234-5678": "010-1234-5678", "070-1234-5678": "070-1234-5678", "15881234": "1588-1234",
		"+82 1588-1234": "1588-1234", "110": "110", "1330": "1330", "0505-123-4567": "0505-123-4567", "050512345678": "0505-1234-5678",
		"": "", "12": "", "가": "", "0": "", "00-1": "", "73-1043": "", "123-4567": "", "033-073-1043": "", "+1 202 555 0101": "", "010-1234-567a": "",
		"+82": "", "+": "", "0101234567890": "",
	} {
		got, ok := Phone("033", in)
		if !ok {
			got = ""
		}
		if got != want {
			t.Errorf("Phone(%q) = %q, want %q", in, got, want)
		}
		if again, ok := Phone("033", want); want != "" && (!ok || again != want) {
			t.Errorf("Phone(%q) = %q: not the same again", want, again)
		}
	}
}

// FuzzPhone holds Phone to what the charter's reader takes, and to leaving its own result alone.
func FuzzPhone(f *testing.F) {
	for _, s := range []string{"737-1043", "+82-33-737-1043", "02 123 4567", "1588-1234", "0505-123-4567", "033033737"} {
		f.Add("033", s)
	}
	f.Fuzz(func(t *testing.T, area, s string) {
		if area != "" && area != "02" && area != "033" {
			return
		}
		got, ok := Phone(area, s)
		if !ok {
			return
		}
		if strings.Trim(got, "0123456789-") != "" || strings.Contains(got, "--") || strings.HasPrefix(got, "-") || strings.HasSuffix(got, "-") {
			t.Errorf("Phone(%q) = %q", s, got)
		}
		if again, ok := Phone(area, got); !ok || again != got {
			t.Errorf("Phone(%q) = %q, again %q, %v", s, got, again, ok)
		}
	})
}
