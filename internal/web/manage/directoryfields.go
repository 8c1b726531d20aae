package manage

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/core/directory"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// entryFields are the questions about an entry, but for further numbers.
func entryFields(v *staff.View, d *app.DirectoryDraft, part directory.Part, e *directory.Entry, faults []ui.FieldError) []ui.Field {
	field := func(kind ui.FieldKind, name, value string) ui.Field {
		f := ui.Field{C: v.C, Kind: kind, Name: name, Label: v.C.T("directory.field." + name), Value: value, Error: ui.ErrorOf(faults, name), Short: true}
		if key := "directory.hint." + name; v.C.Has(key) {
			f.Hint = v.C.T(key)
		}
		return f
	}
	name := field(ui.TextField, "name", e.Name.KO)
	name.Required, name.Short = true, false
	english := field(ui.TextField, "name_en", e.Name.EN)
	english.Short = false
	out := []ui.Field{name, english}
	if part.Has("department") {
		f := field(ui.Select, "department", e.Department)
		f.Options = choices(v, d, directory.Departments, e.Department)
		out = append(out, f)
	}
	if part.Has("room") {
		f := field(ui.Select, "room", e.Room)
		f.Options = choices(v, d, directory.Rooms, e.Room)
		out = append(out, f)
	}
	if part.Has("floor") {
		out = append(out, floorField(field, d, e, v))
	}
	if part.Has("phone") {
		out = append(out, field(ui.TelField, "phone", e.Phone), field(ui.TelField, "fax", e.Fax))
	}
	if part.Has("count") {
		count := field(ui.NumberField, "count", strconv.Itoa(e.Count))
		count.Required, count.Attrs = true, templ.Attributes{"min": "0", "inputmode": "numeric"}
		cost := field(ui.Radio, "paid", "no")
		cost.Inline, cost.Options = true, []ui.Option{{Value: "no", Label: v.C.T("directory.paid.no")}, {Value: "yes", Label: v.C.T("directory.paid.yes")}}
		if e.Paid {
			cost.Value = "yes"
		}
		out = append(out, count, cost)
	}
	if f := marksField(v, part, e, faults); len(f.Options) > 0 {
		out = append(out, f)
	}
	if part.Has("aliases") {
		f := field(ui.TextArea, "aliases", strings.Join(e.Aliases, "\n"))
		f.Short, f.Rows = false, max(3, len(e.Aliases)+1)
		out = append(out, f)
	}
	return out
}

// choices are the entries of another list of the draft. One that is named and not there is offered still, since it is what is said.
func choices(v *staff.View, d *app.DirectoryDraft, part directory.Part, id string) []ui.Option {
	out := []ui.Option{{Label: v.C.T("manage.accounts.none")}}
	there := id == ""
	for _, e := range d.Drafted(part) {
		out = append(out, ui.Option{Value: e.ID, Label: e.Name.In(v.Lang())})
		there = there || e.ID == id
	}
	if !there {
		out = append(out, ui.Option{Value: id, Label: id})
	}
	return out
}

// floorField asks for a floor: one of the plans, where there are plans.
func floorField(field func(ui.FieldKind, string, string) ui.Field, d *app.DirectoryDraft, e *directory.Entry, v *staff.View) ui.Field {
	if len(d.Floors) == 0 {
		return field(ui.TextField, "floor", e.Floor)
	}
	f := field(ui.Select, "floor", e.Floor)
	f.Options = []ui.Option{{Label: v.C.T("directory.floor_none")}}
	there := e.Floor == ""
	for _, name := range d.Floors {
		f.Options = append(f.Options, ui.Option{Value: name, Label: name})
		there = there || name == e.Floor
	}
	if !there {
		f.Options = append(f.Options, ui.Option{Value: e.Floor, Label: e.Floor})
	}
	return f
}

