package pbx

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"jikim/internal/channel"
	"jikim/internal/core/yaml"
)

// hook takes what a program of the office tells of calls by HTTP, signed with a secret that both know.
type hook struct {
	*meter
	secret func() (string, error)
}

// The headers of a request, and how far its time may be from ours: an older one may be one that somebody has recorded.
const (
	timeHeader      = "X-Jikim-Time"      // seconds since 1970
	signatureHeader = "X-Jikim-Signature" // v1=, and the HMAC-SHA256 of time, full stop and body in hexadecimal digits
	replayWindow    = 5 * time.Minute
	mostEvents      = 500
)

// OpenWebhook makes a source of the entry of a program that tells of calls itself:
//
//	secret: pbx-webhook-secret         # a file; its first line is the secret, at least 32 characters
//	proves: [ring, person, transfer, order, hook, outward]   # what the program can see
//
// The schema of the requests stands in docs/channels/pbx.md.
func OpenWebhook(o channel.Office, n *yaml.Node) (channel.Source, error) {
	e := open(n, "secret", "proves")
	if !e.fine() {
		return nil, e.errs.Err()
	}
	h := &hook{secret: e.secret("secret")}
	powers := e.proves()
	if h.secret != nil {
		if s, err := h.secret(); err == nil && len(s) < 32 {
			e.errs.Add(e.Get("secret").Errorf("the secret is too short").WithHint("openssl rand -hex 32 makes one"))
		}
	}
	if err := e.errs.Err(); err != nil {
		return nil, err
	}
	h.meter = newMeter(o, powers...)
	return h, nil
}

// proves reads what a source that others program can see.
func (e *entry) proves() []channel.Power {
	n := e.Get("proves")
	if n == nil {
		e.errs.Add(e.node.Errorf("the key %q is missing: what the program can see of calls", "proves"))
		return nil
	}
	items, err := n.List()
	e.errs.Add(err)
	var out []channel.Power
	for _, item := range items {
		word, err := item.OneOf("ring", "person", "transfer", "order", "hook", "outward")
		if !e.errs.Add(err) {
			out = append(out, channel.Power(word))
		}
	}
	return out
}

// Run waits: what comes is taken by ServeHTTP.
func (h *hook) Run(ctx context.Context) error { return h.await(ctx) }

// await keeps a source that is told by HTTP: it is there as long as the office is.
func (m *meter) await(ctx context.Context) error {
	m.connect()
	<-ctx.Done()
	m.end()
	return nil
}

// ready tells whether the source runs. While it does not, whoever tells is asked to try again: what it could prove is not known.
func (m *meter) ready(w http.ResponseWriter) bool {
	if m.State().Connected {
		return true
	}
	w.Header().Set("Retry-After", "5")
	http.Error(w, "try again", http.StatusServiceUnavailable)
	return false
}

// told is the body of a request.
type told struct {
	Events []toldEvent `json:"events"`
}

// toldEvent is one event; see docs/channels/pbx.md.
type toldEvent struct {
	ID        string    `json:"id"`
	Kind      string    `json:"kind"`
	At        time.Time `json:"at"`
	Precision int       `json:"precision_ms"`
	Call      string    `json:"call"`
	Leg       string    `json:"leg"`
	Same      []string  `json:"same"`
	Way       string    `json:"way"`
	From      string    `json:"from"`
	To        string    `json:"to"`
	Side      string    `json:"side"`
	By        string    `json:"by"`
	Blind     bool      `json:"blind"`
	Estimated bool      `json:"estimated"`
	Cause     string    `json:"cause"`
	Code      int       `json:"code"`
}

// ServeHTTP takes one request, and answers 204 when it is committed. It may be sent again: what was taken is not taken twice. 401: it is
// not signed, or too old; 422: something in it is not of the schema; 503: try again.
func (h *hook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "POST", http.StatusMethodNotAllowed)
		return
	}
	if !h.ready(w) {
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, longestBody))
	if err != nil {
		http.Error(w, "too long", http.StatusRequestEntityTooLarge)
		return
	}
	secret, err := h.secret()
	if err != nil {
		h.trouble("pbx_secret")
		http.Error(w, "try again", http.StatusServiceUnavailable)
		return
	}
	if !signed(secret, r.Header.Get(timeHeader), r.Header.Get(signatureHeader), body, h.now()) {
		h.refuse()
		http.Error(w, "not signed", http.StatusUnauthorized)
		return
	}
	h.heard()
	sights, err := readTold(body, h.office.Name, h.now())
	if err != nil {
		h.refuse()
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	h.answer(r.Context(), w, http.StatusNoContent, sights)
}

