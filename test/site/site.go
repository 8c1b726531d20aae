// Package site serves an office of package harness over HTTP, for tests of pages.
package site

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"

	"jikim/internal/web"
	"jikim/test/harness"
)

// Site is a running server. Requests go to it as a visitor's browser would send them, without following redirects.
type Site struct {
	*harness.Office
	Server *web.Server
	URL    string
	client *http.Client
	stop   func()
}

// Open serves the office with the surfaces that the given functions make. Change may alter the configuration; it may be nil.
func Open(o *harness.Office, change func(*web.Config), surfaces ...func(*web.Server) web.Surface) *Site {
	o.T.Helper()
	c := web.Config{Service: o.Service, Institution: harness.Institution, Filing: web.Rate{Burst: -1}, Login: web.Rate{Burst: -1}}
	if change != nil {
		change(&c)
	}
	server := web.New(c)
	for _, surface := range surfaces {
		server.Mount(surface(server))
	}
	listening := httptest.NewServer(server)
	stop := sync.OnceFunc(func() {
		server.Close()
		listening.Close()
	})
	o.T.Cleanup(stop)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return &Site{Office: o, Server: server, URL: listening.URL, client: client, stop: stop}
}

// Close stops the server after the requests that run; the end of the test does it too. The office stays open.
func (s *Site) Close() { s.stop() }

// Answer is what the server answered, with its body read.
type Answer struct {
	*http.Response
	Text string
}

// Do sends a request.
func (s *Site) Do(r *http.Request) Answer {
	s.T.Helper()
	got, err := s.client.Do(r)
	if err != nil {
		s.T.Fatal(err)
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	if err != nil {
		s.T.Fatal(err)
	}
	return Answer{got, string(body)}
}

// Request makes a request; headers are names and values.
func (s *Site) Request(method, path string, body io.Reader, headers ...string) *http.Request {
	s.T.Helper()
	r, err := http.NewRequestWithContext(s.T.Context(), method, s.URL+path, body)
	if err != nil {
		s.T.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

// Get loads a page.
func (s *Site) Get(path string, headers ...string) Answer {
	s.T.Helper()
	return s.Do(s.Request(http.MethodGet, path, nil, headers...))
}

// Post sends a form.
func (s *Site) Post(path string, form url.Values, headers ...string) Answer {
	s.T.Helper()
	headers = append([]string{"Content-Type", "application/x-www-form-urlencoded"}, headers...)
	return s.Do(s.Request(http.MethodPost, path, strings.NewReader(form.Encode()), headers...))
}

// File is a file to upload.
type File struct {
	Name  string
	Body  []byte
	Field string // of the form; empty: attachments
}

// Upload sends a form with files.
func (s *Site) Upload(path string, form url.Values, files ...File) Answer {
	s.T.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, values := range form {
		for _, value := range values {
			s.must(m.WriteField(name, value))
		}
	}
	for _, f := range files {
		if f.Field == "" {
			f.Field = "attachments"
		}
		w, err := m.CreateFormFile(f.Field, f.Name)
		s.must(err)
		_, err = w.Write(f.Body)
		s.must(err)
	}
	s.must(m.Close())
	return s.Do(s.Request(http.MethodPost, path, &b, "Content-Type", m.FormDataContentType()))
}

func (s *Site) must(err error) {
	s.T.Helper()
	if err != nil {
		s.T.Fatal(err)
	}
}
