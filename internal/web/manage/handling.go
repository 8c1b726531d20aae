package manage

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/casefile"
	"jikim/internal/core/course"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// handlingPage is a complaint or an opinion with its stages, and the form of what comes next.
type handlingPage struct {
	ui.Page
	key      string // of a form that has none yet
	Href     string
	View     *app.CaseView
	Stages   []stageLine
	Facts    []ui.Item // what is known of it
	Words    string
	Outside  bool // nobody of the office may look into it
	Barred   bool // the reader may not
	Act      *actForm
	Reasons  []ui.Option
	Reason   string
	Further  []string // how the complainant can go further
	Register string   // address at which an entry of the register of improvements is made
	Recorded bool
}

// stageLine is a stage of the handling.
type stageLine struct {
	Name, Text string
	State      course.State
	Done       []stageFact
	Promises   []stagePromise
	Acts       []ui.Link
}

// stageFact is what was recorded for a stage, by whom, and how it is known.
type stageFact struct {
	What, Who, Grade, Data string
	At                     time.Time
	Prose                  []string
}

// stagePromise is a promise that the stage keeps.
type stagePromise struct {
	Name, Status, Text string
	Clock              ui.Countdown // zero Due: none runs
}

// actForm is the form of one step.
type actForm struct {
	Kind, Of, Title, Key string
	Fields               []ui.Field
	Files                bool
}

// shows is how a page of something that citizens raise is shown, with the faults of its form.
type shows func(w http.ResponseWriter, r *http.Request, v *staff.View, status int, faults []ui.FieldError) error

// read is the handler that shows such a page.
func (show shows) read(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	return show(w, r, v, http.StatusOK, nil)
}

// do is the handler that records the next step; an improvement brings pictures of how it was and how it is.
func (s *Surface) do(kind string, show shows) staff.Handler {
	return func(w http.ResponseWriter, r *http.Request, v *staff.View) error {
		form, of, done, err := s.site.Uploads(r)
		if err != nil {
			return err
		}
		defer done()
		r.PostForm, r.Form = form, form
		faults, err := s.step(r, v, r.PathValue("case"), form, of("before"), of("after"))
		if err != nil {
			return err
		}
		if faults != nil {
			return show(w, r, v, http.StatusUnprocessableEntity, faults)
		}
		http.Redirect(w, r, raisedHref(kind, r.PathValue("case"), r.PathValue("fact"))+"?did=1", http.StatusSeeOther)
		return nil
	}
}

// opened reads something with its texts in clear; to who is not of its desk and has not said why, it is masked.
func opened[T any](r *http.Request, read func(open bool, reason string) (T, error)) (T, error) {
	got, err := read(true, r.FormValue("reason_read"))
	if f := app.FaultOf(err); f != nil && f.Kind == app.Invalid {
		return read(false, "")
	}
	return got, err
}

// newHandling begins the page of what was read.
func (s *Surface) newHandling(r *http.Request, v *staff.View, kind string, view *app.CaseView, words string) *handlingPage {
	caseID, id := r.PathValue("case"), r.PathValue("fact")
	p := &handlingPage{Page: v.Page, Href: raisedHref(kind, caseID, id), View: view, Words: words, Reason: r.FormValue("reason_read"), key: s.app.NewKey()}
	if v.Actor.Role.AtLeast(app.Lead) {
		p.Register = improvementPath + "/new?" + url.Values{"source": {strings.TrimSuffix(kind, "s")}, "case": {caseID}, "fact": {id}}.Encode()
	}
	return p
}

// readReasons are the reasons for which somebody reads what is not of his desk.
var readReasons = []string{"handling", "supervising", "citizen_asked", "complaint", "other"}

// handled makes the page of what was read: its stages, and the form that was asked for, else the one of the next stage.
func (s *Surface) handled(r *http.Request, v *staff.View, p *handlingPage, stages []course.Stage, options map[string][]ui.Option, faults []ui.FieldError) error {
	names, err := s.names(r, v)
	if err != nil {
		return err
	}
	asked := r.FormValue("act")
	if faults != nil {
		asked = r.PostFormValue("kind")
	}
	for i := range stages {
		st := &stages[i]
		p.Stages = append(p.Stages, p.stage(v, names, st))
		for j := range st.Acts {
			a := &st.Acts[j]
			if p.Act == nil && (a.Kind.String() == asked || asked == "" && st.State == course.Next) {
				p.Act = p.actForm(r, v, a, options, faults)
			}
		}
	}
	p.Page.Errors = faults
	p.Recorded = r.URL.Query().Get("did") != ""
	for _, reason := range readReasons {
		p.Reasons = append(p.Reasons, ui.Option{Value: reason, Label: v.C.T("desk.reason." + reason)})
	}
	return nil
}

