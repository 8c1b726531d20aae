package cli

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

type judgeCmd struct {
	Charter string `required:"" help:"Folder of a charter, its charter.yaml, or the name of one that ships (wonju); several versions with commas between."`
	Facts   string `required:"" help:"Facts as JSON lines; - reads standard input."`
	Now     string `help:"Instant of judging, RFC 3339; without it, this moment."`
	JSON    bool   `name:"json" help:"Print JSON lines."`
	Check   bool   `help:"End with status 1 when a promise is broken."`
}

// verdictOut is a verdict as the contract of the command line writes it.
type verdictOut struct {
	Case     string   `json:"case"`
	Contact  string   `json:"contact"`
	Promise  string   `json:"promise"`
	Trigger  string   `json:"trigger"`
	Status   string   `json:"status"`
	Evidence string   `json:"evidence"`
	Started  *string  `json:"started"`
	Due      *string  `json:"due"`
	Ended    *string  `json:"ended"`
	Why      []string `json:"why"`
}

// Run judges the facts, case by case in the order of their identifiers, in bounded memory.
func (c *judgeCmd) Run(e *env) error {
	versions, err := loadVersions(c.Charter)
	if err != nil {
		return err
	}
	now := e.now()
	if c.Now != "" {
		if now, err = when("--now", c.Now, versions.Last().Petition.Location()); err != nil {
			return err
		}
	}
	cases, err := e.readFacts(c.Facts)
	if err != nil {
		return err
	}
	defer cases.close()
	out := bufio.NewWriterSize(e.out, 1<<16)
	quiet := *e
	quiet.out = out
	found, err := c.judge(&quiet, versions, cases, now)
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the verdicts: %w", err)
	}
	if err == nil && c.Check && found {
		return errFound
	}
	return err
}

func (c *judgeCmd) judge(e *env, versions charter.Versions, cases *factReader, now time.Time) (broken bool, err error) {
	j := judge.NewVersions(versions)
	show := c.table(e, versions.Last())
	if c.JSON {
		show = jsonVerdicts(e, versions.Last())
	}
	one := func(id string, facts []fact.Fact) error {
		r := j.CaseOf(id, facts, now, judge.Options{Explain: true})
		for i := range r.Verdicts {
			broken = broken || r.Verdicts[i].Status == judge.Broken
			if err := show(&r.Verdicts[i]); err != nil {
				return err
			}
		}
		return e.ctx.Err()
	}
	if err := withInstitution(cases, one); err != nil {
		return broken, err
	}
	return broken, show(nil)
}

// withInstitution walks the cases in order and puts the institution among them, even when it has no fact: its yearly
// promises exist all the same.
func withInstitution(cases *factReader, one func(string, []fact.Fact) error) error {
	seen := false
	err := cases.each(func(id string, facts []fact.Fact) error {
		if !seen && id >= fact.Institution {
			seen = true
			if id != fact.Institution {
				if err := one(fact.Institution, nil); err != nil {
					return err
				}
			}
		}
		return one(id, facts)
	})
	if err == nil && !seen {
		err = one(fact.Institution, nil)
	}
	return err
}

func jsonVerdicts(e *env, ch *charter.Charter) func(*judge.Verdict) error {
	loc := ch.Petition.Location()
	text := e.text.In(loc)
	return func(v *judge.Verdict) error {
		if v == nil {
			return nil
		}
		o := verdictOut{Case: v.Case, Contact: v.Contact, Promise: v.Promise, Trigger: v.Trigger, Status: v.Status.String(),
			Evidence: v.Evidence.String(), Started: optional(v.Started, loc), Due: optional(v.Due, loc), Ended: optional(v.Ended, loc),
			Why: text.Steps(v.Why)}
		return writeJSON(e, o)
	}
}

func optional(t time.Time, loc *time.Location) *string {
	if t.IsZero() {
		return nil
	}
	s := stamp(t, loc)
	return &s
}

// table prints verdicts for people; nil ends the table.
func (c *judgeCmd) table(e *env, ch *charter.Charter) func(*judge.Verdict) error {
	loc := ch.Petition.Location()
	text := e.text.In(loc)
	w := tabwriter.NewWriter(e.out, 2, 8, 2, ' ', 0)
	fmt.Fprintln(w, text.T("cli.judge.head"))
	rows := 0
	return func(v *judge.Verdict) error {
		if v == nil {
			return w.Flush()
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", v.Case, v.Promise, v.Trigger, text.T("cli.status."+v.Status.String()),
			clock(text.Time, v.Due, loc), clock(text.Time, v.Ended, loc))
		if rows++; rows%1000 == 0 {
			return w.Flush() // a table of a million rows must not wait for its widest cell
		}
		return nil
	}
}

func clock(write func(time.Time, *time.Location) string, t time.Time, loc *time.Location) string {
	if t.IsZero() {
		return "-"
	}
	return write(t, loc)
}

// openInput opens a file, or standard input for "-".
func (e *env) openInput(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(e.in), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, plainFileError(name, err)
	}
	return f, nil
}
