package directory

import "strings"

// Phone writes a Korean telephone number as directories do, with hyphens: of digits with any of the usual separators, or with +82
// before it. A number with the office's own area code is written without it, as its other numbers are. False when it is no number
// of the Korean plan (전기통신번호관리세칙): a local, long-distance, mobile, internet, nationwide (1588) or special (110) number.
func Phone(area, s string) (string, bool) {
	digits, ok := digitsOf(s)
	if !ok {
		return "", false
	}
	if rest, own := strings.CutPrefix(digits, area); own && area != "" && (len(rest) == 7 || len(rest) == 8) {
		digits = rest
	}
	n := len(digits)
	switch {
	case n == 0:
		return "", false
	case digits[0] == '1':
		return special(digits)
	case digits[0] != '0':
		return split(digits, 0, n == 7 || n == 8)
	case strings.HasPrefix(digits, "02"):
		return split(digits, 2, n == 9 || n == 10)
	case strings.HasPrefix(digits, "050"):
		return split(digits, 4, n == 11 || n == 12)
	}
	return split(digits, 3, (n == 10 || n == 11) && digits[1] != '0')
}

// digitsOf takes the separators out and writes +82 as 0.
func digitsOf(s string) (string, bool) {
	s = strings.TrimSpace(s)
	abroad := strings.HasPrefix(s, "+")
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune("-.() ", r) {
			return -1
		}
		return r
	}, strings.TrimPrefix(s, "+"))
	if strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	if abroad {
		rest, korea := strings.CutPrefix(digits, "82")
		if !korea || rest == "" {
			return "", false
		}
		digits = rest
		if !strings.HasPrefix(digits, "0") && digits[0] != '1' || strings.HasPrefix(digits, "10") || strings.HasPrefix(digits, "11") {
			digits = "0" + digits
		}
	}
	return digits, true
}

// special writes numbers that begin with 1: of three or four digits, or nationwide ones.
func special(digits string) (string, bool) {
	switch len(digits) {
	case 3, 4:
		return digits, true
	case 8:
		return digits[:4] + "-" + digits[4:], strings.ContainsAny(digits[1:2], "568")
	}
	return "", false
}

// split writes the prefix, the exchange and the last four digits.
func split(digits string, prefix int, ok bool) (string, bool) {
	if !ok {
		return "", false
	}
	last := len(digits) - 4
	out := digits[prefix:last] + "-" + digits[last:]
	if prefix > 0 {
		out = digits[:prefix] + "-" + out
	}
	return out, digits[prefix] != '0'
}
