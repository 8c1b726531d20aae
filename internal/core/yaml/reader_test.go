package yaml_test

import (
	"strings"
	"testing"

	"jikim/internal/core/yaml"
)

// TestReader reads a file with one mistake of each kind: all of them are told, and what is right is read.
func TestReader(t *testing.T) {
	t.Parallel()
	root, err := yaml.Parse("t.yaml", []byte("id: Bad Name\nname: {ko: 이름, en: ' name '}\nonly: 이름\nempty: ''\nnumber: 7\nyes: maybe\nword: rde\nlist: [1, 2, 3]\nstray: 1\n"))
	if err != nil {
		t.Fatal(err)
	}
	var r yaml.Reader
	f := r.Fields(root, "id", "name", "only", "empty", "number", "yes", "word", "list")
	yaml.Needed(&r, f, "id", r.Identifier)
	if got := yaml.Needed(&r, f, "name", r.Text); got != (yaml.Text{KO: "이름", EN: "name"}) || got.In("en") != "name" || got.In("ko") != "이름" {
		t.Errorf("a text of two languages is %+v", got)
	}
	if got := yaml.Optional(&r, f, "only", r.Text); got.In("en") != "이름" {
		t.Errorf("a text in Korean alone is %+v", got)
	}
	if got := yaml.Optional(&r, f, "absent", r.Text); got != (yaml.Text{}) {
		t.Errorf("what is absent is %+v", got)
	}
	yaml.Needed(&r, f, "empty", r.Line)
	yaml.Needed(&r, f, "absent", r.Line)
	between := func(most int) func(*yaml.Node) int {
		return func(n *yaml.Node) int { return r.Between(n, 1, most) }
	}
	if yaml.Needed(&r, f, "number", between(7)) != 7 {
		t.Error("a number on its bound is not read")
	}
	yaml.Needed(&r, f, "number", between(6))
	yaml.Needed(&r, f, "yes", r.Yes)
	yaml.Needed(&r, f, "word", func(n *yaml.Node) string { return r.Choice(n, "red", "green") })
	if got := yaml.Needed(&r, f, "list", func(n *yaml.Node) []*yaml.Node { return r.Members(n, 2) }); len(got) != 2 {
		t.Errorf("of a list that is too long %d entries are read", len(got))
	}
	if r.Fields(f.Get("number"), "a") != nil {
		t.Error("a number is a mapping")
	}
	want := []string{
		`t.yaml:1:1: the key "absent" is missing`, `t.yaml:1:5: "Bad Name" cannot be an identifier`, `t.yaml:4:8: the key "empty" has no value`,
		"t.yaml:5:9: 7 is not between 1 and 6", "t.yaml:5:9: a mapping is expected here", `t.yaml:6:6: yes or no is expected here, not "maybe"`,
		`t.yaml:7:7: unknown value "rde" (did you mean "red"?)`, "t.yaml:8:14: the list is longer than 2 entries", `t.yaml:9:1: unknown key "stray"`,
	}
	got := strings.Split(r.Err().Error(), "\n")
	if len(got) != len(want) {
		t.Fatalf("%d mistakes are told:\n%s", len(got), strings.Join(got, "\n"))
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("told is %q, not %q", got[i], want[i])
		}
	}
}
