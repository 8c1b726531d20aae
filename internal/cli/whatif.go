package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/directory"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/core/whatif"
)

type whatIfCmd struct {
	Charter   string            `required:"" help:"The charter as it is."`
	Facts     string            `required:"" help:"Facts as JSON lines; - reads standard input."`
	Instead   string            `help:"Another charter to judge by."`
	Petition  string            `help:"Another calendar for periods and working hours."`
	Desk      string            `help:"Another calendar for desks and rooms."`
	Limit     map[string]string `help:"Other limits of promises, such as phone.rings='2 rings'." placeholder:"PROMISE=LIMIT" mapsep:";"`
	Hours     []string          `help:"Other hours, from Monday on, one for each day, such as 09:00-12:00,13:00-18:00; - is closed." placeholder:"HOURS" sep:";"`
	From      string            `help:"Only cases that began on this day or later."`
	Until     string            `help:"Only cases that began on this day or earlier."`
	Now       string            `help:"Instant of judging, RFC 3339; without it, this moment."`
	Instances int               `help:"How many changed instances to list." default:"20"`
	JSON      bool              `name:"json" help:"Print JSON."`
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
	began, err := c.period(was.Petition.Location())
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
		if began(id, fs) {
			cmp.Case(a, b, id, fs, now)
		}
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
	if c.Instead == "" && c.Petition == "" && c.Desk == "" && len(c.Limit) == 0 && len(c.Hours) == 0 {
		return nil, fmt.Errorf("nothing is different; give --instead, --petition, --desk, --limit or --hours")
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
	return c.suppose(&changed)
}

// suppose gives promises other limits, and the calendar of periods other hours.
func (c *whatIfCmd) suppose(would *charter.Charter) (*charter.Charter, error) {
	s := charter.Suppose{Limits: map[string]calendar.Limit{}}
	for id, text := range c.Limit {
		l, err := calendar.ParseLimit(text)
		if err != nil {
			return nil, fmt.Errorf("--limit %s: %w", id, err)
		}
		s.Limits[id] = l
	}
	if len(c.Hours) > 0 {
		week := would.Petition.Week()
		if len(c.Hours) > len(week) {
			return nil, fmt.Errorf("--hours: a week has %d days", len(week))
		}
		for i, text := range c.Hours {
			spans, ok := directory.Hours(strings.TrimPrefix(text, "-"))
			if !ok {
				return nil, fmt.Errorf("--hours: %q are no hours", text)
			}
			week[(i+1)%7] = spans
		}
		cal, err := would.Petition.WithWeek(week)
		if err != nil {
			return nil, fmt.Errorf("--hours: %w", err)
		}
		s.Petition = cal
	}
	out, err := would.Suppose(s)
	if err != nil {
		return nil, fmt.Errorf("--limit: %w", err)
	}
	return out, nil
}

// period tells of a case whether it began between the days that were given; the institution's own case always is.
func (c *whatIfCmd) period(loc *time.Location) (func(string, []fact.Fact) bool, error) {
	var from, until time.Time
	for _, d := range []struct {
		flag, text string
		later      int
		to         *time.Time
	}{{"--from", c.From, 0, &from}, {"--until", c.Until, 1, &until}} {
		if d.text == "" {
			continue
		}
		day, err := time.ParseInLocation(time.DateOnly, d.text, loc)
		if err != nil {
			return nil, fmt.Errorf("%s: %q is no day such as 2026-01-31", d.flag, d.text)
		}
		*d.to = day.AddDate(0, 0, d.later)
	}
	return func(id string, facts []fact.Fact) bool {
		if id == fact.Institution || len(facts) == 0 {
			return true
		}
		first := facts[0].At
		for i := range facts {
			if facts[i].At.Before(first) {
				first = facts[i].At
			}
		}
		return !first.Before(from) && (until.IsZero() || first.Before(until))
	}, nil
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
