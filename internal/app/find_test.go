package app_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/test/harness"
)

// directoryOffice is an office with four accounts, of which two are published.
func directoryOffice(t *testing.T, now string) (*harness.Office, func(words string) *app.Findings) {
	t.Helper()
	o := harness.New(t, now)
	for _, n := range []app.NewAccount{
		{Login: "bada", Name: "김바다", Role: app.Officer, Department: "general_affairs", Desk: "rental", Duty: "시설물 대관", Phone: "737-1045"},
		{Login: "mobile", Name: "이하늘", Role: app.Lead, Department: "문헌정보과", Duty: "전자자료", Phone: "010-2345-6789"},
		{Login: "system", Name: "박관리", Role: app.Admin, Department: "general_affairs", Duty: "전산"},
		{Login: "nowhere", Name: "최점검", Role: app.Inspector, Department: "general_affairs", Duty: "점검"},
	} {
		n.Password = "Lotus-Pond-27"
		if _, _, err := o.CreateAccount(o.Context(), app.TheSystem(harness.Institution), n); err != nil {
			t.Fatal(err)
		}
	}
	return o, func(words string) *app.Findings {
		t.Helper()
		return must(o.Find(o.Context(), app.Citizen(harness.Institution, ""), words, 0))(t)
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	o, find := directoryOffice(t, "2026-11-23 10:00")
	tests := []struct {
		words string
		kind  app.FoundKind
		name  string // of the best
	}{
		{"ㄱㅂㄷ", app.FoundStaff, "김바다"},
		{"김ㅂ", app.FoundStaff, "김바다"},
		{"\u1100\u1175\u11b7\u1107\u1161\u1103\u1161", app.FoundStaff, "김바다"}, // taken apart, as macOS writes it
		{"총무과", app.FoundDepartment, "총무과"},
		{"종합자로실", app.FoundRoom, "종합자료실"},
		{"도서 대출증", app.FoundService, "도서 대출증 발급"},
		{"스캐너", app.FoundItem, "스캐너"},
		{"children", app.FoundRoom, "어린이자료실"},
		{"737-1008", app.FoundDesk, "디지털자료실 창구"},
		{"전자자료", app.FoundService, "전자자료·인터넷 이용"},
	}
	for _, tt := range tests {
		got := find(tt.words)
		if len(got.Found) == 0 || got.Found[0].Kind != tt.kind || got.Found[0].Name.KO != tt.name {
			t.Errorf("%s finds %+v", tt.words, got.Found)
		}
	}
	if got := find("종합자로실"); !got.Typo {
		t.Error("what may have been meant is not told apart")
	}
	many := must(o.Find(o.Context(), app.Citizen(harness.Institution, ""), "자료실", 2))(t)
	if len(many.Found) != 2 || !many.More {
		t.Errorf("at most 2: %d, more %v", len(many.Found), many.More)
	}
	f := find("김바다").Found[0]
	if f.ID != "" || f.Duty != "시설물 대관" || f.Department.ID != "general_affairs" || f.Room.ID != "general_affairs_office" ||
		f.Phones[0].Phone != "033-737-1045" || !f.Today.Open {
		t.Errorf("an officer is shown as %+v", f)
	}
}

// TestOnlyPublishedStaffIsFound proves that administrators, inspectors, disabled accounts and mobile numbers are not shown.
func TestOnlyPublishedStaffIsFound(t *testing.T) {
	t.Parallel()
	o, find := directoryOffice(t, "2026-11-23 10:00")
	for _, words := range []string{"박관리", "최점검", "010-2345-6789", "23456789", "system"} {
		for _, f := range find(words).Found {
			if f.Kind == app.FoundStaff {
				t.Errorf("%s finds %s", words, f.Name.KO)
			}
		}
	}
	sky := find("이하늘").Found[0]
	for _, p := range sky.Phones {
		if strings.HasPrefix(p.Phone, "01") {
			t.Errorf("a mobile number is shown: %s", p.Phone)
		}
	}
	accounts := must(o.ListAccounts(o.Context(), app.TheSystem(harness.Institution)))(t)
	for _, a := range accounts {
		if a.Name == "김바다" {
			if err := o.DisableAccount(o.Context(), app.TheSystem(harness.Institution), a.ID, true); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, f := range find("김바다").Found {
		if f.Kind == app.FoundStaff {
			t.Error("who has left is still found")
		}
	}
}

func TestRoomTellsWhatWorksNow(t *testing.T) {
	t.Parallel()
	o, find := directoryOffice(t, "2026-11-24 10:00")
	inspector := o.Staff("inspector", app.Inspector, "", "")
	officer := o.Staff("officer", app.Officer, "library_information", "digital")
	visitor := app.Citizen(harness.Institution, "")
	scanner := func() (working int, known, looked, down bool) {
		t.Helper()
		for _, s := range must(o.Room(o.Context(), visitor, "digital_room"))(t).Stock {
			if s.Item.ID == "scanner" {
				return s.Working, s.Known, !s.Looked.IsZero(), s.Down
			}
		}
		t.Fatal("no scanner in the room")
		return
	}
	if _, known, _, _ := scanner(); known {
		t.Error("something is known of what nobody has seen")
	}
	record := func(a app.Actor, kind fact.Kind, values ...any) {
		t.Helper()
		d := fact.Data{}.Set("item", fact.Text("scanner")).Set("place", fact.Text("digital_room"))
		d = d.Set(values[0].(string), fact.Number(int64(values[1].(int))))
		must(o.RecordInstitution(o.Context(), a, app.Entry{Key: o.NewKey(), Kind: kind, Data: d}))(t)
	}
	record(inspector, fact.ItemInspected, "working", 2)
	if n, known, looked, _ := scanner(); n != 2 || !known || !looked {
		t.Errorf("after an inspection: %d, known %v, looked %v", n, known, looked)
	}
	o.Advance(time.Minute)
	record(officer, fact.ItemDown, "count", 1)
	if n, _, _, down := scanner(); n != 1 || !down {
		t.Errorf("after an outage: %d, down %v", n, down)
	}
	if s := find("스캐너").Found[0].Stock; len(s) != 1 || s[0].Working != 1 {
		t.Errorf("finding shows %+v", s)
	}
	v := must(o.Room(o.Context(), visitor, "digital_room"))(t)
	if len(v.Desks) != 1 || len(v.Staff) != 1 || v.Staff[0].Duty != "민원" || v.Floor.ID != "first" || len(v.Way) != 2 {
		t.Errorf("the room shows %+v", v)
	}
	_, err := o.Room(o.Context(), visitor, "attic")
	wantFault(t, err, app.Unknown, "")
}

// TestManyFindAtOnce proves, with the race detector, that visitors share the index and do not share anything else.
func TestManyFindAtOnce(t *testing.T) {
	t.Parallel()
	o, find := directoryOffice(t, "2026-11-24 10:00")
	want := find("스캐너").Found[0].ID
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			got, err := o.Find(o.Context(), app.Citizen(harness.Institution, ""), "스캐너", 1)
			if err != nil || len(got.Found) != 1 || got.Found[0].ID != want {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
	wg.Wait()
}
