package seal

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Name masks a person's name for lists: 김철수 is 김*수, 김수 is 김*, Jane Doe is J*** D**.
func Name(name string) string {
	words := strings.Fields(name)
	for i, w := range words {
		words[i] = maskWord(w)
	}
	return strings.Join(words, " ")
}

func maskWord(w string) string {
	r := []rune(w)
	switch {
	case len(r) < 2:
		return w
	case len(r) == 2 || r[0] < unicode.MaxASCII:
		return string(r[0]) + strings.Repeat("*", len(r)-1)
	}
	return string(r[0]) + strings.Repeat("*", len(r)-2) + string(r[len(r)-1])
}

// Phone masks a telephone number, leaving the first group and the last four digits: 010-****-1234. A number of seven or fewer
// digits keeps only its last two.
func Phone(number string) string {
	var digits []byte
	for i := range len(number) {
		if c := number[i]; c >= '0' && c <= '9' {
			digits = append(digits, c)
		}
	}
	n := len(digits)
	if n <= 7 {
		return strings.Repeat("*", max(0, n-2)) + string(digits[max(0, n-2):])
	}
	first := 3
	if strings.HasPrefix(string(digits), "02") {
		first = 2
	}
	return string(digits[:first]) + "-" + strings.Repeat("*", n-first-4) + "-" + string(digits[n-4:])
}

// Email masks an address, leaving its first letter and its host: k***@example.kr.
func Email(address string) string {
	local, host, ok := strings.Cut(address, "@")
	if !ok || local == "" {
		return strings.Repeat("*", utf8.RuneCountInString(address))
	}
	r, _ := utf8.DecodeRuneInString(local)
	return string(r) + "***@" + host
}
