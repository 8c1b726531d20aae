package ledger_test

import (
	"crypto/ed25519"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"jikim/internal/ledger"
)

func key(name string, seed byte) ledger.Key {
	return ledger.Key{Name: name, Private: ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune('a'+seed)), 32)))}
}

func parsed(t *testing.T, text string) note.Verifier {
	t.Helper()
	v, err := ledger.ParseKey(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestSignedCheckpointIsANote opens a checkpoint with Go's own reader of notes.
func TestSignedCheckpointIsANote(t *testing.T) {
	t.Parallel()
	old, now := key("minwon.example.kr/haeon", 1), key("minwon.example.kr/haeon", 2)
	c := ledger.Checkpoint{Origin: old.Name, Size: 1234, Root: ledger.Hash{1, 2, 3}}
	signed, err := ledger.Sign(c.Text(), old, now)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []ledger.Key{old, now} {
		v, err := note.NewVerifier(k.Public(false))
		if err != nil {
			t.Fatal(err)
		}
		if n, err := note.Open(signed, note.VerifierList(v)); err != nil || n.Text != c.Text() || len(n.Sigs) != 1 {
			t.Errorf("the note is %v, %v", n, err)
		}
		if got, _, err := ledger.Open(signed, parsed(t, k.Public(false))); err != nil || got != c {
			t.Errorf("the checkpoint is %v, %v", got, err)
		}
	}
	stranger := parsed(t, key(old.Name, 3).Public(false))
	if _, _, err := ledger.Open(signed, stranger); err == nil {
		t.Error("a checkpoint that the key has not signed was taken")
	}
	changed := strings.Replace(string(signed), "\n1234\n", "\n1235\n", 1)
	if _, _, err := ledger.Open([]byte(changed), parsed(t, old.Public(false))); err == nil {
		t.Error("a checkpoint that was changed was taken")
	}
	other, err := ledger.Sign(ledger.Checkpoint{Origin: "other"}.Text(), old)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := ledger.Open(other, parsed(t, old.Public(false))); err == nil {
		t.Error("a checkpoint of another log was taken")
	}
}

func TestCosignature(t *testing.T) {
	t.Parallel()
	witness := key("haeon.example.kr/witness", 4)
	text := ledger.Checkpoint{Origin: "o", Size: 1}.Text()
	at := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
	line, err := ledger.Cosign(text, witness, at)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(line), "— haeon.example.kr/witness ") || strings.Count(string(line), "\n") != 1 {
		t.Errorf("the line is %q", line)
	}
	v := parsed(t, witness.Public(true))
	if !ledger.IsWitness(v) || ledger.IsWitness(parsed(t, witness.Public(false))) {
		t.Error("the two kinds of keys are taken for each other")
	}
	if got, err := ledger.CosignedAt([]byte(text+"\n"+string(line)), v); err != nil || !got.Equal(at) {
		t.Errorf("signed at %v, %v", got, err)
	}
	if _, err := ledger.CosignedAt([]byte(text+"x\n\n"+string(line)), v); err == nil {
		t.Error("the line of another checkpoint was taken")
	}
	if _, err := ledger.CosignedAt([]byte(text+"\n"+string(line)), parsed(t, key(witness.Name, 5).Public(true))); err == nil {
		t.Error("the line of another witness was taken")
	}
}

// TestPublicKeyOfTheStandard reads the example of C2SP signed-note, whose key Go's documentation has as well.
func TestPublicKeyOfTheStandard(t *testing.T) {
	t.Parallel()
	const text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
	if v := parsed(t, text); v.Name() != "PeterNeumann" || v.KeyHash() != 0xc74f20a3 {
		t.Errorf("%s is %s, %x", text, v.Name(), v.KeyHash())
	}
	for _, bad := range []string{"", "PeterNeumann", "Peter+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		"PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "PeterNeumann+c74f20a3+ARpc", text + "+x"} {
		if _, err := ledger.ParseKey(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func FuzzParseCheckpoint(f *testing.F) {
	f.Add(ledger.Checkpoint{Origin: "o", Size: 7}.Text())
	f.Add("o\n07\nAAAA\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ledger.ParseCheckpoint(text)
		if err == nil && !strings.HasPrefix(text, c.Text()) {
			t.Errorf("%q comes back as %q", text, c.Text())
		}
	})
}

func FuzzParseKey(f *testing.F) {
	f.Add("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
	f.Fuzz(func(t *testing.T, text string) {
		v, err := ledger.ParseKey(text)
		if err == nil && !strings.HasPrefix(text, v.Name()+"+") {
			t.Errorf("%q is the key of %q", text, v.Name())
		}
	})
}
