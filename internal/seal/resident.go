package seal

// MaskResident masks resident registration numbers (주민등록번호) in a text: the last six digits become stars, as in
// 900101-1******. It tells whether there were any. Such a number may only be processed where a law demands it (개인정보
// 보호법 제24조의2), so this system keeps none.
//
// A run of 13 digits, with or without a hyphen or space after the sixth, counts when its first six are a date and the
// seventh says a century (1–8, or 9 and 0 for the 1800s). The check digit is not asked for: numbers given out since October 2020 have none.
func MaskResident(text string) (masked string, found bool) {
	b := []byte(text)
	for i := 0; i+13 <= len(b); i++ {
		if i > 0 && digit(b[i-1]) || !digit(b[i]) {
			continue
		}
		at := i + 6
		for at < len(b) && at < i+9 && (b[at] == '-' || b[at] == ' ') {
			at++
		}
		if at+7 > len(b) || !digits(b[i:i+6]) || !digits(b[at:at+7]) || at+7 < len(b) && digit(b[at+7]) {
			continue
		}
		if !birthday(b[i : i+6]) {
			continue
		}
		for j := at + 1; j < at+7; j++ {
			b[j] = '*'
		}
		found = true
		i = at + 6
	}
	if !found {
		return text, false
	}
	return string(b), true
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func digits(b []byte) bool {
	for _, c := range b {
		if !digit(c) {
			return false
		}
	}
	return true
}

func birthday(b []byte) bool {
	month := int(b[2]-'0')*10 + int(b[3]-'0')
	day := int(b[4]-'0')*10 + int(b[5]-'0')
	return month >= 1 && month <= 12 && day >= 1 && day <= 31
}
