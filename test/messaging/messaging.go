// Package messaging plays the message providers that jikim speaks with, SOLAPI and Naver Cloud SENS, on a port of this machine.
// It is *recorded from documentation, not the real provider*: it checks what their public documents ask of requests (signature,
// clock, fields, sender, template, lengths) and answers as these say. What the documents leave open is marked in the packages
// solapi and sens; here the reading of those packages is played, so that a test with this package proves nothing about it.
package messaging

import (
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/encoding/korean"
)

// Message is one that a provider has taken.
type Message struct {
	ID       string // by which it is asked for
	At       time.Time
	Kind     string // SMS, LMS or ATA
	From, To string
	Title    string
	Text     string // as the receiver sees it
	Template string
	Links    []string // of its buttons
	Code     string   // what has become of it, by the provider's code; empty: under way
	DoneAt   time.Time

	request string // SENS: of the request
	fields  map[string]string
}

// Template is one that KakaoTalk has approved.
type Template struct {
	Text  string
	Links []string // of its buttons
}

// Fault is how a request goes wrong.
type Fault struct {
	Taken   bool          // the message is taken before it does
	Status  int           // of the answer; 0: the connection breaks, or nothing comes when Hang is given
	Retry   int           // seconds of Retry-After
	Body    string        // of the answer
	Half    bool          // the answer breaks off in its middle
	Reached func()        // is called when the request is there, and the message taken
	Hang    chan struct{} // no answer until it is closed
}

// stage is what both providers have in common.
type stage struct {
	mu       sync.Mutex
	server   *httptest.Server
	now      func() time.Time
	faults   []Fault
	messages []*Message
	requests int

	sender    string
	channel   string
	templates map[string]Template
}

// start serves until the test ends.
func (s *stage) start(t testing.TB, handler http.HandlerFunc) {
	t.Helper()
	s.server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fault, broken := s.next()
		if !broken {
			handler(w, r)
			return
		}
		s.fail(w, r, fault, handler)
	}))
	t.Cleanup(s.server.Close)
}

// Address is where the provider is.
func (s *stage) Address() string { return s.server.URL }

// PEM is the certificate that the provider's is trusted from, as a file holds it.
func (s *stage) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.server.Certificate().Raw})
}

// Stop takes the provider away.
func (s *stage) Stop() { s.server.Close() }

// Break makes the next requests go wrong, one for each fault.
func (s *stage) Break(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, faults...)
}

// Approve makes a template known.
func (s *stage) Approve(code string, t Template) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.templates[code] = t
}

// Taken returns the messages that were taken, in their order.
func (s *stage) Taken() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Message, len(s.messages))
	for i, m := range s.messages {
		out[i] = *m
	}
	return out
}

// Requests returns how many requests have come.
func (s *stage) Requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

// Become says what has become of the message with the given place among those taken.
func (s *stage) Become(i int, code string, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages[i].Code, s.messages[i].DoneAt = code, at
}

func (s *stage) next() (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	if len(s.faults) == 0 {
		return Fault{}, false
	}
	f := s.faults[0]
	s.faults = s.faults[1:]
	return f, true
}

func (s *stage) fail(w http.ResponseWriter, r *http.Request, f Fault, handler http.HandlerFunc) {
	answer := httptest.NewRecorder()
	if f.Taken {
		handler(answer, r)
	} else {
		_, _ = io.Copy(io.Discard, r.Body) // until then nobody notices that the other side has gone
	}
	if f.Reached != nil {
		f.Reached()
	}
	if f.Hang != nil {
		<-f.Hang
	}
	switch {
	case f.Half:
		body := answer.Body.Bytes()
		if len(body) == 0 {
			body = []byte(f.Body)
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(body)+1))
		w.WriteHeader(answer.Code)
		_, _ = w.Write(body[:len(body)/2])
		panic(http.ErrAbortHandler)
	case f.Status == 0:
		panic(http.ErrAbortHandler)
	}
	if f.Retry > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(f.Retry))
	}
	if f.Status/100 == 3 {
		w.Header().Set("Location", "https://elsewhere.example/")
	}
	w.WriteHeader(f.Status)
	_, _ = io.WriteString(w, f.Body)
}

// size counts bytes of a text as the networks do, by another count than the program's; false: it has letters that they do not have.
func size(text string) (int, bool) {
	b, err := korean.EUCKR.NewEncoder().Bytes([]byte(text))
	return len(b), err == nil
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func numeric(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}
