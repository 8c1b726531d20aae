package app

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/core/survey"
)

// madeSurvey is the survey of a year as the demonstration tells it. It has chance of its own: the rest of the demonstration stays as
// it is without.
type madeSurvey struct {
	*demonstration
	year  int
	lift  float64 // what people say, as a share of the scale, more than in other years
	w     *Wave
	b     *waveBody
	taken []survey.Response
	words map[string][]string // comments by question
	kept  *SurveyResult       // as it is published
	sum   string              // digest of kept
	// When it came to each of its steps, and its tasks were done; what lies after the end of the demonstration has not happened.
	opened, closed, published, planned, done time.Time
}

// surveys tells the last survey that is over and the one before it, of which everything is known that became of it. A survey that would
// be running is left to who looks at the demonstration.
func (st *story) surveys() error {
	if st.ch.Survey == nil {
		return nil
	}
	m := st.surveyOf(civil.DateOf(st.until, st.ch.Petition.Location()).Year)
	if m.closed.After(st.until) {
		m = st.surveyOf(m.year - 1)
	}
	before := st.surveyOf(m.year - 1)
	before.lift = -0.04
	for _, m := range []*madeSurvey{before, m} {
		if err := m.tell(st); err != nil {
			return fmt.Errorf("demonstration: survey of %d: %w", m.year, err)
		}
	}
	return nil
}

// surveyOf returns the survey of a year with its days: taken in October, published within a month, its plan within three.
func (d *demonstration) surveyOf(year int) *madeSurvey {
	own := *d
	own.rng = rand.New(rand.NewPCG(uint64(year), 0x737572766579))
	day := func(y int, month time.Month, day, days int) time.Time {
		return own.within(own.opening(civil.Date{Year: y, Month: month, Day: day}, days))
	}
	return &madeSurvey{demonstration: &own, year: year, words: map[string][]string{},
		opened: day(year, time.October, 1, 3), closed: day(year, time.October, 26, 1), published: day(year, time.November, 11, 4),
		planned: day(year+1, time.January, 9, 8), done: day(year+1, time.April, 20, 8)}
}

// tell takes the survey, publishes what there is to publish, and puts its steps on record.
func (m *madeSurvey) tell(st *story) error {
	if err := m.take(); err != nil {
		return err
	}
	by := "officer:" + demoID("manager")
	wave := []any{"year", m.year, "wave", m.w.ID}
	add := func(at time.Time, k fact.Kind, data ...any) string {
		return st.add(at, k, by, fact.ViaDesk, "", append(append([]any{}, wave...), data...)...)
	}
	counts := &m.b.Result.State
	invited, responded := counts.invited()
	add(m.opened, fact.SurveyOpened, "asked", invited, "people", m.b.People, "questionnaire", m.b.Digest, "seed", m.b.Seed)
	data := []any{"answers", m.b.Result.Answers, "invited", invited, "responded", responded, "digest", m.b.Result.Digest, "rate", 100 * responded / invited}
	for _, mode := range survey.ShownModes(counts.Modes, m.ch.Survey.Shown) {
		if !mode.Hidden {
			data = append(data, "by_"+mode.ID, mode.N)
		}
	}
	add(m.closed, fact.SurveyClosed, data...)
	if m.published.After(m.until) {
		return nil
	}
	if err := m.publish(); err != nil {
		return err
	}
	names := ""
	for i, w := range m.kept.Weak {
		if i > 0 {
			names += ", "
		}
		names += m.ch.Survey.NameOf(w.ID).KO
	}
	if names == "" {
		names = noShortcomings
	}
	id := add(m.published, fact.SurveyPublished, "where", "both", "digest", m.sum, "shortcomings", true)
	st.note(id, map[string]string{"shortcomings": names})
	st.note(add(m.planned, fact.PlanPublished, "where", "both", "note", true), map[string]string{"note": demoPlan})
	return nil
}

// publish keeps the result, the tasks of what is weak, and the plan, as far as the year has come.
func (m *madeSurvey) publish() error {
	got := &SurveyAnswers{Wave: m.w.ID, Year: m.year, OpenedAt: m.opened, ClosedAt: m.closed, Questionnaire: m.ch.Survey, Digest: m.b.Result.Digest,
		People: m.b.People, Strata: m.b.shares(), Responses: m.taken, Words: m.words}
	got.counts = &m.b.Result.State
	got.Invited, got.Responded = got.counts.invited()
	before, err := m.resultBefore(m.ctx, m.w)
	if err != nil {
		return err
	}
	r := analyse(got, before, nil)
	r.PublishedAt, r.Where = m.published, "both"
	m.kept = r
	m.begin()
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	m.sum = hex.EncodeToString(sum[:])
	if err := m.keepLasting(m.ctx, m.institution, resultKind, r.Wave, r.PublishedAt, r); err != nil {
		return err
	}
	if !m.planned.After(m.until) {
		plan := &SurveyPlan{Wave: r.Wave, PublishedAt: m.planned, Where: "both", Lead: demoPlan, Tasks: r.Tasks}
		if err := m.keepLasting(m.ctx, m.institution, planKind, r.Wave, m.planned, plan); err != nil {
			return err
		}
	}
	return m.work()
}

// begin makes a task for every weak item.
func (m *madeSurvey) begin() {
	due := civil.DateOf(m.published, m.ch.Petition.Location()).AddMonths(6)
	for i, w := range m.kept.Weak {
		m.kept.Tasks = append(m.kept.Tasks, survey.Task{ID: "demo-" + fmt.Sprintf("%02d", i+1), Wave: m.w.ID, Item: w.ID, Owner: demoOwner(m.ch, i), Due: due,
			What:    demoTasks[i%len(demoTasks)],
			Changes: []survey.TaskChange{{At: m.published.AddDate(0, 0, -3).Add(time.Duration(i) * time.Minute), By: demoID("manager"), State: survey.Planned}}})
	}
}

// work keeps the tasks with what became of them: begun with the plan, done by the end of April, and one given up with its reason.
func (m *madeSurvey) work() error {
	for i, t := range m.kept.Tasks {
		change := func(at time.Time, state survey.TaskState, note string) {
			if !at.After(m.until) {
				t.Changes = append(t.Changes, survey.TaskChange{At: at, By: demoID("manager"), State: state, Note: note})
			}
		}
		change(m.planned.Add(time.Hour), survey.Doing, "")
		if n := len(m.kept.Tasks); n > 2 && i == n-1 {
			change(m.done, survey.Dropped, demoDropped)
		} else {
			change(m.done.AddDate(0, 0, -7*(i%4)), survey.Done, demoDone[i%len(demoDone)])
		}
		if err := m.swapTask(m.ctx, m.institution, &t, nil); err != nil {
			return err
		}
	}
	return nil
}

// demoOwner is the department that is in charge of a task, in turn; a desk where there are no departments.
func demoOwner(ch *charter.Charter, i int) string {
	if n := len(ch.Directory.Departments); n > 0 {
		return ch.Directory.Departments[i%n].ID
	}
	return ch.Directory.Desks[i%len(ch.Directory.Desks)].ID
}
