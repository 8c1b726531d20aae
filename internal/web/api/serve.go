package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"jikim/internal/app"
	"jikim/internal/web"
)

// request is one request of a program.
type request struct {
	*http.Request
	a     *API
	op    *operation
	actor app.Actor
	token *app.Token // nil: none was shown
	key   string     // for the use case; empty: nothing is written
	lang  string
	body  []byte
	files []app.Attachment
	w     http.ResponseWriter
}

// serve makes the handler of an operation.
func (a *API) serve(op *operation) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		web.Private(w)
		q := &request{Request: r, a: a, op: op, lang: langOf(r), w: w}
		if err := q.admit(); err != nil {
			return err
		}
		if err := q.check(); err != nil {
			return err
		}
		if op.in != nil {
			done, err := q.read()
			if err != nil {
				return err
			}
			defer done()
		}
		got, replayed, err := q.once()
		if err != nil {
			return preconditioned(err)
		}
		if got == nil {
			return nil // the operation has written its answer itself
		}
		if replayed {
			w.Header().Set("Idempotency-Replayed", "true")
		}
		return got.write(w, op)
	}
}

// admit counts the request and finds out whose it is.
func (q *request) admit() error {
	secret := web.Bearer(q.Request)
	from := q.a.site.Address(q.Request)
	if secret == "" && q.op.scope == "" && !q.op.device {
		q.actor = q.a.site.Visitor(q.Request)
		return q.a.limits.take(q.w, from.String(), false, q.a.app.Now())
	}
	var err error
	if q.op.device {
		q.actor, err = q.a.site.Machine(q.Request)
	} else {
		q.actor, q.token, err = q.a.app.AuthenticateToken(q.Context(), q.a.site.Institution, secret, from.String())
	}
	if err != nil {
		if limited := q.a.limits.take(q.w, from.String(), false, q.a.app.Now()); limited != nil {
			return limited // whoever guesses is slowed down
		}
		return q.challenge(secret, err)
	}
	if q.token != nil && q.op.scope != "" && !q.token.Has(q.op.scope) {
		q.w.Header().Set("WWW-Authenticate", `Bearer realm="jikim", error="insufficient_scope", scope="`+string(q.op.scope)+`"`)
		return &app.Fault{Kind: app.Denied, Key: "fault.scope"}
	}
	who := q.actor.Device
	if q.token != nil {
		who = q.token.ID
	}
	return q.a.limits.take(q.w, who, true, q.a.app.Now())
}

// challenge says which sort of credentials is asked for (RFC 6750, section 3).
func (q *request) challenge(secret string, err error) error {
	switch f := app.FaultOf(err); {
	case f != nil && f.Kind == app.Login && secret == "":
		q.w.Header().Set("WWW-Authenticate", `Bearer realm="jikim"`)
		return &app.Fault{Kind: app.Login, Key: "fault.token_missing"}
	case f != nil && f.Kind == app.Login:
		q.w.Header().Set("WWW-Authenticate", `Bearer realm="jikim", error="invalid_token"`)
	}
	return err
}

// check refuses what the operation cannot answer: another media type, a query that it does not know, a write without a key.
func (q *request) check() error {
	if !q.op.file && !q.op.device && !acceptable(q.Header.Get("Accept"), "application/json") {
		return web.Status(http.StatusNotAcceptable)
	}
	values, err := url.ParseQuery(q.URL.RawQuery)
	if err != nil {
		return web.Status(http.StatusBadRequest)
	}
	for name, given := range values {
		i := slices.IndexFunc(q.op.query, func(p param) bool { return p.name == name })
		if i < 0 || len(given) > 1 || !q.op.query[i].takes(given[0]) {
			return web.Refused(http.StatusBadRequest, "fault.query")
		}
	}
	if q.op.match {
		if q.actor.Saw, err = sawOf(q.Header.Get("If-Match")); err != nil {
			return err
		}
	}
	if !q.op.keyed {
		return nil
	}
	key := q.Header.Get("Idempotency-Key")
	if len(key) < app.MinKey || len(key) > 100 {
		return &app.Fault{Kind: app.Invalid, Key: "fault.invalid", Fields: []app.FieldFault{{Field: "Idempotency-Key", Key: "fault.key_missing"}}}
	}
	token := ""
	if q.token != nil {
		token = q.token.ID
	}
	q.key = q.a.app.ReplyID(q.actor, token+q.actor.Device, q.Method+" "+q.URL.Path, key)
	return nil
}

// takes tells whether a parameter may have a value.
func (p *param) takes(value string) bool {
	switch p.kind {
	case "integer":
		_, err := strconv.Atoi(value)
		return err == nil
	case "boolean":
		return value == "true" || value == "false"
	}
	return len(p.values) == 0 || slices.Contains(p.values, value)
}

