package store

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// mostRows is how many rows one merged statement inserts. Statements come in sizes of powers of two, so that a server has
// few of them to prepare.
const mostRows = 64

// merged returns the steps with those that insert rows into the same table put together: a server takes a statement of
// many rows for little more than one of a single row. Steps keep the order in which their texts first appear, which is
// the order of the tables within a turn; steps of one text keep theirs. What counts its rows or returns some stands alone.
func merged(steps []step) []step {
	if len(steps) < 2 {
		return steps
	}
	groups := make([][]step, 0, 8)
	of := make(map[string]int, 8)
	for _, s := range steps {
		i, known := of[s.text]
		if !known {
			i = len(groups)
			of[s.text] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], s)
	}
	out := make([]step, 0, len(steps))
	for _, group := range groups {
		out = appendMerged(out, group)
	}
	return out
}

// appendMerged appends steps of one text, as statements of many rows when they insert.
func appendMerged(out, group []step) []step {
	for len(group) > 0 {
		n := 1
		for 2*n <= min(len(group), mostRows) {
			n *= 2
		}
		in := insertions.of(group[0].text)
		if in == nil || group[0].row != nil || group[0].one || n == 1 {
			out, group = append(out, group[0]), group[1:]
			continue
		}
		args := make([]any, 0, n*len(group[0].args))
		for i := range n {
			args = append(args, group[i].args...)
		}
		out, group = append(out, step{text: in.text(n, len(group[0].args)), args: args}), group[n:]
	}
	return out
}

// insertion is a statement "insert … values (…) …" in three parts.
type insertion struct {
	head, row, tail string
	mu              sync.Mutex
	texts           map[int]string // by number of rows
}

// insertions are the statements that were taken apart, by text; nil for those that insert no row of parameters.
var insertions insertionCache

type insertionCache struct {
	mu sync.Mutex
	by map[string]*insertion
}

var rowPattern = regexp.MustCompile(`(?s)^(insert into .*\bvalues )(\([^()]*\))(.*)$`)

func (c *insertionCache) of(text string) *insertion {
	c.mu.Lock()
	defer c.mu.Unlock()
	in, known := c.by[text]
	if known {
		return in
	}
	if m := rowPattern.FindStringSubmatch(text); m != nil && !parameter.MatchString(m[3]) {
		in = &insertion{head: m[1], row: m[2], tail: m[3], texts: map[int]string{}}
	}
	if c.by == nil {
		c.by = map[string]*insertion{}
	}
	c.by[text] = in
	return in
}

var parameter = regexp.MustCompile(`\$(\d+)`)

// text returns the statement that inserts that many rows of that many parameters each.
func (in *insertion) text(rows, parameters int) string {
	in.mu.Lock()
	defer in.mu.Unlock()
	if text, known := in.texts[rows]; known {
		return text
	}
	var b strings.Builder
	b.WriteString(in.head)
	for i := range rows {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(parameter.ReplaceAllStringFunc(in.row, func(p string) string {
			n, err := strconv.Atoi(p[1:])
			if err != nil {
				return p // more digits than any statement has parameters
			}
			return "$" + strconv.Itoa(n+i*parameters)
		}))
	}
	b.WriteString(in.tail)
	text := b.String()
	in.texts[rows] = text
	return text
}
