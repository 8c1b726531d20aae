package staff

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"jikim/internal/app"
	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/locale"
	"jikim/internal/web/ui"
)

// Kind returns the name of a kind of fact, as a heading or on a button.
func Kind(c *locale.Catalogue, k fact.Kind) string { return capital(c.T("kind." + k.String())) }

// Label returns the words for a kind of fact as something to do.
func Label(c *locale.Catalogue, k fact.Kind) string {
	if own := "act." + k.String(); c.Has(own) {
		return c.T(own)
	}
	return Kind(c, k)
}

// Promise returns a short name for a promise in lists: what keeps it or, for conditions and duties, the charter's own
// sentence.
func Promise(c *locale.Catalogue, p *charter.Promise) string {
	if len(p.Then) > 0 && p.Shape != charter.Every {
		return Kind(c, p.Then[0].Kind)
	}
	return p.Text.In(string(c.Lang()))
}

// capital begins a text with a capital letter, in languages that have them.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// FieldLabel returns the question for a field of a kind.
func FieldLabel(c *locale.Catalogue, k fact.Kind, name string) string {
	if own := "staff.field." + k.String() + "." + name; c.Has(own) {
		return c.T(own)
	}
	return c.T("staff.field." + name)
}

// Choice returns the words for a value of a field of choices.
func Choice(c *locale.Catalogue, field, value string) string {
	return c.T("choice." + field + "." + value)
}

// Form draws the fields of a kind.
type Form struct {
	C      *locale.Catalogue
	Kind   fact.Kind
	Values url.Values // what was entered, or what is proposed
	Errors []ui.FieldError
	// Options are the choices of text fields that name a desk, an officer, an item …, by field.
	Options map[string][]ui.Option
	// Charter adds what its promises ask of such facts beyond what every office asks; nil: nothing.
	Charter *charter.Charter
	Skip    []string // fields that the page asks in its own way
	Hints   map[string]string
}

// Fields returns the questions in their order.
func (f Form) Fields() []ui.Field {
	var out []ui.Field
	for _, d := range casefile.Fields(f.Kind) {
		if asks := !d.Asked || f.Charter != nil && f.Charter.Speaks(f.Kind, d.Name); asks && !slices.Contains(f.Skip, d.Name) {
			out = append(out, f.field(d))
		}
	}
	return out
}

func (f Form) field(d casefile.Field) ui.Field {
	u := ui.Field{C: f.C, Name: d.Name, Label: FieldLabel(f.C, f.Kind, d.Name), Required: d.Required && d.Type != casefile.TypeYes,
		Error: ui.ErrorOf(f.Errors, d.Name), Value: f.Values.Get(d.Name), Hint: f.Hints[d.Name]}
	if u.Hint == "" {
		if own := "staff.hint." + f.Kind.String() + "." + d.Name; f.C.Has(own) {
			u.Hint = f.C.T(own)
		}
	}
	switch d.Type {
	case casefile.TypeProse:
		u.Kind, u.Rows = ui.TextArea, 4
		if d.Name == "place" { // a number or the name of a place
			u.Kind = ui.TextField
		}
	case casefile.TypeYes:
		u.Kind, u.Inline = ui.Radio, true
		u.Options = []ui.Option{{Value: "yes", Label: f.C.T("value.yes")}, {Value: "no", Label: f.C.T("value.no")}}
	case casefile.TypeCount:
		u.Kind, u.Short = ui.NumberField, true
		u.Attrs = map[string]any{"min": "0", "inputmode": "numeric"}
	case casefile.TypeTime:
		u.Kind, u.Short = ui.DateTimeField, true
	case casefile.TypeDay:
		u.Kind, u.Short = ui.DateField, true
	case casefile.TypeChoice:
		f.choices(&u, d)
	default:
		if options := f.Options[d.Name]; options != nil {
			u.Kind, u.Options = ui.Select, append(slices.Clone(options), f.named(d.Name)...)
		}
	}
	return u
}

