package yaml

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func mustParse(t *testing.T, src string) *Node {
	t.Helper()
	n, err := Parse("f.yaml", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestUnknownKeys(t *testing.T) {
	t.Parallel()
	n := mustParse(t, "wihtin: 3 rings\nwhen: x\n한도: 1\n")
	m, err := n.Map("within", "when", "한 도")
	if m == nil {
		t.Fatal("no mapping although it could be read")
	}
	want := "f.yaml:1:1: unknown key \"wihtin\" (did you mean \"within\"?)\n" +
		"f.yaml:3:1: unknown key \"한도\" (did you mean \"한 도\"?)"
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
	var one *Error
	if !errors.As(err, &one) || one.Line != 1 {
		t.Errorf("errors.As gave %v", one)
	}
}

func TestTypedValues(t *testing.T) {
	t.Parallel()
	m, err := mustParse(t, "n: 7\nq: \"7\"\nb: yes\nc: false\nl: [a, b]\nt: 글\ne:\nm: {x: 1}\n").Map()
	if err != nil {
		t.Fatal(err)
	}
	if v, err := m.Int("n"); v != 7 || err != nil {
		t.Errorf("Int = %v, %v", v, err)
	}
	if v, err := m.Bool("b"); !v || err != nil {
		t.Errorf("Bool = %v, %v", v, err)
	}
	if v, err := m.Texts("l"); !cmp.Equal(v, []string{"a", "b"}) || err != nil {
		t.Errorf("Texts = %v, %v", v, err)
	}
	if v, err := m.Text("absent"); v != "" || err != nil {
		t.Errorf("absent Text = %q, %v", v, err)
	}
	if v, err := m.List("e"); v != nil || err != nil {
		t.Errorf("empty List = %v, %v", v, err)
	}
	errs := []struct {
		err  error
		want string
	}{
		{second(m.Int("q")), `f.yaml:2:4: a whole number is expected here, not "7"`},
		{second(m.Int("l")), "f.yaml:5:4: a whole number is expected here, not a list"},
		{second(m.Bool("n")), `f.yaml:1:4: yes or no is expected here, not "7"`},
		{second(m.Text("m")), "f.yaml:8:4: a text is expected here, not a mapping"},
		{second(m.List("t")), "f.yaml:6:4: a list is expected here, not a single value"},
		{second(m.Need("e")), `f.yaml:7:1: the key "e" has no value`},
		{second(m.Need("z")), `f.yaml:1:1: the key "z" is missing`},
		{second(m.Get("t").Map()), "f.yaml:6:4: a mapping is expected here, not a single value"},
		{second(m.Get("t").OneOf("글씨", "말")), `f.yaml:6:4: unknown value "글" (possible: 글씨, 말)`},
	}
	for _, e := range errs {
		if e.err == nil || e.err.Error() != e.want {
			t.Errorf("got  %v\nwant %s", e.err, e.want)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestErrorsAreSortedAndOnce(t *testing.T) {
	t.Parallel()
	n := mustParse(t, "a: 1\nb: 2\n")
	m, _ := n.Map()
	var errs Errors
	if errs.Add(nil) {
		t.Error("nil counted as an error")
	}
	if errs.Err() != nil {
		t.Error("no mistakes, but an error")
	}
	errs.Add(m.Get("b").Errorf("two"))
	errs.Add(m.Get("a").Errorf("one\nforged.yaml:1:1: x"))
	errs.Add(Errors{m.Get("b").Errorf("two")})
	want := "f.yaml:1:4: one forged.yaml:1:1: x\nf.yaml:2:4: two"
	if got := errs.Err().Error(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSuggest(t *testing.T) {
	t.Parallel()
	tests := []struct {
		word string
		from []string
		want string
	}{
		{"temporery", []string{"public", "temporary"}, "temporary"},
		{"cal.answered", []string{"call.answered", "call.ended"}, "call.answered"},
		{"teh", []string{"the", "ten"}, "the"},
		{"추섯", []string{"설날", "추석"}, "추석"},
		{"설랄", []string{"추석", "설날"}, "설날"},
		{"xyz", []string{"public"}, ""},
		{"", []string{"a"}, ""},
		{"a", nil, ""},
	}
	for _, tt := range tests {
		if got := Suggest(tt.word, tt.from); got != tt.want {
			t.Errorf("Suggest(%q) = %q, want %q", tt.word, got, tt.want)
		}
	}
}
