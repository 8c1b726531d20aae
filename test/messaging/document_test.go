package messaging_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"jikim/internal/channel"
	"jikim/internal/channel/sens"
	"jikim/internal/channel/sms"
	"jikim/internal/channel/solapi"
	"jikim/internal/core/yaml"
)

// TestDocumentedEntries hires a courier of every entry of the page, with the files that it speaks of.
func TestDocumentedEntries(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/channels/sms.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	templates, err := os.ReadFile("../../docs/channels/alimtalk.yaml")
	if err != nil {
		t.Fatal(err)
	}
	gateway := regexp.MustCompile("(?s)```json\n(.*?)```").FindSubmatch(page)
	if gateway == nil {
		t.Fatal("the page describes no gateway")
	}
	for name, src := range map[string][]byte{"solapi-secret": []byte("a\n"), "sens-secret": []byte("b\n"), "gateway-secret": []byte("c\n"), "gateway.json": gateway[1], "alimtalk.yaml": templates} {
		if err := os.WriteFile(filepath.Join(dir, name), src, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	hirers := map[string]channel.Hirer{"solapi-sms": solapi.HireText, "solapi-kakao": solapi.HireTalk, "sens-sms": sens.HireText, "sens-kakao": sens.HireTalk, "gateway-sms": sms.Hire}
	hired := map[string]bool{}
	for _, block := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllSubmatch(page, -1) {
		root, err := yaml.Parse(filepath.Join(dir, "channels.yaml"), block[1])
		if err != nil {
			t.Fatal(err)
		}
		top, err := root.Map("couriers")
		if err != nil {
			t.Fatal(err)
		}
		entries, err := top.List("couriers")
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range entries {
			rest := n.Without("name")
			m, err := rest.Map()
			if err != nil || m.Len() != 1 {
				t.Fatalf("%s: %v", n.Pos(), err)
			}
			kind := m.All()[0].Key.Value
			hire := hirers[kind]
			if hire == nil {
				t.Errorf("%s: the page speaks of %q", n.Pos(), kind)
				continue
			}
			if _, err := hire(channel.Depot{Name: "text"}, rest); err != nil {
				t.Errorf("%s: %v", kind, err)
			}
			hired[kind] = true
		}
	}
	if len(hired) != len(hirers) {
		t.Errorf("the page shows %v only", hired)
	}
}
