package manage

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// inspectionPage is the entry of inspections, outages, audits and incidents; what its reader may not enter is left out.
type inspectionPage struct {
	ui.Page
	Looks  []look // empty: the reader enters no rounds
	At     string
	Key    string
	Forms  []entryForm
	Recent []recent
	people []ui.Option
}

// people are the choices where a member of staff is named.
func people(v *staff.View, names map[string]string) []ui.Option {
	out := []ui.Option{{Label: v.C.T("manage.accounts.none")}}
	for _, id := range slices.Sorted(maps.Keys(names)) {
		out = append(out, ui.Option{Value: id, Label: names[id]})
	}
	return out
}

// entryForm is a form of one kind of fact of the institution.
type entryForm struct {
	Kind   fact.Kind
	Title  string
	Lead   string
	Key    string
	Fields []ui.Field
	Second *ui.Button
	Open   bool
}

// recent is a fact of the institution that was entered lately.
type recent struct {
	app.Line
	What, Who, Details string
}

// entered are the kinds with a form of their own on the page, beside the round.
var entered = []fact.Kind{fact.ItemDown, fact.AuditScored, fact.PrivacyIncident}

func (s *Surface) inspections(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.inspectionPage(r, v)
	if err != nil {
		return err
	}
	if n, err := strconv.Atoi(r.URL.Query().Get("did")); err == nil && n > 0 {
		p.Page.Flash = []ui.Alert{{C: v.C, Kind: "success", Text: v.C.T("manage.round.done", "n", n)}}
	}
	return ui.Render(w, r, http.StatusOK, inspectionView(p))
}

func (s *Surface) inspectionPage(r *http.Request, v *staff.View) (*inspectionPage, error) {
	names, err := s.names(r, v)
	if err != nil {
		return nil, err
	}
	p := &inspectionPage{Page: v.Page, Key: s.app.NewKey(), people: people(v, names)}
	p.Page.Title = v.C.T("manage.inspections.title")
	if inspects(v.Actor) {
		view, err := s.app.InstitutionCase(r.Context(), v.Actor)
		if err != nil {
			return nil, err
		}
		p.Looks = looks(v, view.Facts)
		p.Recent = recentOf(v, names, view.Facts, 40)
	}
	for _, kind := range entered {
		if mayEnter(v.Actor, kind) && (kind != fact.AuditScored || len(directoryOptions(v)["scorecard"]) > 1) {
			p.Forms = append(p.Forms, s.entryForm(v, p.people, kind, url.Values{}, nil))
		}
	}
	return p, nil
}

// inspects tells whether the actor enters rounds and audits.
func inspects(a app.Actor) bool { return a.Role == app.Inspector || a.Role.AtLeast(app.Lead) }

// mayEnter tells which forms are offered; the use case decides.
func mayEnter(a app.Actor, k fact.Kind) bool {
	switch k {
	case fact.ItemDown, fact.ItemUp:
		return a.Role.AtLeast(app.Officer)
	case fact.AuditScored:
		return inspects(a)
	}
	return a.Role.AtLeast(app.Manager)
}

func (s *Surface) entryForm(v *staff.View, people []ui.Option, kind fact.Kind, values url.Values, faults []ui.FieldError) entryForm {
	f := entryForm{Kind: kind, Title: v.C.T("manage.form." + kind.String()), Lead: v.C.T("manage.form." + kind.String() + ".lead"),
		Key: values.Get("key"), Open: faults != nil}
	if f.Key == "" {
		f.Key = s.app.NewKey()
	}
	form := staff.Form{C: v.C, Kind: kind, Values: values, Errors: faults, Options: directoryOptions(v)}
	form.Options["officer"] = people
	if kind == fact.ItemDown {
		form.Skip = []string{"place"} // an item of the directory has its room
		f.Second = &ui.Button{Text: v.C.T("manage.form.item.up"), Name: "kind", Value: fact.ItemUp.String(), Kind: ui.Secondary, Size: ui.Small}
	}
	for _, field := range form.Fields() {
		field.Name, field.Short = f.prefixed(field.Name), field.Kind != ui.TextArea
		f.Fields = append(f.Fields, field)
	}
	return f
}

// prefixed is the name of a field on a page with several forms: ids must differ.
func (f *entryForm) prefixed(name string) string { return f.Kind.String() + "." + name }

// directoryOptions are the things of the directory that facts of the institution name.
func directoryOptions(v *staff.View) map[string][]ui.Option {
	lang, dir := v.Lang(), &v.Charter.Directory
	items := []ui.Option{{Label: v.C.T("ui.field.choose")}}
	for i := range dir.Items {
		name := dir.Items[i].Name.In(lang)
		if room := dir.FindRoom(dir.Items[i].Room); room != nil {
			name += " · " + room.Name.In(lang)
		}
		items = append(items, ui.Option{Value: dir.Items[i].ID, Label: name})
	}
	cards := []ui.Option{{Label: v.C.T("ui.field.choose")}}
	for _, card := range scorecards(v.Charter) {
		if v.Charter.Scorecard(card) != nil {
			continue // rated item by item: see audit.go
		}
		name := card
		if key := "manage.scorecard." + card; v.C.Has(key) {
			name = v.C.T(key)
		}
		cards = append(cards, ui.Option{Value: card, Label: name})
	}
	return map[string][]ui.Option{"item": items, "scorecard": cards}
}