// marksField asks what a desk or room is besides.
func marksField(v *staff.View, part directory.Part, e *directory.Entry, faults []ui.FieldError) ui.Field {
	f := ui.Field{C: v.C, Kind: ui.Checkboxes, Name: "marks", Label: v.C.T("directory.field.marks"), Error: ui.ErrorOf(faults, "marks")}
	for _, m := range marks {
		if part.Has(m.name) {
			f.Options = append(f.Options, ui.Option{Value: m.name, Label: v.C.T("directory.mark." + m.name), Hint: v.C.T("directory.mark_hint." + m.name), Selected: m.get(e)})
		}
	}
	return f
}

// furtherFields are the questions about one of the further numbers of a desk.
func furtherFields(v *staff.View, e *directory.Entry, i int, faults []ui.FieldError) []ui.Field {
	var n charter.Number
	if i < len(e.Further) {
		n = e.Further[i]
	}
	field := func(kind ui.FieldKind, name, value string) ui.Field {
		at := name + "." + strconv.Itoa(i)
		return ui.Field{C: v.C, Kind: kind, Name: at, Label: v.C.T("directory.field." + name), Value: value, Error: ui.ErrorOf(faults, at), Short: true}
	}
	return []ui.Field{field(ui.TelField, "further_phone", n.Phone), field(ui.TextField, "further_name", n.Name.KO), field(ui.TextField, "further_name_en", n.Name.EN)}
}

// compare lists the fields of an entry that the draft changes, as both say them.
func compare(v *staff.View, d *app.DirectoryDraft, part directory.Part, e *app.DirectoryEntry) []compared {
	if e.Change() != app.EntryChanged {
		return nil
	}
	was, is := inWords(v, d, part, e.Last), inWords(v, d, part, e.Drafted)
	var out []compared
	for i := range was {
		if was[i].Is != is[i].Is {
			out = append(out, compared{was[i].Label, was[i].Is, is[i].Is})
		}
	}
	return out
}

// inWords is an entry in words: its fields in the order of the form.
func inWords(v *staff.View, d *app.DirectoryDraft, part directory.Part, e *directory.Entry) []compared {
	var out []compared
	add := func(name, text string) {
		out = append(out, compared{Label: v.C.T("directory.field." + name), Is: text})
	}
	add("name", e.Name.KO)
	add("name_en", e.Name.EN)
	if part.Has("department") {
		add("department", nameIn(d, directory.Departments, e.Department, v.Lang()))
	}
	if part.Has("room") {
		add("room", nameIn(d, directory.Rooms, e.Room, v.Lang()))
	}
	if part.Has("floor") {
		add("floor", e.Floor)
	}
	if part.Has("phone") {
		add("phone", e.Phone)
		add("fax", e.Fax)
		var numbers []string
		for _, n := range e.Further {
			numbers = append(numbers, n.Name.In(v.Lang())+" "+n.Phone)
		}
		add("further", strings.Join(numbers, ", "))
	}
	if part.Has("count") {
		add("count", strconv.Itoa(e.Count))
		add("paid", v.C.T(paid(e.Paid)))
	}
	if part.Has("office") || part.Has("accessible") {
		add("marks", marksOf(v, e))
	}
	if part.Has("aliases") {
		add("aliases", strings.Join(e.Aliases, ", "))
	}
	return out
}

func (p *entryPage) compareColumns() []ui.Column {
	return []ui.Column{{Head: p.C.T("directory.compare.field"), Row: true}, {Head: p.C.T("directory.compare.was")}, {Head: p.C.T("directory.compare.is")}}
}

func (p *entryPage) compareRows() []ui.Row {
	rows := make([]ui.Row, 0, len(p.Compare))
	for _, c := range p.Compare {
		none := func(s string) string {
			if s == "" {
				return p.C.T("manage.accounts.none")
			}
			return s
		}
		rows = append(rows, ui.Row{Cells: ui.Cells(c.Label, none(c.Was), none(c.Is))})
	}
	return rows
}

// further tells whether the further numbers are to be seen at once: there are some, or something is wrong with them.
func (p *entryPage) further() bool {
	if len(p.Further) > spareNumbers {
		return true
	}
	for _, fields := range p.Further {
		for _, f := range fields {
			if f.Error != "" || f.Value != "" {
				return true
			}
		}
	}
	return false
}
