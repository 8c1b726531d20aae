package pbx

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"jikim/internal/channel"
	"jikim/internal/core/yaml"
)

// cdr reads the list of calls that an exchange writes: one line a call, after it is over.
type cdr struct {
	*meter
	marks channel.Marks
	path  string
	form  *cdrForm
	every time.Duration
}

// OpenCDR makes a source of the entry of a list of calls (CDR, SMDR):
//
//	file: /var/log/asterisk/cdr-csv/Master.csv
//	separator: ","               # or tab, or a letter such as ; or |; "fixed" when columns have widths
//	columns: [-, from, to, -, start, answer, end, -, -, result, -, id]   # - is left alone; with fixed: [{from: 12}, …]
//	time: YYYY-MM-DD hh:mm:ss     # how instants are written
//	zone: Asia/Seoul              # of them; that of this machine without it
//	results: {ANSWERED: answered, NO ANSWER: no_answer, BUSY: busy, FAILED: failed}
//	ways: {I: in, O: out, L: internal}   # of the column way, if there is one
//	telephones: yes               # only telephones answer in it: what answered was a person
//	since: 2026-12-01T00:00:00+09:00     # calls before it are left alone
//	every: 5s                     # how often the file is looked at
//
// The columns are id, from, to, start, answer, end, ring (seconds that it rang), talk (seconds from the answer on), result and way.
func OpenCDR(o channel.Office, n *yaml.Node) (channel.Source, error) {
	e := open(n, "file", "separator", "columns", "time", "zone", "results", "ways", "telephones", "since", "every")
	if !e.fine() {
		return nil, e.errs.Err()
	}
	c := &cdr{path: e.path("file", true), every: e.length("every", 5*time.Second, time.Second, time.Hour)}
	c.form = e.cdrForm()
	marks, ok := o.Calls.(channel.Marks)
	if !ok {
		e.errs.Add(errors.New("the office keeps no marks for lists of calls"))
	}
	if err := e.errs.Err(); err != nil {
		return nil, err
	}
	c.marks = marks
	powers := []channel.Power{channel.SeesOutward}
	if c.form.telephones {
		powers = append(powers, channel.SeesPerson)
	}
	if slices.Contains(c.form.columns, "ring") {
		powers = append(powers, channel.SeesRing)
	}
	c.meter = newMeter(o, powers...)
	return c, nil
}

// Run takes in until the context ends.
func (c *cdr) Run(ctx context.Context) error {
	defer c.end()
	for {
		switch err := c.look(ctx); {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, errNoFile):
			c.lose("pbx_file")
		case err != nil:
			c.trouble("pbx_office")
			c.office.Log.WarnContext(ctx, "the list of calls cannot be taken in", "source", c.office.Name, "error", err)
		}
		if !sleep(ctx, c.every) {
			return nil
		}
	}
}

// look reads what is new: first the rest of a file that was put aside since the last look, then the file itself.
func (c *cdr) look(ctx context.Context) error {
	text, err := c.marks.Mark(ctx, c.office.Name)
	if err != nil {
		return fmt.Errorf("the mark: %w", err)
	}
	m := readMark(text)
	f, err := openAt(c.path, m)
	if err != nil {
		return err
	}
	defer f.close()
	was := c.State().HeardAt
	c.connect()
	if f.fresh && m.Offset > 0 { // the file that was read has been put aside, or cut
		if old := rotated(c.path, m); old != nil {
			defer old.close()
			if err := c.read(ctx, old); err != nil {
				return err
			}
		} else {
			c.gap(was, c.now(), "pbx_rotated")
		}
	}
	return c.read(ctx, f)
}

// linesAtOnce is how many lines are handed over together.
const linesAtOnce = 50

// read takes the whole lines of a file from its offset on, and notes after each part how far it has come.
func (c *cdr) read(ctx context.Context, f *list) error {
	for {
		lines, err := f.lines(linesAtOnce)
		if err != nil || len(lines) == 0 {
			return err
		}
		var calls [][]channel.Sight
		for _, line := range lines {
			if strings.TrimSpace(line) == "" {
				continue
			}
			c.Change(func(s *channel.State) { s.Seen++ })
			found, err := c.form.sights(line, c.now())
			if err != nil {
				c.Change(func(s *channel.State) { s.Refused++ })
				c.trouble("pbx_line")
				continue
			}
			for i := range found {
				found[i].Source = c.office.Name
			}
			if len(found) > 0 {
				calls = append(calls, found)
			}
		}
		if err := c.take(ctx, calls); err != nil {
			return err
		}
		if err := c.marks.SetMark(ctx, c.office.Name, f.mark().text()); err != nil {
			return fmt.Errorf("the mark: %w", err)
		}
	}
}

// take hands calls over together, and by themselves when the office refuses one of them for good.
func (c *cdr) take(ctx context.Context, calls [][]channel.Sight) error {
	if len(calls) == 0 {
		return nil
	}
	err := c.see(ctx, slices.Concat(calls...)...)
	if !errors.Is(err, channel.ErrRefused) {
		return err
	}
	for _, one := range calls {
		switch err := c.see(ctx, one...); {
		case errors.Is(err, channel.ErrRefused):
			c.Change(func(s *channel.State) { s.Refused++ })
		case err != nil:
			return err
		}
	}
	return nil
}
