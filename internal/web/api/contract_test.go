package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"jikim/internal/app"
	"jikim/internal/web"
	"jikim/internal/web/api"
	"jikim/test/harness"
	"jikim/test/site"
)

// described is the document, as a program reads it.
type described struct {
	mu      *sync.Mutex // of schemas
	schemas *jsonschema.Compiler
	Paths   map[string]map[string]describedOp
}

// compile compiles one schema; tests that run at once share the compiler.
func (d *described) compile(at string) (*jsonschema.Schema, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.schemas.Compile(at)
}

type describedOp struct {
	OperationID string
	Parameters  []struct{ Name, In string }
	RequestBody *struct{ Content map[string]any }
	Responses   map[string]struct {
		Content map[string]any
		Headers map[string]any
	}
}

const docURL = "https://office.example/openapi.json"

func describe(t *testing.T, s *site.Site, lang string) described {
	t.Helper()
	got := s.Get(api.Base+"/openapi.json", "Accept-Language", lang)
	if got.StatusCode != http.StatusOK || !strings.HasPrefix(got.Header.Get("Content-Type"), "application/vnd.oai.openapi+json") {
		t.Fatalf("the document: %d %v", got.StatusCode, got.Header)
	}
	d := described{mu: &sync.Mutex{}, schemas: jsonschema.NewCompiler()}
	if err := json.Unmarshal([]byte(got.Text), &d); err != nil {
		t.Fatal(err)
	}
	whole, err := jsonschema.UnmarshalJSON(strings.NewReader(got.Text))
	if err != nil {
		t.Fatal(err)
	}
	d.schemas.AssertFormat()
	if err := d.schemas.AddResource(docURL, whole); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestDocumentIsOpenAPI holds the document to the schema of OpenAPI 3.1 and each of its schemas to JSON Schema, and looks for words
// that the catalogues lack.
func TestDocumentIsOpenAPI(t *testing.T) {
	t.Parallel()
	s := open(t)
	raw, err := os.ReadFile("testdata/openapi-3.1.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	meta, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"ko", "en"} {
		c := jsonschema.NewCompiler()
		if err := c.AddResource("openapi.json", meta); err != nil {
			t.Fatal(err)
		}
		schema, err := c.Compile("openapi.json")
		if err != nil {
			t.Fatal(err)
		}
		got := s.Get(api.Base+"/openapi.json", "Accept-Language", lang)
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(got.Text))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%s: %v", lang, err)
		}
		if strings.Contains(got.Text, "⟦") {
			t.Errorf("%s: words are missing", lang)
		}
		d := describe(t, s, lang)
		for name := range doc.(map[string]any)["components"].(map[string]any)["schemas"].(map[string]any) {
			if _, err := d.compile(docURL + "#/components/schemas/" + name); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// world is an office in which every operation can be asked for.
type world struct {
	*site.Site
	account                         string
	petition, answered, visit, call string
	visitor, caller, word, message  string
	file, other                     string
}

func newWorld(t *testing.T, now string, limits *api.Limits) *world {
	t.Helper()
	o := harness.New(t, now)
	w := &world{Site: site.Open(o, nil, func(s *web.Server) web.Surface {
		if limits != nil {
			return api.Limited(s, *limits)
		}
		return api.New(s)
	})}
	staff := o.Staff("root", app.Admin, "general_affairs", "petition")
	ctx := o.Context()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	w.account = staff.Account
	r, _ := o.File(o.Petition())
	w.petition = r.Case
	other := o.Petition()
	other.Attachments = []app.Attachment{{Name: "a.txt", Body: []byte("a")}}
	r, _ = o.File(other)
	w.answered = r.Case
	r, _ = o.File(o.Petition())
	w.other = r.Number
	_, err := o.Answer(ctx, staff, app.Result{Key: o.NewKey(), Case: w.answered, Text: "답변"})
	check(err)
	w.file = "/cases/" + w.answered + "/files/" + o.Stored(w.answered).Facts[0].ID + "/0"
	d, err := o.Tell(ctx, staff, o.NewKey(), w.petition, "알림", false)
	check(err)
	w.word = d.Facts[0]
	v, err := o.NewContact(ctx, staff, app.NewContact{Key: o.NewKey(), Channel: "visit", Desk: "petition"})
	check(err)
	w.visit, w.visitor = v.Case, v.Contact
	c, err := o.NewContact(ctx, staff, app.NewContact{Key: o.NewKey(), Channel: "phone", Desk: "petition"})
	check(err)
	w.call, w.caller = c.Case, c.Contact
	d, err = o.TakeMessage(ctx, staff, app.Memo{Key: o.NewKey(), Case: c.Case, Contact: c.Contact, For: staff.Account, About: "용건", Callback: true})
	check(err)
	w.message = d.Facts[0]
	return w
}

// sample is how an operation is asked for, so that it works, and how it comes to the faults that are its own.
type sample struct {
	path, body string             // below the base; words in braces are taken from the world
	device     app.DeviceKind     // that asks
	wrong      string             // a body with a wrong value, for operations without a key
	conflict   func(*world, *ask) // makes of the request one that cannot be done now
}

// ask is a request.
type ask struct{ path, body string }

func settled(w *world, q *ask) { q.path = strings.Replace(q.path, w.petition, w.answered, 1) }

var tomorrow = `"2026-12-24T00:00:00Z"`

var samples = map[string]sample{
	"filePetition":     {path: "/petitions", body: `{"service":"question","name":"홍길동","text":"언제 여나요?","answer":"web"}`},
	"listCases":        {path: "/cases"},
	"searchCases":      {path: "/cases/search", body: `{"words":"열람실"}`, wrong: `{"words":5}`},
	"getCase":          {path: "/cases/{petition}"},
	"openCase":         {path: "/cases/{petition}/open", body: `{}`, wrong: `{"reason":5}`},
	"getFile":          {path: "{file}"},
	"recordFact":       {path: "/cases/{petition}/facts", body: `{"kind":"case.noted","data":{"text":"메모"}}`, conflict: func(w *world, q *ask) { settled(w, q); q.body = `{"kind":"case.accepted"}` }},
	"assignCase":       {path: "/cases/{petition}/assignments", body: `{"desk":"petition"}`},
	"answerCase":       {path: "/cases/{petition}/answers", body: `{"text":"답변"}`, conflict: settled},
	"refuseCase":       {path: "/cases/{petition}/refusals", body: `{"reason":"까닭","law":"법 제1조"}`, conflict: settled},
	"extendCase":       {path: "/cases/{petition}/extensions", body: `{"ground":"cooperation","reason":"협조"}`, conflict: settled},
	"askSupplement":    {path: "/cases/{petition}/supplements", body: `{"what":"서류","until":` + tomorrow + `}`, conflict: settled},
	"transferCase":     {path: "/cases/{petition}/transfers", body: `{"to":"시청","outside":true,"summary":"요점"}`, conflict: settled},
	"mergeCase":        {path: "/cases/{petition}/mergers", body: `{"into":"{other}"}`, conflict: settled},
	"takeMessage":      {path: "/cases/{call}/messages", body: `{"contact":"{caller}","for":"{account}","about":"용건"}`},
	"callBack":         {path: "/cases/{call}/callbacks", body: `{"message":"{message}","reached":true}`},
	"tellCitizen":      {path: "/cases/{petition}/words", body: `{"text":"알림"}`, conflict: func(w *world, q *ask) { settled(w, q); q.body = `{"text":"절차","procedure":true}` }},
	"tellDelay":        {path: "/cases/{petition}/delays", body: `{"reason":"까닭","expected":` + tomorrow + `}`},
	"correctFact":      {path: "/cases/{petition}/corrections", body: `{"fact":"{word}","reason":"잘못","data":{"channel":"email"}}`},
	"retractFact":      {path: "/cases/{petition}/retractions", body: `{"fact":"{word}","reason":"잘못"}`},
	"listWaiting":      {path: "/contacts"},
	"beginContact":     {path: "/contacts", body: `{"channel":"visit"}`},
	"recordStep":       {path: "/contacts/{visit}/{visitor}/steps", body: `{"kind":"visit.attended"}`},
	"endContact":       {path: "/contacts/{visit}/{visitor}/end", body: `{}`},
	"receivePetition":  {path: "/contacts/{visit}/{visitor}/petition", body: `{"service":"question","name":"홍길동","text":"질의"}`},
	"getDirectory":     {path: "/directory"},
	"listServices":     {path: "/services"},
	"getService":       {path: "/services/question"},
	"listPromises":     {path: "/promises"},
	"getPromise":       {path: "/promises/case.deadline"},
	"listStaff":        {path: "/staff"},
	"listItems":        {path: "/items"},
	"getItem":          {path: "/items/search_pc"},
	"reportOutage":     {path: "/items/search_pc/reports", body: `{"unit":1}`},
	"recordOutage":     {path: "/items/search_pc/outages", body: `{"unit":1,"note":"꺼짐"}`},
	"recordRepair":     {path: "/items/search_pc/repairs", body: `{}`},
	"recordInspection": {path: "/items/search_pc/inspections", body: `{"working":1}`},
	"listPublications": {path: "/publications"},
	"getPublication":   {path: "/publications/{issue}"},
	"getFigures":       {path: "/publications/figures/2026-11"},
	"bindDevice":       {path: "/devices", body: `{"code":"{code}"}`, wrong: `{"code":5}`},
	"recordArrival":    {path: "/arrivals", body: `{"desk":"petition"}`, device: app.Kiosk},
	"pressButton":      {path: "/presses", device: app.Button},
	"tellCall":         {path: "/calls", body: `{"call":"a","event":"call.ringing","to":"737-1043"}`, device: app.Exchange, wrong: `{"call":"a","event":"call.sung"}`},
}

// elsewhere are the documented statuses that this test does not bring about, and who does.
var elsewhere = map[int]string{
	http.StatusServiceUnavailable: "the database is away: TestDatabaseIsGone and the faults of package web",
}

// issue publishes a month, once, and returns its name.
func (w *world) issue() string {
	w.T.Helper()
	const month = "2026-10"
	if _, _, err := w.PublishedAs(w.Context(), harness.Institution, month); err == nil {
		return month
	}
	manager := w.Staff("publisher", app.Manager, "general_affairs", "")
	if err := w.PreparePublication(w.Context(), manager, app.NewPublication{Period: month}); err != nil {
		w.T.Fatal(err)
	}
	d, _, err := w.PublicationDraft(w.Context(), manager, month)
	if err != nil {
		w.T.Fatal(err)
	}
	if _, err := w.ApprovePublication(w.Context(), manager, month, d.Digest); err != nil {
		w.T.Fatal(err)
	}
	return month
}

// ask fills a sample with what is there.
func (w *world) ask(s sample) ask {
	q := ask{s.path, s.body}
	for name, value := range map[string]string{"petition": w.petition, "answered": w.answered, "visit": w.visit, "call": w.call,
		"visitor": w.visitor, "caller": w.caller, "word": w.word, "message": w.message, "file": w.file, "other": w.other, "account": w.account} {
		q.path, q.body = strings.ReplaceAll(q.path, "{"+name+"}", value), strings.ReplaceAll(q.body, "{"+name+"}", value)
	}
	if strings.Contains(q.path, "{issue}") {
		q.path = strings.ReplaceAll(q.path, "{issue}", w.issue())
	}
	if strings.Contains(q.body, "{code}") {
		q.body = strings.ReplaceAll(q.body, "{code}", code(w.Site))
	}
	return q
}

// secret is a credential that opens an operation, or with other scopes one that does not.
func (w *world) secret(s sample, other bool) string {
	w.T.Helper()
	desk := app.Place{Kind: app.AtDesk, ID: "petition"}
	if s.device != "" {
		kind := s.device
		if other {
			kind = app.Wall
		}
		if kind == app.Button {
			return w.Bind(kind, desk)
		}
		return w.Bind(kind, app.Place{})
	}
	if other {
		return token(w.Site, w.account, app.PetitionWrite).secret
	}
	return token(w.Site, w.account).secret
}

// TestContract asks for every operation of the document as each of its statuses wants it, and holds what comes to what is
// documented: the status, the media type, every field.
func TestContract(t *testing.T) {
	t.Parallel()
	d := describe(t, open(t), "ko")
	seen := map[string]bool{}
	for path, methods := range d.Paths {
		for method, op := range methods {
			seen[op.OperationID] = true
			s, known := samples[op.OperationID]
			if !known {
				t.Errorf("%s has no sample", op.OperationID)
				continue
			}
			t.Run(op.OperationID, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, "2026-11-23 10:00", nil)
				for status := range op.Responses {
					code, err := strconv.Atoi(status)
					if err != nil {
						t.Fatal(err)
					}
					if elsewhere[code] != "" {
						continue
					}
					in := w
					if code < 300 || code == http.StatusConflict { // which something else may have been done to before
						in = newWorld(t, "2026-11-23 10:00", nil)
					}
					got := in.bringAbout(t, strings.ToUpper(method), op, s, code)
					if got.StatusCode != code {
						t.Errorf("%d: got %d %s", code, got.StatusCode, got.Text)
						continue
					}
					if code < 300 && op.RequestBody != nil {
						d.takes(t, path, method, in.ask(s).body)
					}
					d.holds(t, path, method, got)
				}
			})
		}
	}
	for id := range samples {
		if !seen[id] {
			t.Errorf("%s is not in the document", id)
		}
	}
}

