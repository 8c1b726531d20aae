// Package verify checks the open data of an office as anybody can: that the facts are those that the office committed itself to, none
// changed, left out or slipped in; that what it published before is still what it publishes; and that judging the facts
// again by the published charter gives the published figures.
//
// It believes nothing that it is served. It knows no clock, no terminal and no language: what it finds are codes with values.
package verify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Source is where open data are read from: paths below the root of an office's site, such as "open/index.json".
type Source interface {
	// Get returns a file. ErrMissing when there is none.
	Get(ctx context.Context, path string) ([]byte, error)
}

// ErrMissing is wrapped when a file is not there.
var ErrMissing = errors.New("it is not there")

// biggest is how large a file may be; the largest chunk of facts is a fraction of it.
const biggest = 64 << 20

// Folder reads a mirror on disk.
type Folder string

// Get reads a file of the folder.
func (d Folder) Get(_ context.Context, path string) ([]byte, error) {
	b, err := os.ReadFile(filepath.Join(string(d), filepath.FromSlash(path)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", path, ErrMissing)
	}
	return b, err
}

// Site reads from a server. A request that fails for a reason that may pass is made again.
type Site struct {
	base   *url.URL
	client *http.Client
	pause  func(context.Context, time.Duration) error
}

// NewSite returns the source of an office's site, such as https://charter.example.kr.
func NewSite(address string) (*Site, error) {
	u, err := url.Parse(strings.TrimSuffix(address, "/"))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" || u.User != nil {
		return nil, fmt.Errorf("%q is no address of a site; write it like https://charter.example.kr", address)
	}
	return &Site{u, &http.Client{Timeout: 2 * time.Minute}, sleep}, nil
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// tries is how often a request is made.
const tries = 4

// Get fetches a file.
func (s *Site) Get(ctx context.Context, path string) ([]byte, error) {
	for try := 1; ; try++ {
		b, again, err := s.fetch(ctx, path)
		if err == nil || !again || try == tries {
			return b, err
		}
		if err := s.pause(ctx, time.Duration(try*try)*time.Second/4); err != nil {
			return nil, err
		}
	}
}

// fetch makes one request; again tells whether another may help.
func (s *Site) fetch(ctx context.Context, path string) (b []byte, again bool, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base.JoinPath(path).String(), nil)
	if err != nil {
		return nil, false, err
	}
	got, err := s.client.Do(r)
	if err != nil {
		return nil, ctx.Err() == nil, err
	}
	defer got.Body.Close()
	switch {
	case got.StatusCode == http.StatusNotFound:
		return nil, false, fmt.Errorf("%s: %w", path, ErrMissing)
	case got.StatusCode != http.StatusOK:
		return nil, got.StatusCode >= 500 || got.StatusCode == http.StatusTooManyRequests, fmt.Errorf("%s: the server answered %s", path, got.Status)
	}
	b, err = io.ReadAll(io.LimitReader(got.Body, biggest+1))
	if err != nil {
		return nil, true, fmt.Errorf("%s: %w", path, err)
	}
	if len(b) > biggest {
		return nil, false, fmt.Errorf("%s is larger than %d MiB", path, biggest>>20)
	}
	return b, false, nil
}

// Kept is a source of which everything that was read stays in a folder, which is a mirror itself. What never changes is not read
// twice, so that a verification that broke off goes on where it was.
type Kept struct {
	From Source
	Dir  string
}

// Get reads a file from the source and keeps it.
func (k Kept) Get(ctx context.Context, path string) ([]byte, error) {
	b, err := k.From.Get(ctx, path)
	if err != nil {
		return nil, err
	}
	return b, k.keep(path, b)
}

// Lasting returns a file that has to have a digest: the kept one when it has, else that of the source, whatever it is.
func (k Kept) Lasting(ctx context.Context, path string, is func([]byte) bool) ([]byte, error) {
	if b, err := Folder(k.Dir).Get(ctx, path); err == nil && is(b) {
		return b, nil
	}
	return k.Get(ctx, path)
}

// keep writes the file beside its place first, so that no half of one is ever found.
func (k Kept) keep(path string, b []byte) error {
	to := filepath.Join(k.Dir, filepath.FromSlash(path))
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
