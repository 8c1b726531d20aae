package cli

import (
	"bufio"
	"bytes"
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"unicode/utf8"

	"jikim/internal/core/fact"
	"jikim/internal/core/yaml"
)

// runFacts is how many facts are held in memory at once; more are sorted by case in runs on disk and merged.
const runFacts = 200_000

// longestLine is the longest line of facts that is read.
const longestLine = 4 << 20

// factReader gives facts case by case, in the order of case identifiers, however they stand in the input.
type factReader struct {
	name string
	held []lineFact // when all fitted in memory
	runs []*os.File
}

type lineFact struct {
	fact.Fact
	line int
}

// readFacts reads all of the input, checking every line, before it returns: a fault in the last line leaves no half output.
func (e *env) readFacts(name string) (*factReader, error) {
	in, err := e.openInput(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	r := &factReader{name: name}
	if name == "-" {
		r.name = "<stdin>"
	}
	err = r.read(e, in)
	if err == nil {
		err = r.contradictions(e)
	}
	if err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

func (r *factReader) read(e *env, in io.Reader) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 1<<16), longestLine)
	n := 0
	for lines.Scan() {
		n++
		line := bytes.TrimPrefix(lines.Bytes(), []byte("\xef\xbb\xbf"))
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		f, err := fact.Parse(line)
		if err != nil {
			return r.place(err, n, line)
		}
		r.held = append(r.held, lineFact{f, n})
		if len(r.held) == runFacts {
			if err := r.spill(); err != nil {
				return err
			}
			if err := e.ctx.Err(); err != nil {
				return err
			}
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return fmt.Errorf("%s:%d:1: the line is longer than %d bytes; one fact a line", r.name, n+1, longestLine)
	} else if err != nil {
		return plainFileError(r.name, err)
	}
	if len(r.runs) > 0 && len(r.held) > 0 {
		return r.spill()
	}
	sortByCase(r.held)
	return nil
}

// place puts file, line and column before the fault of a line, and a suggestion behind it.
func (r *factReader) place(err error, n int, line []byte) error {
	column, hint := 1, ""
	var syntax *fact.SyntaxError
	var field *fact.FieldError
	switch {
	case errors.As(err, &syntax):
		column = 1 + utf8.RuneCount(line[:min(int(syntax.Offset), len(line))])
	case errors.As(err, &field):
		if i := findValue(line, field); i >= 0 {
			column = 1 + utf8.RuneCount(line[:i])
		}
		if hint = yaml.DidYouMean(field.Value, field.Near); hint != "" {
			hint = " (" + hint + ")"
		}
	}
	return fmt.Errorf("%s:%d:%d: %w%s", r.name, n, column, err, hint)
}

// findValue returns where the faulty value stands in the line, -1 when it does not.
func findValue(line []byte, f *fact.FieldError) int {
	if f.Value != "" {
		if i := bytes.Index(line, []byte(f.Value)); i >= 0 {
			return i
		}
	}
	return bytes.Index(line, []byte(`"`+f.Field+`"`))
}

func sortByCase(fs []lineFact) {
	slices.SortStableFunc(fs, func(a, b lineFact) int { return cmp.Compare(a.Case, b.Case) })
}

// spill writes what is held to a run on disk, sorted by case. The file is removed at once and lives while it is open.
func (r *factReader) spill() error {
	sortByCase(r.held)
	f, err := os.CreateTemp("", "jikim-facts-*")
	if err != nil {
		return fmt.Errorf("room for sorting: %w", err)
	}
	r.runs = append(r.runs, f)
	if err := os.Remove(f.Name()); err != nil {
		return fmt.Errorf("room for sorting: %w", err)
	}
	w := bufio.NewWriterSize(f, 1<<18)
	for i := range r.held {
		b, err := r.held[i].MarshalJSON()
		if err != nil {
			return err
		}
		var head [binary.MaxVarintLen64 * 2]byte
		n := binary.PutUvarint(head[:], uint64(r.held[i].line))
		n += binary.PutUvarint(head[n:], uint64(len(b)))
		if _, err := w.Write(head[:n]); err != nil {
			return fmt.Errorf("room for sorting: %w", err)
		}
		if _, err := w.Write(b); err != nil {
			return fmt.Errorf("room for sorting: %w", err)
		}
	}
	r.held = r.held[:0]
	if err := w.Flush(); err != nil {
		return fmt.Errorf("room for sorting: %w", err)
	}
	return nil
}

