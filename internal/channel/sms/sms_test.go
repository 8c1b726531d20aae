package sms_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jikim/internal/channel"
	"jikim/internal/channel/sms"
	"jikim/internal/core/yaml"
)

// got is what a gateway was sent.
type got struct {
	header http.Header
	body   string
}

// gateway answers everything with one answer and keeps what it was sent.
func gateway(t *testing.T, status int, answer string) (*httptest.Server, *got) {
	t.Helper()
	var g got
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		g = got{r.Header, string(b)}
		if status/100 == 3 {
			w.Header().Set("Location", "https://elsewhere.example/")
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(s.Close)
	return s, &g
}

func sender(t *testing.T, s *httptest.Server, description, secret string) *sms.Sender {
	t.Helper()
	g, err := sms.Parse([]byte(strings.ReplaceAll(description, "URL", s.URL)))
	if err != nil {
		t.Fatal(err)
	}
	out, err := sms.New(g, secret, s.Client())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const (
	asForm = `{"url": "URL/send", "form": {"key": "{secret}", "receiver": "{to}", "sender": "0337371043", "msg": "{text}"}, "taken": "\"result\":1", "refused": ["\"result\":-30"]}`
	asJSON = `{"url": "URL/v2", "headers": {"Authorization": "Bearer {secret}"}, "json": {"from": "0337371043", "count": 1, "messages": [{"to": "{to}", "content": "{text}"}]}}`
)

// TestTwoSortsOfGateways sends by a gateway that takes forms and by one that takes JSON, as their descriptions say.
func TestTwoSortsOfGateways(t *testing.T) {
	t.Parallel()
	s, g := gateway(t, 200, `{"result":1}`)
	if _, err := sender(t, s, asForm, "key-1").Carry(t.Context(), &channel.Message{To: "010-1234-5678", Text: `번호 012345 & "끝"`}); err != nil {
		t.Fatal(err)
	}
	form, err := url.ParseQuery(g.body)
	if err != nil || form.Get("key") != "key-1" || form.Get("receiver") != "01012345678" || form.Get("msg") != `번호 012345 & "끝"` || form.Get("sender") != "0337371043" {
		t.Errorf("sent %q (%v)", g.body, err)
	}
	s, g = gateway(t, 202, ``)
	if _, err := sender(t, s, asJSON, "key-2").Carry(t.Context(), &channel.Message{To: "010-1234-5678", Text: `번호 "012345"`}); err != nil {
		t.Fatal(err)
	}
	if want := `{"count":1,"from":"0337371043","messages":[{"content":"번호 \"012345\"","to":"01012345678"}]}`; g.body != want || g.header.Get("Authorization") != "Bearer key-2" {
		t.Errorf("sent %s with %v", g.body, g.header)
	}
}

// TestGatewayFails proves that every failure is told, and tells nothing of number, text, secret and answer.
func TestGatewayFails(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		status int
		answer string
		want   string
	}{
		{"a number that is refused", 200, `{"result":-30,"to":"01012345678"}`, channel.ErrNoSuchAddress.Error()},
		{"200 with a fault in the text", 200, `{"result":-101}`, "did not take the message (200)"},
		{"a fault", 500, `{"result":1}`, "(500)"},
		{"another address", 302, ``, "(302)"},
	}
	for _, tt := range tests {
		s, _ := gateway(t, tt.status, tt.answer)
		_, err := sender(t, s, asForm, "key-1").Carry(t.Context(), &channel.Message{To: "010-1234-5678", Text: "text-word"})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		for _, secret := range []string{"1234", "text-word", "key-1", "127.0.0.1", "result"} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%s: %q stands in %v", tt.name, secret, err)
			}
		}
	}
	s, _ := gateway(t, 200, "")
	down := sender(t, s, asForm, "key-1")
	s.Close()
	if _, err := down.Carry(t.Context(), &channel.Message{To: "01012345678", Text: "t"}); err == nil || err.Error() != "sms: the gateway cannot be reached" {
		t.Errorf("nobody there: %v", err)
	}
}

