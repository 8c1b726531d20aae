// Package message reads the bytes of an e-mail as a letter. It never fails: what cannot be read becomes a letter that says so, with
// the mail unchanged beside it, so that a person decides.
//
// What people send is read as they meant it, not as the standards would have it: Korean mail comes in EUC-KR under two dozen names,
// with raw bytes in its header, with names of files that no standard knows. Where more than one reading is possible a note says that
// the text was guessed. Nothing is loaded from elsewhere, no archive is unpacked, no document is opened.
package message

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"jikim/internal/channel"
)

// Why a person has to look at a mail before it becomes a petition: keys of the catalogue.
const (
	DoubtClass      = "letter.doubt.class"      // no person wrote it
	DoubtOrigin     = "letter.doubt.origin"     // the domain of its sender disowns it (DMARC)
	DoubtSender     = "letter.doubt.sender"     // it names no sender, or several
	DoubtMany       = "letter.doubt.many"       // it went to many others too
	DoubtExecutable = "letter.doubt.executable" // a file of it runs when it is opened
	DoubtNested     = "letter.doubt.nested"     // it has more parts, or parts in parts, than are read
	DoubtUnreadable = "letter.doubt.unreadable" // it is encrypted, or broken so that nothing could be read
	DoubtEmpty      = "letter.doubt.empty"      // it has neither text nor files
	DoubtLarge      = "letter.doubt.large"      // it is larger than is taken: only its beginning was
)

// What a reader should know: keys of the catalogue.
const (
	NoteCharset       = "letter.note.charset"       // the character set was not told or wrong, and was guessed
	NoteLetters       = "letter.note.letters"       // some letters could not be read
	NoteBroken        = "letter.note.broken"        // its form is broken
	NoteEncoding      = "letter.note.encoding"      // it is encoded in a way that is not known here
	NoteHTML          = "letter.note.html"          // the text was made of HTML
	NoteCut           = "letter.note.cut"           // the text is long: the whole is among the files
	NotePacked        = "letter.note.packed"        // an archive is among the files, unopened
	NoteWinmail       = "letter.note.winmail"       // a winmail.dat could not be read
	NoteNotAddressed  = "letter.note.not_addressed" // none of the office's addresses is named
	NoteLeftInMailbox = "letter.note.left"          // the whole of it is in the mailbox only
)

// manyRecipients is how many addresses make a mail one to many.
const manyRecipients = 20

// Options is what has to be known of the office to read its mail.
type Options struct {
	// Authority is the name under which the office's own mail server writes what it found about senders (authserv-id, RFC 8601);
	// empty: nothing of that kind is believed.
	Authority string
	Addresses []string // of the office, in small letters, those that it sends from included; empty: not told
	// Envelope is the sender that was told when the mail was handed over, "" for none; nil: it is read in the mail.
	Envelope *string
	// Cut tells that the mail is larger than is taken, and these bytes only its beginning.
	Cut bool
}

// reader is a mail while it is read.
type reader struct {
	options  Options
	head     header
	letter   *channel.Letter
	report   bool           // it is a report of a mail server
	nobody   bool           // its way back is explicitly none
	parts    int            // that were read
	length   int            // of the texts, in bytes
	names    map[string]int // of files, in small letters
	answered []string       // identifiers that a receipt names
	returned []string       // identifiers of letters that a server gives back
}

// Read reads a mail. The letter's Source, At and Precision are the caller's to fill in. The files share memory with raw.
func Read(raw []byte, o Options) (l *channel.Letter) {
	r := &reader{options: o, names: map[string]int{}, letter: &channel.Letter{Channel: "email", Class: channel.Person, Original: original(raw)}}
	// A fault of this package must not let one mail stop all others, time and again after each start.
	defer func() {
		if recover() != nil {
			l = Unreadable(raw)
		}
	}()
	var body []byte
	r.head, body = cut(raw)
	r.letter.Key = key(&r.head, body)
	r.heading()
	kind, params := valued(r.head.raw("content-type"))
	r.letter.Class = r.class(kind, params)
	r.report = kind == "multipart/report" || r.letter.Class == channel.Notice
	r.contents(r.walk(&r.head, body, 1))
	r.letter.Refs = r.refs()
	r.settle()
	r.judge()
	return r.letter
}

// Unreadable is the letter of a mail of which nothing can be read, or which the office refuses as it was read.
func Unreadable(raw []byte) *channel.Letter {
	sum := sha256.Sum256(raw)
	return &channel.Letter{Channel: "email", Class: channel.Person, Key: "raw:" + hex.EncodeToString(sum[:]), Original: original(raw),
		Doubts: []string{DoubtUnreadable}}
}

