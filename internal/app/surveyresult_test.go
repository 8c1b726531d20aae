package app_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/core/survey"
	"jikim/test/harness"
)

// over takes a survey of fourteen people to its end, in which the telephone does badly. It returns its identifier.
func (s *asking) over(t *testing.T) string {
	t.Helper()
	id := s.open(t)
	for i, token := range s.links(t) {
		asked := must(s.AskedSurvey(s.Context(), s.citizen(), token))(t)
		answers := filled(asked.Questionnaire, 8+i%3, "주차장이 좁습니다.")
		answers["delivery.phone"] = survey.Answer{Rating: 3 + i%2}
		must(s.AnswerSurvey(s.Context(), s.citizen(), token, app.Answering{Key: s.NewKey(), Answers: answers}))(t)
	}
	if err := s.CloseSurvey(s.Context(), s.manager, id); err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Second)
	return id
}

// promised returns what became of a promise about surveys lately.
func (s *asking) promised(t *testing.T, promise string) judge.Verdict {
	t.Helper()
	for _, d := range must(s.SurveyYear(s.Context(), harness.Institution))(t) {
		if d.Promise.ID == promise && len(d.Verdicts) > 0 {
			return d.Verdicts[0]
		}
	}
	return judge.Verdict{}
}

// task begins a task for an item.
func (s *asking) task(id, item string) error {
	return s.AddTask(s.Context(), s.manager, id, app.NewTask{Key: s.NewKey(), Item: item, What: "회선을 늘리고 응대 교육을 합니다.", Owner: "총무과", Due: civil.Date{Year: 2027, Month: 3, Day: 31}})
}

func TestSurveyFromResultToPlan(t *testing.T) {
	t.Parallel()
	s := newAsking(t, 14)
	id := s.over(t)
	if got := s.promised(t, "survey.publish"); got.Status != judge.Pending {
		t.Fatalf("before it is published survey.publish is %v", got.Status)
	}
	v := must(s.ReviewSurvey(s.Context(), s.manager, id))(t)
	phone := v.Analysis.Row("delivery.phone")
	if v.Published || v.Analysis.N != 14 || !phone.Weak || phone.Mean != 35 || phone.Top != 0 || len(v.Words["comment.better"]) != 14 {
		t.Fatalf("review %+v, telephone %+v", v.SurveyResult, phone)
	}
	wantFault(t, s.PublishSurvey(s.Context(), s.manager, id, "homepage"), app.Unlawful, "")
	if _, err := s.PublishedSurvey(s.Context(), harness.Institution, id); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("what is not published can be seen: %v", err)
	}
	wantFault(t, s.PublishPlan(s.Context(), s.manager, id, "homepage", ""), app.Unknown, "")

	for _, item := range v.Missing {
		if err := s.task(id, item); err != nil {
			t.Fatal(err)
		}
	}
	wantFault(t, s.PublishSurvey(s.Context(), s.manager, id, "board"), app.Invalid, "where")
	for range 2 { // a form that comes twice publishes once
		if err := s.PublishSurvey(s.Context(), s.manager, id, "homepage"); err != nil {
			t.Fatal(err)
		}
	}
	published := s.recorded(fact.SurveyPublished)
	p := must(s.PublishedSurvey(s.Context(), harness.Institution, id))(t)
	if len(published) != 1 || published[0].Data.Text("where") != "homepage" || !published[0].Data.True("shortcomings") || published[0].Data.Text("digest") != p.Digest {
		t.Fatalf("published %+v", published)
	}
	for _, promise := range []string{"survey.publish", "survey.tasks"} {
		if got := s.promised(t, promise); got.Status != judge.Kept {
			t.Errorf("%s is %v", promise, got.Status)
		}
	}
	if got := s.promised(t, "survey.plan"); got.Status != judge.Pending {
		t.Errorf("survey.plan is %v", got.Status)
	}
	if err := s.PublishPlan(s.Context(), s.manager, id, "both", "올해 안에 고치겠습니다."); err != nil {
		t.Fatal(err)
	}
	if got := s.promised(t, "survey.plan"); got.Status != judge.Kept {
		t.Errorf("after the plan survey.plan is %v", got.Status)
	}
	if plan := s.recorded(fact.PlanPublished); published[0].Data.Text("of") != s.recorded(fact.SurveyClosed)[0].ID || len(plan) != 1 || plan[0].Data.Text("of") != published[0].ID {
		t.Errorf("the result and the plan do not say of which survey they are: %+v, %+v", published, plan)
	}
	after := must(s.PublishedSurvey(s.Context(), harness.Institution, id))(t)
	if after.Digest != p.Digest || after.Plan == nil || after.Plan.Where != "both" || len(after.Plan.Tasks) != len(v.Missing) {
		t.Errorf("plan %+v", after.Plan)
	}
}

