package result_test

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"jikim/internal/app"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/core/survey"
	"jikim/internal/web"
	"jikim/internal/web/desk"
	"jikim/internal/web/manage"
	"jikim/internal/web/portal"
	"jikim/internal/web/result"
	"jikim/internal/web/staff/stafftest"
)

// office is an office whose survey of this year is over.
type office struct {
	*stafftest.Site
	boss, visitor *stafftest.Person
	wave          string
}

// newOffice has sheets of paper filled in at three desks, the third by two people only, who find nothing wrong but the telephone.
func newOffice(t testing.TB) *office {
	t.Helper()
	o := &office{Site: stafftest.New(t, "2026-11-23 10:00", func(site *web.Server, service *app.Service) []web.Surface {
		return []web.Surface{portal.New(site), result.New(site), desk.New(site, service), manage.New(site, service)}
	})}
	o.boss, o.visitor = o.LogIn(t, "boss", app.Manager), o.Visitor(t)
	o.File(o.Petition())
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	o.wave, err = o.OpenSurvey(t.Context(), o.boss.Actor, app.NewSurvey{Key: o.NewKey(), Last: civil.Date{Year: 2026, Month: 12, Day: 18}})
	must(err)
	number := 0
	for _, desk := range []struct {
		id string
		n  int
	}{{"general", 9}, {"children", 8}, {"digital", 2}} {
		_, err := o.AddSheets(t.Context(), o.boss.Actor, o.wave, app.NewSheets{Key: o.NewKey(), Desk: desk.id, Count: desk.n})
		must(err)
		for range desk.n {
			number++
			asked, err := o.AskedSheet(t.Context(), o.boss.Actor, number)
			must(err)
			_, err = o.EnterSheet(t.Context(), o.boss.Actor, number, app.Answering{Key: o.NewKey(), Answers: answers(asked.Questionnaire, number)})
			must(err)
		}
	}
	must(o.CloseSurvey(t.Context(), o.boss.Actor, o.wave))
	return o
}

// answers are those of the person of that number.
func answers(q *survey.Questionnaire, number int) survey.Answers {
	out := survey.Answers{}
	for _, item := range q.Items() {
		out[item.ID] = survey.Answer{Rating: 7 + number%4}
		if item.Words() {
			out[item.ID] = survey.Answer{Words: "전화를 잘 안 받습니다."}
		}
	}
	out["delivery.phone"] = survey.Answer{Rating: 2 + number%4}
	out["environment.rooms"] = survey.Answer{Rating: 6 + number%3}
	out["content.courses"] = survey.Answer{None: true}
	return out
}

func (o *office) review() string { return "/manage/surveys/" + o.wave + "/result" }

// needing finds an item that needs a task among the choices of the form.
var needing = regexp.MustCompile(`<option value="([a-z.]+)"[^>]*>[^<]* – 과제 필요`)

// tasks sets a task for each weak item by the manager's page.
func (o *office) tasks(t testing.TB) {
	t.Helper()
	for range 20 {
		page := o.boss.Get(o.review()).Is(http.StatusOK)
		form := page.MustForm(o.review() + "/tasks")
		form.Set("item", needing.FindStringSubmatch(page.Body)[1])
		form.Set("what", "회선을 늘리고 응대 교육을 합니다.")
		form.Set("owner", "general_affairs")
		form.Set("due", "2027-03-31")
		if after := o.boss.Post(o.review()+"/tasks", form).Is(http.StatusOK).Has("과제를 적었습니다."); !needing.MatchString(after.Body) {
			break
		}
	}
}

// publish sets a task for each weak item and publishes the results, all by the manager's page.
func (o *office) publish(t testing.TB) {
	t.Helper()
	o.tasks(t)
	form := o.boss.Get(o.review()).MustForm(o.review() + "/publish")
	form.Set("where", "elsewhere")
	o.boss.Post(o.review()+"/publish", form).Is(http.StatusUnprocessableEntity)
	form.Set("where", "homepage")
	o.boss.Post(o.review()+"/publish", form).Is(http.StatusOK).Has("결과를 공개했습니다.")
}