// scorecards are those that promises of the charter ask for.
func scorecards(ch *charter.Charter) []string {
	var out []string
	add := func(names ...string) {
		for _, n := range names {
			if !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	for _, p := range ch.Promises {
		if p.Standing != nil && p.Standing.Measure == charter.MeasureNone {
			add(p.Standing.Names[:1]...)
		}
		for _, pattern := range p.When {
			for _, where := range pattern.Where {
				if pattern.Kind == fact.AuditScored && where.Field == "scorecard" {
					add(where.Values...)
				}
			}
		}
	}
	return out
}

// doInspection records one fact of the institution.
func (s *Surface) doInspection(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	kind, base, form, err := entryOf(r.PostForm)
	if err != nil || !slices.Contains(entered, base) {
		return &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
	}
	faults, err := s.enter(r, v, kind, form)
	if err != nil {
		return err
	}
	if faults == nil {
		http.Redirect(w, r, "/manage/inspections?did=1", http.StatusSeeOther)
		return nil
	}
	p, err := s.inspectionPage(r, v)
	if err != nil {
		return err
	}
	for i := range p.Forms {
		if p.Forms[i].Kind == base {
			p.Forms[i] = s.entryForm(v, p.people, base, form, faults)
			p.Page.Errors = prefix(base, faults)
		}
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, inspectionView(p))
}

// entryOf reads which form was sent: its kind, the kind it was drawn for, and its answers by the names of the fields.
func entryOf(sent url.Values) (kind, base fact.Kind, form url.Values, err error) {
	kind, ok := fact.FindKind(sent.Get("kind"))
	base, ok2 := fact.FindKind(sent.Get("form"))
	if !ok || !ok2 || kind != base && !(kind == fact.ItemUp && base == fact.ItemDown) {
		return 0, 0, nil, &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
	}
	form = url.Values{"key": sent["key"]}
	for name, values := range sent {
		if short, found := strings.CutPrefix(name, base.String()+"."); found {
			form[short] = values
		}
	}
	return kind, base, form, nil
}

// enter hands a form of one fact to its use case; faults of the form come back, other errors as such.
func (s *Surface) enter(r *http.Request, v *staff.View, kind fact.Kind, form url.Values) ([]ui.FieldError, error) {
	e := staff.Read(v.C, form, kind)
	if e.Faults != nil {
		return e.Faults, nil
	}
	data := e.Data
	if item := v.Charter.Directory.FindItem(data.Text("item")); item != nil && item.Room != "" {
		data = data.Set("place", fact.Text(item.Room))
	}
	if year, err := strconv.Atoi(form.Get("year")); err == nil {
		data = data.Set("year", fact.Number(int64(year)))
	}
	_, err := s.app.RecordInstitution(r.Context(), v.Actor, app.Entry{Key: form.Get("key"), Kind: kind, At: e.At, Precision: coarse(e.At), Data: data, Prose: e.Prose})
	if err == nil {
		return nil, nil
	}
	if faults := staff.Faults(v.C, err); faults != nil {
		return faults, nil
	}
	return nil, err
}

// prefix gives faults the names of the fields on the page.
func prefix(base fact.Kind, faults []ui.FieldError) []ui.FieldError {
	out := slices.Clone(faults)
	for i := range out {
		if out[i].Field != "" {
			out[i].Field = base.String() + "." + out[i].Field
		}
	}
	return out
}

// recentOf describes the newest facts.
func recentOf(v *staff.View, names map[string]string, lines []app.Line, most int) []recent {
	var out []recent
	for i := range lines {
		if len(out) == most {
			break
		}
		l := lines[i]
		if l.Kind == fact.PromiseBroken || l.Kind == fact.NoticeSent {
			continue
		}
		out = append(out, recent{Line: l, What: staff.Kind(v.C, l.Kind), Who: l.Officer, Details: dataText(v, names, &l)})
	}
	return out
}

// dataText writes the data of a fact of the institution in a line.
func dataText(v *staff.View, names map[string]string, l *app.Line) string {
	out := ""
	for _, d := range l.Data {
		text, dir := d.Value.String(), &v.Charter.Directory
		if text == "" || !v.C.Has("staff.field."+d.Name) {
			continue
		}
		switch room, item, sign, desk := dir.FindRoom(text), dir.FindItem(text), dir.FindSign(text), dir.FindDesk(text); {
		case d.Name == "place" && room != nil:
			text = room.Name.In(v.Lang())
		case d.Name == "item" && item != nil:
			text = item.Name.In(v.Lang())
		case d.Name == "sign" && sign != nil:
			text = sign.Name.In(v.Lang())
		case d.Name == "desk" && desk != nil:
			text = desk.Name.In(v.Lang())
		case d.Name == "desk": // a way to reach the office is tested like a desk
			text = channelName(v, text)
		case d.Name == "scorecard" && v.C.Has("manage.scorecard."+text):
			text = v.C.T("manage.scorecard." + text)
		case names[text] != "":
			text = names[text]
		case text == "true" || text == "false":
			text = v.C.Value(text == "true")
		case v.C.Has("choice." + d.Name + "." + text):
			text = v.C.T("choice." + d.Name + "." + text)
		}
		if out != "" {
			out += ", "
		}
		out += staff.FieldLabel(v.C, l.Kind, d.Name) + " " + text
	}
	return out
}
