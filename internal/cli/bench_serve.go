package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

// smallOffice is how many cases a small office has.
const smallOffice = 200

// serving measures a process of its own that serves: how soon the first page comes, and how much memory it takes.
func (b *bench) serving() error {
	largest := b.Cases[len(b.Cases)-1]
	for _, cases := range []int{smallOffice, largest} {
		dir, st, err := b.loaded(cases)
		if err != nil {
			return err
		}
		startTarget, memoryTarget := "", "≤ 60 MB"
		if cases == largest {
			startTarget, memoryTarget = "≤ 1,000 ms", "≤ 400 MB"
		}
		var starts []time.Duration
		var first, idle float64
		runs := 3
		if b.Quick {
			runs = 1
		}
		for range runs {
			took, atFirst, later, err := b.serveOnce(dir, st)
			if err != nil {
				return err
			}
			starts = append(starts, took)
			first, idle = max(first, atFirst), max(idle, later)
		}
		slices.Sort(starts)
		of := fmt.Sprint(cases)
		b.report.row("start", of, "p50", percentile(starts, 50), "ms", startTarget)
		b.report.row("memory_first", of, "", first, "MB", "")
		b.report.row("memory_idle", of, "", idle, "MB", memoryTarget)
	}
	b.report.note("how")
	return nil
}

// serveOnce starts a child, waits for its first page, lets it idle, and ends it.
func (b *bench) serveOnce(dir string, st benchState) (start time.Duration, first, idle float64, err error) {
	program, err := exec.LookPath(os.Args[0])
	if err != nil {
		return 0, 0, 0, err
	}
	addr, err := freeAddress()
	if err != nil {
		return 0, 0, 0, err
	}
	var said strings.Builder
	child := exec.CommandContext(b.ctx, program, "bench", "--serve", addr, "--data", dir, "--clock", st.Until.Format(time.RFC3339Nano))
	child.Stderr = &said
	child.Cancel = func() error { return child.Process.Signal(syscall.SIGTERM) }
	begun := time.Now()
	if err := child.Start(); err != nil {
		return 0, 0, 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	start, err = firstPage(b.ctx, "http://"+addr+"/", begun, ended)
	if err != nil {
		_ = child.Process.Kill() // it may have ended by itself
		return 0, 0, 0, fmt.Errorf("the child process: %w: %s", err, said.String())
	}
	first = residentMemory(child.Process.Pid)
	time.Sleep(b.lasting(20 * time.Second))
	idle = residentMemory(child.Process.Pid)
	err = child.Process.Signal(syscall.SIGTERM)
	return start, first, idle, errors.Join(err, <-ended)
}

// firstPage asks until the first page comes.
func firstPage(ctx context.Context, url string, begun time.Time, ended chan error) (time.Duration, error) {
	client := http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for time.Since(begun) < time.Minute {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return 0, err
		}
		if answer, err := client.Do(request); err == nil {
			_, err = io.Copy(io.Discard, answer.Body)
			if err = errors.Join(err, answer.Body.Close()); err == nil && answer.StatusCode == http.StatusOK {
				return time.Since(begun), nil
			}
		}
		select {
		case err := <-ended:
			return 0, fmt.Errorf("it ended before its first page: %w", err)
		case <-time.After(2 * time.Millisecond):
		}
	}
	return 0, errors.New("no page came within a minute")
}

// freeAddress returns an address of this machine that nobody listens on.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// benchChild is the child process: `serve`, on a loaded database, by the clock of the benchmark.
func benchChild(e *env, c *benchCmd) error {
	child := *e
	base, err := time.Parse(time.RFC3339Nano, c.Clock)
	if err != nil {
		return fmt.Errorf("--clock: %w", err)
	}
	child.now = newBenchClock(base).Now
	child.out = io.Discard
	serve := serveCmd{Listen: c.Serve}
	serve.Data = c.Data
	return serve.Run(&child)
}
