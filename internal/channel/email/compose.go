package email

import (
	"bytes"
	"errors"
	"strings"

	"github.com/wneessen/go-mail"

	"jikim/internal/channel"
	"jikim/internal/channel/email/message"
)

// mostThread bounds the identifiers that an answer refers to: the oldest are left out.
const mostThread = 20

// compose makes the mail of a letter. Every mail says that it is the office's (message.LoopHeader), so that a loop is known, and asks
// machines not to answer.
func (s *Sender) compose(o *channel.Outgoing) (*mail.Msg, error) {
	m := mail.NewMsg(mail.WithCharset(mail.CharsetUTF8))
	if err := m.FromFormat(plainName(s.config.Name), s.config.From); err != nil {
		return nil, errors.New("email: the address of the office")
	}
	if err := m.EnvelopeFrom(s.config.Bounce); err != nil {
		return nil, errors.New("email: the address that mail is returned to")
	}
	if err := m.AddToFormat(plainName(o.To.Name), o.To.Address); err != nil {
		return nil, channel.ErrNoSuchAddress
	}
	m.Subject(strings.Join(strings.Fields(o.Subject), " "))
	m.SetDate()
	if o.ID != "" {
		if !identifier(o.ID) {
			return nil, errors.New("email: the identifier of the letter is none")
		}
		m.SetMessageIDWithValue(o.ID)
	} else {
		m.SetMessageID()
	}
	m.SetGenHeader("Auto-Submitted", submitted(o)) // RFC 3834: nobody answers by itself
	m.SetGenHeader("X-Auto-Response-Suppress", "All")
	m.SetGenHeader(mail.Header(message.LoopHeader), strings.ToLower(s.config.From))
	thread(m, o)
	m.SetBodyString(mail.TypeTextPlain, o.Text)
	for _, f := range o.Files {
		if err := m.AttachReader(f.Name, bytes.NewReader(f.Body), mail.WithFileContentType(mail.ContentType(f.Type))); err != nil {
			return nil, errors.New("email: a file cannot be attached")
		}
	}
	return m, nil
}

// submitted says who wrote it (RFC 3834 section 5).
func submitted(o *channel.Outgoing) string {
	switch {
	case o.Written:
		return "no"
	case o.Answers != "":
		return "auto-replied"
	}
	return "auto-generated"
}

// thread joins an answer to what it answers (RFC 5322 section 3.6.4). Identifiers come from letters that anybody may have written: what
// is none is left out.
func thread(m *mail.Msg, o *channel.Outgoing) {
	if !identifier(o.Answers) {
		return
	}
	m.SetGenHeader("In-Reply-To", "<"+o.Answers+">")
	refs := []string{"<" + o.Answers + ">"}
	for _, id := range o.Refs {
		if len(refs) == mostThread {
			break
		}
		if identifier(id) && id != o.Answers {
			refs = append([]string{"<" + id + ">"}, refs...) // the oldest first
		}
	}
	m.SetGenHeader("References", strings.Join(refs, " "))
}

// identifier tells what can stand as an identifier in a header.
func identifier(s string) bool {
	if s == "" || len(s) > 250 {
		return false
	}
	for _, r := range s {
		if r <= ' ' || r > '~' || strings.ContainsRune("<>()\\\",;", r) {
			return false
		}
	}
	return true
}

// plainName is a name that can stand in quotes.
func plainName(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r < ' ' || r == '"' || r == '\\' {
			return ' '
		}
		return r
	}, s)), " ")
}
