package pbx

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"jikim/internal/channel"
	"jikim/internal/core/yaml"
)

// cdrForm is how the lines of a list are written.
type cdrForm struct {
	comma      rune
	columns    []string
	widths     []int // of fixed columns, in characters
	layout     string
	precision  time.Duration
	zone       *time.Location
	results    map[string]string
	ways       map[string]channel.CallWay
	telephones bool
	since      time.Time
}

var cdrColumns = []string{"-", "id", "from", "to", "start", "answer", "end", "ring", "talk", "result", "way"}

// results of calls.
var cdrResults = []string{"answered", "no_answer", "busy", "declined", "failed", "abandoned"}

func (e *entry) cdrForm() *cdrForm {
	f := &cdrForm{zone: time.Local, results: map[string]string{}, ways: map[string]channel.CallWay{}}
	fixed := false
	switch s := e.text("separator"); {
	case s == "" || s == ",":
		f.comma = ','
	case s == "tab":
		f.comma = '\t'
	case s == "fixed":
		fixed = true
	case utf8.RuneCountInString(s) == 1 && !strings.ContainsAny(s, "\"\r\n"):
		f.comma, _ = utf8.DecodeRuneInString(s)
	default:
		e.errs.Add(e.Get("separator").Errorf("%q separates no columns", s).WithHint("write one letter, tab or fixed"))
	}
	e.cdrColumns(f, fixed)
	var ok bool
	if f.layout, f.precision, ok = layoutOf(e.need("time")); !ok && e.Get("time") != nil {
		e.errs.Add(e.Get("time").Errorf("this says not how instants are written").WithHint("write YYYY-MM-DD hh:mm:ss, or epoch"))
	}
	if s := e.text("zone"); s != "" {
		zone, err := time.LoadLocation(s)
		if err != nil {
			e.errs.Add(e.Get("zone").Errorf("%q is no zone", s).WithHint("write Asia/Seoul"))
		} else {
			f.zone = zone
		}
	}
	for _, kv := range e.words("results", cdrResults) {
		f.results[strings.ToUpper(kv[0])] = kv[1]
	}
	for _, kv := range e.words("ways", []string{"in", "out", "internal"}) {
		f.ways[strings.ToUpper(kv[0])] = channel.CallWay(kv[1])
	}
	if s := e.need("since"); s != "" {
		at, err := time.Parse(time.RFC3339, s)
		if err != nil {
			e.errs.Add(e.Get("since").Errorf("%q is no instant", s).WithHint("write 2026-12-01T00:00:00+09:00"))
		}
		f.since = at
	}
	telephones, err := e.Bool("telephones")
	e.errs.Add(err)
	f.telephones = telephones
	return f
}

// cdrColumns reads the names of the columns, and their widths when they have any.
func (e *entry) cdrColumns(f *cdrForm, fixed bool) {
	n, err := e.Need("columns")
	if e.errs.Add(err) {
		return
	}
	items, err := n.List()
	e.errs.Add(err)
	for _, item := range items {
		name, width := item, (*yaml.Node)(nil)
		if fixed {
			m, err := item.Map(cdrColumns...)
			if e.errs.Add(err) || m.Len() != 1 {
				e.errs.Add(item.Errorf("a column of fixed width is written as {from: 12}"))
				continue
			}
			name, width = m.All()[0].Key, m.All()[0].Value
		}
		text, err := name.OneOf(cdrColumns...)
		e.errs.Add(err)
		if text != "-" && slices.Contains(f.columns, text) {
			e.errs.Add(name.Errorf("the column %q is there twice", text))
		}
		f.columns = append(f.columns, text)
		if width != nil {
			w, err := width.Int()
			if !e.errs.Add(err) && (w < 1 || w > 500) {
				e.errs.Add(width.Errorf("a column is 1 to 500 characters wide"))
			}
			f.widths = append(f.widths, w)
		}
	}
	for _, needed := range []string{"start", "from", "to"} {
		if len(items) > 0 && !slices.Contains(f.columns, needed) {
			e.errs.Add(n.Errorf("the column %q is missing", needed))
		}
	}
}

// words reads a mapping from words of the list to ours.
func (e *entry) words(key string, ours []string) [][2]string {
	n := e.Get(key)
	if n == nil || n.IsNull() {
		return nil
	}
	m, err := n.Map()
	if m == nil || n.Kind != yaml.Mapping {
		e.errs.Add(err)
		return nil
	}
	var out [][2]string
	for _, f := range m.All() {
		word, err := f.Value.OneOf(ours...)
		e.errs.Add(err)
		out = append(out, [2]string{f.Key.Value, word})
	}
	return out
}

