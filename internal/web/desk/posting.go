package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"jikim/internal/app"
	"jikim/internal/core/casefile"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// postingPage lists the letters that wait to be printed and posted.
type postingPage struct {
	ui.Page
	Rows   []app.ToPost
	Picked map[string]bool
	Key    string
	Values url.Values
	Hows   []ui.Option
	Labels []ui.Option
}

// posting shows the letters that wait to be posted.
func (s *Surface) posting(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.postingPage(r, v, r.URL.Query(), nil)
	if err != nil {
		return err
	}
	if n, err := strconv.Atoi(r.URL.Query().Get("posted")); err == nil && n > 0 {
		p.Page.Flash = []ui.Alert{{C: v.C, Kind: "success", Text: v.C.T("posting.done", "n", n)}}
	}
	return ui.Render(w, r, http.StatusOK, postingWhole(p))
}

func (s *Surface) postingPage(r *http.Request, v *staff.View, values url.Values, faults []ui.FieldError) (*postingPage, error) {
	p := &postingPage{Page: v.Page, Picked: map[string]bool{}, Key: s.app.NewKey(), Values: values}
	p.Page.Title, p.Page.Lead, p.Page.Errors = v.C.T("posting.title"), v.C.T("posting.lead"), faults
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("staff.menu.inbox"), Href: "/desk"}, {Text: p.Page.Title}}
	var err error
	if p.Rows, err = s.app.Postings(r.Context(), v.Actor); err != nil {
		return nil, err
	}
	for _, x := range p.Rows {
		p.Picked[pickOf(&x)] = len(values["pick"]) == 0 || slices.Contains(values["pick"], pickOf(&x))
	}
	for _, how := range casefile.PostWays() {
		p.Hows = append(p.Hows, ui.Option{Value: how, Label: v.C.T("posting.how." + how), Selected: values.Get("how") == how})
	}
	for _, name := range app.Labels() {
		p.Labels = append(p.Labels, ui.Option{Value: name, Label: name, Selected: values.Get("labels") == name})
	}
	nameFaults(p.Page.Errors, []ui.Field{{Name: "pick", Label: v.C.T("posting.pick")}, {Name: "how", Label: v.C.T("posting.how")},
		{Name: "labels", Label: v.C.T("posting.labels")}, {Name: "used", Label: v.C.T("posting.used")}, {Name: "register", Label: v.C.T("letters.register")}})
	return p, nil
}

// pickOf names a letter in the form.
func pickOf(p *app.ToPost) string { return p.Case + " " + p.Fact }

// picks reads the letters that were ticked.
func picks(form url.Values) []app.Pick {
	var out []app.Pick
	for _, text := range form["pick"] {
		if caseID, factID, ok := strings.Cut(text, " "); ok {
			out = append(out, app.Pick{Case: caseID, Fact: factID})
		}
	}
	return out
}

// doPosting prints the ticked letters or their addresses, or records that they were posted.
func (s *Surface) doPosting(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	form, _, done, err := s.site.Upload(r)
	if err != nil {
		return err
	}
	defer done()
	var pdf []byte
	posted := 0
	switch picked := picks(form); form.Get("do") {
	case "letters":
		pdf, err = s.app.PrintLetters(r.Context(), v.Actor, picked)
	case "labels":
		used, wrong := strconv.Atoi(strings.TrimSpace(form.Get("used")))
		if wrong != nil && strings.TrimSpace(form.Get("used")) != "" {
			used = -1
		}
		pdf, err = s.app.PrintLabels(r.Context(), v.Actor, picked, form.Get("labels"), used)
	default:
		posted, err = s.post(r, v, form, picked)
	}
	if err != nil {
		faults := staff.Faults(v.C, err)
		if faults == nil {
			return err
		}
		p, err := s.postingPage(r, v, form, faults)
		if err != nil {
			return err
		}
		return ui.Render(w, r, http.StatusUnprocessableEntity, postingWhole(p))
	}
	if pdf != nil {
		h := w.Header()
		h.Set("Content-Type", "application/pdf")
		h.Set("Content-Disposition", `inline; filename="letters.pdf"`)
		_, _ = w.Write(pdf) // a reader who has gone is nobody's error
		return nil
	}
	http.Redirect(w, r, "/desk/posting?posted="+strconv.Itoa(posted), http.StatusSeeOther)
	return nil
}

// post records that letters have left, up to the first that is refused; those before it are recorded, and no longer in the list.
func (s *Surface) post(r *http.Request, v *staff.View, form url.Values, picked []app.Pick) (int, error) {
	if len(picked) == 0 {
		return 0, &app.Fault{Kind: app.Invalid, Key: "fault.invalid", Fields: []app.FieldFault{{Field: "pick", Key: "fault.required"}}}
	}
	for i, p := range picked {
		m := app.Mailing{Key: form.Get("key") + strconv.Itoa(i), Pick: p, How: form.Get("how"), Register: form.Get("register-" + p.Fact)}
		if _, err := s.app.Post(r.Context(), v.Actor, m); err != nil {
			return i, err
		}
	}
	return len(picked), nil
}

func postingColumns(p *postingPage) []ui.Column {
	return []ui.Column{{Head: p.C.T("posting.pick"), Row: true}, {Head: p.C.T("posting.since")}, {Head: p.C.T("desk.inbox.col.service")},
		{Head: p.C.T("desk.inbox.col.name")}, {Head: p.C.T("letters.register")}}
}

func postingRows(p *postingPage) []ui.Row {
	rows := make([]ui.Row, 0, len(p.Rows))
	for i := range p.Rows {
		x := &p.Rows[i]
		rows = append(rows, ui.Row{Cells: []ui.Cell{{Body: postingPick(p, x)}, {Text: moment(p.C, x.PreparedAt, 0)}, {Text: x.Service}, {Text: x.Name},
			{Body: postingRegister(p, x)}}})
	}
	return rows
}
