package manage

import (
	"net/http"

	"jikim/internal/app"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// showComplaint shows a complaint: how far it has come by the stages of ISO 10002, and what comes next.
func (s *Surface) showComplaint(w http.ResponseWriter, r *http.Request, v *staff.View, status int, faults []ui.FieldError) error {
	got, err := opened(r, func(open bool, reason string) (*app.ComplaintView, error) {
		return s.app.Complaint(r.Context(), v.Actor, r.PathValue("case"), r.PathValue("fact"), open, reason)
	})
	if err != nil {
		return err
	}
	p := s.newHandling(r, v, "complaints", got.CaseView, got.Words)
	p.Outside, p.Barred = len(got.Investigators) == 0, got.Barred
	p.Page.Title, p.Page.Lead = v.C.T("improve.complaint.title", "about", v.C.T("choice.about."+orOther(got.Complaint.About))), v.C.T("improve.complaint.lead")
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("staff.menu.today"), Href: "/manage"}, {Text: v.C.T("improve.register.title"), Href: "/manage/complaints/register"},
		{Text: p.Page.Title}}
	p.Facts = s.complaintFacts(r, v, got)
	choose := []ui.Option{{Value: "", Label: v.C.T("ui.field.choose")}}
	investigators := choose
	for i := range got.Investigators {
		investigators = append(investigators, ui.Option{Value: got.Investigators[i].ID, Label: got.Investigators[i].Name})
	}
	people, err := s.people(r, v)
	if err != nil {
		return err
	}
	if err := s.handled(r, v, p, got.Stages, map[string][]ui.Option{"investigator": investigators, "officer": people}, faults); err != nil {
		return err
	}
	if !got.Complaint.ToldAt.IsZero() {
		p.Further = []string{v.C.T("improve.further.again"), v.C.T("improve.further.outside")}
	}
	return ui.Render(w, r, status, handlingView(p))
}

// complaintFacts are what is known of a complaint at a glance.
func (s *Surface) complaintFacts(r *http.Request, v *staff.View, got *app.ComplaintView) []ui.Item {
	k := &got.Complaint
	names, err := s.names(r, v)
	if err != nil {
		names = nil // the page is shown without a name rather than not at all
	}
	none := v.C.T("improve.none")
	show := func(key, value string) string {
		if value == "" {
			return none
		}
		if v.C.Has(key + value) {
			return v.C.T(key + value)
		}
		return value
	}
	items := []ui.Item{
		{Term: v.C.T("manage.col.number"), Text: numbered(v.C, got.State.Number, got.State.Case), Href: caseHref(got.State.Case)},
		{Term: v.C.T("improve.col.came"), Text: v.C.Time(k.ReceivedAt, v.C.Location())},
		{Term: v.C.T("staff.field.desk"), Text: v.DeskName(got.State.Desk)},
		{Term: v.C.T("staff.field.severity"), Text: show("choice.severity.", k.Severity)},
		{Term: v.C.T("staff.field.urgency"), Text: show("choice.urgency.", k.Urgency)},
		{Term: v.C.T("staff.field.investigator"), Text: show("", names[k.Investigator])},
	}
	if got.Named != "" {
		items = append(items, ui.Item{Term: v.C.T("staff.field.complaint.received.officer"), Text: got.Named})
	}
	if n := len(k.Reopenings); n > 0 {
		items = append(items, ui.Item{Term: v.C.T("improve.reopened"), Text: v.C.T("improve.times", "n", n)})
	}
	return items
}

// people are the members of staff to choose from.
func (s *Surface) people(r *http.Request, v *staff.View) ([]ui.Option, error) {
	members, err := s.app.Staff(r.Context(), v.Actor.Institution)
	if err != nil {
		return nil, err
	}
	out := []ui.Option{{Value: "", Label: v.C.T("ui.field.choose")}}
	for i := range members {
		out = append(out, ui.Option{Value: members[i].ID, Label: members[i].Name})
	}
	return out, nil
}

func orOther(about string) string {
	if about == "" {
		return "other"
	}
	return about
}

// complaintRegister lists all complaints by when they came.
var complaintRegister = register{kind: "complaints/register", title: "improve.register.title", file: "complaints", tabs: true,
	columns: []string{"came", "how", "about", "desk", "weight", "policy", "result"},
	read: func(s *Surface, r *http.Request, p *registerPage, f app.RaisedFilter) (string, error) {
		page, err := s.app.Complaints(r.Context(), p.v.Actor, f)
		if err != nil {
			return "", err
		}
		for i := range page.Rows {
			p.complaint(&page.Rows[i])
		}
		return page.Cursor, nil
	}}

// complaint adds a row.
func (p *registerPage) complaint(row *app.ComplaintRow) {
	c, k := p.v.C, &row.Complaint
	policy := c.T("improve.none")
	switch {
	case !k.CheckedAt.IsZero() && k.Founded:
		policy = c.T("improve.founded")
	case !k.CheckedAt.IsZero():
		policy = c.T("improve.unfounded")
	case !k.AssessedAt.IsZero():
		policy = c.T("improve.looked_into")
	}
	for _, remedy := range []struct {
		given bool
		key   string
	}{{row.Apologised, "kind.apology.made"}, {row.Trained, "kind.training.done"}} {
		if remedy.given {
			policy += " · " + c.T(remedy.key)
		}
	}
	result := c.T("improve.result.waits")
	switch {
	case !k.ClosedAt.IsZero() && k.Agreed:
		result = c.T("improve.result.agreed", "at", c.Date(k.ClosedAt, c.Location()))
	case !k.ClosedAt.IsZero():
		result = c.T("improve.result.closed", "at", c.Date(k.ClosedAt, c.Location()))
	case !k.ToldAt.IsZero():
		result = c.T("improve.result.told", "at", c.Time(k.ToldAt, c.Location()))
	case !row.Waits:
		result = c.T("improve.result.withdrawn")
	}
	weight := c.T("improve.none")
	if k.Severity != "" {
		weight = c.T("choice.severity." + k.Severity)
	}
	p.row(k.ReceivedAt, row.Waits, raisedHref("complaints", row.Case, k.Fact), p.channel(row.Channel), c.T("choice.about."+orOther(k.About)), p.v.DeskName(row.Desk),
		weight, policy, result)
}
