package manage

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/core/directory"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// entryPage is the form of a department, desk, room or item, with what the draft changes of it and what needs it.
type entryPage struct {
	ui.Page
	Part    directory.Part
	ID      string // empty: a new one
	Version string // of the draft
	Change  app.EntryChange
	Fields  []ui.Field
	Further [][]ui.Field // further numbers of a desk
	Compare []compared   // what is in force beside what is drafted
	Uses    []used
	v       *staff.View
}

// compared is a field that the draft changes.
type compared struct{ Label, Was, Is string }

// used is something that needs the entry.
type used struct{ Kind, Name, Href string }

// spareNumbers is how many empty lines for further numbers a form has.
const spareNumbers = 2

func (s *Surface) newEntry(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	part, err := partOf(r)
	if err != nil {
		return err
	}
	p, err := s.entryPage(r, v, part, "", nil, nil)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, entryView(p))
}

func (s *Surface) entry(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	part, err := partOf(r)
	if err != nil {
		return err
	}
	p, err := s.entryPage(r, v, part, r.PathValue("id"), nil, nil)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, entryView(p))
}

// entryPage shows an entry as the draft has it, or what was sent.
func (s *Surface) entryPage(r *http.Request, v *staff.View, part directory.Part, id string, sent *directory.Entry, faults []ui.FieldError) (*entryPage, error) {
	d, err := s.app.Directory(r.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	p := &entryPage{Page: v.Page, Part: part, ID: id, Version: d.Version, v: v}
	p.Page.Title, p.Page.Lead, p.Page.Errors = v.C.T("directory.new."+string(part)), v.C.T("directory.draft_lead"), faults
	e := &directory.Entry{}
	if id != "" {
		have := d.Find(part, id)
		if have == nil {
			return nil, &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
		}
		e = have.Entry()
		p.Change, p.Compare, p.Page.Title = have.Change(), compare(v, d, part, have), e.Name.In(v.Lang())
		if p.Uses, err = s.uses(r, v, part, id); err != nil {
			return nil, err
		}
	}
	if sent != nil {
		e = sent
	}
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("directory.title"), Href: directoryPath(part)}, {Text: p.Page.Title}}
	p.Fields = entryFields(v, d, part, e, faults)
	if part.Has("further") {
		for i := range len(e.Further) + spareNumbers {
			p.Further = append(p.Further, furtherFields(v, e, i, faults))
		}
	}
	return p, nil
}

// uses lists what needs an entry, with ways to it.
func (s *Surface) uses(r *http.Request, v *staff.View, part directory.Part, id string) ([]used, error) {
	list, err := s.app.EntryUses(r.Context(), v.Actor, part, id)
	if err != nil {
		return nil, err
	}
	out := make([]used, 0, len(list))
	for _, u := range list {
		x := used{Kind: v.C.T("directory.use." + u.In), Name: u.Name.In(v.Lang())}
		switch u.In {
		case "departments", "desks", "items":
			x.Href = entryPath(directory.Part(u.In), u.ID)
		case "staff":
			x.Href = "/manage/staff/" + url.PathEscape(u.ID)
		case "promises":
			x.Href = draftHref(u.ID)
		case "services", "signs", "floors":
			x.Href = filePath + u.In + ".yaml"
		case "devices":
			if v.Actor.Role.AtLeast(app.Admin) {
				x.Href = "/admin/devices"
			}
		case "cases":
			key := "directory.use_count"
			if u.More {
				key = "directory.use_more"
			}
			x.Name, x.Href = v.C.T(key, "n", u.Count), "/desk"
		case "outages":
			x.Name, x.Href = v.C.T("directory.use_count", "n", u.Count), "/manage/items"
		}
		if !slices.Contains(out, x) { // several promises may stand in one sentence
			out = append(out, x)
		}
	}
	return out, nil
}

