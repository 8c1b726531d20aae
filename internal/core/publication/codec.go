package publication

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"jikim/internal/core/stats"
)

// Encode returns the canonical bytes: one JSON object, its fields in the order of the types here and no blanks. The same publication
// always has the same bytes.
func Encode(p *Publication) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(p); err != nil {
		panic("a publication consists of what JSON can say: " + err.Error())
	}
	return b.Bytes()
}

// ErrForm is the fault of bytes that are no publication of a form that this program knows.
var ErrForm = errors.New("not a publication")

// Decode reads what Encode wrote, and nothing else: other bytes of the same meaning are refused, since the digest is of these.
func Decode(b []byte) (*Publication, error) {
	var p Publication
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrForm, err)
	}
	if p.Form != Form {
		return nil, fmt.Errorf("%w: form %d is not known; take a newer program", ErrForm, p.Form)
	}
	if err := p.check(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrForm, err)
	}
	if !bytes.Equal(Encode(&p), b) {
		return nil, fmt.Errorf("%w: it is not written in the one way in which it may be", ErrForm)
	}
	return &p, nil
}

// check tells whether the parts fit each other.
func (p *Publication) check() error {
	months := p.Months()
	switch root, err := hex.DecodeString(p.Ledger.Root); {
	case p.Institution == "":
		return errors.New("it names no institution")
	case months == nil:
		return fmt.Errorf("%q is no period", p.Period)
	case !identified(p.ID, p.Period):
		return fmt.Errorf("%q does not name a publication of %s", p.ID, p.Period)
	case (p.Corrects == "") != (p.ID == p.Period):
		return errors.New("a publication corrects another exactly when it is not the first of its period")
	case p.Corrects != "" && (!identified(p.Corrects, p.Period) || p.Reason == ""):
		return errors.New("a correction names one of its own period, and why")
	case !plain(p.From) || !plain(p.Until) || !plain(p.AsOf) || !p.From.Before(p.Until):
		return errors.New("its instants are not in order")
	case len(p.Charters) == 0:
		return errors.New("it names no charter")
	case p.Ledger.Size < 0 || err != nil || len(root) != 32:
		return errors.New("it names no root of a ledger")
	}
	return checkLines(p.Lines, months)
}

// plain tells whether an instant is written as Encode writes it.
func plain(t time.Time) bool {
	return t.Location() == time.UTC && t.Equal(t.Truncate(time.Microsecond)) && !t.IsZero() && t.Year() < 3000
}

func checkLines(lines []stats.Line, months []string) error {
	seen := map[string]bool{}
	for i := range lines {
		l := &lines[i]
		if l.Promise == "" || seen[l.Promise] {
			return fmt.Errorf("line %d names no promise, or one that has a line", i+1)
		}
		seen[l.Promise] = true
		if len(l.Months) > 0 && len(months) == 1 {
			return fmt.Errorf("%s is listed by months in a publication of one", l.Promise)
		}
		for _, parts := range [][]stats.Part{l.Months, l.Desks, l.Channels} {
			for k := range parts {
				if k > 0 && parts[k-1].Key >= parts[k].Key {
					return fmt.Errorf("the parts of %s are not in order", l.Promise)
				}
				if !sane(&parts[k].Figure) {
					return fmt.Errorf("a number of %s is below zero, or shown although it is suppressed", l.Promise)
				}
			}
		}
		if !sane(&l.Whole) || !saneAim(l.Aim) || !saneAmends(l.Amends) {
			return fmt.Errorf("a number of %s is below zero, or shown although it is suppressed", l.Promise)
		}
	}
	return nil
}

func sane(f *stats.Figure) bool {
	for _, n := range []int{f.Kept, f.Broken, f.Unproven, f.Open, f.Overdue, f.Stood, f.Hours, f.Margin.N} {
		if n < 0 {
			return false
		}
	}
	for _, v := range f.Void {
		if v.N <= 0 {
			return false
		}
	}
	return !f.Suppressed || f.Total()+f.Stood+f.Hours == 0 && f.Margin == (stats.Left{}) && f.Grades == (stats.Grades{})
}

func saneAim(a stats.Reached) bool {
	return min(a.N, a.Within) >= 0 && (!a.Suppressed || a == (stats.Reached{Suppressed: true}))
}

func saneAmends(amends []stats.Amend) bool {
	for i, a := range amends {
		if a.By == "" || i > 0 && amends[i-1].By >= a.By || a.N <= 0 || a.Median < 0 || a.Worst < a.Median || a.Suppressed && a.Worst > 0 {
			return false
		}
	}
	return true
}
