package yaml

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// dump prints a tree with positions, one node a line.
func dump(n *Node, indent string, b *strings.Builder) {
	fmt.Fprintf(b, "%s%d:%d ", indent, n.Line, n.Column)
	switch n.Kind {
	case Null:
		b.WriteString("null\n")
	case Scalar:
		fmt.Fprintf(b, "%q\n", n.Value)
	case Sequence:
		b.WriteString("list\n")
		for _, it := range n.items {
			dump(it, indent+"  ", b)
		}
	case Mapping:
		b.WriteString("map\n")
		for _, f := range n.fields {
			fmt.Fprintf(b, "%s  %d:%d %s:\n", indent, f.Key.Line, f.Key.Column, f.Key.Value)
			dump(f.Value, indent+"    ", b)
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, src, want string }{
		{"empty", "", "1:1 null\n"},
		{"comment only", "# 헌장\n", "1:1 null\n"},
		{"scalar", "값\n", "1:1 \"값\"\n"},
		{"korean keys", "이름: 값 # 뒤\n기한: 7\n", "1:1 map\n  1:1 이름:\n    1:5 \"값\"\n  2:1 기한:\n    2:5 \"7\"\n"},
		{"keys with spaces", "- id: a\n  at least: 1\n", "1:1 list\n  1:3 map\n    1:3 id:\n      1:7 \"a\"\n    2:3 at least:\n      2:13 \"1\"\n"},
		{"flow", "must: {reason: present}\nh: [09:00-12:00, \"13:00-18:00\"]\n",
			"1:1 map\n  1:1 must:\n    1:7 map\n      1:8 reason:\n        1:16 \"present\"\n  2:1 h:\n    2:4 list\n      2:5 \"09:00-12:00\"\n      2:18 \"13:00-18:00\"\n"},
		{"block text", "say: |\n  안녕하십니까\n  도서관입니다\nid: x\n", "1:1 map\n  1:1 say:\n    1:6 \"안녕하십니까\\n도서관입니다\\n\"\n  4:1 id:\n    4:5 \"x\"\n"},
		{"folded over lines", "text: 전화벨\n  소리가\n", "1:1 map\n  1:1 text:\n    1:7 \"전화벨 소리가\"\n"},
		{"empty value", "a:\nb: ~\n", "1:1 map\n  1:1 a:\n    1:1 null\n  2:1 b:\n    2:4 null\n"},
		{"windows line ends", "a: 1 # x\r\nb: 2\r\n", "1:1 map\n  1:1 a:\n    1:4 \"1\"\n  2:1 b:\n    2:4 \"2\"\n"},
		{"byte order mark", "\uFEFFa: 1\n", "1:1 map\n  1:1 a:\n    1:4 \"1\"\n"},
		{"date and clock stay text", "date: 2026-09-25\nat: 24:00\nhex: 0x10\n", "1:1 map\n  1:1 date:\n    1:7 \"2026-09-25\"\n  2:1 at:\n    2:5 \"24:00\"\n  3:1 hex:\n    3:6 \"0x10\"\n"},
		{"times without quotes in a list in a mapping", "h: {mon: [ 09:00-12:00, 13:00-18:00 ], tue: [2026-11-23T09:00:00+09:00]}\n",
			"1:1 map\n  1:1 h:\n    1:4 map\n      1:5 mon:\n        1:10 list\n          1:12 \"09:00-12:00\"\n          1:25 \"13:00-18:00\"\n" +
				"      1:40 tue:\n        1:45 list\n          1:46 \"2026-11-23T09:00:00+09:00\"\n"},
		{"mappings in a list in a mapping", "h: {l: [{a: 1}, b: 2, \"c\":3]}\n",
			"1:1 map\n  1:1 h:\n    1:4 map\n      1:5 l:\n        1:8 list\n          1:9 map\n            1:10 a:\n              1:13 \"1\"\n" +
				"          1:17 map\n            1:17 b:\n              1:20 \"2\"\n          1:23 map\n            1:23 c:\n              1:27 \"3\"\n"},
		{"document header", "---\na: 1\n", "2:1 map\n  2:1 a:\n    2:4 \"1\"\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			n, err := Parse("f.yaml", []byte(tt.src))
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			dump(n, "", &b)
			if diff := cmp.Diff(tt.want, b.String()); diff != "" {
				t.Errorf("tree (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, src, want string }{
		{"duplicate key", "a: 1\nb: 2\na: 3\n", `f.yaml:3:1: the key "a" is written twice (the first is on line 1)`},
		{"duplicate in flow", "a: {b: 1, b: 2}\n", `f.yaml:1:11: the key "b" is written twice (the first is on line 1)`},
		{"anchor", "a: &x 1\n", "f.yaml:1:4: anchors (&) are not allowed (write the value out, or put it in quotes if it is text)"},
		{"alias", "a: *x\n", "f.yaml:1:4: aliases (*) are not allowed (write the value out, or put it in quotes if it is text)"},
		{"tag", "a: !!int 1\n", "f.yaml:1:4: tags (!) are not allowed (write the value out, or put it in quotes if it is text)"},
		{"merge", "<<: 1\n", "f.yaml:1:1: merge keys (<<) are not allowed (write the value out, or put it in quotes if it is text)"},
		{"two documents", "a: 1\n---\nb: 1\n", "f.yaml:3:2: a second document in one file (use one file for each)"},
		{"not UTF-8", "a: 1\nb\xff: 1\n", "f.yaml:2:2: this is not UTF-8 text (save the file as UTF-8)"},
		{"NUL", "가: \x00", "f.yaml:1:4: this is not UTF-8 text (save the file as UTF-8)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse("f.yaml", []byte(tt.src))
			if err == nil || err.Error() != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

// TestSyntaxErrors only asks for a position on one line: the wording belongs to the library.
func TestSyntaxErrors(t *testing.T) {
	t.Parallel()
	for _, src := range []string{"a: [1, 2\n", "a: {b: 1\n", "a: \"x\n", "a: b: c\n", "\ta: 1\n", "a:\n  - 1\n b: 2\n", "a: 1\n}\n"} {
		_, err := Parse("f.yaml", []byte(src))
		var e *Error
		if !errors.As(err, &e) || e.Line == 0 || strings.Contains(e.Error(), "\n") {
			t.Errorf("%q: %v", src, err)
		}
	}
}

func TestHostileInputEndsSoon(t *testing.T) {
	t.Parallel()
	const half = MaxSize / 4
	tests := map[string]string{
		"lists in one line":   strings.Repeat("- ", half),
		"open brackets":       strings.Repeat("[", half),
		"open braces":         strings.Repeat("{", half),
		"braces with keys":    strings.Repeat("{a: ", half/2),
		"keys in one line":    strings.Repeat("a: ", half/2),
		"complex keys":        strings.Repeat("? ", half),
		"tags":                strings.Repeat("!t ", half/2),
		"anchors":             strings.Repeat("&a ", half/2),
		"documents":           strings.Repeat("---\n", half/2),
		"quotes":              strings.Repeat("'", half),
		"spaces":              strings.Repeat(" ", half),
		"tabs":                strings.Repeat("\t", half),
		"comments":            strings.Repeat("#\n", half),
		"open quote":          "a: \"" + strings.Repeat("x\n ", half/2),
		"block text":          "a: |\n" + strings.Repeat(" x\n", half/2),
		"folded text":         "a: >\n" + strings.Repeat(" x\n\n", half/3),
		"too large":           strings.Repeat("a", MaxSize+1),
		"indented ever more":  steps(2000),
		"million laughs":      "a: &a [x]\nb: &b [*a,*a]\nc: [*b,*b]\n",
		"one key again":       strings.Repeat("a: 1\n", 50_000),
		"long list":           strings.Repeat("- a\n", 100_000),
		"long flow":           "[" + strings.Repeat("b,", 100_000) + "]",
		"brackets in strings": strings.Repeat("- \"[\"\n", 50_000),
	}
	for name, src := range tests {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			_, err := Parse("f.yaml", []byte(src))
			if took := time.Since(start); took > time.Minute { // what hangs takes hours; a slow machine is no fault
				t.Errorf("took %v (error %.100v)", took, err)
			}
		})
	}
}

func steps(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func TestDepthLimit(t *testing.T) {
	t.Parallel()
	nested := func(n int) []byte { return []byte(strings.Repeat("[", n) + strings.Repeat("]", n)) }
	if _, err := Parse("f.yaml", nested(MaxDepth)); err != nil {
		t.Errorf("%d deep: %v", MaxDepth, err)
	}
	if _, err := Parse("f.yaml", nested(MaxDepth+1)); err == nil {
		t.Errorf("%d deep: no error", MaxDepth+1)
	}
	if _, err := Parse("f.yaml", []byte(strings.Repeat("a: 1\n", MaxKeys+1))); err == nil || !strings.Contains(err.Error(), ":2001:2: ") {
		t.Errorf("too many keys: %v", err)
	}
	// Siblings are not depth.
	if _, err := Parse("f.yaml", []byte(strings.Repeat("- a:\n    - b: 1\n", 2*MaxKeys))); err != nil {
		t.Errorf("siblings: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"a: 1\n", "- {a: [b, c]}\n", "a: |\n  x\n", "a: 'it''s'\n", "? x\n: y\n", "a: &b *c", "---\n...\n", "a:\n- b\n-\n", "가: [\"나\"", "- - -", "a: >-\n\n b"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		n, err := Parse("f.yaml", src)
		if err == nil {
			var b strings.Builder
			dump(n, "", &b)
			return
		}
		var one *Error
		var many Errors
		if !errors.As(err, &one) && !errors.As(err, &many) {
			t.Fatalf("error of type %T: %v", err, err)
		}
		for line := range strings.SplitSeq(err.Error(), "\n") {
			if !strings.HasPrefix(line, "f.yaml:") {
				t.Fatalf("line without a place: %q", line)
			}
		}
	})
}
