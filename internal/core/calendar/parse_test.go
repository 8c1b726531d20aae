package calendar

import (
	"errors"
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"jikim/calendars"
	"jikim/internal/core/yaml"
)

const head = "name: x\ntimezone: Asia/Seoul\nhours: {mon: [\"09:00-18:00\"]}\n"

func TestParseErrors(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, src, want string }{
		{"unknown key", head + "dayz_off: []\n", `c.yaml:4:1: unknown key "dayz_off" (did you mean "days_off"?)`},
		{"unknown weekday", "timezone: Asia/Seoul\nhours:\n  mno: []\n", `c.yaml:3:3: unknown key "mno" (did you mean "mon"?)`},
		{"no time zone", "hours: {}\n", `c.yaml:1:1: the key "timezone" is missing`},
		{"unknown time zone", "timezone: Asia/Soul\nhours: {}\n", `c.yaml:1:11: unknown time zone "Asia/Soul" (use a name such as Asia/Seoul)`},
		{"time zone of the machine", "timezone: Local\nhours: {}\n", `c.yaml:1:11: unknown time zone "Local" (use a name such as Asia/Seoul)`},
		{"no hours", "timezone: Asia/Seoul\n", `c.yaml:1:1: the key "hours" is missing`},
		{"overlap", "timezone: UTC\nhours:\n  mon: [\"09:00-12:00\", \"11:00-18:00\"]\n", `c.yaml:3:24: 11:00-18:00 overlaps 09:00-12:00 on line 3`},
		{"reversed", "timezone: UTC\nhours:\n  mon: [\"18:00-09:00\"]\n", `c.yaml:3:9: the span "18:00-09:00" ends before it begins (hours past midnight belong to the next day: 22:00-24:00, then 00:00-02:00)`},
		{"empty span", "timezone: UTC\nhours:\n  mon: [\"09:00-09:00\"]\n", `c.yaml:3:9: the span "09:00-09:00" is empty (a day without hours is left out or has an empty list)`},
		{"beyond midnight", "timezone: UTC\nhours:\n  mon: [\"09:00-24:01\"]\n", `c.yaml:3:9: "09:00-24:01" is not a span of time (write opening hours as 09:00-12:00)`},
		{"no span", "timezone: UTC\nhours:\n  mon: [all day]\n", `c.yaml:3:9: "all day" is not a span of time (write opening hours as 09:00-12:00)`},
		{"hours of a wrong type", "timezone: UTC\nhours:\n  mon: {a: 1}\n", `c.yaml:3:8: a list is expected here, not a mapping`},
		{"no such day", head + "days_off:\n  - {date: 2026-02-30}\n", `c.yaml:5:12: "2026-02-30" is not a date (write dates as 2026-09-25)`},
		{"no date", head + "days_off:\n  - {name: 추석}\n", `c.yaml:5:5: the key "date" is missing`},
		{"unknown kind", head + "days_off:\n  - {date: 2026-09-25, kind: pubic}\n", `c.yaml:5:30: unknown value "pubic" (did you mean "public"?)`},
		{"unknown rule", head + "days_off:\n  - {rule: jp}\n", `c.yaml:5:12: unknown value "jp" (possible: kr)`},
		{"rule and date", head + "days_off:\n  - {rule: kr, date: 2026-09-25}\n", `c.yaml:5:5: a rule or a file and a date in one element (make two elements of it)`},
		{"no such file", head + "days_off:\n  - {file: none.csv}\n", `c.yaml:5:12: the file "none.csv" cannot be read: open none.csv: file does not exist`},
		{"span twice", head + "spans:\n  - {date: 2026-12-31, hours: []}\n  - {date: 2026-12-31, hours: []}\n", `c.yaml:6:12: the hours of 2026-12-31 are replaced twice`},
		{"span without hours", head + "spans:\n  - {date: 2026-12-31}\n", `c.yaml:5:5: the key "hours" is missing (write hours: [] for a day on which the office is closed)`},
		{"bad CSV header", head + "days_off: {file: head.csv}\n", `head.csv:1:1: the first line must name the columns (date,name and perhaps kind,known)`},
		{"CSV of one column", head + "days_off: {file: column.csv}\n", `column.csv:1:1: the first line must name the columns (date,name and perhaps kind,known)`},
		{"empty CSV", head + "days_off: {file: empty.csv}\n", `empty.csv:1:1: the first line must name the columns (date,name and perhaps kind,known)`},
		{"bad first row", head + "days_off: {file: first.csv}\n", `first.csv:1:15: unknown kind publik (did you mean "public"?)`},
		{"bad CSV rows", head + "days_off: {files: [rows.csv]}\n", "rows.csv:2:1: not a date: 2026-13-01 (write dates as 2026-09-25)\n" +
			"rows.csv:3:15: unknown kind publik (did you mean \"public\"?)\n" +
			"rows.csv:4:1: wrong number of fields (all rows have the columns of the first, of date,name,kind,known)"},
		{"a list that includes", head + "days_off: {file: again.yaml}\n", `again.yaml:1:3: the key "date" is missing` + "\n" + `again.yaml:1:4: unknown key "file" (possible: date, name, kind, known)`},
		{"all at once", "timezone: Asia/Soul\nhours: {mon: [x]}\n", `c.yaml:1:11: unknown time zone "Asia/Soul" (use a name such as Asia/Seoul)` + "\n" +
			`c.yaml:2:15: "x" is not a span of time (write opening hours as 09:00-12:00)`},
	}
	mistakes := fstest.MapFS{
		"head.csv":   {Data: []byte("날짜,이름\n")},
		"column.csv": {Data: []byte("2026-09-25\n")},
		"empty.csv":  {Data: []byte("")},
		"first.csv":  {Data: []byte("2026-09-25,추석,publik\n")},
		"rows.csv":   {Data: []byte("date,name,kind\n2026-13-01,a,public\n2026-09-25,추석,publik\n2026-09-26\n")},
		"again.yaml": {Data: []byte("- {file: again.yaml}\n")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse("c.yaml", []byte(tt.src), Source{Zone: time.LoadLocation, File: mistakes.ReadFile})
			if err == nil {
				t.Fatalf("no error, want %s", tt.want)
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}

// TestShapesOfDaysOff writes the same days in every shape that is allowed.
func TestShapesOfDaysOff(t *testing.T) {
	t.Parallel()
	shapes := map[string]string{
		"list":                  head + "days_off:\n  - {date: 2026-11-24, name: 휴관, kind: closure}\n  - {date: 2026-11-30, name: 임시공휴일, kind: temporary, known: 2026-11-20}\n",
		"mapping":               head + "days_off:\n  days:\n    - {date: 2026-11-24, name: 휴관, kind: closure}\n    - {date: 2026-11-30, name: 임시공휴일, kind: temporary, known: 2026-11-20}\n",
		"CSV in a list":         head + "days_off:\n  - {file: days.csv}\n",
		"CSV in a mapping":      head + "days_off: {files: [days.csv]}\n",
		"YAML list in a list":   head + "days_off:\n  - file: days.yaml\n",
		"YAML mapping":          head + "days_off: {file: keyed.yaml}\n",
		"the same thing twice":  head + "days_off:\n  - {file: days.csv}\n  - {files: [days.yaml]}\n",
		"single span, no quote": "name: x\ntimezone: Asia/Seoul\nhours:\n  mon: 09:00-18:00\n  tue:\n  wed: []\ndays_off: {file: days.csv}\n",
		"spans out of order":    "name: x\ntimezone: Asia/Seoul\nhours:\n  mon: [\"13:00-18:00\", 09:00-13:00]\ndays_off: {file: days.csv}\n",
		"CSV without a header":  head + "days_off: {file: bare.csv}\n",
		"CSV of closures alone": head + "days_off:\n  - {file: closures.csv}\n  - {date: 2026-11-30, name: 임시공휴일, kind: temporary, known: 2026-11-20}\n",
		"closures, no header":   head + "days_off:\n  - {file: bare-closures.csv}\n  - {date: 2026-11-30, name: 임시공휴일, kind: temporary, known: 2026-11-20}\n",
		"closure without kind":  head + "days_off:\n  - {date: 2026-11-24, name: 휴관}\n  - {date: 2026-11-30, name: 임시공휴일, kind: temporary, known: 2026-11-20}\n",
	}
	const list = "- {date: 2026-11-24, name: 휴관, kind: closure}\n- {date: 2026-11-30, name: 임시공휴일, kind: temporary, known: 2026-11-20}\n"
	from := Source{Zone: time.LoadLocation, File: fstest.MapFS{
		"days.csv":          {Data: []byte("\uFEFFdate,name,kind,known\r\n2026-11-24,휴관,closure,\r\n2026-11-30,임시공휴일,temporary,2026-11-20\r\n")},
		"bare.csv":          {Data: []byte("2026-11-24,휴관,closure,\n2026-11-30,임시공휴일,temporary,2026-11-20\n")},
		"closures.csv":      {Data: []byte("date,name\n2026-11-24,휴관\n")},
		"bare-closures.csv": {Data: []byte("2026-11-24,휴관\n")},
		"days.yaml":         {Data: []byte(list)},
		"keyed.yaml":        {Data: []byte("days_off:\n" + list)},
	}.ReadFile}
	want := []DayOff{
		{Date: date(t, "2026-11-24"), Name: "휴관", Kind: Closure},
		{Date: date(t, "2026-11-30"), Name: "임시공휴일", Kind: Temporary, Known: date(t, "2026-11-20")},
	}
	for name, src := range shapes {
		c, err := Parse("c.yaml", []byte(src), from)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want, c.DaysOff(2026)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		got, err := c.Between(at(t, c, "2026-11-23 00:00"), at(t, c, "2026-12-08 00:00"))
		if err != nil || got != 18*time.Hour {
			t.Errorf("%s: %v, %v in three Mondays of which one is off", name, got, err)
		}
	}
}

func TestReplacedHours(t *testing.T) {
	t.Parallel()
	c := parse(t, `
timezone: Asia/Seoul
hours: {thu: ["09:00-12:00", "13:00-18:00"], fri: ["09:00-12:00", "13:00-18:00"]}
days_off: [{date: 2027-01-01, name: 1월 1일, kind: public}]
spans:
  - {date: 2026-12-31, hours: ["09:00-12:00"]}
  - {date: 2026-12-24, hours: []}
  - {date: 2026-12-30, hours: "10:00-11:00"}
  - {date: 2027-01-01, hours: ["10:00-11:00"]}
`)
	for day, want := range map[string][]Span{
		"2026-12-31": {{9 * 3600, 12 * 3600}},
		"2026-12-24": nil,
		"2026-12-30": {{10 * 3600, 11 * 3600}}, // a Wednesday, on which the office is closed otherwise
		"2027-01-01": {{10 * 3600, 11 * 3600}}, // a day off, but its hours are stated
		"2026-12-17": {{9 * 3600, 12 * 3600}, {13 * 3600, 18 * 3600}},
	} {
		if got := c.Hours(date(t, day)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", day, got, want)
		}
	}
	if c.Name() != "test" {
		t.Errorf("without a name it is called %q", c.Name())
	}
	if first, last := c.Years(); first != 1970 || last != 2100 {
		t.Errorf("years %d to %d", first, last)
	}
}

// TestRuleAndTableTogether lists the official days beside the rule: nothing may count twice, and a substitute holiday in
// the table must not push the one of the rule further.
func TestRuleAndTableTogether(t *testing.T) {
	t.Parallel()
	src := "timezone: Asia/Seoul\nhours: {mon: [\"09:00-18:00\"]}\ndays_off: [{rule: kr}, {file: testdata/kr_holidays_2023_2027.csv}]\n"
	c, err := Parse("c.yaml", []byte(src), Source{Zone: time.LoadLocation, File: testdata})
	if err != nil {
		t.Fatal(err)
	}
	office := shipped(t, "kr-office")
	for year := 2023; year <= 2027; year++ {
		want, got := office.DaysOff(year), c.DaysOff(year)
		for _, list := range [][]DayOff{want, got} {
			for i := range list {
				list[i].Known = date(t, "2000-01-01")
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d (-want +got):\n%s", year, diff)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range calendars.Names() {
		src, err := calendars.FS.ReadFile(name + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	f.Add([]byte(head + "days_off: [{date: 2026-11-24, name: 휴관, kind: closure}]\nspans: [{date: 2026-12-31, hours: [\"09:00-24:00\"]}]\n"))
	f.Add([]byte("timezone: Pacific/Apia\nhours: {sun: [\"00:00-24:00\"], mon: 22:00-24:00}\ndays_off: {rule: kr, days: []}\n"))
	none := func(string) ([]byte, error) { return nil, fs.ErrNotExist }
	f.Fuzz(func(t *testing.T, src []byte) {
		c, err := Parse("f.yaml", src, Source{Zone: time.LoadLocation, File: none})
		if err != nil {
			var one *yaml.Error
			if !errors.As(err, &one) {
				t.Fatalf("an error of type %T", err)
			}
			return
		}
		now := time.Date(2026, 11, 23, 1, 2, 3, 0, time.UTC)
		later, err := c.Add(now, time.Hour)
		if err != nil {
			return
		}
		if got, err := c.Between(now, later); err != nil || got != time.Hour {
			t.Fatalf("an hour from %v is %v, which is %v, %v away", now, later, got, err)
		}
	})
}
