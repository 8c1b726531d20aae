// Package notice says by which way a word of the office goes to a citizen, and when: by the way that the citizen has chosen first,
// then by the others that reach him, never in the night by a way that rings, and never so many at once that they become a
// nuisance. A word is put off for that, never dropped.
//
// It is pure. What it is told of people is only which ways they can be reached by.
package notice

import (
	"slices"
	"strings"
	"time"
)

// Way is a way by which a word reaches somebody outside of the office.
type Way string

// The ways. Every word stands on the citizen's own page as well, so that Page always reaches who looks there.
const (
	Email Way = "email"
	Kakao Way = "kakao" // KakaoTalk 알림톡, to a mobile telephone
	SMS   Way = "sms"
	Fax   Way = "fax"  // letters, to the machine that a petition came from
	Post  Way = "post" // printed, and posted by an officer
	Page  Way = "web"
)

// Person is how somebody can be reached.
type Person struct {
	Wish    string // how he wants to be answered: email, phone, post, web; empty: he has not said
	Channel string // by which his petition came
	Email   bool   // his address is known
	Mobile  bool   // his number is that of a mobile telephone
	Fax     bool   // the number of his fax machine is known
	Address bool   // his postal address is known
}

// Word is what he is told.
type Word struct {
	Letter bool // it is a letter with the force of a decision: it goes by post to whoever wishes to be answered so
}

// Order returns the ways that reach a person with a word, the first to be tried first; Page is always the last. Who wishes to look
// himself is sent nothing. Who wishes a letter by post is told by it and not twice; of what is no letter he is told by the
// way that costs him the least.
func Order(p Person, w Word) []Way {
	var out []Way
	add := func(reaches bool, ways ...Way) {
		for _, way := range ways {
			if reaches && !slices.Contains(out, way) {
				out = append(out, way)
			}
		}
	}
	switch p.Wish {
	case "web":
		return []Way{Page}
	case "post":
		add(p.Address && w.Letter, Post)
		add(p.Mobile, Kakao, SMS)
		add(p.Email, Email)
	case "phone":
		add(p.Mobile, Kakao, SMS)
		add(p.Email, Email)
		add(p.Fax && w.Letter, Fax)
		add(p.Address && w.Letter, Post)
	case "email":
		add(p.Email, Email)
		add(p.Mobile, Kakao, SMS)
		add(p.Fax && w.Letter, Fax)
		add(p.Address && w.Letter, Post)
	default:
		add(p.Email && p.Channel == "email", Email)
		add(p.Fax && w.Letter && p.Channel == "fax", Fax)
		add(p.Address && w.Letter && (p.Channel == "post" || p.Channel == "fax"), Post)
		add(p.Mobile, Kakao, SMS)
		add(p.Email, Email)
		add(p.Address && w.Letter, Post)
	}
	return append(out, Page)
}

// The hours in which nothing rings that can wait: a message in the night wakes people, and a public office has time until the
// morning. Clocks of the office run on; a word that was put off for the night counts as told when it is sent.
const (
	QuietFrom  = 21 // o'clock, local time
	QuietUntil = 8
)

// rings tells whether a way makes itself heard.
func rings(w Way) bool { return w == Kakao || w == SMS || w == Fax }

// Wait returns until when a word has to wait before it goes by a way at now: for the end of the quiet hours, and for the pace of
// what has gone to the same person by that way before. The zero time: it goes now.
func Wait(w Way, sent []time.Time, now time.Time, loc *time.Location) time.Time {
	if w == Page || w == Post {
		return time.Time{}
	}
	at := pace(sent, now)
	if rings(w) {
		at = awake(at, loc)
	}
	if !at.After(now) {
		return time.Time{}
	}
	return at
}

// The pace of words to one person by one way: none within a minute of another, and no more than ten in an hour.
const (
	Apart   = time.Minute
	PerHour = 10
)

// pace returns the earliest instant from now on at which one more may go.
func pace(sent []time.Time, now time.Time) time.Time {
	sorted := slices.Clone(sent)
	slices.SortFunc(sorted, time.Time.Compare)
	at := now
	if n := len(sorted); n > 0 {
		if next := sorted[n-1].Add(Apart); next.After(at) {
			at = next
		}
		if n >= PerHour {
			if next := sorted[n-PerHour].Add(time.Hour); next.After(at) {
				at = next
			}
		}
	}
	return at
}

// awake returns the instant, or the end of the quiet hours in which it lies.
func awake(at time.Time, loc *time.Location) time.Time {
	local := at.In(loc)
	y, m, d := local.Date()
	switch {
	case local.Hour() >= QuietFrom:
		return time.Date(y, m, d+1, QuietUntil, 0, 0, 0, loc).UTC()
	case local.Hour() < QuietUntil:
		return time.Date(y, m, d, QuietUntil, 0, 0, 0, loc).UTC()
	}
	return at
}

// Mobile tells whether digits are the number of a Korean mobile telephone, with or without the country's code: 010, and the older
// 011, 016 to 019.
func Mobile(digits string) bool {
	if rest, ok := strings.CutPrefix(digits, "82"); ok {
		digits = "0" + strings.TrimPrefix(rest, "0")
	}
	if strings.HasPrefix(digits, "010") {
		return len(digits) == 11 || len(digits) == 10
	}
	for _, p := range []string{"011", "016", "017", "018", "019"} {
		if strings.HasPrefix(digits, p) {
			return len(digits) == 10 || len(digits) == 11
		}
	}
	return false
}
