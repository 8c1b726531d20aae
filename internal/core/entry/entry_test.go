package entry

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jikim/charters"
)

const desks = `# Every desk.
# Two lines of it.
- id: single
  name: {ko: 장애인·노약자 민원창구, en: Single desk} # the first
  aliases: [accessible, 총무과]
  department: 총무과   # by its name
  phone: 737-1043
  accessible: yes

# The second one.
- id: reading
  name: {ko: 자료실, en: Children's Room}
  # Two numbers are published.
  further: # the second
    - {phone: 737-1002, name: {ko: 어린이자료실, en: Children's Room}}
    # nobody knows why
  complaints: no
# The end.
`

func TestSet(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		id     string
		fields []Field
		was    string // the part of the text that changes
		is     string
	}{
		{"a value keeps its comment", "single", []Field{{"department", TextOf("문헌정보과")}}, "총무과   # by", "문헌정보과   # by"},
		{"a mapping keeps its comment", "single", []Field{{"name", Both("창구", "Desk: one")}}, "{ko: 장애인·노약자 민원창구, en: Single desk}", `{ko: 창구, en: "Desk: one"}`},
		{"the same stays as it is written", "single", []Field{{"name", Both("장애인·노약자 민원창구", "Single desk")}, {"phone", TextOf("737-1043")}, {"complaints", Flag(false)}}, "", ""},
		{"a new field comes after the one before", "single", []Field{{"phone", TextOf("737-1043")}, {"fax", TextOf("737-1099")}}, "  accessible:", "  fax: 737-1099\n  accessible:"},
		{"a new field at the end", "single", []Field{{"room", TextOf("lobby")}}, "yes\n\n", "yes\n  room: lobby\n\n"},
		{"two new fields in their order", "reading", []Field{{"name", Both("자료실", "Children's Room")}, {"phone", TextOf("1")}, {"fax", TextOf("2")}},
			"Room}\n  # Two", "Room}\n  phone: \"1\"\n  fax: \"2\"\n  # Two"},
		{"a field goes", "single", []Field{{"aliases", None}}, "  aliases: [accessible, 총무과]\n", ""},
		{"a list of mappings grows", "reading", []Field{{"further", Value{Kind: List, Items: []Value{
			{Kind: Map, Parts: []Field{{"phone", TextOf("033-737-1002")}, {"name", Both("가", "")}}}, {Kind: Map, Parts: []Field{{"phone", TextOf("02")}, {"name", Both("나", "")}}}}}}},
			"    - {phone: 737-1002, name: {ko: 어린이자료실, en: Children's Room}}\n",
			"    - {phone: 033-737-1002, name: {ko: 가}}\n    - {phone: \"02\", name: {ko: 나}}\n"},
		{"a flag that was no becomes yes", "reading", []Field{{"complaints", Flag(true)}}, "complaints: no", "complaints: yes"},
		{"a flag that was yes becomes no", "single", []Field{{"accessible", Flag(false)}}, "accessible: yes", "accessible: no"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := Set("desks.yaml", desks, tt.id, tt.fields)
			if err != nil {
				t.Fatal(err)
			}
			if tt.was != "" && strings.Count(desks, tt.was) != 1 {
				t.Fatalf("the part %q is not there once", tt.was)
			}
			if diff := cmp.Diff(strings.Replace(desks, tt.was, tt.is, 1), got); diff != "" {
				t.Errorf("text (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSetOtherLayouts(t *testing.T) {
	t.Parallel()
	room := []Field{{"room", TextOf("b")}}
	tests := []struct{ name, src, want string }{
		{"in braces", "- {id: x, name: 가, room: a} # note\n- id: y\n", "- id: x # note\n  name: 가\n  room: b\n- id: y\n"},
		{"in braces with one key", "- {id: x}\n", "- id: x\n  room: b\n"},
		{"windows line ends", "# c\r\n- id: x\r\n  room: a # why\r\n  name: 가\r\n", "# c\r\n- id: x\r\n  room: b # why\r\n  name: 가\r\n"},
		{"byte order mark", "\uFEFF- id: x\n  room: a\n", "\uFEFF- id: x\n  room: b\n"},
		{"no line end at the end", "- id: x\n  room: a", "- id: x\n  room: b"},
		{"appended without a line end", "- id: x", "- id: x\n  room: b\n"},
		{"indented list", "  - id: x\n    room: a\n  - id: y\n", "  - id: x\n    room: b\n  - id: y\n"},
		{"value on the next line", "- id: x\n  room:\n    a\n  name: 가\n", "- id: x\n  room: b\n  name: 가\n"},
		{"block text", "- id: x\n  room: |\n    a\n    # no comment\n\n  name: 가\n", "- id: x\n  room: b\n\n  name: 가\n"},
		{"quoted with a comment", "- id: x\n  room: 'it''s # a' # why\n", "- id: x\n  room: b # why\n"},
		{"more lines in braces", "- id: x\n  room: {a: 1,\n    b: 2}\n  name: 가\n", "- id: x\n  room: b\n  name: 가\n"},
		{"the dash alone", "-\n  id: x\n  room: a\n", "-\n  id: x\n  room: b\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := Set("f.yaml", tt.src, "x", room)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("text (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAddAndRemove(t *testing.T) {
	t.Parallel()
	added, err := Add("desks.yaml", desks, []Field{{"id", TextOf("new")}, {"name", Both("새 창구", "")}, {"fax", None}, {"complaints", Flag(false)}, {"aliases", Texts([]string{"yes", "가 나"})}})
	if err != nil {
		t.Fatal(err)
	}
	if want := desks + "- id: new\n  name: {ko: 새 창구}\n  aliases: [\"yes\", 가 나]\n"; added != want {
		t.Errorf("added:\n%s", cmp.Diff(want, added))
	}
	back, err := Remove("desks.yaml", added, "new")
	if err != nil || back != desks {
		t.Errorf("removing what was added: %v\n%s", err, cmp.Diff(desks, back))
	}
	first, err := Remove("desks.yaml", desks, "single")
	if want := desks[:strings.Index(desks, "- id: single")] + desks[strings.Index(desks, "\n# The second"):]; err != nil || first != want {
		t.Errorf("removing the first: %v\n%s", err, cmp.Diff(want, first))
	}
	for _, src := range []string{"", "# rooms\n", "---\n# rooms\n"} {
		got, err := Add("rooms.yaml", src, []Field{{"id", TextOf("a")}})
		if want := src + "- id: a\n"; err != nil || got != want {
			t.Errorf("adding to %q: %q, %v", src, got, err)
		}
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	name := []Field{{"id", TextOf("single")}}
	if _, err := Add("desks.yaml", desks, name); !errors.Is(err, ErrTaken) {
		t.Errorf("an identifier twice: %v", err)
	}
	if _, err := Set("desks.yaml", desks, "none", name); !errors.Is(err, ErrUnknown) {
		t.Errorf("setting what is not there: %v", err)
	}
	if _, err := Remove("desks.yaml", desks, "none"); !errors.Is(err, ErrUnknown) {
		t.Errorf("removing what is not there: %v", err)
	}
	for _, src := range []string{"[{id: a}]\n", "- id: a\n...\n"} {
		if _, err := Add("f.yaml", src, []Field{{"id", TextOf("b")}}); err == nil {
			t.Errorf("%q was added to", src)
		}
	}
	if _, err := Set("f.yaml", "- id: a\n", "a", []Field{{"name", TextOf("\x00")}}); !errors.Is(err, ErrLayout) {
		t.Errorf("NUL: %v", err)
	}
	if _, err := Read("f.yaml", "- name: a\n"); err == nil {
		t.Error("an entry without id was read")
	}
}

// texts are hard to write: what a reader of YAML could take for something else.
var texts = []string{"가", "총무과 사무실", "Children's Room", "a: b", "a:b", "#1", "a #b", "yes", "No", "null", "~", "007", "1.5", "1e3", "0x1F", "12:30", "2026-01-01",
	"737-1043", "033-737-1043", "+82-33-737-1043", "-", "- a", "? a", "[a]", "{a}", "a, b", "a]", "\"a\"", "'a'", "a\\b", "a\tb", "a\nb", " a", "a ", "a  b", "&a", "*a",
	"!a", "%a", "@a", "`a`", "|", ">", "<<", "=", "...", "---", "\u2028", "\uFEFFa", "é", "👪", "\u0085", "a'b", "a\"b: c", "'", "\"", "\\", ":", ",", "·", "가·나"}

// TestTextsComeBack writes each text into the lists that are shipped, into one entry after the other, and reads it back: Set
// returns nothing else, so that no error is all there is to see.
func TestTextsComeBack(t *testing.T) {
	t.Parallel()
	n := 0
	err := fs.WalkDir(charters.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "s.yaml") || strings.HasSuffix(path, "floors.yaml") {
			return err
		}
		src, err := fs.ReadFile(charters.FS, path)
		if err != nil {
			return err
		}
		list, err := Read(path, string(src))
		if err != nil {
			return err
		}
		for i := range max(len(list), len(texts)) {
			e, s := &list[i%len(list)], texts[i%len(texts)]
			n++
			fields := []Field{{"name", Both(s, s)}, {"aliases", Texts([]string{s, "b"})}, {"room", TextOf(s)}}
			got, err := Set(path, string(src), e.ID, fields)
			if err != nil {
				t.Errorf("%s: %s: %q: %v", path, e.ID, s, err)
				continue
			}
			kept(t, string(src), got)
			if i >= len(list) {
				continue
			}
			rest, err := Remove(path, string(src), e.ID)
			if err != nil {
				t.Errorf("%s: removing %s: %v", path, e.ID, err)
			}
			kept(t, rest, string(src))
		}
		return nil
	})
	if err != nil || n == 0 {
		t.Fatalf("%d changes: %v", n, err)
	}
}

// kept holds a change to leaving the comments on lines of their own where they are.
func kept(t *testing.T, was, is string) {
	t.Helper()
	for _, l := range strings.Split(was, "\n") {
		if strings.HasPrefix(strings.TrimSpace(l), "#") && !strings.Contains(is, l+"\n") {
			t.Errorf("the comment %q is lost", l)
		}
	}
}

// FuzzSet holds Set and Add to what they promise for any list and any text: the wanted entry, the others unchanged, or a refusal.
func FuzzSet(f *testing.F) {
	for i, s := range texts {
		f.Add(desks, "phone", s, i%2 == 0)
	}
	for _, src := range []string{"- {id: x, name: 가}\n", "- id: x\n  phone: |\n   a\n", "- id: x\n  phone: {a: 'b', c:\n    [d]}\n", "[{id: x}]", "-\n  id: x\r\n"} {
		f.Add(src, "phone", "b", true)
	}
	f.Fuzz(func(t *testing.T, src, key, s string, list bool) {
		before, err := Read("f.yaml", src)
		if err != nil || key == "id" {
			return
		}
		value := TextOf(s)
		if list {
			value = Texts([]string{s, "b"})
		}
		for _, e := range before {
			if got, err := Set("f.yaml", src, e.ID, []Field{{key, value}}); err == nil && unique(before) {
				compare(t, before, got, e.ID, key, value)
			}
		}
		if got, err := Add("f.yaml", src, []Field{{"id", TextOf("added")}, {key, value}}); err == nil {
			compare(t, before, got, "added", key, value)
		}
	})
}

func unique(list []Entry) bool {
	seen := map[string]bool{}
	for _, e := range list {
		if seen[e.ID] {
			return false
		}
		seen[e.ID] = true
	}
	return true
}

func compare(t *testing.T, before []Entry, got, id, key string, value Value) {
	t.Helper()
	after, err := Read("f.yaml", got)
	if err != nil {
		t.Fatalf("%q cannot be read: %v", got, err)
	}
	for _, e := range before {
		if now := Find(after, e.ID); e.ID != id && (now == nil || !equalFields(now.Fields, e.Fields)) {
			t.Errorf("%q: the entry %s changed", got, e.ID)
		}
	}
	now := Find(after, id)
	if now == nil || !now.Get(key).Same(value) {
		t.Errorf("%q: %s of %s is not %v", got, key, id, value)
		return
	}
	if was := Find(before, id); was != nil {
		for _, f := range was.Fields {
			if f.Key != key && !now.Get(f.Key).equal(f.Value) {
				t.Errorf("%q: %s changed", got, f.Key)
			}
		}
	}
}

func TestAt(t *testing.T) {
	t.Parallel()
	for line, want := range map[int][2]string{1: {}, 3: {"single", "id"}, 5: {"single", "aliases"}, 12: {"reading", "name"}, 13: {"reading", ""}, 15: {"reading", "further"}, 17: {"reading", "complaints"}, 18: {}, 99: {}} {
		if id, key := At("desks.yaml", desks, line); id != want[0] || key != want[1] {
			t.Errorf("line %d is %s of %s, want %v", line, key, id, want)
		}
	}
}
