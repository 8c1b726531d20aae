package directory

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jikim/calendars"
)

func TestWeek(t *testing.T) {
	t.Parallel()
	src, err := calendars.FS.ReadFile("kr-office.yaml")
	if err != nil {
		t.Fatal(err)
	}
	const file = "kr-office.calendar.yaml"
	files := shipped(t, "wonju")
	files[file] = string(src)
	w, err := ReadWeek(files, "kr-office")
	if err != nil || len(w[0]) != 2 || w[4][1].String() != "13:00-18:00" || w[5] != nil || w[6] != nil {
		t.Fatalf("read %v, %v", w, err)
	}
	if changed, err := PutWeek(files, "kr-office", w); err != nil || len(changed) > 0 {
		t.Errorf("saying the same changes %v, %v", changed, err)
	}
	w[1], _ = Hours("9:00~12:00, 13:00-20:00")
	w[4] = nil
	w[5], _ = Hours("10:00-14:00")
	changed, err := PutWeek(files, "kr-office", w)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(string(src), `  tue: ["09:00-12:00", "13:00-18:00"]`, `  tue: ["09:00-12:00", "13:00-20:00"]`, 1)
	want = strings.Replace(want, `  fri: ["09:00-12:00", "13:00-18:00"]`, `  sat: ["10:00-14:00"]`, 1)
	if diff := cmp.Diff(want, changed[file]); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	now := merged(files, changed)
	if back, err := ReadWeek(now, "kr-office"); err != nil || !cmp.Equal(back, w) {
		t.Errorf("read back %v, %v", back, err)
	}
	if _, err := parse(now); err != nil {
		t.Errorf("the charter cannot be read: %v", err)
	}
	closed, err := PutWeek(files, "kr-office", Week{})
	if back, e := ReadWeek(closed, "kr-office"); err != nil || e != nil || !cmp.Equal(back, Week{}) {
		t.Errorf("closed all week: %v, %v, %v", back, err, e)
	}
	if HasWeek(files, "wonju-desk") {
		t.Error("a calendar that is not there was found")
	}
	if _, err := ReadWeek(files, "wonju-desk"); err == nil {
		t.Error("a calendar that is not there was read")
	}
}

func TestHours(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", " ": "", "09:00-18:00": "09:00-18:00", "9:00 ~ 12:00, 13:00–18:00": "09:00-12:00,13:00-18:00", "13:00-18:00,09:00-12:00": "09:00-12:00,13:00-18:00",
		"00:00-24:00": "00:00-24:00", "18:00-09:00": "no", "09:00": "no", "9-18": "no", "09:00-12:00,11:00-13:00": "no", "09:00-25:00": "no", ",": "no", "09:00-09:00": "no",
	} {
		spans, ok := Hours(in)
		var got []string
		for _, s := range spans {
			got = append(got, s.String())
		}
		if text := strings.Join(got, ","); ok != (want != "no") || ok && text != want {
			t.Errorf("Hours(%q) = %q, %v, want %q", in, text, ok, want)
		}
	}
}
