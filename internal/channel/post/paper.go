// Package post takes in what the post brings, as scans: from a folder into which the mail room's scanner writes (Folder), or from a
// page on which somebody uploads one (Read). One file is one letter.
//
// When a letter came is what the mail room stamped on it, entered by a person, as exactly as he says; the time of scanning is
// only a stand-in for it, and said to be one. Registered-mail numbers and marks of returned mail are recognised as proposals.
package post

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/scan"
)

// Paper is a scanned letter, and what a person says of it.
type Paper struct {
	Source   string // name of the source
	Name     string // of the file
	Body     []byte
	Scanned  time.Time
	Stamp    Stamp  // zero: nobody has said when it came
	Register string // registered-mail number as typed; empty: none, or to be recognised
	Returned bool   // one of ours that the post brought back
}

// Stamp is when a letter came, and how coarse that is: a day, or a minute.
type Stamp struct {
	At        time.Time
	Precision time.Duration
}

// Errors of what a person enters.
var (
	ErrStamp    = errors.New("no date on which a letter can have come")
	ErrRegister = errors.New("no registered-mail number")
)

// Read makes a letter of a paper. An error with ErrRegister tells that the number is mistyped; any other one that it has to be
// tried again. A file that cannot be converted is no error: it is among the letter's doubts.
func Read(ctx context.Context, r *scan.Reader, p Paper) (*channel.Letter, error) {
	l, err := p.letter()
	if err != nil {
		return nil, err
	}
	if err := r.Fill(ctx, l, p.Name, p.Body); err != nil {
		return nil, err
	}
	p.recognise(l)
	return l, nil
}

// letter is what is known without the converted text.
func (p *Paper) letter() (*channel.Letter, error) {
	sum := sha256.Sum256(p.Body)
	l := &channel.Letter{Channel: "post", Source: p.Source, Key: "post:" + hex.EncodeToString(sum[:]), Class: channel.Person,
		At: p.Stamp.At.UTC(), Precision: p.Stamp.Precision}
	if p.Stamp.At.IsZero() {
		l.At, l.Precision = p.Scanned.UTC(), 24*time.Hour
		l.Notes = append(l.Notes, "letter.note.post_undated")
	}
	if p.Register != "" {
		var err error
		if l.Register, err = ParseRegister(p.Register); err != nil {
			return nil, err
		}
	}
	if p.Returned {
		l.Doubts = append(l.Doubts, "letter.doubt.post_returned")
	}
	return l, nil
}

// recognise adds what the recognised text says of number and return.
func (p *Paper) recognise(l *channel.Letter) {
	if l.Proposed == nil || !l.Proposed.Fine {
		return
	}
	if l.Register == "" {
		if l.Register = FindRegister(l.Proposed.Text); l.Register != "" {
			l.Notes = append(l.Notes, "letter.note.post_register_read")
		}
	}
	if why := Returned(l.Proposed.Text); why != "" {
		if !p.Returned {
			l.Doubts = append(l.Doubts, "letter.doubt.post_returned")
		}
		l.Notes = append(l.Notes, why)
	}
}

// ParseStamp reads when a letter came, as it is typed: a day, or a day and a time, in the office's zone. It cannot be in the
// future, nor more than a year ago.
func ParseStamp(text string, zone *time.Location, now time.Time) (Stamp, error) {
	text = strings.Join(strings.Fields(strings.NewReplacer(".", "-", "/", "-").Replace(text)), " ")
	text = strings.ReplaceAll(strings.ReplaceAll(text, "- ", "-"), "- ", "-")
	for _, form := range []struct {
		layout string
		coarse time.Duration
	}{
		{"2006-1-2 15:04", time.Minute}, {"2006-1-2-15:04", time.Minute}, {"2006-01-02T15:04", time.Minute},
		{"2006-1-2", 24 * time.Hour}, {"2006-1-2-", 24 * time.Hour}, {"20060102", 24 * time.Hour},
	} {
		at, err := time.ParseInLocation(form.layout, text, zone)
		if err != nil {
			continue
		}
		if at.After(now) || now.Sub(at) > 366*24*time.Hour {
			return Stamp{}, ErrStamp
		}
		return Stamp{at.UTC(), form.coarse}, nil
	}
	return Stamp{}, ErrStamp
}
