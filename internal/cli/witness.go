package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"jikim/internal/app"
	"jikim/internal/ledger"
	"jikim/internal/ledger/witness"
	"jikim/internal/seal"
)

type witnessCmd struct {
	Name   string `required:"" help:"What this witness signs under, such as minwon.example.kr/witness." env:"JIKIM_WITNESS_NAME"`
	Logs   string `required:"" help:"File with the public keys of the ledgers that are watched, one a line." type:"path" placeholder:"FILE" env:"JIKIM_WITNESS_LOGS"`
	Data   string `help:"Folder in which it remembers what it has signed; made when missing." default:"witness" type:"path" env:"JIKIM_WITNESS_DATA"`
	Keys   string `help:"File of its key; without it, DATA-keys.json beside the folder." type:"path" env:"JIKIM_WITNESS_KEYS"`
	KEK    string `name:"kek" help:"File of 32 bytes that wraps the key, kept on another medium." type:"path" env:"JIKIM_KEK"`
	Listen string `help:"Address to serve on." default:"127.0.0.1:8090" env:"JIKIM_WITNESS_LISTEN"`
}

// Run watches ledgers of others until it is interrupted.
func (c *witnessCmd) Run(e *env) error {
	if !ledger.ValidName(c.Name) {
		return fmt.Errorf("--name: %q is no name of a key: it has no blank and no plus sign", c.Name)
	}
	logs, err := watchedLogs(c.Logs)
	if err != nil {
		return err
	}
	file := c.Keys
	if file == "" {
		file = filepath.Clean(c.Data) + "-keys.json"
	}
	keys, err := seal.Load(file, c.KEK)
	if err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	release, err := alone(c.Data) // two that remember in one folder could countersign two histories
	if err != nil {
		return err
	}
	defer release()
	signing := keys.Signing()
	log := slog.New(slog.NewTextHandler(e.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	s, err := witness.New(ledger.Key{Name: c.Name, Private: signing[len(signing)-1]}, logs, c.Data, e.now, log)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	fmt.Fprintln(e.out, e.text.T("ledger.witness.at", "url", "http://"+listener.Addr().String()+"/"))
	fmt.Fprintln(e.out, e.text.T("ledger.witness.key", "key", s.Public()))
	return serveUntil(e.ctx, listener, s)
}

// serveUntil serves until the context ends, and finishes what it has begun.
func serveUntil(ctx context.Context, listener net.Listener, h http.Handler) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second,
		IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return server.Serve(listener) })
	g.Go(func() error {
		<-ctx.Done()
		last, stop := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer stop()
		return server.Shutdown(last)
	})
	if err := g.Wait(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// eachLine calls a function with each line of a file that says something, and the place of the line.
func eachLine(file string, do func(where, line string) error) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return plainFileError(file, err)
	}
	for i, line := range strings.Split(string(text), "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		if err := do(fmt.Sprintf("%s:%d:1", file, i+1), line); err != nil {
			return err
		}
	}
	return nil
}

// watchedLogs reads the public keys of ledgers, one a line; lines with # are remarks.
func watchedLogs(file string) ([]ledger.Verifier, error) {
	var logs []ledger.Verifier
	err := eachLine(file, func(where, line string) error {
		k, err := publicKeyOf(where, line)
		if err == nil && ledger.IsWitness(k) {
			err = fmt.Errorf("%s: this is the key of a witness, not of a ledger", where)
		}
		logs = append(logs, k)
		return err
	})
	return logs, err
}

// openWitnesses reads the witnesses of our ledger: an address and a public key a line.
func openWitnesses(file string) ([]app.Witness, error) {
	if file == "" {
		return nil, nil
	}
	var all []app.Witness
	err := eachLine(file, func(where, line string) error {
		fields := strings.Fields(line)
		if len(fields) != 2 {
			return fmt.Errorf("%s: a witness is written as its address and its public key", where)
		}
		w, err := witness.Dial(fields[0], fields[1])
		if err != nil {
			return fmt.Errorf("%s: %w", where, err)
		}
		all = append(all, w)
		return nil
	})
	return all, err
}
