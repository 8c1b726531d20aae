package app

import (
	"context"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/course"
)

// FollowedCourse is a complaint or an opinion as who raised it sees it: each stage with its day, and who answers for it.
type FollowedCourse struct {
	Opinion bool
	About   string // of a complaint, one of ComplaintAbout
	At      time.Time
	Again   bool // it is looked into again
	Stages  []FollowedStage
	// Answers is who answers: the member of staff who was made to look into a complaint, with department and telephone; before that the
	// desk of the case.
	Answers Responsible
}

// FollowedStage is a stage of a course.
type FollowedStage struct {
	Name  string // one of the names of package course
	State course.State
	At    time.Time // when it was reached; zero: not yet
	Due   time.Time // until when the office has promised it; zero: nothing is promised
}

// courses returns how far the complaints and opinions of a case have come, for who raised them.
func (s *Service) courses(ctx context.Context, c *current, r *reading, lang string) []FollowedCourse {
	if len(r.state.Complaints)+len(r.state.Opinions) == 0 {
		return nil
	}
	from := course.Reading{Charter: c.ch, Known: r.known, State: &r.state, Verdicts: r.verdicts, Acts: casefile.NextActs(c.ch, &r.state, r.verdicts)}
	office := s.responsible(ctx, c.Institution, c.ch, &r.state, lang)
	var out []FollowedCourse
	for i := range r.state.Complaints {
		k := &r.state.Complaints[i]
		f := FollowedCourse{About: k.About, At: k.ReceivedAt, Again: len(k.Reopenings) > 0, Stages: followedStages(from.OfComplaint(k)), Answers: office}
		if !r.state.ReceivedAt.IsZero() {
			f.Answers.Name = "" // who handles the petition is whom it may be about
		}
		if k.Investigator != "" && !k.AssessedAt.IsZero() {
			f.Answers = s.responsible(ctx, c.Institution, c.ch, &casefile.State{Officer: k.Investigator}, lang)
		}
		out = append(out, f)
	}
	for i := range r.state.Opinions {
		o := &r.state.Opinions[i]
		out = append(out, FollowedCourse{Opinion: true, At: o.ReceivedAt, Stages: followedStages(from.OfOpinion(o)), Answers: office})
	}
	return out
}

func followedStages(stages []course.Stage) []FollowedStage {
	out := make([]FollowedStage, len(stages))
	for i := range stages {
		out[i] = FollowedStage{Name: stages[i].Name, State: stages[i].State, At: stages[i].At(), Due: stages[i].Due()}
	}
	return out
}
