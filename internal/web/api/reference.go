package api

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"jikim/internal/core/casefile"
	"jikim/internal/locale"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

// referencePage is the OpenAPI document for people, on one page, so that the browser's own search finds everything.
type referencePage struct {
	ui.Page
	Chapters []chapter
	Schemas  []schemaView
	Kinds    []ui.Row
}

// chapter is a chapter of operations.
type chapter struct {
	ID, Title string
	Ops       []opView
}

// opView is an operation.
type opView struct {
	ID, Method, Path, Title, More string
	Public                        bool
	Params                        []ui.Row
	Body                          string // schema, as a link within the page; empty: none
	BodyKinds                     string
	Answers                       []ui.Row
}

// schemaView is a schema with its fields.
type schemaView struct {
	Name   string
	Fields []ui.Row
}

// reference draws the page from the document that programs get.
func (a *API) reference(w http.ResponseWriter, r *http.Request) error {
	if a.site.Charter() == nil {
		return web.Status(http.StatusServiceUnavailable)
	}
	p := referencePage{Page: a.site.Citizen(w, r)}
	p.Title, p.Lead = p.C.T("api.ref.title"), p.C.T("api.ref.lead", "path", Base+"/openapi.json")
	p.Breadcrumb = []ui.Link{{Text: p.Title}}
	d, err := a.document(p.C.Lang())
	if err != nil {
		return err
	}
	for i := range a.ops {
		op := &a.ops[i]
		if n := len(p.Chapters); n == 0 || p.Chapters[n-1].ID != op.tag {
			p.Chapters = append(p.Chapters, chapter{ID: op.tag, Title: p.C.T("api.tag." + op.tag)})
		}
		last := &p.Chapters[len(p.Chapters)-1]
		last.Ops = append(last.Ops, viewOf(p.C, d.api, op))
	}
	schemas := d.api.Components.Schemas.Map()
	names := make([]string, 0, len(schemas))
	for n := range schemas {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		p.Schemas = append(p.Schemas, schemaView{n, fieldRows(p.C, schemas[n])})
	}
	p.Kinds = kindRows(p.C)
	return ui.Render(w, r, http.StatusOK, referenceView(p))
}

func viewOf(c *locale.Catalogue, api *huma.OpenAPI, op *operation) opView {
	item := api.Paths[op.path]
	o := item.Get
	if op.method != http.MethodGet {
		o = item.Post
	}
	v := opView{ID: op.id, Method: op.method, Path: Base + op.path, Title: o.Summary, More: o.Description, Public: len(o.Security) == 0}
	for _, p := range o.Parameters {
		name := p.Name
		if p.Required {
			name += " *"
		}
		v.Params = append(v.Params, ui.Row{Cells: ui.Cells(name, c.T("api.ref.in."+p.In), typeName(c, p.Schema), p.Description)})
	}
	if o.RequestBody != nil {
		v.Body = strings.TrimPrefix(o.RequestBody.Content["application/json"].Schema.Ref, "#/components/schemas/")
		v.BodyKinds = strings.Join(op.bodies(), ", ")
	}
	for _, status := range op.statuses() {
		r := o.Responses[strconv.Itoa(status)]
		answer := ui.Cell{Text: "–"}
		for _, m := range r.Content {
			if name, ok := strings.CutPrefix(m.Schema.Ref, "#/components/schemas/"); ok {
				answer = ui.Cell{Text: name, Href: "#schema-" + name}
			} else {
				answer = ui.Cell{Text: typeName(c, m.Schema)}
			}
		}
		v.Answers = append(v.Answers, ui.Row{Cells: []ui.Cell{{Text: strconv.Itoa(status)}, {Text: r.Description}, answer}})
	}
	return v
}

// typeName writes a type in words: that of a schema, a list of it, or the values to choose from.
func typeName(c *locale.Catalogue, s *huma.Schema) string {
	switch {
	case s == nil:
		return c.T("api.ref.any")
	case s.Ref != "":
		return strings.TrimPrefix(s.Ref, "#/components/schemas/")
	case s.Type == huma.TypeArray:
		return c.T("api.ref.list", "of", typeName(c, s.Items))
	case len(s.Enum) > 0 && len(s.Enum) <= 12:
		texts := make([]string, len(s.Enum))
		for i, v := range s.Enum {
			texts[i], _ = v.(string) // all of ours are
		}
		return strings.Join(texts, ", ")
	case s.Format != "" && s.Type == huma.TypeString:
		return s.Format
	case s.Type == "":
		return c.T("api.ref.any")
	}
	return s.Type
}

func fieldRows(c *locale.Catalogue, s *huma.Schema) []ui.Row {
	names := make([]string, 0, len(s.Properties))
	for n := range s.Properties {
		names = append(names, n)
	}
	slices.Sort(names)
	rows := make([]ui.Row, 0, len(names))
	for _, n := range names {
		f, name := s.Properties[n], n
		if slices.Contains(s.Required, n) {
			name += " *"
		}
		kind := ui.Cell{Text: typeName(c, f)}
		ref := f.Ref
		if f.Type == huma.TypeArray {
			ref = f.Items.Ref
		}
		if to, ok := strings.CutPrefix(ref, "#/components/schemas/"); ok {
			kind.Href = "#schema-" + to
		}
		text := f.Description
		if text == "" {
			text = c.T("api.field." + n)
		}
		rows = append(rows, ui.Row{Cells: []ui.Cell{{Text: name}, kind, {Text: text}}})
	}
	return rows
}

// kindRows lists the kinds of facts that can be recorded, with their values.
func kindRows(c *locale.Catalogue) []ui.Row {
	var rows []ui.Row
	for _, k := range recordable() {
		var fields []string
		for _, f := range casefile.Fields(k) {
			name := f.Name
			if f.Required {
				name += "*"
			}
			if f.Type == casefile.TypeProse {
				name += "¶"
			}
			if len(f.Choices) > 0 {
				name += " (" + strings.Join(f.Choices, ", ") + ")"
			}
			fields = append(fields, name)
		}
		rows = append(rows, ui.Row{Cells: ui.Cells(k.String(), c.T("kind."+k.String()), strings.Join(fields, "; "))})
	}
	return rows
}

func (p referencePage) params() []ui.Column {
	return []ui.Column{{Head: p.C.T("api.ref.name"), Row: true}, {Head: p.C.T("api.ref.where")}, {Head: p.C.T("api.ref.type")},
		{Head: p.C.T("api.ref.meaning")}}
}

func (p referencePage) answers() []ui.Column {
	return []ui.Column{{Head: p.C.T("api.ref.status"), Row: true}, {Head: p.C.T("api.ref.meaning")}, {Head: p.C.T("api.ref.type")}}
}

func (p referencePage) fields() []ui.Column {
	return []ui.Column{{Head: p.C.T("api.ref.name"), Row: true}, {Head: p.C.T("api.ref.type")}, {Head: p.C.T("api.ref.meaning")}}
}

func (p referencePage) kinds() []ui.Column {
	return []ui.Column{{Head: p.C.T("api.ref.kind"), Row: true}, {Head: p.C.T("api.ref.meaning")}, {Head: p.C.T("api.ref.values")}}
}
