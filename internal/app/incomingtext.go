package app

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"jikim/internal/channel"
	"jikim/internal/core/casefile"
	"jikim/internal/core/picture"
)

// What is sealed of a letter beside the fields that every petition has.
const (
	fieldLetterID   = "letter"     // its identifier, by which answers refer to it
	fieldReplyTo    = "reply_to"   // address that an answer should go to, when it is not the sender's
	fieldRecognised = "recognised" // what text recognition read
	fieldWho        = "seems_from" // sender and subject that recognition proposes
	fieldWhat       = "seems_about"
	fieldRegister   = "register" // number of registered mail
	fieldQuoted     = "quoted"   // what it repeats of earlier letters
	fieldReturn     = "return"   // address that automatic answers may go to (RFC 3834)
)

// write makes the text that is sealed of the letter: words, and the files that an officer may open. What is left out is in the
// original, which is kept as it came.
func (r *reception) write(ctx context.Context) {
	l, x := r.letter, &r.text
	x.set("name", r.line(l.From.Name))
	if l.Channel == "email" {
		x.set("email", r.line(l.From.Address))
	} else {
		x.set("phone", r.line(l.From.Address))
	}
	x.set("title", r.line(l.Subject))
	x.set("text", r.prose(l.Text))
	x.set(fieldQuoted, r.prose(l.Quoted))
	if back, may := l.Automatic(); may {
		x.set(fieldReturn, r.line(back))
	}
	x.set(fieldLetterID, r.line(l.ID))
	x.set(fieldReplyTo, r.line(l.ReplyTo))
	x.set(fieldRegister, r.line(l.Register))
	if p := l.Proposed; p != nil {
		x.set(fieldRecognised, r.prose(p.Text))
		if p.Fine {
			x.set(fieldWho, r.line(p.Sender))
			x.set(fieldWhat, r.line(p.Subject))
		}
	}
	r.files(ctx)
}

// files takes the files of the letter as they may be opened, and its original.
func (r *reception) files(ctx context.Context) {
	var taken []Attachment
	for _, f := range r.letter.Files {
		a, ok := r.file(ctx, f)
		if ok {
			taken = append(taken, a)
		}
	}
	r.text.attach(taken)
	o := r.letter.Original
	if len(o.Body) == 0 {
		return
	}
	r.text.Files = append(r.text.Files, fileText{Title: fileName(o.Name), Type: o.Type, Size: len(o.Body), Original: true,
		Harmful: slices.Contains(r.doubts, "harmful")})
	r.text.bodies = append(r.text.bodies, o.Body)
}

// file checks one file of the letter; false: it is left out, and the notes say so.
func (r *reception) file(ctx context.Context, f channel.File) (a Attachment, ok bool) {
	a = Attachment{Name: fileName(f.Name), Body: f.Body}
	if a.Name == "" || len(a.Body) == 0 {
		r.note("left_out")
		return a, false
	}
	a.scan = r.look(ctx, a.Body)
	if a.scan == harmful {
		r.doubt("harmful")
		return a, false
	}
	if a.Type, ok = kindOf(a.Name, a.Body); !ok {
		r.note("left_out")
		return a, false
	}
	body, err := picture.Clean(a.Type, a.Body)
	if err != nil {
		r.note("left_out")
		return a, false
	}
	a.Body = body
	return a, true
}

// look asks the scanner about one file; nobody knows when it is away.
func (s *Service) look(ctx context.Context, body []byte) scanned {
	if s.scanner == nil {
		return unscanned
	}
	ctx, cancel := context.WithTimeout(ctx, scanTime)
	defer cancel()
	bad, err := s.scanner.Scan(ctx, body)
	switch {
	case err != nil:
		s.log.WarnContext(ctx, "a file was taken without being scanned", "error", err)
		return unscanned
	case bad:
		return harmful
	}
	return clean
}

// line is a text of one line as a letter brought it: without what cannot be shown, cut where no name or subject is longer.
func (r *reception) line(value string) string {
	value = strings.Join(strings.Fields(strings.Map(func(c rune) rune {
		switch {
		case unicode.IsSpace(c):
			return ' '
		case unicode.IsControl(c), turns(c), c == utf8.RuneError:
			return -1
		}
		return c
	}, value)), " ")
	return r.cut(value, 4*maxLine)
}

// prose is a text of several lines as a letter brought it.
func (r *reception) prose(value string) string {
	value = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) && c != '\n' && c != '\t' || turns(c) {
			return -1
		}
		return c
	}, strings.ReplaceAll(value, "\r\n", "\n"))
	return r.cut(strings.TrimSpace(strings.ToValidUTF8(value, "\uFFFD")), longestLetter)
}

// cut shortens a text to a number of bytes, and notes it.
func (r *reception) cut(value string, most int) string {
	if len(value) <= most {
		return value
	}
	r.note("cut")
	for most > 0 && !utf8.RuneStart(value[most]) {
		most--
	}
	return value[:most]
}

// receiptNumbers finds receipt numbers in a subject.
var receiptNumbers = regexp.MustCompile(`\b[0-9]{4}-[0-9]{6,12}\b`)

// belongs returns the petition that a letter is about: the one whose letters it answers, or whose number stands in its subject. It
// has to come from the address that the petition has: else anybody who has seen a number could write into it, so that a
// person decides.
func (r *reception) belongs(ctx context.Context) (*current, error) {
	var found []*current
	for _, ref := range r.letter.Refs {
		heads, err := r.store.Search(ctx, r.institution, []string{r.grams.blind("letter", r.institution, ref)}, 3)
		if err != nil {
			return nil, err
		}
		for i := range heads {
			c, err := r.petition(ctx, &heads[i])
			if err != nil {
				return nil, err
			}
			if c != nil && c.Case != r.caseID {
				found = append(found, c)
			}
		}
	}
	numbers := receiptNumbers.FindAllString(r.letter.Subject, 3)
	if r.letter.Case != "" && !slices.Contains(numbers, r.letter.Case) {
		numbers = append(numbers, r.letter.Case)
	}
	for _, number := range numbers {
		c, err := r.numbered(ctx, r.institution, number)
		if err != nil {
			return nil, err
		}
		if c != nil && c.Case != r.caseID {
			found = append(found, c)
		}
	}
	if len(found) == 0 {
		return nil, nil
	}
	return r.ours(ctx, found)
}

// ours returns the first of the petitions that the sender of the letter has filed.
func (r *reception) ours(ctx context.Context, found []*current) (*current, error) {
	for _, c := range found {
		_, texts, err := r.readCase(ctx, r.institution, c.Case)
		if err != nil {
			return nil, err
		}
		p := personOf(c, texts)
		if r.letter.Channel == "email" && p.Email != "" && mailbox(p.Email) == mailbox(r.letter.From.Address) {
			if len(r.doubts) > 0 { // from him as far as it says: a person decides, and sees the petition that it names
				return nil, nil
			}
			return c, nil
		}
	}
	r.doubt("stranger")
	return nil, nil
}

// petition loads the petition that a case is about: itself, or the one that it went into.
func (r *reception) petition(ctx context.Context, h *Head) (*current, error) {
	stored, err := r.store.Load(ctx, r.institution, h.Case)
	if err != nil {
		return nil, err
	}
	c := r.currentOf(stored, r.Now())
	if c.state.Status == casefile.Merged && c.state.MergedInto != "" {
		return r.numbered(ctx, r.institution, c.state.MergedInto)
	}
	if c.state.ReceivedAt.IsZero() {
		return nil, nil
	}
	return c, nil
}
