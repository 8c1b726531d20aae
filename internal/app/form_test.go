package app

import "testing"

func TestLinesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, want string }{
		{"a name", "홍길동", ""},
		{"an emoji of several", "👩\u200d👧", ""},
		{"a name from right to left", "\u05d3\u05d5\u05d3", ""},
		{"nothing", " \u3000", "fault.required"},
		{"no width", "\u200b\u200b", "fault.required"},
		{"Hangul fillers", "\u3164\u3164", "fault.required"},
		{"a turned direction", "홍\u202e동길", "fault.characters"},
		{"an isolated direction", "홍\u2067동길", "fault.characters"},
		{"a NUL", "홍\x00길동", "fault.characters"},
		{"not UTF-8", "홍\xff", "fault.characters"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var f form
			f.line("name", c.in, true)
			got := ""
			if len(f.faults) > 0 {
				got = f.faults[0].Key
			}
			if got != c.want {
				t.Errorf("line(%q): %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestTextThatShowsNothingIsMissing(t *testing.T) {
	t.Parallel()
	var f form
	f.prose("text", "\u200b\n\u3164", true)
	if len(f.faults) != 1 || f.faults[0].Key != "fault.required" {
		t.Errorf("faults %+v, want one of a missing text", f.faults)
	}
}
