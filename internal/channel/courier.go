package channel

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"jikim/internal/core/yaml"
)

// Message is a word of the office to somebody outside of it.
type Message struct {
	// ID names the message, the same when it is sent again after nobody knows whether it went out: letters, digits and hyphens.
	ID      string
	To      string // address or number
	Name    string // of the receiver; may be empty
	Subject string // of an e-mail, or the title of a long text message
	Text    string
	// Template names what it says, for ways that send approved texts only, and Values are what the gaps of the template are filled with.
	Template  string
	Values    map[string]string
	Answers   []string // identifiers of the letters that it answers, the nearest first
	Automatic bool     // no person wrote it (RFC 3834)
	Files     []File
}

// Sent is what a way says of a message that it has taken.
type Sent struct {
	ID string // the way's own name for it, by which it tells later what became of it; empty: it has none
}

// Courier brings messages to people outside of the office, by one way. It is safe for concurrent use.
type Courier interface {
	// Carry hands a message over and ends with the context. ErrNoSuchAddress tells that the other side refuses the address,
	// ErrUnfit that this message cannot go this way, both for good; after any other error it may be tried again.
	Carry(ctx context.Context, m *Message) (Sent, error)
}

// ErrUnfit tells that a message cannot go a way: there is no approved template, or it is too long.
var ErrUnfit = errors.New("the message does not fit the way")

// Outcome is what became of a message that a courier has taken.
type Outcome struct {
	ID        string // Message.ID, or Sent.ID when the way tells no more
	At        time.Time
	Delivered bool
	Why       string // when it was not: no_such_address, refused, expired, full, blocked, other
}

// Outcomes takes in what became of messages. It is safe for concurrent use.
type Outcomes interface {
	Became(ctx context.Context, o Outcome) error
}

// Depot is what a courier is given of its surroundings.
type Depot struct {
	Name     string // of the courier, as in the channels file
	Outcomes Outcomes
	Log      *slog.Logger
	Now      func() time.Time
}

// Hirer makes a courier of its entry in the channels file. It checks the entry whole, and touches nothing outside. A courier that
// also asks what became of its messages is a Source as well.
type Hirer func(d Depot, entry *yaml.Node) (Courier, error)
