package calendar

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jikim/internal/core/civil"
)

// TestHolidays2023To2027 compares with a table that was made from the decree and checked against the official calendars.
func TestHolidays2023To2027(t *testing.T) {
	t.Parallel()
	f, err := os.Open("testdata/kr_holidays_2023_2027.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	got := [][]string{want[0]}
	office := shipped(t, "kr-office")
	for year := 2023; year <= 2027; year++ {
		for _, d := range office.DaysOff(year) {
			got = append(got, []string{d.Date.String(), d.Name, string(d.Kind)})
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("days off (-want +got):\n%s", diff)
	}
}

// TestHolidays2015To2022 has what came by decree or declaration in the years before that table.
func TestHolidays2015To2022(t *testing.T) {
	t.Parallel()
	office := shipped(t, "kr-office")
	var got []string
	for year := 2015; year <= 2022; year++ {
		for _, d := range office.DaysOff(year) {
			if d.Kind != Public {
				got = append(got, fmt.Sprintf("%s %s %s", d.Date, d.Kind, d.Name))
			}
		}
	}
	want := []string{
		"2015-08-14 temporary 임시공휴일",
		"2015-09-29 substitute 대체공휴일(추석)",
		"2016-02-10 substitute 대체공휴일(설날)",
		"2016-04-13 election 국회의원선거일(제20대)",
		"2016-05-06 temporary 임시공휴일",
		"2017-01-30 substitute 대체공휴일(설날)",
		"2017-05-09 temporary 임시공휴일(대통령선거일, 제19대 궐위선거)",
		"2017-10-02 temporary 임시공휴일",
		"2017-10-06 substitute 대체공휴일(추석)",
		"2018-05-07 substitute 대체공휴일(어린이날)",
		"2018-06-13 election 전국동시지방선거일(제7회)",
		"2018-09-26 substitute 대체공휴일(추석)",
		"2019-05-06 substitute 대체공휴일(어린이날)",
		"2020-01-27 substitute 대체공휴일(설날)",
		"2020-04-15 election 국회의원선거일(제21대)",
		"2020-08-17 temporary 임시공휴일",
		"2021-08-16 substitute 대체공휴일(광복절)",
		"2021-10-04 substitute 대체공휴일(개천절)",
		"2021-10-11 substitute 대체공휴일(한글날)",
		"2022-03-09 election 대통령선거일(제20대)",
		"2022-06-01 election 전국동시지방선거일(제8회)",
		"2022-09-12 substitute 대체공휴일(추석)",
		"2022-10-10 substitute 대체공휴일(한글날)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("days off (-want +got):\n%s", diff)
	}
}

// TestSubstitutesToCome has the substitute holidays from 2028 on, worked out by hand from the week days.
func TestSubstitutesToCome(t *testing.T) {
	t.Parallel()
	office := shipped(t, "kr-office")
	var got []string
	for year := 2028; year <= 2035; year++ {
		for _, d := range office.DaysOff(year) {
			if d.Kind == Substitute {
				got = append(got, fmt.Sprintf("%s %s", d.Date, d.Name))
			}
		}
	}
	want := []string{
		"2028-10-05 대체공휴일(추석)", // Tuesday the 3rd is 추석 and 개천절
		"2029-05-07 대체공휴일(어린이날)",
		"2029-05-21 대체공휴일(부처님 오신 날)",
		"2029-09-24 대체공휴일(추석)",
		"2030-02-05 대체공휴일(설날)",
		"2030-05-06 대체공휴일(어린이날)",
		"2031-03-03 대체공휴일(3·1절)",
		"2032-05-03 대체공휴일(노동절)",
		"2032-05-17 대체공휴일(부처님 오신 날)",
		"2032-07-19 대체공휴일(제헌절)",
		"2032-08-16 대체공휴일(광복절)",
		"2032-09-21 대체공휴일(추석)",
		"2032-10-04 대체공휴일(개천절)",
		"2032-10-11 대체공휴일(한글날)",
		"2032-12-27 대체공휴일(기독탄신일)",
		"2033-02-02 대체공휴일(설날)",
		"2033-05-02 대체공휴일(노동절)",
		"2033-07-18 대체공휴일(제헌절)",
		"2033-10-10 대체공휴일(한글날)",
		"2033-12-26 대체공휴일(기독탄신일)",
		"2034-02-21 대체공휴일(설날)",
		"2035-05-07 대체공휴일(어린이날)",
		"2035-09-18 대체공휴일(추석)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("substitutes (-want +got):\n%s", diff)
	}
}

// reckon runs the rule of substitutes on made-up days.
func reckon(t *testing.T, listed []DayOff, on map[string][]string) []string {
	t.Helper()
	r := reckoning{taken: make(map[civil.Date]bool), on: make(map[civil.Date][]*holiday), known: func(civil.Date) bool { return true }}
	for _, d := range listed {
		r.taken[d.Date] = true
	}
	for day, names := range on {
		for _, name := range names {
			i := slices.IndexFunc(decree, func(h holiday) bool { return h.name == name })
			if i < 0 {
				t.Fatalf("no holiday %s", name)
			}
			r.add(&decree[i], date(t, day), name)
		}
	}
	r.substitute()
	var out []string
	for _, d := range sortedOnce(r.days) {
		if d.Kind == Substitute {
			out = append(out, d.Date.String()+" "+d.Name)
		}
	}
	return out
}

// TestSubstituteRules has the cases of 제3조 that no year covered shows.
func TestSubstituteRules(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		listed []DayOff
		on     map[string][]string
		want   []string
	}{
		{"two substitutes on one day: also the next", nil,
			map[string][]string{"2030-05-04": {"부처님 오신 날"}, "2030-05-05": {"어린이날"}},
			[]string{"2030-05-06 대체공휴일(부처님 오신 날)", "2030-05-07 대체공휴일(어린이날)"}},
		{"a substitute on a Saturday moves on", nil,
			map[string][]string{"2030-05-09": {"개천절", "추석"}, "2030-05-10": {"추석"}},
			[]string{"2030-05-13 대체공휴일(추석)"}},
		{"a substitute never falls on a temporary holiday", []DayOff{{Date: civil.Date{Year: 2030, Month: 5, Day: 6}}},
			map[string][]string{"2030-05-05": {"어린이날"}},
			[]string{"2030-05-07 대체공휴일(어린이날)"}},
		{"설날 on a Saturday gives none", nil, map[string][]string{"2030-05-04": {"설날"}}, nil},
		{"설날 on a Sunday gives one", nil, map[string][]string{"2030-05-05": {"설날"}}, []string{"2030-05-06 대체공휴일(설날)"}},
		{"현충일 never gives one", nil, map[string][]string{"2030-05-05": {"현충일"}}, nil},
		{"현충일 and another on a weekday give one", nil, map[string][]string{"2030-05-07": {"현충일", "부처님 오신 날"}}, []string{"2030-05-08 대체공휴일(부처님 오신 날)"}},
		{"before the decree there is none", nil, map[string][]string{"2020-10-03": {"개천절"}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, reckon(t, tt.listed, tt.on)); diff != "" {
				t.Errorf("substitutes (-want +got):\n%s", diff)
			}
		})
	}
}

