package pbx

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/coder/websocket"

	"jikim/internal/channel"
	"jikim/internal/core/yaml"
)

// ari is a client of Asterisk's REST interface: it asks for the channels that are there, and reads events from a WebSocket.
type ari struct {
	*queue
	base, user, app string
	secret          func() (string, error)
	secure          *tls.Config
	board           *board
}

// OpenARI makes a source of the entry of an Asterisk exchange, by its REST interface:
//
//	address: pbx.office:8089      # of its HTTP server
//	security: tls                 # none only within one machine
//	user: jikim                   # of ari.conf, with read_only = yes
//	secret: ari-secret            # a file; its first line is the password
//	app: jikim                    # under which it subscribes to all events; the usual one without it
//	trunks: [PJSIP/kt-]           # with what the names of channels to the outside begin
func OpenARI(o channel.Office, n *yaml.Node) (channel.Source, error) {
	e := open(n, "address", "security", "ca", "user", "secret", "app", "trunks")
	if !e.fine() {
		return nil, e.errs.Err()
	}
	a := &ari{user: e.need("user"), secret: e.secret("secret"), app: e.text("app")}
	address := e.address("address")
	a.secure = e.tls(address)
	a.base = "http://" + address
	if a.secure != nil {
		a.base = "https://" + address
	}
	if a.app == "" {
		a.app = "jikim"
	}
	if strings.Contains(a.user, ":") {
		e.errs.Add(e.Get("user").Errorf("the name of the account has no colon"))
	}
	trunks := e.trunks()
	if err := e.errs.Err(); err != nil {
		return nil, err
	}
	a.queue = newQueue(newMeter(o, channel.SeesRing, channel.SeesPerson, channel.SeesTransfer, channel.SeesOrder, channel.SeesOutward))
	a.board = newBoard(trunks, a.put, func() { a.gap(a.now(), a.now(), "pbx_overflow") })
	return a, nil
}

// Run takes in until the context ends.
func (a *ari) Run(ctx context.Context) error { return a.keep(ctx, a.session) }

func (a *ari) session(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	secret, err := a.secret()
	if err != nil {
		return errors.Join(errLogin, err)
	}
	transport := &http.Transport{TLSClientConfig: a.secure, ResponseHeaderTimeout: dialTime}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	auth := "Basic " + base64.StdEncoding.EncodeToString([]byte(a.user+":"+secret))
	q := url.Values{"app": {a.app}, "subscribeAll": {"true"}}
	dialing, done := context.WithTimeout(ctx, dialTime)
	conn, resp, err := websocket.Dial(dialing, a.base+"/ari/events?"+q.Encode(), &websocket.DialOptions{HTTPClient: client, HTTPHeader: http.Header{"Authorization": {auth}}})
	done()
	if err != nil {
		if resp != nil && (resp.StatusCode == http.StatusUnauthorized || resp.StatusCode == http.StatusForbidden) {
			return errLogin
		}
		return errors.New("the exchange answers with no stream of events") // the library's error quotes the address
	}
	defer func() { _ = conn.CloseNow() }()
	conn.SetReadLimit(longestBody)
	a.board.reset()
	if err := a.there(ctx, client, auth); err != nil {
		return err
	}
	a.greeted()
	go a.beat(ctx, conn)
	for {
		kind, body, err := conn.Read(ctx)
		if err != nil {
			return fmt.Errorf("reading events: %w", err)
		}
		a.heard()
		if kind != websocket.MessageText {
			a.refuse()
			continue
		}
		var e ariEvent
		if json.Unmarshal(body, &e) != nil || e.Type == "" {
			a.refuse()
			continue
		}
		a.event(&e, a.now())
	}
}

// beat asks for a sign of life now and then; without an answer the connection is closed.
func (a *ari) beat(ctx context.Context, conn *websocket.Conn) {
	const every = 30 * time.Second
	for sleep(ctx, every) {
		asked, done := context.WithTimeout(ctx, dialTime)
		err := conn.Ping(asked)
		done()
		if err != nil {
			_ = conn.CloseNow()
			return
		}
		a.heard()
	}
}

