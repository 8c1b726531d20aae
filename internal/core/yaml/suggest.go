package yaml

import "strings"

// longest is the number of letters beyond which a word is not compared: nobody mistypes such a word, and the
// comparison takes time in proportion to the square of the length.
const longest = 64

// Suggest returns the candidate that the word was probably meant to be, or "" when none is near. Korean syllables are
// compared by their letters, so that one wrong letter in a syllable counts as one mistake.
func Suggest(word string, candidates []string) string {
	best, bestDistance := "", -1
	w := letters(word)
	if len(w) == 0 || len(w) > longest {
		return ""
	}
	for _, c := range candidates {
		l := letters(c)
		if len(l) == 0 || len(l) > longest {
			continue
		}
		d := distance(w, l)
		if d <= allowed(max(len(w), len(l))) && (bestDistance < 0 || d < bestDistance) {
			best, bestDistance = c, d
		}
	}
	return best
}

// DidYouMean returns a hint for Error: the suggestion as a question, or else the list of what is possible when the
// list is short enough to be read.
func DidYouMean(word string, candidates []string) string {
	if s := Suggest(word, candidates); s != "" {
		return "did you mean " + quote(s) + "?"
	}
	if len(candidates) == 0 || len(candidates) > 12 {
		return ""
	}
	return "possible: " + strings.Join(candidates, ", ")
}

// allowed is the number of mistakes forgiven in a word of n letters.
func allowed(n int) int {
	return max(1, n/3)
}

// letters folds case and takes Korean syllables apart into initial, vowel and final.
func letters(s string) []rune {
	out := make([]rune, 0, len(s))
	for _, r := range strings.ToLower(s) {
		const first, last, vowels, finals = 0xAC00, 0xD7A3, 21, 28
		if r < first || r > last {
			out = append(out, r)
			continue
		}
		n := r - first
		out = append(out, 0x1100+n/(vowels*finals), 0x1161+n/finals%vowels)
		if f := n % finals; f > 0 {
			out = append(out, 0x11A7+f)
		}
		if len(out) > longest {
			break
		}
	}
	return out
}

// distance is the number of letters to add, drop, change or swap with the next one to make b of a
// (optimal string alignment).
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
