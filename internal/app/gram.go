package app

import (
	"slices"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"jikim/internal/core/lookup"
	"jikim/internal/seal"
)

// The search index holds blinded syllable pairs: most Korean nouns have two syllables. A word of n syllables is found as a
// phrase of n−1 pairs. Spaces and punctuation do not count, since Korean is written with and without them. Whoever
// holds the database alone sees that some pairs are frequent, but not which.

const (
	gramBytes  = 5          // 40 bits: two of a million pairs hardly ever share a token, and then only a search finds too much
	gramCached = 1 << 17    // pairs kept per institution, about 8 MB
	mostFirsts = 8          // first consonants of a name that are indexed
	gramFence  = "00000000" // stands between fields, so that no phrase runs across them
	maxIndexed = 4000       // syllables of one text that are indexed
)

// gramCache keeps the tokens of pairs: a hash takes twenty times as long as a look-up.
type gramCache struct {
	keys *seal.Keys
	mu   sync.RWMutex
	by   map[string]map[uint64]string // by institution, then pair
}

// learn makes the blinded token of a pair of syllables and keeps it.
func (c *gramCache) learn(institution string, a, b rune) string {
	pair := pairOf(a, b)
	t := c.blind("pair", institution, string([]rune{a, b}))
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.by == nil {
		c.by = map[string]map[uint64]string{}
	}
	if c.by[institution] == nil || len(c.by[institution]) >= gramCached {
		c.by[institution] = map[uint64]string{} // rare: begin anew rather than keep an order of use
	}
	c.by[institution][pair] = t
	return t
}

func pairOf(a, b rune) uint64 { return uint64(a)<<32 | uint64(b) }

func (c *gramCache) blind(domain, institution, word string) string {
	return alphabet.EncodeToString(c.keys.Blind("search "+domain, gramBytes, institution, word))
}

// syllables returns the letters and digits of a text, composed and in lower case.
func syllables(text string) []rune {
	if !plain(text) && !norm.NFC.IsNormalString(text) {
		text = norm.NFC.String(text)
	}
	out := make([]rune, 0, min(len(text)/2, maxIndexed))
	for _, r := range text {
		if !hangul(r) {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				continue
			}
			r = unicode.ToLower(r)
		}
		if out = append(out, r); len(out) == maxIndexed {
			break
		}
	}
	return out
}

// plain tells that a text is of ASCII and whole syllables alone, as nearly all are: then it is composed already.
func plain(text string) bool {
	for _, r := range text {
		if r >= 0x80 && !hangul(r) {
			return false
		}
	}
	return true
}

// hangul tells whole Korean syllables, which are letters and have no case.
func hangul(r rune) bool { return '가' <= r && r <= '힣' }

// pairs appends the tokens of a text: those that are known in one go, since an intake asks for some hundred of them, then
// the few that are new.
func (c *gramCache) pairs(out []string, institution, text string) []string {
	runes := syllables(text)
	if len(runes) < 2 {
		return out
	}
	from := len(out)
	out = slices.Grow(out, len(runes))
	unknown := false
	c.mu.RLock()
	known := c.by[institution]
	for i := 1; i < len(runes); i++ {
		t := known[pairOf(runes[i-1], runes[i])]
		unknown = unknown || t == ""
		out = append(out, t)
	}
	c.mu.RUnlock()
	for i := 1; unknown && i < len(runes); i++ {
		if out[from+i-1] == "" {
			out[from+i-1] = c.learn(institution, runes[i-1], runes[i])
		}
	}
	return out
}

// gramsOf returns the search tokens of a case: its receipt number, whole telephone numbers with their last four digits, e-mail
// addresses, the identifiers of letters, the first consonants with which the name begins, and the pairs of all its texts; and, of one
// that came by Open311, that it did.
func (s *Service) gramsOf(institution, number string, civic bool, texts []text) []string {
	out := make([]string, 0, 64)
	if civic {
		out = append(out, s.grams.blind("open311", institution, "open311"), gramFence)
	}
	if number != "" {
		out = append(out, s.grams.blind("number", institution, number), gramFence)
	}
	for i := range texts {
		if phone := s.normalPhone(institution, texts[i].Fields["phone"]); len(phone) >= 4 {
			out = append(out, s.phoneToken(institution, phone),
				s.grams.blind("last", institution, phone[len(phone)-4:]), gramFence)
		}
		if email := mailbox(texts[i].Fields["email"]); email != "" {
			out = append(out, s.grams.blind("email", institution, email), gramFence)
		}
		if id := texts[i].Fields[fieldLetterID]; id != "" {
			out = append(out, s.grams.blind("letter", institution, id), gramFence)
		}
		for firsts, n := []rune(lookup.Firsts(texts[i].Fields["name"])), 2; n <= min(len(firsts), mostFirsts); n++ {
			out = append(out, s.grams.blind("first", institution, string(firsts[:n])), gramFence)
		}
		for _, w := range texts[i].words() {
			out = append(s.grams.pairs(out, institution, w), gramFence)
		}
	}
	return out
}

func digitsOf(text string) string {
	var out []byte
	for i := range len(text) {
		if c := text[i]; c >= '0' && c <= '9' {
			out = append(out, c)
		}
	}
	return string(out)
}
