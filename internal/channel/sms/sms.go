// Package sms hands short messages over to the gateway that the office has a contract with, by one HTTP POST. Gateways differ in
// address, names of fields and answers, so that these are data: see Gateway.
//
// A gateway of which nothing but this is known tells neither what became of a message nor whether it had taken one before: who wants
// that uses a provider with a package of its own.
//
// Errors tell what went wrong, never the number, the text, the address of the gateway or its answer, which may hold the
// password.
package sms

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"jikim/internal/channel"
	"jikim/internal/core/textmessage"
)

// Gateway describes a gateway. Within the values of Headers, Form and JSON, {to} stands for the number in digits, {text} for
// the message and {secret} for the password of the contract; {kind} for SMS or LMS, {title} for the title of a long message and
// {id} for an identifier by which the gateway may know one that comes again.
type Gateway struct {
	URL     string            `json:"url"`               // https, but for a gateway on this machine
	Headers map[string]string `json:"headers,omitempty"` // further ones
	Form    map[string]string `json:"form,omitempty"`    // the message as a form …
	JSON    any               `json:"json,omitempty"`    // … or as JSON; one of the two
	// Long tells that the gateway takes messages of more than 90 bytes as long ones, by {kind} or by itself.
	Long bool `json:"long,omitempty"`
	// Taken is a text that the answer holds when the message was taken. Empty: any answer of the 200s will do. Many gateways
	// answer 200 to everything and tell in the text.
	Taken string `json:"taken,omitempty"`
	// Refused are texts of which the answer holds one when the number is refused for good.
	Refused []string `json:"refused,omitempty"`
}

const (
	sendTime  = 20 * time.Second
	maxAnswer = 64 << 10
)

// Sender sends by one gateway. It is safe for concurrent use.
type Sender struct {
	gateway Gateway
	secret  string
	client  *http.Client
}

// Parse reads the description of a gateway. Names that it does not know are errors, since a misspelt one would send nothing.
func Parse(src []byte) (Gateway, error) {
	var g Gateway
	d := json.NewDecoder(bytes.NewReader(src))
	d.DisallowUnknownFields()
	if err := d.Decode(&g); err != nil {
		return g, fmt.Errorf("the description of the gateway: %w", err)
	}
	if d.More() {
		return g, errors.New("the description of the gateway has something after its end")
	}
	return g, nil
}

// New returns the sender of a gateway. client is for tests; nil: the usual one.
func New(g Gateway, secret string, client *http.Client) (*Sender, error) {
	u, err := url.Parse(g.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, errors.New("the gateway has no address; write url: https://…")
	case u.Scheme == "http" && !here(u.Hostname()):
		return nil, errors.New("the gateway has to be reached by https")
	case (g.Form == nil) == (g.JSON == nil):
		return nil, errors.New("the gateway takes the message as form or as json; give one of the two")
	}
	whole, err := json.Marshal(g)
	if err != nil {
		return nil, errors.New("the description of the gateway cannot be written")
	}
	for _, gap := range []string{"{to}", "{text}"} {
		if !bytes.Contains(whole, []byte(gap)) {
			return nil, fmt.Errorf("the description of the gateway has no place for %s", gap)
		}
	}
	if bytes.Contains(whole, []byte("{secret}")) != (secret != "") {
		return nil, errors.New("a secret and a place for {secret} go together")
	}
	if client == nil {
		client = &http.Client{}
	}
	once := *client
	once.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // nobody else gets the secret
	return &Sender{gateway: g, secret: secret, client: &once}, nil
}

// here tells whether a host is this machine.
func here(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Carry hands a text message over as channel.Courier says. The gateway has no name for it.
func (s *Sender) Carry(ctx context.Context, m *channel.Message) (channel.Sent, error) {
	to, ok := textmessage.Mobile(m.To)
	if !ok {
		return channel.Sent{}, channel.ErrNoSuchAddress
	}
	if len(m.Files) > 0 {
		return channel.Sent{}, fmt.Errorf("%w: it has files", channel.ErrUnfit)
	}
	t, err := textmessage.Fit(m.Subject, m.Text)
	if err == nil && t.Kind == textmessage.Long && !s.gateway.Long {
		err = errors.New("the gateway takes no long messages")
	}
	if err != nil {
		return channel.Sent{}, fmt.Errorf("%w: %w", channel.ErrUnfit, err)
	}
	return channel.Sent{}, s.send(ctx, m.ID, to, t)
}

func (s *Sender) send(ctx context.Context, id, to string, t textmessage.Text) error {
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	r, err := s.request(ctx, strings.NewReplacer("{to}", to, "{text}", t.Body, "{secret}", s.secret,
		"{kind}", string(t.Kind), "{title}", t.Title, "{id}", id))
	if err != nil {
		return err
	}
	answer, err := s.client.Do(r)
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("sms: the gateway was too slow: %w", ctx.Err())
	case err != nil:
		return errors.New("sms: the gateway cannot be reached")
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return errors.New("sms: the gateway broke off")
	}
	for _, refused := range s.gateway.Refused {
		if bytes.Contains(body, []byte(refused)) {
			return channel.ErrNoSuchAddress
		}
	}
	if answer.StatusCode/100 != 2 || !bytes.Contains(body, []byte(s.gateway.Taken)) {
		return fmt.Errorf("sms: the gateway did not take the message (%d)", answer.StatusCode)
	}
	return nil
}

func (s *Sender) request(ctx context.Context, fill *strings.Replacer) (*http.Request, error) {
	var body []byte
	kind := "application/x-www-form-urlencoded; charset=utf-8"
	if s.gateway.Form != nil {
		form := url.Values{}
		for name, value := range s.gateway.Form {
			form.Set(name, fill.Replace(value))
		}
		body = []byte(form.Encode())
	} else {
		kind = "application/json; charset=utf-8"
		var err error
		if body, err = json.Marshal(filled(s.gateway.JSON, fill)); err != nil {
			return nil, errors.New("sms: the message cannot be written")
		}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.gateway.URL, bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("sms: the gateway has no address")
	}
	r.Header.Set("Content-Type", kind)
	for name, value := range s.gateway.Headers {
		r.Header.Set(name, fill.Replace(value))
	}
	return r, nil
}

// filled fills the gaps in every text of a JSON value.
func filled(v any, fill *strings.Replacer) any {
	switch v := v.(type) {
	case string:
		return fill.Replace(v)
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = filled(v[i], fill)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, value := range v {
			out[name] = filled(value, fill)
		}
		return out
	}
	return v
}
