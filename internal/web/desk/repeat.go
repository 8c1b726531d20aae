package desk

import (
	"net/http"
	"net/url"
	"slices"

	"jikim/internal/app"
	"jikim/internal/core/casefile"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// repeatPanel is what a case says of earlier petitions of the same content, and the form that closes it for that.
type repeatPanel struct {
	*app.Repetition
	Count  string
	Lines  []repeatLine
	Lacks  []string // what the law still wants, in sentences
	Alike  string   // that there are earlier petitions that are alike and not named yet; empty: none
	Mark   string   // address of the form that names them
	MayEnd bool     // the reader may close it: he is a lead or above
	Values url.Values
	Key    string
}

// repeatLine is an earlier petition of the same content.
type repeatLine struct {
	app.Marked
	Href, Text string
	Undo       string // address of the form that takes the mark back; empty when the reader may not
}

// repeatPanel returns the panel of a petition that is said to repeat others; nil when it is not.
func (s *Surface) repeatPanel(r *http.Request, v *staff.View, c *app.CaseView) (*repeatPanel, error) {
	if c.State.ReceivedAt.IsZero() {
		return nil, nil
	}
	rep, err := s.app.Repetition(r.Context(), v.Actor, c)
	if err != nil {
		return nil, err
	}
	p := &repeatPanel{Repetition: rep, Count: v.C.T("repeat.count", "times", rep.Times, "told", rep.Told), Key: s.app.NewKey(),
		MayEnd: v.Actor.Role.AtLeast(app.Lead) && rep.Closable && len(rep.Lacks) == 0, Values: url.Values{}}
	likely := 0
	for _, h := range rep.Candidates {
		if h.Alike >= app.AlikeFrom {
			likely++
		}
	}
	if likely > 0 && rep.Closable {
		p.Alike = v.C.T("repeat.likely", "n", likely)
		p.Mark = caseHref(c.State.Case) + "?act=" + fact.CaseRepeated.String()
	}
	for _, l := range rep.Lacks {
		p.Lacks = append(p.Lacks, v.C.T("repeat.lack."+string(l), "times", rep.Times, "told", rep.Told))
	}
	for _, m := range rep.Marked {
		line := repeatLine{Marked: m, Text: v.C.T("repeat.marked_gone")}
		if m.Case != "" {
			line.Href = caseHref(m.Case)
			key := "repeat.marked"
			if m.ToldAt.IsZero() {
				key = "repeat.marked_untold"
			}
			line.Text = v.C.T(key, "received", v.C.Date(m.ReceivedAt, v.C.Location()), "told", v.C.Date(m.ToldAt, v.C.Location()))
		}
		for i := range c.Facts {
			if l := &c.Facts[i]; l.ID == m.Fact && mayFix(v.Actor, l) && rep.Closable {
				line.Undo = caseHref(c.State.Case) + "?fix=" + url.QueryEscape(m.Fact)
			}
		}
		p.Lines = append(p.Lines, line)
	}
	return p, nil
}

// repeat is the form that names earlier petitions: those of the same person to be ticked, and a number to be typed.
func (f *formPanel) repeat(v *staff.View, p *casePage, form *staff.Form, q url.Values) {
	form.Skip = []string{"same_as"}
	fault := ui.ErrorOf(form.Errors, "same_as")
	other := ui.Field{C: v.C, Name: "other", Label: v.C.T("repeat.other"), Hint: v.C.T("repeat.other_hint"), Short: true, Value: q.Get("other")}
	if p.Repeat == nil || len(p.Repeat.Candidates) == 0 {
		other.Name, other.Value, other.Error, other.Required = "same_as", q.Get("same_as"), fault, true
		other.Label = staff.FieldLabel(v.C, fact.CaseRepeated, "same_as")
		f.Fields = []ui.Field{other}
		return
	}
	ticks := ui.Field{C: v.C, Kind: ui.Checkboxes, Name: "same_as", Label: staff.FieldLabel(v.C, fact.CaseRepeated, "same_as"), Error: fault}
	for _, h := range p.Repeat.Candidates {
		ticks.Options = append(ticks.Options, ui.Option{Value: h.Number, Label: p.earlierText(h.Head), Hint: v.C.T("repeat.alike", "percent", h.Alike), Selected: slices.Contains(q["same_as"], h.Number)})
	}
	f.Fields = []ui.Field{ticks, other}
}

// closings are the reasons of an ordinary closing. A repetition is closed by its own form, which asks what the law wants.
func closings(v *staff.View) []ui.Option {
	var out []ui.Option
	for _, d := range casefile.Fields(fact.CaseClosed) {
		for _, value := range d.Choices {
			if d.Name == "reason" && value != "repeated" {
				out = append(out, ui.Option{Value: value, Label: staff.Choice(v.C, d.Name, value)})
			}
		}
	}
	return out
}

// closeRepeated closes a petition that repeats others.
func (s *Surface) closeRepeated(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	id, form := r.PathValue("id"), r.PostForm
	c := app.RepeatClosing{Key: form.Get("key"), Case: id, Reason: form.Get("reason"), Mass: form.Get("mass") != "", Audited: form.Get("audited") != ""}
	var faults []ui.FieldError
	if day := form.Get("heard"); day != "" {
		var err error
		if c.Heard, err = civil.ParseDate(day); err != nil {
			faults = []ui.FieldError{{Field: "heard", Message: v.C.T("fault.repeat_heard")}}
		}
	}
	if faults == nil {
		made, err := s.app.CloseRepeated(r.Context(), v.Actor, c)
		if err == nil {
			s.done(w, r, id, made, form)
			return nil
		}
		if faults = staff.Faults(v.C, err); faults == nil {
			return err
		}
	}
	p, err := s.casePage(r, v, id)
	if err != nil {
		return err
	}
	p.Page.Errors = faults
	if p.Repeat != nil {
		p.Repeat.Values, p.Repeat.Key = form, form.Get("key")
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, caseWhole(p))
}

// closedBy lists by which law a petition was closed as a repetition, and what had to come before.
func closedBy(v *staff.View, l *app.Line) []ui.Item {
	var out []ui.Item
	if law := l.Data.Text("law"); law != "" {
		out = append(out, ui.Item{Term: staff.FieldLabel(v.C, l.Kind, "law"), Text: law})
	}
	if day := l.Data.Text("heard"); day != "" {
		out = append(out, ui.Item{Term: v.C.T("repeat.heard"), Text: day})
	}
	if l.Data.True("audited") {
		out = append(out, ui.Item{Term: v.C.T("repeat.audited"), Text: v.C.Value(true)})
	}
	return out
}

// tick is a single box of the closing's form.
func (r *repeatPanel) tick(p *casePage, name string) []ui.Option {
	return []ui.Option{{Value: "yes", Label: p.C.T("repeat." + name), Selected: r.Values.Get(name) != ""}}
}
