package calendar

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"jikim/internal/core/civil"
	"jikim/internal/core/yaml"
)

// rules are the holidays that can be computed.
var rules = []string{"kr"}

// daysOff reads the days off of a calendar: a list, or a mapping of rule, files and days.
func (r *reader) daysOff(n *yaml.Node) {
	if n.Kind != yaml.Mapping {
		r.dayList(n, true)
		return
	}
	m := r.Fields(n, "rule", "file", "files", "days")
	if m == nil {
		return
	}
	r.ruleAndFiles(m)
	if days := m.Get("days"); days != nil {
		r.dayList(days, false)
	}
}

// ruleAndFiles reads what names other sources of days.
func (r *reader) ruleAndFiles(m *yaml.Fields) {
	if n := m.Get("rule"); n != nil {
		_, err := n.OneOf(rules...)
		if !r.Add(err) {
			r.s.rule = true
		}
	}
	if n := m.Get("file"); n != nil {
		r.include(n)
	}
	files, err := m.List("files")
	r.Add(err)
	for _, n := range files {
		r.include(n)
	}
}

// dayList reads a list of days; outer says that an element may also name a rule or a file.
func (r *reader) dayList(n *yaml.Node, outer bool) {
	items, err := n.List()
	r.Add(err)
	for _, it := range items {
		r.dayItem(it, outer)
	}
}

func (r *reader) dayItem(n *yaml.Node, outer bool) {
	keys := []string{"date", "name", "kind", "known"}
	if outer {
		keys = append(keys, "rule", "file", "files")
	}
	m := r.Fields(n, keys...)
	if m == nil {
		return
	}
	if outer && (m.Has("rule") || m.Has("file") || m.Has("files")) {
		if m.Has("date") {
			r.Add(n.Errorf("a rule or a file and a date in one element").WithHint("make two elements of it"))
		}
		r.ruleAndFiles(m)
		return
	}
	var d DayOff
	at, err := m.Need("date")
	if r.Add(err) {
		return
	}
	d.Date, err = parseDate(at)
	r.Add(err)
	d.Name, err = m.Text("name")
	r.Add(err)
	d.Kind = Closure // without a kind it is the office's own day off, which moves no substitute holiday
	if k := m.Get("kind"); k != nil {
		kind, err := k.OneOf(kinds...)
		r.Add(err)
		d.Kind = Kind(kind)
	}
	if k := m.Get("known"); k != nil && !k.IsNull() {
		d.Known, err = parseDate(k)
		r.Add(err)
	}
	r.s.extra = append(r.s.extra, d)
}

// include reads the days of another file.
func (r *reader) include(n *yaml.Node) {
	name, err := n.Text()
	if r.Add(err) {
		return
	}
	if r.from.File == nil {
		r.Add(n.Errorf("files cannot be included here"))
		return
	}
	src, err := r.from.File(name)
	if err != nil {
		r.Add(n.Errorf("the file %q cannot be read: %v", name, err))
		return
	}
	shown := path.Join(path.Dir(n.File), name)
	if strings.EqualFold(path.Ext(name), ".csv") {
		r.table(shown, src)
		return
	}
	root, err := yaml.Parse(shown, src)
	if r.Add(err) {
		return
	}
	if root.Kind == yaml.Mapping {
		m := r.Fields(root, "days_off")
		if root, err = m.Need("days_off"); r.Add(err) {
			return
		}
	}
	r.dayList(root, false)
}

// columns of a CSV file of days, in this order; the last two may be left out.
var columns = []string{"date", "name", "kind", "known"}

// table reads days from CSV. The first line names the columns; a file that begins with a day at once is read, too.
func (r *reader) table(file string, src []byte) {
	src = bytes.TrimPrefix(src, []byte("\uFEFF"))
	in := csv.NewReader(bytes.NewReader(src))
	t := csvTable{file: file, lines: bytes.Split(src, []byte("\n")), in: in}
	head, err := in.Read()
	_, noDay := civil.ParseDate(strings.Join(head[:min(1, len(head))], ""))
	if err != nil || len(head) < 2 || len(head) > 4 || noDay != nil && !slices.Equal(head, columns[:len(head)]) {
		r.Add(&yaml.Error{File: file, Line: 1, Column: 1, Msg: "the first line must name the columns",
			Hint: strings.Join(columns[:2], ",") + " and perhaps " + strings.Join(columns[2:], ",")})
		return
	}
	if noDay == nil {
		d, err := t.day(head)
		if !r.Add(err) {
			r.s.extra = append(r.s.extra, d)
		}
	}
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			r.Add(t.broken(err))
			return
		}
		d, err := t.day(row)
		if !r.Add(err) {
			r.s.extra = append(r.s.extra, d)
		}
	}
}

// csvTable knows where the fields of a CSV file are.
type csvTable struct {
	file  string
	lines [][]byte
	in    *csv.Reader
}

func (t *csvTable) day(row []string) (DayOff, error) {
	var errs yaml.Errors
	date := func(i int) civil.Date {
		d, err := civil.ParseDate(row[i])
		if err != nil {
			errs.Add(t.at(i, "not a date: "+row[i], "write dates as 2026-09-25"))
		}
		return d
	}
	d := DayOff{Date: date(0), Name: row[1], Kind: Closure}
	if len(row) > 2 {
		d.Kind = Kind(row[2])
		if !slices.Contains(kinds, row[2]) {
			errs.Add(t.at(2, "unknown kind "+row[2], yaml.DidYouMean(row[2], kinds)))
		}
	}
	if len(row) == 4 && row[3] != "" {
		d.Known = date(3)
	}
	return d, errs.Err()
}

// at returns a mistake in field i of the row read last.
func (t *csvTable) at(i int, msg, hint string) *yaml.Error {
	line, column := t.in.FieldPos(i)
	return t.place(line, column, msg, hint)
}

// place counts characters where package csv counts bytes.
func (t *csvTable) place(line, column int, msg, hint string) *yaml.Error {
	if line >= 1 && line <= len(t.lines) {
		text := t.lines[line-1]
		column = utf8.RuneCount(text[:min(len(text), max(0, column-1))]) + 1
	}
	return &yaml.Error{File: t.file, Line: line, Column: column, Msg: msg, Hint: hint}
}

// broken translates an error of package csv.
func (t *csvTable) broken(err error) error {
	var p *csv.ParseError
	if !errors.As(err, &p) {
		return &yaml.Error{File: t.file, Msg: err.Error()}
	}
	return t.place(p.Line, p.Column, p.Err.Error(), "all rows have the columns of the first, of date,name,kind,known")
}
