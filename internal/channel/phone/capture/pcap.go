package capture

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/phone"
	"jikim/internal/channel/phone/sip"
	"jikim/internal/core/yaml"
)

// after is how much time goes by at the end of a file, so that hang-ups are decided whose answer was cut off.
const after = 40 * time.Second

// pcap reads a file.
type pcap struct {
	office channel.Office
	feed   *phone.Feed
	file   string
	ports  []uint16
}

// OpenPcap makes the source of an entry of the channels file:
//
//   - name: recorded
//     kind: pcap
//     file: /var/lib/jikim/calls.pcap
//     phones: [10.1.0.0/16]
//
// The file is read once each time the source runs; what was seen of it before is recognised by the office.
func OpenPcap(o channel.Office, n *yaml.Node) (channel.Source, error) {
	of, lines, err := entry(n, "file")
	var errs yaml.Errors
	errs.Add(err)
	if of == nil {
		return nil, errs.Err()
	}
	s := &pcap{office: o, feed: phone.NewFileFeed(o, lines)}
	if where, err := of.Need("file"); !errs.Add(err) {
		s.file, err = where.Text()
		if !errs.Add(err) && !filepath.IsAbs(s.file) {
			errs.Add(where.Errorf("the path of a file is expected here, from the root on"))
		}
	}
	s.ports, err = ports(of)
	errs.Add(err)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return s, nil
}

// State implements channel.Source.
func (s *pcap) State() channel.State { return s.feed.State() }

// Run implements channel.Source. A file that cannot be read needs an administrator; after its end there is nothing to do.
func (s *pcap) Run(ctx context.Context) error {
	return s.feed.Run(ctx, func(ctx context.Context) error {
		err := s.read(ctx)
		if ctx.Err() != nil {
			return nil
		}
		s.feed.Rest(ctx)
		if err != nil {
			return fmt.Errorf("the capture file %s: %w", s.file, err)
		}
		<-ctx.Done()
		return nil
	})
}

func (s *pcap) read(ctx context.Context) error {
	file, err := os.Open(s.file)
	if err != nil {
		return errors.Unwrap(err)
	}
	defer file.Close()
	var now time.Time
	f := newFrames(s.ports, func(m message) {
		s.feed.Take(sip.Packet{Raw: m.raw, At: m.at, Received: now, Clock: channel.Captured, From: m.src, To: m.dst})
	}, s.feed.Missed)
	err = readFile(bufio.NewReaderSize(file, 1<<20), func(link int, raw []byte, at time.Time) error {
		if at.After(now) {
			now = at // a file of several captures may go back; time does not
		}
		f.frame(link, raw, at)
		return s.feed.Room(ctx)
	})
	if !now.IsZero() {
		s.feed.Pass(now.Add(after))
	}
	return err
}