// there reads the channels that were there before we were.
func (a *ari) there(ctx context.Context, client *http.Client, auth string) error {
	ctx, done := context.WithTimeout(ctx, dialTime)
	defer done()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.base+"/ari/channels", nil)
	if err != nil {
		return errors.New("the address cannot be asked")
	}
	req.Header.Set("Authorization", auth)
	resp, err := client.Do(req)
	if err != nil {
		return errors.New("the exchange does not tell its channels")
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the exchange does not tell its channels: status %d", resp.StatusCode)
	}
	var list []ariChannel
	if err := json.NewDecoder(http.MaxBytesReader(nil, resp.Body, 4<<20)).Decode(&list); err != nil {
		return errors.New("the exchange tells its channels in a form that cannot be read")
	}
	for i := range list {
		c := &list[i]
		if l := a.board.add(stamp{received: a.now()}, c.ID, "", c.Name, number(c.Caller.Number), c.Dialplan.Exten); l != nil {
			l.up = c.State == "Up"
			known(l)
		}
	}
	return nil
}

// ariEvent is as much of an event as is needed.
type ariEvent struct {
	Type       string      `json:"type"`
	Timestamp  string      `json:"timestamp"`
	Channel    *ariChannel `json:"channel"`
	Peer       *ariChannel `json:"peer"`
	Caller     *ariChannel `json:"caller"`
	DialStatus string      `json:"dialstatus"`
	DialString string      `json:"dialstring"`
	Cause      int         `json:"cause"`
	Soft       bool        `json:"soft"`
	Result     string      `json:"result"`
	Exten      string      `json:"exten"`
	App        string      `json:"dialplan_app"`
	Transferer *ariChannel `json:"transferer"`
	First      *ariChannel `json:"transferer_first_leg"`
	Second     *ariChannel `json:"transferer_second_leg"`
	Target     *ariChannel `json:"transfer_target"`
}

type ariChannel struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	State  string `json:"state"`
	Caller struct {
		Number string `json:"number"`
	} `json:"caller"`
	Dialplan struct {
		Exten string `json:"exten"`
	} `json:"dialplan"`
}

func (b *board) of(c *ariChannel) *leg {
	if c == nil {
		return nil
	}
	return b.legs[c.ID]
}

// event takes one event of a session.
func (a *ari) event(e *ariEvent, received time.Time) {
	w := stamp{received: received, clock: channel.Arrival}
	if t, err := time.Parse("2006-01-02T15:04:05.999-0700", e.Timestamp); err == nil {
		w.at, w.clock, w.precision = t.UTC(), channel.Agent, time.Millisecond
	}
	b := a.board
	l := b.of(e.Channel)
	switch e.Type {
	case "ChannelCreated":
		if c := e.Channel; c != nil {
			b.arrive(w, c.ID, "", c.Name, number(c.Caller.Number), dialledOf(c.Dialplan.Exten))
		}
	case "ChannelStateChange":
		a.state(w, l, e.Channel)
	case "Dial":
		a.dialling(w, e)
	case "ChannelDialplan":
		if e.App == "Queue" {
			b.take(w, l, channel.ByQueue)
		}
	case "ChannelHold":
		b.hold(w, l, channel.Held)
	case "ChannelUnhold":
		b.hold(w, l, channel.Resumed)
	case "BridgeBlindTransfer":
		if e.Result == "Success" {
			b.blind(w, b.of(e.Transferer), e.Exten)
		}
	case "BridgeAttendedTransfer":
		if e.Result == "Success" {
			b.attended(w, b.of(e.First), b.of(e.Second), b.of(e.Target))
		}
	case "ChannelHangupRequest":
		if !e.Soft { // soft ones are made by the exchange itself
			b.hangUp(w, l)
		}
	case "ChannelDestroyed":
		b.gone(w, l, e.Cause)
	}
}

func (a *ari) state(w stamp, l *leg, c *ariChannel) {
	switch {
	case l == nil:
	case c.State == "Ringing":
		a.board.ring(w, l)
	case c.State == "Up" && l.trunk && l.talk.way == channel.Inward && l.number == l.talk.from:
		l.up = true
		a.board.take(w, l, channel.ByMachine)
	case c.State == "Up":
		a.board.answer(w, l)
	}
}

// dialling takes the steps of one leg calling another.
func (a *ari) dialling(w stamp, e *ariEvent) {
	b := a.board
	to := b.of(e.Peer)
	switch e.DialStatus {
	case "":
		b.dial(w, b.of(e.Caller), to, e.DialString)
	case "RINGING", "PROGRESS", "PROCEEDING": // the state of the channel tells of its bell
	case "ANSWER":
		b.answer(w, to)
	default:
		b.failed(w, to, dialCause(e.DialStatus))
	}
}