// TestSlowGateway proves that a gateway that does not answer ends with the context.
func TestSlowGateway(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{})
	s := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(asked)
		_, _ = io.Copy(io.Discard, r.Body) // until then nobody notices that the other side has gone
		<-r.Context().Done()
	}))
	t.Cleanup(s.Close)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-asked
		cancel()
	}()
	if _, err := sender(t, s, asForm, "key-1").Carry(ctx, &channel.Message{To: "01012345678", Text: "t"}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestDescriptionIsChecked(t *testing.T) {
	t.Parallel()
	for name, src := range map[string]string{
		"no JSON":                 `url: x`,
		"an unknown name":         `{"url": "https://x.example", "from": {"a": "{to}{text}"}}`,
		"something after its end": `{"url": "https://x.example", "form": {"a": "{to}{text}"}} {}`,
		"no address":              `{"form": {"a": "{to}{text}"}}`,
		"in the clear":            `{"url": "http://x.example", "form": {"a": "{to}{text}"}}`,
		"form and json":           `{"url": "https://x.example", "form": {"a": "{to}{text}"}, "json": {}}`,
		"neither":                 `{"url": "https://x.example"}`,
		"no place for the text":   `{"url": "https://x.example", "form": {"a": "{to}"}}`,
		"no secret":               `{"url": "https://x.example", "form": {"a": "{to}{text}{secret}"}}`,
	} {
		g, err := sms.Parse([]byte(src))
		if err == nil {
			_, err = sms.New(g, "", nil)
		}
		if err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	g, err := sms.Parse([]byte(`{"url": "http://127.0.0.1:9000/send", "form": {"a": "{to}{text}"}}`))
	if err == nil {
		_, err = sms.New(g, "", nil)
	}
	if err != nil {
		t.Errorf("a gateway on this machine: %v", err)
	}
	if _, err := sms.New(g, "secret", nil); err == nil {
		t.Error("a secret that goes nowhere was taken")
	}
}

// TestCarry sends as a courier: what the gateway can take, with what it may know the message by.
func TestCarry(t *testing.T) {
	t.Parallel()
	s, g := gateway(t, 200, `{"result":1}`)
	described := `{"url": "URL", "form": {"to": "{to}", "msg": "{text}", "type": "{kind}", "subject": "{title}", "ref": "{id}"}LONG}`
	out := sender(t, s, strings.Replace(described, "LONG", `, "long": true`, 1), "")
	m := &channel.Message{ID: "n-1", To: "+82 10-1234-5678", Subject: "안내", Text: strings.Repeat("가", 46)}
	if _, err := out.Carry(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	form, err := url.ParseQuery(g.body)
	if err != nil || form.Get("to") != "01012345678" || form.Get("type") != "LMS" || form.Get("subject") != "안내" || form.Get("ref") != "n-1" || form.Get("msg") != m.Text {
		t.Errorf("sent %q (%v)", g.body, err)
	}
	short := sender(t, s, strings.Replace(described, "LONG", "", 1), "")
	for name, tt := range map[string]struct {
		m    channel.Message
		want error
	}{
		"a long one to a gateway for short ones": {*m, channel.ErrUnfit},
		"files":                                  {channel.Message{ID: "n", To: m.To, Text: "글", Files: []channel.File{{}}}, channel.ErrUnfit},
		"no mobile telephone":                    {channel.Message{ID: "n", To: "033-737-1043", Text: "글"}, channel.ErrNoSuchAddress},
	} {
		if _, err := short.Carry(t.Context(), &tt.m); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := short.Carry(t.Context(), &channel.Message{ID: "n", To: m.To, Text: "글"}); err != nil {
		t.Error(err)
	}
}

func TestHire(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, src := range map[string]string{"g.json": `{"url": "https://sms.example/send", "form": {"key": "{secret}", "to": "{to}", "text": "{text}"}}`, "secret": "word\n", "bad.json": `{"url": 1}`} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(src), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for src, says := range map[string]string{
		"gateway: g.json\nsecret: secret\n":    "",
		"gateway: g.json\n":                    "c.yaml:1:10: a secret and a place for {secret} go together",
		"gateway: bad.json\nsecret: secret\n":  "c.yaml:1:10: the description of the gateway",
		"gateway: none.json\nsecret: secret\n": `c.yaml:1:10: there is no file "none.json"`,
		"gatway: g.json\n":                     `did you mean "gateway"`,
	} {
		n, err := yaml.Parse(filepath.Join(dir, "c.yaml"), []byte(src))
		if err != nil {
			t.Fatal(err)
		}
		if c, err := sms.Hire(channel.Depot{}, n); (err == nil) != (says == "") || err != nil && !strings.Contains(err.Error(), says) || says == "" && c == nil {
			t.Errorf("%s: %v, want %q", src, err, says)
		}
	}
}
