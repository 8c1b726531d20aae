package cli

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/civil"
	"jikim/internal/core/improvement"
	"jikim/internal/core/survey"
)

// publishing measures what an office does for everybody's eyes, with the largest database, and the pages that come of it. It works on a
// copy: its clock goes on to the next month, when everything in the database is overdue.
func (b *bench) publishing() (err error) {
	dir, st, err := b.loaded(b.Cases[len(b.Cases)-1])
	if err != nil {
		return err
	}
	copied, err := b.copied(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(copied), os.Remove((&place{Data: copied}).keyFile())) }()
	o, err := b.office(copied, "", newBenchClock(st.Until), nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.close()) }()
	y := &benchPublic{bench: b, office: o, rand: rand.New(rand.NewPCG(20300805, 1))}
	if err := y.raise(); err != nil {
		return err
	}
	o.clock.set(benchEpoch.AddDate(0, 1, -5))
	if y.benchVisitors, err = b.visitors(o); err != nil {
		return err
	}
	for _, step := range y.steps() {
		if err := y.once(step); err != nil {
			return fmt.Errorf("%s: %w", step.name, o.fault(err))
		}
	}
	b.report.note("how")
	return b.visits(o, y.pages())
}

// copied copies a database with its keys.
func (b *bench) copied(dir string) (string, error) {
	to := filepath.Join(b.dir, "publish")
	if err := os.RemoveAll(to); err != nil {
		return "", err
	}
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		return "", err
	}
	keys, err := os.ReadFile((&place{Data: dir}).keyFile())
	if err == nil {
		err = os.WriteFile((&place{Data: to}).keyFile(), keys, 0o600)
	}
	return to, err
}

// benchPublic is an office that gives an account of a month and of a year.
type benchPublic struct {
	*bench
	*benchVisitors
	office                         *benchOffice
	rand                           *rand.Rand
	leaves, cases, people, entries int64
	digest                         string // of the draft
	survey, seed                   string
}

// benchDeed is something that is done once.
type benchDeed struct {
	name string
	of   string // how large it is: a count of what follows
	n    *int64
	run  func() error
}

func (y *benchPublic) steps() []benchDeed {
	return []benchDeed{{"sign", "facts", &y.leaves, y.sign}, {"count", "cases", &y.cases, y.count}, {"approve", "cases", &y.cases, y.approve},
		{"open", "facts", &y.leaves, y.open}, {"draw", "cases", &y.cases, y.draw}, {"ask", "cases", &y.cases, y.ask},
		{"answers", "answers", &y.people, y.answers}, {"end", "answers", &y.people, y.end}, {"result", "answers", &y.people, y.result},
		{"patterns", "cases", &y.cases, y.patterns}, {"improve", "entries", &y.entries, y.improve}, {"check", "facts", &y.leaves, y.check}}
}

// once measures a step, beside its processor time.
func (y *benchPublic) once(s benchDeed) error {
	cpu, begun := cpuTime(), time.Now()
	if err := s.run(); err != nil {
		return err
	}
	took, worked := time.Since(begun), cpuTime()-cpu
	of := fmt.Sprintf("%d %s", *s.n, s.of)
	y.report.row(s.name, of, "wall", took.Seconds(), "s", "")
	y.report.row(s.name, of, "cpu", worked.Seconds(), "s", "")
	return nil
}

// raise has citizens complain and give opinions, two for every thousand cases.
func (y *benchPublic) raise() error {
	y.cases = int64(y.Cases[len(y.Cases)-1])
	y.people, y.entries = min(max(100, y.cases/10), 1000), 300
	citizen, about := app.Citizen(y.office.name, "127.0.0.1"), app.ComplaintAbout()
	for n := range max(20, int(y.cases/1000)) {
		p := benchPetition(y.rand, y.office.service.NewKey())
		desk := y.desks()[y.rand.IntN(len(y.desks()))]
		if _, err := y.office.service.Complain(y.ctx, citizen, app.Complaint{Key: p.Key, About: about[n%len(about)], Name: p.Name, Phone: p.Phone,
			Email: p.Email, Answer: "email", Text: p.Text, Desk: desk, Lang: "ko"}); err != nil {
			return fmt.Errorf("complaining: %w", y.office.fault(err))
		}
		if _, err := y.office.service.GiveOpinion(y.ctx, citizen, app.Opinion{Key: y.office.service.NewKey(), Improvable: n%2 == 0, Name: p.Name, Phone: p.Phone,
			Email: p.Email, Answer: "email", Text: p.Text, Lang: "ko"}); err != nil {
			return fmt.Errorf("giving an opinion: %w", y.office.fault(err))
		}
		y.cases += 2
	}
	return nil
}

func (y *benchPublic) sign() error {
	point, err := y.office.service.Checkpoint(y.ctx, y.office.name)
	if err == nil {
		y.leaves = point.Size
	}
	return err
}

// month is the month in which everything in the database happened.
func (y *benchPublic) month() string { return benchEpoch.Format("2006-01") }

