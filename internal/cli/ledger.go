package cli

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"jikim/internal/app"
	"jikim/internal/ledger"
	"jikim/internal/seal"
)

type ledgerCmd struct {
	Check      ledgerCheck      `cmd:"" help:"Compare facts, leaves, tree and checkpoints, and name the first difference."`
	Checkpoint ledgerCheckpoint `cmd:"" help:"Sign a checkpoint of what is recorded now, and print it."`
	Key        ledgerKey        `cmd:"" help:"Show the keys that checkpoints are signed with, or hand over to a new one."`
}

// logPlace is an installation whose ledger may be signed.
type logPlace struct {
	staffPlace
	Public string `help:"Where citizens find the pages: the ledger is named after it when it is first signed." placeholder:"URL" env:"JIKIM_PUBLIC"`
}

// with opens the installation, runs do as the system, and closes it.
func (p *logPlace) with(e *env, do func(s *app.Service, system app.Actor) error) error {
	in, err := p.open(e, slog.New(slog.DiscardHandler), func(c *app.Config) { c.Background, c.Public = -1, p.Public })
	if err != nil {
		return err
	}
	name, err := institution(in.service, p.Institution)
	if err == nil {
		err = do(in.service, app.TheSystem(name))
	}
	return errors.Join(err, in.close())
}

type ledgerCheck struct {
	staffPlace
	JSON bool `name:"json" help:"Print JSON."`
}

// Run checks the ledger; status 1 when there is a difference.
func (c *ledgerCheck) Run(e *env) error {
	return c.with(e, func(s *app.Service, system app.Actor) error {
		bar := newBar(e)
		report, err := s.CheckLedger(e.ctx, system, func(done int64) { bar.show(e.text.T("ledger.cli.progress", "leaves", done/2)) })
		bar.end()
		if err != nil {
			return e.explain(err)
		}
		if c.JSON {
			out := map[string]any{"leaves": report.Leaves, "nodes": report.Nodes, "checkpoints": report.Checkpoints, "fault": nil, "text": nil}
			if f := report.Fault; f != nil {
				out["fault"], out["text"] = f.Name(), e.text.T(f.Key, f.Args...)
			}
			err = writeJSON(e, out)
		} else if f := report.Fault; f != nil {
			fmt.Fprintln(e.out, e.text.T(f.Key, f.Args...))
		} else {
			fmt.Fprintln(e.out, e.text.T("ledger.cli.checked", "leaves", report.Leaves, "nodes", report.Nodes, "checkpoints", report.Checkpoints))
		}
		if err == nil && report.Fault != nil {
			err = errFound
		}
		return err
	})
}

type ledgerCheckpoint struct {
	logPlace
}

// Run prints the newest checkpoint as it is published, after making one if something was recorded since.
func (c *ledgerCheckpoint) Run(e *env) error {
	return c.with(e, func(s *app.Service, system app.Actor) error {
		made, err := s.Checkpoint(e.ctx, system.Institution)
		if err != nil {
			return e.explain(err)
		}
		_, err = e.out.Write(made.Signed())
		return err
	})
}

type ledgerKey struct {
	Show   ledgerKeyShow   `cmd:"" default:"withargs" help:"Show the keys, and from and until how many leaves each signs."`
	Rotate ledgerKeyRotate `cmd:"" help:"Add a new key; both sign until the old one is retired."`
	Retire ledgerKeyRetire `cmd:"" help:"Take the old keys out of the key file for good."`
}

type ledgerKeyShow struct {
	logPlace
	JSON bool `name:"json" help:"Print JSON."`
}

// Run shows the keys.
func (c *ledgerKeyShow) Run(e *env) error {
	return c.with(e, func(s *app.Service, system app.Actor) error {
		keys, err := s.SigningKeys(e.ctx, system.Institution)
		if err != nil {
			return e.explain(err)
		}
		if len(keys) == 0 && !c.JSON {
			fmt.Fprintln(e.out, e.text.T("ledger.cli.unsigned"))
			if err := nameLedger(e, e.out, s, system.Institution, c.Public); err != nil {
				return err
			}
		}
		for _, k := range keys {
			if c.JSON {
				if err := writeJSON(e, k); err != nil {
					return err
				}
				continue
			}
			fmt.Fprintln(e.out, k.Public)
			fmt.Fprintln(e.out, "  "+e.text.T("ledger.cli.begins", "size", k.From, "at", k.FromAt.Format(time.RFC3339)))
			if k.Until != nil {
				fmt.Fprintln(e.out, "  "+e.text.T("ledger.cli.ends", "size", *k.Until, "at", k.UntilAt.Format(time.RFC3339)))
			}
		}
		return nil
	})
}

// nameLedger says what the ledger will be called for good while that can be changed, and that it cannot any more when the address is
// another one than it was named after.
func nameLedger(e *env, to io.Writer, s *app.Service, institution, public string) error {
	name, err := s.LedgerName(e.ctx, institution)
	switch {
	case err != nil:
		return e.explain(err)
	case !name.Fixed && public == "":
		fmt.Fprintln(to, e.text.T("ledger.cli.unnamed", "name", name.Name))
	case !name.Fixed:
		fmt.Fprintln(to, e.text.T("ledger.cli.named", "name", name.Name))
	case public != "" && name.Public != name.Name:
		fmt.Fprintln(to, e.text.T("ledger.cli.otherwise", "name", name.Name, "public", public))
	}
	return nil
}

type ledgerKeyRotate struct {
	logPlace
}

// Run adds a key to the key file and puts that on record.
func (c *ledgerKeyRotate) Run(e *env) error {
	return c.change(e, seal.RotateSigning, "ledger.cli.rotated")
}

type ledgerKeyRetire struct {
	logPlace
}

// Run takes the old keys out of the key file and puts that on record.
func (c *ledgerKeyRetire) Run(e *env) error {
	return c.change(e, seal.RetireSigning, "ledger.cli.retired")
}

// change replaces the key file, after a checkpoint with the old one: whoever trusts it must be told of the new one by it. Then it has a
// checkpoint made that puts the change on record.
func (p *logPlace) change(e *env, replace func(path, kek string) (*seal.Keys, error), done string) error {
	sign := func(s *app.Service, system app.Actor) error {
		_, err := s.Checkpoint(e.ctx, system.Institution)
		return e.explain(err)
	}
	if err := p.with(e, sign); err != nil {
		return err
	}
	if _, err := replace(p.keyFile(), p.KEK); err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	return p.with(e, func(s *app.Service, system app.Actor) error {
		if err := sign(s, system); err != nil {
			return err
		}
		keys, err := s.SigningKeys(e.ctx, system.Institution)
		if err != nil {
			return e.explain(err)
		}
		fmt.Fprintln(e.out, e.text.T(done, "key", keys[len(keys)-1].Public))
		return nil
	})
}

// publicKeyOf reads a public key, which the place where it stands precedes in the error.
func publicKeyOf(where, text string) (ledger.Verifier, error) {
	k, err := ledger.ParseKey(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", where, err)
	}
	return k, nil
}
