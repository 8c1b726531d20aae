package manage

import (
	"net/http"
	"net/url"
	"slices"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/survey"
	"jikim/internal/web"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// resultPage is the result of a survey that is over: its weak items, their improvement tasks, and what is published of it.
type resultPage struct {
	ui.Page
	v *staff.View
	*app.SurveyReview
	Plan  *app.SurveyPlan
	Key   string
	Task  []ui.Field // of a new task
	Where []ui.Field // of the publication
	Lead  []ui.Field // of the plan
	Why   []ui.Field // of a correction
	// Failed is the task whose change was faulty, with the fields as they were filled in; "" when none was.
	Failed string
	Change []ui.Field
}

// registerResult adds the routes of results.
func (s *Surface) registerResult(mux web.Mux) {
	mux.Handle("GET "+wavesPath+"/{id}/result", s.guard(app.Manager, s.result))
	mux.Handle("POST "+wavesPath+"/{id}/result/tasks", s.guard(app.Manager, s.addTask))
	mux.Handle("POST "+wavesPath+"/{id}/result/tasks/{task}", s.guard(app.Manager, s.changeTask))
	mux.Handle("POST "+wavesPath+"/{id}/result/publish", s.guard(app.Manager, s.publishResult))
	mux.Handle("POST "+wavesPath+"/{id}/result/correct", s.guard(app.Manager, s.correctResult))
	mux.Handle("POST "+wavesPath+"/{id}/result/plan", s.guard(app.Manager, s.publishPlan))
}

// resultPath is where the result of a survey is reviewed.
func resultPath(id string) string { return wavesPath + "/" + url.PathEscape(id) + "/result" }

func (s *Surface) result(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.resultPage(r, v, url.Values{}, nil)
	if err != nil {
		return err
	}
	if did := r.URL.Query().Get("did"); slices.Contains([]string{"result.task", "result.publish", "result.planning", "survey.correct"}, did) {
		p.Page.Flash = []ui.Alert{{C: v.C, Kind: "success", Text: v.C.T(did + ".did")}}
	}
	return ui.Render(w, r, http.StatusOK, resultView(p))
}

func (s *Surface) resultPage(r *http.Request, v *staff.View, form url.Values, faults []ui.FieldError) (*resultPage, error) {
	review, err := s.app.ReviewSurvey(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	p := &resultPage{Page: v.Page, v: v, SurveyReview: review, Key: s.app.NewKey()}
	p.Page.Title, p.Page.Lead, p.Page.Errors = v.C.T("result.review.title", "year", yearText(review.Year)), v.C.T("result.review.lead"), faults
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("ask.manage.title"), Href: wavesPath}, {Text: review.Wave, Href: wavesPath + "/" + url.PathEscape(review.Wave)}, {Text: p.Page.Title}}
	if review.Published {
		all, err := s.app.PublishedSurvey(r.Context(), v.Actor.Institution, review.Wave)
		if err != nil {
			return nil, err
		}
		p.Plan = all.Plan
	}
	p.fields(form, faults)
	return p, nil
}

// fields makes the forms of the page, filled with what was entered.
func (p *resultPage) fields(form url.Values, faults []ui.FieldError) {
	c, lang := p.C, p.v.Lang()
	field := func(name, label string, f ui.Field) ui.Field {
		f.C, f.Name, f.Label, f.Value, f.Error = c, name, c.T(label), form.Get(name), ui.ErrorOf(faults, name)
		return f
	}
	items := []ui.Option{{Value: "", Label: c.T("result.task.choose")}}
	for _, item := range p.Asked.Rated() {
		label := item.Name.In(lang)
		if slices.Contains(p.Missing, item.ID) {
			label = c.T("result.task.needs", "item", label)
		}
		items = append(items, ui.Option{Value: item.ID, Label: label, Selected: form.Get("item") == item.ID})
	}
	due := field("due", "result.task.due", ui.Field{Kind: ui.DateField, Required: true, Short: true})
	p.Task = []ui.Field{
		field("item", "result.task.item", ui.Field{Kind: ui.Select, Options: items, Required: true}),
		field("what", "result.task.what", ui.Field{Hint: c.T("result.task.what.hint"), Required: true, Max: 200}),
		field("owner", "result.task.owner", ui.Field{Kind: ui.Select, Options: owners(p.v.Charter, lang, form.Get("owner"), c.T("result.task.choose")), Required: true}),
		due,
	}
	where := ui.Field{C: c, Kind: ui.Radio, Name: "where", Label: c.T("result.publish.where"), Error: ui.ErrorOf(faults, "where"), Options: []ui.Option{
		{Value: "homepage", Label: c.T("choice.where.homepage"), Selected: form.Get("where") != "both"},
		{Value: "both", Label: c.T("choice.where.both"), Hint: c.T("result.publish.board.hint"), Selected: form.Get("where") == "both"}}}
	p.Where = []ui.Field{where}
	p.Why = []ui.Field{field("reason", "survey.correct.reason", ui.Field{Hint: c.T("survey.correct.reason.hint"), Required: true, Max: 200})}
	p.Lead = []ui.Field{field("lead", "result.planning.lead", ui.Field{Kind: ui.TextArea, Rows: 3}), where}
}

