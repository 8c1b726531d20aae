package desk

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"jikim/internal/app"
	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
	"jikim/internal/core/premises"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// inboxRows is how many cases a page of the inbox shows.
const inboxRows = 50

// inboxPage is the inbox, or the result of a search.
type inboxPage struct {
	ui.Page
	Query    url.Values // the filters, without the place in the list
	Words    string     // of a search
	Scopes   []ui.Link
	Channel  []ui.Option
	Rows     []inboxRow      // of a search
	Table    templ.Component // of the inbox; nil: empty
	More     string          // address of the next page; empty on the last
	Handout  string          // address of the page that gives several of them away; empty for those who may not
	First    bool            // the first page
	Notices  []notice
	Serving  []inboxRow // the officer's own visits and calls that go on
	Arrivals []arrival  // who has come and was not spoken to
	Calls    []calling  // that go on, and that have to be called back
	Search   bool
	Outages  []string // what is out of order in the house
	Presence *presenceBar
	Held     string // how many letters wait for a person; empty: none
	ToPost   string // how many letters of ours wait to be posted; empty: none
}

// inboxRow is a case in a list.
type inboxRow struct {
	app.Head
	ServiceName, ChannelName, DeskName, OfficerName, StatusName string
	Breaks                                                      string       // what has to be done next
	Clock                                                       ui.Countdown // zero Due: nothing runs
}

// notice is something the officer should know.
type notice struct {
	app.Notice
	Text string
	Href string
}

// inbox lists open cases by what breaks next. Whoever reads no cases is led to what he does.
func (s *Surface) inbox(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if !v.Actor.Role.AtLeast(app.Officer) {
		http.Redirect(w, r, "/manage/inspections", http.StatusSeeOther)
		return nil
	}
	p := s.inboxPage(v, r.URL.Query())
	part := r.Header.Get("HX-Target")
	var err error
	switch part {
	case "div#inbox":
		if err = s.fill(r, v, &p); err != nil {
			return err
		}
		return ui.Render(w, r, http.StatusOK, inboxList(p))
	case "div#notices":
		if p.Notices, err = s.notices(r, v); err != nil {
			return err
		}
		return ui.Render(w, r, http.StatusOK, noticeList(p.C, "/desk", p.Notices))
	}
	if err = s.whole(r, v, &p); err != nil {
		return err
	}
	if p.Presence, err = s.presence(r, v, nil, nil); err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, inboxWhole(p))
}

// whole reads everything of the page but where the officer is.
func (s *Surface) whole(r *http.Request, v *staff.View, p *inboxPage) error {
	err := s.fill(r, v, p)
	if err == nil {
		p.Notices, err = s.notices(r, v)
	}
	if err == nil {
		p.Outages, err = s.outages(r, v)
	}
	return err
}

// fill reads the rows of the inbox.
func (s *Surface) fill(r *http.Request, v *staff.View, p *inboxPage) error {
	after := r.URL.Query().Get("after")
	names, err := s.names(r, v)
	if err != nil {
		return err
	}
	key, err := s.keyOf(r, v, p.Query, after)
	if err != nil {
		return err
	}
	l, err := s.list(r, v, names, &key)
	if err != nil {
		return err
	}
	p.First, p.Page.Now, p.Table = after == "", l.now, l.table
	if l.cursor != "" {
		p.More = "/desk?" + with(p.Query, "after", l.cursor).Encode()
	}
	if p.Serving, err = s.serving(r, v, names); err != nil {
		return err
	}
	if p.Arrivals, err = s.arrivals(r, v, names, p.Query.Get("scope")); err != nil {
		return err
	}
	if p.Calls, err = s.calls(r, v, names, p.Query.Get("scope")); err != nil {
		return err
	}
	return s.paper(r, v, p)
}