// bringAbout makes a request that is answered with a status.
func (w *world) bringAbout(t *testing.T, method string, op describedOp, s sample, status int) site.Answer {
	t.Helper()
	q := w.ask(s)
	secret := w.secret(s, false)
	headers := []string{}
	key := slices.ContainsFunc(op.Parameters, func(p struct{ Name, In string }) bool { return p.Name == "Idempotency-Key" })
	switch status {
	case http.StatusBadRequest:
		q.path += "?nonsense=1"
		if op.RequestBody != nil {
			q = w.ask(s)
			q.body = "{"
		}
	case http.StatusUnauthorized:
		secret = ""
		if op.OperationID == "bindDevice" {
			q.body = `{"code":"123456789012"}`
		}
	case http.StatusForbidden:
		secret = w.secret(s, true)
	case http.StatusNotFound:
		q.path = unknownPath(s.path)
	case http.StatusNotAcceptable:
		headers = []string{"Accept", "text/html"}
	case http.StatusConflict:
		switch {
		case s.conflict != nil:
			s.conflict(w, &q)
		case op.OperationID == "recordArrival":
			night := newWorld(t, "2026-11-23 23:00", nil)
			return night.bringAbout(t, method, op, s, http.StatusCreated)
		default: // done before
			w.send(t, method, q, secret, w.NewKey())
		}
	case http.StatusPreconditionFailed:
		headers = []string{"If-Match", `"999"`}
	case http.StatusRequestEntityTooLarge:
		q.body = strings.Repeat(" ", 1<<20) + q.body
	case http.StatusUnsupportedMediaType:
		headers = []string{"Content-Type", "text/plain"}
	case http.StatusUnprocessableEntity:
		switch {
		case key:
			return w.send(t, method, q, secret, "short")
		case op.OperationID == "listCases":
			q.path += "?cursor=x"
		default:
			q.body = s.wrong
		}
	case http.StatusTooManyRequests:
		once := web.Rate{Burst: 1, Every: time.Hour}
		w = newWorld(t, "2026-11-23 10:00", &api.Limits{Token: once, Address: once})
		secret = w.secret(s, false)
		q = w.ask(s)
		w.send(t, method, q, secret, w.NewKey())
	}
	return w.send(t, method, q, secret, w.NewKey(), headers...)
}

