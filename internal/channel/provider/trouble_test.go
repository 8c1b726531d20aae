package provider

import (
	"os"
	"strings"
	"testing"
)

// TestTroublesAreSaid proves that every trouble has its sentence.
func TestTroublesAreSaid(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"ko", "en"} {
		src, err := os.ReadFile("../../locale/" + lang + "/provider.yaml")
		if err != nil {
			t.Fatal(err)
		}
		keys := []string{troubleRefused}
		for _, trouble := range troubles {
			keys = append(keys, trouble.key)
		}
		for _, key := range keys {
			if !strings.Contains(string(src), "\n"+key+": ") {
				t.Errorf("%s: no sentence for %s", lang, key)
			}
		}
	}
}