func TestSurveyThatIsPublishedLateBreaksThePromise(t *testing.T) {
	t.Parallel()
	s := newAsking(t, 14)
	id := s.over(t)
	for _, item := range must(s.ReviewSurvey(s.Context(), s.manager, id))(t).Missing {
		if err := s.task(id, item); err != nil {
			t.Fatal(err)
		}
	}
	s.Until(harness.At(t, "2026-12-04 10:00"))
	if got := s.promised(t, "survey.publish"); got.Status != judge.Broken {
		t.Fatalf("after a month survey.publish is %v, due %v", got.Status, got.Due)
	}
	if err := s.PublishSurvey(s.Context(), s.manager, id, "both"); err != nil {
		t.Fatal(err)
	}
	if got := s.promised(t, "survey.publish"); got.Status != judge.Broken {
		t.Errorf("a late publication makes it %v", got.Status)
	}
}

func TestTasksOfASurvey(t *testing.T) {
	t.Parallel()
	s := newAsking(t, 14)
	id := s.over(t)
	bad := func(n app.NewTask) error {
		n.Key = s.NewKey()
		return s.AddTask(s.Context(), s.manager, id, n)
	}
	due := civil.Date{Year: 2027, Month: 3, Day: 31}
	for field, n := range map[string]app.NewTask{
		"what":  {Item: "delivery.phone", What: "kim@example.kr", Owner: "총무과", Due: due},
		"owner": {Item: "delivery.phone", What: "교육", Owner: "아무개", Due: due},
		"item":  {Item: "comment.better", What: "교육", Owner: "총무과", Due: due},
		"due":   {Item: "delivery.phone", What: "교육", Owner: "총무과", Due: civil.Date{Year: 2026, Month: 11, Day: 1}},
	} {
		wantFault(t, bad(n), app.Invalid, field)
	}
	if err := s.task(id, "delivery.phone"); err != nil {
		t.Fatal(err)
	}
	v := must(s.ReviewSurvey(s.Context(), s.manager, id))(t)
	task := v.Tasks[0]
	if task.Owner != "general_affairs" || task.State() != survey.Planned {
		t.Fatalf("task %+v", task)
	}
	change := func(state survey.TaskState, note string) error {
		return s.ChangeTask(s.Context(), s.manager, id, task.ID, state, note)
	}
	wantFault(t, change(survey.Done, " "), app.Invalid, "note")
	wantFault(t, change(survey.Dropped, ""), app.Invalid, "note")
	wantFault(t, change(survey.Doing, "010-2000-0001"), app.Invalid, "note")
	wantFault(t, change("forgotten", ""), app.Invalid, "state")
	wantFault(t, s.ChangeTask(s.Context(), s.manager, id, "none", survey.Doing, ""), app.Unknown, "")
	for _, step := range []struct {
		state survey.TaskState
		note  string
	}{{survey.Doing, ""}, {survey.Doing, ""}, {survey.Dropped, "예산이 없습니다."}} {
		if err := change(step.state, step.note); err != nil {
			t.Fatal(err)
		}
	}
	v = must(s.ReviewSurvey(s.Context(), s.manager, id))(t)
	if got := v.Tasks[0]; len(got.Changes) != 3 || got.State() != survey.Dropped || got.Changes[1].By != s.manager.Account {
		t.Errorf("changes %+v", got.Changes)
	}
	if !strings.Contains(strings.Join(v.Missing, " "), "delivery.phone") {
		t.Errorf("a dropped task counts: %v", v.Missing)
	}
}