// once does the work, or answers as before when the key has been answered.
func (q *request) once() (got *answer, replayed bool, err error) {
	if !q.op.keyed || q.op.own {
		got, err = q.op.do(q)
		return got, false, err
	}
	digest := q.a.app.ReplyDigest(q.actor, q.asked())
	was, err := q.a.app.FindReply(q.Context(), q.actor, q.key, digest)
	if err != nil {
		return nil, false, err
	}
	if was != nil {
		var k keptAnswer
		if err := json.Unmarshal(was.Body, &k); err != nil {
			return nil, false, err
		}
		return &answer{status: was.Status, body: k.Body, seq: k.Seq, location: k.Location}, true, nil
	}
	if got, err = q.op.do(q); err != nil {
		return nil, false, err
	}
	kept := keptAnswer{Seq: got.seq, Location: got.location}
	if got.body != nil {
		if kept.Body, err = json.Marshal(got.body); err != nil {
			return nil, false, err
		}
	}
	body, err := json.Marshal(kept)
	if err != nil {
		return nil, false, err
	}
	return got, false, q.a.app.KeepReply(q.Context(), q.actor, app.Reply{ID: q.key, Digest: digest, Status: got.status, Body: body})
}

// keptAnswer is an answer as it is kept.
type keptAnswer struct {
	Body     json.RawMessage `json:"body,omitempty"`
	Seq      int64           `json:"seq,omitempty"`
	Location string          `json:"location,omitempty"`
}

// asked is what was asked for, files too.
func (q *request) asked() []byte {
	out := slices.Clone(q.body)
	for _, f := range q.files {
		out = append(append(append(out, 0), f.Name...), 0)
		out = append(out, f.Body...)
	}
	return out
}

func (g *answer) write(w http.ResponseWriter, op *operation) error {
	h := w.Header()
	if g.seq > 0 {
		h.Set("ETag", `"`+strconv.FormatInt(g.seq, 10)+`"`)
	}
	if g.location != "" {
		h.Set("Location", g.location)
	}
	if g.link != "" {
		h.Add("Link", g.link)
	}
	if body, raw := g.body.(json.RawMessage); g.body == nil || raw && len(body) == 0 {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return web.JSON(w, g.status, g.body)
}

// preconditioned is the refusal of what was decided on a case that has changed since (RFC 9110, section 13.1.1).
func preconditioned(err error) error {
	if f := app.FaultOf(err); f != nil && f.Key == "fault.case_changed" {
		return web.Refused(http.StatusPreconditionFailed, f.Key)
	}
	return err
}

// sawOf reads If-Match: one strong tag of ours, or any with an asterisk.
func sawOf(header string) (int64, error) {
	if header == "" || header == "*" {
		return 0, nil
	}
	text, ok := strings.CutPrefix(header, `"`)
	text, ok2 := strings.CutSuffix(text, `"`)
	n, err := strconv.ParseInt(text, 10, 64)
	if !ok || !ok2 || err != nil || n <= 0 {
		return 0, web.Refused(http.StatusPreconditionFailed, "fault.case_changed") // no tag of ours can be it
	}
	return n, nil
}

// acceptable tells whether a client takes a media type (RFC 9110, section 12.5.1).
func acceptable(accept, kind string) bool {
	if strings.TrimSpace(accept) == "" {
		return true
	}
	major, _, _ := strings.Cut(kind, "/")
	best, found := -1, false
	for part := range strings.SplitSeq(accept, ",") {
		name, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		rank := slices.Index([]string{"*/*", major + "/*", kind}, name)
		if rank < 0 || rank <= best {
			continue
		}
		weight, err := strconv.ParseFloat(params["q"], 64)
		best, found = rank, params["q"] == "" || err == nil && weight > 0
	}
	return found
}

// decode reads the body. Fields that there are not are refused, so that nothing that was meant is silently lost; a fault never
// repeats what was sent.
func (q *request) decode(into any) error {
	d := json.NewDecoder(bytes.NewReader(q.body))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil && d.More() {
		return web.Refused(http.StatusBadRequest, "fault.json")
	}
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &kind) && kind.Field != "":
		return &app.Fault{Kind: app.Invalid, Key: "fault.invalid", Fields: []app.FieldFault{{Field: kind.Field, Key: "fault.type"}}}
	case strings.HasPrefix(err.Error(), "json: unknown field"):
		return web.Refused(http.StatusBadRequest, "fault.unknown_field")
	case strings.HasPrefix(err.Error(), "parsing time"):
		return web.Refused(http.StatusBadRequest, "fault.rfc3339")
	}
	return web.Refused(http.StatusBadRequest, "fault.json")
}
