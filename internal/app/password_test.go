package app

import (
	"strconv"
	"strings"
	"testing"

	"jikim/internal/locale"
)

// TestPasswordHintSaysTheRule proves that who follows the hint of the form is not refused: it names the length and that
// three kinds of characters are needed.
func TestPasswordHintSaysTheRule(t *testing.T) {
	t.Parallel()
	for lang, kinds := range map[locale.Lang]string{locale.Korean: "세 가지", locale.English: "three kinds"} {
		hint := locale.For(lang).T("desk.password.hint")
		if !strings.Contains(hint, strconv.Itoa(MinPassword)) || !strings.Contains(hint, kinds) {
			t.Errorf("%s: %q does not say %d characters of %s", lang, hint, MinPassword, kinds)
		}
	}
	if key := passwordFault("Abcdefg-1", "kim"); key != "" {
		t.Errorf("a password of the shortest length and four kinds: %s", key)
	}
}
