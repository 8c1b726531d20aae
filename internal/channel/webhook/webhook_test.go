package webhook_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"jikim/internal/channel/webhook"
)

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}

// TestSignature computes the example that Standard Webhooks publishes.
func TestSignature(t *testing.T) {
	t.Parallel()
	secret, err := base64.StdEncoding.DecodeString("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	got := webhook.Sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want {
		t.Errorf("signed %s, want %s", got, want)
	}
}

// TestSend sends an event and checks it as a receiver does.
func TestSend(t *testing.T) {
	t.Parallel()
	secret, body := []byte("a secret of a receiver"), []byte(`{"specversion":"1.0"}`)
	var fault string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got, _ := io.ReadAll(r.Body)
		m := hmac.New(sha256.New, secret)
		m.Write([]byte(r.Header.Get("Webhook-Id") + "." + r.Header.Get("Webhook-Timestamp") + "." + string(got)))
		if r.Header.Get("Webhook-Signature") != "v1,"+base64.StdEncoding.EncodeToString(m.Sum(nil)) || string(got) != string(body) ||
			!strings.HasPrefix(r.Header.Get("Content-Type"), "application/cloudevents+json") || r.Header.Get("Webhook-Timestamp") != "1795000000" {
			fault = "the request was not as it should be"
		}
		w.WriteHeader(http.StatusAccepted)
	}))
	defer server.Close()
	status, failure := webhook.New(loopback).Send(t.Context(), server.URL, secret, "f-1", time.Unix(1795000000, 0), body)
	if status != http.StatusAccepted || failure != "" || fault != "" {
		t.Errorf("%d %s %s", status, failure, fault)
	}
}

// TestFailures names what went wrong, and never what the other side said.
func TestFailures(t *testing.T) {
	t.Parallel()
	inner := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a redirect was followed") }))
	defer inner.Close()
	mux := http.NewServeMux()
	mux.HandleFunc("/broken", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "secrets", http.StatusInternalServerError) })
	mux.HandleFunc("/elsewhere", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, inner.URL, http.StatusFound) })
	server := httptest.NewServer(mux)
	defer server.Close()
	encrypted := httptest.NewTLSServer(mux)
	defer encrypted.Close()
	gone := httptest.NewServer(mux)
	gone.Close()
	for _, tt := range []struct{ name, url, want string }{
		{"a fault of the receiver", server.URL + "/broken", "http_500"},
		{"a redirect", server.URL + "/elsewhere", "http_302"},
		{"a certificate of nobody", encrypted.URL, webhook.TLS},
		{"nobody there", gone.URL, webhook.Refused},
		{"no address", "http://[", webhook.BadURL},
	} {
		if _, failure := webhook.New(loopback).Send(t.Context(), tt.url, nil, "x", time.Unix(0, 0), nil); failure != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, failure, tt.want)
		}
	}
}

// TestForgery tries to reach this machine, in all the ways in which its address can be written.
func TestForgery(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("this machine was reached") }))
	defer server.Close()
	_, port, _ := strings.Cut(strings.TrimPrefix(server.URL, "http://"), ":")
	s := webhook.New(nil)
	for _, host := range []string{"127.0.0.1", "127.1.2.3", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]"} {
		if _, failure := s.Send(t.Context(), "http://"+host+":"+port+"/", nil, "x", time.Unix(0, 0), nil); failure == "" {
			t.Errorf("%s was sent to", host)
		}
	}
	for url, want := range map[string]string{"http://169.254.169.254/latest/meta-data": webhook.Forbidden, "http://[fe80::1]/": webhook.Forbidden,
		"http://224.0.0.1/": webhook.Forbidden, "https://[::1]/": webhook.Forbidden, "https://[64:ff9b::7f00:1]/": webhook.Forbidden, "http://0.1.2.3/": webhook.Forbidden, "https://[64:ff9b::808:808]/": "", "http://10.1.2.3/": "", "https://city.example/hook": "", "nothing": webhook.BadURL} {
		if got := s.Check(url); got != want {
			t.Errorf("%s: %q, want %q", url, got, want)
		}
	}
	if got := webhook.New(loopback).Check(server.URL); got != "" {
		t.Errorf("an allowed network is refused: %s", got)
	}
}
