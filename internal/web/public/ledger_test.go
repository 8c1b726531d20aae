package public_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/ledger"
	"jikim/internal/web"
	"jikim/internal/web/public"
	"jikim/test/harness"
	"jikim/test/site"
)

// signed is an office that has recorded some petitions and signed twice.
func signed(t *testing.T, change func(*web.Config)) (*site.Site, []*app.Checkpoint) {
	t.Helper()
	o := harness.New(t, "2026-11-23 09:30")
	var made []*app.Checkpoint
	for _, n := range []int{3, 140} {
		for range n {
			o.File(o.Petition())
		}
		c, err := o.Checkpoint(o.Context(), harness.Institution)
		must(o, err)
		made = append(made, c)
		o.Clock.Set(o.Now().Add(time.Hour))
	}
	return site.Open(o, change, func(s *web.Server) web.Surface { return public.New(s) }), made
}

func TestLedgerPage(t *testing.T) {
	t.Parallel()
	s, made := signed(t, nil)
	for lang, words := range map[string][]string{"ko": {"공개 장부", "함께 서명한 곳", "없음", "2번째 확인서입니다", fmt.Sprintf("사실 %d건부터", made[0].Size)},
		"en": {"Public ledger", "Countersigned by", "nobody", "This is checkpoint 2"}} {
		got := s.Get("/ledger?lang=" + lang)
		if got.StatusCode != http.StatusOK {
			t.Fatalf("%s: status %d", lang, got.StatusCode)
		}
		for _, w := range append(words, strings.Split(string(made[1].Note), "\n")[2], "/ledger/checkpoint") {
			if !strings.Contains(got.Text, w) {
				t.Errorf("%s: %q is missing", lang, w)
			}
		}
	}
	o := harness.New(t, "2026-11-23 09:30")
	fresh := site.Open(o, nil, func(s *web.Server) web.Surface { return public.New(s) })
	if got := fresh.Get("/ledger"); got.StatusCode != http.StatusOK || !strings.Contains(got.Text, "아직 서명한 확인서가 없습니다") {
		t.Errorf("before the first checkpoint: %d", got.StatusCode)
	}
	if got := fresh.Get("/ledger/checkpoint"); got.StatusCode != http.StatusNotFound {
		t.Errorf("the checkpoint before the first: %d", got.StatusCode)
	}
}

// TestLedgerForPrograms fetches what programs fetch, with what may be kept of it for how long.
func TestLedgerForPrograms(t *testing.T) {
	t.Parallel()
	s, made := signed(t, nil)
	last := made[1]
	for _, test := range []struct {
		path, kind, cache string
		status, length    int
	}{
		{"/ledger/checkpoint", "text/plain; charset=utf-8", "no-store", 200, len(last.Note)},
		{"/ledger/tile/0/000", "application/octet-stream", "public, max-age=31536000, immutable", 200, 256 * 32},
		{"/ledger/tile/1/000.p/1", "application/octet-stream", "public, max-age=3600", 200, 32},
		{fmt.Sprintf("/ledger/tile/0/001.p/%d", last.Size-256), "application/octet-stream", "public, max-age=3600", 200, int(last.Size-256) * 32},
		{"/ledger/tile/entries/000", "application/octet-stream", "public, max-age=31536000, immutable", 200, 256 * 34},
		{"/ledger/tile/0/001", "", "no-store", 404, -1},
		{"/ledger/tile/0/002.p/1", "", "no-store", 404, -1},
		{"/ledger/tile/0/000.p/256", "", "no-store", 404, -1},
		{"/ledger/tile/", "", "no-store", 404, -1},
		{"/ledger/checkpoints", "application/json", "public, max-age=5", 200, -1},
		{"/ledger/checkpoints?before=x", "", "no-store", 400, -1},
		{"/ledger/keys", "application/json", "public, max-age=5", 200, -1},
	} {
		got := s.Get(test.path)
		if got.StatusCode != test.status || got.Header.Get("Cache-Control") != test.cache ||
			test.kind != "" && got.Header.Get("Content-Type") != test.kind || test.length >= 0 && len(got.Text) != test.length {
			t.Errorf("%s: %d, %q, %q, %d bytes", test.path, got.StatusCode, got.Header.Get("Cache-Control"), got.Header.Get("Content-Type"), len(got.Text))
		}
		if test.status == 200 && got.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s cannot be read from other pages", test.path)
		}
	}
}

// TestJournalIsPagedAndSigned reads the journal and the keys as a program, and checks each checkpoint.
func TestJournalIsPagedAndSigned(t *testing.T) {
	t.Parallel()
	s, made := signed(t, nil)
	var keys struct {
		Keys []struct {
			Key  string
			From int64
		}
		Changes []struct {
			Key, Note string
			Ends      bool
			Size      int64
		}
	}
	if err := json.Unmarshal([]byte(s.Get("/ledger/keys").Text), &keys); err != nil {
		t.Fatal(err)
	}
	if len(keys.Keys) != 1 || len(keys.Changes) != 1 || keys.Keys[0].From != made[0].Size {
		t.Fatalf("keys: %+v", keys)
	}
	change := ledger.KeyChange{Public: keys.Changes[0].Key, Size: keys.Changes[0].Size, Note: []byte(keys.Changes[0].Note)}
	if err := ledger.CheckKeys([]ledger.KeyChange{change}); err != nil {
		t.Error(err)
	}
	key, err := ledger.ParseKey(keys.Keys[0].Key)
	if err != nil {
		t.Fatal(err)
	}
	var journal struct {
		Checkpoints []struct {
			N, Size int64
			Root    []byte
			Note    string
		}
		Before *int64
	}
	if err := json.Unmarshal([]byte(s.Get("/ledger/checkpoints").Text), &journal); err != nil {
		t.Fatal(err)
	}
	if len(journal.Checkpoints) != 2 || journal.Before != nil || journal.Checkpoints[0].N != 2 {
		t.Fatalf("journal: %+v", journal)
	}
	for _, c := range journal.Checkpoints {
		said, _, err := ledger.Open([]byte(c.Note), key)
		if err != nil || said.Size != c.Size || string(said.Root[:]) != string(c.Root) {
			t.Errorf("checkpoint %d: %+v, %v", c.N, said, err)
		}
	}
	if err := json.Unmarshal([]byte(s.Get("/ledger/checkpoints?before=2").Text), &journal); err != nil || len(journal.Checkpoints) != 1 {
		t.Errorf("before the second: %+v, %v", journal, err)
	}
}

// TestWhoFetchesTooMuchIsSlowedDown has an allowance of three.
func TestWhoFetchesTooMuchIsSlowedDown(t *testing.T) {
	t.Parallel()
	s, _ := signed(t, func(c *web.Config) { c.Reading = web.Rate{Burst: 3, Every: time.Minute} })
	for i := range 4 {
		want := http.StatusOK
		if i == 3 {
			want = http.StatusTooManyRequests
		}
		if got := s.Get("/ledger/tile/0/000"); got.StatusCode != want {
			t.Errorf("tile number %d: %d, want %d", i, got.StatusCode, want)
		}
	}
	if got := s.Get("/open/index.json"); got.StatusCode != http.StatusTooManyRequests {
		t.Errorf("open data: %d", got.StatusCode)
	}
}
