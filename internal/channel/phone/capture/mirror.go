package capture

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/phone"
	"jikim/internal/channel/phone/sip"
	"jikim/internal/core/yaml"
)

const (
	sipPort   = 5060
	mostPorts = 16
	counted   = time.Second     // how often the kernel is asked what it had no room for
	retry     = 5 * time.Second // after which an interface that went away is looked for again
)

// mirror looks at an interface.
type mirror struct {
	office channel.Office
	feed   *phone.Feed
	name   string
	ports  []uint16
}

// OpenMirror makes the source of an entry of the channels file:
//
//   - name: switch
//     kind: mirror
//     interface: eth1
//     ports: [5060]
//     phones: [10.1.0.0/16]
//
// Nothing is opened before it runs. It needs the right CAP_NET_RAW then.
func OpenMirror(o channel.Office, n *yaml.Node) (channel.Source, error) {
	of, lines, err := entry(n, "interface")
	var errs yaml.Errors
	errs.Add(err)
	if of == nil {
		return nil, errs.Err()
	}
	s := &mirror{office: o, feed: phone.NewFeed(o, lines)}
	if where, err := of.Need("interface"); !errs.Add(err) {
		s.name, err = where.Text()
		if !errs.Add(err) && !regexp.MustCompile(`^[A-Za-z0-9._:-]{1,15}$`).MatchString(s.name) {
			errs.Add(where.Errorf("the name of a network interface is expected here, such as eth1"))
		}
	}
	s.ports, err = ports(of)
	errs.Add(err)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return s, nil
}

// entry reads what all entries share; m is nil when it is none.
func entry(n *yaml.Node, key string) (m *yaml.Fields, lines phone.Lines, err error) {
	var errs yaml.Errors
	m, err = n.Map(append([]string{key, "ports"}, phone.LineKeys...)...)
	errs.Add(err)
	if m != nil {
		lines, err = phone.ReadLines(m)
		errs.Add(err)
	}
	return m, lines, errs.Err()
}

// ports reads which ports SIP is spoken on; 5060 when nothing is written.
func ports(m *yaml.Fields) ([]uint16, error) {
	items, err := m.List("ports")
	if err != nil {
		return nil, err
	}
	if len(items) == 0 {
		return []uint16{sipPort}, nil
	}
	var errs yaml.Errors
	var out []uint16
	if len(items) > mostPorts {
		errs.Add(m.Get("ports").Errorf("%d ports are the most", mostPorts))
	}
	for _, one := range items {
		p, err := one.Int()
		if !errs.Add(err) && (p < 1 || p > 65535) {
			errs.Add(one.Errorf("a port is a number from 1 to 65535"))
		}
		out = append(out, uint16(p))
	}
	return out, errs.Err()
}

// State implements channel.Source.
func (s *mirror) State() channel.State { return s.feed.State() }

// Run implements channel.Source. That the interface can be opened is asked once; when it goes away later it is waited for.
func (s *mirror) Run(ctx context.Context) error {
	l, err := openLine(s.name)
	if err != nil {
		return err
	}
	return s.feed.Run(ctx, func(ctx context.Context) error {
		for {
			err := s.look(ctx, l)
			l.close()
			if ctx.Err() != nil {
				return nil
			}
			s.office.Log.Warn("the interface is gone", slog.String("source", s.office.Name), slog.Any("err", err))
			from := s.office.Now()
			for {
				select {
				case <-ctx.Done():
					return nil
				case <-time.After(retry):
				}
				if l, err = openLine(s.name); err == nil {
					break
				}
			}
			s.feed.Missed("interface", from, s.office.Now())
		}
	})
}

// look reads frames until the interface goes away.
func (s *mirror) look(ctx context.Context, l *line) error {
	f := newFrames(s.ports, func(m message) {
		p := sip.Packet{Raw: m.raw, At: m.at, Received: s.office.Now(), Clock: channel.Captured, From: m.src, To: m.dst}
		s.feed.Take(p)
	}, s.feed.Missed)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go s.count(ctx, l)
	if err := l.read(ctx, func(raw []byte, at time.Time) { f.frame(linkEthernet, raw, at) }); err != nil {
		return fmt.Errorf("look at %s: %w", s.name, err)
	}
	return nil
}

// count notes when the kernel had no room for frames: some of them may have been SIP.
func (s *mirror) count(ctx context.Context, l *line) {
	t := time.NewTicker(counted)
	defer t.Stop()
	from := s.office.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		now := s.office.Now()
		if l.dropped() > 0 {
			s.feed.Missed("dropped", from, now)
		}
		from = now
	}
}
