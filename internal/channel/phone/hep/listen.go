package hep

import (
	"bufio"
	"bytes"
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"slices"
	"sync"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/phone"
	"jikim/internal/channel/phone/sip"

	"golang.org/x/time/rate"
)

const (
	buffer      = 8 << 20 // of the socket: a second of 300 calls a second, while this process does not get a processor
	connections = 64
	mostSenders = 256
	longestKey  = 256
)

// source listens for agents.
type source struct {
	office channel.Office
	entry  entry
	feed   *phone.Feed

	mu      sync.Mutex
	senders map[netip.Addr]*rate.Limiter
	key     []byte
	conns   sync.WaitGroup
	open    chan struct{}
}

// State implements channel.Source.
func (s *source) State() channel.State { return s.feed.State() }

// Run implements channel.Source.
func (s *source) Run(ctx context.Context) error {
	if s.entry.key != "" {
		key, err := os.ReadFile(s.entry.key)
		if key = bytes.TrimSpace(key); err == nil && (len(key) == 0 || len(key) > longestKey) {
			err = fmt.Errorf("a key has 1 to %d bytes", longestKey)
		}
		if err != nil {
			return fmt.Errorf("the key of the agents of %s: %w", s.office.Name, err)
		}
		s.key = key
	}
	udp, tcp, err := s.bind(ctx)
	if err != nil {
		return err
	}
	return s.feed.Run(ctx, func(ctx context.Context) error { return s.serve(ctx, udp, tcp) })
}

// bind opens what is listened at; both or none.
func (s *source) bind(ctx context.Context) (udp *net.UDPConn, tcp net.Listener, err error) {
	var l net.ListenConfig
	if s.entry.udp != "" {
		conn, err := l.ListenPacket(ctx, "udp", s.entry.udp)
		if err != nil {
			return nil, nil, fmt.Errorf("listen for agents: %w", err)
		}
		udp = conn.(*net.UDPConn)
		if err := udp.SetReadBuffer(buffer); err != nil {
			s.office.Log.Warn("the buffer of the socket stays small", slog.String("source", s.office.Name), slog.Any("err", err))
		}
	}
	if s.entry.tcp != "" {
		if tcp, err = l.Listen(ctx, "tcp", s.entry.tcp); err != nil {
			if udp != nil {
				udp.Close()
			}
			return nil, nil, fmt.Errorf("listen for agents: %w", err)
		}
	}
	return udp, tcp, nil
}

// serve takes in until the context ends.
func (s *source) serve(ctx context.Context, udp *net.UDPConn, tcp net.Listener) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	end := context.AfterFunc(ctx, func() {
		if udp != nil {
			udp.Close()
		}
		if tcp != nil {
			tcp.Close()
		}
	})
	defer end()
	var both sync.WaitGroup
	if udp != nil {
		both.Go(func() { stop(s.datagrams(ctx, udp)) })
	}
	if tcp != nil {
		both.Go(func() { stop(s.accept(ctx, tcp)) })
	}
	both.Wait()
	s.conns.Wait()
	if err := context.Cause(ctx); err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// datagrams reads one packet from each.
func (s *source) datagrams(ctx context.Context, conn *net.UDPConn) error {
	buf := make([]byte, most+1)
	for {
		n, from, err := conn.ReadFromUDPAddrPort(buf)
		now := s.office.Now()
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, net.ErrClosed):
			return fmt.Errorf("listen for agents: %w", err)
		case err != nil:
			s.feed.Refuse("")
			continue
		}
		s.packet(buf[:n], from.Addr().Unmap(), now)
	}
}

func (s *source) accept(ctx context.Context, l net.Listener) error {
	for {
		conn, err := l.Accept()
		switch {
		case ctx.Err() != nil:
			if err == nil {
				conn.Close()
			}
			return nil
		case errors.Is(err, net.ErrClosed):
			return fmt.Errorf("listen for agents: %w", err)
		case err != nil:
			s.feed.Missed("connections", s.office.Now(), s.office.Now())
			select { // too many files are open: it passes
			case <-ctx.Done():
				return nil
			case <-time.After(100 * time.Millisecond):
			}
			continue
		}
		peer, ok := conn.RemoteAddr().(*net.TCPAddr)
		if !ok || !s.knows(peer.AddrPort().Addr().Unmap()) {
			s.feed.Refuse("stranger")
			conn.Close()
			continue
		}
		select {
		case s.open <- struct{}{}:
			s.conns.Go(func() {
				s.stream(ctx, conn, peer.AddrPort().Addr().Unmap())
				<-s.open
			})
		default:
			s.feed.Refuse("connections")
			conn.Close()
		}
	}
}

// stream reads packets one after another. What is no packet ends the connection: nobody could find the next one.
func (s *source) stream(ctx context.Context, conn net.Conn, from netip.Addr) {
	defer conn.Close()
	end := context.AfterFunc(ctx, func() { conn.Close() })
	defer end()
	r := bufio.NewReaderSize(conn, 64<<10)
	buf := make([]byte, most)
	for {
		head, err := r.Peek(6)
		if err != nil {
			return
		}
		n, err := size(head)
		if err != nil {
			s.feed.Refuse("version")
			return
		}
		if _, err := io.ReadFull(r, buf[:n]); err != nil {
			return
		}
		s.packet(buf[:n], from, s.office.Now())
	}
}

func (s *source) knows(a netip.Addr) bool {
	return slices.ContainsFunc(s.entry.from, func(p netip.Prefix) bool { return p.Contains(a) })
}

// packet judges one packet and hands its message to the feed.
func (s *source) packet(raw []byte, from netip.Addr, now time.Time) {
	if !s.knows(from) {
		s.feed.Refuse("stranger")
		return
	}
	if !s.allow(from, now) {
		s.feed.Refuse("rate")
		s.feed.Missed("rate", now, now)
		return
	}
	p, err := decode(raw)
	switch {
	case err != nil:
		s.feed.Refuse("version")
	case s.key != nil && subtle.ConstantTimeCompare(p.key, s.key) != 1:
		s.feed.Refuse("key")
	case len(s.entry.nodes) > 0 && !slices.Contains(s.entry.nodes, p.node):
		s.feed.Refuse("node")
	case p.kind != sipKind || len(p.payload) == 0:
		s.feed.Heard() // a sign of life, or what agents tell beside SIP
	default:
		s.feed.Take(sip.Packet{Raw: p.payload, At: p.at, Received: now, Clock: channel.Agent, From: p.src, To: p.dst})
	}
}

// allow bounds how much one sender may send. Only those that the entry names come here, so that they are few, unless the entry
// names whole networks.
func (s *source) allow(from netip.Addr, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.senders[from]
	if l == nil {
		if len(s.senders) >= mostSenders {
			clear(s.senders)
		}
		l = rate.NewLimiter(rate.Limit(s.entry.rate), s.entry.rate)
		s.senders[from] = l
	}
	return l.AllowN(now, 1)
}
