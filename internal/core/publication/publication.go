// Package publication is what an office publishes of itself: a table of its promises over whole months, as of an instant, that is never
// changed and that everybody can compute again from the open form of the facts.
//
// A Publication names all that its figures follow from: the charter versions, the calendars and the special days that were known, and
// the root of the ledger with how many facts were in it. A Counter comes from these to the figures; Diff names where two tables differ.
// A correction is a publication of its own that names the one it corrects.
package publication

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"jikim/internal/core/open"
	"jikim/internal/core/stats"
)

// Form is the number of the rules by which this program counts and suppresses; a change of what is published by the same facts is a
// new number.
const Form = 1

// Publication is a table with all that it follows from. Times are UTC, cut to microseconds.
type Publication struct {
	Form        int    `json:"form"`
	ID          string `json:"id"` // of the period, and from the second of a period on with ".2", ".3", …
	Institution string `json:"institution"`
	// Period is "2026-10" a month, "2026" a year or "2026-01..2026-06" months from one to another.
	Period string    `json:"period"`
	From   time.Time `json:"from"`
	Until  time.Time `json:"until"`
	AsOf   time.Time `json:"as_of"` // facts count that had happened and were recorded by then
	// Corrects is the publication that this one corrects, and Reason why. Both are empty for the first of a period.
	Corrects string `json:"corrects,omitempty"`
	Reason   string `json:"reason,omitempty"`

	Charters  []Edition  `json:"charters"`       // that were in force in the period, the oldest first
	Calendars []string   `json:"calendars"`      // digests of their calendars
	Days      []open.Day `json:"days,omitempty"` // special days that were known
	Ledger    Ledger     `json:"ledger"`
	// Beside are the publications that suppression took into account: those of overlapping periods that came before.
	Beside []Beside     `json:"beside,omitempty"`
	Lines  []stats.Line `json:"lines"`

	Approved Approval `json:"approved,omitzero"`
}

// Edition is a charter version.
type Edition struct {
	Digest string `json:"digest"`
	From   string `json:"from"` // its first day
}

// Ledger is the state of the ledger: the facts are those of the first Size leaves.
type Ledger struct {
	Size int64  `json:"size"`
	Root string `json:"root"` // hexadecimal
	Note string `json:"note"` // the signed checkpoint
}

// Beside names a publication by its digest too.
type Beside struct {
	ID     string `json:"id"`
	Digest string `json:"digest"`
}

// Approval is when the publication was approved, and by whom: the role that it was done in, and the name where the office says so.
// Second tells that it was not who had prepared it.
type Approval struct {
	At     time.Time `json:"at"`
	Role   string    `json:"role"`
	Name   string    `json:"name,omitempty"`
	Second bool      `json:"second,omitempty"`
}

// Digest is the hexadecimal SHA-256 of the canonical bytes.
func (p *Publication) Digest() string {
	sum := sha256.Sum256(Encode(p))
	return hex.EncodeToString(sum[:])
}

// Line returns what is said of a promise, or nil.
func (p *Publication) Line(promise string) *stats.Line {
	for i := range p.Lines {
		if p.Lines[i].Promise == promise {
			return &p.Lines[i]
		}
	}
	return nil
}

// Months lists the months of the period, such as 2026-10.
func (p *Publication) Months() []string { return monthsOf(p.Period) }

// Shown is what the publication shows, as suppression of later ones takes it into account.
func (p *Publication) Shown() stats.Shown { return stats.Shown{Months: p.Months(), Lines: p.Lines} }
