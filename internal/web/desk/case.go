package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/web"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// casePage is the page of one case.
type casePage struct {
	ui.Page
	Case        *app.CaseView
	Actor       app.Actor
	ServiceName string
	ChannelName string
	DeskName    string
	Clock       ui.Countdown // what breaks next; zero Due: nothing runs
	Breaks      string
	Contact     *contactPanel // the visit or call that goes on now
	Acts        []actButton   // what may come next in the case itself
	Clocks      []clock       // verdicts that are not settled
	Settled     []clock
	Events      []event
	Form        *formPanel // the act that is being entered
	Reasons     []ui.Option
	Done        *doneNote
	Fields      []ui.Item // further answers of the service's form
	Words       string    // a message to the citizen that was refused
	Reason      string    // why the case was opened, when its reader had to say
	Notices     []notice
	Repeat      *repeatPanel // petitions of the same content; nil: not a petition, or there are none
	newKey      func() string
}

// token returns a key for one press or form: sent twice, it is recorded once.
func (p *casePage) token() string { return p.newKey() }

// clock is a verdict with its explanation.
type clock struct {
	judge.Verdict
	Name, Text, Reading string
	Count               ui.Countdown
	Why                 []string
	Of                  string // what the promise is about: when its clock began
}

// doneNote says what was just recorded, so that a wrong key can be taken back at once.
type doneNote struct {
	Fact, Text, Undo string
}

// Reasons why somebody reads a case that is not of his desk.
var reasons = []string{"handling", "supervising", "citizen_asked", "complaint", "other"}

// showCase shows a case, with names and texts in clear when the reader may see them; every such reading is logged. A part
// that is loaded anew by itself shows nothing personal and logs nothing.
func (s *Surface) showCase(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if r.Header.Get("HX-Target") == "div#now" {
		return s.refresh(w, r, v)
	}
	p, err := s.casePage(r, v, r.PathValue("id"))
	if err != nil {
		return err
	}
	if p.Case.State.Status == casefile.Held { // nobody has decided yet that it is a case
		http.Redirect(w, r, letterHref(r.PathValue("id")), http.StatusSeeOther)
		return nil
	}
	q := r.URL.Query()
	switch {
	case q.Get("fix") != "":
		p.Form, err = s.fixForm(r, v, p, q.Get("fix"), nil)
	case q.Get("act") != "":
		p.Form, err = s.actForm(r, v, p, q, nil)
	}
	if err != nil {
		return err
	}
	p.Done = doneOf(v, p, q.Get("did"))
	return ui.Render(w, r, http.StatusOK, caseWhole(p))
}

// refresh draws only what changes by itself: clocks, acts and the timeline.
func (s *Surface) refresh(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	c, err := s.app.Case(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	p, err := s.compose(r, v, c)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, caseFresh(p))
}

// casePage opens a case for its page. Without the right to, the page is masked and asks why.
func (s *Surface) casePage(r *http.Request, v *staff.View, id string) (*casePage, error) {
	reason := r.URL.Query().Get("reason")
	if r.Method == http.MethodPost {
		reason = r.PostFormValue("reason_read")
	}
	if !slices.Contains(reasons, reason) {
		reason = ""
	}
	c, err := s.app.OpenCase(r.Context(), v.Actor, id, reason)
	if f := app.FaultOf(err); f != nil && (f.Kind == app.Invalid || f.Kind == app.Denied) {
		c, err = s.app.Case(r.Context(), v.Actor, id)
	}
	if err != nil {
		return nil, err
	}
	p, err := s.compose(r, v, c)
	if err != nil {
		return nil, err
	}
	p.Reason = reason
	if p.Repeat, err = s.repeatPanel(r, v, c); err != nil {
		return nil, err
	}
	p.Notices, err = s.notices(r, v)
	return p, err
}

// compose makes the page of a case from what is known of it.
func (s *Surface) compose(r *http.Request, v *staff.View, c *app.CaseView) (*casePage, error) {
	names, err := s.names(r, v)
	if err != nil {
		return nil, err
	}
	p := &casePage{Page: v.Page, Case: c, newKey: s.app.NewKey, Actor: v.Actor, ServiceName: v.ServiceName(c.State.Service), DeskName: v.DeskName(c.State.Desk)}
	p.ChannelName = named(v.C, "desk.channel.", c.State.Channel)
	p.Page.Live, p.Page.Bare = true, true
	p.Page.Path = r.URL.RequestURI()
	p.Page.Title = title(v, c)
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("staff.menu.inbox"), Href: "/desk"}, {Text: p.Page.Title}}
	now := p.Page.Now
	if !c.Head.BreaksAt.IsZero() {
		p.Breaks = v.PromiseName(c.Charter, c.Head.BreaksPromise)
		p.Clock = ui.Countdown{C: v.C, Label: p.Breaks, Due: c.Head.BreaksAt, Now: now, Near: nearOf(&c.Head), Big: true}
	}
	for i := range c.Verdicts {
		k := clockOf(v, c, &c.Verdicts[i], now)
		if k.Status == judge.Pending {
			p.Clocks = append(p.Clocks, k)
		} else {
			p.Settled = append(p.Settled, k)
		}
	}
	p.acts(v)
	p.Events = events(v, p, names)
	for _, name := range reasons {
		p.Reasons = append(p.Reasons, ui.Option{Value: name, Label: v.C.T("desk.reason." + name), Selected: name == "supervising"})
	}
	if svc := c.Charter.Service(c.State.Service); svc != nil {
		for i := range svc.Fields {
			f := &svc.Fields[i]
			if text := c.Person.Fields[f.ID]; text != "" {
				p.Fields = append(p.Fields, ui.Item{Term: f.Label.In(v.Lang()), Text: text})
			}
		}
	}
	return p, nil
}

