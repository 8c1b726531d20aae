package manage

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"jikim/internal/app"
	"jikim/internal/core/audit"
	"jikim/internal/core/charter"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// auditPage is the mystery calls or visits of a scorecard: what the reader has to rate, his own results, and those of
// departments, each for those who may see them.
type auditPage struct {
	ui.Page
	*app.AuditBoard
	Tabs    []ui.Link
	Options []ui.Option // periods
	MayDraw bool
	Manages bool // sees departments
	Works   bool // is called himself
	v       *staff.View
}

// auditForm is the form of one call or visit.
type auditForm struct {
	ui.Page
	*app.AuditCall
	Card   *charter.Scorecard
	Action string
	Key    string
	At     ui.Field
	Areas  []auditArea
	Note   ui.Field
}

type auditArea struct {
	ID, Name string
	Fields   []ui.Field
}

func auditPath(card, period string) string {
	return "/manage/audits?" + url.Values{"card": {card}, "period": {period}}.Encode()
}

func (s *Surface) audits(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p := auditPage{Page: v.Page, v: v}
	p.Page.Title, p.Page.Lead = v.C.T("audit.title"), v.C.T("audit.lead")
	if len(v.Charter.Scorecards) == 0 {
		return ui.Render(w, r, http.StatusOK, auditNone(p))
	}
	q := r.URL.Query()
	board, err := s.app.Audits(r.Context(), v.Actor, q.Get("card"), q.Get("period"))
	if err != nil {
		return err
	}
	p.AuditBoard = board
	p.MayDraw = v.Actor.Role.AtLeast(app.Manager) && board.Now && !board.Drawn
	p.Manages, p.Works = v.Actor.Role.AtLeast(app.Lead), v.Actor.Role == app.Officer || v.Actor.Role == app.Lead
	for i := range v.Charter.Scorecards {
		c := &v.Charter.Scorecards[i]
		p.Tabs = append(p.Tabs, ui.Link{Text: c.Name.In(v.Lang()), Href: "/manage/audits?card=" + url.QueryEscape(c.ID), Current: c.ID == board.Card.ID})
	}
	for _, period := range board.Periods {
		p.Options = append(p.Options, ui.Option{Value: period, Label: period, Selected: period == board.Period})
	}
	if q.Get("did") != "" {
		p.Page.Flash = []ui.Alert{{C: v.C, Kind: "success", Text: v.C.T("audit.did")}}
	}
	return ui.Render(w, r, http.StatusOK, auditView(p))
}

// doDraw draws the present period of a card.
func (s *Surface) doDraw(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	card := r.PostForm.Get("card")
	if err := s.app.DrawAudits(r.Context(), v.Actor, card); err != nil {
		return err
	}
	http.Redirect(w, r, "/manage/audits?card="+url.QueryEscape(card), http.StatusSeeOther)
	return nil
}

func (s *Surface) audit(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.auditForm(r, v, url.Values{}, nil)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, auditFormView(p))
}

// auditForm draws the form of the call or visit that the address names.
func (s *Surface) auditForm(r *http.Request, v *staff.View, values url.Values, faults []ui.FieldError) (*auditForm, error) {
	board, err := s.app.Audits(r.Context(), v.Actor, r.PathValue("card"), r.PathValue("period"))
	if err != nil {
		return nil, err
	}
	n, _ := strconv.Atoi(r.PathValue("number"))
	if n < 1 || n > len(board.Calls) {
		return nil, &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
	}
	p := &auditForm{Page: v.Page, AuditCall: &board.Calls[n-1], Card: board.Card, Action: r.URL.Path, Key: values.Get("key")}
	if p.Key == "" {
		p.Key = s.app.NewKey()
	}
	lang := v.Lang()
	p.Page.Title, p.Page.Errors = v.C.T("audit.form.title", "card", board.Card.Name.In(lang), "n", n), named(v, board.Card, faults)
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("audit.title"), Href: auditPath(board.Card.ID, board.Period)}, {Text: board.Period}}
	p.At = ui.Field{C: v.C, Kind: ui.DateTimeField, Name: "at", Label: v.C.T("audit.form.at"), Hint: v.C.T("manage.round.at_hint"), Value: values.Get("at"),
		Short: true, Error: ui.ErrorOf(faults, "at")}
	p.Note = ui.Field{C: v.C, Kind: ui.TextArea, Name: "note", Label: v.C.T("audit.form.note"), Hint: v.C.T("audit.form.note_hint"), Value: values.Get("note"),
		Rows: 3, Optional: true, Error: ui.ErrorOf(faults, "note")}
	for i := range board.Card.Areas {
		a := &board.Card.Areas[i]
		area := auditArea{ID: a.ID, Name: a.Name.In(lang)}
		for k := range a.Items {
			area.Fields = append(area.Fields, itemField(v, &a.Items[k], values, faults))
		}
		p.Areas = append(p.Areas, area)
	}
	return p, nil
}

