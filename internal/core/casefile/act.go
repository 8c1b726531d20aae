package casefile

import (
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
)

// Type is what a field of an act holds.
type Type string

// The types of fields.
const (
	TypeText   Type = "text"   // a short text or an identifier
	TypeProse  Type = "prose"  // free text about people: sealed, never kept in the fact
	TypeYes    Type = "yes"    // a boolean
	TypeCount  Type = "count"  // a whole number of at least 0
	TypeTime   Type = "time"   // an instant
	TypeDay    Type = "day"    // a date, 2006-01-02
	TypeChoice Type = "choice" // one of Choices
)

// Field is one value that a fact of a kind carries.
type Field struct {
	Name     string
	Type     Type
	Required bool
	// Asked tells that only an office whose charter speaks of the field asks for it: a voucher, say. See charter.Charter.Speaks.
	Asked   bool
	Choices []string // TypeChoice: the values; their sentences are "choice.<field>.<value>" in the catalogues
}

// Act is something that may be recorded next. Its sentence in the catalogues is "act.<kind>".
type Act struct {
	Kind    fact.Kind
	Contact string // the contact it belongs to; empty: the case
	Of      string // the message, complaint, opinion or request it answers; empty when that is no question
	Fields  []Field
	// Form tells that at least one field must be filled in: a button opens a form instead of recording at once.
	Form bool
	// Promise is the promise this act would keep, and Due its due instant, when there is one.
	Promise string
	Due     time.Time
	Say     []charter.Text // what to say when doing it
}

// Fields returns the data a fact of that kind carries, in the order of a form; nil for kinds that carry none.
func Fields(k fact.Kind) []Field { return fieldsOf[k] }
