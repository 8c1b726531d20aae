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
	"strconv"
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
	return &Site{u, &http.Client{Timeout: 2 * time.Minute, CheckRedirect: staying}, sleep}, nil
}

// elsewhereError is for a site that sends on to another.
type elsewhereError struct{ to string }

// Error names the other site.
func (e *elsewhereError) Error() string {
	return fmt.Sprintf("the site sends on to %q; if you trust that one, begin with its address", e.to)
}

// staying follows a site to other addresses of its own host, and never from an encrypted connection to one that is not: whoever names a
// site has that one checked, and a site cannot have the reader's machine ask others.
func staying(next *http.Request, before []*http.Request) error {
	first := before[0].URL
	if next.URL.Hostname() != first.Hostname() || next.URL.Scheme != first.Scheme && next.URL.Scheme != "https" {
		return &elsewhereError{next.URL.Scheme + "://" + next.URL.Host}
	}
	if len(before) >= 10 {
		return errors.New("it sends on and on")
	}
	return nil
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

// tries is how often a request is made, and longest how long a server may have it wait between two.
const (
	tries   = 4
	longest = 30 * time.Second
)

// never is for a request that need not be made again: it would fail as it did.
const never = time.Duration(-1)

// Get fetches a file.
func (s *Site) Get(ctx context.Context, path string) ([]byte, error) {
	for try := 1; ; try++ {
		b, wait, err := s.fetch(ctx, path, time.Duration(try*try)*time.Second/4)
		if err == nil || wait == never || try == tries {
			return b, err
		}
		if err := s.pause(ctx, wait); err != nil {
			return nil, err
		}
	}
}

// fetch makes one request. When it fails for a reason that may pass, wait is how long to wait before the next: usual, or what the server
// asks for.
func (s *Site) fetch(ctx context.Context, path string, usual time.Duration) (b []byte, wait time.Duration, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base.JoinPath(path).String(), nil)
	if err != nil {
		return nil, never, err
	}
	got, err := s.client.Do(r)
	if err != nil {
		var failed *url.Error
		if errors.As(err, &failed) {
			err = failed.Err // without the address, which the user has given
		}
		var elsewhere *elsewhereError
		if errors.As(err, &elsewhere) {
			return nil, never, elsewhere
		}
		return nil, usual, fmt.Errorf("the server cannot be reached: %w", err)
	}
	defer got.Body.Close()
	switch {
	case got.StatusCode == http.StatusNotFound:
		return nil, never, fmt.Errorf("%s: %w", path, ErrMissing)
	case got.StatusCode >= 500 || got.StatusCode == http.StatusTooManyRequests:
		return nil, asked(got, usual), fmt.Errorf("%s: the server answered %s", path, got.Status)
	case got.StatusCode != http.StatusOK:
		return nil, never, fmt.Errorf("%s: the server answered %s", path, got.Status)
	}
	b, err = io.ReadAll(io.LimitReader(got.Body, biggest+1))
	if err != nil {
		return nil, usual, fmt.Errorf("%s: the answer broke off after %d bytes: %w", path, len(b), err)
	}
	if len(b) > biggest {
		return nil, never, fmt.Errorf("%s is larger than %d MiB", path, biggest>>20)
	}
	return b, never, nil
}

// asked is how long a server that is busy wants to be left alone, within bounds; usual when it does not say.
func asked(got *http.Response, usual time.Duration) time.Duration {
	seconds, err := strconv.Atoi(got.Header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return usual
	}
	return min(time.Duration(seconds)*time.Second, longest)
}
