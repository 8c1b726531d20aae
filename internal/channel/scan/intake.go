package scan

import (
	"context"
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
	channel.Meter
	Office channel.Office
	Reader *Reader
}

// Take converts a paper into the letter and hands it over.
func (in *Intake) Take(ctx context.Context, l *channel.Letter, name string, body []byte) error {
	if err := in.Reader.Fill(ctx, l, name, body); err != nil {
		return err
	}
	return in.Hand(ctx, l)
}

// Hand hands a letter over; when the office refuses it so, as something that nobody could read. Its errors are those of
// channel.Meter.Deliver.
func (in *Intake) Hand(ctx context.Context, l *channel.Letter) error {
	return in.Deliver(ctx, in.Office, l, func() *channel.Letter {
		return &channel.Letter{
			Channel: l.Channel, Source: l.Source, Key: l.Key, At: l.At, Precision: l.Precision, Class: l.Class,
			Doubts:   append(l.Doubts[:len(l.Doubts):len(l.Doubts)], "letter.doubt.scan_unreadable"),
			Original: channel.File{Name: "scan", Type: "application/octet-stream", Body: l.Original.Body},
		}
	}, TroubleOffice)
}

// Reached notes whether the folder could be looked into just now.
func (in *Intake) Reached(is bool) {
	now := in.Office.Now().UTC()
	in.Change(func(s *channel.State) {
		if s.Turn(is, now); is {
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
