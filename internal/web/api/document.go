package api

import (
	"encoding/json"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/locale"
	"jikim/internal/web"
)

// documents keeps the OpenAPI document by language: it is the same as long as the program runs.
type documents struct {
	mu sync.Mutex
	by map[locale.Lang]*document
}

// document is the OpenAPI document in one language.
type document struct {
	api  *huma.OpenAPI
	text []byte
}

// openapi sends the document.
func (a *API) openapi(w http.ResponseWriter, r *http.Request) error {
	lang := locale.Lang(langOf(r))
	d, err := a.document(lang)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/vnd.oai.openapi+json;version=3.1")
	h.Set("Content-Language", string(lang))
	h.Set("Vary", "Accept-Language")
	h.Set("Cache-Control", "public, max-age=300")
	_, _ = w.Write(d.text) // a client that has gone is nobody's error
	return nil
}

func (a *API) document(lang locale.Lang) (*document, error) {
	a.docs.mu.Lock()
	defer a.docs.mu.Unlock()
	if d := a.docs.by[lang]; d != nil {
		return d, nil
	}
	d := &document{api: a.describe(locale.For(lang))}
	var err error
	if d.text, err = json.MarshalIndent(d.api, "", " "); err != nil {
		return nil, err
	}
	if a.docs.by == nil {
		a.docs.by = map[locale.Lang]*document{}
	}
	a.docs.by[lang] = d
	return d, nil
}

// describe writes the table of operations as an OpenAPI document (version 3.1). huma makes the schemas of the types.
func (a *API) describe(c *locale.Catalogue) *huma.OpenAPI {
	reg := huma.NewMapRegistry("#/components/schemas/", name)
	doc := &huma.OpenAPI{OpenAPI: "3.1.0",
		Info:    &huma.Info{Title: c.T("api.title"), Version: "1", Description: c.T("api.about")},
		Servers: []*huma.Server{{URL: Base}},
		Paths:   map[string]*huma.PathItem{},
		Components: &huma.Components{Schemas: reg, SecuritySchemes: map[string]*huma.SecurityScheme{
			"token":  {Type: "http", Scheme: "bearer", Description: c.T("api.security.token")},
			"device": {Type: "http", Scheme: "bearer", Description: c.T("api.security.device")},
		}},
	}
	for i := range a.ops {
		op := &a.ops[i]
		if !slices.ContainsFunc(doc.Tags, func(t *huma.Tag) bool { return t.Name == op.tag }) {
			doc.Tags = append(doc.Tags, &huma.Tag{Name: op.tag, Description: c.T("api.tag." + op.tag)})
		}
		item := doc.Paths[op.path]
		if item == nil {
			item = &huma.PathItem{}
			doc.Paths[op.path] = item
		}
		o := op.describe(c, reg)
		if op.method == http.MethodGet {
			item.Get = o
		} else {
			item.Post = o
		}
	}
	for _, s := range reg.Map() {
		explain(c, s)
	}
	return doc
}

// name is the name of a schema: that of the type without the direction.
func name(t reflect.Type, hint string) string {
	n := huma.DefaultSchemaNamer(t, hint)
	n = strings.TrimSuffix(n, "Out")
	if bare, in := strings.CutSuffix(n, "In"); in {
		n = "New" + bare
	}
	return n
}

// explain puts the words of the catalogue to the fields of a schema, and says which facts there are.
func explain(c *locale.Catalogue, s *huma.Schema) {
	for name, field := range s.Properties {
		if key := "api.field." + name; field.Ref == "" {
			field.Description = c.T(key)
		}
		if name == "kind" && field.Type == huma.TypeString && len(field.Enum) == 0 && s.Properties["data"] != nil && s.Properties["by"] == nil {
			for _, k := range recordable() {
				field.Enum = append(field.Enum, k.String())
			}
		}
		if field.Type == huma.TypeArray {
			field.Nullable = false
		}
	}
}

// recordable lists the kinds of facts that an operation takes.
func recordable() []fact.Kind {
	var out []fact.Kind
	for k := fact.None + 1; int(k) < fact.KindCount; k++ {
		if app.Recordable(k) {
			out = append(out, k)
		}
	}
	return out
}

var inPath = regexp.MustCompile(`\{([a-z]+)\}`)

