package app

import (
	"net/mail"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"jikim/internal/core/charter"
)

// form collects the faults of what somebody filled in.
type form struct {
	faults []FieldFault
	masked bool // a resident registration number was found
}

func (f *form) fault(field, key string, args ...any) {
	f.faults = append(f.faults, FieldFault{Field: field, Key: key, Args: args})
}

func (f *form) err() error {
	if len(f.faults) == 0 {
		return nil
	}
	return invalid(f.faults...)
}

// longest texts by kind of field, in characters.
const (
	maxLine = 200
	maxName = 100
)

// blank tells whether nothing of a text can be seen: white space, marks without width, and the Hangul fillers.
func blank(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		switch r {
		case '\u115f', '\u1160', '\u3164', '\uffa0':
			return false
		}
		return !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r)
	})
}

// turns tells whether a character turns the direction of what follows it, so that a name in a list could be read as another.
func turns(r rune) bool { return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' }

// line checks a text of one line: no control characters, nothing that turns its direction, not too long. It returns the text
// without outer spaces.
func (f *form) line(field, value string, required bool) string {
	value = strings.TrimSpace(value)
	switch {
	case blank(value) && required:
		f.fault(field, "fault.required")
	case !utf8.ValidString(value) || strings.ContainsFunc(value, unicode.IsControl) || strings.ContainsFunc(value, turns):
		f.fault(field, "fault.characters")
	case utf8.RuneCountInString(value) > maxLine:
		f.fault(field, "fault.too_long", "most", maxLine)
	}
	return value
}

// prose checks a text of several lines.
func (f *form) prose(field, value string, required bool) string {
	value = strings.TrimSpace(strings.ReplaceAll(value, "\r\n", "\n"))
	switch {
	case blank(value) && required:
		f.fault(field, "fault.required")
	case !utf8.ValidString(value) || strings.ContainsFunc(value, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }):
		f.fault(field, "fault.characters")
	case utf8.RuneCountInString(value) > MaxText:
		f.fault(field, "fault.too_long", "most", MaxText)
	}
	return value
}

// phone checks a telephone number: 7 to 15 digits with the usual separators.
func (f *form) phone(field, value string, required bool) string {
	value = f.line(field, value, required)
	if value == "" {
		return ""
	}
	n := len(digitsOf(value))
	if n < 7 || n > 15 || strings.Trim(value, "0123456789-+() .") != "" {
		f.fault(field, "fault.phone")
	}
	return value
}

// email checks an address. Display names are not taken.
func (f *form) email(field, value string, required bool) string {
	value = f.line(field, value, required)
	if value == "" {
		return ""
	}
	a, err := mail.ParseAddress(value)
	if err != nil || a.Address != value || !strings.Contains(value[strings.LastIndexByte(value, '@')+1:], ".") {
		f.fault(field, "fault.email")
	}
	return value
}

// choice checks that a value is one of those offered.
func (f *form) choice(field, value string, required bool, of ...string) string {
	switch {
	case value == "" && required:
		f.fault(field, "fault.required")
	case value != "" && !slices.Contains(of, value):
		f.fault(field, "fault.choice")
	}
	return value
}

// key checks an idempotency key.
func (f *form) key(value string) string {
	if len(value) < MinKey || len(value) > 100 {
		f.fault("key", "fault.key")
	}
	return value
}

// further checks the further fields of a service and returns them by identifier.
func (f *form) further(svc *charter.Service, values map[string]string) map[string]string {
	out := map[string]string{}
	for i := range svc.Fields {
		fld := &svc.Fields[i]
		name := "fields." + fld.ID
		v := values[fld.ID]
		switch fld.Type {
		case "textarea":
			v = f.prose(name, v, fld.Required)
		case "tel":
			v = f.phone(name, v, fld.Required)
		case "email":
			v = f.email(name, v, fld.Required)
		case "choice":
			of := make([]string, 0, 2*len(fld.Choices))
			for _, c := range fld.Choices {
				of = append(of, c.KO, c.EN)
			}
			v = f.choice(name, v, fld.Required, of...)
		default:
			v = f.line(name, v, fld.Required)
		}
		if v != "" {
			out[fld.ID] = v
		}
	}
	return out
}
