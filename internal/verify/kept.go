package verify

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// Kept is a source of which everything that was read stays in a folder, which is a mirror itself. What never changes is not read
// twice, so that a verification that broke off goes on where it was.
type Kept struct {
	From Source
	Dir  string
}

// Get reads a file from the source and keeps it in the place of the one that was there.
func (k Kept) Get(ctx context.Context, path string) ([]byte, error) {
	b, err := k.From.Get(ctx, path)
	if err != nil {
		return nil, err
	}
	return b, k.keep(path, b)
}

// earlier ends the name of a file that was kept and should never have changed, and did.
const earlier = ".earlier"

// Lasting returns a file that has to have a digest: the kept one when it has, else that of the source, whatever it is. A kept one that
// is another stays beside it: if it was not damaged here, it is evidence of what was served before.
func (k Kept) Lasting(ctx context.Context, path string, is func([]byte) bool) ([]byte, error) {
	have, err := Folder(k.Dir).Get(ctx, path)
	if err == nil && is(have) {
		return have, nil
	}
	b, errGet := k.From.Get(ctx, path)
	if errGet != nil {
		return nil, errGet
	}
	if err == nil && !bytes.Equal(have, b) {
		if err := k.keep(path+earlier, have); err != nil {
			return nil, err
		}
	}
	return b, k.keep(path, b)
}

// keep writes the file beside its place first, so that no half of one is ever found.
func (k Kept) keep(path string, b []byte) error {
	if err := k.write(filepath.Join(k.Dir, filepath.FromSlash(path)), b); err != nil {
		return fmt.Errorf("keeping %s: %w", path, err)
	}
	return nil
}

func (k Kept) write(to string, b []byte) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	part, err := os.CreateTemp(filepath.Dir(to), ".part-*")
	if err != nil {
		return err
	}
	_, err = part.Write(b)
	if end := part.Close(); err == nil {
		err = end
	}
	if err == nil {
		err = os.Rename(part.Name(), to)
	}
	if err != nil {
		_ = os.Remove(part.Name())
	}
	return err
}