// answer hands sights over and tells the other side how it went.
func (m *meter) answer(ctx context.Context, w http.ResponseWriter, good int, sights []channel.Sight) {
	m.Change(func(s *channel.State) { s.Seen += int64(len(sights)) })
	if len(sights) > 0 {
		switch err := m.see(ctx, sights...); {
		case errors.Is(err, channel.ErrRefused):
			m.Change(func(s *channel.State) { s.Refused += int64(len(sights)) })
			http.Error(w, "refused", http.StatusUnprocessableEntity)
			return
		case err != nil:
			m.trouble("pbx_office")
			w.Header().Set("Retry-After", "5")
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
		m.trouble("")
	}
	w.WriteHeader(good)
}

// signed tells whether a request is of somebody who knows the secret, and of now.
func signed(secret, at, signature string, body []byte, now time.Time) bool {
	n, err := strconv.ParseInt(at, 10, 64)
	if err != nil || time.Unix(n, 0).Sub(now).Abs() > replayWindow {
		return false
	}
	digits, ok := strings.CutPrefix(signature, "v1=")
	given, err := hex.DecodeString(digits)
	if !ok || err != nil {
		return false
	}
	return hmac.Equal(given, sign(secret, at, body))
}

func sign(secret, at string, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(at))
	mac.Write([]byte("."))
	mac.Write(body)
	return mac.Sum(nil)
}

// The words of the schema.
var (
	toldKinds = []string{"offered", "ringing", "early_media", "answered", "rejected", "abandoned", "diverted", "held", "resumed", "party_changed",
		"consult_offered", "consult_answered", "transfer_requested", "transfer_ringing", "transfer_answered", "transfer_failed", "hung_up", "on_hook", "ended"}
	toldWays  = []string{"", "in", "out", "internal"}
	toldSides = []string{"", "caller", "officer", "nobody", "undetermined"}
	toldBy    = []string{"", "person", "machine", "queue", "somebody"}
)

// readTold reads the body of a request. Its errors name the field and say nothing of what was in it.
func readTold(body []byte, source string, received time.Time) ([]channel.Sight, error) {
	d := json.NewDecoder(strings.NewReader(string(body)))
	d.DisallowUnknownFields()
	var t told
	if d.Decode(&t) != nil || d.More() {
		return nil, errors.New("the body is not of the schema")
	}
	if len(t.Events) > mostEvents {
		return nil, errors.New("events: too many")
	}
	out := make([]channel.Sight, 0, len(t.Events))
	for i := range t.Events {
		e := &t.Events[i]
		for _, c := range []struct {
			field string
			good  bool
		}{
			{"id", e.ID != "" && len(e.ID) <= 200}, {"call", e.Call != "" && len(e.Call) <= 200}, {"kind", slices.Contains(toldKinds, e.Kind)},
			{"way", slices.Contains(toldWays, e.Way)}, {"side", slices.Contains(toldSides, e.Side)}, {"by", slices.Contains(toldBy, e.By)},
			{"precision_ms", e.Precision >= 0 && e.Precision <= 3_600_000}, {"same", len(e.Same) <= 16},
			{"from", len(e.From) <= 100}, {"to", len(e.To) <= 100}, {"cause", len(e.Cause) <= 50}, {"leg", len(e.Leg) <= 200},
			{"hung_up without side", e.Kind != "hung_up" || e.Side != ""}, {"answered without by", e.Kind != "answered" || e.By != ""},
		} {
			if !c.good {
				return nil, errors.New("events[" + strconv.Itoa(i) + "]: " + c.field)
			}
		}
		clock := channel.Agent
		if e.At.IsZero() {
			clock = channel.Arrival
		}
		out = append(out, channel.Sight{Source: source, ID: e.ID, Kind: channel.SightKind(e.Kind), At: e.At.UTC(), Received: received, Clock: clock,
			Precision: time.Duration(e.Precision) * time.Millisecond, Call: e.Call, Leg: e.Leg, Same: e.Same, Way: channel.CallWay(e.Way), From: e.From,
			To: e.To, Side: channel.CallSide(e.Side), By: channel.Answerer(e.By), Leave: e.Blind, Estimated: e.Estimated, Cause: e.Cause, Code: e.Code})
		if e.At.IsZero() {
			out[i].At = time.Time{}
		}
	}
	return out, nil
}
