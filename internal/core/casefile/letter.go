package casefile

import (
	"strings"
	"time"

	"jikim/internal/core/fact"
)

// What a letter can be filed as.
const (
	AsCase      = "case"      // a petition of its own
	AsPart      = "on"        // a part of a petition that was there
	AsDiscarded = "discarded" // nothing that the office has to act on
)

// Discards are why a letter is nothing that the office has to act on.
func Discards() []string {
	return []string{"spam", "automatic", "duplicate", "blank", "misdirected", "returned", "other"}
}

// PostWays are how a letter leaves the office on paper: ordinary or registered mail, by fax, or handed over.
func PostWays() []string { return []string{"mail", "registered", "fax", "hand"} }

// letter takes the arrival of a letter and what became of it, and the posting of ours.
func (st *State) letter(f *fact.Fact) {
	switch {
	case f.Kind == fact.LetterPrepared:
		st.Postings = append(st.Postings, Posting{Fact: f.ID, Document: f.Data.Text("document"), PreparedAt: f.At})
	case f.Kind == fact.LetterPosted:
		for i := range st.Postings {
			if p := &st.Postings[i]; p.Fact == f.Data.Text("of") && p.PostedAt.IsZero() {
				p.PostedAt, p.How = f.At, f.Data.Text("how")
			}
		}
	case f.Kind == fact.LetterArrived && st.Letter == nil:
		st.Letter = &Letter{Fact: f.ID, Channel: f.Data.Text("channel"), Source: f.Data.Text("source"),
			Service: f.Data.Text("service"), Class: f.Data.Text("class"),
			Doubts: words(f.Data.Text("doubts")), Notes: words(f.Data.Text("notes")), Checks: words(f.Data.Text("checks")), ArrivedAt: f.At, Precision: f.Precision}
	case f.Kind == fact.LetterFiled && st.Letter != nil && st.Letter.FiledAs == "":
		st.Letter.FiledAs, st.Letter.FiledAt = f.Data.Text("as"), f.At
		st.Letter.Into, st.Letter.Reason = f.Data.Text("into"), f.Data.Text("reason")
		switch st.Letter.FiledAs {
		case AsPart:
			st.MergedInto = f.Data.Text("into")
			st.rest(Merged, f.At)
		case AsDiscarded:
			st.ClosedFor = f.Data.Text("reason")
			st.rest(Closed, f.At)
		}
	}
}

// words splits what a fact lists in one value.
func words(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

// ToPost returns since when a letter waits to be posted; zero: none does.
func (st *State) ToPost() time.Time {
	for i := range st.Postings {
		if st.Postings[i].PostedAt.IsZero() {
			return st.Postings[i].PreparedAt
		}
	}
	return time.Time{}
}
