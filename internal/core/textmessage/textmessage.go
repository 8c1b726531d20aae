// Package textmessage decides what a text message of the Korean mobile networks can carry: short (단문, SMS) or long (장문, LMS), in
// bytes of the Korean code page, with the letters that this has; whom it can go to; and what may stand as its sender.
//
// # No advertisements
//
// 정보통신망 이용촉진 및 정보보호 등에 관한 법률 제50조 asks of advertisements for profit (영리목적의 광고성 정보) the mark (광고), a way of refusing
// that costs nothing, consent beforehand, and consent of its own between 21:00 and 08:00. What a public office tells somebody
// about his own petition is none: it is not for profit and advertises nothing, so that these messages bear no mark and need no
// consent. The other side of this is that no advertisement may go this way: there is no refusing by telephone here and nobody was asked.
// A text that calls itself one is refused (ErrAdvertisement).
package textmessage

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind is the sort of a text message.
type Kind string

// The kinds of text messages.
const (
	Short Kind = "SMS"
	Long  Kind = "LMS"
)

// What messages hold, in bytes of the Korean code page. Both providers count so: SOLAPI, «메시지 상태 코드», 1014 and 1031; SENS, «메시지
// 발송», content and subject.
const (
	ShortBytes = 90
	LongBytes  = 2000
	TitleBytes = 40 // of the title of a long message; a short one has none
)

// Reasons why a text cannot go as a text message, whoever is asked.
var (
	ErrEmpty         = errors.New("the message has no text")
	ErrTooLong       = errors.New("the message is longer than a long text message")
	ErrLetters       = errors.New("the message has letters that text messages do not have")
	ErrAdvertisement = errors.New("the message calls itself an advertisement")
)

// Text is a message as it goes out.
type Text struct {
	Kind  Kind
	Title string // of a long message; may be empty
	Body  string // with the letters of the Korean code page only
}

// Fit makes a text message of a title and a body, by the length of the body: short when it fits, else long. The title goes with
// a long message only, cut where it is too long; it says nothing that the body does not. Letters are mended as Mend says.
func Fit(title, body string) (Text, error) {
	if len(body) > 4*LongBytes { // far beyond, whatever it is made of
		return Text{}, ErrTooLong
	}
	mended, err := Mend(body)
	if err != nil {
		return Text{}, err
	}
	mended = strings.TrimSpace(mended)
	if mended == "" {
		return Text{}, ErrEmpty
	}
	if Advertises(mended) {
		return Text{}, ErrAdvertisement
	}
	n := Bytes(mended)
	if n <= ShortBytes {
		return Text{Kind: Short, Body: mended}, nil
	}
	if n > LongBytes {
		return Text{}, ErrTooLong
	}
	// A title with other letters is left out: the body says all of it.
	head, err := Mend(strings.Join(strings.Fields(title[:min(len(title), LongBytes)]), " "))
	if err != nil {
		head = ""
	}
	return Text{Kind: Long, Title: cut(head, TitleBytes), Body: mended}, nil
}

// Bytes counts a mended text as the networks do: one byte for each letter of ASCII, two for every other.
func Bytes(text string) int {
	n := 0
	for _, r := range text {
		n += width(r)
	}
	return n
}

func width(r rune) int {
	if r < 0x80 {
		return 1
	}
	return 2
}

// cut ends a text before the letter that goes beyond a number of bytes.
func cut(text string, bytes int) string {
	n := 0
	for i, r := range text {
		if n += width(r); n > bytes {
			return strings.TrimSpace(text[:i])
		}
	}
	return text
}

// Advertises tells whether a text begins with the mark of an advertisement, as 정보통신망법 시행령 제61조 asks for it. Marks that
// are written around the law, such as (광.고), are taken for it.
func Advertises(text string) bool {
	text = strings.TrimSpace(text)
	r, size := utf8.DecodeRuneInString(text)
	if !strings.ContainsRune("([{（［〔【", r) {
		return false
	}
	inside := text[size:]
	if end := strings.IndexAny(inside, ")]}）］〕】"); end >= 0 {
		inside = inside[:end]
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, inside) == "광고"
}
