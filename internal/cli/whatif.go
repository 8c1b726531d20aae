package cli

import (
	"fmt"
	"text/tabwriter"
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/core/whatif"
)

type whatIfCmd struct {
	Charter   string `required:"" help:"The charter as it is."`
	Facts     string `required:"" help:"Facts as JSON lines; - reads standard input."`
	Instead   string `help:"Another charter to judge by."`
	Petition  string `help:"Another calendar for periods and working hours."`
	Desk      string `help:"Another calendar for desks and rooms."`
	Now       string `help:"Instant of judging, RFC 3339; without it, this moment."`
	Instances int    `help:"How many changed instances to list." default:"20"`
	JSON      bool   `name:"json" help:"Print JSON."`
}

type differenceOut struct {
	Case     string  `json:"case"`
	Promise  string  `json:"promise"`
	Trigger  string  `json:"trigger"`
	Was      string  `json:"was"`
	Would    string  `json:"would"`
	WasDue   *string `json:"was_due"`
	WouldDue *string `json:"would_due"`
}

// Run judges the facts twice and shows what comes out differently.
func (c *whatIfCmd) Run(e *env) error {
	was, err := loadCharter(c.Charter)
	if err != nil {
		return err
	}
	would, err := c.other(was)
	if err != nil {
		return err
	}
	now, err := c.at(e, was)
	if err != nil {
		return err
	}
	facts, err := e.readFacts(c.Facts)
	if err != nil {
		return err
	}
	defer facts.close()
	cmp := whatif.Comparison{Most: c.Instances}
	a, b := judge.New(was), judge.New(would)
	err = withInstitution(facts, func(id string, fs []fact.Fact) error {
		cmp.Case(a, b, id, fs, now)
		return e.ctx.Err()
	})
	if err != nil {
		return err
	}
	return c.print(e, &cmp, was.Petition.Location())
}

func (c *whatIfCmd) at(e *env, ch *charter.Charter) (time.Time, error) {
	if c.Now == "" {
		return e.now(), nil
	}
	return when("--now", c.Now, ch.Petition.Location())
}

// other is the charter to compare with: another charter, or the same with other calendars.
func (c *whatIfCmd) other(was *charter.Charter) (*charter.Charter, error) {
	if c.Instead == "" && c.Petition == "" && c.Desk == "" {
		return nil, fmt.Errorf("nothing is different; give --instead, --petition or --desk")
	}
	would := was
	if c.Instead != "" {
		var err error
		if would, err = loadCharter(c.Instead); err != nil {
			return nil, err
		}
	}
	changed := *would
	for _, o := range []struct {
		name string
		to   **calendar.Calendar
	}{{c.Petition, &changed.Petition}, {c.Desk, &changed.Desk}} {
		if o.name == "" {
			continue
		}
		cal, err := loadCalendar(o.name)
		if err != nil {
			return nil, err
		}
		*o.to = cal
	}
	return &changed, nil
}

func (c *whatIfCmd) print(e *env, cmp *whatif.Comparison, loc *time.Location) error {
	if c.JSON {
		for _, d := range cmp.Differences {
			err := writeJSON(e, differenceOut{d.Case, d.Promise, d.Trigger, d.Was.String(), d.Would.String(), optional(d.WasDue, loc), optional(d.WouldDue, loc)})
			if err != nil {
				return err
			}
		}
		return nil
	}
	text := e.text.In(loc)
	fmt.Fprintln(e.out, text.T("cli.whatif.summary", "cases", cmp.Cases, "instances", cmp.Instances, "changed", cmp.Changed()))
	w := tabwriter.NewWriter(e.out, 2, 8, 2, ' ', 0)
	fmt.Fprintln(w, text.T("cli.whatif.head"))
	for _, t := range cmp.Tallies() {
		if t.Changed == 0 {
			continue
		}
		fmt.Fprintf(w, "%s\t%d → %d\t%d → %d\t%d → %d\t%d\n", t.Promise, t.Was[judge.Kept], t.Would[judge.Kept],
			t.Was[judge.Broken], t.Would[judge.Broken], t.Was[judge.Unproven], t.Would[judge.Unproven], t.Changed)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, d := range cmp.Differences {
		was, would := statusWord(text.T, d.Was), statusWord(text.T, d.Would)
		if d.Was == d.Would { // open on both sides, with another deadline
			was, would = was+" "+clock(text.Time, d.WasDue, loc), would+" "+clock(text.Time, d.WouldDue, loc)
		}
		fmt.Fprintln(e.out, "  "+text.T("cli.whatif.one", "case", d.Case, "promise", d.Promise, "trigger", d.Trigger, "was", was, "would", would))
	}
	return nil
}

func statusWord(t func(string, ...any) string, s judge.Status) string {
	if s == 0 {
		return t("cli.status.none")
	}
	return t("cli.status." + s.String())
}
