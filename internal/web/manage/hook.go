package manage

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// hooksPage is the list of hooks, of events that were given up, and the form of a new hook.
type hooksPage struct {
	ui.Page
	List   []app.Hook
	Dead   []app.Delivery
	Fields []ui.Field
	Secret string // of a hook that was just made: shown once
	Of     string // name of the hook that was just made or tested
	Test   *app.HookTest
}

func (s *Surface) hooks(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	return s.showHooks(w, r, v, http.StatusOK, &hooksPage{}, url.Values{})
}

// showHooks draws the lists; p brings what was just done or is wrong.
func (s *Surface) showHooks(w http.ResponseWriter, r *http.Request, v *staff.View, status int, p *hooksPage, values url.Values) error {
	var err error
	if p.List, err = s.app.ListHooks(r.Context(), v.Actor); err != nil {
		return err
	}
	if p.Dead, err = s.app.DeadDeliveries(r.Context(), v.Actor); err != nil {
		return err
	}
	faults := p.Errors
	p.Page = v.Page
	p.Title, p.Lead, p.Errors = v.C.T("hook.title"), v.C.T("hook.lead"), faults
	kinds := ui.Field{C: v.C, Kind: ui.Checkboxes, Name: "kinds", Label: v.C.T("hook.kinds"), Required: true, Error: ui.ErrorOf(faults, "kinds")}
	for _, k := range app.HookKinds() {
		kinds.Options = append(kinds.Options, ui.Option{Value: k.String(), Label: staff.Kind(v.C, k), Hint: "jikim." + k.String(),
			Selected: slices.Contains(values["kinds"], k.String())})
	}
	p.Fields = []ui.Field{
		{C: v.C, Name: "name", Label: v.C.T("hook.name"), Hint: v.C.T("hook.name_hint"), Required: true, Value: values.Get("name"), Autocomplete: "off",
			Error: ui.ErrorOf(faults, "name")},
		{C: v.C, Name: "url", Label: v.C.T("hook.url"), Hint: v.C.T("hook.url_hint"), Required: true, Value: values.Get("url"), Autocomplete: "off",
			Attrs: map[string]any{"inputmode": "url"}, Error: ui.ErrorOf(faults, "url")},
		kinds,
	}
	for i := range p.Errors {
		for _, f := range p.Fields {
			if f.Name == p.Errors[i].Field {
				p.Errors[i].Label = f.Label
			}
		}
	}
	return ui.Render(w, r, status, hooksView(p))
}

// createHook makes a hook. Its secret is shown on the page that answers, and nowhere again.
func (s *Surface) createHook(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	h, secret, err := s.app.CreateHook(r.Context(), v.Actor, app.NewHook{Name: r.PostForm.Get("name"), URL: r.PostForm.Get("url"),
		Kinds: r.PostForm["kinds"]})
	if err != nil {
		p := &hooksPage{}
		if p.Errors = staff.Faults(v.C, err); p.Errors == nil {
			return err
		}
		return s.showHooks(w, r, v, http.StatusUnprocessableEntity, p, r.PostForm)
	}
	return s.showHooks(w, r, v, http.StatusOK, &hooksPage{Secret: secret, Of: h.Name}, url.Values{})
}

// changeHook tests a hook, or switches it off or on; "do" says which.
func (s *Surface) changeHook(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	id := r.PathValue("id")
	switch do := r.PostForm.Get("do"); do {
	case "test":
		t, err := s.app.TestHook(r.Context(), v.Actor, id)
		if err != nil {
			return err
		}
		return s.showHooks(w, r, v, http.StatusOK, &hooksPage{Test: t, Of: r.PostForm.Get("name")}, url.Values{})
	case "off", "on":
		if err := s.app.DisableHook(r.Context(), v.Actor, id, do == "off"); err != nil {
			return err
		}
		http.Redirect(w, r, "/admin/hooks", http.StatusSeeOther)
		return nil
	}
	return &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
}

// resend sends an event that was given up once more.
func (s *Surface) resend(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := s.app.Resend(r.Context(), v.Actor, r.PathValue("id")); err != nil {
		return err
	}
	http.Redirect(w, r, "/admin/hooks", http.StatusSeeOther)
	return nil
}

// failure says in words why something was not taken.
func (p *hooksPage) failure(code string) string {
	if status, ok := strings.CutPrefix(code, "http_"); ok {
		return p.C.T("hook.failure.http", "status", status)
	}
	return p.C.T("hook.failure." + code)
}

// tested says what came of a test.
func (p *hooksPage) tested() string {
	took := strconv.FormatInt(p.Test.Took.Round(time.Millisecond).Milliseconds(), 10)
	if p.Test.Failure == "" {
		return p.C.T("hook.tested", "name", p.Of, "status", strconv.Itoa(p.Test.Status), "ms", took)
	}
	return p.C.T("hook.tested.failed", "name", p.Of, "why", p.failure(p.Test.Failure), "ms", took)
}

// nameOf is the name of a hook, also of one that is not there any more.
func (p *hooksPage) nameOf(id string) string {
	for i := range p.List {
		if p.List[i].ID == id {
			return p.List[i].Name
		}
	}
	return id
}

func hookColumns(p *hooksPage) []ui.Column {
	return []ui.Column{{Head: p.C.T("hook.name"), Row: true}, {Head: p.C.T("hook.url")}, {Head: p.C.T("hook.kinds")}, {Head: p.C.T("hook.state")},
		{Head: p.C.T("hook.do")}}
}

func hookRows(p *hooksPage) []ui.Row {
	rows := make([]ui.Row, 0, len(p.List))
	for i := range p.List {
		h := &p.List[i]
		names := make([]string, 0, len(h.Kinds))
		for _, k := range app.HookKinds() {
			if slices.Contains(h.Kinds, k.String()) {
				names = append(names, staff.Kind(p.C, k))
			}
		}
		state := "hook.state.on"
		if h.Disabled {
			state = "hook.state.off"
		}
		rows = append(rows, ui.Row{Cells: []ui.Cell{{Text: h.Name}, {Text: h.URL}, {Text: strings.Join(names, ", ")}, {Text: p.C.T(state)},
			{Body: hookActs(p, h)}}})
	}
	return rows
}

func deadColumns(p *hooksPage) []ui.Column {
	return []ui.Column{{Head: p.C.T("hook.event"), Row: true}, {Head: p.C.T("hook.to")}, {Head: p.C.T("hook.at")}, {Head: p.C.T("hook.gave_up")},
		{Head: p.C.T("hook.why")}, {Head: p.C.T("hook.do")}}
}

func deadRows(p *hooksPage) []ui.Row {
	rows := make([]ui.Row, 0, len(p.Dead))
	for i := range p.Dead {
		d := &p.Dead[i]
		at := func(t time.Time) ui.Cell {
			return ui.Cell{Body: ui.When(p.C.Date(t, p.C.Location())+" "+p.C.Clock(t, p.C.Location()), t)}
		}
		rows = append(rows, ui.Row{Cells: []ui.Cell{{Text: "jikim." + d.Kind, Href: caseHref(d.Case)}, {Text: p.nameOf(d.Hook)}, at(d.At), at(d.SettledAt),
			{Text: p.failure(d.Failure)}, {Body: deadActs(p, d)}}})
	}
	return rows
}
