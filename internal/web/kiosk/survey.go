package kiosk

import (
	"net/http"

	"jikim/internal/app"
	"jikim/internal/core/wave"
	"jikim/internal/web"
	"jikim/internal/web/ask"
	"jikim/internal/web/ui"
)

// surveyPath is where a visitor takes part in the survey.
const surveyPath = "/kiosk/survey"

// surveyPage is a question on a kiosk, or what has become of the answers.
type surveyPage struct {
	*view
	Sheet *ask.Sheet
	Text  string
}

// asks tells whether a survey can be answered at this kiosk. Where it stands at no desk, there may be places at one of them still.
func (s *Surface) asks(r *http.Request, v *view) bool {
	asked, err := s.site.Service.OpenToAll(r.Context(), v.actor, v.deskHere())
	if f := app.FaultOf(err); f != nil && f.Kind == app.Unlawful {
		return v.deskHere() == ""
	}
	return err == nil && asked != nil && asked.Phase == wave.Open
}

// deskHere is the desk at which the kiosk stands; empty: it stands elsewhere.
func (v *view) deskHere() string {
	if at := v.actor.Place; at.Kind == app.AtDesk && findDesk(v.Charter, at.ID) != nil {
		return at.ID
	}
	return ""
}

// survey asks which desk was used; a kiosk at a desk knows.
func (s *Surface) survey(w http.ResponseWriter, r *http.Request, v *view) error {
	v.Title = v.C.T("ask.kiosk.desk")
	p := surveyDesksPage{view: v}
	for i := range v.Charter.Directory.Desks {
		if d := &v.Charter.Directory.Desks[i]; !d.Complaints && (v.deskHere() == "" || d.ID == v.deskHere()) {
			p.Choices = append(p.Choices, choice{d.Name.In(v.lang()), v.where(d.Room), d.ID})
		}
	}
	if v.deskHere() == "" {
		p.Choices = append(p.Choices, choice{Text: v.C.T("ask.kiosk.other")})
	}
	return ui.Render(w, r, http.StatusOK, surveyDesksView(p))
}

// surveyDesksPage asks which desk was used; Href of a choice is the desk.
type surveyDesksPage struct {
	*view
	Choices []choice
}

// answer takes a screen. What was answered goes along in the form: a kiosk that is left alone goes back to its beginning, and nothing is
// left of it.
func (s *Surface) answer(w http.ResponseWriter, r *http.Request, v *view) error {
	web.Unsized(w)
	web.Private(w) // what one visitor has answered is not kept for the next
	form, err := s.site.Form(r)
	if err != nil {
		return err
	}
	defer form.Close()
	desk, begun := form.Get("desk"), form.Get("at") != ""
	asked, err := s.site.Service.OpenToAll(r.Context(), v.actor, desk)
	switch f := app.FaultOf(err); {
	case f != nil && f.Kind == app.Unlawful:
		return s.surveyEnd(w, r, v, "ask.kiosk.over", v.C.T(f.Key, f.Args...))
	case err != nil:
		return err
	case asked == nil || !begun && asked.Phase != wave.Open:
		return s.surveyEnd(w, r, v, "ask.kiosk.over", v.C.T("fault.survey_over"))
	}
	sheet, fresh := ask.Begin(asked.Questionnaire, s.site.Service.NewKey()), true
	if begun {
		sheet = ask.Read(asked.Questionnaire, form.Values)
	}
	sheet.C, sheet.Kiosk, sheet.Action, sheet.Hidden = v.C, true, surveyPath, map[string]string{"desk": desk}
	if begun {
		fresh = sheet.Step(form.Values)
	}
	if sheet.Done() {
		return s.finish(w, r, v, sheet, desk)
	}
	if fresh {
		if err := s.site.Service.SeenAtKiosk(r.Context(), v.actor, sheet.At+1); err != nil {
			return err
		}
	}
	return s.question(w, r, v, sheet)
}

func (s *Surface) question(w http.ResponseWriter, r *http.Request, v *view, sheet *ask.Sheet) error {
	v.Title = sheet.Title()
	status := http.StatusOK
	if sheet.Fault != "" {
		status = http.StatusUnprocessableEntity
	}
	return ui.Render(w, r, status, surveyView(surveyPage{view: v, Sheet: sheet}))
}

func (s *Surface) finish(w http.ResponseWriter, r *http.Request, v *view, sheet *ask.Sheet, desk string) error {
	_, err := s.site.Service.AnswerOpen(r.Context(), v.actor, app.Answering{Key: sheet.Key, Answers: sheet.Answers, Desk: desk})
	f := app.FaultOf(err)
	switch {
	case err == nil:
		return s.surveyEnd(w, r, v, "ask.kiosk.done", v.C.T("ask.kiosk.done.text"))
	case f != nil && f.Kind == app.Unlawful:
		return s.surveyEnd(w, r, v, "ask.kiosk.over", v.C.T(f.Key, f.Args...))
	case f != nil && f.Kind == app.Invalid && len(f.Fields) > 0 && sheet.Reject(f.Fields[0].Field, v.C.T(f.Fields[0].Key, f.Fields[0].Args...)):
		return s.question(w, r, v, sheet)
	}
	return err
}

// surveyEnd says what has become of the answers, for a short while.
func (s *Surface) surveyEnd(w http.ResponseWriter, r *http.Request, v *view, title, text string) error {
	v.Title, v.Idle = v.C.T(title), min(s.idle, pressedShown)
	return ui.Render(w, r, http.StatusOK, surveyEndView(surveyPage{view: v, Text: text}))
}