// paper counts the letters that came and wait for a person, and those of ours that wait to be posted.
func (s *Surface) paper(r *http.Request, v *staff.View, p *inboxPage) error {
	posts, err := s.app.CountPostings(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	if posts > 0 {
		p.ToPost = v.C.T("posting.waiting", "n", posts)
	}
	n, more, err := s.app.CountHeld(r.Context(), v.Actor)
	switch {
	case more:
		p.Held = v.C.T("letters.waiting_many", "n", n)
	case n > 0:
		p.Held = v.C.T("letters.waiting", "n", n)
	}
	return err
}

// inboxPage returns the frame with its filters. What is not offered counts as not asked for.
func (s *Surface) inboxPage(v *staff.View, q url.Values) inboxPage {
	p := inboxPage{Page: v.Page, Query: url.Values{}}
	p.Page.Title, p.Page.Live, p.Page.Bare = v.C.T("desk.inbox.title"), true, true
	scope := q.Get("scope")
	if scope != "mine" && scope != "all" {
		scope = "desk"
	}
	if v.Actor.Desk == "" && scope == "desk" {
		scope = "all"
	}
	for _, name := range []string{"mine", "desk", "all"} {
		if name == "desk" && v.Actor.Desk == "" {
			continue
		}
		href := url.Values{"scope": {name}}
		if c := q.Get("channel"); c != "" {
			href.Set("channel", c)
		}
		p.Scopes = append(p.Scopes, ui.Link{Text: v.C.T("desk.inbox.scope." + name), Href: "/desk?" + href.Encode(), Current: name == scope})
	}
	p.Query.Set("scope", scope)
	if v.Actor.Role.AtLeast(app.Lead) {
		p.Handout = "/desk/handout?" + url.Values{"scope": {scope}, "channel": {q.Get("channel")}}.Encode()
	}
	p.Channel = []ui.Option{{Value: "", Label: v.C.T("desk.inbox.channel.all")}}
	for _, name := range channels {
		p.Channel = append(p.Channel, ui.Option{Value: name, Label: v.C.T("desk.channel." + name), Selected: name == q.Get("channel")})
		if name == q.Get("channel") {
			p.Query.Set("channel", name)
		}
	}
	return p
}

// channels are the ways by which cases come in.
var channels = []string{"visit", "phone", "web", "email", "post", "fax"}

// names returns the names of staff by account.
func (s *Surface) names(r *http.Request, v *staff.View) (map[string]string, error) {
	members, err := s.app.Staff(r.Context(), v.Actor.Institution)
	if err != nil {
		return nil, err
	}
	names := make(map[string]string, len(members))
	for _, m := range members {
		names[m.ID] = m.Name
	}
	return names, nil
}

func (s *Surface) row(v *staff.View, names map[string]string, h *app.Head, now time.Time) inboxRow {
	row := inboxRow{Head: *h, ServiceName: v.ServiceName(h.Service), DeskName: v.DeskName(h.Desk), OfficerName: names[h.Officer]}
	row.ChannelName, row.StatusName = named(v.C, "desk.channel.", h.Channel), named(v.C, "desk.status.", h.Status)
	if row.ServiceName == "" {
		row.ServiceName = unnumbered(v, h.Case)
	}
	if !h.BreaksAt.IsZero() {
		row.Breaks = v.PromiseName(v.Charter, h.BreaksPromise)
		row.Clock = ui.Countdown{C: v.C, Label: strings.TrimSpace(h.Number + " " + row.Breaks), Due: h.BreaksAt, Now: now, Near: nearOf(h)}
	}
	return row
}

// unnumbered says what a case without a receipt number is: a contact, or the office's own.
func unnumbered(v *staff.View, caseID string) string {
	if caseID == fact.Institution {
		return v.C.T("manage.institution")
	}
	return v.C.T("desk.inbox.contact")
}

// nearOf returns how long before its end the clock of a case turns to "due soon".
func nearOf(h *app.Head) time.Duration {
	for i := range h.Open {
		if o := &h.Open[i]; o.Promise == h.BreaksPromise && o.Due.Equal(h.BreaksAt) {
			return near(o.Started, o.Due)
		}
	}
	return 0
}

// near is a fifth of the whole time, one day at most: minutes for a call-back, a day for a petition.
func near(started, due time.Time) time.Duration {
	return min(max(due.Sub(started)/5, time.Second), 24*time.Hour)
}

// serving lists the officer's own visits and calls that go on, whether or not a clock runs in them, so that the way back
// to them is never lost.
func (s *Surface) serving(r *http.Request, v *staff.View, names map[string]string) ([]inboxRow, error) {
	page, err := s.app.Inbox(r.Context(), v.Actor, app.InboxFilter{Mine: true, Status: string(casefile.Contact), Limit: 10})
	if err != nil {
		return nil, err
	}
	var out []inboxRow
	for i := range page.Rows {
		out = append(out, s.row(v, names, &page.Rows[i], page.Now))
	}
	return out, nil
}

func (s *Surface) notices(r *http.Request, v *staff.View) ([]notice, error) {
	list, err := s.app.Notices(r.Context(), v.Actor, 8)
	if err != nil {
		return nil, err
	}
	var out []notice
	for _, n := range list {
		number := n.Number
		if number == "" {
			number = unnumbered(v, n.Case)
		}
		key := "desk.notice." + n.Action
		if !v.C.Has(key) {
			key = "desk.notice.other"
		}
		out = append(out, notice{Notice: n, Href: caseHref(n.Case),
			Text: v.C.T(key, "number", number, "promise", v.PromiseName(v.Charter, n.Promise))})
	}
	return out, nil
}

// outages says what is out of order, so that nobody at the desk sends a visitor to a machine that does not work.
func (s *Surface) outages(r *http.Request, v *staff.View) ([]string, error) {
	items, err := s.app.Items(r.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	var out []string
	for i := range items {
		if units := premises.Units(items[i].Of); items[i].Working < units {
			state := v.C.T("outage.now", "working", items[i].Working, "count", units)
			out = append(out, v.C.T("outage.desk", "item", items[i].Of.Name.In(v.Lang()), "state", state))
		}
	}
	return out, nil
}

// search finds cases by receipt number or words. A number that is found alone is opened at once.
func (s *Surface) search(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	words := strings.TrimSpace(r.URL.Query().Get("q"))
	if words == "" {
		http.Redirect(w, r, "/desk", http.StatusSeeOther)
		return nil
	}
	p := s.inboxPage(v, nil)
	p.Words, p.Search, p.First = words, true, true
	p.Page.Title = v.C.T("desk.search.title", "words", words)
	heads, err := s.app.Search(r.Context(), v.Actor, words, inboxRows)
	if faults := staff.Faults(v.C, err); faults != nil {
		p.Page.Errors = faults
		return ui.Render(w, r, http.StatusUnprocessableEntity, inboxWhole(p))
	} else if err != nil {
		return err
	}
	if len(heads) == 1 && heads[0].Number == words {
		http.Redirect(w, r, caseHref(heads[0].Case), http.StatusSeeOther)
		return nil
	}
	names, err := s.names(r, v)
	if err != nil {
		return err
	}
	for i := range heads {
		p.Rows = append(p.Rows, s.row(v, names, &heads[i], p.Page.Now))
	}
	return ui.Render(w, r, http.StatusOK, inboxWhole(p))
}

func caseHref(id string) string { return "/desk/cases/" + url.PathEscape(id) }

// with returns the query with one value set.
func with(q url.Values, name, value string) url.Values {
	out := url.Values{}
	for k, vs := range q {
		out[k] = vs
	}
	out.Set(name, value)
	return out
}
