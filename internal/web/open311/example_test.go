package open311

import (
	"encoding/xml"
	"os"
	"strings"
	"testing"
	"time"
)

// TestPublishedExamples reads the examples that the standard publishes and writes them again: the same elements in the same order,
// with times moved to UTC.
func TestPublishedExamples(t *testing.T) {
	t.Parallel()
	for file, into := range map[string]any{"request.xml": &requestList{}, "token.xml": &tokenList{}} {
		src, err := os.ReadFile("testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		if err := xml.Unmarshal(src, into); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		out, err := xml.MarshalIndent(into, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		want := string(src[strings.Index(string(src), "<service_requests>"):])
		for _, at := range []string{"2010-04-14T06:37:38-08:00", "2010-04-15T06:37:38-08:00"} {
			then, err := time.Parse(time.RFC3339, at)
			if err != nil {
				t.Fatal(err)
			}
			want = strings.ReplaceAll(want, at, then.UTC().Format(time.RFC3339))
		}
		if got := strings.TrimSpace(string(out)); got != strings.TrimSpace(want) {
			t.Errorf("%s was written as\n%s", file, got)
		}
	}
}
