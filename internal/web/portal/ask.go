package portal

import (
	"net/http"
	"net/url"

	"jikim/internal/app"
	"jikim/internal/core/wave"
	"jikim/internal/web"
	"jikim/internal/web/ask"
	"jikim/internal/web/ui"
)

// askPath is where the one-time links of surveys lead.
const askPath = "/s/"

// asking is a page of a survey.
type asking struct {
	view
	Survey *app.AskedSurvey
	Sheet  *ask.Sheet // nil: no question is on the page
	Action string
	Said   string // what has become of the answer, or why none is taken: done, refused, used, over
	Masked bool
}

// survey shows what a one-time link asks for, before the first question.
func (p *Portal) survey(w http.ResponseWriter, r *http.Request) error {
	page, err := p.asking(w, r)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if page.Said == "gone" {
		status = http.StatusNotFound
	}
	return ui.Render(w, r, status, surveyStart(*page))
}

// asking finds the survey of a link; one that leads to none, any more or ever, gives a page that says so.
func (p *Portal) asking(w http.ResponseWriter, r *http.Request) (*asking, error) {
	web.Private(w)
	web.Unsized(w)
	v, err := p.view(w, r, "ask.title")
	if err != nil {
		return nil, err
	}
	page := &asking{view: v, Action: askPath + url.PathEscape(r.PathValue("token"))}
	page.Path = page.Action // the switches of language and colours lead to a page that can be shown again
	page.Survey, err = p.site.Service.AskedSurvey(r.Context(), p.site.Visitor(r), r.PathValue("token"))
	switch f := app.FaultOf(err); {
	case f != nil && f.Kind == app.Unknown:
		page.Said = "gone"
		return page, nil
	case err != nil:
		return nil, err
	}
	page.Title = page.Survey.Name.In(v.lang())
	switch s := page.Survey; {
	case s.Refused:
		page.Said = "refused"
	case s.Used:
		page.Said = "used"
	case s.Phase != wave.Open:
		page.Said = "over"
	}
	return page, nil
}

// answerSurvey takes a screen: it shows the next one, or keeps the answers after the last. After the closing instant no survey is begun,
// and one that was begun before can be finished.
func (p *Portal) answerSurvey(w http.ResponseWriter, r *http.Request) error {
	page, err := p.asking(w, r)
	if err != nil {
		return err
	}
	form, err := p.site.Form(r)
	if err != nil {
		return err
	}
	defer form.Close()
	begun := form.Get("at") != ""
	if page.Said != "" && (page.Said != "over" || !begun || page.Survey.Phase != wave.Ending) {
		if page.Said == "used" && begun {
			s := ask.Read(page.Survey.Questionnaire, form.Values)
			s.C = page.C
			if s.Step(form.Values); s.Done() { // the last screen came twice
				return p.finishSurvey(w, r, page, s)
			}
		}
		return ui.Render(w, r, http.StatusConflict, surveyStart(*page))
	}
	page.Said = ""
	s := ask.Begin(page.Survey.Questionnaire, p.site.Service.NewKey())
	fresh := true
	if begun {
		s = ask.Read(page.Survey.Questionnaire, form.Values)
		s.C = page.C
		fresh = s.Step(form.Values)
	}
	s.C = page.C
	if fresh {
		if err := p.site.Service.SeenScreen(r.Context(), p.site.Visitor(r), r.PathValue("token"), s.At+1); err != nil {
			return err
		}
	}
	if s.Done() {
		return p.finishSurvey(w, r, page, s)
	}
	return p.surveyScreen(w, r, page, s)
}

func (p *Portal) surveyScreen(w http.ResponseWriter, r *http.Request, page *asking, s *ask.Sheet) error {
	s.C, s.Action = page.C, page.Action
	page.Sheet, page.Title = s, s.Title()
	status := http.StatusOK
	if s.Fault != "" {
		status = http.StatusUnprocessableEntity
	}
	return ui.Render(w, r, status, surveyQuestion(*page))
}

