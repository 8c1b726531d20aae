package mail_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"jikim/internal/locale"
)

// TestEveryKeyHasItsSentence proves that all that e-mail says to people has words.
func TestEveryKeyHasItsSentence(t *testing.T) {
	t.Parallel()
	key := regexp.MustCompile(`"((?:letter\.(?:doubt|note)|channel\.(?:trouble|gap))\.[a-z_]+)"`)
	found := 0
	for _, pattern := range []string{"../../internal/channel/email/*.go", "../../internal/channel/email/message/*.go"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range key.FindAllSubmatch(src, -1) {
				if found++; !locale.For(locale.Korean).Has(string(m[1])) {
					t.Errorf("%s: %s has no words", name, m[1])
				}
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d keys were found", found)
	}
}
