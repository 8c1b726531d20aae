package seal_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"jikim/internal/seal"
)

func made(t *testing.T) *seal.Keys {
	t.Helper()
	k, err := seal.Make()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestSealOpensOnlyAtItsPlace(t *testing.T) {
	t.Parallel()
	k := made(t)
	home := seal.Place{Institution: "wonju", Case: "c1", Name: "text"}
	cipher, err := k.Seal(home, []byte("개인 사정"))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(cipher, []byte("사정")) {
		t.Error("the text can be read in the cipher")
	}
	if got, err := k.Open(home, cipher); err != nil || string(got) != "개인 사정" {
		t.Errorf("Open = %q, %v", got, err)
	}
	elsewhere := map[string]seal.Place{
		"other institution": {"seoul", "c1", "text"},
		"other case":        {"wonju", "c2", "text"},
		"other name":        {"wonju", "c1", "name"},
		"shifted parts":     {"wonjuc", "1", "text"},
	}
	for name, place := range elsewhere {
		if _, err := k.Open(place, cipher); !errors.Is(err, seal.ErrOpen) {
			t.Errorf("%s: error %v, want ErrOpen", name, err)
		}
	}
	if _, err := made(t).Open(home, cipher); !errors.Is(err, seal.ErrOpen) {
		t.Errorf("with other keys: error %v, want ErrOpen", err)
	}
	cipher[len(cipher)-1] ^= 1
	if _, err := k.Open(home, cipher); !errors.Is(err, seal.ErrOpen) {
		t.Errorf("with a changed byte: error %v, want ErrOpen", err)
	}
}

func TestLoadMakesOneFileForItsOwnerOnly(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys", "office.json")
	first, err := seal.Load(path, "")
	if err != nil {
		t.Fatal(err)
	}
	again, err := seal.Load(path, "")
	if err != nil {
		t.Fatal(err)
	}
	if first.Token("wonju", "c1") != again.Token("wonju", "c1") {
		t.Error("loading again gives other keys")
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v; want 0600", info.Mode(), err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.Load(path, ""); !errors.Is(err, seal.ErrExposed) {
		t.Errorf("a readable key file: %v, want ErrExposed", err)
	}
}

func TestLoadWithKeyEncryptionKey(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, kek, other := filepath.Join(dir, "office.json"), filepath.Join(dir, "kek"), filepath.Join(dir, "other")
	for name, b := range map[string]byte{kek: 7, other: 8} {
		if err := os.WriteFile(name, bytes.Repeat([]byte{b}, seal.KEKSize), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	k, err := seal.Load(path, kek)
	if err != nil {
		t.Fatal(err)
	}
	again, err := seal.Load(path, kek)
	if err != nil || again.Token("i", "c") != k.Token("i", "c") {
		t.Fatalf("loading again: %v", err)
	}
	for name, with := range map[string]string{"without": "", "with another": other} {
		if _, err := seal.Load(path, with); !errors.Is(err, seal.ErrKeyFile) {
			t.Errorf("%s key-encryption key: %v, want ErrKeyFile", name, err)
		}
	}
}

func TestRotateOpensWhatWasSealedBefore(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "office.json")
	old, err := seal.Load(path, "")
	if err != nil {
		t.Fatal(err)
	}
	place := seal.Place{Institution: "i", Case: "c", Name: "n"}
	cipher, err := old.Seal(place, []byte("before"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := seal.Rotate(path, ""); err != nil {
		t.Fatal(err)
	}
	now, err := seal.Load(path, "")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := now.Open(place, cipher); err != nil || string(got) != "before" {
		t.Errorf("Open = %q, %v", got, err)
	}
	later, err := now.Seal(place, []byte("after"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := old.Open(place, later); !errors.Is(err, seal.ErrOpen) {
		t.Errorf("the old keys open what the new one sealed: %v", err)
	}
	if old.Token("i", "c") != now.Token("i", "c") {
		t.Error("links changed with the sealing key")
	}
}

func TestTokenCannotBeForged(t *testing.T) {
	t.Parallel()
	k := made(t)
	token := k.Token("wonju", "c1")
	if got, err := k.CaseOf("wonju", token); err != nil || got != "c1" {
		t.Fatalf("CaseOf = %q, %v", got, err)
	}
	_, proof, _ := strings.Cut(token, ".")
	forged := map[string]string{
		"of another case":    "c2." + proof,
		"without proof":      "c1.",
		"without a point":    "c1",
		"empty":              "",
		"with a short proof": token[:len(token)-2],
		"of no case":         "." + proof,
	}
	for name, f := range forged {
		if _, err := k.CaseOf("wonju", f); !errors.Is(err, seal.ErrToken) {
			t.Errorf("a token %s opens a case", name)
		}
	}
	if _, err := k.CaseOf("seoul", token); !errors.Is(err, seal.ErrToken) {
		t.Error("a token opens a case of another institution")
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "token")
		if _, err := k.CaseOf("wonju", s); err == nil && s != token {
			t.Fatalf("a made-up token opens a case")
		}
	})
}

func TestBlind(t *testing.T) {
	t.Parallel()
	k := made(t)
	same := k.Blind("search", 8, "민원")
	for name, other := range map[string][]byte{
		"another word":   k.Blind("search", 8, "민언"),
		"another domain": k.Blind("link", 8, "민원"),
		"other keys":     made(t).Blind("search", 8, "민원"),
		"split words":    k.Blind("search", 8, "민", "원"),
	} {
		if bytes.Equal(same, other) {
			t.Errorf("%s blinds to the same", name)
		}
	}
	if !bytes.Equal(same, k.Blind("search", 8, "민원")) || len(same) != 8 {
		t.Error("the same word blinds differently")
	}
}

func BenchmarkSeal(b *testing.B) {
	k, err := seal.Make()
	if err != nil {
		b.Fatal(err)
	}
	text := bytes.Repeat([]byte("민원"), 100)
	for b.Loop() {
		if _, err := k.Seal(seal.Place{Institution: "i", Case: "c", Name: "n"}, text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBlind(b *testing.B) {
	k, err := seal.Make()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		k.Blind("search", 8, "민원")
	}
}

// TestSigningKeysAreHandedOver adds a signing key to a file and takes the old one out, with and without a wrapping key.
func TestSigningKeysAreHandedOver(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	kek := filepath.Join(dir, "kek")
	if err := os.WriteFile(kek, bytes.Repeat([]byte{7}, seal.KEKSize), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, wrap := range map[string]string{"plain": "", "wrapped": kek} {
		path := filepath.Join(dir, name+".json")
		first, err := seal.Load(path, wrap)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := seal.RetireSigning(path, wrap); !errors.Is(err, seal.ErrLastKey) {
			t.Errorf("%s: the only key was taken out: %v", name, err)
		}
		if _, err := seal.RotateSigning(path, wrap); err != nil {
			t.Fatal(err)
		}
		both, err := seal.Load(path, wrap)
		if err != nil {
			t.Fatal(err)
		}
		keys := both.Signing()
		if len(keys) != 2 || !keys[0].Equal(first.Signing()[0]) || keys[1].Equal(keys[0]) {
			t.Fatalf("%s: %d keys after adding one, the old one first: %v", name, len(keys), keys[0].Equal(first.Signing()[0]))
		}
		if _, err := seal.RetireSigning(path, wrap); err != nil {
			t.Fatal(err)
		}
		after, err := seal.Load(path, wrap)
		if err != nil {
			t.Fatal(err)
		}
		if left := after.Signing(); len(left) != 1 || !left[0].Equal(keys[1]) {
			t.Errorf("%s: %d keys are left, the new one: %v", name, len(left), len(left) > 0 && left[0].Equal(keys[1]))
		}
		place := seal.Place{Institution: "i", Case: "c", Name: "n"}
		if cipher, err := first.Seal(place, []byte("x")); err != nil {
			t.Fatal(err)
		} else if _, err := after.Open(place, cipher); err != nil {
			t.Errorf("%s: texts are lost with the signing key: %v", name, err)
		}
	}
}

// TestFileFromBeforeTheLedgerGetsASigningKey reads a key file without one: what it sealed opens, and the new key stays.
func TestFileFromBeforeTheLedgerGetsASigningKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	old, err := seal.Load(path, "")
	if err != nil {
		t.Fatal(err)
	}
	place := seal.Place{Institution: "wonju", Case: "1", Name: "text"}
	sealed, err := old.Seal(place, []byte("열람실"))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]json.RawMessage
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	delete(file, "sign")
	if raw, err = json.Marshal(file); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	first, err := seal.Load(path, "")
	if err != nil {
		t.Fatal(err)
	}
	again, err := seal.Load(path, "")
	if err != nil {
		t.Fatal(err)
	}
	if text, err := again.Open(place, sealed); err != nil || string(text) != "열람실" {
		t.Errorf("%q, %v", text, err)
	}
	if len(first.Signing()) != 1 || !first.Signing()[0].Equal(again.Signing()[0]) || first.Signing()[0].Equal(old.Signing()[0]) {
		t.Error("the new signing key was not kept")
	}
	delete(file, "aead")
	if raw, err = json.Marshal(file); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.Load(path, ""); !errors.Is(err, seal.ErrKeyFile) || !strings.Contains(err.Error(), "take it from your copy") {
		t.Errorf("a file without the sealing key: %v", err)
	}
}
