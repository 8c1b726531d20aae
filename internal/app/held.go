package app

import (
	"context"

	"jikim/internal/core/casefile"
)

// HeldLetters lists the letters that nobody has decided about, the longest waiting first. Of their senders it tells no more than
// lists do. For those who work cases.
func (s *Service) HeldLetters(ctx context.Context, a Actor, cursor string, limit int) (*InboxPage, error) {
	return s.inbox(ctx, a, InboxFilter{Status: string(casefile.Held), Cursor: cursor, Limit: limit})
}

// mostHeld is how far the letters that wait are counted.
const mostHeld = 100

// CountHeld counts the letters that wait, up to mostHeld: more tells that there are more. For those who work cases.
func (s *Service) CountHeld(ctx context.Context, a Actor) (n int, more bool, err error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return 0, false, denied()
	}
	n, err = s.held.Get(ctx, a.Institution, func(ctx context.Context) (int, error) {
		heads, err := s.store.Inbox(ctx, InboxQuery{Institution: a.Institution, Status: string(casefile.Held), Limit: mostHeld + 1})
		return len(heads), err
	})
	return min(n, mostHeld), n > mostHeld, err
}

// LetterView is a letter as whoever decides about it sees it.
type LetterView struct {
	Case   string
	Status casefile.Status
	Number string // of the petition that it became; empty: it did not
	casefile.Letter
	Name, Email, Phone string // as the machine was told them, or the letter says
	ReplyTo            string
	Title, Text        string
	Quoted             string // what it repeats of earlier letters
	Register           string
	Recognised         string // by text recognition, which errs
	SeemsFrom          string
	SeemsAbout         string
	Destroyed          bool   // by the records schedule
	Files              []File // the original the last
	Earlier            []Head // cases of the same sender, newest first
	Desk               string // that the source is set up for
	Next               string // case of the letter that waits next; empty: none
}

// OpenLetter opens a letter to decide about it, or to see what was decided. The reading is logged. For those who work cases.
func (s *Service) OpenLetter(ctx context.Context, a Actor, caseID string) (*LetterView, error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return nil, denied()
	}
	c, texts, err := s.readCase(ctx, a.Institution, caseID)
	if err != nil {
		return nil, err
	}
	if c.state.Letter == nil {
		return nil, unknown()
	}
	if err := s.logAccess(ctx, a, caseID, "case", ""); err != nil {
		return nil, err
	}
	x := texts[c.state.Letter.Fact].Fields
	v := &LetterView{Case: c.Case, Status: c.state.Status, Number: c.state.Number, Letter: *c.state.Letter, Name: x["name"], Email: x["email"], Phone: x["phone"],
		ReplyTo: x[fieldReplyTo], Title: x["title"], Text: x["text"], Quoted: x[fieldQuoted], Register: x[fieldRegister], Recognised: x[fieldRecognised],
		SeemsFrom: x[fieldWho], SeemsAbout: x[fieldWhat], Destroyed: len(texts) == 0 && hasSealed(c.Facts), Files: files(c, texts),
		Desk: c.state.Desk}
	if v.Earlier, err = s.earlier(ctx, a.Institution, caseID, v.Phone, v.Email); err != nil {
		return nil, err
	}
	v.Next, _, err = s.NextHeld(ctx, a)
	return v, err
}

// NextHeld returns the case of the letter that has waited longest; false when none waits. For those who work cases.
func (s *Service) NextHeld(ctx context.Context, a Actor) (caseID string, there bool, err error) {
	page, err := s.HeldLetters(ctx, a, "", 1)
	if err != nil || len(page.Rows) == 0 {
		return "", false, err
	}
	return page.Rows[0].Case, true, nil
}
