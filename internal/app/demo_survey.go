package app

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/survey"
)

// The made-up survey: how many are asked and answer, and the number of its wave, which no survey that is taken has.
const (
	demoAsked     = 400
	demoResponded = 312
	demoWave      = "-0"
)

// madeSurveys are the surveys of the office's own story: the last one, and the one before it, with which it is compared.
type madeSurveys struct {
	opened, closed time.Time
	last, before   *SurveyResult
	planned        time.Time
}

// publish makes up the survey of a year and the one before, with chance of its own: the rest of the demonstration stays as it is without.
// It returns what the fact about it says; nothing when the charter has no questionnaire.
func (m *madeSurveys) publish(d *demonstration, year int, at time.Time) []any {
	if d.ch.Survey == nil || m.closed.IsZero() {
		return nil
	}
	own := *d
	own.rng = rand.New(rand.NewPCG(uint64(year), 0x737572766579))
	m.before = own.surveyed(year-1, m.opened.AddDate(-1, 0, 0), m.closed.AddDate(-1, 0, 0), at.AddDate(-1, 0, 0), nil, -0.04)
	m.last = own.surveyed(year, m.opened, m.closed, at, m.before, 0)
	body, err := json.Marshal(m.last)
	if err != nil {
		panic(err) // it has nothing that cannot be written
	}
	sum := sha256.Sum256(body)
	return []any{"year", year, "wave", m.last.Wave, "digest", hex.EncodeToString(sum[:])}
}

// keep keeps what was made up.
func (m *madeSurveys) keep(d *demonstration) error {
	if m.last == nil {
		return nil
	}
	if err := d.keepSurvey(m.before, m.before.PublishedAt.AddDate(0, 2, 0), true); err != nil {
		return err
	}
	return d.keepSurvey(m.last, m.planned, false)
}

// surveyed makes up a survey of a year and computes its result as that of a real one. Lift raises what people say, as a share of the
// scale.
func (d *demonstration) surveyed(year int, opened, closed, published time.Time, before *SurveyResult, lift float64) *SurveyResult {
	q := d.ch.Survey
	r := &SurveyResult{Wave: strconv.Itoa(year) + demoWave, Year: year, OpenedAt: opened, ClosedAt: closed, PublishedAt: published, Where: "both",
		Questionnaire: q.Source, People: 6 * demoAsked, Invited: demoAsked, Responded: demoResponded, Asked: q}
	in := &survey.Input{Questionnaire: q, Responses: d.responses(q, lift), Words: d.said(q)}
	if before != nil {
		r.Before, r.BeforeYear, in.Before, in.BeforeAsked = before.Wave, before.Year, before.Analysis, before.Asked
	}
	if text, err := json.Marshal(in.Responses); err == nil {
		sum := sha256.Sum256(text)
		r.Answers = hex.EncodeToString(sum[:])
	}
	r.Analysis = survey.Analyse(in)
	r.Weak = r.Analysis.Weak()
	r.Fieldwork = r.Analysis.Field(demoField(q, in.Responses))
	due := civil.DateOf(published, d.ch.Petition.Location()).AddMonths(5)
	for i, w := range r.Weak {
		r.Tasks = append(r.Tasks, survey.Task{ID: "demo-" + strconv.Itoa(i+1), Wave: r.Wave, Item: w.ID, Owner: demoOwner(d.ch, i), Due: due,
			What:    q.NameOf(w.ID).KO + ": 이용자와 직원의 의견을 모아 고칠 점을 정하고 시행합니다.",
			Changes: []survey.TaskChange{{At: published.AddDate(0, 0, -3), By: demoID("manager"), State: survey.Planned}}})
	}
	return r
}

// demoOwner is the department that is in charge of a task, in turn; a desk where there are no departments.
func demoOwner(ch *charter.Charter, i int) string {
	if n := len(ch.Directory.Departments); n > 0 {
		return ch.Directory.Departments[i%n].ID
	}
	return ch.Directory.Desks[i%len(ch.Directory.Desks)].ID
}

// responses are made-up answers: each person has an opinion from which single ratings differ, and the items differ from each other.
func (d *demonstration) responses(q *survey.Questionnaire, lift float64) []survey.Response {
	channels := []string{"visit", "visit", "visit", "phone", "web"}
	var out []survey.Response
	for range demoResponded {
		r := survey.Response{Mode: survey.Modes[d.rng.IntN(len(survey.Modes))], Answers: survey.Answers{}}
		r.Channel = channels[d.rng.IntN(len(channels))]
		if n := len(d.ch.Directory.Desks); n > 0 {
			r.Desk = d.ch.Directory.Desks[min(d.rng.IntN(n), d.rng.IntN(n))].ID // the first desks have more visitors
		}
		opinion := 0.78 + lift + 0.12*d.rng.NormFloat64()
		for i, item := range q.Items() {
			if item.Words() {
				continue
			}
			if !item.Needed && d.rng.IntN(25) == 0 {
				r.Answers[item.ID] = survey.Answer{None: true}
				continue
			}
			x := opinion + 0.09*math.Sin(float64(7*i)) + 0.08*d.rng.NormFloat64()
			rating := item.Scale.From() + int(math.Round(min(1, max(0, x))*float64(item.Scale.To()-item.Scale.From())))
			r.Answers[item.ID] = survey.Answer{Rating: rating}
		}
		out = append(out, r)
	}
	return out
}

// said are made-up comments of words that the themes of the questionnaire look for.
func (d *demonstration) said(q *survey.Questionnaire) map[string][]string {
	out := map[string][]string{}
	for i := range q.Comments {
		for _, t := range q.Themes {
			for range 3 + d.rng.IntN(30) {
				out[q.Comments[i].ID] = append(out[q.Comments[i].ID], t.Words[0])
			}
		}
	}
	return out
}

// keepSurvey keeps a made-up result with its tasks and, when there is an instant for it, its plan. Of done tasks some evidence is told.
func (d *demonstration) keepSurvey(r *SurveyResult, planned time.Time, done bool) error {
	if err := d.keepLasting(d.ctx, d.institution, resultKind, r.Wave, r.PublishedAt, r); err != nil {
		return fmt.Errorf("demonstration: %w", err)
	}
	for _, t := range r.Tasks {
		if done {
			t.Changes = append(t.Changes, survey.TaskChange{At: r.PublishedAt.AddDate(0, 4, 0), By: demoID("manager"), State: survey.Done, Note: "개선을 마치고 이용자에게 알렸습니다."})
		}
		if err := d.swapTask(d.ctx, d.institution, &t, nil); err != nil {
			return fmt.Errorf("demonstration: %w", err)
		}
	}
	if planned.IsZero() {
		return nil
	}
	plan := &SurveyPlan{Wave: r.Wave, PublishedAt: planned, Where: "both", Lead: "말씀해 주신 점을 이렇게 고치겠습니다.", Tasks: r.Tasks}
	if err := d.keepLasting(d.ctx, d.institution, planKind, r.Wave, planned, plan); err != nil {
		return fmt.Errorf("demonstration: %w", err)
	}
	return nil
}
