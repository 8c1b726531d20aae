// Package lookup finds entries of a directory by what people type: the beginning of a name while it is being typed (도ㅅ,
// 돗, 도서ㄱ), its first consonants (ㄱㅂㄷ for 김바다), a part of it, a word about it, or a name with typing errors.
//
// Texts are expected in the composed normal form of Unicode (NFC). Letters are compared without case, and spaces and
// punctuation only part words: "종합 자료실" and "종합자료실" find each other.
package lookup

import (
	"cmp"
	"slices"
)

// Entry is one thing to be found.
type Entry struct {
	Names []string // what it is called, in every language
	About []string // words that lead to it without being its name: duty, department, telephone number
}

// Hit is an entry that was found. The lower its rank the better: a whole name before its beginning, a name before what is
// said about it, what was written before what was meant.
type Hit struct {
	Entry int // index among the entries of New
	Rank  int
	Typo  bool // found only by allowing for typing errors
}

// Index is a directory prepared for finding. It is immutable and safe for concurrent use.
type Index struct{ entries [][]text }

// New prepares entries.
func New(entries []Entry) *Index {
	x := &Index{entries: make([][]text, len(entries))}
	for i := range entries {
		e := &entries[i]
		for _, s := range e.Names {
			x.add(i, s, 0)
		}
		for _, s := range e.About {
			x.add(i, s, about)
		}
	}
	return x
}

func (x *Index) add(i int, s string, base int) {
	if t := newText(s, base); len(t.units) > 0 {
		x.entries[i] = append(x.entries[i], t)
	}
}

// Bounds of what is looked at, so that no question takes long. What is longer is cut.
const (
	maxLetters = 64
	maxWords   = 8
)

// Find returns at most limit entries (0: all), the best first and equals in their own order. Every word has to be found in
// an entry; when no entry has them all, those that have most of them are returned. Entries with typing errors are
// returned only when there is no other. Without a letter or digit nothing is found.
func (x *Index) Find(typed string, limit int) []Hit {
	words := split(typed)
	if len(words) == 0 {
		return nil
	}
	var whole *pattern // the words as one, since spaces in Korean names are optional
	if len(words) > 1 {
		whole = join(words)
	}
	var hits []Hit
	var rows scratch
	most := 1 // words that a hit must have
	for i := range x.entries {
		h, found := x.rank(i, words, whole, &rows)
		if found > most {
			most, hits = found, hits[:0]
		}
		if found == most {
			hits = append(hits, h)
		}
	}
	if slices.ContainsFunc(hits, func(h Hit) bool { return !h.Typo }) {
		hits = slices.DeleteFunc(hits, func(h Hit) bool { return h.Typo })
	}
	slices.SortFunc(hits, func(a, b Hit) int { return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.Entry, b.Entry)) })
	if limit > 0 && len(hits) > limit {
		hits = hits[:limit]
	}
	return hits
}

// rank returns how well an entry answers the words, and how many of them it has.
func (x *Index) rank(i int, words []pattern, whole *pattern, rows *scratch) (Hit, int) {
	h, found := Hit{Entry: i}, 0
	for w := range words {
		if r := best(x.entries[i], &words[w], rows); r != none {
			found++
			h.Rank += r
			h.Typo = h.Typo || r >= typo
		}
	}
	if whole == nil {
		return h, found
	}
	if r := best(x.entries[i], whole, rows); r != none && (found < len(words) || r < h.Rank) {
		return Hit{Entry: i, Rank: r, Typo: r >= typo}, len(words)
	}
	return h, found
}

// best returns the best rank of a word among the texts of one entry.
func best(texts []text, p *pattern, rows *scratch) int {
	r := none
	for i := range texts {
		r = min(r, texts[i].base+texts[i].written(p))
	}
	if r >= none && p.slips > 0 {
		for i := range texts {
			r = min(r, texts[i].base+texts[i].meant(p, rows))
		}
	}
	return min(r, none)
}
