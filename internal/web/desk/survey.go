package desk

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"jikim/internal/app"
	"jikim/internal/core/survey"
	"jikim/internal/core/wave"
	"jikim/internal/web"
	"jikim/internal/web/ask"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// sheetPage is for entering numbered questionnaires from paper, one after the other, by the keyboard alone.
type sheetPage struct {
	ui.Page
	Survey *app.AskedSurvey // nil: none is running
	Key    string
	Fields []ui.Field
}

// sheetPath is where paper is entered; callPath is where officers ask on the telephone.
const (
	sheetPath = "/desk/survey/sheet"
	callPath  = "/desk/survey/call"
)

// ofSheet is what the names of the fields of a sheet begin with.
const ofSheet = "q."

func (s *Surface) surveySheet(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.sheetPage(r, v, url.Values{}, nil)
	if err != nil {
		return err
	}
	if done := r.URL.Query().Get("done"); done != "" {
		p.Page.Flash = []ui.Alert{{C: v.C, Kind: "success", Text: v.C.T("ask.enter.done", "n", done)}}
	}
	return ui.Render(w, r, http.StatusOK, sheetView(p))
}

func (s *Surface) sheetPage(r *http.Request, v *staff.View, form url.Values, faults []ui.FieldError) (*sheetPage, error) {
	p := &sheetPage{Page: v.Page, Key: form.Get("key")}
	if p.Key == "" {
		p.Key = s.app.NewKey()
	}
	p.Page.Title, p.Page.Errors = v.C.T("ask.enter.title"), faults
	var err error
	if p.Survey, err = s.app.AskedSheet(r.Context(), v.Actor, 0); err != nil || p.Survey == nil {
		return p, err
	}
	p.Page.Lead = v.C.T("ask.enter.lead")
	p.Fields = []ui.Field{{C: v.C, Name: "sheet", Label: v.C.T("ask.enter.sheet"), Value: form.Get("sheet"), Required: true, Short: true,
		Error: ui.ErrorOf(faults, "sheet"), Attrs: map[string]any{"inputmode": "numeric", "autofocus": true, "autocomplete": "off"}}}
	for n, item := range p.Survey.Items() {
		f := ui.Field{C: v.C, Name: ofSheet + item.ID, Label: strconv.Itoa(n+1) + ". " + item.Text.In(v.Lang()), Value: form.Get(ofSheet + item.ID),
			Error: ui.ErrorOf(faults, ofSheet+item.ID), Short: true, Attrs: map[string]any{"autocomplete": "off"}}
		if item.Words() {
			f.Kind, f.Rows, f.Short, f.Max = ui.TextArea, 3, false, survey.MostWords
		} else {
			f.Hint = v.C.T("ask.enter.rating", "from", item.Scale.From(), "to", item.Scale.To())
			f.Attrs["maxlength"] = "2"
		}
		p.Fields = append(p.Fields, f)
	}
	return p, nil
}

func (s *Surface) doSurveySheet(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	web.Unsized(w)
	if err := r.ParseForm(); err != nil {
		return err
	}
	form := r.PostForm
	asked, err := s.app.AskedSheet(r.Context(), v.Actor, 0)
	if err != nil {
		return err
	}
	if asked == nil {
		http.Redirect(w, r, sheetPath, http.StatusSeeOther)
		return nil
	}
	answers, faults := sheetAnswers(v, asked.Questionnaire, form)
	number, err := strconv.Atoi(strings.TrimSpace(form.Get("sheet")))
	if err != nil || number < 1 {
		faults = append([]ui.FieldError{{Field: "sheet", Message: v.C.T("ask.enter.number")}}, faults...)
	}
	if faults == nil {
		_, err := s.app.EnterSheet(r.Context(), v.Actor, number, app.Answering{Key: form.Get("key"), Answers: answers})
		if err == nil {
			http.Redirect(w, r, sheetPath+"?done="+strconv.Itoa(number), http.StatusSeeOther)
			return nil
		}
		if faults = sheetFaults(v, err); faults == nil {
			return err
		}
	}
	p, err := s.sheetPage(r, v, form, faults)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, sheetView(p))
}

// sheetFaults are the faults of the use case, those of questions at their fields; what is wrong with the whole stands at the number.
func sheetFaults(v *staff.View, err error) []ui.FieldError {
	faults := staff.Faults(v.C, err)
	for i := range faults {
		switch faults[i].Field {
		case "sheet", "key":
		case "":
			faults[i].Field = "sheet"
		default:
			faults[i].Field = ofSheet + faults[i].Field
		}
	}
	return faults
}

