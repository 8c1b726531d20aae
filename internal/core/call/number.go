package call

import "strings"

// longestExtension is the longest number of a telephone within an office.
const longestExtension = 5

// Normal returns a telephone number as it is dialled in Korea, in digits alone, so that one number has one form however it is told:
// 02-123-4567, +82-2-123-4567, (02) 123 4567 and sip:+8221234567@host are 021234567. area is the office's own area code, such as
// 033, for numbers told without one; empty: they stay as they are. Numbers abroad begin with +, extensions are at most five digits.
// Empty: it is no number, or one that was withheld.
func Normal(number, area string) string {
	digits, plus := dialled(number)
	switch {
	case digits == "":
		return ""
	case plus && strings.HasPrefix(digits, "82"):
		return national(digits[2:])
	case plus:
		return "+" + digits
	case strings.HasPrefix(digits, "0082"):
		return national(digits[4:])
	case strings.HasPrefix(digits, "00") && len(digits) > 10:
		return "+" + digits[2:]
	case strings.HasPrefix(digits, "82") && len(digits) >= 11 && len(digits) <= 12:
		return national(digits[2:])
	case len(digits) == 10 && strings.HasPrefix(digits, "10"): // a trunk that drops the leading zero of 010
		return "0" + digits
	case len(digits) == 8 && nationwide(digits), len(digits) <= longestExtension, digits[0] == '0':
		return digits
	case len(digits) == 7 || len(digits) == 8:
		return area + digits
	}
	return digits
}

// Extension tells whether a normal number is one within an office.
func Extension(normal string) bool { return normal != "" && len(normal) <= longestExtension }

// national writes what follows +82 with the zero that is dialled within the country; numbers without an area have none.
func national(digits string) string {
	digits = strings.TrimLeft(digits, "0")
	if digits == "" || len(digits) == 8 && nationwide(digits) {
		return digits
	}
	return "0" + digits
}

// nationwide tells the numbers that have no area code: 1544, 1588, 1600, 1899, ….
func nationwide(digits string) bool {
	return strings.HasPrefix(digits, "15") || strings.HasPrefix(digits, "16") || strings.HasPrefix(digits, "18")
}

// dialled returns the digits of a number as told by a machine or written by people, and whether it begins with +. What follows the
// number in an address (@host, ;parameters) is no part of it; a name of a caller that is withheld has no digits.
func dialled(number string) (digits string, plus bool) {
	number = strings.TrimSpace(number)
	if _, uri, ok := strings.Cut(number, "<"); ok { // a display name stands before it
		number = uri
	}
	for _, scheme := range []string{"sips:", "sip:", "tel:"} {
		if len(number) >= len(scheme) && strings.EqualFold(number[:len(scheme)], scheme) {
			number = number[len(scheme):]
			break
		}
	}
	if i := strings.IndexAny(number, "@;>,"); i >= 0 {
		number = number[:i]
	}
	number = strings.Replace(number, "(0)", "", 1)
	out := make([]byte, 0, 20)
	for _, r := range number {
		switch {
		case r >= '0' && r <= '9':
			if len(out) == 20 { // longer than any number (E.164 has 15 digits)
				return "", false
			}
			out = append(out, byte(r))
		case r == '+' && len(out) == 0:
			plus = true
		case strings.ContainsRune(" -.()/\u00a0\u2010\u2011\u2013", r):
		default: // a name: "anonymous", "unknown"
			return "", false
		}
	}
	return string(out), plus
}
