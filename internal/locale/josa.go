package locale

import (
	"strings"
	"unicode"
)

// particles are the pairs a sentence may use, the form after a consonant first.
var particles = map[string]bool{
	"을/를": true, "은/는": true, "이/가": true, "과/와": true, "으로/로": true, "으로서/로서": true, "으로부터/로부터": true,
	"이라/라": true, "이라고/라고": true, "이란/란": true, "이나/나": true, "이며/며": true, "이고/고": true,
	"이었/였": true,
}

// sound is how a word ends when read aloud.
type sound int

const (
	unknown sound = iota
	vowel
	rieul // the consonant ㄹ, after which 으로 becomes 로
	consonant
)

// Josa returns the particle of a pair such as "을/를" that fits the end of the word. What stands in parentheses at the
// end is not read, so the word before it decides; digits are read as Korean numbers, capital letters by their names.
// When the ending cannot be known both forms are written: 을(를), (으)로.
func Josa(word, pair string) string {
	after, open, _ := strings.Cut(pair, "/")
	switch ending(word) {
	case vowel:
		return open
	case rieul:
		if strings.HasPrefix(after, "으로") {
			return open
		}
		return after
	case consonant:
		return after
	}
	if strings.HasPrefix(after, "으") || (strings.HasPrefix(after, "이") && strings.HasSuffix(after, open)) {
		return "(" + strings.TrimSuffix(after, open) + ")" + open
	}
	return after + "(" + open + ")"
}

func ending(word string) sound {
	word = spoken(word)
	if number, ok := strings.CutSuffix(word, "."); ok {
		if number != "" && number[len(number)-1] >= '0' && number[len(number)-1] <= '9' {
			return rieul // a date, 2026. 11. 23., is read with 일 at its end
		}
		return ending(number)
	}
	runes := []rune(word)
	if len(runes) == 0 {
		return unknown
	}
	last := runes[len(runes)-1]
	switch {
	case last >= '가' && last <= '힣':
		switch (last - '가') % 28 {
		case 0:
			return vowel
		case 8:
			return rieul
		}
		return consonant
	case last >= '0' && last <= '9':
		return numberEnding(runes)
	case last < unicode.MaxASCII && unicode.IsLetter(last):
		return latinEnding(runes)
	case last == '%' || last == '℃' || last == '℉':
		return vowel // 퍼센트, 도
	}
	return unknown
}

// spoken cuts off what is not read aloud at the end of a word: parentheses with their content, and quotes.
func spoken(word string) string {
	for {
		word = strings.TrimRightFunc(word, func(r rune) bool {
			return unicode.IsSpace(r) || strings.ContainsRune(`"'”’」』》〉>…]`, r)
		})
		if !strings.HasSuffix(word, ")") {
			return word
		}
		open := strings.LastIndexByte(word, '(')
		if open <= 0 {
			return strings.TrimSuffix(word, ")")
		}
		word = word[:open]
	}
}

// numberEnding reads the number at the end: 1 일, 7 칠 and 8 팔 end in ㄹ; zeros are read 십, 백, 천, 만, 억 (all closed)
// or 조 (open).
func numberEnding(runes []rune) sound {
	zeros, i := 0, len(runes)-1
	for ; i >= 0 && (runes[i] == '0' || runes[i] == ','); i-- {
		if runes[i] == '0' {
			zeros++
		}
	}
	if zeros >= 12 && zeros < 16 {
		return vowel
	}
	if zeros > 0 {
		return consonant
	}
	switch runes[i] {
	case '1', '7', '8':
		return rieul
	case '3', '6':
		return consonant
	}
	return vowel
}

// latinEnding reads capitals by the name of the letter (L 엘, M 엠, N 엔, R 알) and other words by their last sound.
func latinEnding(runes []rune) sound {
	n := len(runes)
	last := runes[n-1]
	if unicode.IsUpper(last) {
		switch last {
		case 'L', 'R':
			return rieul
		case 'M', 'N':
			return consonant
		}
		return vowel
	}
	switch {
	case last == 'l', n > 2 && last == 'e' && runes[n-2] == 'l':
		return rieul
	case last == 'm', last == 'n', n > 1 && last == 'g' && runes[n-2] == 'n':
		return consonant
	}
	return vowel
}
