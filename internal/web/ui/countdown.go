package ui

import (
	"strconv"
	"strings"
	"time"

	"jikim/internal/locale"
)

// Countdown shows how long a promise still has, ticking every second in the browser, and rightly drawn without scripts.
// It has three stages, told by colour, shape and word: in time, due soon, overdue (strictly after Due).
type Countdown struct {
	C     *locale.Catalogue
	Label string // what is due; read aloud when the stage changes
	Due   time.Time
	Now   time.Time     // the server's time
	Near  time.Duration // how long before Due the stage becomes "due soon"; zero means one hour
	Big   bool          // large figures, for the head of a case
}

// Stage names the stage of a countdown, as a class and a catalogue key: "calm", "near" or "broken".
func (d Countdown) Stage() string {
	left := d.Due.Sub(d.Now)
	switch {
	case left < 0:
		return "broken"
	case left <= d.near():
		return "near"
	}
	return "calm"
}

func (d Countdown) near() time.Duration {
	if d.Near == 0 {
		return time.Hour
	}
	return d.Near
}

// text is what the figures say; countdown.js writes exactly the same.
func (d Countdown) text() string {
	c := words(d.C)
	left := d.Due.Sub(d.Now)
	if left < 0 {
		return c.T("ui.countdown.over", "time", remaining(c, -left))
	}
	return c.T("ui.countdown.left", "time", remaining(c, left))
}

func (d Countdown) nearMillis() string { return strconv.FormatInt(d.near().Milliseconds(), 10) }

// remaining writes a length of time in its two largest units, with seconds in the last hour only. Days are days of the
// wall clock, 24 hours: this is how long the visitor has, not how long the office works.
func remaining(c *locale.Catalogue, d time.Duration) string {
	s := int((d + time.Second - 1) / time.Second)
	type unit struct {
		key string
		n   int
	}
	days, hours, minutes := s/86400, s%86400/3600, s%3600/60
	var units []unit
	switch {
	case days > 0:
		units = []unit{{"d", days}, {"h", hours}}
	case hours > 0:
		units = []unit{{"h", hours}, {"m", minutes}}
	case minutes > 0:
		units = []unit{{"m", minutes}, {"s", s % 60}}
	default:
		units = []unit{{"s", s}}
	}
	parts := make([]string, 0, 2)
	for i, u := range units {
		if i == 0 || u.n > 0 {
			parts = append(parts, c.T("ui.countdown."+u.key, "n", u.n))
		}
	}
	return strings.Join(parts, " ")
}

// Length writes a length of time of the wall clock as countdowns do, in its two largest units; one of less than a minute to
// the tenth of a second, where it matters.
func Length(c *locale.Catalogue, d time.Duration) string {
	if d < time.Minute {
		return c.Duration(d)
	}
	return remaining(words(c), d)
}
