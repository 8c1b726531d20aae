package messaging_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"jikim/internal/app"
	"jikim/internal/channel"
	"jikim/internal/channel/sens"
	"jikim/internal/channel/sms"
	"jikim/internal/channel/solapi"
	"jikim/internal/core/alimtalk"
	"jikim/internal/core/yaml"
)

// TestTemplatesOfTheOffice proves that there can be a template for every word of the office, and for nothing else.
func TestTemplatesOfTheOffice(t *testing.T) {
	t.Parallel()
	want := app.Templates()
	if !slices.Equal(slices.Sorted(slices.Values(alimtalk.Keys)), slices.Sorted(slices.Values(want))) {
		t.Errorf("templates for %v, the office says %v", alimtalk.Keys, want)
	}
}

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
			m, err := n.Map()
			if err != nil {
				t.Fatal(err)
			}
			kind, err := m.Text("kind")
			if err != nil {
				t.Fatal(err)
			}
			hire := hirers[kind]
			if hire == nil {
				t.Errorf("%s: the page speaks of %q", n.Pos(), kind)
				continue
			}
			if _, err := hire(channel.Depot{Name: "text"}, n.Without("name", "kind")); err != nil {
				t.Errorf("%s: %v", kind, err)
			}
			hired[kind] = true
		}
	}
	if len(hired) != len(hirers) {
		t.Errorf("the page shows %v only", hired)
	}
}
