// Package charter is the promise language: an office's service charter as data. A charter file is YAML that a lawyer can
// read and this package checks strictly; what comes out is compiled once and then only read.
//
// Five shapes are the whole language (see Shape). A remedy is nothing special: a promise whose trigger is a broken promise
// or a complaint.
package charter

import (
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/core/survey"
	"jikim/internal/core/yaml"
)

// Charter is one version of an office's charter with its directory. It is immutable after Parse and safe for concurrent use.
type Charter struct {
	ID          string     // of the charter, the same in all versions: "wonju"
	Institution string     // the office's identifier in the store: "wonju"
	Title       Text       // of the charter
	Office      Text       // name of the office
	From        civil.Date // first day in force
	Edition     string     // the office's own name of the version; may be empty
	Licence     string     // under which the office opens its data, one of Licences; empty: it has not said
	Digest      string     // hex SHA-256 over all its files in canonical order

	// Petition counts periods by law and working hours of the office; Desk the opening of counters and rooms.
	Petition, Desk *calendar.Calendar
	// RingOn and RingOff are the cadence of one ring of the telephone.
	RingOn, RingOff time.Duration
	// Talk is the time that the office recommends for one call (민원 처리에 관한 법률 시행령 제4조); 0: none is set. Nothing is
	// judged by it.
	Talk time.Duration
	// Publishing says how the office publishes its figures.
	Publishing Publishing

	Promises   []*Promise // in the order of the file
	Services   []Service
	Directory  Directory
	Scorecards []Scorecard
	Survey     *survey.Questionnaire // of the yearly survey; nil: the folder has none

	byID map[string]*Promise
}

// Publishing is how figures are published.
type Publishing struct {
	Two   bool // a second person has to approve
	Named bool // who approved is named, not only the role
}

// Text is a text in Korean and English; English may be empty and then falls back to Korean.
type Text = yaml.Text

// Promise returns the promise with that identifier, or nil.
func (c *Charter) Promise(id string) *Promise { return c.byID[id] }

// Service returns the service with that identifier, or nil.
func (c *Charter) Service(id string) *Service {
	for i := range c.Services {
		if c.Services[i].ID == id {
			return &c.Services[i]
		}
	}
	return nil
}

// Shape is the form of a promise.
type Shape uint8

// The shapes.
const (
	Within  Shape = iota + 1 // from a fact to a fact inside a limit, or (Minimum) not before it
	AtLeast                  // a count before the contact ends
	Always                   // a standing condition, judged per opening day
	Every                    // a duty of the calendar
	Each                     // each fact of a kind must show something
)

var shapeNames = [...]string{"", "within", "at least", "always", "every", "each"}

// String returns the word of the charter language.
func (s Shape) String() string { return shapeNames[s] }

// Silence is what it means when the window closed and nobody recorded the act.
type Silence uint8

// The meanings of silence.
const (
	SilenceBroken Silence = iota + 1
	SilenceUnproven
)

// Scope is where the closing fact of an instance is looked for.
type Scope uint8

// The scopes. In a contact, only facts of the trigger's contact count. In a case, facts of the whole case count, but a
// fact of a contact that has its own trigger of the same promise belongs to that one.
const (
	ScopeContact Scope = iota + 1
	ScopeCase
)