// unknownPath names things that are not there.
func unknownPath(path string) string {
	parts := strings.Split(path, "/")
	if path == "{file}" {
		return "/cases/x/files/y/0"
	}
	for i, p := range parts {
		if strings.HasPrefix(p, "{") || i == 2 && len(parts) > 2 && p != "search" {
			parts[i] = "unknown"
		}
	}
	if parts[1] == "publications" && len(parts) > 3 {
		parts[2], parts[3] = "figures", "1999"
	}
	return strings.Join(parts, "/")
}

func (w *world) send(t *testing.T, method string, q ask, secret, key string, headers ...string) site.Answer {
	t.Helper()
	all := []string{"Idempotency-Key", key}
	if secret != "" {
		all = append(all, "Authorization", "Bearer "+secret)
	}
	if method == http.MethodGet {
		return w.Do(w.Request(method, api.Base+q.path, nil, append(all, headers...)...))
	}
	all = append(all, "Content-Type", "application/json")
	return w.Do(w.Request(method, api.Base+q.path, strings.NewReader(q.body), append(all, headers...)...))
}

// takes tells whether the body of a request that worked is one that the document allows.
func (d *described) takes(t *testing.T, path, method, body string) {
	t.Helper()
	at := docURL + "#/paths/" + escapePath(strings.ReplaceAll(path, "/", "~1")) + "/" + method + "/requestBody/content/application~1json/schema"
	schema, err := d.compile(at)
	if err != nil {
		t.Error(err)
		return
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		t.Error(err)
		return
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("the body that worked: %v", err)
	}
}

