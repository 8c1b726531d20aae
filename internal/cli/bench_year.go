package cli

import (
	"errors"
	"fmt"
	"time"

	"jikim/internal/app"
)

// year measures how long a manager waits for a year under another limit and another rota, at the largest size, and how often the page
// could say how far it is.
func (b *bench) year() (err error) {
	dir, st, err := b.loaded(b.Cases[len(b.Cases)-1])
	if err != nil {
		return err
	}
	o, err := b.office(dir, "", newBenchClock(st.Until), nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.close()) }()
	manager := app.Actor{Institution: o.name, Account: "bench", Role: app.Manager}
	q := app.Supposing{Year: benchEpoch.Year(), Promise: "remote.procedure", Limit: "1 working hour", Lunch: app.SupposeOpen}
	cpu, begun := cpuTime(), time.Now()
	last, longest := begun, time.Duration(0)
	y, err := o.service.WhatIf(b.ctx, manager, q, func(int) {
		longest = max(longest, time.Since(last))
		last = time.Now()
	})
	if err != nil {
		return err
	}
	took, worked := time.Since(begun), cpuTime()-cpu
	longest = max(longest, time.Since(last))
	of := fmt.Sprintf("%d facts, %d cases", y.Facts, y.Cases)
	b.report.row("year", of, "wall", took.Seconds(), "s", "")
	b.report.row("year", of, "cpu", worked.Seconds(), "s", "")
	b.report.row("year", of, "", float64(y.Facts)/took.Seconds(), "facts/s", "")
	b.report.row("told", of, "worst", longest.Seconds(), "s", "≤ 5")
	return nil
}