// TestClosuresMoveNothing: a day off of the office's own is no public holiday, so a substitute stays where the decree puts it.
func TestClosuresMoveNothing(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, day, want string }{
		{"no day of its own", "{date: 2030-01-02, name: 휴관}", "2030-05-06"},
		{"without a kind", "{date: 2030-05-06, name: 휴관}", "2030-05-06"},
		{"a closure", "{date: 2030-05-06, name: 휴관, kind: closure}", "2030-05-06"},
		{"a temporary holiday", "{date: 2030-05-06, name: 임시공휴일, kind: temporary}", "2030-05-07"},
	} {
		c, err := Parse("c.yaml", []byte(head+"days_off:\n  - {rule: kr}\n  - "+tt.day+"\n"), Source{Zone: time.LoadLocation})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range c.DaysOff(2030) {
			if d.Kind == Substitute && d.Date.Month == time.May {
				got = append(got, d.Date.String())
			}
		}
		if len(got) != 1 || got[0] != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, got, tt.want)
		}
	}
}

func TestLearns(t *testing.T) {
	t.Parallel()
	office := shipped(t, "kr-office")
	for _, tt := range []struct{ after, want string }{
		{"2025-01-13 23:59:59", "2025-01-14 00:00"},
		{"2025-01-14 00:00", "2025-04-08 00:00"}, // not again at the instant itself
		{"2026-04-30 23:59:59", "2026-05-01 00:00"},
	} {
		if got, ok := office.Learns(at(t, office, tt.after)); !ok || !got.Equal(at(t, office, tt.want)) {
			t.Errorf("after %s: %v, %v", tt.after, got, ok)
		}
	}
	if got, ok := office.Learns(at(t, office, "2026-11-23 09:00")); ok {
		t.Errorf("nothing more is announced, but %v", got)
	}
	if got, ok := office.AsKnown(at(t, office, "2025-01-01 00:00")).Learns(at(t, office, "2025-01-01 00:00")); ok {
		t.Errorf("a view of the past learns nothing, but %v", got)
	}
}