func (p *Portal) finishSurvey(w http.ResponseWriter, r *http.Request, page *asking, s *ask.Sheet) error {
	got, err := p.site.Service.AnswerSurvey(r.Context(), p.site.Visitor(r), r.PathValue("token"), app.Answering{Key: s.Key, Answers: s.Answers})
	switch f := app.FaultOf(err); {
	case err == nil:
		page.Said, page.Masked = "done", got.Masked
		return ui.Render(w, r, http.StatusOK, surveyStart(*page))
	case f != nil && f.Kind == app.Unlawful:
		page.Said = "over"
		if f.Key == "fault.survey_used" {
			page.Said = "used"
		}
		return ui.Render(w, r, http.StatusConflict, surveyStart(*page))
	case f != nil && f.Kind == app.Invalid:
		for _, x := range f.Fields {
			if s.Reject(x.Field, page.C.T(x.Key, x.Args...)) {
				return p.surveyScreen(w, r, page, s)
			}
		}
		s = ask.Begin(page.Survey.Questionnaire, p.site.Service.NewKey()) // an old page is made fresh
		s.Answers = ask.Read(page.Survey.Questionnaire, r.PostForm).Answers
		return p.surveyScreen(w, r, page, s)
	}
	return err
}

// refuseSurvey has the receiver of a link never be asked again.
func (p *Portal) refuseSurvey(w http.ResponseWriter, r *http.Request) error {
	err := p.site.Service.RefuseSurvey(r.Context(), p.site.Visitor(r), r.PathValue("token"))
	if f := app.FaultOf(err); err != nil && (f == nil || f.Kind != app.Unlawful && f.Kind != app.Unknown) {
		return err
	}
	http.Redirect(w, r, askPath+url.PathEscape(r.PathValue("token")), http.StatusSeeOther)
	return nil
}

// codePage is where the code of a letter is typed.
type codePage struct {
	view
	Code ui.Field
}

// surveyCode asks for the code of a letter.
func (p *Portal) surveyCode(w http.ResponseWriter, r *http.Request) error {
	return p.codePage(w, r, false)
}

func (p *Portal) codePage(w http.ResponseWriter, r *http.Request, wrong bool) error {
	web.Private(w)
	v, err := p.view(w, r, "survey.code.title")
	if err != nil {
		return err
	}
	page := codePage{view: v, Code: ui.Field{C: v.C, Name: "code", Label: v.C.T("survey.code.label"), Hint: v.C.T("survey.code.hint"), Required: true, Short: true,
		Attrs: map[string]any{"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "maxlength": "40"}}}
	status := http.StatusOK
	if wrong {
		page.Code.Error, status = v.C.T("survey.code.unknown"), http.StatusUnprocessableEntity
		page.Errors = []ui.FieldError{{Field: "code", Label: page.Code.Label, Message: page.Code.Error}}
	}
	return ui.Render(w, r, status, surveyCode(page))
}

// typedCode leads to the survey of a code. One that opens nothing is not told apart from one that did once.
func (p *Portal) typedCode(w http.ResponseWriter, r *http.Request) error {
	form, err := p.site.Form(r)
	if err != nil {
		return err
	}
	defer form.Close()
	code := wave.ReadCode(form.Values.Get("code"))
	_, err = p.site.Service.AskedSurvey(r.Context(), p.site.Visitor(r), code)
	if f := app.FaultOf(err); f != nil && f.Kind == app.Unknown {
		return p.codePage(w, r, true)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, askPath+url.PathEscape(code), http.StatusSeeOther)
	return nil
}

// anonymity tells in plain words how it comes that nobody can tell who answered a survey.
func (p *Portal) anonymity(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r, "ask.anonymity.title")
	if err != nil {
		return err
	}
	v.Lead = v.C.T("ask.anonymity.lead")
	return ui.Render(w, r, http.StatusOK, surveyAnonymity(v))
}