// holds compares an answer with the document.
func (d *described) holds(t *testing.T, path, method string, got site.Answer) {
	t.Helper()
	status := strconv.Itoa(got.StatusCode)
	of := d.Paths[path][method].Responses[status]
	for name := range of.Headers {
		if name != "Link" && name != "Idempotency-Replayed" && got.Header.Get(name) == "" {
			t.Errorf("%s: the header %s is missing", status, name)
		}
	}
	kind, _, _ := strings.Cut(got.Header.Get("Content-Type"), ";")
	if len(of.Content) == 0 {
		if got.Text != "" {
			t.Errorf("%s: nothing is documented, and there is %s", status, got.Text)
		}
		return
	}
	if _, file := of.Content["application/octet-stream"]; file {
		return // whatever the file is
	}
	if _, documented := of.Content[kind]; !documented {
		t.Errorf("%s: media type %s is not documented", status, kind)
		return
	}
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	at := fmt.Sprintf("%s#/paths/%s/%s/responses/%s/content/%s/schema", docURL, escapePath(escape.Replace(path)), method, status, escape.Replace(kind))
	schema, err := d.compile(at)
	if err != nil {
		t.Errorf("%s: %v", status, err)
		return
	}
	body, err := jsonschema.UnmarshalJSON(strings.NewReader(got.Text))
	if err != nil {
		t.Errorf("%s: %v", status, err)
		return
	}
	if err := schema.Validate(body); err != nil {
		t.Errorf("%s: %v\n%s", status, err, got.Text)
	}
}

// escapePath writes a path as part of a fragment.
func escapePath(p string) string { return strings.NewReplacer("{", "%7B", "}", "%7D").Replace(p) }
