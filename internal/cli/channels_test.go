package cli

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"jikim/internal/channel"
	"jikim/internal/core/yaml"
)

// idle is a source to which nothing ever comes.
type idle struct{}

func (idle) Run(ctx context.Context) error { <-ctx.Done(); return nil }
func (idle) State() channel.State          { return channel.State{} }

func fakes() map[string]channel.Opener {
	open := func(channel.Office, *yaml.Node) (channel.Source, error) { return idle{}, nil }
	return map[string]channel.Opener{"imap": open, "hep": open}
}

func TestReadChannels(t *testing.T) {
	t.Parallel()
	ways, _, err := readChannels("c.yaml", []byte("sources:\n  - {name: minwon, kind: imap, service: question, desk: petition, address: a}\n  - name: trunk-1\n    kind: hep\n    phones: [10.0.0.0/8]\n"), fakes(), hirers)
	if err != nil || len(ways) != 2 || ways[0].kind != "imap" || ways[0].route.Service != "question" || ways[0].route.Desk != "petition" || ways[1].name != "trunk-1" {
		t.Fatalf("read %+v, %v", ways, err)
	}
	m, err := ways[0].entry.Map("address")
	if err != nil || m.Len() != 1 {
		t.Errorf("the opener is given %d keys, %v", m.Len(), err)
	}
	for _, tt := range []struct{ name, src, says string }{
		{"nothing", "", "mapping is expected"},
		{"an unknown key", "source: []\n", `did you mean "sources"`},
		{"no name", "sources:\n  - {kind: imap}\n", "c.yaml:2:5: the key \"name\" is missing"},
		{"a name that is none", "sources:\n  - {name: 민원, kind: imap}\n", "is no name: small letters"},
		{"no kind", "sources:\n  - {name: a, imap: {}}\n", "the key \"kind\" is missing"},
		{"an unknown kind", "sources:\n  - {name: a, kind: imp}\n", "c.yaml:2:21: unknown value \"imp\" (did you mean \"imap\"?)"},
		{"the same name", "sources:\n  - {name: a, kind: imap}\n  - {name: a, kind: hep}\n", "c.yaml:3:5: a second entry is called \"a\""},
		{"two couriers of one way", "couriers:\n  - {name: a, kind: sens-sms}\n  - {name: b, kind: gateway-sms}\n", "go the same way (sms)"},
		{"the name of a source", "sources:\n  - {name: a, kind: imap}\ncouriers:\n  - {name: a, kind: smtp}\n", "c.yaml:4:5: a second entry"},
		{"a list as service", "sources:\n  - {name: a, service: [x], kind: imap}\n", "c.yaml:2:24"},
		{"too many", "sources:\n" + strings.Repeat("  - {name: a, kind: imap}\n", mostWays+1), "more than 200"},
	} {
		if _, _, err := readChannels("c.yaml", []byte(tt.src), fakes(), hirers); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.says)
		}
	}
}

// broken is a source that cannot go on.
type broken struct{ idle }

func (broken) Run(context.Context) error { return errors.New("the account is locked") }

// TestRunChannels proves that a source that gives up is told of and stops no other.
func TestRunChannels(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan string, 1)
	c := &channels{list: []opened{{way{name: "a"}, broken{}}, {way{name: "b"}, idle{}}}, log: slog.New(slog.DiscardHandler), stop: func(name string) { gone <- name }}
	done := make(chan error, 1)
	go func() { done <- c.run(ctx) }()
	if name := <-gone; name != "a" {
		t.Errorf("%s has given up", name)
	}
	select {
	case err := <-done:
		t.Fatalf("all stopped with one: %v", err)
	default:
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestChannelsAreDescribed holds the pages about channels to the program: entries that they show are entries, and no kind is missing.
func TestChannelsAreDescribed(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("../../docs/channels/*.md")
	if err != nil || len(pages) < 8 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	shown := map[string]bool{}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split(string(text), "```yaml\n")[1:] {
			block, _, _ := strings.Cut(part, "```")
			if !strings.HasPrefix(block, "sources:") && !strings.HasPrefix(block, "couriers:") {
				continue
			}
			sources, couriers, err := readChannels(page, []byte(block), openers, hirers)
			if err != nil {
				t.Errorf("%v", err)
			}
			for _, w := range append(sources, couriers...) {
				shown[w.kind] = true
			}
		}
		if filepath.Base(page) == "README.md" {
			for _, kind := range append(slices.Collect(maps.Keys(openers)), slices.Collect(maps.Keys(hirers))...) {
				if !strings.Contains(string(text), "`"+kind+"`") {
					t.Errorf("%s does not name the kind %s", page, kind)
				}
			}
		}
	}
	if len(shown) < 8 {
		t.Errorf("entries of %d kinds are shown: %v", len(shown), shown)
	}
}