// named are the values that the charter itself names for a field: the head of the department beside the members of staff, say.
func (f Form) named(field string) []ui.Option {
	if f.Charter == nil {
		return nil
	}
	var out []ui.Option
	for _, v := range f.Charter.Named(f.Kind, field) {
		if f.C.Has("choice." + field + "." + v) {
			out = append(out, ui.Option{Value: v, Label: Choice(f.C, field, v)})
		}
	}
	return out
}

// choices asks for one of a few values: side by side when they are short and few, else as a list.
func (f Form) choices(u *ui.Field, d casefile.Field) {
	u.Kind, u.Inline = ui.Radio, true
	if options := f.Options[d.Name]; options != nil {
		u.Options = slices.Clone(options)
		return
	}
	for _, v := range d.Choices {
		u.Options = append(u.Options, ui.Option{Value: v, Label: Choice(f.C, d.Name, v)})
	}
}

// Entered is what a form of an act brought.
type Entered struct {
	Data   fact.Data
	Prose  map[string]string
	At     time.Time // zero: now
	Faults []ui.FieldError
}

// Read reads the fields of a kind from a form; times are those of the office's zone. An empty answer is left out, so that
// the use case finds what is missing.
func Read(c *locale.Catalogue, form url.Values, k fact.Kind) Entered {
	e := Entered{Prose: map[string]string{}}
	for _, d := range casefile.Fields(k) {
		raw := strings.TrimSpace(form.Get(d.Name))
		if raw == "" {
			continue
		}
		switch d.Type {
		case casefile.TypeProse:
			e.Prose[d.Name] = raw
		case casefile.TypeYes:
			e.Data = e.Data.Set(d.Name, fact.Truth(raw == "yes"))
		case casefile.TypeCount:
			n, err := strconv.ParseInt(raw, 10, 32)
			if err != nil || n < 0 {
				e.fault(c, d.Name, "staff.fault.count")
				continue
			}
			e.Data = e.Data.Set(d.Name, fact.Number(n))
		case casefile.TypeTime:
			t, err := ParseTime(raw, c.Location())
			if err != nil {
				e.fault(c, d.Name, "staff.fault.time")
				continue
			}
			e.Data = e.Data.Set(d.Name, fact.Instant(t))
		default:
			e.Data = e.Data.Set(d.Name, fact.Text(raw))
		}
	}
	if raw := strings.TrimSpace(form.Get("at")); raw != "" {
		t, err := ParseTime(raw, c.Location())
		if err != nil {
			e.fault(c, "at", "staff.fault.time")
		}
		e.At = t
	}
	return e
}

func (e *Entered) fault(c *locale.Catalogue, field, key string) {
	e.Faults = append(e.Faults, ui.FieldError{Field: field, Message: c.T(key)})
}

// layouts are how browsers send an instant of a form.
var layouts = []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02T15:04:05.999", "2006-01-02 15:04", "2006-01-02 15:04:05"}

// ParseTime reads an instant as a form sends it, in the office's zone.
func ParseTime(s string, loc *time.Location) (time.Time, error) {
	for _, layout := range layouts {
		if t, err := time.ParseInLocation(layout, s, loc); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, errors.New("not an instant")
}

// FormTime writes an instant as the field of a form takes it, to the second.
func FormTime(t time.Time, loc *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(loc).Format("2006-01-02T15:04:05")
}

// Faults returns the messages of a fault for the form that caused it; nil when the error is no fault of the input, which
// an error page tells better.
func Faults(c *locale.Catalogue, err error) []ui.FieldError {
	f := app.FaultOf(err)
	if f == nil {
		return nil
	}
	switch f.Kind {
	case app.Invalid, app.Unlawful, app.TooLarge, app.Conflict, app.Busy, app.Login, app.Locked:
	default:
		return nil
	}
	var out []ui.FieldError
	for _, field := range f.Fields {
		out = append(out, ui.FieldError{Field: field.Field, Message: c.T(field.Key, field.Args...)})
	}
	if len(out) == 0 {
		out = append(out, ui.FieldError{Message: c.T(f.Key, f.Args...)})
	}
	return out
}
