package ui

import (
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"jikim/internal/locale"
)

// FieldKind is the kind of a form field.
type FieldKind string

// The kinds. Those that HTML knows as types of input carry its name.
const (
	TextField     FieldKind = "text" // the default
	EmailField    FieldKind = "email"
	TelField      FieldKind = "tel"
	NumberField   FieldKind = "number"
	PasswordField FieldKind = "password"
	SearchField   FieldKind = "search"
	DateField     FieldKind = "date"
	TimeField     FieldKind = "time"
	DateTimeField FieldKind = "datetime-local"
	FileField     FieldKind = "file"
	TextArea      FieldKind = "textarea"
	Select        FieldKind = "select"
	Radio         FieldKind = "radio"
	Checkboxes    FieldKind = "checkbox"
)

// Field is one question of a form with its label, hint and error. Hint and error are bound to the field by
// aria-describedby, and the error also by aria-invalid.
type Field struct {
	C        *locale.Catalogue
	Kind     FieldKind
	Name     string // name in the form; its id is the same with an f- before it
	Label    string
	Hint     string
	Error    string
	Value    string // what was entered, shown again after a fault
	Required bool
	Optional bool // says "optional" beside the label; for the few such fields of a form of required ones
	Max      int  // most characters, counted as Unicode code points; shows how many are left
	Rows     int  // height of a text area in lines, 8 by default
	Options  []Option
	Inline   bool // radio buttons and checkboxes in a line
	Cards    bool // radio buttons as large boxes, for the main choice of a page
	Short    bool // a narrow field

	Autocomplete string           // HTML autocomplete token: "name", "tel", "email" (WCAG 1.3.5)
	Key          string           // one-key shortcut that enters the field
	Attrs        templ.Attributes // anything else of the input: accept, multiple, min, step, inputmode, data-draft
}

// Option is one choice of a select, of radio buttons or of checkboxes.
type Option struct {
	Value    string
	Label    string
	Hint     string
	Selected bool
	Disabled bool
}

// Render draws the field.
func (f Field) Render(ctx context.Context, w io.Writer) error { return field(f).Render(ctx, w) }

// fieldID is the id of a field by its name, the same wherever the error summary links to it.
func fieldID(name string) string { return "f-" + name }

func (f Field) id() string { return fieldID(f.Name) }

func (f Field) optionID(i int) string {
	if i == 0 {
		return f.id() // the error summary leads to the first choice
	}
	return f.id() + "-" + strconv.Itoa(i)
}

// describedBy lists the ids of the texts that describe the field, or "".
func (f Field) describedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.id()+"-hint")
	}
	if f.Error != "" {
		ids = append(ids, f.id()+"-error")
	}
	return strings.Join(ids, " ")
}

func (f Field) isGroup() bool { return f.Kind == Radio || f.Kind == Checkboxes }

func (f Field) inputType() string {
	if f.Kind == "" {
		return string(TextField)
	}
	return string(f.Kind)
}

func (f Field) rows() string {
	if f.Rows == 0 {
		return "8"
	}
	return strconv.Itoa(f.Rows)
}

// attrs are the attributes that every kind of input shares.
func (f Field) attrs() templ.Attributes {
	a := templ.Attributes{}
	if by := f.describedBy(); by != "" {
		a["aria-describedby"] = by
	}
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	if f.Required {
		a["required"] = true
	}
	if f.Max > 0 {
		a["data-max"] = strconv.Itoa(f.Max)
	}
	if f.Autocomplete != "" {
		a["autocomplete"] = f.Autocomplete
	}
	if f.Key != "" {
		a["data-key"] = f.Key
		a["aria-keyshortcuts"] = f.Key
	}
	for name, value := range f.Attrs {
		a[name] = value
	}
	return a
}

// Form is a form around its children. It is checked by the server, which answers in plain sentences; the browser's own
// bubbles are off because they vanish, cannot be enlarged and speak the browser's language.
type Form struct {
	C      *locale.Catalogue
	Action string
	Method string // "post" by default
	Files  bool   // sends files: multipart/form-data
	Draft  string // name under which the tab keeps what was typed until it was taken; empty keeps nothing. Not for a form that the page shows again
	Wide   bool   // as wide as the page
	Attrs  templ.Attributes
}

// Render draws the form around the children.
func (f Form) Render(ctx context.Context, w io.Writer) error { return form(f).Render(ctx, w) }

func (f Form) method() string {
	if f.Method == "" {
		return "post"
	}
	return f.Method
}

// Hidden is a hidden field of a form.
type Hidden struct{ Name, Value string }

// Render draws the field.
func (h Hidden) Render(ctx context.Context, w io.Writer) error { return hidden(h).Render(ctx, w) }
