package lookup

// The syllables of Hangul stand in Unicode by first consonant, vowel and last consonant.
const (
	firstSyllable = 0xAC00
	lastSyllable  = 0xD7A3
	vowels        = 21
	lasts         = 28
)

// The letters by their place in a syllable, as the keys of a Korean keyboard that write them: a compound one is two keys.
// A doubled consonant is one key with shift.
var (
	firstKeys = []rune("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ")
	vowelKeys = [...]string{"ㅏ", "ㅐ", "ㅑ", "ㅒ", "ㅓ", "ㅔ", "ㅕ", "ㅖ", "ㅗ", "ㅗㅏ", "ㅗㅐ", "ㅗㅣ", "ㅛ", "ㅜ", "ㅜㅓ", "ㅜㅔ", "ㅜㅣ", "ㅠ",
		"ㅡ", "ㅡㅣ", "ㅣ"}
	lastKeys = [...]string{"", "ㄱ", "ㄲ", "ㄱㅅ", "ㄴ", "ㄴㅈ", "ㄴㅎ", "ㄷ", "ㄹ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ", "ㄹㅌ", "ㄹㅍ", "ㄹㅎ", "ㅁ", "ㅂ",
		"ㅂㅅ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ"}
)

// clusters are consonants that an input method makes of two, such as ㄳ of ㄱ and ㅅ; who types first consonants means two.
var clusters = map[rune]string{'ㄳ': "ㄱㅅ", 'ㄵ': "ㄴㅈ", 'ㄶ': "ㄴㅎ", 'ㄺ': "ㄹㄱ", 'ㄻ': "ㄹㅁ", 'ㄼ': "ㄹㅂ", 'ㄽ': "ㄹㅅ", 'ㄾ': "ㄹㅌ",
	'ㄿ': "ㄹㅍ", 'ㅀ': "ㄹㅎ", 'ㅄ': "ㅂㅅ"}

func syllable(r rune) bool { return r >= firstSyllable && r <= lastSyllable }

// consonant tells a consonant that stands alone.
func consonant(r rune) bool { return r >= 'ㄱ' && r <= 'ㅎ' }

// Consonants tells whether a word is of consonants that stand alone and nothing else, as one types who looks by first consonants.
func Consonants(word string) bool {
	for _, r := range word {
		if !consonant(r) {
			return false
		}
	}
	return word != ""
}

// Firsts returns the first consonants of a text's syllables, such as ㅎㄱㄷ of 홍길동. Consonants that stand alone stay, and those that
// an input method joined become two; all else is left out.
func Firsts(text string) string {
	var out []rune
	for _, r := range text {
		switch {
		case syllable(r):
			out = append(out, first(r))
		case clusters[r] != "":
			out = append(out, []rune(clusters[r])...)
		case consonant(r):
			out = append(out, r)
		}
	}
	return string(out)
}

// first returns the first consonant of a syllable; other letters are their own.
func first(r rune) rune {
	if !syllable(r) {
		return r
	}
	return firstKeys[(r-firstSyllable)/(vowels*lasts)]
}

// appendKeys appends the keys that write a letter.
func appendKeys(keys []rune, r rune) []rune {
	if !syllable(r) {
		return append(keys, r)
	}
	r -= firstSyllable
	keys = append(keys, firstKeys[r/(vowels*lasts)])
	for _, k := range vowelKeys[r/lasts%vowels] {
		keys = append(keys, k)
	}
	for _, k := range lastKeys[r%lasts] {
		keys = append(keys, k)
	}
	return keys
}
