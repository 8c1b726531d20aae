package post

import (
	"regexp"
	"strings"
)

// ParseRegister reads a registered-mail number: 13 digits for mail within Korea, in which the post has published no check digit, or
// the number of mail from abroad, whose check digit is tried (UPU S10). It returns it without blanks and hyphens.
func ParseRegister(text string) (string, error) {
	s := strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(text))
	switch {
	case domestic.MatchString(s):
		return s, nil
	case foreign.MatchString(s) && checks(s[2:11]):
		return s, nil
	}
	return "", ErrRegister
}

var (
	domestic = regexp.MustCompile(`^[1-9][0-9]{12}$`)
	foreign  = regexp.MustCompile(`^[A-Z]{2}[0-9]{9}[A-Z]{2}$`)
)

// checks tries the check digit of UPU S10, the last of nine.
func checks(digits string) bool {
	sum := 0
	for i, weight := range []int{8, 6, 4, 2, 3, 5, 9, 7} {
		sum += weight * int(digits[i]-'0')
	}
	check := 11 - sum%11
	switch check {
	case 10:
		check = 0
	case 11:
		check = 5
	}
	return int(digits[8]-'0') == check
}

// Thirteen digits by themselves can be a resident registration number. A number is recognised after the word 등기 only, or in the
// groups in which the post prints it: 12345-6789-0123. A resident registration number has groups of 6 and 7.
var (
	labelled = regexp.MustCompile(`등\s*기\s*(?:우\s*편\s*)?(?:물\s*)?(?:번\s*호)?\s*[:：.]?\s*([1-9][0-9]{4}[- ]?[0-9]{4}[- ]?[0-9]{4})(?:[^0-9]|$)`)
	grouped  = regexp.MustCompile(`(?m)(?:^|[^0-9-])([1-9][0-9]{4}-[0-9]{4}-[0-9]{4})(?:[^0-9-]|$)`)
	abroad   = regexp.MustCompile(`\b([A-Z]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3} ?[A-Z]{2})\b`)
)

// FindRegister finds a registered-mail number in recognised text; "" when there is none, or more than one.
func FindRegister(text string) string {
	found := ""
	for _, pattern := range []*regexp.Regexp{labelled, grouped, abroad} {
		for _, m := range pattern.FindAllStringSubmatch(text, -1) {
			n, err := ParseRegister(m[1])
			if err != nil || n == found {
				continue
			}
			if found != "" {
				return ""
			}
			found = n
		}
	}
	return found
}

// reasons are the words that the post stamps on mail that it brings back, and the notes that they become.
var reasons = []struct {
	words *regexp.Regexp
	note  string
}{
	{regexp.MustCompile(`수\s*취\s*인\s*불\s*명`), "letter.note.post_returned_unknown"},
	{regexp.MustCompile(`이\s*사\s*(감|불\s*명)|미\s*거\s*주`), "letter.note.post_returned_moved"},
	{regexp.MustCompile(`주\s*소\s*불\s*명`), "letter.note.post_returned_address"},
	{regexp.MustCompile(`폐\s*문\s*부\s*재|수\s*취\s*인\s*부\s*재`), "letter.note.post_returned_absent"},
	{regexp.MustCompile(`수\s*취\s*거\s*(절|부)`), "letter.note.post_returned_refused"},
	{regexp.MustCompile(`보\s*관\s*기\s*간\s*(경\s*과|만\s*료)`), "letter.note.post_returned_expired"},
	{regexp.MustCompile(`반\s*송\s*사\s*유`), "letter.note.post_returned_other"},
}

// Returned reads in recognised text why the post brought a letter back: a key of the catalogue, "" when it does not look so.
// A form that lists all reasons, with one of them ticked by hand, says only that it came back.
func Returned(text string) string {
	found := ""
	for _, r := range reasons {
		if !r.words.MatchString(text) || found == r.note {
			continue
		}
		if found != "" {
			return "letter.note.post_returned_other"
		}
		found = r.note
	}
	return found
}