// owners lists departments and desks.
func owners(ch *charter.Charter, lang, chosen, none string) []ui.Option {
	out := []ui.Option{{Value: "", Label: none}}
	for i := range ch.Directory.Departments {
		d := &ch.Directory.Departments[i]
		out = append(out, ui.Option{Value: d.ID, Label: d.Name.In(lang), Selected: chosen == d.ID})
	}
	for i := range ch.Directory.Desks {
		d := &ch.Directory.Desks[i]
		out = append(out, ui.Option{Value: d.ID, Label: d.Name.In(lang), Selected: chosen == d.ID})
	}
	return out
}

// ownerName names a department or desk.
func (p *resultPage) ownerName(id string) string {
	if d := p.v.Charter.Directory.FindDepartment(id); d != nil {
		return d.Name.In(p.v.Lang())
	}
	if d := p.v.Charter.Directory.FindDesk(id); d != nil {
		return d.Name.In(p.v.Lang())
	}
	return id // it is no longer in the directory
}

func (p *resultPage) name(id string) string { return p.Asked.NameOf(id).In(p.v.Lang()) }

// changing are the fields by which a task is changed.
func (p *resultPage) changing(t *survey.Task) []ui.Field {
	if p.Failed == t.ID {
		return p.Change
	}
	return changeFields(p.v, t.ID, string(t.State()), "", nil)
}

func changeFields(v *staff.View, task, state, note string, faults []ui.FieldError) []ui.Field {
	options := make([]ui.Option, len(survey.TaskStates))
	for i, st := range survey.TaskStates {
		options[i] = ui.Option{Value: string(st), Label: v.C.T("result.task." + string(st)), Selected: state == string(st)}
	}
	return []ui.Field{
		{C: v.C, Kind: ui.Select, Name: task + ".state", Label: v.C.T("result.task.state"), Options: options, Error: ui.ErrorOf(faults, task+".state"), Short: true},
		{C: v.C, Name: task + ".note", Label: v.C.T("result.task.note"), Hint: v.C.T("result.task.note.hint"), Value: note, Error: ui.ErrorOf(faults, task+".note"), Max: 200},
	}
}

func (s *Surface) addTask(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	f := r.PostForm
	due, _ := civil.ParseDate(f.Get("due")) // what is no day is missing
	err := s.app.AddTask(r.Context(), v.Actor, r.PathValue("id"), app.NewTask{Key: f.Get("key"), Item: f.Get("item"), What: f.Get("what"), Owner: f.Get("owner"), Due: due})
	return s.didResult(w, r, v, err, "result.task")
}

func (s *Surface) publishResult(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	return s.didResult(w, r, v, s.app.PublishSurvey(r.Context(), v.Actor, r.PathValue("id"), r.PostForm.Get("where")), "result.publish")
}

func (s *Surface) correctResult(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	f := r.PostForm
	err := s.app.CorrectSurvey(r.Context(), v.Actor, r.PathValue("id"), app.NewSurveyCorrection{Reason: f.Get("reason"), Of: f.Get("of"), Digest: f.Get("digest")})
	return s.didResult(w, r, v, err, "survey.correct")
}

func (s *Surface) publishPlan(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	return s.didResult(w, r, v, s.app.PublishPlan(r.Context(), v.Actor, r.PathValue("id"), r.PostForm.Get("where"), r.PostForm.Get("lead")), "result.planning")
}

// didResult leads back to the page, or shows it again with what was wrong.
func (s *Surface) didResult(w http.ResponseWriter, r *http.Request, v *staff.View, err error, did string) error {
	if err == nil {
		http.Redirect(w, r, resultPath(r.PathValue("id"))+"?did="+did, http.StatusSeeOther)
		return nil
	}
	faults := staff.Faults(v.C, err)
	if faults == nil {
		return err
	}
	p, err := s.resultPage(r, v, r.PostForm, faults)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, resultView(p))
}

func (s *Surface) changeTask(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	id, task := r.PathValue("id"), r.PathValue("task")
	state, note := r.PostForm.Get(task+".state"), r.PostForm.Get(task+".note")
	err := s.app.ChangeTask(r.Context(), v.Actor, id, task, survey.TaskState(state), note)
	if err == nil {
		http.Redirect(w, r, resultPath(id)+"?did=result.task", http.StatusSeeOther)
		return nil
	}
	faults := staff.Faults(v.C, err)
	if faults == nil {
		return err
	}
	for i := range faults {
		if faults[i].Field != "" {
			faults[i].Field = task + "." + faults[i].Field
		}
	}
	p, err := s.resultPage(r, v, url.Values{}, faults)
	if err != nil {
		return err
	}
	p.Failed, p.Change = task, changeFields(v, task, state, note, faults)
	return ui.Render(w, r, http.StatusUnprocessableEntity, resultView(p))
}