func title(v *staff.View, c *app.CaseView) string {
	if c.State.Number != "" {
		return v.C.T("desk.case.title", "number", c.State.Number)
	}
	return v.C.T("desk.case.contact", "channel", named(v.C, "desk.channel.", c.State.Channel), "at", c.State.BeganAt)
}

// clockOf describes a verdict with the steps of its explanation.
func clockOf(v *staff.View, c *app.CaseView, verdict *judge.Verdict, now time.Time) clock {
	k := clock{Verdict: *verdict, Name: v.PromiseName(c.Charter, verdict.Promise), Why: v.C.Steps(verdict.Why)}
	if p := c.Charter.Promise(verdict.Promise); p != nil {
		if owed := web.Owed(v.C, p); owed != "" && shared(v, c, verdict, k.Name) {
			k.Name = owed
		}
		k.Text, k.Reading = p.Text.In(v.Lang()), p.Note.In(v.Lang())
	}
	if verdict.Status == judge.Pending && !verdict.Due.IsZero() {
		k.Count = ui.Countdown{C: v.C, Label: k.Name, Due: verdict.Due, Now: now, Near: near(verdict.Started, verdict.Due)}
	}
	if !verdict.Started.IsZero() {
		k.Of = v.C.T("desk.clock.since", "at", verdict.Started)
	}
	return k
}

// shared tells whether another promise of the case bears the same name: two that an act keeps may have different ends.
func shared(v *staff.View, c *app.CaseView, verdict *judge.Verdict, name string) bool {
	return slices.ContainsFunc(c.Verdicts, func(o judge.Verdict) bool {
		return o.Promise != verdict.Promise && v.PromiseName(c.Charter, o.Promise) == name
	})
}

// doneOf names the fact that was just recorded; nil when none was, or it has been taken back meanwhile.
func doneOf(v *staff.View, p *casePage, id string) *doneNote {
	for i := range p.Case.Facts {
		l := &p.Case.Facts[i]
		if id == "" || l.ID != id || l.Retracted {
			continue
		}
		n := &doneNote{Fact: id, Text: v.C.T("desk.done", "kind", staff.Kind(v.C, l.Kind), "at", justNow(v, l))}
		if mayFix(v.Actor, l) {
			n.Undo = caseHref(p.Case.State.Case) + "?fix=" + url.QueryEscape(id)
		}
		return n
	}
	return nil
}

// justNow writes when a fact happened beside its name: the time of day, and the day when that is all that is known or it was
// another one.
func justNow(v *staff.View, l *app.Line) string {
	today := v.C.Date(v.Page.Now, v.C.Location()) == v.C.Date(l.At, v.C.Location())
	if today && l.Precision < time.Minute {
		return v.C.Clock(l.At, v.C.Location())
	}
	return moment(v.C, l.At, l.Precision)
}

// mayFix tells whether the correction of a fact is offered; the use case decides.
func mayFix(a app.Actor, l *app.Line) bool {
	switch l.Kind {
	case fact.PromiseBroken, fact.NoticeSent, fact.NoticeFailed, fact.NoticeDelivered, fact.FactCorrected, fact.FactRetracted, fact.DocumentIssued:
		return false
	}
	teller, account, _ := strings.Cut(l.By, ":")
	staff := teller == "officer" || teller == "inspector"
	own := staff && account == a.Account
	reported := teller == "citizen" && l.Kind == fact.ItemDown && a.Role.AtLeast(app.Manager)
	return !l.Retracted && (own || reported || a.Role.AtLeast(app.Lead) && (staff || l.Kind == fact.CaseReceived))
}

// open returns the contact that goes on now, the latest one when there are several.
func open(st *casefile.State) *casefile.Visit {
	for i := len(st.Contacts) - 1; i >= 0; i-- {
		if st.Contacts[i].Open() {
			return &st.Contacts[i]
		}
	}
	return nil
}

// earlierText names an earlier case: its number and service or how it came, its day and what became of it.
func (p *casePage) earlierText(h app.Head) string {
	what := h.Service
	if svc := p.Case.Charter.Service(h.Service); svc != nil {
		what = svc.Name.In(string(p.C.Lang()))
	}
	if what == "" {
		what = named(p.C, "desk.channel.", h.Channel)
	}
	return p.C.T("desk.earlier.one", "what", strings.TrimSpace(h.Number+" "+what), "day", p.C.Date(h.ReceivedAt, p.C.Location()),
		"status", named(p.C, "desk.status.", h.Status))
}
