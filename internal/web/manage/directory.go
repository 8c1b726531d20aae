package manage

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"jikim/internal/app"
	"jikim/internal/core/civil"
	"jikim/internal/core/directory"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// directoryPage is a list of the directory: what is in force, and what the draft of the next version makes of it.
type directoryPage struct {
	ui.Page
	Part    directory.Part
	Draft   *app.DirectoryDraft
	Tabs    []ui.Link
	Changes int // entries of all lists that the draft changes
	// Reprints are the signs that must be printed again once the draft comes into force.
	Reprints []string
	v        *staff.View
}

func directoryPath(p directory.Part) string { return "/manage/directory/" + string(p) }

func entryPath(p directory.Part, id string) string {
	if id == "" {
		return "/manage/directory/new/" + string(p)
	}
	return directoryPath(p) + "/" + id
}

// part is the list of a request; the first without one.
func partOf(r *http.Request) (directory.Part, error) {
	name := directory.Part(r.PathValue("part"))
	if name == "" {
		return directory.Parts()[0], nil
	}
	if !slices.Contains(directory.Parts(), name) {
		return "", &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
	}
	return name, nil
}

func (s *Surface) directory(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	part, err := partOf(r)
	if err != nil {
		return err
	}
	d, err := s.app.Directory(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := &directoryPage{Page: v.Page, Part: part, Draft: d, Changes: d.Changes(), v: v}
	p.Page.Title, p.Page.Lead = v.C.T("directory.part."+string(part)), v.C.T("directory.lead")
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("directory.title"), Href: "/manage/directory"}, {Text: p.Page.Title}}
	for _, other := range directory.Parts() {
		p.Tabs = append(p.Tabs, ui.Link{Text: v.C.T("directory.part." + string(other)), Href: directoryPath(other), Current: other == part,
			Count: strconv.Itoa(len(d.Drafted(other)))})
	}
	if p.Changes > 0 {
		signs, err := s.app.Reprints(r.Context(), v.Actor)
		if err != nil {
			return err
		}
		for i := range signs {
			p.Reprints = append(p.Reprints, v.C.T("sign.kind."+signs[i].Sign)+": "+signs[i].Name)
		}
	}
	switch did := r.URL.Query().Get("did"); did {
	case "saved", "removed", "restored":
		p.Page.Flash = []ui.Alert{{C: v.C, Kind: "success", Text: v.C.T("directory.did." + did)}}
	}
	return ui.Render(w, r, http.StatusOK, directoryView(p))
}

// later tells that the last version is not in force yet.
func (p *directoryPage) later() bool {
	return p.Draft.From.After(civil.DateOf(p.Page.Now, p.C.Location()))
}

// columns are the heads of a list.
func (p *directoryPage) columns() []ui.Column {
	names := map[directory.Part][]string{
		directory.Departments: {"room"}, directory.Desks: {"department", "room", "phone"}, directory.Rooms: {"floor", "marks"},
		directory.Items: {"room", "count", "paid"},
	}
	out := []ui.Column{{Head: p.C.T("desk.setup.name"), Row: true}}
	for _, n := range names[p.Part] {
		out = append(out, ui.Column{Head: p.C.T("directory.field." + n), Num: n == "count"})
	}
	return append(out, ui.Column{Head: p.C.T("directory.state")})
}

func (p *directoryPage) rows() []ui.Row {
	list := p.Draft.Entries[p.Part]
	rows := make([]ui.Row, 0, len(list))
	for i := range list {
		e := list[i].Entry()
		cells := []ui.Cell{{Text: e.Name.In(p.v.Lang()), Href: entryPath(p.Part, e.ID)}}
		var texts []string
		switch p.Part {
		case directory.Departments:
			texts = []string{p.called(directory.Rooms, e.Room)}
		case directory.Desks:
			texts = []string{p.called(directory.Departments, e.Department), p.called(directory.Rooms, e.Room), p.v.Charter.Directory.Dial(e.Phone)}
		case directory.Rooms:
			texts = []string{e.Floor, p.marks(e)}
		case directory.Items:
			texts = []string{p.called(directory.Rooms, e.Room), strconv.Itoa(e.Count), p.C.T(paid(e.Paid))}
		}
		cells = append(append(cells, ui.Cells(texts...)...), ui.Cell{Body: directoryState(p.C, list[i].Change())})
		rows = append(rows, ui.Row{Cells: cells})
	}
	return rows
}

func paid(yes bool) string {
	if yes {
		return "directory.paid.yes"
	}
	return "directory.paid.no"
}

// called returns the name of another entry, as the draft has it.
func (p *directoryPage) called(part directory.Part, id string) string {
	return nameIn(p.Draft, part, id, p.v.Lang())
}

func nameIn(d *app.DirectoryDraft, part directory.Part, id, lang string) string {
	if e := d.Find(part, id); e != nil {
		return e.Entry().Name.In(lang)
	}
	return id
}

func (p *directoryPage) marks(e *directory.Entry) string { return marksOf(p.v, e) }

// marksOf names what a desk or room is besides.
func marksOf(v *staff.View, e *directory.Entry) string {
	var out []string
	for _, m := range marks {
		if m.get(e) {
			out = append(out, v.C.T("directory.mark."+m.name))
		}
	}
	return strings.Join(out, ", ")
}

// marks are the flags of entries that are asked together.
var marks = []struct {
	name string // in the file
	get  func(*directory.Entry) bool
	set  func(*directory.Entry)
}{
	{"accessible", func(e *directory.Entry) bool { return e.Accessible }, func(e *directory.Entry) { e.Accessible = true }},
	{"complaints", func(e *directory.Entry) bool { return e.Complaints }, func(e *directory.Entry) { e.Complaints = true }},
	{"office", func(e *directory.Entry) bool { return e.Office }, func(e *directory.Entry) { e.Office = true }},
	{"reading", func(e *directory.Entry) bool { return e.Reading }, func(e *directory.Entry) { e.Reading = true }},
}
