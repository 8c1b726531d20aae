package seal

import "unicode"

// MaskResident masks resident registration numbers (주민등록번호) in a text: the last six digits become stars, as in
// 900101-1******. It tells whether there were any. Such a number may only be processed where a law demands it (개인정보
// 보호법 제24조의2), so this system keeps none.
//
// A run of 13 digits, with or without a hyphen, full stop or space after the sixth, counts when its first six are a date and
// the seventh says a century (1–8, or 9 and 0 for the 1800s). Digits and hyphens count in whatever form a word processor or a
// Korean keyboard makes them, such as ９００１０１－１ or 900101–1. The check digit is not asked for: numbers given out since
// October 2020 have none.
func MaskResident(text string) (masked string, found bool) {
	if few(text) {
		return text, false
	}
	r := []rune(text)
	for i := 0; i+13 <= len(r); i++ {
		if i > 0 && digit(r[i-1]) >= 0 || digit(r[i]) < 0 {
			continue
		}
		at := i + 6
		for at < len(r) && at < i+9 && divides(r[at]) {
			at++
		}
		if at+7 > len(r) || !digits(r[i:i+6]) || !digits(r[at:at+7]) || at+7 < len(r) && digit(r[at+7]) >= 0 {
			continue
		}
		if !birthday(r[i : i+6]) {
			continue
		}
		for j := at + 1; j < at+7; j++ {
			r[j] = '*'
		}
		found = true
		i = at + 6
	}
	if !found {
		return text, false
	}
	return string(r), true
}

// few tells, without copying, that a text has not as many digits as one number: nearly all have not.
func few(text string) bool {
	n := 0
	for _, r := range text {
		if digit(r) >= 0 {
			n++
		}
	}
	return n < 13
}

// digit returns the value of a digit, of full width too; -1 when it is none.
func digit(r rune) int {
	switch {
	case r >= '0' && r <= '9':
		return int(r - '0')
	case r >= '０' && r <= '９':
		return int(r - '０')
	}
	return -1
}

// divides tells whether people write a character between the two halves: hyphens and dashes, spaces, a full stop.
func divides(r rune) bool {
	return r == '.' || r == '\u2212' || unicode.Is(unicode.Pd, r) || unicode.Is(unicode.Zs, r)
}

func digits(r []rune) bool {
	for _, c := range r {
		if digit(c) < 0 {
			return false
		}
	}
	return true
}

func birthday(r []rune) bool {
	month := digit(r[2])*10 + digit(r[3])
	day := digit(r[4])*10 + digit(r[5])
	return month >= 1 && month <= 12 && day >= 1 && day <= 31
}
