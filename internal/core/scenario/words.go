package scenario

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"jikim/internal/core/civil"
)

// word is a stretch of a line without spaces outside quotes.
type word struct {
	text   string
	column int // of its first character, from 1
}

// split takes a line apart into words, and a comment, which begins with # at the beginning of a word. ok is false when a
// quote is left open.
func split(line string) (words []word, comment string, ok bool) {
	column, start, from := 0, -1, 0
	quoted, escaped := false, false
	for i, r := range line {
		column++
		switch {
		case start < 0 && r == '#':
			return words, line[i+1:], true
		case start < 0 && !unicode.IsSpace(r):
			start, from = i, column
			quoted = r == '"'
		case start < 0, escaped:
			escaped = false
		case quoted && r == '\\':
			escaped = true
		case r == '"':
			quoted = !quoted
		case !quoted && unicode.IsSpace(r):
			words = append(words, word{line[start:i], from})
			start = -1
		}
	}
	if start >= 0 {
		words = append(words, word{line[start:], from})
	}
	return words, "", !quoted
}

// bare tells whether a text can stand as a word without quotes.
func bare(s string) bool {
	if s == "" || s[0] == '#' {
		return false
	}
	for _, r := range s {
		if r == '"' || unicode.IsSpace(r) || !unicode.IsPrint(r) || r == utf8.RuneError {
			return false
		}
	}
	return true
}

// clock reads a time of day with optional seconds and fraction; 24:00 is the end of the day.
func clock(s string) (time.Duration, bool) {
	fraction := time.Duration(0)
	whole, digits, dotted := strings.Cut(s, ".")
	if dotted {
		if len(digits) < 1 || len(digits) > 6 || len(whole) != len("10:00:00") {
			return 0, false
		}
		n, err := strconv.ParseUint(digits+strings.Repeat("0", 6-len(digits)), 10, 32)
		if err != nil {
			return 0, false
		}
		fraction = time.Duration(n) * time.Microsecond
	}
	t, err := civil.ParseTimeOfDay(whole)
	if err != nil || t.Duration() == 24*time.Hour && fraction > 0 {
		return 0, false
	}
	return t.Duration() + fraction, true
}

// instant is a day and a time of day on the office's clock.
func instant(d civil.Date, of time.Duration, zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, int(of/time.Second), int(of%time.Second), zone).UTC()
}

// localInstant reads 2026-11-24T15:00.
func localInstant(s string, zone *time.Location) (time.Time, bool) {
	day, of, ok := strings.Cut(s, "T")
	if !ok {
		return time.Time{}, false
	}
	d, err := civil.ParseDate(day)
	t, ok := clock(of)
	if err != nil || !ok {
		return time.Time{}, false
	}
	return instant(d, t, zone), true
}

// clockText writes a time of day as short as it can be: 10:00, 10:00:09, 10:00:08.999999.
func clockText(t time.Time) string {
	switch {
	case t.Nanosecond() != 0:
		return strings.TrimRight(t.Format("15:04:05.000000"), "0")
	case t.Second() != 0:
		return t.Format("15:04:05")
	}
	return t.Format("15:04")
}
