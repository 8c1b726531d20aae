package channel

// Outgoing is something in writing that the office sends to one person.
type Outgoing struct {
	// ID is its own identifier, for ever: when it is sent again after a failure it is the same, so that whoever gets it twice, and a
	// notice about it, can be told. Letters, digits, hyphens and full stops, an @, and the office's domain.
	ID      string
	To      Party
	Subject string
	Text    string
	Files   []File
	Answers string   // identifier of the letter that it answers; empty: none
	Refs    []string // what that letter refers to, the nearest first, as in Letter.Refs
	// Written tells that an officer wrote it: a person may be answered by a person. Else it says that a machine did (RFC 3834).
	Written bool
	// Notify asks the mail servers on the way to tell what becomes of it (RFC 3461), failures and success.
	Notify bool
}