// TestNextYearShowsWhatBecameOfTheTasks takes two surveys, one after the other.
func TestNextYearShowsWhatBecameOfTheTasks(t *testing.T) {
	t.Parallel()
	s := newAsking(t, 14)
	first := s.over(t)
	for _, item := range must(s.ReviewSurvey(s.Context(), s.manager, first))(t).Missing {
		if err := s.task(first, item); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.PublishSurvey(s.Context(), s.manager, first, "homepage"); err != nil {
		t.Fatal(err)
	}
	task := must(s.PublishedSurvey(s.Context(), harness.Institution, first))(t).Now[0]
	if err := s.ChangeTask(s.Context(), s.manager, first, task.ID, survey.Done, "회선 2개를 늘렸습니다."); err != nil {
		t.Fatal(err)
	}
	s.email.got, s.sms.got, s.kakao.got = nil, nil, nil
	s.Advance(time.Minute)
	second := s.over(t)
	for _, item := range must(s.ReviewSurvey(s.Context(), s.manager, second))(t).Missing {
		if err := s.task(second, item); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.PublishSurvey(s.Context(), s.manager, second, "homepage"); err != nil {
		t.Fatal(err)
	}
	p := must(s.PublishedSurvey(s.Context(), harness.Institution, second))(t)
	if p.Before != first || len(p.Former) == 0 || p.Former[0].State() != survey.Done || p.Former[0].Note() != "회선 2개를 늘렸습니다." {
		t.Errorf("the survey before %q, its tasks %+v", p.Before, p.Former)
	}
	if tr := p.Analysis.Row("delivery.phone").Trend; tr == nil || tr.By != 0 || tr.Significant() {
		t.Errorf("nothing changed: %+v", tr)
	}
	if all := must(s.PublishedSurveys(s.Context(), harness.Institution))(t); len(all) != 2 || all[0].Wave != second {
		t.Errorf("%d results", len(all))
	}
}

// TestACorrectionIsAnotherResult publishes a result that an older program has computed wrongly, and corrects it.
func TestACorrectionIsAnotherResult(t *testing.T) {
	t.Parallel()
	s := newAsking(t, 14)
	id := s.over(t)
	v := must(s.ReviewSurvey(s.Context(), s.manager, id))(t)
	for _, item := range v.Missing {
		if err := s.task(id, item); err != nil {
			t.Fatal(err)
		}
	}
	right := v.Analysis.Row("overall").Mean
	v.Analysis.Row("overall").Mean = 12.5
	v.PublishedAt, v.Where = s.Now(), "homepage"
	wrong := must(json.Marshal(v.SurveyResult))(t)
	if err := s.Store.PutDocument(s.Context(), &app.Document{Institution: harness.Institution, Kind: "survey", Name: id, At: s.Now(), Body: wrong}); err != nil {
		t.Fatal(err)
	}
	if err := s.PublishSurvey(s.Context(), s.manager, id, "homepage"); err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Hour)
	v = must(s.ReviewSurvey(s.Context(), s.manager, id))(t)
	if v.Correction == nil || v.Correction.ID != id+".2" || len(v.Changes) != 1 || v.Changes[0].Was.Mean != 12.5 || v.Changes[0].Now.Mean != right {
		t.Fatalf("the correction is %+v, it changes %+v", v.Correction, v.Changes)
	}
	n := app.NewSurveyCorrection{Of: id, Digest: v.Correction.Fingerprint(), Reason: "전반적 만족도를 잘못 셈했습니다."}
	for _, bad := range []struct {
		change func(*app.NewSurveyCorrection)
		kind   app.FaultKind
		field  string
	}{
		{func(n *app.NewSurveyCorrection) { n.Reason = " " }, app.Invalid, "reason"},
		{func(n *app.NewSurveyCorrection) { n.Reason = "kim@example.kr" }, app.Invalid, "reason"},
		{func(n *app.NewSurveyCorrection) { n.Digest = "0" }, app.Conflict, ""},
		{func(n *app.NewSurveyCorrection) { n.Of = id + ".2" }, app.Conflict, ""},
	} {
		other := n
		bad.change(&other)
		wantFault(t, s.CorrectSurvey(s.Context(), s.manager, id, other), bad.kind, bad.field)
	}
	for range 2 { // a form that comes twice corrects once
		if err := s.CorrectSurvey(s.Context(), s.manager, id, n); err != nil {
			t.Fatal(err)
		}
	}
	n.Of = id + ".2"
	wantFault(t, s.CorrectSurvey(s.Context(), s.manager, id, n), app.Unlawful, "") // nothing is to be corrected any more

	first, second := must(s.PublishedSurvey(s.Context(), harness.Institution, id))(t), must(s.PublishedSurvey(s.Context(), harness.Institution, id+".2"))(t)
	if first.Analysis.Row("overall").Mean != 12.5 || first.Newest().ID != id+".2" || len(first.All) != 2 {
		t.Errorf("the first result is %+v", first.SurveyResult)
	}
	if second.Analysis.Row("overall").Mean != right || second.Corrects != id || second.Reason != n.Reason || second.Wave != id || len(second.Now) != len(first.Now) {
		t.Errorf("the correction is %+v", second.SurveyResult)
	}
	if all := must(s.PublishedSurveys(s.Context(), harness.Institution))(t); len(all) != 1 || all[0].ID != id+".2" {
		t.Errorf("listed are %d results", len(all))
	}
	told := s.recorded(fact.SurveyCorrected)
	if len(told) != 1 || told[0].Data.Text("corrects") != id || told[0].Data.Text("digest") != second.Digest || told[0].Data.Text("wave") != id {
		t.Errorf("on record is %+v", told)
	}
	if got := len(s.recorded(fact.SurveyPublished)); got != 1 {
		t.Errorf("%d publications are on record: the correction is none, and no second plan is owed", got)
	}
	s.Advance(2 * time.Minute) // for which the list is kept
	listed := map[string]string{}
	for _, p := range must(s.Publications(s.Context(), harness.Institution))(t) {
		if p.Kind == "survey" {
			listed[p.Result] = p.Corrects + " " + p.Digest
		}
	}
	if len(listed) != 2 || listed[id] != " "+first.Digest || listed[id+".2"] != id+" "+second.Digest {
		t.Errorf("listed are %v", listed)
	}
	wantFault(t, s.PublishPlan(s.Context(), s.manager, id+".2", "homepage", ""), app.Unknown, "")
	if err := s.PublishPlan(s.Context(), s.manager, id, "homepage", ""); err != nil {
		t.Error(err)
	}
}

// TestHowASurveyWasTaken is published beside what it came to.
func TestHowASurveyWasTaken(t *testing.T) {
	t.Parallel()
	s := newAsking(t, 14)
	id := s.open(t)
	for i, token := range s.links(t) {
		asked := must(s.AskedSurvey(s.Context(), s.citizen(), token))(t)
		for screen := range len(asked.Items()) {
			if screen > 3 && i > 8 {
				break // five stop at the fourth question
			}
			if err := s.SeenScreen(s.Context(), s.citizen(), token, screen+1); err != nil {
				t.Fatal(err)
			}
		}
		if i <= 8 {
			must(s.AnswerSurvey(s.Context(), s.citizen(), token, app.Answering{Key: s.NewKey(), Answers: filled(asked.Questionnaire, 8, "")}))(t)
		}
	}
	if err := s.CloseSurvey(s.Context(), s.manager, id); err != nil {
		t.Fatal(err)
	}
	v := must(s.ReviewSurvey(s.Context(), s.manager, id))(t)
	f := v.Fieldwork
	if f == nil || v.Invited != 15 || v.Responded != 9 || f.Begun != 14 || f.Finished != 9 || f.Free != 0 || len(f.Quotas) != len(v.Asked.Quotas) {
		t.Fatalf("invited %d, responded %d, taken %+v", v.Invited, v.Responded, f)
	}
	asked := 0
	for _, s := range f.Strata {
		asked += s.Asked
	}
	if !f.Withheld && asked != 15 {
		t.Errorf("strata %+v", f.Strata)
	}
}
