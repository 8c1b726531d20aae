package channel

import (
	"context"
	"time"
)

// Letter is something in writing that came by e-mail, fax or post, as its channel read it. Texts are as their sender wrote them,
// in UTF-8 and without control characters; what the channel had to mend or leave out is in Notes.
type Letter struct {
	Channel string // email, fax or post, as in the charter
	Source  string // name of the source
	// Key makes it the same letter when it comes again, by this source or another one of the channel: a letter is taken once
	// for each key, ever.
	Key       string
	At        time.Time     // when it came, by the clock of the machine that took it
	Precision time.Duration // how coarse At is; 0: exact
	Sent      time.Time     // when the sender says it was sent, which proves nothing; zero: he does not say
	From      Party
	ReplyTo   string // address that an answer should go to; empty: From
	Return    string // address that the mail servers return it to (Return-Path), and so where automatic answers go; empty: none
	To        []Party
	Subject   string
	Text      string // what he wrote himself
	Quoted    string // what stands below it of earlier letters; Text and Quoted are the whole
	Class     Class
	Case      string   // receipt number that the subject names as ours do: "[2026-000123]"; empty: none
	Fates     []Fate   // of a Notice: what became of our letter, for each who was to get it
	Refs      []string // identifiers of letters that it answers, the nearest first
	ID        string   // its own identifier, by which answers will refer to it; empty: none
	Pages     int      // of a fax or scan; 0: not counted
	Checks    []Check  // what servers on the way found about its sender
	// Doubts say why a person has to look before it becomes a petition: keys of the catalogue "letter.doubt.…". Notes are what
	// whoever reads it should know: keys "letter.note.…".
	Doubts, Notes []string
	Files         []File
	Original      File      // as it came, kept unchanged; its Body may be nil when the Files are all of it
	Proposed      *Proposal // what recognition makes of it; nil: nothing was recognised
	Register      string    // number of registered mail (등기번호); empty: none
}

// Party is one end of a letter. Address is an e-mail address or a telephone number as the machine was told it.
type Party struct{ Name, Address string }

// File is a part of a letter.
type File struct {
	Name string // as the sender called it, without path, control characters and marks that turn text around
	Type string // media type, found in the bytes where they tell
	Body []byte
}

// Check is what a server found about the sender of a letter: spf, dkim or dmarc, and pass, fail, softfail, none, …
type Check struct{ Name, Result string }

// Fate is what a mail server tells of a letter of ours (RFC 3464).
type Fate struct {
	Of      string // identifier of the letter; empty: it does not tell
	Action  string // failed, delayed, delivered, relayed or expanded
	Status  string // such as 5.1.1; its first digit tells whether it is for good (RFC 3463)
	Blurred string // address that it was for, for the eye only: h…@example.kr
}

// Final tells that nothing more will come of it: the letter did not arrive and never will.
func (f *Fate) Final() bool { return f.Action == "failed" }

// Class is who wrote a letter, as far as its form tells (RFC 3834).
type Class string

// The classes of letters.
const (
	Person Class = "person" // somebody, as far as one can see
	Notice Class = "dsn"    // what became of a letter of ours (RFC 3464)
	Auto   Class = "auto"   // an automatic answer
	List   Class = "list"   // a mailing list
	Bulk   Class = "bulk"   // sent to many
	Loop   Class = "loop"   // a letter of ours that came back, or one that has gone in circles
)

// Proposal is what text recognition reads in a letter. It is a help for searching and typing, never evidence.
type Proposal struct {
	Text, Sender, Subject string
	// Fine tells that the picture was good enough for fields to be proposed at all.
	Fine bool
}

// Letters takes letters in. It is safe for concurrent use.
type Letters interface {
	// Receive commits a letter. When it returns without an error the letter is a case, on a case, or in quarantine, and the
	// other side may be told that it was taken. An error with ErrRefused is for good; others may pass.
	Receive(ctx context.Context, l *Letter) (Taken, error)
	// Mark returns how far a source has read, as it noted itself by SetMark; empty: nothing was noted.
	Mark(ctx context.Context, source string) (string, error)
	SetMark(ctx context.Context, source, mark string) error
}

// Taken is where a letter is now.
type Taken struct {
	Case     string
	Held     bool // it waits for a person's decision
	Repeated bool // it had been taken before
}
