package app

import (
	"context"
	"slices"

	"jikim/internal/core/casefile"
)

// Candidate is an earlier petition of the same person.
type Candidate struct {
	Head
	Alike int // how much of the words is the same, in percent; a hint, since sameness is weighed by people
}

// AlikeFrom is from how many percent on two petitions are shown as alike.
const AlikeFrom = 50

// candidates lists the petitions that the case may repeat, the most alike first. Their words are compared here and shown to
// nobody.
func (s *Service) candidates(ctx context.Context, c *current, v *CaseView, marked []Marked) ([]Candidate, error) {
	var out []Candidate
	own := v.Person.Title + " " + v.Person.Text
	for _, h := range v.Earlier {
		if h.Number == "" || !h.ReceivedAt.Before(c.state.ReceivedAt) || h.Status == string(casefile.Withdrawn) ||
			slices.ContainsFunc(marked, func(m Marked) bool { return m.Number == h.Number }) {
			continue
		}
		other, texts, err := s.readCase(ctx, c.Institution, h.Case)
		if err != nil {
			return nil, err
		}
		p := personOf(other, texts)
		out = append(out, Candidate{Head: h, Alike: alike(own, p.Title+" "+p.Text)})
	}
	slices.SortStableFunc(out, func(a, b Candidate) int { return b.Alike - a.Alike })
	return out, nil
}

// alike returns how many percent of the pairs of syllables two texts share (Dice's coefficient), blind to spaces and
// punctuation.
func alike(a, b string) int {
	count := func(text string) (map[uint64]int, int) {
		runes, pairs := syllables(text), map[uint64]int{}
		for i := 1; i < len(runes); i++ {
			pairs[pairOf(runes[i-1], runes[i])]++
		}
		return pairs, max(len(runes)-1, 0)
	}
	inA, lenA := count(a)
	inB, lenB := count(b)
	if lenA+lenB == 0 {
		return 0
	}
	shared := 0
	for pair, n := range inA {
		shared += min(n, inB[pair])
	}
	return 200 * shared / (lenA + lenB)
}