func TestFromReviewToPlan(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	path := "/satisfaction/" + o.wave
	o.visitor.Get("/satisfaction").Is(http.StatusOK).Has("조사의 한 해", "진행 중", "아직 공개한 조사 결과가 없습니다.")
	o.visitor.Get(path).Is(http.StatusNotFound)
	page := o.boss.Get(o.review()).Is(http.StatusOK).Has("전화 응대", "70점 미만", "직원만 봅니다", "전화를 잘 안 받습니다.")
	refused := o.boss.Post(o.review()+"/publish", page.MustForm(o.review()+"/publish")).Is(http.StatusUnprocessableEntity)
	refused.Has("개선 과제를 더 세워야 합니다")
	o.boss.Post(o.review()+"/tasks", page.MustForm(o.review()+"/tasks")).Is(http.StatusUnprocessableEntity)
	o.publish(t)

	shown := o.visitor.Get(path).Is(http.StatusOK)
	shown.Has("전반적 만족도", "19명", "분야마다의 점수", "중점 개선", "창구마다의 점수", "5명 미만", "개선 과제", "회선을 늘리고", "시정계획은", "어떻게 조사했습니까", "스튜던트")
	shown.Lacks("잘 안 받습니다", o.boss.Account)
	o.visitor.Get("/satisfaction").Has("지킴", "2026년 고객만족도 조사 결과")
	o.visitor.Get(path + "/plan").Is(http.StatusOK).Has("이 자리에 공표합니다")
	o.visitor.Get(path + "/plan.pdf").Is(http.StatusNotFound)

	plan := o.boss.Get(o.review()).MustForm(o.review() + "/plan")
	plan.Set("where", "both")
	plan.Set("lead", "올해 안에 고치겠습니다.")
	o.boss.Post(o.review()+"/plan", plan).Is(http.StatusOK).Has("시정계획을 공표했습니다.")
	o.visitor.Get(path+"/plan").Is(http.StatusOK).Has("올해 안에 고치겠습니다.", "총무과", "2027. 3. 31.", "누리집과 게시판")
	for _, file := range []string{"/report.pdf", "/plan.pdf"} {
		if got := o.visitor.Get(path + file).Is(http.StatusOK); !strings.HasPrefix(got.Body, "%PDF-") || got.Header.Get("Content-Type") != "application/pdf" {
			t.Errorf("%s is %s", file, got.Header.Get("Content-Type"))
		}
	}
	o.visitor.Get(path + "/answers.csv").Is(http.StatusNotFound)
	o.progress(t, path)
	o.visitor.Lang = "en"
	o.visitor.Get("/satisfaction?lang=en").Is(http.StatusOK).Has("The year of the survey", "kept")
	o.visitor.Get(path+"?lang=en").Is(http.StatusOK).Has("Satisfaction as a whole", "not told").Lacks("⟦")
}

// progress writes down that a task is done, which the public page shows.
func (o *office) progress(t *testing.T, path string) {
	t.Helper()
	review, err := o.ReviewSurvey(t.Context(), o.boss.Actor, o.wave)
	if err != nil {
		t.Fatal(err)
	}
	task := review.Tasks[0].ID
	action := o.review() + "/tasks/" + task
	form := o.boss.Get(o.review()).MustForm(action)
	form.Set(task+".state", "done")
	again := o.boss.Post(action, form).Is(http.StatusUnprocessableEntity)
	if got := again.MustForm(action); got.Get(task+".state") != "done" {
		t.Errorf("the state that was chosen is %q", got.Get(task+".state"))
	}
	form.Set(task+".note", "회선 2개를 늘렸습니다.")
	o.boss.Post(action, form).Is(http.StatusOK)
	o.visitor.Get(path).Has("완료", "회선 2개를 늘렸습니다.")
}

// TestResultAsData: everybody has the very bytes whose digest is on record, and nobody's account stands in them.
func TestResultAsData(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.publish(t)
	got := o.visitor.Get("/satisfaction/" + o.wave + "/result.json").Is(http.StatusOK)
	sum := sha256.Sum256([]byte(got.Body))
	told := ""
	for _, f := range o.Stored(fact.Institution).Facts {
		if f.Kind == fact.SurveyPublished {
			told = f.Data.Text("digest")
		}
	}
	if told != hex.EncodeToString(sum[:]) || got.Header.Get("ETag") != strconv.Quote(told) {
		t.Errorf("on record is %s, the file is %x, its tag %s", told, sum, got.Header.Get("ETag"))
	}
	var result app.SurveyResult
	if err := json.Unmarshal([]byte(got.Body), &result); err != nil || len(result.Tasks) == 0 || result.Analysis.N != 19 {
		t.Fatalf("%v, %d tasks", err, len(result.Tasks))
	}
	if strings.Contains(got.Body, o.boss.Account) || strings.Contains(got.Body, "안 받습니다") {
		t.Error("an account or a comment stands in it")
	}
	o.visitor.Get("/satisfaction/" + o.wave).Has(told)
}

// TestFileHoldsWhatThePageShows reads the file as a spreadsheet would, and looks for what may not stand in it.
func TestFileHoldsWhatThePageShows(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.publish(t)
	got := o.visitor.Get("/satisfaction/" + o.wave + "/results.csv").Is(http.StatusOK)
	text, marked := strings.CutPrefix(got.Body, "\ufeff")
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !marked || !strings.Contains(text, "\r\n") {
		t.Fatalf("byte order mark %v, %v", marked, err)
	}
	at := func(name string) int { return slices.Index(lines[0], name) }
	seen := map[string]bool{}
	for _, line := range lines[1:] {
		seen[line[at("part")]+" "+line[at("of")]+" "+line[at("figure")]] = true
		if hidden := line[at("hidden")] == "true"; hidden != (line[at("n")] == "") || hidden && line[at("mean")] != "" {
			t.Errorf("hidden and shown at once: %v", line)
		}
		switch {
		case line[at("part")] == "all" && line[at("figure")] == "delivery.phone":
			if line[at("n")] != "19" || line[at("weak")] != "true" || line[at("top2")] != "0.000000" {
				t.Errorf("the telephone: %v", line)
			}
		case line[at("part")] == "all" && line[at("figure")] == "content.courses":
			if line[at("n")] != "0" || line[at("mean")] != "" {
				t.Errorf("nobody rated the courses: %v", line)
			}
		}
	}
	if !seen["desk general overall"] {
		t.Errorf("the file lacks desks: %v", seen)
	}
}
