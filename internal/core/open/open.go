// Package open makes facts fit for everybody's eyes: the open form of a fact keeps all that judging reads and nothing that tells
// who somebody is. Whoever holds the open forms of all facts and the published charters comes to the verdicts, and so to the
// figures, that the office came to.
//
// A rule of this package is never changed once a fact was opened by it: the office has committed itself to the bytes. A rule
// that has to change is a new Version beside the old one.
package open

import (
	"crypto/sha256"
	"strings"
	"time"

	"jikim/internal/core/fact"
)

// Version is the number of the rules by which Of opens facts; it stands in every encoded form.
const Version = 1

// day is how coarse the instants of facts are that no promise can be about.
const day = 24 * time.Hour

// Names gives the pseudonym of an identifier within a space: always the same for the same two, and of no use to whoever does not
// hold the key that it is made with. A pseudonym consists of small letters and digits, so that comparing it forgivingly, as
// conditions do, is comparing it exactly.
type Names func(space, id string) string

// The spaces of pseudonyms. The officers of each case have one of their own, so that nobody can be followed from case to case.
const (
	SpaceCase    = "case"
	SpaceContact = "contact"
	SpaceFact    = "fact"
	spaceOfficer = "officer:" // and the case
	spaceValue   = "value:"   // and the case: what is only ever compared within one
)

// Of returns the open form of a fact.
func Of(f *fact.Fact, name Names) fact.Fact {
	r := reduction{fact: f, name: name}
	out := fact.Fact{ID: name(SpaceFact, f.ID), Case: CaseName(f.Case, name), Contact: r.contact(f.Contact), At: f.At, RecordedAt: f.RecordedAt,
		Kind: f.Kind, By: r.by(), Via: f.Via, Override: f.Override, Precision: f.Precision}
	if Coarse(f.Kind) {
		out.At, out.RecordedAt, out.Precision = f.At.UTC().Truncate(day), f.RecordedAt.UTC().Truncate(day), day
	}
	out.Data = r.data()
	return out
}

// CaseName returns the name of a case in open data. That of the office as a whole stays: it is nobody's.
func CaseName(id string, name Names) string {
	if id == fact.Institution {
		return id
	}
	return name(SpaceCase, id)
}

// reduction opens one fact.
type reduction struct {
	fact *fact.Fact
	name Names
}

func (r *reduction) contact(id string) string {
	if id == "" {
		return ""
	}
	return r.name(SpaceContact, r.fact.Case+"/"+id)
}

// by keeps in which part somebody told of the fact, since evidence is graded by it, and who only within the case.
func (r *reduction) by() string {
	who, id, _ := strings.Cut(r.fact.By, ":")
	switch who {
	case "officer", "inspector", "device":
		return who + ":" + r.officer(id)
	}
	return who
}

// roles are names of officers that charters use for whoever holds an office: they name no person.
var roles = map[string]bool{"head": true}

// officer returns the pseudonym of an officer within the case. The case of the office as a whole goes on for years: there nobody
// can be followed even from fact to fact.
func (r *reduction) officer(id string) string {
	id = folded(id)
	if roles[id] {
		return id
	}
	space := spaceOfficer + r.fact.Case
	if r.fact.Case == fact.Institution {
		space += ":" + r.fact.ID
	}
	return r.name(space, id)
}

// folded forgets in a word what comparing words forgets: capitals, hyphens, blanks and the prefix officer:.
func folded(s string) string {
	return strings.ToLower(unjoined.Replace(strings.TrimPrefix(s, "officer:")))
}

var unjoined = strings.NewReplacer("-", "", "_", "", " ", "", "\u00a0", "", "\x00", "")

// Trigger returns what a verdict's trigger is called in open data. The breach of a promise (broken:PROMISE:TRIGGER) and the days
// and years of what the office owes as a whole are named as they are.
func Trigger(caseID, id string, name Names) string {
	if rest, ok := strings.CutPrefix(id, "broken:"); ok {
		promise, of, named := strings.Cut(rest, ":")
		if named && plainName(promise) {
			return "broken:" + promise + ":" + Trigger(caseID, of, name)
		}
	}
	if id == "" || caseID == fact.Institution && calendarTrigger(id) {
		return id
	}
	return name(SpaceFact, id)
}

// calendarTrigger tells whether a trigger is a year, a month, or a day with or without a place.
func calendarTrigger(id string) bool {
	day, place, _ := strings.Cut(id, "/")
	for i := range len(day) {
		if dash := i == 4 || i == 7; dash != (day[i] == '-') || !dash && !digit(day[i]) {
			return false
		}
	}
	return ((len(day) == 4 || len(day) == 7) && place == "" || len(day) == 10) && (place == "" || plainName(place))
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// Coarse tells whether facts of that kind are opened by the day and without data, since no promise can be about them.
func Coarse(k fact.Kind) bool { return int(k) >= len(judged) || !judged[k] }

// Commit returns the commitment to an encoded form: without the salt nobody can try out what it may be the commitment to.
func Commit(salt [16]byte, encoded []byte) [32]byte {
	h := make([]byte, 0, len(domain)+len(salt)+len(encoded))
	h = append(append(append(h, domain...), salt[:]...), encoded...)
	return sha256.Sum256(h)
}

// domain keeps commitments apart from every other digest that is made of the same bytes.
const domain = "jikim open fact\n"