func (r *factReader) close() {
	for _, f := range r.runs {
		f.Close()
	}
	r.runs, r.held = nil, nil
}

// each calls yield with every case.
func (r *factReader) each(yield func(id string, facts []fact.Fact) error) error {
	return r.groups(func(g *group) error { return yield(g.facts[0].Case, g.facts) })
}

// contradictions finds identifiers that two facts of a case bear, before anything is judged.
func (r *factReader) contradictions(e *env) error {
	return r.groups(func(g *group) error {
		if err := g.contradiction(r.name); err != nil {
			return err
		}
		return e.ctx.Err()
	})
}

// groups calls yield with the facts of every case and their lines.
func (r *factReader) groups(yield func(*group) error) error {
	next, err := r.source()
	if err != nil {
		return err
	}
	var g group
	for {
		f, err := next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if len(g.facts) > 0 && g.facts[0].Case != f.Case {
			if err := g.flush(yield); err != nil {
				return err
			}
		}
		g.facts, g.lines = append(g.facts, f.Fact), append(g.lines, f.line)
	}
	return g.flush(yield)
}

// group collects the facts of one case.
type group struct {
	facts []fact.Fact
	lines []int
}

func (g *group) flush(yield func(*group) error) error {
	if len(g.facts) == 0 {
		return nil
	}
	err := yield(g)
	g.facts, g.lines = g.facts[:0], g.lines[:0]
	return err
}

// contradiction is an identifier that two different facts bear: one of them would be lost.
func (g *group) contradiction(file string) error {
	first := make(map[string]int, len(g.facts))
	for i := range g.facts {
		j, twice := first[g.facts[i].ID]
		if !twice {
			first[g.facts[i].ID] = i
			continue
		}
		a, errA := g.facts[i].MarshalJSON()
		b, errB := g.facts[j].MarshalJSON()
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			return fmt.Errorf("%s:%d:1: the identifier %q already stands in line %d with another fact; give each fact its own", file, g.lines[i], g.facts[i].ID, g.lines[j])
		}
	}
	return nil
}

// source returns the facts in the order of cases, io.EOF at the end.
func (r *factReader) source() (func() (lineFact, error), error) {
	if len(r.runs) == 0 {
		i := 0
		return func() (lineFact, error) {
			if i == len(r.held) {
				return lineFact{}, io.EOF
			}
			i++
			return r.held[i-1], nil
		}, nil
	}
	m := &merge{}
	for _, f := range r.runs {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return nil, fmt.Errorf("room for sorting: %w", err)
		}
		h := &head{in: bufio.NewReaderSize(f, 1<<18)}
		if err := h.advance(); err == nil {
			*m = append(*m, h)
		} else if err != io.EOF {
			return nil, err
		}
	}
	heap.Init(m)
	return m.next, nil
}

// head is the next fact of one run.
type head struct {
	in *bufio.Reader
	at lineFact
}

func (h *head) advance() error {
	line, err := binary.ReadUvarint(h.in)
	if err != nil {
		return err
	}
	size, err := binary.ReadUvarint(h.in)
	if err != nil {
		return err
	}
	b := make([]byte, size)
	if _, err := io.ReadFull(h.in, b); err != nil {
		return err
	}
	f, err := fact.Parse(b)
	h.at = lineFact{f, int(line)}
	return err
}

// merge is a heap of runs, the smallest case and then the earliest line first.
type merge []*head

func (m merge) Len() int { return len(m) }
func (m merge) Less(i, j int) bool {
	if c := cmp.Compare(m[i].at.Case, m[j].at.Case); c != 0 {
		return c < 0
	}
	return m[i].at.line < m[j].at.line
}
func (m merge) Swap(i, j int) { m[i], m[j] = m[j], m[i] }
func (m *merge) Push(x any)   { *m = append(*m, x.(*head)) }
func (m *merge) Pop() any {
	old := *m
	h := old[len(old)-1]
	*m = old[:len(old)-1]
	return h
}

func (m *merge) next() (lineFact, error) {
	if m.Len() == 0 {
		return lineFact{}, io.EOF
	}
	h := (*m)[0]
	f := h.at
	switch err := h.advance(); err {
	case nil:
		heap.Fix(m, 0)
	case io.EOF:
		heap.Pop(m)
	default:
		return lineFact{}, err
	}
	return f, nil
}