// sheetAnswers reads what was typed from a sheet: a number of the scale, - for what does not apply, nothing for what is not marked.
func sheetAnswers(v *staff.View, q *survey.Questionnaire, form url.Values) (survey.Answers, []ui.FieldError) {
	answers := survey.Answers{}
	var faults []ui.FieldError
	for n, item := range q.Items() {
		raw := strings.TrimSpace(form.Get(ofSheet + item.ID))
		switch {
		case raw == "":
			continue
		case item.Words():
			answers[item.ID] = survey.Answer{Words: raw}
			continue
		case raw == "-" && !item.Needed:
			answers[item.ID] = survey.Answer{None: true}
			continue
		}
		rating, err := strconv.Atoi(raw)
		if err != nil || !item.Scale.Has(rating) {
			faults = append(faults, ui.FieldError{Field: ofSheet + item.ID, Label: strconv.Itoa(n + 1),
				Message: v.C.T("ask.enter.fault", "from", item.Scale.From(), "to", item.Scale.To())})
			continue
		}
		answers[item.ID] = survey.Answer{Rating: rating}
	}
	return answers, faults
}

// callPage is for asking on the telephone: whom to call and what to say first, then question by question.
type callPage struct {
	ui.Page
	Call  *app.ToCall // nil: nobody is to be called
	Open  bool        // those who call can be asked
	Desks []ui.Option
	Sheet *ask.Sheet // nil: the questions have not begun
}

func (s *Surface) callSurvey(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p := &callPage{Page: v.Page}
	p.Page.Title, p.Page.Lead = v.C.T("ask.call.title"), v.C.T("ask.call.lead")
	if said := r.URL.Query().Get("said"); said == "done" || said == "noted" {
		p.Page.Flash = []ui.Alert{{C: v.C, Kind: "success", Text: v.C.T("ask.call." + said)}}
	}
	var err error
	if p.Call, err = s.app.NextCall(r.Context(), v.Actor); err != nil {
		return err
	}
	asked, err := s.app.AskedSheet(r.Context(), v.Actor, 0) // whatever places are taken: there are other desks
	if err != nil {
		return err
	}
	p.Open = asked != nil && asked.Phase == wave.Open
	p.Desks = []ui.Option{{Value: "", Label: v.C.T("ask.desk.none")}}
	for i := range v.Charter.Directory.Desks {
		d := &v.Charter.Directory.Desks[i]
		p.Desks = append(p.Desks, ui.Option{Value: d.ID, Label: d.Name.In(v.Lang())})
	}
	return ui.Render(w, r, http.StatusOK, callView(p))
}

// doCallSurvey takes what became of a call, or a screen of its questions.
func (s *Surface) doCallSurvey(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	web.Unsized(w)
	if err := r.ParseForm(); err != nil {
		return err
	}
	form := r.PostForm
	if outcome := form.Get("outcome"); outcome != "" {
		if err := s.app.EndCall(r.Context(), v.Actor, form.Get("id"), outcome); err != nil {
			return err
		}
		http.Redirect(w, r, callPath+"?said=noted", http.StatusSeeOther)
		return nil
	}
	asked, err := s.app.AskedSheet(r.Context(), v.Actor, 0)
	if err != nil {
		return err
	}
	if asked == nil {
		http.Redirect(w, r, callPath, http.StatusSeeOther)
		return nil
	}
	sheet := ask.Begin(asked.Questionnaire, s.app.NewKey())
	if form.Get("at") != "" {
		sheet = ask.Read(asked.Questionnaire, form)
	} else if form.Get("id") == "" { // nobody is asked twenty questions for a place that is taken
		if _, err := s.app.OpenToAll(r.Context(), v.Actor, form.Get("desk")); err != nil {
			return err
		}
	}
	sheet.C, sheet.Optional, sheet.Keys, sheet.Action = v.C, true, true, callPath
	sheet.Hidden = map[string]string{"id": form.Get("id"), "desk": form.Get("desk")}
	if form.Get("at") != "" {
		sheet.Step(form)
	}
	if sheet.Done() {
		n := app.Answering{Key: sheet.Key, Answers: sheet.Answers, Desk: form.Get("desk")}
		if id := form.Get("id"); id != "" {
			_, err = s.app.AnswerCall(r.Context(), v.Actor, id, n)
		} else {
			_, err = s.app.AnswerOpen(r.Context(), v.Actor, n)
		}
		if err == nil {
			http.Redirect(w, r, callPath+"?said=done", http.StatusSeeOther)
			return nil
		}
		f := app.FaultOf(err)
		if f == nil || f.Kind != app.Invalid || len(f.Fields) == 0 || !sheet.Reject(f.Fields[0].Field, v.C.T(f.Fields[0].Key, f.Fields[0].Args...)) {
			return err
		}
	}
	p := &callPage{Page: v.Page, Sheet: sheet}
	p.Page.Title = sheet.Title()
	status := http.StatusOK
	if sheet.Fault != "" {
		status = http.StatusUnprocessableEntity
	}
	return ui.Render(w, r, status, callView(p))
}
