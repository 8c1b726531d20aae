package pbx

import (
	"bufio"
	"context"
	"crypto/md5" //nolint:gosec // the login of the protocol, over TLS or within one machine
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"jikim/internal/channel"
	"jikim/internal/core/yaml"
)

// ami is a client of Asterisk's manager interface, for events of the classes call and agent.
type ami struct {
	*queue
	address, user string
	secret        func() (string, error)
	secure        *tls.Config
	board         *board
	ping          time.Duration
}

// OpenAMI makes a source of the entry of an Asterisk exchange:
//
//	address: pbx.office:5039      # of the manager interface
//	security: tls                 # none only within one machine
//	ca: pbx-ca.pem                # whom its certificate is trusted from; those of the system without it
//	user: jikim                   # of manager.conf, with read = call,agent and no write but what Ping and CoreShowChannels need
//	secret: ami-secret            # a file; its first line is the secret
//	trunks: [PJSIP/kt-]           # with what the names of channels to the outside begin
func OpenAMI(o channel.Office, n *yaml.Node) (channel.Source, error) {
	e := open(n, "address", "security", "ca", "user", "secret", "trunks")
	if !e.fine() {
		return nil, e.errs.Err()
	}
	a := &ami{address: e.address("address"), user: e.need("user"), secret: e.secret("secret"), ping: 30 * time.Second}
	a.secure = e.tls(a.address)
	trunks := e.trunks()
	if strings.ContainsAny(a.user, "\r\n") {
		e.errs.Add(e.Get("user").Errorf("the name of the account is one line"))
	}
	if err := e.errs.Err(); err != nil {
		return nil, err
	}
	a.queue = newQueue(newMeter(o, channel.SeesRing, channel.SeesPerson, channel.SeesTransfer, channel.SeesOrder, channel.SeesOutward))
	a.board = newBoard(trunks, a.put, func() { a.gap(a.now(), a.now(), "pbx_overflow") })
	return a, nil
}

// Run takes in until the context ends.
func (a *ami) Run(ctx context.Context) error { return a.keep(ctx, a.session) }

// session logs in and reads events until the connection breaks.
func (a *ami) session(ctx context.Context) error {
	conn, done, err := dial(ctx, a.address, a.secure)
	if err != nil {
		return err
	}
	defer done()
	_ = conn.SetDeadline(time.Now().Add(dialTime))
	r := bufio.NewReaderSize(conn, longestLine)
	if err := a.login(conn, r); err != nil {
		return err
	}
	a.board.reset()
	a.greeted()
	if _, err := io.WriteString(conn, "Action: CoreShowChannels\r\nActionID: shown\r\n\r\n"); err != nil {
		return fmt.Errorf("asking for the channels: %w", err)
	}
	go a.beat(ctx, conn)
	for {
		_ = conn.SetDeadline(time.Now().Add(usualSilence))
		h, err := readHeaders(r)
		if err != nil {
			return err
		}
		a.heard()
		a.event(h, a.now())
	}
}

// beat asks for a sign of life now and then, until the connection is closed.
func (a *ami) beat(ctx context.Context, conn net.Conn) {
	for sleep(ctx, a.ping) {
		if _, err := io.WriteString(conn, "Action: Ping\r\n\r\n"); err != nil {
			return
		}
	}
}

// login answers the challenge, so that the secret itself never goes over the line.
func (a *ami) login(conn net.Conn, r *bufio.Reader) error {
	secret, err := a.secret()
	if err != nil {
		return errors.Join(errLogin, err)
	}
	greeting, err := readLine(r)
	if err != nil {
		return err
	}
	if !strings.HasPrefix(greeting, "Asterisk Call Manager") {
		return errors.New("who answers is no manager interface of Asterisk")
	}
	h, err := a.ask(conn, r, "Action: Challenge\r\nAuthType: MD5\r\nActionID: challenge\r\n\r\n", "challenge")
	if err != nil {
		return err
	}
	sum := md5.Sum([]byte(h.get("Challenge") + secret)) //nolint:gosec // as above
	h, err = a.ask(conn, r, "Action: Login\r\nAuthType: MD5\r\nUsername: "+a.user+"\r\nKey: "+hex.EncodeToString(sum[:])+
		"\r\nEvents: call,agent\r\nActionID: login\r\n\r\n", "login")
	if err != nil {
		return err
	}
	if !strings.EqualFold(h.get("Response"), "Success") {
		return errLogin
	}
	return nil
}

// ask sends an action and returns its response; events before it are not those of a session yet.
func (a *ami) ask(conn net.Conn, r *bufio.Reader, action, id string) (headers, error) {
	if _, err := io.WriteString(conn, action); err != nil {
		return nil, fmt.Errorf("asking: %w", err)
	}
	for range mostLines {
		h, err := readHeaders(r)
		if err != nil {
			return nil, err
		}
		if h.get("Response") != "" && (h.get("ActionID") == id || h.get("ActionID") == "") {
			return h, nil
		}
	}
	return nil, errTooLong
}

// stampOf is when an event happened: by Asterisk's clock when manager.conf has timestampevents = yes.
func stampOf(text string, received time.Time) stamp {
	w := stamp{received: received, clock: channel.Arrival}
	whole, fraction, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n <= 0 || n > 1<<36 {
		return w
	}
	micros, err := strconv.ParseInt((fraction + "000000")[:6], 10, 64)
	if err != nil {
		return w
	}
	w.at, w.clock, w.precision = time.Unix(n, micros*1000).UTC(), channel.Agent, time.Microsecond
	return w
}
