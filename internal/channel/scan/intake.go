package scan

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"jikim/internal/channel"
)

// Troubles that sources of papers tell of: keys of the catalogue.
const (
	TroubleOffice = "channel.trouble.scan_office" // the office does not take letters now
	TroubleFolder = "channel.trouble.scan_folder" // the folder cannot be read
	TroubleRights = "channel.trouble.scan_rights" // something in the folder may not be read or moved
)

// Intake hands letters with papers over to the office, and counts. It is safe for concurrent use.
type Intake struct {
	Office channel.Office
	Reader *Reader

	mu    sync.Mutex
	state channel.State
}

// Take converts a paper into the letter and hands it over.
func (in *Intake) Take(ctx context.Context, l *channel.Letter, name string, body []byte) error {
	if err := in.Reader.Fill(ctx, l, name, body); err != nil {
		return err
	}
	return in.Deliver(ctx, l)
}

// Deliver hands a letter over. When the office refuses it so, it is handed over once more as something that nobody could read. An
// error with channel.ErrRefused says that even that is refused; after any other it is to be tried again.
func (in *Intake) Deliver(ctx context.Context, l *channel.Letter) error {
	in.update(func(s *channel.State) { s.Seen++ })
	taken, err := in.Office.Letters.Receive(ctx, l)
	if errors.Is(err, channel.ErrRefused) {
		in.Office.Log.Warn("a paper was refused as it was read; it is kept as unreadable", "source", in.Office.Name, "bytes", len(l.Original.Body))
		taken, err = in.Office.Letters.Receive(ctx, &channel.Letter{
			Channel: l.Channel, Source: l.Source, Key: l.Key, At: l.At, Precision: l.Precision, Class: l.Class,
			Doubts:   append(l.Doubts[:len(l.Doubts):len(l.Doubts)], "letter.doubt.scan_unreadable"),
			Original: channel.File{Name: "scan", Type: "application/octet-stream", Body: l.Original.Body},
		})
	}
	now := in.Office.Now().UTC()
	switch {
	case err == nil:
		in.update(func(s *channel.State) {
			if taken.Repeated {
				s.Repeated++
			} else {
				s.Taken++
				s.TakenAt = now
			}
			if s.Trouble == TroubleOffice {
				s.Trouble = ""
			}
		})
		return nil
	case errors.Is(err, channel.ErrRefused):
		in.update(func(s *channel.State) { s.Refused++ })
		return err
	}
	if ctx.Err() == nil {
		in.Trouble(TroubleOffice)
	}
	// What the office says may quote the letter: it is not handed on.
	return fmt.Errorf("the office does not take a letter (%T)", err)
}

// State tells how the source is doing.
func (in *Intake) State() channel.State {
	in.mu.Lock()
	defer in.mu.Unlock()
	s := in.state
	s.Gaps = append([]channel.Gap(nil), s.Gaps...)
	return s
}

func (in *Intake) update(change func(*channel.State)) {
	in.mu.Lock()
	defer in.mu.Unlock()
	change(&in.state)
}

// Trouble notes why the source is not well.
func (in *Intake) Trouble(key string) { in.update(func(s *channel.State) { s.Trouble = key }) }

// Better notes that a trouble is over.
func (in *Intake) Better(key string) {
	in.update(func(s *channel.State) {
		if s.Trouble == key {
			s.Trouble = ""
		}
	})
}

// Reached notes whether the folder could be looked into just now.
func (in *Intake) Reached(is bool) {
	now := in.Office.Now().UTC()
	in.update(func(s *channel.State) {
		if s.Connected != is || s.Since.IsZero() {
			s.Connected, s.Since = is, now
		}
		if is {
			s.HeardAt = now
		}
	})
}

// Sweep calls look at once and then after every pause until the context ends, at which the source is no longer connected. A look
// tells whether the folder could be read; the pause after one that failed is longer, up to a minute.
func (in *Intake) Sweep(ctx context.Context, pause time.Duration, look func(context.Context) error) {
	defer in.Reached(false)
	failed := 0
	for {
		err := look(ctx)
		if ctx.Err() != nil {
			return
		}
		wait := pause
		if failed++; err == nil {
			failed = 0
		} else {
			const longest = time.Minute
			wait = max(pause, min(longest, pause<<min(failed, 6)))
			in.Office.Log.Warn("papers could not be taken; it is tried again", "source", in.Office.Name, "error", err, "in", wait)
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}
