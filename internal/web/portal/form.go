package portal

import (
	"slices"
	"strings"

	"jikim/internal/app"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

// entry is a form as the visitor filled it in: shown again with what is wrong, nothing typed is lost.
type entry struct {
	view
	Values func(field string) string
	Key    string // of this form, so that sending it twice is sending it once
	Labels map[string]string
	// Choices are the further fields of which one answer is picked, not written.
	Choices map[string]bool
}

// blank is a form that nobody has filled in yet.
func (p *Portal) blank(v view) entry {
	return entry{view: v, Values: func(string) string { return "" }, Key: p.site.Service.NewKey()}
}

// again is a form that was sent and has to be shown again.
func (p *Portal) again(v view, f *web.Form) entry {
	return entry{view: v, Values: f.Get, Key: f.Get("key")}
}

// value returns what was typed into a field.
func (e entry) value(field string) string { return e.Values(field) }

// error returns what is wrong with a field.
func (e entry) error(field string) string { return ui.ErrorOf(e.Errors, field) }

// reject puts the faults of a refused form on its page, in the order of its fields; false when the error is none that the
// visitor can mend here.
func (p *Portal) reject(e *entry, err error, order ...string) bool {
	f := app.FaultOf(err)
	if f == nil || f.Kind != app.Invalid && f.Kind != app.TooLarge {
		return false
	}
	for _, fault := range f.Fields {
		field, message := fault.Field, e.sentence(fault)
		if field == "key" { // no field of the form: an old page is made fresh instead
			field, e.Key = "", p.site.Service.NewKey()
		}
		if ui.ErrorOf(e.Errors, field) == "" {
			e.Errors = append(e.Errors, ui.FieldError{Field: field, Message: message})
		}
	}
	if len(f.Fields) == 0 {
		e.Errors = append(e.Errors, ui.FieldError{Message: e.C.T(f.Key, f.Args...)})
	}
	place := func(field string) int {
		i := slices.Index(order, field)
		if i < 0 && strings.HasPrefix(field, "fields.") {
			return 1
		}
		return i
	}
	slices.SortStableFunc(e.Errors, func(a, b ui.FieldError) int { return place(a.Field) - place(b.Field) })
	return true
}

// nameless are the faults whose sentences do not tell which field is meant: in the list of faults they would all read the same.
var nameless = map[string]bool{"fault.too_long": true, "fault.choice": true, "fault.characters": true}

// sentence says what is wrong with a field, by its name where that is clearer: "Please write your name."
func (e *entry) sentence(f app.FieldFault) string {
	if own := "portal." + f.Key + "." + f.Field; e.C.Has(own) {
		return e.C.T(own, f.Args...)
	}
	key := f.Key
	if key == "fault.required" && e.Choices[f.Field] {
		key = "fault.choice"
	}
	message, label := e.C.T(key, f.Args...), e.Labels[f.Field]
	if nameless[key] && label == "" && e.C.Has("portal.field."+f.Field) {
		label = e.C.T("portal.field." + f.Field)
	}
	if label != "" {
		return e.C.T("portal.fault.of", "field", label, "message", message)
	}
	return message
}

// spill adds what was wrong with the files of a form before the use case saw them.
func spill(err error, f *web.Form) error {
	var fields []app.FieldFault
	if f.TooLarge {
		fields = append(fields, app.FieldFault{Field: "attachments", Key: "fault.file_too_large", Args: []any{"most", app.MaxAttachment >> 20}})
	}
	if f.TooMany {
		fields = append(fields, app.FieldFault{Field: "attachments", Key: "fault.too_many_files", Args: []any{"most", app.MaxAttachments}})
	}
	if len(fields) == 0 {
		return err
	}
	if was := app.FaultOf(err); was != nil {
		fields = append(fields, was.Fields...)
	}
	return &app.Fault{Kind: app.Invalid, Key: "fault.invalid", Fields: fields}
}

// spoiled tells that files were left out, so that a form must not be filed without them.
func spoiled(f *web.Form) bool { return f.TooLarge || f.TooMany }

// choices returns the options of a field whose values have sentences: prefix and value make the key.
func (v view) choices(prefix string, values ...string) []ui.Option {
	out := make([]ui.Option, len(values))
	for i, value := range values {
		out[i] = ui.Option{Value: value, Label: v.C.T(prefix + value)}
		if hint := prefix + value + ".hint"; v.C.Has(hint) {
			out[i].Hint = v.C.T(hint)
		}
	}
	return out
}
