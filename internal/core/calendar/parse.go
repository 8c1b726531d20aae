package calendar

import (
	"path"
	"slices"
	"strings"
	"time"

	"jikim/internal/core/civil"
	"jikim/internal/core/yaml"
)

// Source gives Parse what the core cannot fetch itself.
type Source struct {
	// Zone returns a time zone by its IANA name.
	Zone func(name string) (*time.Location, error)
	// File returns the content of a file that the calendar names, relative to the calendar file. It may be nil when
	// files are not allowed.
	File func(name string) ([]byte, error)
}

// Years covered by a calendar without holidays by rule.
const (
	firstYear = 1970
	lastYear  = 2100
)

// mostSpans limits the opening hours of one day; no office opens more often.
const mostSpans = 48

// weekdays are the keys of hours, by time.Weekday.
var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// Parse reads a calendar file:
//
//	name: kr-office                     # without it, the name of the file
//	timezone: Asia/Seoul
//	hours:                              # several spans a day; up to 24:00; a missing day is closed
//	  mon: ["09:00-12:00", "13:00-18:00"]
//	days_off:
//	  - {rule: kr}                      # public holidays of Korea, 2015 to 2035
//	  - {file: closures.csv}            # further days: CSV (date,name,kind[,known]) or YAML (a list like this one)
//	  - {date: 2026-09-25, name: 추석, kind: public}
//	  - {date: 2027-03-02, name: 임시공휴일, kind: temporary, known: 2027-02-20}
//	spans:                              # replaces the hours of one date; an empty list closes the office
//	  - {date: 2026-12-31, hours: ["09:00-12:00"]}
//
// days_off may also be a mapping {rule: kr, files: […], days: […]}. Replaced hours win over a day off: an office that
// states its hours for a date is open then. The errors are *yaml.Error or yaml.Errors, with the place of each mistake.
func Parse(file string, src []byte, from Source) (*Calendar, error) {
	root, err := yaml.Parse(file, src)
	if err != nil {
		return nil, err
	}
	r := reader{from: from, s: &source{first: firstYear, last: lastYear, replaced: make(map[civil.Date][]Span)}}
	r.file(root)
	if err := r.Err(); err != nil {
		return nil, err
	}
	r.s.extra = sortedOnce(r.s.extra)
	return r.s.prepare(), nil
}

// reader collects what the file says, and its mistakes.
type reader struct {
	yaml.Reader
	from Source
	s    *source
}

func (r *reader) file(root *yaml.Node) {
	m := r.Fields(root, "name", "timezone", "hours", "days_off", "spans")
	if m == nil {
		return
	}
	name, err := m.Text("name")
	r.Add(err)
	if name == "" {
		name = strings.TrimSuffix(strings.TrimSuffix(path.Base(root.File), path.Ext(root.File)), ".calendar")
	}
	r.s.name = name
	r.zone(m)
	if n, err := m.Need("hours"); !r.Add(err) {
		r.hours(n)
	}
	if n := m.Get("days_off"); n != nil {
		r.daysOff(n)
	}
	r.spans(m)
	if r.s.rule {
		r.s.first, r.s.last = koreanFirst, koreanLast
	}
}

func (r *reader) zone(m *yaml.Fields) {
	n, err := m.Need("timezone")
	if r.Add(err) {
		return
	}
	name, err := n.Text()
	if r.Add(err) {
		return
	}
	// "Local" would make the deadlines of the office depend on the machine that computes them.
	if r.from.Zone == nil || name == "Local" || name == "" {
		r.Add(n.Errorf("unknown time zone %q", name).WithHint("use a name such as Asia/Seoul"))
		return
	}
	loc, err := r.from.Zone(name)
	if err != nil || loc == nil {
		r.Add(n.Errorf("unknown time zone %q", name).WithHint("use a name such as Asia/Seoul"))
		return
	}
	r.s.zone, r.s.loc = name, loc
}

func (r *reader) hours(n *yaml.Node) {
	m := r.Fields(n, weekdays...)
	if m == nil {
		return
	}
	for _, f := range m.All() {
		if day := slices.Index(weekdays, f.Key.Value); day >= 0 {
			r.s.week[day] = r.spanList(f.Value)
		}
	}
}

// spanList reads the hours of one day: a list of spans, or a single one.
func (r *reader) spanList(n *yaml.Node) []Span {
	items := []*yaml.Node{n}
	if n.Kind != yaml.Scalar {
		var err error
		if items, err = n.List(); r.Add(err) {
			return nil
		}
	}
	if len(items) > mostSpans {
		r.Add(n.Errorf("more than %d spans in one day", mostSpans))
		return nil
	}
	var out []Span
	var places []*yaml.Node
	for _, it := range items {
		s, err := parseSpan(it)
		if r.Add(err) {
			continue
		}
		for i, other := range out {
			if s.From < other.To && other.From < s.To {
				r.Add(it.Errorf("%s overlaps %s on line %d", s, other, places[i].Line))
			}
		}
		out, places = append(out, s), append(places, it)
	}
	slices.SortFunc(out, func(a, b Span) int { return int(a.From) - int(b.From) })
	return out
}

// parseSpan reads "09:00-12:00".
func parseSpan(n *yaml.Node) (Span, error) {
	text, err := n.Text()
	if err != nil {
		return Span{}, err
	}
	const hint = "write opening hours as 09:00-12:00"
	a, b, ok := strings.Cut(text, "-")
	if !ok {
		return Span{}, n.Errorf("%q is not a span of time", text).WithHint(hint)
	}
	from, errA := civil.ParseTimeOfDay(strings.TrimSpace(a))
	to, errB := civil.ParseTimeOfDay(strings.TrimSpace(b))
	switch {
	case errA != nil || errB != nil:
		return Span{}, n.Errorf("%q is not a span of time", text).WithHint(hint)
	case from == to:
		return Span{}, n.Errorf("the span %q is empty", text).WithHint("a day without hours is left out or has an empty list")
	case from > to:
		return Span{}, n.Errorf("the span %q ends before it begins", text).WithHint("hours past midnight belong to the next day: 22:00-24:00, then 00:00-02:00")
	}
	return Span{from, to}, nil
}

// spans reads the dates with hours of their own.
func (r *reader) spans(m *yaml.Fields) {
	items, err := m.List("spans")
	r.Add(err)
	for _, it := range items {
		f := r.Fields(it, "date", "hours")
		if f == nil {
			continue
		}
		n, err := f.Need("date")
		if r.Add(err) {
			continue
		}
		d, err := parseDate(n)
		if r.Add(err) {
			continue
		}
		hours := f.Get("hours")
		if hours == nil {
			r.Add(it.Errorf("the key \"hours\" is missing").WithHint("write hours: [] for a day on which the office is closed"))
			continue
		}
		if _, twice := r.s.replaced[d]; twice {
			r.Add(n.Errorf("the hours of %s are replaced twice", d))
			continue
		}
		r.s.replaced[d] = r.spanList(hours)
	}
}

// parseDate reads a date with its place.
func parseDate(n *yaml.Node) (civil.Date, error) {
	text, err := n.Text()
	if err != nil {
		return civil.Date{}, err
	}
	d, err := civil.ParseDate(text)
	if err != nil {
		return civil.Date{}, n.Errorf("%q is not a date", text).WithHint("write dates as 2026-09-25")
	}
	return d, nil
}
