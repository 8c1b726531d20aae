package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"jikim/internal/app"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// handoutPage gives several cases of the inbox to one officer or desk. It does not change by itself, so that nothing moves
// under the ticks.
type handoutPage struct {
	inboxPage
	Key    string
	To     []ui.Option
	Picked map[string]bool
	All    string // address of this page with every case ticked
}

// handout shows the cases of the inbox to be ticked.
func (s *Surface) handout(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.handoutPage(r, v, r.URL.Query())
	if err != nil {
		return err
	}
	if n, err := strconv.Atoi(r.URL.Query().Get("given")); err == nil && n > 0 {
		p.given(v, n)
	}
	return ui.Render(w, r, http.StatusOK, handoutWhole(p))
}

func (s *Surface) handoutPage(r *http.Request, v *staff.View, q url.Values) (*handoutPage, error) {
	p := &handoutPage{inboxPage: s.inboxPage(v, q), Key: s.app.NewKey(), Picked: map[string]bool{}}
	p.Page.Title, p.Page.Live, p.Page.Bare = v.C.T("desk.handout.title"), false, false
	p.Page.Lead = v.C.T("desk.handout.lead")
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("staff.menu.inbox"), Href: "/desk?" + p.Query.Encode()}, {Text: p.Page.Title}}
	if after := q.Get("after"); after != "" {
		p.Query.Set("after", after)
	}
	key, err := s.keyOf(r, v, p.Query, p.Query.Get("after"))
	if err != nil {
		return nil, err
	}
	page, err := s.app.Inbox(r.Context(), v.Actor, key.filter())
	if err != nil {
		return nil, err
	}
	names, err := s.names(r, v)
	if err != nil {
		return nil, err
	}
	p.Page.Now = page.Now
	for i := range page.Rows {
		row := s.row(v, names, &page.Rows[i], page.Now)
		p.Rows = append(p.Rows, row)
		p.Picked[row.Case] = q.Get("all") != "" || slices.Contains(q["case"], row.Case)
	}
	p.All = "/desk/handout?" + with(p.Query, "all", "1").Encode()
	if page.Cursor != "" {
		p.More = "/desk/handout?" + with(p.Query, "after", page.Cursor).Encode()
	}
	people, desks, err := s.takers(r, v, &v.Charter.Directory)
	if err != nil {
		return nil, err
	}
	p.To = append(people, desks[1:]...)
	for i := range p.To {
		p.To[i].Selected = p.To[i].Value == q.Get("to")
	}
	return p, nil
}

// giveOut gives the ticked cases. What could not be given is named, and stays ticked.
func (s *Surface) giveOut(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	form, _, done, err := s.site.Upload(r)
	if err != nil {
		return err
	}
	defer done()
	given, refused, err := s.app.HandOut(r.Context(), v.Actor, app.Handout{Key: form.Get("key"), Cases: form["case"], To: form.Get("to")})
	faults := staff.Faults(v.C, err)
	if err != nil && faults == nil {
		return err
	}
	if faults == nil && len(refused) == 0 {
		back := url.Values{"given": {strconv.Itoa(given)}}
		for _, name := range []string{"scope", "channel"} {
			if form.Get(name) != "" {
				back.Set(name, form.Get(name))
			}
		}
		http.Redirect(w, r, "/desk/handout?"+back.Encode(), http.StatusSeeOther)
		return nil
	}
	if len(refused) > 0 {
		form["case"] = slices.DeleteFunc(form["case"], func(id string) bool { return refused[id] == nil })
	}
	p, err := s.handoutPage(r, v, form)
	if err != nil {
		return err
	}
	nameFaults(faults, []ui.Field{{Name: "to", Label: v.C.T("desk.assign.to")}})
	p.Page.Errors = append(faults, s.refusals(v, p, refused)...)
	if given > 0 {
		p.given(v, given)
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, handoutWhole(p))
}

// given says how many cases were given.
func (p *handoutPage) given(v *staff.View, n int) {
	p.Page.Flash = []ui.Alert{{C: v.C, Kind: "success", Text: v.C.T("desk.handout.done", "n", n)}}
}

// refusals says of each case that could not be given why, in the order of the list.
func (s *Surface) refusals(v *staff.View, p *handoutPage, refused map[string]*app.Fault) []ui.FieldError {
	var out []ui.FieldError
	for i := range p.Rows {
		r := &p.Rows[i]
		if f := refused[r.Case]; f != nil {
			out = append(out, ui.FieldError{Message: strings.TrimSpace(r.Number+" "+r.ServiceName) + ": " + v.C.T(f.Key, f.Args...)})
			delete(refused, r.Case)
		}
	}
	if len(refused) > 0 { // no longer in the list
		out = append(out, ui.FieldError{Message: v.C.T("desk.handout.gone", "n", len(refused))})
	}
	return out
}
