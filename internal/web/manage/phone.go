package manage

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// phonePage is a round on a phone: what is looked at one after the other, each recorded by itself, with big buttons. Where there
// is no network its script keeps what was entered on the device and sends it later.
type phonePage struct {
	ui.Page
	Stops []stop
	Owner string // account of the reader: what it left on a device is sent by nobody else
	Only  string // the thing whose label was scanned; empty: all of them
}

// stop is one thing to look at.
type stop struct {
	look
	ID, Key string
	Next    string // id of the stop after it
	Looked  time.Time
}

// stopID names a line of the round so that an entry finds it later, when the charter may have other lines.
func stopID(l *look) string { return strings.Join([]string{l.Kind.String(), l.Thing, l.Place}, "/") }

// anchor is where the stop stands on its page.
func (s *stop) anchor() string { return "stop-" + strconv.Itoa(s.Index) }

func (s *Surface) phone(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.phonePage(r, v)
	if err != nil {
		return err
	}
	if r.URL.Query().Get("did") == "1" {
		p.Page.Flash = []ui.Alert{{C: v.C, Kind: "success", Text: v.C.T("round.did")}}
	}
	return ui.Render(w, r, http.StatusOK, phoneView(p))
}

func (s *Surface) phonePage(r *http.Request, v *staff.View) (*phonePage, error) {
	if !inspects(v.Actor) {
		return nil, &app.Fault{Kind: app.Denied, Key: "fault.denied"}
	}
	view, err := s.app.InstitutionCase(r.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	p := &phonePage{Page: v.Page, Owner: v.Actor.Account, Only: r.URL.Query().Get("thing")}
	p.Page.Title, p.Page.Lead = v.C.T("round.title"), v.C.T("round.lead")
	for _, l := range looks(v, view.Facts) {
		if l.Kind == fact.DeskTested || p.Only != "" && l.Thing != p.Only { // numbers are tried at a desk, not on a walk
			continue
		}
		at := stop{look: l, ID: stopID(&l), Key: s.app.NewKey()}
		for i := range view.Facts { // newest first
			if f := &view.Facts[i]; !f.Retracted && f.Kind == l.Kind && f.Data.Text("item")+f.Data.Text("sign") == l.Thing && f.Data.Text("place") == l.Place {
				at.Looked = f.At
				break
			}
		}
		if n := len(p.Stops); n > 0 {
			p.Stops[n-1].Next = at.anchor()
		}
		p.Stops = append(p.Stops, at)
	}
	if p.Only != "" && len(p.Stops) == 0 {
		return nil, &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
	}
	return p, nil
}

// oldest is how old an entry may be that was kept on a device: a round is sent in the same week.
const oldest = 7 * 24 * time.Hour

// doPhone records what was seen at one stop. A script asks by a header for an answer without a page.
func (s *Surface) doPhone(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	form, files, done, err := s.site.Upload(r)
	if err != nil {
		return err
	}
	defer done()
	if !inspects(v.Actor) {
		return &app.Fault{Kind: app.Denied, Key: "fault.denied"}
	}
	at := findStop(v, form.Get("stop"))
	if at == nil {
		return &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
	}
	entry, message := at.seen(v, form)
	if message == "" {
		entry.Key, entry.Files = form.Get("key"), files
		_, err = s.app.RecordInstitution(r.Context(), v.Actor, *entry)
		faults := staff.Faults(v.C, err)
		if err != nil && faults == nil {
			return err
		}
		if len(faults) > 0 {
			message = faults[0].Message
		}
	}
	scripted := r.Header.Get("X-Round") != ""
	switch {
	case message == "" && scripted:
		w.WriteHeader(http.StatusNoContent)
		return nil
	case message == "":
		http.Redirect(w, r, "/manage/round?"+url.Values{"did": {"1"}, "thing": {form.Get("only")}}.Encode()+"#"+form.Get("next"), http.StatusSeeOther)
		return nil
	case scripted:
		http.Error(w, message, http.StatusUnprocessableEntity)
		return nil
	}
	p, err := s.phonePage(r, v)
	if err != nil {
		return err
	}
	p.Page.Errors = []ui.FieldError{{Message: at.Name + ": " + message}}
	for i := range p.Stops { // what was typed stays, and so does the key of the form
		if st := &p.Stops[i]; st.ID == form.Get("stop") {
			st.look, st.Key = *at, form.Get("key")
		}
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, phoneView(p))
}

// findStop returns the line of the round with that name; nil when the charter has none.
func findStop(v *staff.View, id string) *look {
	for _, l := range looks(v, nil) {
		if l.Kind != fact.DeskTested && stopID(&l) == id {
			return &l
		}
	}
	return nil
}

// seen reads what was entered at a stop: the button that says that all is well, or numbers.
func (l *look) seen(v *staff.View, form url.Values) (e *app.Entry, message string) {
	values := url.Values{}
	for _, field := range []string{"checked", "good", "fee"} {
		values.Set(l.name(field), form.Get(field))
	}
	if form.Get("all") != "" {
		good := form.Get("checked")
		if l.Kind == fact.ItemInspected {
			good = strconv.Itoa(l.Promised)
			values.Set(l.name("fee"), l.FeeValue)
		}
		values.Set(l.name("good"), good)
	}
	when, err := seenAt(form.Get("at"), v.Page.Now)
	if err != nil {
		return nil, v.C.T("staff.fault.time")
	}
	if e = l.read(v, values); e == nil {
		return nil, v.C.T("round.empty")
	}
	e.At = when
	if !when.IsZero() {
		e.Precision = time.Second
	}
	return e, l.Error
}

// seenAt reads when an entry was made on a device. A clock that is a little ahead is taken for ours.
func seenAt(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	switch {
	case err != nil:
		return time.Time{}, err
	case at.After(now.Add(5*time.Minute)) || at.Before(now.Add(-oldest)):
		return time.Time{}, strconv.ErrRange
	case at.After(now):
		return time.Time{}, nil
	}
	return at.UTC().Truncate(time.Second), nil
}

// photo sends the photo of an inspection. The use case decides who may see it, and logs it.
func (s *Surface) photo(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	file, err := s.app.Attachment(r.Context(), v.Actor, fact.Institution, r.URL.Query().Get("fact")+"/0")
	if err != nil {
		return err
	}
	web.Download(w, file.Name, file.Type)
	_, _ = w.Write(file.Body) // a reader who has gone is nobody's error
	return nil
}

func photoHref(factID string) string {
	return "/manage/inspections/photo?" + url.Values{"fact": {factID}}.Encode()
}

// allWell is what the big button of a stop says.
func (p *phonePage) allWell(s stop) string {
	switch s.Kind {
	case fact.SignInspected:
		return p.C.T("round.well.sign")
	case fact.BadgeInspected:
		return p.C.T("round.well.badge")
	}
	if s.Fee {
		return p.C.T("round.well.item."+s.FeeValue, "n", s.Promised)
	}
	return p.C.T("round.well.item", "n", s.Promised)
}

func (p *phonePage) goodLabel(s stop) string {
	switch s.Kind {
	case fact.SignInspected:
		return p.C.T("round.good.sign")
	case fact.BadgeInspected:
		return p.C.T("round.good.badge")
	}
	return p.C.T("round.good.item")
}

func (p *phonePage) fees(s stop) []ui.Option {
	out := []ui.Option{{Label: p.C.T("manage.round.unseen")}}
	for _, fee := range []string{"paid", "free"} {
		out = append(out, ui.Option{Value: fee, Label: p.C.T("choice.fee." + fee), Selected: fee == s.FeeValue})
	}
	return out
}
