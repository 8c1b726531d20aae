package api

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/locale"
	"jikim/internal/web"
)

const second = time.Second

// langOf is the language that a program asks for: Korean, unless it says otherwise.
func langOf(r *http.Request) string {
	return string(locale.Negotiate(r.Header.Get("Accept-Language"), "", ""))
}

// The parts of a body with files.
const (
	bodyPart = "body"  // the JSON
	filePart = "files" // a file, as often as there are files
)

// read reads the body: JSON, or JSON and files in the parts of a form. The files must not be used after done.
func (q *request) read() (done func(), err error) {
	kind, _, err := mime.ParseMediaType(q.Header.Get("Content-Type"))
	switch {
	case err == nil && kind == "application/json":
		if q.body, err = io.ReadAll(q.Body); err != nil {
			return nil, web.Unreadable(err)
		}
		return func() {}, nil
	case err == nil && kind == "multipart/form-data" && q.op.files:
		form, err := q.a.site.Form(q.Request)
		if err != nil {
			return nil, err
		}
		if form.TooLarge || form.TooMany {
			form.Close()
			return nil, &app.Fault{Kind: app.TooLarge, Key: "fault.too_large"}
		}
		for name := range form.Values {
			if name != bodyPart {
				form.Close()
				return nil, web.Refused(http.StatusBadRequest, "fault.parts")
			}
		}
		q.body, q.files = []byte(form.Get(bodyPart)), form.Of(filePart)
		if len(q.files) != len(form.Files) {
			form.Close()
			return nil, web.Refused(http.StatusBadRequest, "fault.parts")
		}
		return form.Close, nil
	}
	q.w.Header().Set("Accept-Post", strings.Join(q.op.bodies(), ", "))
	return nil, web.Status(http.StatusUnsupportedMediaType)
}

// bodies are the media types that an operation takes.
func (op *operation) bodies() []string {
	if op.files {
		return []string{"application/json", "multipart/form-data"}
	}
	return []string{"application/json"}
}

// typeOfCall is the body of what an exchange tells of a call.
var typeOfCall = reflect.TypeFor[callEvent]()

// withBody is the request with its body to be read once more.
func (q *request) withBody() *http.Request {
	r := q.Request
	r.Body = io.NopCloser(bytes.NewReader(q.body))
	return r
}
