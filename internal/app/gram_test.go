package app

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// TestSyllables holds the short way for Korean text to the long one.
func TestSyllables(t *testing.T) {
	t.Parallel()
	slow := func(text string) string {
		return strings.Map(func(r rune) rune {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				return -1
			}
			return unicode.ToLower(r)
		}, norm.NFC.String(text))
	}
	texts := []string{"", "도서관 대출, ABC 12!", "각", "가\u11a8", "\u1100\u1161\u11a8", "e\u0301É", "힣힤가\ud7b0", "漢字 かな", "🙂가"}
	for _, text := range texts {
		if got := string(syllables(text)); got != slow(text) {
			t.Errorf("syllables(%q) = %q, want %q", text, got, slow(text))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("가각힣 a Z9.é\u0301\u1100\u1161\u11a8字"))).Draw(t, "text")
		if got := string(syllables(text)); got != slow(text) {
			t.Fatalf("syllables(%q) = %q, want %q", text, got, slow(text))
		}
	})
}
