package portal_test

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"jikim/internal/web"
	"jikim/internal/web/portal"
	"jikim/test/harness"
	"jikim/test/site"
)

// logged is a log that is read while it is written.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *logged) lines() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Split(strings.TrimSpace(l.b.String()), "\n")
}

// TestTheLogSaysNothingOfAnAnswer: a screen carries along what was answered before, so that even its size would tell of it.
func TestTheLogSaysNothingOfAnAnswer(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-02 10:00")
	_, links, _ := o.Ask(5)
	log := &logged{}
	s := site.Open(o, func(c *web.Config) { c.Log = slog.New(slog.NewTextHandler(log, nil)) }, func(s *web.Server) web.Surface { return portal.New(s) })
	through(t, s, "/s/"+links[0], "10", "주차장이 좁습니다.")
	s.Close() // lines are written after the answer
	seen := 0
	for _, line := range log.lines() {
		if !strings.Contains(line, "/s/{token}") {
			continue
		}
		seen++
		for _, tells := range []string{"bytes=", links[0], "주차장"} {
			if strings.Contains(line, tells) {
				t.Errorf("a line has %q: %s", tells, line)
			}
		}
	}
	if seen < 5 {
		t.Errorf("%d lines are about the survey", seen)
	}
}