func TestAsKnown(t *testing.T) {
	t.Parallel()
	office := shipped(t, "kr-office")
	tests := []struct {
		day, before, since string
	}{
		{"2025-01-27", "2025-01-13 23:59:59", "2025-01-14 00:00"},
		{"2026-07-17", "2026-05-10 12:00", "2026-05-11 00:00"},
		{"2021-08-16", "2021-08-03 12:00", "2021-08-04 12:00"},
		{"2023-05-29", "2023-05-03 12:00", "2023-05-04 12:00"},
	}
	for _, tt := range tests {
		d := date(t, tt.day)
		if before := office.AsKnown(at(t, office, tt.before)); !before.OpenDay(d) {
			t.Errorf("%s was already off at %s", tt.day, tt.before)
		}
		since := office.AsKnown(at(t, office, tt.since))
		if since.OpenDay(d) {
			t.Errorf("%s was not yet off at %s", tt.day, tt.since)
		}
		if again := office.AsKnown(at(t, office, tt.since)); again != since {
			t.Error("the view was built twice")
		}
		if earlier := since.AsKnown(at(t, office, tt.before)); !earlier.OpenDay(d) {
			t.Errorf("a view of a view at %s", tt.before)
		}
		if later := office.AsKnown(at(t, office, tt.before)).AsKnown(at(t, office, tt.since)); !later.OpenDay(d) {
			t.Errorf("a view learned something after %s", tt.before)
		}
	}
	now := at(t, office, "2026-11-23 09:00")
	if office.AsKnown(now) != office {
		t.Error("nothing differs, but it is another calendar")
	}
	if office.AsKnown(at(t, office, "2024-01-01 00:00")).Digest() == office.Digest() {
		t.Error("two calendars with one digest")
	}
}

func TestShippedCalendars(t *testing.T) {
	t.Parallel()
	desk := shipped(t, "wonju-desk")
	if desk.Name() != "wonju-desk" || desk.Location().String() != "Asia/Seoul" {
		t.Errorf("%s in %v", desk.Name(), desk.Location())
	}
	for day, open := range map[string]bool{
		"2026-11-23": false, // Monday
		"2026-11-24": true,
		"2026-11-28": true,  // Saturday
		"2026-11-29": true,  // Sunday
		"2026-09-25": false, // 추석
		"2026-10-03": false, // 개천절, a Saturday
	} {
		if desk.OpenDay(date(t, day)) != open {
			t.Errorf("%s: open is %v", day, !open)
		}
	}
	if got := desk.Hours(date(t, "2026-11-28")); !slices.Equal(got, []Span{{9 * 3600, 18 * 3600}}) {
		t.Errorf("hours %v", got)
	}
	office := shipped(t, "kr-office")
	if office.Digest() == desk.Digest() || len(office.Digest()) != 64 || office.Digest() != shipped(t, "kr-office").Digest() {
		t.Errorf("digests %s and %s", office.Digest(), desk.Digest())
	}
	if first, last := office.Years(); first != 2015 || last != 2035 {
		t.Errorf("years %d to %d", first, last)
	}
	if got := office.DaysOff(2036); len(got) != 0 {
		t.Errorf("days off beyond the years: %v", got)
	}
}

// TestLunarTable checks what must hold for any year: the distances between the lunar holidays, and the new moon of 설날.
func TestLunarTable(t *testing.T) {
	t.Parallel()
	if len(lunarYears) != koreanLast-koreanFirst+1 {
		t.Fatalf("%d years", len(lunarYears))
	}
	for i, y := range lunarYears {
		day := func(n int) civil.Date { return civil.Date{Year: y.year, Month: time.Month(n / 100), Day: n % 100} }
		seollal, buddha, chuseok := day(y.seollal), day(y.buddha), day(y.chuseok)
		if y.year != koreanFirst+i {
			t.Errorf("year %d at %d", y.year, i)
		}
		// Three to four lunar months and a week; four months and a week with perhaps a leap month.
		if n := buddha.Sub(seollal); n < 95 || n > 126 {
			t.Errorf("%v to %v: %d days", seollal, buddha, n)
		}
		if n := chuseok.Sub(buddha); n < 124 || n > 155 {
			t.Errorf("%v to %v: %d days", buddha, chuseok, n)
		}
		// The mean moon is new on 2000-01-06 at 18:14 UTC and then every 29.530588853 days; the true one is within 15 hours.
		age := float64(seollal.Start(time.FixedZone("KST", 9*3600)).Sub(time.Date(2000, 1, 6, 18, 14, 0, 0, time.UTC))) / float64(24*time.Hour)
		const month = 29.530588853
		for age > month/2 {
			age -= month
		}
		if age < -1.7 || age > 0.7 {
			t.Errorf("설날 %v begins %.2f days from the mean new moon", seollal, age)
		}
	}
	if !strings.HasPrefix(fmt.Sprint(lunarYears[12]), "{2027 207 ") {
		t.Errorf("설날 of 2027: %v", lunarYears[12])
	}
}
