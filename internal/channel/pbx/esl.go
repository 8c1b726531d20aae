package pbx

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"jikim/internal/channel"
	"jikim/internal/core/yaml"
)

// esl is a client of FreeSWITCH's event socket, for events of channels and of mod_callcenter.
type esl struct {
	*queue
	address string
	secret  func() (string, error)
	secure  *tls.Config
	board   *board
}

// OpenESL makes a source of the entry of a FreeSWITCH exchange:
//
//	address: 127.0.0.1:8021           # of mod_event_socket
//	security: none                    # it has no TLS of its own: tls through a tunnel, none within one machine
//	secret: esl-secret                # a file; its first line is the password
//	trunks: [sofia/external/]         # with what the names of channels to the outside begin
func OpenESL(o channel.Office, n *yaml.Node) (channel.Source, error) {
	e := open(n, "address", "security", "ca", "secret", "trunks")
	if !e.fine() {
		return nil, e.errs.Err()
	}
	s := &esl{address: e.address("address"), secret: e.secret("secret")}
	s.secure = e.tls(s.address)
	trunks := e.trunks()
	if err := e.errs.Err(); err != nil {
		return nil, err
	}
	s.queue = newQueue(newMeter(o, channel.SeesRing, channel.SeesPerson, channel.SeesOrder, channel.SeesOutward))
	s.board = newBoard(trunks, s.put, func() { s.gap(s.now(), s.now(), "pbx_overflow") })
	return s, nil
}

// Run takes in until the context ends.
func (s *esl) Run(ctx context.Context) error { return s.keep(ctx, s.session) }

// wanted are the events that are asked for; the heartbeat, every 20 seconds, shows that the exchange lives.
const wanted = "event plain HEARTBEAT CHANNEL_CREATE CHANNEL_ORIGINATE CHANNEL_PROGRESS CHANNEL_PROGRESS_MEDIA CHANNEL_ANSWER " +
	"CHANNEL_BRIDGE CHANNEL_HOLD CHANNEL_UNHOLD CHANNEL_HANGUP_COMPLETE CUSTOM callcenter::info\n\n"

func (s *esl) session(ctx context.Context) error {
	conn, done, err := dial(ctx, s.address, s.secure)
	if err != nil {
		return err
	}
	defer done()
	_ = conn.SetDeadline(time.Now().Add(dialTime))
	r := bufio.NewReaderSize(conn, longestLine)
	if err := s.login(conn, r); err != nil {
		return err
	}
	s.board.reset()
	s.greeted()
	for {
		_ = conn.SetDeadline(time.Now().Add(usualSilence))
		h, body, err := readMessage(r)
		if err != nil {
			return err
		}
		s.heard()
		switch h.get("Content-Type") {
		case "text/event-plain":
			e, err := readEvent(body)
			if err != nil {
				s.refuse()
				continue
			}
			s.event(e, s.now())
		case "text/disconnect-notice":
			return errors.New("the exchange is going down")
		}
	}
}

func (s *esl) login(conn net.Conn, r *bufio.Reader) error {
	secret, err := s.secret()
	if err != nil {
		return errors.Join(errLogin, err)
	}
	h, _, err := readMessage(r)
	if err != nil {
		return err
	}
	switch h.get("Content-Type") {
	case "auth/request":
	case "text/rude-rejection":
		return errors.Join(errLogin, errors.New("the exchange lets this address not in"))
	default:
		return errors.New("who answers is no event socket of FreeSWITCH")
	}
	for _, command := range []string{"auth " + secret + "\n\n", wanted} {
		if _, err := io.WriteString(conn, command); err != nil {
			return fmt.Errorf("logging in: %w", err)
		}
		if h, _, err = readMessage(r); err != nil {
			return err
		}
		if h.get("Content-Type") != "command/reply" || !strings.HasPrefix(h.get("Reply-Text"), "+OK") {
			return errLogin
		}
	}
	return nil
}

