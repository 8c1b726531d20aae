// Package open311 is a server of Open311 GeoReport v2 (http://wiki.open311.org/GeoReport_v2/), by which apps and portals of other
// people's making file petitions and follow how they stand, in XML and JSON.
//
// It is a surface over the use cases and no channel: petitions come by it through the same checks as those of the form on the
// website, and channels do not know the use cases.
//
// It gives out nothing personal. It tells of the petitions that came by it and of no others; their text is shown only where the
// citizen allowed that by the attribute "publish".
package open311

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/locale"
	"jikim/internal/web"
)

// Base is where the endpoint is.
const Base = "/open311/v2"

// Open311 is the surface.
type Open311 struct {
	site    *web.Server
	counter *web.Counter // of what programs file, by token
}

// New returns the surface. A token files 60 petitions at once and one more a second.
func New(site *web.Server) *Open311 {
	r := web.Rate{Burst: 60, Every: time.Second}
	if site.Filing.Burst < 0 {
		r.Burst = -1
	}
	return &Open311{site, web.NewCounter(r)}
}

// Register adds the routes.
func (o *Open311) Register(mux web.Mux) {
	mux.Handle("GET /open311/{file}", o.serve(o.discovery))
	mux.Handle("GET "+Base+"/{file}", o.serve(o.list))
	mux.Handle("POST "+Base+"/{file}", o.serve(o.file))
	mux.Handle("GET "+Base+"/{kind}/{file}", o.serve(o.one))
}

// request is one request of a program.
type request struct {
	*http.Request
	name string // of the resource, without the ending that names the format
	json bool
	lang string
}

func (q *request) words() *locale.Catalogue { return locale.For(locale.Lang(q.lang)) }

// fault is an error as this interface tells it.
type fault struct {
	status int
	text   string
	values []any
}

// Error is the key of the sentence, never what was sent.
func (f *fault) Error() string { return f.text }

func refuse(status int, key string, values ...any) error { return &fault{status, key, values} }

// serve makes a handler of a function that returns what is to be written, or an error.
func (o *Open311) serve(h func(http.ResponseWriter, *request) (any, error)) http.Handler {
	return o.site.Func(func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Add("Vary", "Accept, Accept-Language")
		q := &request{Request: r, lang: string(locale.Negotiate(r.Header.Get("Accept-Language"), "", ""))}
		known := q.format(r.PathValue("file"))
		var got any
		err := refuse(http.StatusNotFound, "open311.fault.format")
		if known {
			if err = o.jurisdiction(q); err == nil {
				got, err = h(w, q)
			}
		}
		if err != nil {
			return o.fail(w, q, err)
		}
		return write(w, q, http.StatusOK, got)
	})
}

// format takes the format from the ending of the name, else from what the client accepts, else XML; false for an ending that there
// is not.
func (q *request) format(file string) bool {
	ending := path.Ext(file)
	q.name = strings.TrimSuffix(file, ending)
	switch ending {
	case ".json":
		q.json = true
	case ".xml":
	case "":
		for part := range strings.SplitSeq(q.Header.Get("Accept"), ",") {
			switch kind, _, _ := mime.ParseMediaType(part); kind {
			case "application/json":
				q.json = true
				return true
			case "text/xml", "application/xml":
				return true
			}
		}
	default:
		return false
	}
	return true
}

// jurisdiction refuses requests that are for another office.
func (o *Open311) jurisdiction(q *request) error {
	if id := q.URL.Query().Get("jurisdiction_id"); id != "" && id != o.site.Institution {
		return refuse(http.StatusNotFound, "open311.fault.jurisdiction")
	}
	if o.site.Charter() == nil {
		return refuse(http.StatusServiceUnavailable, "error.503.text")
	}
	return nil
}

// fail writes what went wrong as the list of errors that the standard asks for.
func (o *Open311) fail(w http.ResponseWriter, q *request, err error) error {
	status, list := o.explain(q, err)
	if status >= 500 {
		o.site.Log.Error("failed", "id", web.RequestID(q.Context()), "route", q.Pattern, "status", status, "error", err)
	}
	return write(w, q, status, list)
}

func (o *Open311) explain(q *request, err error) (int, errorList) {
	c := q.words()
	one := func(status int, text string) (int, errorList) {
		return status, errorList{Errors: []errorItem{{status, text}}}
	}
	var own *fault
	if errors.As(err, &own) {
		return one(own.status, c.T(own.text, own.values...))
	}
	f := app.FaultOf(err)
	if f == nil || f.Kind != app.Invalid {
		p := web.NewProblem(c, web.StatusFor(err), "", err)
		return one(p.Status, p.Detail)
	}
	var list errorList
	for _, field := range f.Fields {
		list.Errors = append(list.Errors, errorItem{http.StatusBadRequest, parameter(field.Field) + ": " + c.T(field.Key, field.Args...)})
	}
	if len(list.Errors) == 0 {
		return one(http.StatusBadRequest, c.T(f.Key, f.Args...))
	}
	return http.StatusBadRequest, list
}

// parameter is the name by which a client knows a field of a petition.
func parameter(field string) string {
	if id, further := strings.CutPrefix(field, "fields."); further {
		return "attribute[" + id + "]"
	}
	switch field {
	case "service":
		return "service_code"
	case "text":
		return "description"
	case "name":
		return "last_name, first_name"
	case "title":
		return "address_string"
	case "attachments":
		return "media"
	}
	return field
}

func write(w http.ResponseWriter, q *request, status int, v any) error {
	var body []byte
	var err error
	kind := "text/xml; charset=utf-8"
	if q.json {
		kind = "application/json; charset=utf-8"
		body, err = json.Marshal(v)
	} else if body, err = xml.MarshalIndent(v, "", "  "); err == nil {
		body = append([]byte(xml.Header), body...)
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Language", q.lang)
	if status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests {
		if w.Header().Get("Retry-After") == "" {
			w.Header().Set("Retry-After", strconv.Itoa(5))
		}
	}
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n')) // a client that has gone is nobody's error
	return nil
}
