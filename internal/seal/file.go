package seal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// KEKSize is the length of a key-encryption key in bytes.
const KEKSize = 32

// keyFile is the JSON of a key file: three Tink keysets, in clear (then only the file's mode protects them) or wrapped by a
// key-encryption key.
type keyFile struct {
	Wrapped bool            `json:"wrapped"`
	AEAD    json.RawMessage `json:"aead"`
	PRF     json.RawMessage `json:"prf"`
	Sign    json.RawMessage `json:"sign"`
}

// Load reads the keys of a file, or makes the file (mode 0600, its directory 0700) when there is none. A file that was made before there was
// a ledger gets a key that signs it; what it sealed stays as it is. kek is the path of a
// file with KEKSize bytes that wraps the keys, kept on another medium; empty: the keys are only protected by the mode of
// their file.
func Load(path, kek string) (*Keys, error) {
	wrap, err := wrapper(kek)
	if err != nil {
		return nil, err
	}
	k, err := read(path, wrap)
	if err == nil && k.new {
		return replace(path, kek, func(k *Keys) (*Keys, error) { k.new = false; return k, nil })
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	if k, err = Make(); err != nil {
		return nil, err
	}
	if err := k.create(path, wrap); err != nil {
		if errors.Is(err, fs.ErrExist) { // another process of the same start was first
			return read(path, wrap)
		}
		return nil, err
	}
	return k, nil
}

// Rotate adds a new sealing key to a key file; texts sealed before still open.
func Rotate(path, kek string) (*Keys, error) { return replace(path, kek, (*Keys).Rotated) }

// RotateSigning adds a new signing key to a key file; the old ones go on signing with it.
func RotateSigning(path, kek string) (*Keys, error) {
	return replace(path, kek, (*Keys).SigningRotated)
}

// RetireSigning takes all signing keys but the newest out of a key file, for good.
func RetireSigning(path, kek string) (*Keys, error) {
	return replace(path, kek, (*Keys).SigningRetired)
}

// replace puts changed keys in the place of those of a file, in one step.
func replace(path, kek string, change func(*Keys) (*Keys, error)) (*Keys, error) {
	wrap, err := wrapper(kek)
	if err != nil {
		return nil, err
	}
	old, err := read(path, wrap)
	if err != nil {
		return nil, err
	}
	k, err := change(old)
	if err != nil {
		return nil, err
	}
	next := path + ".next"
	if err := k.create(next, wrap); err != nil {
		return nil, err
	}
	if err := os.Rename(next, path); err != nil {
		return nil, fmt.Errorf("replacing the key file: %w", err)
	}
	return k, nil
}

func wrapper(path string) (tink.AEAD, error) {
	if path == "" {
		return nil, nil
	}
	if err := private(path); err != nil {
		return nil, err
	}
	key, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("key-encryption key: %w", err)
	}
	if len(key) != KEKSize {
		return nil, fmt.Errorf("%w: the key-encryption key must have %d bytes, not %d", ErrKeyFile, KEKSize, len(key))
	}
	return subtle.NewAESGCM(key)
}

// private refuses a file that others can read.
func private(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%s: %w", path, ErrExposed)
	}
	return nil
}

func read(path string, wrap tink.AEAD) (*Keys, error) {
	if err := private(path); err != nil {
		return nil, err
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	var file keyFile
	if err := json.Unmarshal(raw, &file); err != nil {
		return nil, fmt.Errorf("%w: %s is no key file", ErrKeyFile, path)
	}
	switch {
	case file.Wrapped && wrap == nil:
		return nil, fmt.Errorf("%w: %s is wrapped; name its key-encryption key", ErrKeyFile, path)
	case !file.Wrapped && wrap != nil:
		return nil, fmt.Errorf("%w: %s is not wrapped, though a key-encryption key was named", ErrKeyFile, path)
	}
	a, err := readSet(file.AEAD, wrap)
	if err != nil {
		return nil, err
	}
	p, err := readSet(file.PRF, wrap)
	if err != nil {
		return nil, err
	}
	unsigned := len(file.Sign) == 0
	var s *keyset.Handle
	if unsigned {
		s, err = newSigner()
	} else {
		s, err = readSet(file.Sign, wrap)
	}
	if err != nil {
		return nil, err
	}
	k, err := from(a, p, s)
	if err == nil {
		k.new = unsigned
	}
	return k, err
}

func readSet(raw []byte, wrap tink.AEAD) (*keyset.Handle, error) {
	r := keyset.NewJSONReader(bytes.NewReader(raw))
	var h *keyset.Handle
	var err error
	if wrap == nil {
		h, err = insecurecleartextkeyset.Read(r)
	} else {
		h, err = keyset.Read(r, wrap)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: a part of it is missing or damaged, or another key wraps it; take it from your copy", ErrKeyFile) // the cause could quote the file
	}
	return h, nil
}

// create writes the key file, which must not exist, and makes it durable before any text is sealed with it.
func (k *Keys) create(path string, wrap tink.AEAD) error {
	file := keyFile{Wrapped: wrap != nil}
	var err error
	if file.AEAD, err = writeSet(k.sets[0], wrap); err != nil {
		return err
	}
	if file.PRF, err = writeSet(k.sets[1], wrap); err != nil {
		return err
	}
	if file.Sign, err = writeSet(k.sets[2], wrap); err != nil {
		return err
	}
	raw, err := json.Marshal(file)
	if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("key directory: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	_, err = f.Write(raw)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = syncDir(dir)
	}
	if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	return nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func writeSet(h *keyset.Handle, wrap tink.AEAD) (json.RawMessage, error) {
	var b bytes.Buffer
	w := keyset.NewJSONWriter(&b)
	var err error
	if wrap == nil {
		err = insecurecleartextkeyset.Write(h, w)
	} else {
		err = h.Write(w, wrap)
	}
	if err != nil {
		return nil, fmt.Errorf("writing keys: %w", err)
	}
	return bytes.TrimSpace(b.Bytes()), nil
}
