package survey

import "strings"

// Themed is how many comments to one question belong to each theme. One may belong to several.
type Themed struct {
	ID     string `json:"id"` // of the question
	N      int    `json:"n"`
	Themes []N    `json:"themes"` // in the order of the questionnaire; "" last: those of no theme
}

// Has tells whether a comment has one of the theme's words in it.
func (t *Theme) Has(words string) bool {
	words = strings.ToLower(words)
	for _, w := range t.Words {
		if strings.Contains(words, strings.ToLower(w)) {
			return true
		}
	}
	return false
}

// themed counts comments by the words of the office's list, and by nothing else: no machine guesses what somebody meant. Questions
// and themes of too few comments are left out or hidden.
func themed(q *Questionnaire, words map[string][]string) []Themed {
	var out []Themed
	for i := range q.Comments {
		said := words[q.Comments[i].ID]
		if len(said) < q.Shown {
			continue
		}
		t := Themed{ID: q.Comments[i].ID, N: len(said)}
		counts := make([]int, len(q.Themes)+1)
		for _, text := range said {
			some := false
			for k := range q.Themes {
				if q.Themes[k].Has(text) {
					counts[k]++
					some = true
				}
			}
			if !some {
				counts[len(q.Themes)]++
			}
		}
		hide, _ := hidden(counts, nil, q.Shown)
		for k, n := range counts {
			entry := N{N: n, Hidden: hide[k]}
			if k < len(q.Themes) {
				entry.ID = q.Themes[k].ID
			}
			if entry.Hidden {
				entry.N = 0
			}
			if n > 0 {
				t.Themes = append(t.Themes, entry)
			}
		}
		out = append(out, t)
	}
	return out
}
