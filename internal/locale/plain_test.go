package locale

import (
	"maps"
	"strings"
	"testing"
)

// TestPlainWordsSayTheSame proves that every second wording belongs to a sentence and uses its values, none besides.
func TestPlainWordsSayTheSame(t *testing.T) {
	t.Parallel()
	for _, lang := range Langs {
		c, n := For(lang), 0
		for key, s := range c.sentences {
			usual, plain := strings.CutPrefix(key, plainly)
			if !plain {
				continue
			}
			n++
			if of, ok := c.sentences[usual]; !ok || !maps.Equal(of.names(), s.names()) {
				t.Errorf("%s %s: there is no such sentence, or it has other values", lang, key)
			}
		}
		if n < 40 {
			t.Errorf("%s: only %d second wordings", lang, n)
		}
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	usual := For(Korean)
	plain := usual.Plain()
	if got := plain.T("portal.home.lead", "office", "문화관"); !strings.HasPrefix(got, "문화관은 언제까지 답할지") {
		t.Errorf("in easy words: %q", got)
	}
	if usual.T("portal.home.lead", "office", "문화관") == plain.T("portal.home.lead", "office", "문화관") {
		t.Error("the usual catalogue has changed")
	}
	if got := plain.T("portal.field.name"); got != usual.T("portal.field.name") {
		t.Errorf("without a second wording: %q", got)
	}
	if got := plain.T("no.such"); got != "⟦no.such⟧" {
		t.Errorf("a missing key: %q", got)
	}
}