// doEntry saves an entry into the draft, takes it out, or gives it back what is in force; "do" says which.
func (s *Surface) doEntry(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	part, err := partOf(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	form, id := r.PostForm, r.PathValue("id")
	version, did := form.Get("version"), "saved"
	var saved *app.EntrySaved
	var sent *directory.Entry
	var faults []ui.FieldError
	switch do := form.Get("do"); {
	case do == "save":
		sent, faults = sentEntry(v, part, id, form)
		if faults == nil {
			saved, err = s.app.PutEntry(r.Context(), v.Actor, version, part, *sent)
		}
	case do == "remove" && id != "":
		did = "removed"
		saved, err = s.app.RemoveEntry(r.Context(), v.Actor, version, part, id)
	case do == "restore" && id != "":
		did = "restored"
		saved, err = s.app.RestoreEntry(r.Context(), v.Actor, version, part, id)
	default:
		err = &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
	}
	switch {
	case err != nil:
		if faults = fieldNames(staff.Faults(v.C, err)); faults == nil {
			return err
		}
	case saved != nil && len(saved.Mistakes) > 0:
		faults = mistaken(v, saved.Mistakes)
	case saved != nil:
		http.Redirect(w, r, directoryPath(part)+"?did="+did, http.StatusSeeOther)
		return nil
	}
	p, err := s.entryPage(r, v, part, id, sent, faults)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, entryView(p))
}

// sentEntry reads the form of an entry. What it cannot be wrong about is checked by the use case.
func sentEntry(v *staff.View, part directory.Part, id string, form url.Values) (*directory.Entry, []ui.FieldError) {
	text := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	e := &directory.Entry{ID: id, Name: charter.Text{KO: text("name"), EN: text("name_en")}}
	var faults []ui.FieldError
	for _, f := range []struct {
		name string
		into *string
	}{{"department", &e.Department}, {"room", &e.Room}, {"phone", &e.Phone}, {"fax", &e.Fax}, {"floor", &e.Floor}} {
		if part.Has(f.name) {
			*f.into = text(f.name)
		}
	}
	if part.Has("aliases") {
		e.Aliases = strings.FieldsFunc(text("aliases"), func(r rune) bool { return r == '\n' || r == '\r' })
	}
	for _, m := range marks {
		for _, name := range form["marks"] {
			if name == m.name && part.Has(m.name) {
				m.set(e)
			}
		}
	}
	for i := 0; part.Has("further") && form.Has("further_phone."+strconv.Itoa(i)); i++ {
		at := "." + strconv.Itoa(i)
		e.Further = append(e.Further, charter.Number{Phone: text("further_phone" + at), Name: charter.Text{KO: text("further_name" + at), EN: text("further_name_en" + at)}})
	}
	for n := len(e.Further); n > 0 && e.Further[n-1] == (charter.Number{}); n-- {
		e.Further = e.Further[:n-1]
	}
	if part.Has("count") {
		e.Paid = form.Get("paid") == "yes"
		n, err := strconv.Atoi(text("count"))
		if err != nil {
			faults = append(faults, ui.FieldError{Field: "count", Message: v.C.T("staff.fault.count")})
		}
		e.Count = n
	}
	return e, faults
}

// fieldNames gives faults of flags to the field in which they are asked.
func fieldNames(faults []ui.FieldError) []ui.FieldError {
	for i := range faults {
		faults[i].Field = fieldName(faults[i].Field)
	}
	return faults
}

func fieldName(name string) string {
	for _, m := range marks {
		if m.name == name {
			return "marks"
		}
	}
	if name == "further" {
		return "further_phone.0"
	}
	return name
}

// mistaken shows what the check of the whole charter would find, at the field where it is known. The check speaks English, as on
// the command line.
func mistaken(v *staff.View, list []app.EntryMistake) []ui.FieldError {
	out := make([]ui.FieldError, 0, len(list))
	for _, m := range list {
		out = append(out, ui.FieldError{Field: fieldName(m.Field), Message: v.C.T("directory.check", "text", m.Error.Error())})
	}
	return out
}
