package manage

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// surveyPage is the yearly survey and what has to follow it.
type surveyPage struct {
	ui.Page
	Duties []duty
	Forms  []entryForm
	Recent []recent
}

// duty is a promise of the calendar, or one that a survey starts.
type duty struct {
	judge.Verdict
	Text  string
	Clock ui.Countdown
	Why   []string
}

// surveyKinds are the facts of a survey in their order.
var surveyKinds = []fact.Kind{fact.SurveyOpened, fact.SurveyClosed, fact.SurveyPublished, fact.PlanPublished}

func (s *Surface) survey(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.surveyPage(r, v)
	if err != nil {
		return err
	}
	if kind, ok := fact.FindKind(r.URL.Query().Get("did")); ok {
		p.Page.Flash = []ui.Alert{{C: v.C, Kind: "success", Text: v.C.T("manage.did", "what", staff.Kind(v.C, kind))}}
	}
	return ui.Render(w, r, http.StatusOK, surveyView(p))
}

func (s *Surface) surveyPage(r *http.Request, v *staff.View) (*surveyPage, error) {
	view, err := s.app.InstitutionCase(r.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	p := &surveyPage{Page: v.Page}
	p.Page.Title = v.C.T("manage.survey.title")
	for i := range view.Verdicts {
		verdict := &view.Verdicts[i]
		promise := v.Charter.Promise(verdict.Promise)
		if promise == nil || promise.Shape == charter.Always {
			continue
		}
		d := duty{Verdict: *verdict, Text: promise.Text.In(v.Lang()), Why: v.C.Steps(verdict.Why)}
		if verdict.Status == judge.Pending && !verdict.Due.IsZero() {
			d.Clock = ui.Countdown{C: v.C, Label: shorten(d.Text, 30), Due: verdict.Due, Now: p.Page.Now, Near: verdict.Due.Sub(verdict.Started) / 5}
		}
		p.Duties = append(p.Duties, d)
	}
	for _, kind := range surveyKinds {
		p.Forms = append(p.Forms, s.surveyForm(v, kind, url.Values{}, nil))
	}
	own := slices.DeleteFunc(slices.Clone(view.Facts), func(l app.Line) bool { return !slices.Contains(surveyKinds, l.Kind) })
	p.Recent = recentOf(v, nil, own, 12)
	return p, nil
}

// surveyForm asks besides for which year it is: a survey that is late makes up for the year it names.
func (s *Surface) surveyForm(v *staff.View, kind fact.Kind, values url.Values, faults []ui.FieldError) entryForm {
	f := s.entryForm(v, nil, kind, values, faults)
	f.Fields = append(f.Fields,
		ui.Field{C: v.C, Kind: ui.NumberField, Name: f.prefixed("year"), Label: v.C.T("manage.survey.year"), Hint: v.C.T("manage.survey.year_hint"),
			Value: values.Get("year"), Short: true, Attrs: map[string]any{"min": strconv.Itoa(v.Charter.From.Year), "max": strconv.Itoa(v.Page.Now.Year())}},
		ui.Field{C: v.C, Kind: ui.DateTimeField, Name: f.prefixed("at"), Label: v.C.T("desk.form.at"), Hint: v.C.T("desk.form.at_hint"),
			Value: values.Get("at"), Error: ui.ErrorOf(faults, "at"), Short: true})
	return f
}

func (s *Surface) doSurvey(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	kind, _, form, err := entryOf(r.PostForm)
	if err != nil || !slices.Contains(surveyKinds, kind) {
		return &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
	}
	faults, err := s.enter(r, v, kind, form)
	if err != nil {
		return err
	}
	if faults == nil {
		http.Redirect(w, r, "/manage/survey?did="+kind.String(), http.StatusSeeOther)
		return nil
	}
	p, err := s.surveyPage(r, v)
	if err != nil {
		return err
	}
	for i := range p.Forms {
		if p.Forms[i].Kind == kind {
			p.Forms[i] = s.surveyForm(v, kind, form, faults)
			p.Page.Errors = prefix(kind, faults)
		}
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, surveyView(p))
}
