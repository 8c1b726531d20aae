// Package proof says what a one-time code proves, and for how long. Whoever enters the code that was sent to an address has
// shown that he reads what is sent there, and nothing else: not who he is.
package proof

import "time"

// The bounds of a code.
const (
	Digits = 6
	Life   = 10 * time.Minute
	Tries  = 5 // how often a code may be entered, the right one included
)

// How many codes are sent within Window: to one address, so that nobody's box is flooded in his name; at the asking of one
// network address, behind which a whole reading room may sit; and by the office, which pays for each short message.
const (
	Window     = time.Hour
	OfAddress  = 5
	OfOrigin   = 20
	OfOffice   = 300
	Resend     = 30 * time.Second // between two codes to one address
	SettleTime = 45 * time.Second // within which sending has to come to an end
)

// Sent counts the codes that were sent within Window.
type Sent struct {
	Address, Origin, Office int
	Last                    time.Time // to the address; zero: never
}

// TooOften tells whether no further code may be sent at an instant.
func (s Sent) TooOften(now time.Time) bool {
	return s.Address >= OfAddress || s.Origin >= OfOrigin || s.Office >= OfOffice || !s.Last.IsZero() && now.Sub(s.Last) < Resend
}

// Code is a code that was sent.
type Code struct {
	ExpiresAt time.Time
	Tries     int  // before this one
	Used      bool // it has proven what it could
}

// Open tells that a code can still be tried at an instant.
func (c Code) Open(now time.Time) bool { return !c.Used && c.Tries < Tries && now.Before(c.ExpiresAt) }

// Outcome is what entering a code came to.
type Outcome string

// The outcomes. The sentence of each but Right is "prove.<outcome>" in the catalogues.
const (
	Right   Outcome = "right"
	Wrong   Outcome = "wrong"
	Expired Outcome = "expired"
	Spent   Outcome = "spent" // entered too often, or used
)

// Enter judges a code that is entered at an instant; right tells that the digits are those that were sent. A code that has
// expired or is spent proves nothing, even with the right digits.
func (c Code) Enter(now time.Time, right bool) Outcome {
	switch {
	case c.Used || c.Tries >= Tries:
		return Spent
	case !now.Before(c.ExpiresAt):
		return Expired
	case right:
		return Right
	case c.Tries+1 >= Tries:
		return Spent
	}
	return Wrong
}
