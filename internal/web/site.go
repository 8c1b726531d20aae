package web

import (
	"net/http"
	"net/url"

	"jikim/internal/app"
)

// Names answers a request with a stream of events that have a name and nothing else: an open page then loads what it shows
// anew. It is Events for surfaces that know the server by what they need of it only.
func (s *Server) Names(w http.ResponseWriter, r *http.Request, source <-chan string) error {
	return Events(s, w, r, source, func(name string) ([]Message, error) { return []Message{{Event: name}}, nil })
}

// Upload is Form in parts, for the same surfaces. The files must not be used after done was called.
func (s *Server) Upload(r *http.Request) (values url.Values, files []app.Attachment, done func(), err error) {
	f, err := s.Form(r)
	if err != nil {
		return nil, nil, nil, err
	}
	if f.TooLarge || f.TooMany {
		f.Close()
		return nil, nil, nil, &app.Fault{Kind: app.TooLarge, Key: "fault.too_large"}
	}
	return f.Values, f.Files, f.Close, nil
}

// Uploads reads a form with files of several fields: see staff.Site.
func (s *Server) Uploads(r *http.Request) (values url.Values, of func(field string) []app.Attachment, done func(), err error) {
	f, err := s.Form(r)
	if err != nil {
		return nil, nil, nil, err
	}
	if f.TooLarge || f.TooMany {
		f.Close()
		return nil, nil, nil, &app.Fault{Kind: app.TooLarge, Key: "fault.too_large"}
	}
	return f.Values, f.Of, f.Close, nil
}