func (op *operation) describe(c *locale.Catalogue, reg huma.Registry) *huma.Operation {
	o := &huma.Operation{OperationID: op.id, Tags: []string{op.tag}, Summary: c.T("api.op." + op.id),
		Responses: map[string]*huma.Response{}}
	if key := "api.op." + op.id + ".more"; c.Has(key) {
		o.Description = c.T(key)
	}
	switch {
	case op.device:
		o.Security = []map[string][]string{{"device": {}}}
	case op.scope != "":
		o.Security = []map[string][]string{{"token": {}}}
		o.Description = strings.TrimSpace(o.Description + "\n\n" + c.T("api.scope", "scope", string(op.scope)))
	}
	for _, m := range inPath.FindAllStringSubmatch(op.path, -1) {
		o.Parameters = append(o.Parameters, &huma.Param{Name: m[1], In: "path", Required: true, Description: c.T("api.field." + m[1]),
			Schema: &huma.Schema{Type: huma.TypeString}})
	}
	for _, p := range op.query {
		o.Parameters = append(o.Parameters, p.describe(c))
	}
	header := func(name string, required bool, s *huma.Schema) {
		o.Parameters = append(o.Parameters, &huma.Param{Name: name, In: "header", Required: required,
			Description: c.T("api.header." + strings.ReplaceAll(strings.ToLower(name), "-", "_")), Schema: s})
	}
	if op.keyed {
		least, most := app.MinKey, 100
		header("Idempotency-Key", true, &huma.Schema{Type: huma.TypeString, MinLength: &least, MaxLength: &most})
	}
	if op.match {
		header("If-Match", false, &huma.Schema{Type: huma.TypeString})
	}
	header("Accept-Language", false, &huma.Schema{Type: huma.TypeString, Enum: []any{"ko", "en"}})
	op.describeBodies(c, reg, o)
	return o
}

func (p *param) describe(c *locale.Catalogue) *huma.Param {
	s := &huma.Schema{Type: huma.TypeString}
	if p.kind != "" {
		s.Type = p.kind
	}
	for _, v := range p.values {
		s.Enum = append(s.Enum, v)
	}
	return &huma.Param{Name: p.name, In: "query", Description: c.T("api.query." + p.name), Schema: s}
}

func (op *operation) describeBodies(c *locale.Catalogue, reg huma.Registry, o *huma.Operation) {
	if op.in != nil {
		body := reg.Schema(op.in, true, op.id)
		o.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: body}}}
		if op.files {
			o.RequestBody.Content["multipart/form-data"] = &huma.MediaType{
				Schema: &huma.Schema{Type: huma.TypeObject, Required: []string{bodyPart}, Properties: map[string]*huma.Schema{bodyPart: body,
					filePart: {Type: huma.TypeArray, Description: c.T("api.field.files"), Items: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}},
				Encoding: map[string]*huma.Encoding{bodyPart: {ContentType: "application/json"}}}
		}
	}
	problem := reg.Schema(reflect.TypeFor[web.Problem](), true, "Problem")
	for _, status := range op.statuses() {
		r := &huma.Response{Description: c.T("api.status." + strconv.Itoa(status))}
		o.Responses[strconv.Itoa(status)] = r
		if status >= 400 {
			r.Content = map[string]*huma.MediaType{"application/problem+json": {Schema: problem}}
			continue
		}
		switch {
		case op.file:
			r.Content = map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
		case op.out != nil:
			r.Content = map[string]*huma.MediaType{"application/json": {Schema: reg.Schema(reflect.TypeOf(op.out), true, op.id)}}
		}
		r.Headers = op.headers(c, status)
	}
}

// headers are those of a success that a program can rely on.
func (op *operation) headers(c *locale.Catalogue, status int) map[string]*huma.Param {
	out := map[string]*huma.Param{}
	add := func(when bool, name string) {
		if when {
			out[name] = &huma.Header{Description: c.T("api.header." + strings.ReplaceAll(strings.ToLower(name), "-", "_")),
				Schema: &huma.Schema{Type: huma.TypeString}}
		}
	}
	add(op.pages, "Link")
	add(op.keyed && !op.device, "Idempotency-Replayed")
	add(op.out != nil && (reflect.TypeOf(op.out) == reflect.TypeFor[doneOut]() && op.tag != "items" || op.id == "getCase" || op.id == "openCase"), "ETag")
	add(status == http.StatusCreated && op.writes() && op.tag != "petitions" && op.tag != "machines", "Location")
	return out
}
