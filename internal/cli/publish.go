package cli

import (
	"encoding/json"
	"fmt"

	"jikim/internal/app"
	"jikim/internal/core/publication"
)

// publishCmd counts the figures of a period, or approves what was counted.
type publishCmd struct {
	staffPlace
	Period  string `arg:"" help:"Such as 2026-10, 2026-Q3, 2026 or 2026-01..2026-06; it has to be over."`
	Reason  string `help:"Of a correction: why. Everybody will read it."`
	Approve string `help:"Login of the manager who approves the draft that was counted before." placeholder:"LOGIN"`
	Digest  string `help:"Digest of the draft that was looked at; goes with --approve."`
	JSON    bool   `name:"json" help:"Print the publication, or its draft, as JSON."`
}

// Run counts, or approves.
func (c *publishCmd) Run(e *env) error {
	if (c.Approve == "") != (c.Digest == "") {
		return fmt.Errorf("--approve and --digest go together: what is approved is what was looked at")
	}
	return c.with(e, func(s *app.Service, system app.Actor) error {
		if c.Approve != "" {
			return c.approve(e, s, system)
		}
		return c.count(e, s, system)
	})
}

// count counts a draft; differences from the stored verdicts are found, with status 1.
func (c *publishCmd) count(e *env, s *app.Service, system app.Actor) error {
	d, err := s.CountPublication(e.ctx, system, app.NewPublication{Period: c.Period, Reason: c.Reason})
	if err != nil {
		return e.explain(err)
	}
	p, err := publication.Decode(d.Body)
	if err != nil {
		return err
	}
	if c.JSON {
		if err := c.print(e, p); err != nil {
			return err
		}
	} else {
		fmt.Fprintln(e.out, e.text.T("cli.publish.counted", "id", p.ID, "cases", d.Cases, "size", p.Ledger.Size, "digest", d.Digest))
		fmt.Fprintln(e.out, e.text.T("cli.publish.suppressed", "cells", d.Warnings.Suppressed, "wholes", d.Warnings.SuppressedWholes))
		fmt.Fprintln(e.out, e.text.T("cli.publish.waits", "digest", d.Digest))
	}
	for _, x := range d.Warnings.Differences {
		fmt.Fprintln(e.err, e.text.T("cli.publish.differs", "promise", x.Promise, "column", x.Column, "counted", x.Published, "stored", x.Recomputed))
	}
	if len(d.Warnings.Differences) > 0 {
		return errFound
	}
	return nil
}

func (c *publishCmd) approve(e *env, s *app.Service, system app.Actor) error {
	a, err := s.ActorOf(e.ctx, system, c.Approve)
	if err != nil {
		return e.explain(err)
	}
	p, err := s.ApprovePublication(e.ctx, a, publication.Canonical(c.Period), c.Digest)
	switch {
	case err != nil:
		return e.explain(err)
	case p == nil:
		fmt.Fprintln(e.out, e.text.T("cli.publish.once"))
		return nil
	case c.JSON:
		return c.print(e, p)
	}
	fmt.Fprintln(e.out, e.text.T("cli.publish.done", "id", p.ID, "digest", p.Digest()))
	return nil
}

// print writes the publication with its digest beside it.
func (c *publishCmd) print(e *env, p *publication.Publication) error {
	return json.NewEncoder(e.out).Encode(struct {
		Digest      string          `json:"digest"`
		Publication json.RawMessage `json:"publication"`
	}{p.Digest(), publication.Encode(p)})
}