// layoutOf reads how instants are written, and how fine that is.
func layoutOf(text string) (layout string, precision time.Duration, ok bool) {
	if text == "epoch" {
		return "epoch", time.Second, true
	}
	layout = strings.NewReplacer("YYYY", "2006", "YY", "06", "MM", "01", "DD", "02", "hh", "15", "mm", "04", "ss", "05").Replace(text)
	if !strings.Contains(layout, "06") || !strings.Contains(layout, "01") || !strings.Contains(layout, "02") || !strings.Contains(layout, "15") || !strings.Contains(layout, "04") {
		return "", 0, false
	}
	if strings.Contains(layout, "05") {
		return layout, time.Second, true
	}
	return layout, time.Minute, true
}

// fields takes a line apart.
func (f *cdrForm) fields(line string) ([]string, error) {
	if !utf8.ValidString(line) {
		line = strings.ToValidUTF8(line, "?")
	}
	if f.widths == nil {
		r := csv.NewReader(strings.NewReader(line))
		r.Comma, r.FieldsPerRecord, r.LazyQuotes = f.comma, -1, true
		return r.Read()
	}
	runes := []rune(line)
	out := make([]string, 0, len(f.widths))
	for _, w := range f.widths {
		w = min(w, len(runes))
		out = append(out, string(runes[:w]))
		runes = runes[w:]
	}
	return out, nil
}

var errLine = errors.New("a line that is no call")

// sights reads one line: what the list tells of one call that is over.
func (f *cdrForm) sights(line string, received time.Time) ([]channel.Sight, error) {
	fields, err := f.fields(line)
	if err != nil {
		return nil, errLine
	}
	v := map[string]string{}
	for i, name := range f.columns {
		if i < len(fields) && name != "-" {
			v[name] = strings.TrimSpace(fields[i])
		}
	}
	start, ok := f.instant(v["start"])
	if !ok || start.After(received.Add(time.Minute)) {
		return nil, errLine
	}
	if start.Before(f.since) {
		return nil, nil
	}
	id := v["id"]
	if id == "" || len(id) > 200 {
		sum := sha256.Sum256([]byte(line))
		id = hex.EncodeToString(sum[:12])
	}
	w := cdrLine{f: f, v: v, id: id, received: received, start: start, way: f.ways[strings.ToUpper(v["way"])]}
	return w.sights(), nil
}

func (f *cdrForm) instant(text string) (time.Time, bool) {
	if text == "" || strings.Trim(text, "0-:/ ") == "" {
		return time.Time{}, false
	}
	if f.layout == "epoch" {
		n, err := strconv.ParseInt(text, 10, 64)
		return time.Unix(n, 0).UTC(), err == nil && n > 0 && n < 1<<36
	}
	t, err := time.ParseInLocation(f.layout, text, f.zone)
	return t.UTC(), err == nil
}

// cdrLine is one line, taken apart.
type cdrLine struct {
	f        *cdrForm
	v        map[string]string
	id       string
	received time.Time
	start    time.Time
	way      channel.CallWay
}

func (w *cdrLine) sight(kind channel.SightKind, at time.Time) channel.Sight {
	way := w.way
	return channel.Sight{ID: w.id + " " + string(kind), Kind: kind, At: at, Received: w.received, Clock: channel.Agent, Precision: w.f.precision,
		Call: w.id, Way: way, From: w.v["from"], To: w.v["to"]}
}

func (w *cdrLine) sights() []channel.Sight {
	out := []channel.Sight{w.sight(channel.Offered, w.start)}
	result := w.f.results[strings.ToUpper(w.v["result"])]
	ring, rang := seconds(w.v["ring"])
	answer, answered := w.f.instant(w.v["answer"])
	talk, talked := seconds(w.v["talk"])
	if !answered && (result == "answered" && rang || result == "" && talk > 0) { // no column tells when
		answer, answered = w.start.Add(ring), true
	}
	end, ended := w.f.instant(w.v["end"])
	switch {
	case ended:
	case answered && talked:
		end = answer.Add(talk)
	default:
		end = w.start.Add(ring)
	}
	if result != "" && result != "answered" {
		answered = false
	}
	last := w.start
	if answered {
		last = answer
	}
	if end.Before(last) {
		end = last
	}
	if rang {
		began := w.start
		if answered {
			began = answer.Add(-ring)
		}
		out = append(out, w.sight(channel.Ringing, began))
	}
	if answered {
		s := w.sight(channel.Answered, answer)
		if s.By = channel.BySomebody; w.f.telephones {
			s.By = channel.ByPerson
		}
		out = append(out, s)
	} else {
		kind := channel.Rejected
		if result == "abandoned" {
			kind = channel.Abandoned
		}
		s := w.sight(kind, end)
		s.Cause = result
		out = append(out, s)
	}
	return append(out, w.sight(channel.Ended, end))
}

// seconds reads a number of seconds, or hh:mm:ss.
func seconds(text string) (time.Duration, bool) {
	total := 0
	if text == "" {
		return 0, false
	}
	for _, part := range strings.Split(text, ":") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil || n < 0 || n > 100_000 {
			return 0, false
		}
		total = total*60 + n
	}
	return time.Duration(total) * time.Second, total < 1_000_000
}
