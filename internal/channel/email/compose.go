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
func (s *Sender) compose(o *channel.Message) (*mail.Msg, error) {
	m := mail.NewMsg(mail.WithCharset(mail.CharsetUTF8))
	if err := m.FromFormat(plainName(s.config.Name), s.config.From); err != nil {
		return nil, errors.New("email: the address of the office")
	}
	if err := m.EnvelopeFrom(s.config.Bounce); err != nil {
		return nil, errors.New("email: the address that mail is returned to")
	}
	if err := m.AddToFormat(plainName(o.Name), o.To); err != nil {
		return nil, channel.ErrNoSuchAddress
	}
	m.Subject(strings.Join(strings.Fields(o.Subject), " "))
	m.SetDate()
	if o.ID != "" {
		id := o.ID + s.config.From[strings.LastIndexByte(s.config.From, '@'):]
		if strings.Contains(o.ID, "@") || !identifier(id) {
			return nil, errors.New("email: the name of the message is none")
		}
		m.SetMessageIDWithValue(id)
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
func submitted(o *channel.Message) string {
	switch {
	case !o.Automatic:
		return "no"
	case len(o.Answers) > 0:
		return "auto-replied"
	}
	return "auto-generated"
}

// thread joins an answer to what it answers (RFC 5322 section 3.6.4). Identifiers come from letters that anybody may have written: what
// is none is left out.
func thread(m *mail.Msg, o *channel.Message) {
	if len(o.Answers) == 0 || !identifier(o.Answers[0]) {
		return
	}
	m.SetGenHeader("In-Reply-To", "<"+o.Answers[0]+">")
	var refs []string
	for i, id := range o.Answers {
		if len(refs) == mostThread {
			break
		}
		if identifier(id) && (i == 0 || id != o.Answers[0]) {
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