func (p *handlingPage) stage(v *staff.View, names map[string]string, st *course.Stage) stageLine {
	l := stageLine{Name: v.C.T("improve.stage." + st.Name), Text: v.C.T("improve.state." + string(st.State)), State: st.State}
	for i := range st.Facts {
		done := p.fact(v, names, &st.Facts[i])
		if st.Name == course.Acknowledged {
			done.Data = ""
			if st.Facts[i].Kind != fact.NoticeSent {
				done.What, done.Who = v.C.T("improve.receipt"), v.C.T("desk.by.system")
			}
		}
		l.Done = append(l.Done, done)
	}
	for i := range st.Verdicts {
		verdict := &st.Verdicts[i]
		line := stagePromise{Name: v.PromiseName(p.View.Charter, verdict.Promise), Status: verdict.Status.String()}
		if promise := p.View.Charter.Promise(verdict.Promise); promise != nil {
			line.Text = promise.Text.In(v.Lang())
		}
		if verdict.Status == judge.Pending && !verdict.Due.IsZero() {
			line.Clock = ui.Countdown{C: v.C, Label: line.Name, Due: verdict.Due, Now: p.Page.Now, Near: verdict.Due.Sub(verdict.Started) / 5}
		}
		l.Promises = append(l.Promises, line)
	}
	for i := range st.Acts {
		a := &st.Acts[i]
		l.Acts = append(l.Acts, ui.Link{Text: staff.Label(v.C, a.Kind), Href: p.Href + "?" + url.Values{"act": {a.Kind.String()}, "reason": {p.Reason}}.Encode() + "#act"})
	}
	return l
}

// fact describes a fact on record: what it says beside the texts, which are shown when the case was opened.
func (p *handlingPage) fact(v *staff.View, names map[string]string, f *fact.Fact) stageFact {
	out := stageFact{What: staff.Kind(v.C, f.Kind), At: f.At, Grade: f.Grade().String()}
	who, id, _ := strings.Cut(f.By, ":")
	if out.Who = names[id]; out.Who == "" {
		out.Who = v.C.T("desk.by." + who)
	}
	line := app.Line{Fact: *f}
	fields := casefile.Fields(f.Kind)
	line.Data = slices.DeleteFunc(slices.Clone(f.Data), func(d fact.Field) bool {
		prose := slices.ContainsFunc(fields, func(t casefile.Field) bool { return t.Name == d.Name && t.Type == casefile.TypeProse })
		return prose || d.Name == "of" || d.Name == "answer" || d.Name == "files"
	})
	out.Data = dataText(v, names, &line)
	if f.Kind == fact.ComplaintReceived || f.Kind == fact.OpinionReceived {
		return out // its words stand above
	}
	for _, t := range fields {
		if text := p.prose(f.ID, t.Name); t.Type == casefile.TypeProse && text != "" {
			out.Prose = append(out.Prose, text)
		}
	}
	return out
}

func (p *handlingPage) prose(id, name string) string {
	for i := range p.View.Facts {
		if p.View.Facts[i].ID == id {
			return p.View.Facts[i].Prose[name]
		}
	}
	return ""
}

// actForm draws the questions of a step.
func (p *handlingPage) actForm(r *http.Request, v *staff.View, a *casefile.Act, options map[string][]ui.Option, faults []ui.FieldError) *actForm {
	values := url.Values{}
	if faults != nil {
		values = r.PostForm
	} else if a.Kind == fact.ComplaintTold || a.Kind == fact.OpinionTold || a.Kind == fact.ImprovementTold {
		if answer := p.View.State.Answer; answer != "" {
			values.Set("channel", answer)
		}
	}
	form := staff.Form{C: v.C, Kind: a.Kind, Values: values, Errors: faults, Options: options, Charter: p.View.Charter}
	out := &actForm{Kind: a.Kind.String(), Of: a.Of, Title: staff.Label(v.C, a.Kind), Key: values.Get("key"), Fields: form.Fields()}
	if out.Key == "" {
		out.Key = p.key
	}
	if a.Kind == fact.ImprovementMade {
		out.Files = true
		for _, name := range []string{"before", "after"} {
			out.Fields = append(out.Fields, ui.Field{C: v.C, Kind: ui.FileField, Name: name, Label: v.C.T("improve.picture." + name), Hint: v.C.T("improve.picture.hint"),
				Error: ui.ErrorOf(faults, name), Optional: true, Attrs: map[string]any{"accept": "image/jpeg,image/png"}})
		}
	}
	return out
}

// step records what a form of the page sent; faults of the form come back.
func (s *Surface) step(r *http.Request, v *staff.View, caseID string, form url.Values, before, after []app.Attachment) ([]ui.FieldError, error) {
	kind, ok := fact.FindKind(form.Get("kind"))
	if !ok || !app.Recordable(kind) {
		return nil, &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
	}
	e := staff.Read(v.C, form, kind)
	if e.Faults != nil {
		return e.Faults, nil
	}
	var err error
	if kind == fact.ImprovementMade {
		_, err = s.app.MakeImprovement(r.Context(), v.Actor, app.MadeImprovement{Key: form.Get("key"), Case: caseID, Of: form.Get("of"), What: e.Prose["what"],
			Files: before, After: after})
	} else {
		_, err = s.app.Record(r.Context(), v.Actor, app.Entry{Key: form.Get("key"), Case: caseID, Kind: kind, Of: form.Get("of"), Data: e.Data, Prose: e.Prose})
	}
	if err == nil {
		return nil, nil
	}
	if faults := staff.Faults(v.C, err); faults != nil {
		return faults, nil
	}
	return nil, err
}

// raisedHref is the page of a complaint or an opinion.
func raisedHref(kind, caseID, id string) string {
	return "/manage/" + kind + "/" + url.PathEscape(caseID) + "/" + url.PathEscape(id)
}
