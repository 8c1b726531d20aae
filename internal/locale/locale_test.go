package locale

import (
	"maps"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"jikim/internal/core/explain"
)

// TestCataloguesAgree proves that no sentence exists in one language only and that both languages use the same values.
func TestCataloguesAgree(t *testing.T) {
	t.Parallel()
	ko, en := For(Korean), For(English)
	if diff := cmp.Diff(ko.Keys(), en.Keys()); diff != "" {
		t.Errorf("keys differ (-ko +en):\n%s", diff)
	}
	for key, s := range ko.sentences {
		if other, ok := en.sentences[key]; ok && !maps.Equal(s.names(), other.names()) {
			t.Errorf("%s: placeholders differ: ko %v, en %v", key, s.names(), other.names())
		}
	}
	if len(ko.sentences) < 50 {
		t.Errorf("only %d sentences were read", len(ko.sentences))
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]fstest.MapFS{
		"key in two files":      {"ko/a.yaml": {Data: []byte("k: one\n")}, "ko/b.yaml": {Data: []byte("k: two\n")}},
		"key twice in a file":   {"ko/a.yaml": {Data: []byte("k: one\nk: two\n")}},
		"open brace":            {"ko/a.yaml": {Data: []byte(`k: "a {b"`)}},
		"closing brace":         {"ko/a.yaml": {Data: []byte(`k: "a} b"`)}},
		"unknown particle":      {"ko/a.yaml": {Data: []byte(`k: "{name|를/을}"`)}},
		"plural without plural": {"ko/a.yaml": {Data: []byte(`k: "{n#case}"`)}},
		"capital in a name":     {"ko/a.yaml": {Data: []byte(`k: "{Name}"`)}},
		"open bracket":          {"ko/a.yaml": {Data: []byte(`k: "a [b"`)}},
		"bracket in bracket":    {"ko/a.yaml": {Data: []byte(`k: "a [b [c]]"`)}},
		"closing bracket":       {"ko/a.yaml": {Data: []byte(`k: "a] b"`)}},
		"empty form":            {"ko/a.yaml": {Data: []byte(`k: "{at:}"`)}},
		"nested":                {"ko/a.yaml": {Data: []byte("k:\n  l: one\n")}},
	}
	for name, fsys := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c, err := load(fsys, Korean, language.Korean); err == nil {
				t.Errorf("loaded %v, want an error", c.Keys())
			}
		})
	}
}

func catalogue(t *testing.T, text string) *Catalogue {
	t.Helper()
	c, err := load(fstest.MapFS{
		"ko/t.yaml":     {Data: []byte("k: \"" + text + "\"\nother: 접수\nexplain.s: \"{limit|이/가} {at}\"\n")},
		"ko/value.yaml": {Data: must(files.ReadFile("ko/value.yaml"))},
	}, Korean, language.Korean)
	if err != nil {
		t.Fatal(err)
	}
	return c.In(time.FixedZone("KST", 9*3600))
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

type stringer string

func (s stringer) String() string { return string(s) }

func TestT(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 5, 5, 0, 0, time.UTC)
	tests := []struct {
		name, text string
		args       []any
		want       string
	}{
		{"plain", "안녕하세요", nil, "안녕하세요"},
		{"particle after consonant", "{name|이/가} 답합니다", []any{"name", "사서팀"}, "사서팀이 답합니다"},
		{"particle after vowel", "{name|이/가} 답합니다", []any{"name", "관리과"}, "관리과가 답합니다"},
		{"number grouped", "{n}건", []any{"n", 12345}, "12,345건"},
		{"particle after a number", "{n|을/를} 더함", []any{"n", 1000}, "1,000을 더함"},
		{"decimal", "{n}", []any{"n", 99.5}, "99.5"},
		{"instant in the office's zone", "{at}", []any{"at", at}, "2026. 11. 23. 14:05"},
		{"duration", "{d}", []any{"d", 7*time.Hour + 30*time.Minute}, "7시간 30분"},
		{"key", "{k}됨", []any{"k", Key("other")}, "접수됨"},
		{"yes", "{b}", []any{"b", true}, "예"},
		{"list", "{l}", []any{"l", []string{"가", "나"}}, "가, 나"},
		{"date by its writing", "{d}", []any{"d", stringer("2026-01-05")}, "2026. 1. 5."},
		{"limit by its writing", "{d|을/를}", []any{"d", stringer("3 rings")}, "전화벨 3회를"},
		{"deadline at midnight", "{at:deadline}까지", []any{"at", time.Date(2026, 11, 30, 15, 0, 0, 0, time.UTC)}, "2026. 11. 30.(월) 24:00까지"},
		{"to the second", "{at:moment}", []any{"at", at}, "2026. 11. 23. 14:05:00"},
		{"date with its weekday", "{d:day}", []any{"d", stringer("2026-01-05")}, "2026. 1. 5.(월)"},
		{"form and particle", "{at:clock|을/를}", []any{"at", at}, "14:05:00을"},
		{"word of a value", "{v:value|은/는}", []any{"v", "yes"}, "예는"},
		{"unknown word of a value is visible", "{v:value}", []any{"v", "maybe"}, "⟦value.maybe⟧"},
		{"optional part kept", "쉼[: {n}일][: {d}]", []any{"n", 2, "d", time.Duration(0)}, "쉼: 2일"},
		{"optional part without value", "쉼[: {n}일]", nil, "쉼"},
		{"missing value is visible", "{a} {b}", []any{"a", "x"}, "x ⟦b⟧"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := catalogue(t, tt.text).T("k", tt.args...); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestMissingKeyIsVisible(t *testing.T) {
	t.Parallel()
	if got := For(English).T("no.such.key"); got != "⟦no.such.key⟧" {
		t.Errorf("got %q", got)
	}
	if got := For(English).Step(explain.New("no.such.step")); got != "⟦explain.no.such.step⟧" {
		t.Errorf("got %q", got)
	}
}

func TestSteps(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	got := catalogue(t, "x").Steps([]explain.Step{explain.New("s", "limit", stringer("7 days by law"), "at", at)})
	want := []string{"7일(토·일·공휴일 제외)이 2026. 11. 23. 09:00"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEnglishPlural(t *testing.T) {
	t.Parallel()
	en := For(English)
	for limit, want := range map[string]string{
		"1 working hour": "1 working hour", "56 working hours": "56 working hours", "3 rings": "3 rings",
		"1 day by law": "1 day (8 working hours)", "6 days by law": "6 days (weekends and holidays not counted)", "by 12-31": "by 31 December of each year",
		"immediately by law": "at once (within 3 working hours)", "whenever": "whenever", "3 working rings": "3 working rings",
	} {
		if got := en.Limit(limit); got != want {
			t.Errorf("Limit(%q) = %q, want %q", limit, got, want)
		}
	}
}

func TestForFallsBackToKorean(t *testing.T) {
	t.Parallel()
	if got := For("fr").Lang(); got != Korean {
		t.Errorf("got %s", got)
	}
}
