// Package letter writes the office's letters to citizens: what they must say by law, in Korean or English. It is pure; the
// sentences stand in the catalogues (letter.yaml).
//
// There are no statutory forms for a supplement, a transfer or a refusal; what must be in them is: the period and the officer
// (보완), the receiving office (이송), reason and remedies (거부, 민원 처리에 관한 법률 제27조 제3항). Every letter names the
// department, the officer and the telephone (시행령 제31조).
package letter

import (
	"errors"
	"strings"
	"time"

	"jikim/internal/core/appeal"
	"jikim/internal/locale"
)

// Form is the sort of a letter.
type Form string

// The forms.
const (
	Answer     Form = "answer"
	Refusal    Form = "refusal"
	Extension  Form = "extension"
	Supplement Form = "supplement"
	Transfer   Form = "transfer"
	Delay      Form = "delay"
	Repeat     Form = "repeat" // closed because it repeats others (법 제23조)
)

// ErrNameless is returned when a letter would go out without department, officer or telephone.
var ErrNameless = errors.New("a letter names the department, the officer and the telephone")

// Letter is what a letter says. Times are written in the catalogue's time zone.
type Letter struct {
	Form       Form
	Office     string // name
	Number     string // receipt number
	Service    string // name
	ReceivedAt time.Time
	IssuedAt   time.Time
	Department string
	Officer    string
	Phone      string

	Text   string    // Answer: the answer; Refusal, Extension, Delay, Repeat: the reason; Supplement: what is missing; Transfer: why
	Law    string    // Refusal: the provision
	Appeal string    // Refusal, Repeat: how to object
	Until  time.Time // Extension, Delay: the new day; Supplement: the last day
	Ground string    // Extension
	To     string    // Transfer: the receiving office

	Earlier []Told // Repeat: the petitions of the same content that came before
}

// Told is an earlier petition and when its result was told; zero: it was not.
type Told struct {
	Number             string
	ReceivedAt, ToldAt time.Time
}

// Title returns the title of a form.
func Title(c *locale.Catalogue, f Form) string { return c.T("letter." + string(f) + ".title") }

// Compose writes the letter: paragraphs separated by empty lines. It fails with ErrNameless rather than leave out who
// answers for it.
func Compose(c *locale.Catalogue, l *Letter) (string, error) {
	if l.Department == "" || l.Officer == "" || l.Phone == "" {
		return "", ErrNameless
	}
	p := []string{
		c.T("letter.opening", "service", l.Service, "number", l.Number, "received", c.Date(l.ReceivedAt, c.Location())),
	}
	key := "letter." + string(l.Form)
	switch l.Form {
	case Answer:
		p = append(p, c.T(key+".text"), l.Text, c.T("letter.more"))
	case Refusal:
		p = append(p, c.T(key+".text"), c.T(key+".reason", "reason", l.Text), c.T(key+".law", "law", l.Law),
			c.T(key+".appeal"), l.Appeal)
	case Extension:
		p = append(p, c.T(key+".text", "until", c.Deadline(l.Until, c.Location())),
			c.T(key+".ground", "ground", c.T("letter.ground."+l.Ground)), c.T(key+".reason", "reason", l.Text))
	case Supplement:
		p = append(p, c.T(key+".text", "until", c.Deadline(l.Until, c.Location())), l.Text, c.T(key+".pause"))
	case Transfer:
		p = append(p, c.T(key+".text", "to", l.To), c.T(key+".reason", "reason", l.Text))
	case Repeat:
		p = append(p, c.T(key+".text"), earlier(c, l.Earlier), c.T(key+".reason", "reason", l.Text), c.T(key+".appeal"), l.Appeal)
	case Delay:
		p = append(p, c.T(key+".text"), c.T(key+".reason", "reason", l.Text),
			c.T(key+".expected", "until", c.Deadline(l.Until, c.Location())))
	}
	p = append(p, c.T("letter.closing", "issued", c.Date(l.IssuedAt, c.Location()), "office", l.Office,
		"department", l.Department, "officer", l.Officer, "phone", l.Phone))
	return strings.Join(p, "\n\n"), nil
}

// earlier lists the petitions that a closed one repeats, a line for each.
func earlier(c *locale.Catalogue, told []Told) string {
	lines := make([]string, 0, len(told))
	for _, t := range told {
		key := "letter.repeat.told"
		if t.ToldAt.IsZero() {
			key = "letter.repeat.untold"
		}
		lines = append(lines, c.T(key, "number", t.Number, "received", c.Date(t.ReceivedAt, c.Location()), "told", c.Date(t.ToldAt, c.Location())))
	}
	return strings.Join(lines, "\n")
}

// Appeal returns the standard text about remedies for a kind of petition (charter.Service.Kind): 이의신청 within 60 days for
// statutory petitions (법 제35조), within 30 days for disclosure (정보공개법 제18조), 행정심판 and 행정소송, and 고충민원 at any time
// (시행령 제17조).
func Appeal(c *locale.Catalogue, kind string) string {
	var p []string
	for _, way := range appeal.Ways(kind, true) {
		p = append(p, c.T("letter.appeal."+way.ID))
	}
	return strings.Join(p, "\n")
}