// Promise is one promise of the charter. Which fields are used depends on Shape.
type Promise struct {
	ID      string
	Chapter string // heading path in the published charter
	Heading string // the ◦ line above the sentence; may be empty
	// ChapterEN and HeadingEN are the same in English; may be empty.
	ChapterEN, HeadingEN string
	Text                 Text // the charter's own sentence (exact in Korean)
	Note                 Text // the office's reading where the sentence is ambiguous; shown in explanations
	Shape                Shape

	When   []Pattern   // triggers (Within, AtLeast) or judged facts (Each); any of them
	OnlyIf []Condition // on the trigger or the case; all of them
	// UnlessEarlier: no instance when such a fact stands before the trigger in its scope.
	UnlessEarlier []Pattern
	// ExceptAfter overrules UnlessEarlier when such a fact stands before the trigger, too.
	ExceptAfter []Pattern
	Starts      []Pattern // the clock starts at the first of these after the trigger, when there is one
	Needs       []Pattern // a closing fact counts only after one of these
	Then        []Pattern // closing facts; any of them
	Must        []Condition
	// Unless waives Must when all of these hold on the closing fact; only the fields in Waives, where there are any.
	Unless []Condition
	Waives []string
	Void   []Pattern // facts that make an open instance void
	Scope  Scope

	Limit     calendar.Limit // Within; Each with Since
	OfService bool           // the limit is the service's period, or the "due" of the trigger
	Otherwise calendar.Limit // OfService: when neither is known
	Minimum   bool           // Within: at least Limit after, not at most
	FirstOnly bool           // Minimum: a closing fact without an earlier trigger is itself a broken instance
	OrAt      string         // field of the trigger that holds the instant the customer asked for
	Grace     time.Duration  // around OrAt
	Since     []Pattern      // Each: Limit counts from the last of these before the fact
	Paused    bool           // supplement and outage stop the clock; extension prolongs it
	OnDesk    bool           // the Desk calendar counts, not the Petition calendar

	Count  int       // AtLeast: how many
	Before []Pattern // AtLeast, Minimum: the window closes at the first of these

	Standing *Standing // Always

	ByMonth time.Month // Every year: last day
	ByDay   int        // Every month: last day, of the month that follows
	Monthly bool       // Every month, not every year

	// BrokenOf: the trigger is promise.broken of one of these promises.
	BrokenOf []string

	Silence Silence
	Say     []Script // what the officer says, shown at the right moment
	DeskID  string
	Remedy  bool
	Publish bool
	Beside  *Beside // another reading, shown and not judged
	Aim     *Aim    // a measured aim, shown and not judged
	Warn    []calendar.Limit
	// Line and Column are the promise's place in File, for messages.
	File         string
	Line, Column int
}

// Pattern is a kind of fact with conditions on its data.
type Pattern struct {
	Kind  fact.Kind
	Where []Condition
	After []Pattern // the fact counts only when one of these stands before it in the scope; empty: always
}

// Op is how a condition compares.
type Op uint8

// The comparisons.
const (
	OpPresent Op = iota + 1 // shows something
	OpAbsent                // shows nothing
	OpYes                   // says yes
	OpNo                    // says no
	OpOneOf                 // is one of Values
	OpAtLeast               // is a number of at least Number
	OpAtMost                // is a number of at most Number
	OpSame                  // equals Field2 of Source2; holds when that one is absent
)

// Source is where a condition looks.
type Source uint8

// The sources.
const (
	OfFact    Source = iota // the fact at hand
	OfTrigger               // the fact that triggered the instance
	OfCase                  // the fact case.received of the case
)

// Condition is one test on a value.
type Condition struct {
	Source   Source
	Field    string
	Op       Op
	Values   []string
	Number   float64
	OrAbsent bool // also holds when the field is absent
	Source2  Source
	Field2   string
}

// Standing is the condition of an Always promise.
type Standing struct {
	Measure Measure
	AtLeast int      // items: how many must work
	Names   []string // identifiers of the item, sign or desk, the first being its own name, the others aliases
	Place   string   // empty: any place, each place judged by itself when Each is set
	Places  []string // one instance per place (talk spaces per office, magnifiers per room); empty: one instance
	// With MeasureDesk and Places, each place is itself a desk or a channel that desk.tested names, and Names is empty.
	Ranges string // the rooms of the directory that Places are: "office" or "reading room"; empty: as listed
	Fee    *bool  // items: paid or free, where the inspection says
	Look   calendar.Limit
}

// Measure is what a standing promise looks at.
type Measure uint8

// The measures.
const (
	MeasureItem  Measure = iota + 1 // item.inspected, item.down, item.up: enough work
	MeasureSign                     // sign.inspected: all that were checked are present
	MeasureBadge                    // badge.inspected: all that were checked are worn
	MeasureDesk                     // desk.tested: the desk was reached
	MeasureNone                     // none of privacy.incident; looked at by audit.scored of scorecard Names[0]
)

// Script is what an officer says when a fact is expected.
type Script struct {
	Text Text
}

// Beside is another reading of the same sentence: shown beside the judged one.
type Beside struct {
	When  []Pattern // empty: the promise's own trigger
	Limit calendar.Limit
	Note  Text
}

// Aim is a measured aim behind a standing promise: how long visitors really took.
type Aim struct {
	When, Then []Pattern
	Limit      calendar.Limit
}