// readMessage reads the headers of a message and as much body as they say.
func readMessage(r *bufio.Reader) (headers, []byte, error) {
	h, err := readHeaders(r)
	if err != nil {
		return nil, nil, err
	}
	length := h.get("Content-Length")
	if length == "" {
		return h, nil, nil
	}
	n, err := strconv.Atoi(length)
	if err != nil || n < 0 || n > longestBody {
		return nil, nil, errTooLong
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(r, body); err != nil {
		return nil, nil, fmt.Errorf("reading: %w", err)
	}
	return h, body, nil
}

// readEvent reads the body of an event: headers whose values are written as in addresses of pages.
func readEvent(body []byte) (headers, error) {
	h := headers{}
	for n, line := range strings.Split(string(body), "\n") {
		if n > 4*mostLines {
			return nil, errTooLong
		}
		if line = strings.TrimRight(line, "\r"); line == "" {
			break
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return nil, errors.New("an event with a line that is no header")
		}
		value, err := url.PathUnescape(strings.TrimSpace(value))
		if err != nil {
			return nil, errors.New("an event with a value that cannot be read")
		}
		if name = strings.ToLower(strings.TrimSpace(name)); h[name] == "" {
			h[name] = value
		}
	}
	if h.get("Event-Name") == "" {
		return nil, errors.New("an event without a name")
	}
	return h, nil
}

// event takes one event of a session.
func (s *esl) event(h headers, received time.Time) {
	w := stamp{received: received, clock: channel.Arrival}
	if n, err := strconv.ParseInt(h.get("Event-Date-Timestamp"), 10, 64); err == nil && n > 0 && n < 1<<53 {
		w.at, w.clock, w.precision = time.UnixMicro(n).UTC(), channel.Agent, time.Microsecond
	}
	b := s.board
	id := h.get("Unique-ID")
	l := b.legs[id]
	switch h.get("Event-Name") {
	case "CHANNEL_CREATE":
		s.created(w, h)
	case "CHANNEL_ORIGINATE":
		b.dial(w, b.legs[h.get("Other-Leg-Unique-ID")], l, h.get("Caller-Destination-Number"))
	case "CHANNEL_PROGRESS", "CHANNEL_PROGRESS_MEDIA":
		if h.get("Call-Direction") == "outbound" { // from the exchange to a telephone or the outside
			b.ring(w, l)
		}
	case "CHANNEL_ANSWER":
		s.answered(w, l, h)
	case "CHANNEL_HOLD":
		b.hold(w, l, channel.Held)
	case "CHANNEL_UNHOLD":
		b.hold(w, l, channel.Resumed)
	case "CHANNEL_HANGUP_COMPLETE":
		s.hungUp(w, l, h)
	case "CUSTOM":
		s.custom(w, h)
	}
}

// created takes a new channel. One that the exchange makes names the channel for which it does.
func (s *esl) created(w stamp, h headers) {
	b := s.board
	id, other := h.get("Unique-ID"), b.legs[h.get("Other-Leg-Unique-ID")]
	call := ""
	if other != nil {
		call = other.talk.id
	}
	inbound := h.get("Call-Direction") == "inbound"
	dialled := ""
	if inbound {
		dialled = h.get("Caller-Destination-Number")
	}
	l := b.arrive(w, id, call, h.get("Channel-Name"), number(h.get("Caller-Caller-ID-Number")), dialled)
	if l != nil && other != nil && !inbound {
		b.dial(w, other, l, h.get("Caller-Destination-Number"))
	}
}

// answered takes CHANNEL_ANSWER: of a telephone that was called it is its answer, of a call from outside that the exchange has taken it.
// A bridge to a telephone answers the caller's channel as well, after the telephone.
func (s *esl) answered(w stamp, l *leg, h headers) {
	switch {
	case l == nil:
	case h.get("Call-Direction") == "inbound" && l.trunk:
		l.up = true
		s.board.take(w, l, channel.ByMachine)
	case h.get("Call-Direction") == "inbound":
		l.up = true // an officer who calls: his own channel
	default:
		s.board.answer(w, l)
	}
}

// hungUp takes the end of a channel. The disposition tells from which side of this channel the end came: recv_bye from its far end. An
// officer who has handed the call on is gone as well, and has not hung up; where to, and when the colleague answered an announced
// transfer, this source cannot prove.
func (s *esl) hungUp(w stamp, l *leg, h headers) {
	if l == nil {
		return
	}
	if cause := h.get("Hangup-Cause"); cause == "BLIND_TRANSFER" || cause == "ATTENDED_TRANSFER" {
		if cause == "BLIND_TRANSFER" {
			s.board.blind(w, l, "")
		}
		s.board.gone(w, l, normalClearing)
		return
	}
	switch h.get("variable_sip_hangup_disposition") {
	case "recv_bye", "recv_cancel":
		s.board.hangUp(w, l)
	}
	code, _ := strconv.Atoi(h.get("variable_hangup_cause_q850"))
	s.board.gone(w, l, code)
}

// custom takes events of modules: queues of mod_callcenter.
func (s *esl) custom(w stamp, h headers) {
	b := s.board
	if h.get("Event-Subclass") != "callcenter::info" {
		return
	}
	switch h.get("CC-Action") {
	case "member-queue-start":
		b.take(w, b.legs[h.get("CC-Member-Session-UUID")], channel.ByQueue)
	case "bridge-agent-start": // the telephone's own channel was made for no other until now
		from, to := b.legs[h.get("CC-Member-Session-UUID")], b.legs[h.get("CC-Agent-UUID")]
		if from != nil && to != nil && from.talk != to.talk {
			to.up = false
			b.dial(w, from, to, "")
		}
		b.answer(w, to)
	}
}
