// Package improvement is the register of what the office improves: what was suggested and what became of it, in the office's own
// words, so that it can be shown to everybody.
package improvement

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// State is what became of a suggestion.
type State string

// The states. An entry that is not possible says why, and one that is planned says until when.
const (
	Planned     State = "planned"
	Done        State = "done"
	NotPossible State = "not_possible"
)

// States lists the states in the order of a form.
func States() []State { return []State{Planned, Done, NotPossible} }

// Source is where an entry comes from.
type Source string

// The sources.
const (
	FromOpinion   Source = "opinion"
	FromComplaint Source = "complaint"
	FromPattern   Source = "pattern" // the same promise broken again and again
	FromOffice    Source = "office"  // the office's own idea
)

// Entry is one improvement.
type Entry struct {
	ID     string `json:"id"`
	Source Source `json:"source"`
	Case   string `json:"case,omitempty"` // where it comes from; never published
	Fact   string `json:"fact,omitempty"` // the complaint or opinion; never published
	Rule   string `json:"rule,omitempty"` // the pattern, as desk and promise
	Desk   string `json:"desk,omitempty"` // of the directory

	Suggested string `json:"suggested"` // what was suggested or found wanting, in the office's words
	Made      string `json:"made"`      // what was done
	Reason    string `json:"reason"`    // why it is not possible
	State     State  `json:"state"`
	Owner     string `json:"owner"` // account of who sees to it; never published
	Until     string `json:"until"` // planned: the last day, 2006-01-02

	RaisedAt  time.Time `json:"raised_at"`
	DoneAt    time.Time `json:"done_at"` // of the fact of the improvement; zero before
	Pictures  []Picture `json:"pictures,omitempty"`
	Published time.Time `json:"published"` // zero: it is not shown to the public
	By        string    `json:"by"`        // account that wrote the last version
	ChangedAt time.Time `json:"changed_at"`
	Version   int       `json:"version"` // counts the changes
}

// Picture is one that somebody has looked at and found fit to be shown.
type Picture struct {
	Digest string    `json:"digest"` // SHA-256 of its bytes, in hexadecimal
	After  bool      `json:"after"`  // shows how it is now; else how it was
	Alt    string    `json:"alt"`    // what it shows, for who cannot see it
	Width  int       `json:"width"`  // pixels
	Height int       `json:"height"`
	From   string    `json:"from"` // the file that it was made from; never published
	By     string    `json:"by"`   // account that looked at it; never published
	At     time.Time `json:"at"`
}

// Days is how many days an improvement took, from the day on which it was raised, which is day 0, to the day of the improvement; for
// one that is still planned, to today. Days are those of the office's zone.
func (e *Entry) Days(today time.Time, loc *time.Location) int {
	end := e.DoneAt
	if e.State == NotPossible {
		end = e.ChangedAt
	}
	if end.IsZero() {
		end = today
	}
	return max(0, int(dayOf(end, loc).Sub(dayOf(e.RaisedAt, loc)).Hours()/24))
}

// Overdue tells whether the day until which it was planned has passed.
func (e *Entry) Overdue(today time.Time, loc *time.Location) bool {
	return e.State == Planned && e.Until != "" && today.In(loc).Format(time.DateOnly) > e.Until
}

func dayOf(t time.Time, loc *time.Location) time.Time {
	y, m, d := t.In(loc).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// quoted is from how many letters in a row on a text counts as taken from another: long enough that a common turn of phrase is
// none, short enough that a sentence is one.
const quoted = 18

// Quotes tells whether a text of the office takes over a passage of what a citizen wrote: what citizens write is not published, not
// even in part, since nobody can know who recognises whom by it. Spaces, marks and capitals make no difference.
func Quotes(office, citizen string) bool {
	ours, theirs := string(letters(office)), letters(citizen)
	for i := 0; i+quoted <= len(theirs); i++ {
		if strings.Contains(ours, string(theirs[i:i+quoted])) {
			return true
		}
	}
	return false
}

// named is from how many letters on a name counts: shorter ones are words of the language, too.
const named = 3

// Names tells whether a text of the office has the name, the telephone number or the address of a citizen in it.
func Names(office string, known ...string) bool {
	ours := string(letters(office))
	return slices.ContainsFunc(known, func(s string) bool {
		theirs := letters(s)
		return len(theirs) >= named && strings.Contains(ours, string(theirs))
	})
}

// letters are the letters and digits of a text, in small letters.
func letters(s string) []rune {
	out := make([]rune, 0, len(s))
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			out = append(out, unicode.ToLower(r))
		}
	}
	return out
}
