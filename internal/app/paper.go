package app

import (
	"context"
	"fmt"
	"time"

	"jikim/internal/channel"
)

// Paper is something that came on paper, scanned by an officer, and what he says of it.
type Paper struct {
	File      Attachment
	Came      time.Time // what the mail room stamped on it; zero: he does not say
	Precision time.Duration
	Register  string // number of registered mail, as typed
	Returned  bool   // one of ours that the post brought back
}

// PaperReader makes letters of scans: readable, searchable, with what text recognition proposes.
type PaperReader interface {
	// ReadPaper reads one. An error tells that it has to be tried again; a file that cannot be converted is no error, and the letter
	// says so.
	ReadPaper(ctx context.Context, p *Paper, now time.Time) (*channel.Letter, error)
}

// Equip gives the service what reads paper; before it is used.
func (s *Service) Equip(r PaperReader) { s.papers = r }

// ReadsPaper tells whether scans can be handed in at the desk.
func (s *Service) ReadsPaper() bool { return s.papers != nil }

// TakePapers takes scans in; each is a letter that waits for a person, at the officer's own desk. It returns the case of the first. The
// same scan is taken once. For those who work cases.
func (s *Service) TakePapers(ctx context.Context, a Actor, papers []Paper) (caseID string, err error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return "", denied()
	}
	if s.papers == nil {
		return "", unknown()
	}
	f := &form{}
	switch {
	case len(papers) == 0:
		f.fault("attachments", "fault.required")
	case len(papers) > MaxAttachments:
		f.fault("attachments", "fault.too_many_files", "most", MaxAttachments)
	}
	for i := range papers {
		switch p := &papers[i]; {
		case len(p.File.Body) == 0:
			f.fault("attachments", "fault.file_empty")
		case len(p.File.Body) > MaxAttachment:
			f.fault("attachments", "fault.file_too_large", "most", MaxAttachment>>20)
		case p.Came.After(s.Now()):
			f.fault("day", "fault.future")
		case p.Register != "" && !registered(p.Register):
			f.fault("register", "fault.register")
		}
	}
	if err := f.err(); err != nil {
		return "", err
	}
	in := s.Letters(a.Institution, LetterRoute{Desk: a.Desk})
	for i := range papers {
		papers[i].File.Name = fileName(papers[i].File.Name)
		l, err := s.papers.ReadPaper(ctx, &papers[i], s.Now())
		if err != nil {
			return "", fmt.Errorf("reading a scan: %w", err)
		}
		got, err := in.Receive(ctx, l)
		if err != nil {
			return "", err
		}
		if caseID == "" {
			caseID = got.Case
		}
	}
	return caseID, nil
}
