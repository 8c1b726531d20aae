package witness_test

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"jikim/internal/ledger"
	"jikim/internal/ledger/witness"
)

var now = time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)

func key(name, seed string) ledger.Key {
	return ledger.Key{Name: name, Private: ed25519.NewKeyFromSeed([]byte(strings.Repeat(seed, 32)))}
}

// log is a log of fewer records than make a full tile, all in memory.
type log [][]byte

func logOf(word string, size int) log {
	l := make(log, size)
	for i := range l {
		sum := sha256.Sum256([]byte(word + strconv.Itoa(i)))
		l[i] = sum[:]
	}
	return l
}

func (l log) Records(_ context.Context, from, until int64) ([][]byte, error) {
	return l[from:until], nil
}

func (l log) Nodes(context.Context, int, int64, int64) ([]ledger.Hash, error) { return nil, nil }

// request asks for the countersignature of a log, as one that had the size old before.
func (l log) request(t *testing.T, old int64, by ...ledger.Key) ledger.Request {
	t.Helper()
	tree, size := ledger.Tree{Source: l}, int64(len(l))
	root, err := tree.Root(t.Context(), size)
	if err != nil {
		t.Fatal(err)
	}
	q := ledger.Request{Old: old}
	if old > 0 && old <= size {
		if q.Proof, err = tree.Consistency(t.Context(), old, size); err != nil {
			t.Fatal(err)
		}
	}
	q.Signed, err = ledger.Sign(ledger.Checkpoint{Origin: by[0].Name, Size: size, Root: root}.Text(), by...)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// serve runs a witness for the log of a key.
func serve(t *testing.T, dir string, logs ...ledger.Key) (*witness.Client, string) {
	t.Helper()
	var known []ledger.Verifier
	for _, k := range logs {
		v, err := ledger.ParseKey(k.Public(false))
		if err != nil {
			t.Fatal(err)
		}
		known = append(known, v)
	}
	s, err := witness.New(key("haeon.example.kr/witness", "w"), known, dir, func() time.Time { return now }, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	c, err := witness.Dial(server.URL+"/", s.Public())
	if err != nil {
		t.Fatal(err)
	}
	return c, server.URL
}

func TestWitnessSignsWhatOnlyGrows(t *testing.T) {
	t.Parallel()
	dir, own := t.TempDir(), key("minwon.example.kr/wonju", "a")
	c, _ := serve(t, dir, own)
	sign := func(q ledger.Request) error {
		line, at, err := c.Cosign(t.Context(), q)
		if err == nil && (!at.Equal(now) || !strings.HasPrefix(string(line), "— haeon.example.kr/witness ")) {
			t.Errorf("the line is %q, of %v", line, at)
		}
		return err
	}
	ahead := func(err error, size int64) {
		t.Helper()
		var a *ledger.AheadError
		if !errors.As(err, &a) || a.Size != size {
			t.Errorf("got %v, want that the witness remembers %d", err, size)
		}
	}
	refused := func(err error, status int) {
		t.Helper()
		if err == nil || !strings.HasSuffix(err.Error(), "status "+strconv.Itoa(status)) {
			t.Errorf("got %v, want status %d", err, status)
		}
	}
	honest := func(size int) log { return logOf("r", size) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	must(sign(honest(3).request(t, 0, own)))
	must(sign(honest(3).request(t, 3, own)))
	must(sign(honest(10).request(t, 3, own)))
	ahead(sign(honest(20).request(t, 3, own)), 10)
	ahead(sign(honest(20).request(t, 0, own)), 10)
	refused(sign(honest(5).request(t, 10, own)), 400)

	forked := append(honest(7), logOf("other", 13)...)
	refused(sign(forked.request(t, 10, own)), 422)
	refused(sign(append(honest(9), logOf("other", 1)...).request(t, 10, own)), 409)
	refused(sign(honest(20).request(t, 10, key(own.Name, "b"))), 403)
	refused(sign(honest(20).request(t, 10, key("stranger.example.kr/x", "a"))), 404)
	spoiled := honest(20).request(t, 10, own)
	spoiled.Proof[0][0] ^= 1
	refused(sign(spoiled), 422)

	c, _ = serve(t, dir, own) // another process later remembers
	ahead(sign(honest(20).request(t, 3, own)), 10)
	must(sign(honest(20).request(t, 10, own)))

	during := key(own.Name, "c")
	c, _ = serve(t, dir, own, during)
	must(sign(honest(21).request(t, 20, own, during)))
	must(sign(honest(22).request(t, 21, during)))
}

// TestWitnessThatCannotRememberDoesNotSign takes the folder away.
func TestWitnessThatCannotRememberDoesNotSign(t *testing.T) {
	t.Parallel()
	dir, own := filepath.Join(t.TempDir(), "w"), key("o", "a")
	c, _ := serve(t, dir, own)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Cosign(t.Context(), logOf("r", 3).request(t, 0, own)); err == nil || !strings.HasSuffix(err.Error(), "status 500") {
		t.Errorf("got %v, want status 500", err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Cosign(t.Context(), logOf("r", 4).request(t, 0, own)); err != nil {
		t.Errorf("after the folder is back: %v", err)
	}
}

func TestWitnessTellsItsKeyAndNothingElse(t *testing.T) {
	t.Parallel()
	_, at := serve(t, t.TempDir())
	for path, want := range map[string]int{"/": 200, "/witness.json": 404, "/add-checkpoint": 404} {
		r, err := http.Get(at + path)
		if err != nil {
			t.Fatal(err)
		}
		if r.Body.Close(); r.StatusCode != want {
			t.Errorf("GET %s: %d, want %d", path, r.StatusCode, want)
		}
	}
	for _, body := range []string{"", "old 1", "old 01\n\nx", "old 1\nAAAA\n\nx", "new 1\n\n", strings.Repeat("x", 100<<10)} {
		r, err := http.Post(at+"/add-checkpoint", "text/plain", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if r.Body.Close(); r.StatusCode != 400 {
			t.Errorf("%.20q: %d, want 400", body, r.StatusCode)
		}
	}
}

// TestAnswerOfSomebodyElseIsNoCountersignature asks a witness whose key is not the one that was expected.
func TestAnswerOfSomebodyElseIsNoCountersignature(t *testing.T) {
	t.Parallel()
	own := key("o", "a")
	_, at := serve(t, t.TempDir(), own)
	c, err := witness.Dial(at, key("haeon.example.kr/witness", "x").Public(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Cosign(t.Context(), logOf("r", 3).request(t, 0, own)); err == nil || !strings.Contains(err.Error(), "not signed with its key") {
		t.Errorf("got %v", err)
	}
}

func TestDial(t *testing.T) {
	t.Parallel()
	w := key("w", "w")
	for name, try := range map[string][2]string{"no address": {"witness", w.Public(true)}, "a query": {"https://w.example.kr/?x", w.Public(true)},
		"another scheme": {"ftp://w.example.kr", w.Public(true)}, "no key": {"https://w.example.kr", "w"}, "the key of a log": {"https://w.example.kr", w.Public(false)}} {
		if _, err := witness.Dial(try[0], try[1]); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func FuzzParseRequest(f *testing.F) {
	f.Add(ledger.Request{Old: 3, Proof: []ledger.Hash{{1}}, Signed: []byte("o\n3\n")}.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		if q, err := ledger.ParseRequest(b); err == nil && string(q.Bytes()) != string(b) {
			t.Errorf("%q comes back as %q", b, q.Bytes())
		}
	})
}
