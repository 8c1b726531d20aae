package textmessage

import "strings"

// Mobile returns the digits of a Korean mobile number as providers want them, 01012345678; false when it is none. It takes hyphens,
// spaces and the country's code. Text messages and KakaoTalk reach mobile telephones only.
func Mobile(number string) (string, bool) {
	d, ok := digits(number)
	if !ok {
		return "", false
	}
	if rest, abroad := strings.CutPrefix(d, "82"); abroad {
		d = "0" + strings.TrimPrefix(rest, "0")
	}
	switch {
	case strings.HasPrefix(d, "010"):
		return d, len(d) == 11
	case len(d) > 3 && d[:2] == "01" && strings.IndexByte("16789", d[2]) >= 0:
		return d, len(d) == 10 || len(d) == 11
	}
	return "", false
}

// Sender returns the digits of a number that may stand as the sender of text messages, by its form; false when none such exists.
// That the number is the office's own and registered (발신번호 사전등록제, 전기통신사업법 제84조의2 and the notice (고시) about false numbers of
// the Ministry of Science and ICT) only the provider knows: it refuses others.
func Sender(number string) (string, bool) {
	if _, abroad := strings.CutPrefix(strings.TrimSpace(number), "+"); abroad {
		return "", false
	}
	d, ok := digits(number)
	if !ok {
		return "", false
	}
	n := len(d)
	switch {
	case n == 8: // nationwide numbers of organisations (대표번호)
		return d, strings.HasPrefix(d, "15") || strings.HasPrefix(d, "16") || strings.HasPrefix(d, "18")
	case strings.HasPrefix(d, "02"):
		return d, n == 9 || n == 10
	case strings.HasPrefix(d, "010"), strings.HasPrefix(d, "070"):
		return d, n == 11
	case strings.HasPrefix(d, "050"):
		return d, n == 11 || n == 12
	case n > 2 && (area(d[:3]) || strings.HasPrefix(d, "080") || d[:2] == "01" && strings.IndexByte("16789", d[2]) >= 0):
		return d, n == 10 || n == 11
	}
	return "", false
}

// area tells the codes of the provinces and large cities but Seoul: 031 to 033, 041 to 044, 051 to 055, 061 to 064.
func area(code string) bool {
	switch code[:2] {
	case "03":
		return code[2] >= '1' && code[2] <= '3'
	case "04", "06":
		return code[2] >= '1' && code[2] <= '4'
	case "05":
		return code[2] >= '1' && code[2] <= '5'
	}
	return false
}

// digits returns the digits of a number; false when something else than its usual marks is in it.
func digits(number string) (string, bool) {
	var b strings.Builder
	for i, r := range strings.TrimSpace(number) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '+' && i == 0, r == '-', r == ' ', r == '.', r == '(', r == ')':
		default:
			return "", false
		}
	}
	return b.String(), b.Len() > 0 && b.Len() <= 15
}