func original(raw []byte) channel.File {
	return channel.File{Name: "mail.eml", Type: "message/rfc822", Body: raw}
}

// receipt is a receipt number as our own letters bear it in their subject.
var receipt = regexp.MustCompile(`\[[^\[\]]{0,40}?\b(\d{4}-\d{6,9})\]`)

// heading reads who wrote to whom about what.
func (r *reader) heading() {
	h, l := &r.head, r.letter
	var guessed bool
	if l.Subject, guessed = h.text("subject"); guessed {
		r.note(NoteCharset)
	}
	if m := receipt.FindStringSubmatch(l.Subject); m != nil {
		l.Case = m[1]
	}
	from, guessed := parties(h.raw("from"))
	if guessed {
		r.note(NoteCharset)
	}
	if len(from) > 0 {
		l.From = from[0]
	}
	if len(from) != 1 {
		r.doubt(DoubtSender)
	}
	for _, name := range []string{"to", "cc"} {
		for _, raw := range h.all(name) {
			some, _ := parties([]byte(raw))
			l.To = append(l.To, some...)
		}
	}
	l.To = l.To[:min(len(l.To), mostParties)]
	if answer, _ := parties(h.raw("reply-to")); len(answer) > 0 && answer[0].Address != l.From.Address {
		l.ReplyTo = answer[0].Address
	}
	if r.options.Envelope != nil {
		l.Return = address1(*r.options.Envelope)
		r.nobody = *r.options.Envelope == ""
	} else {
		l.Return, r.nobody = returnPath(h)
	}
	if at, err := mail.ParseDate(withoutComments(oneLine(guess(h.raw("date"))))); err == nil && at.Year() > 1970 && at.Year() < 2200 {
		l.Sent = at
	}
	if ids := identifiers(h.raw("message-id")); len(ids) > 0 {
		l.ID = ids[0]
	}
	l.Checks = checks(h, r.options.Authority)
}

// contents puts text and files into the letter.
func (r *reader) contents(c content) {
	var texts []string
	for _, p := range c.texts {
		if strings.TrimSpace(p.text) == "" {
			continue
		}
		texts = append(texts, p.text)
		if p.rich {
			r.note(NoteHTML)
		}
	}
	r.letter.Text, r.letter.Quoted = divide(strings.Join(texts, "\n\n"))
	r.letter.Files = c.files
}

// judge says what a person has to look at.
func (r *reader) judge() {
	l := r.letter
	if l.Class != channel.Person {
		r.doubt(DoubtClass)
	}
	if slices.Contains(l.Checks, channel.Check{Name: "dmarc", Result: "fail"}) {
		r.doubt(DoubtOrigin)
	}
	if len(l.To) > manyRecipients {
		r.doubt(DoubtMany)
	}
	if strings.TrimSpace(l.Text) == "" && len(l.Files) == 0 && len(l.Fates) == 0 {
		r.doubt(DoubtEmpty)
	}
	if r.options.Cut {
		r.doubt(DoubtLarge)
		r.note(NoteLeftInMailbox)
	}
	named := func(p channel.Party) bool { return slices.Contains(r.options.Addresses, strings.ToLower(p.Address)) }
	if len(r.options.Addresses) > 0 && !slices.ContainsFunc(l.To, named) {
		r.note(NoteNotAddressed)
	}
}

func (r *reader) doubt(key string) { r.letter.Doubts = once(r.letter.Doubts, key) }
func (r *reader) note(key string)  { r.letter.Notes = once(r.letter.Notes, key) }

func once(list []string, key string) []string {
	if slices.Contains(list, key) {
		return list
	}
	return append(list, key)
}

// key makes a mail the same when it comes again: by another way, to another address of the office, after the mailbox was numbered
// anew. Two mails are the same when they agree in what their sender wrote; what the servers on the way add makes no difference. An
// identifier alone is not enough: some programs use one twice.
func key(h *header, body []byte) string {
	sum := sha256.New()
	for _, name := range []string{"message-id", "from", "date", "subject"} {
		measured(sum, bytes.Join(bytes.Fields(h.raw(name)), []byte(" "))) // servers fold lines as they like
	}
	inner := sha256.New()
	body = bytes.TrimRight(body, "\r\n")
	for len(body) > 0 { // servers end lines as they like
		var line []byte
		line, body = cutLine(body)
		inner.Write(bytes.TrimRight(line, "\r\n"))
		inner.Write([]byte("\n"))
	}
	measured(sum, inner.Sum(nil))
	return "mail:" + hex.EncodeToString(sum.Sum(nil))
}

// measured adds a value with its length before it, so that no two lists of values look alike.
func measured(sum hash.Hash, value []byte) {
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(len(value)))
	sum.Write(n[:])
	sum.Write(value)
}
