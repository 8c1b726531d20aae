package lookup

import (
	"slices"
	"strings"
	"unicode"
)

// The ranks of one word in one text; those of a text that is about the entry are lower by about.
const (
	whole   = 0  // the name itself
	front   = 1  // the name begins so
	inWord  = 2  // a later word of it begins so, or it ends so: the last part of a Korean compound says what it is
	inside  = 3  // it stands inside
	initial = 3  // added when first consonants stand for syllables
	about   = 10 // added when it is not the name
	typo    = 20 // added to the number of typing errors
	none    = 1000
)

// text is a name or a word about an entry.
type text struct {
	units []rune // letters and digits in small letters
	heads []bool // by unit: a word begins here
	keys  []rune // the keys that write the units
	at    []int  // by unit: where its keys begin
	free  []bool // by key: a word with typing errors may begin here
	base  int    // added to every rank
}

func newText(s string, base int) text {
	t := text{base: base}
	head := true
	for _, r := range s {
		if !letter(r) {
			head = true
			continue
		}
		r = unicode.ToLower(r)
		t.units, t.heads, t.at = append(t.units, r), append(t.heads, head), append(t.at, len(t.keys))
		begins := head || syllable(r)
		t.keys = appendKeys(t.keys, r)
		for len(t.free) < len(t.keys) {
			t.free = append(t.free, begins)
			begins = false
		}
		head = false
	}
	return t
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// pattern is a word as it was typed.
type pattern struct {
	units    []rune
	keys     []rune
	last     []rune // the keys of the last unit, which may still be half of what is meant
	initials bool   // nothing but consonants
	slips    int    // how many typing errors are allowed
}

// split cuts what was typed into words.
func split(typed string) []pattern {
	var words []pattern
	left := maxLetters
	for _, w := range strings.FieldsFunc(typed, func(r rune) bool { return !letter(r) }) {
		var units []rune
		for _, r := range w {
			if pair, ok := clusters[r]; ok {
				units = append(units, []rune(pair)...)
				continue
			}
			units = append(units, unicode.ToLower(r))
		}
		units = units[:min(len(units), left)]
		left -= len(units)
		if len(units) == 0 || len(words) == maxWords {
			break
		}
		words = append(words, newPattern(units))
	}
	return words
}

func newPattern(units []rune) pattern {
	p := pattern{units: units, initials: true}
	vague := false // first consonants and numbers: a slip makes them something else
	for _, r := range units {
		p.keys = appendKeys(p.keys, r)
		p.initials = p.initials && consonant(r)
		vague = vague || unicode.IsDigit(r)
	}
	p.last = appendKeys(nil, units[len(units)-1])
	// A slip in a short word makes another word of it.
	switch n := len(p.keys); {
	case p.initials || vague || n < 5:
	case n < 8:
		p.slips = 1
	default:
		p.slips = 2
	}
	return p
}

func join(words []pattern) *pattern {
	var units []rune
	for i := range words {
		units = append(units, words[i].units...)
	}
	p := newPattern(units)
	return &p
}

// written ranks a word that stands in the text letter by letter, the last of which may be incomplete.
func (t *text) written(p *pattern) int {
	if slices.Equal(t.units, p.units) {
		return whole
	}
	r := none
	for i := range t.units {
		ok, loose := t.begins(p, i)
		if !ok {
			continue
		}
		place := inside
		switch {
		case i == 0:
			place = front
		case t.heads[i]:
			place = inWord
		case !roomy(p, t.units[i]):
			continue
		case i+len(p.units) == len(t.units) && !loose:
			place = inWord
		}
		if loose {
			place += initial
		}
		r = min(r, place)
	}
	return r
}

// roomy tells whether a word is long enough to be looked for inside other words: two syllables or first consonants say
// something, two Latin letters or digits do not, and one syllable may be all of a short Korean word.
func roomy(p *pattern, at rune) bool {
	switch {
	case p.initials:
		return len(p.units) >= 2
	case syllable(at):
		return true
	}
	return len(p.units) >= 3
}

// begins tells whether the text goes on like the word from a unit on; loose when first consonants stand for syllables.
func (t *text) begins(p *pattern, i int) (ok, loose bool) {
	end := len(p.units) - 1
	if i+end >= len(t.units) {
		return false, false
	}
	loose = p.initials
	for k := range end {
		u, q := t.units[i+k], p.units[k]
		switch {
		case u == q:
		case consonant(q) && first(u) == q:
			loose = true
		default:
			return false, false
		}
	}
	// The last unit is being typed: 도ㅅ and 돗 are on the way to 도서.
	return hasPrefix(t.keys[t.at[i+end]:], p.last), loose
}

func hasPrefix(keys, prefix []rune) bool {
	return len(keys) >= len(prefix) && slices.Equal(keys[:len(prefix)], prefix)
}

// meant ranks a word that stands in the text with typing errors: keys left out, added, changed or exchanged with the next.
func (t *text) meant(p *pattern, rows *scratch) int {
	if len(t.keys)+p.slips < len(p.keys) {
		return none
	}
	if d := rows.distance(p.keys, t.keys, t.free, p.slips); d <= p.slips {
		return typo + d
	}
	return none
}

// scratch is the memory of distance, used again for each text.
type scratch struct{ now, last, before []int }

// distance returns the fewest typing errors by which the word becomes a part of the text that begins at a free place;
// more than most when there are more. It is the algorithm of Sellers with exchanges of neighbours, by rows of the word.
func (s *scratch) distance(word, keys []rune, free []bool, most int) int {
	n := len(keys) + 1
	if cap(s.now) < n {
		s.now, s.last, s.before = make([]int, n), make([]int, n), make([]int, n)
	}
	now, last, before := s.now[:n], s.last[:n], s.before[:n]
	for j := range now {
		now[j] = none
		if j < len(keys) && free[j] {
			now[j] = 0
		}
	}
	for i, w := range word {
		before, last, now = last, now, before
		now[0] = last[0] + 1
		least := now[0]
		for j := 1; j < n; j++ {
			d := last[j-1]
			if keys[j-1] != w {
				d++
			}
			d = min(d, last[j]+1, now[j-1]+1)
			if i > 0 && j > 1 && keys[j-1] == word[i-1] && keys[j-2] == w {
				d = min(d, before[j-2]+1)
			}
			now[j] = d
			least = min(least, d)
		}
		if least > most {
			return least
		}
	}
	return slices.Min(now)
}