func (y *benchPublic) count() error {
	d, err := y.office.service.CountPublication(y.ctx, y.office.system(), app.NewPublication{Period: y.month()})
	if err == nil {
		y.digest = d.Digest
	}
	return err
}

func (y *benchPublic) approve() error {
	_, err := y.office.service.ApprovePublication(y.ctx, y.boss, y.month(), y.digest)
	return err
}

func (y *benchPublic) open() error { return y.office.service.OpenData(y.ctx, y.office.name) }

// asked is the survey that is opened.
func (y *benchPublic) asked() app.NewSurvey {
	return app.NewSurvey{Key: y.office.service.NewKey(), Seed: y.seed, Size: int(y.people),
		Last: civil.DateOf(y.office.clock.Now(), y.charter.Petition.Location()).AddDays(14), Base: "https://minwon.example.kr"}
}

func (y *benchPublic) draw() error {
	p, err := y.office.service.PreviewSurvey(y.ctx, y.boss, y.asked(), nil)
	if err == nil {
		y.seed = p.Seed
	}
	return err
}

func (y *benchPublic) ask() (err error) {
	y.survey, err = y.office.service.OpenSurvey(y.ctx, y.boss, y.asked())
	return err
}

// answers has officers write down what people say on the telephone.
func (y *benchPublic) answers() error {
	for range y.people {
		n := app.Answering{Key: y.office.service.NewKey(), Answers: survey.Answers{}, Desk: y.desks()[y.rand.IntN(len(y.desks()))]}
		for _, item := range y.charter.Survey.Items() {
			if !item.Words() {
				n.Answers[item.ID] = survey.Answer{Rating: item.Scale.To() - y.rand.IntN(1+(item.Scale.To()-item.Scale.From())/2)}
			}
		}
		if _, err := y.office.service.AnswerOpen(y.ctx, y.boss, n); err != nil {
			return err
		}
	}
	return nil
}

func (y *benchPublic) end() error { return y.office.service.CloseSurvey(y.ctx, y.boss, y.survey) }

// result gives every weak item the task without which no result is published, and publishes it.
func (y *benchPublic) result() error {
	v, err := y.office.service.ReviewSurvey(y.ctx, y.boss, y.survey)
	if err != nil {
		return err
	}
	until := civil.DateOf(y.office.clock.Now(), y.charter.Petition.Location()).AddDays(60)
	for _, item := range v.Missing {
		if err := y.office.service.AddTask(y.ctx, y.boss, y.survey, app.NewTask{Key: y.office.service.NewKey(), Item: item, What: "다음 조사까지 고칩니다.",
			Owner: y.desks()[0], Due: until}); err != nil {
			return err
		}
	}
	return y.office.service.PublishSurvey(y.ctx, y.boss, y.survey, "homepage")
}

func (y *benchPublic) patterns() error {
	_, err := y.office.service.Patterns(y.ctx, y.boss)
	return err
}

// improve fills the register of improvements with what an office improves in some years.
func (y *benchPublic) improve() error {
	for n := range int(y.entries) {
		d := app.ImprovementDraft{Key: y.office.service.NewKey(), Source: improvement.FromOffice, Desk: y.desks()[n%len(y.desks())], Publish: true,
			Suggested: "열람실 " + strconv.Itoa(n) + "번 자리의 등이 어둡습니다.", State: improvement.NotPossible, Reason: "올해 예산에 없어 내년에 다시 살펴보겠습니다."}
		if _, err := y.office.service.SaveImprovement(y.ctx, y.boss, d); err != nil {
			return err
		}
	}
	return nil
}

func (y *benchPublic) check() error {
	r, err := y.office.service.CheckLedger(y.ctx, y.office.system(), nil)
	if err == nil && r.Fault != nil {
		err = r.Fault
	}
	return err
}

// pages lists the pages that come of it, those for everybody first.
func (y *benchPublic) pages() []benchPage {
	of, promise, s := "/publications/"+y.month(), y.promise, "/satisfaction/"+y.survey
	pages := pagesOf("", "/", "/charter", "/performance", "/performance/"+promise, "/publications", of, of+"/"+promise, "/data/publications/"+y.month()+".json",
		"/data/publications/"+y.month()+".csv", "/data/catalogue.jsonld", "/publications.atom", "/badge.svg", "/satisfaction", s, "/improvements",
		"/data/improvements.csv", "/ledger", "/ledger/checkpoint", "/ledger/tile/0/000", "/open", "/open/index.json", "/open/check")
	pages = append(pages, benchPage{"/c/…/ledger", "", func() string { return y.link + "/ledger" }})
	return append(pages, pagesOf(y.staff, "/manage", "/manage/broken", "/manage/publications", "/manage/complaints", "/manage/complaints/register",
		"/manage/opinions", "/manage/improvements", "/manage/patterns", "/manage/charter/what-if", "/manage/surveys", "/manage/surveys/"+y.survey,
		"/manage/surveys/"+y.survey+"/result", "/manage/survey", "/admin/ledger")...)
}
