package entry

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const week = `# The desks.
name: desk
hours: # by custom
  # from Tuesday on
  tue: ["09:00-18:00"]   # late on request
  wed: "09:00-18:00"

days_off:
  - {rule: kr} # holidays
`

func TestSetMap(t *testing.T) {
	t.Parallel()
	day := func(name string, spans ...string) Field { return Field{name, Texts(spans)} }
	tests := []struct {
		name, src string
		fields    []Field
		was, is   string
	}{
		{"a day changes", week, []Field{day("tue", "09:00-12:00", "13:00-18:00")}, `["09:00-18:00"]   #`, `["09:00-12:00", "13:00-18:00"]   #`},
		{"the same stays", week, []Field{day("mon"), day("tue", "09:00-18:00"), day("wed", "09:00-18:00")}, "", ""},
		{"a day before the first", week, []Field{day("mon", "10:00-12:00"), day("tue", "09:00-18:00")}, "  tue:", "  mon: [\"10:00-12:00\"]\n  tue:"},
		{"a day at the end", week, []Field{day("wed", "09:00-18:00"), day("thu", "10:00-24:00")}, "\n\ndays_off", "\n  thu: [\"10:00-24:00\"]\n\ndays_off"},
		{"the first day goes", week, []Field{day("tue")}, "  tue: [\"09:00-18:00\"]   # late on request\n", ""},
		{"all days change places", week, []Field{day("tue"), day("wed"), day("fri", "09:00-10:00")},
			"hours: # by custom\n  # from Tuesday on\n  tue: [\"09:00-18:00\"]   # late on request\n  wed: \"09:00-18:00\"\n", "hours: {fri: [\"09:00-10:00\"]} # by custom\n"},
		{"in braces", "name: x\nhours: {mon: [\"09:00-18:00\"]} # why\nspans: []\n", []Field{day("mon", "09:00-12:00"), day("tue", "09:00-12:00")},
			`{mon: ["09:00-18:00"]}`, `{mon: ["09:00-12:00"], tue: ["09:00-12:00"]}`},
		{"no hours yet", "name: x\nhours:\nspans: []\n", []Field{day("mon", "09:00-12:00")}, "hours:", `hours: {mon: ["09:00-12:00"]}`},
		{"at the end of the file", "hours:\n  mon: 09:00-12:00", []Field{day("mon", "09:00-12:00"), day("tue", "09:00-10:00")}, "12:00", "12:00\n  tue: [\"09:00-10:00\"]\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := SetMap("c.yaml", tt.src, "hours", tt.fields)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Replace(tt.src, tt.was, tt.is, 1), got); diff != "" {
				t.Errorf("text (-want +got):\n%s", diff)
			}
		})
	}
	if _, err := SetMap("c.yaml", "name: x\n", "hours", nil); !errors.Is(err, ErrUnknown) {
		t.Errorf("no such key: %v", err)
	}
	if _, err := SetMap("c.yaml", "- id: x\n", "hours", nil); err == nil {
		t.Error("a list was taken for a mapping")
	}
}

// FuzzSetMap holds SetMap to the wanted mapping and the rest of the file as it was, or a refusal.
func FuzzSetMap(f *testing.F) {
	for _, src := range []string{week, "hours: {mon: [a]}\n", "hours:\nname: x\n", "hours:\n    sun: |\n      a\n"} {
		f.Add(src, "mon", "09:00-12:00")
		f.Add(src, "tue", "")
	}
	f.Fuzz(func(t *testing.T, src, day, span string) {
		before, err := ReadMap("c.yaml", src, "hours")
		if err != nil {
			return
		}
		value := None
		if span != "" {
			value = Texts([]string{span})
		}
		got, err := SetMap("c.yaml", src, "hours", []Field{{day, value}})
		if err != nil {
			return
		}
		after, err := ReadMap("c.yaml", got, "hours")
		if err != nil {
			t.Fatalf("%q cannot be read: %v", got, err)
		}
		was, is := Entry{Fields: before}, Entry{Fields: after}
		if !is.Get(day).Same(value) {
			t.Errorf("%q: %s is not %v", got, day, value)
		}
		for _, f := range before {
			if f.Key != day && !is.Get(f.Key).equal(was.Get(f.Key)) {
				t.Errorf("%q: %s changed", got, f.Key)
			}
		}
	})
}