// named says in the summary of faults which item each is of: all of them are missing in the same words.
func named(v *staff.View, card *charter.Scorecard, faults []ui.FieldError) []ui.FieldError {
	out := slices.Clone(faults)
	for _, item := range card.Items() {
		for i := range out {
			if out[i].Field == "item."+item.ID {
				out[i].Message = item.Name.In(v.Lang()) + ": " + out[i].Message
			}
		}
	}
	return out
}

// notApplied is what the form sends for an item that did not apply.
const notApplied = "none"

// itemField asks for the rating of an item: a button for each step of its scale.
func itemField(v *staff.View, item *charter.ScoreItem, values url.Values, faults []ui.FieldError) ui.Field {
	name, lang := "item."+item.ID, v.Lang()
	f := ui.Field{C: v.C, Kind: ui.Radio, Inline: true, Name: name, Label: item.Name.In(lang), Hint: v.C.T("audit.form.weight", "n", item.Weight),
		Value: values.Get(name), Error: ui.ErrorOf(faults, name), Required: !item.Optional}
	for n := item.Scale.From; n <= item.Scale.To; n++ {
		o := ui.Option{Value: strconv.Itoa(n), Label: strconv.Itoa(n)}
		switch end := item.Scale.Low; {
		case n == item.Scale.From && end.KO != "":
			o.Label += " " + end.In(lang)
		case n == item.Scale.To && item.Scale.High.KO != "":
			o.Label += " " + item.Scale.High.In(lang)
		}
		f.Options = append(f.Options, o)
	}
	if item.Optional {
		f.Options = append(f.Options, ui.Option{Value: notApplied, Label: v.C.T("audit.form.none"), Selected: f.Value == ""})
	}
	return f
}

// doAudit records a rating.
func (s *Surface) doAudit(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	form := r.PostForm
	n, _ := strconv.Atoi(r.PathValue("number"))
	rating := app.AuditRating{Key: form.Get("key"), Card: r.PathValue("card"), Period: r.PathValue("period"), Number: n, Note: form.Get("note"),
		Ratings: audit.Ratings{}}
	var faults []ui.FieldError
	for name := range form {
		id, isItem := strings.CutPrefix(name, "item.")
		if text := form.Get(name); isItem && text != "" && text != notApplied {
			if rating.Ratings[id], _ = strconv.Atoi(text); strconv.Itoa(rating.Ratings[id]) != text {
				faults = append(faults, ui.FieldError{Field: name, Message: v.C.T("fault.choice")})
			}
		}
	}
	at, err := roundTime(v, form.Get("at"))
	if rating.At = at; err != nil {
		faults = append(faults, ui.FieldError{Field: "at", Message: v.C.T("staff.fault.time")})
	}
	if len(faults) == 0 {
		if _, err = s.app.RateAudit(r.Context(), v.Actor, rating); err == nil {
			http.Redirect(w, r, auditPath(rating.Card, rating.Period)+"&did=1", http.StatusSeeOther)
			return nil
		}
		if faults = staff.Faults(v.C, err); faults == nil {
			return err
		}
	}
	p, err := s.auditForm(r, v, form, faults)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, auditFormView(p))
}
