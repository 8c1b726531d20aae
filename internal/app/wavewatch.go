package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"jikim/internal/core/survey"
	"jikim/internal/core/wave"
)

// SurveyState is how far a survey is.
type SurveyState struct {
	ID                string
	Year              int
	State             WaveState
	Phase             wave.Phase
	OpensAt, ClosesAt time.Time
	ClosedAt          time.Time
	People            int // who could be asked
	Invited           int // without sheets of paper
	Responded         int // of the invited
	Answers           int
	Margin            float64 // half the 95 % interval of a share, as far as answers have come: 0.05 is ±5 %p
	Strata            []StratumState
	Modes             map[string]int
	Ways              []WayState
	Screens           []int // who has come to each screen, on the web and at kiosks
	Places            []PlaceState
	Sheets            []SheetState
	Quotas            []QuotaState
	Calls             int // who waits to be called
	Letters           int // that wait to be posted
	Questionnaire     *survey.Questionnaire
	Digest            string // of the answers, when it is over
}

// StratumState counts a stratum.
type StratumState struct {
	Stratum   string `json:"stratum"`
	People    int    `json:"people"`
	Asked     int    `json:"asked"`
	Responded int    `json:"responded"`
	Refused   int    `json:"refused,omitempty"`
	Unreached int    `json:"unreached,omitempty"`
	Answers   int    `json:"answers"` // of the invited and the others
}

// Of returns the channel and the desk of the stratum.
func (s StratumState) Of() wave.Stratum { return wave.StratumOf(s.Stratum) }

// WayState counts invitations by the way that they go.
type WayState struct {
	Way       string `json:"way"`
	Asked     int    `json:"asked"`
	Sent      int    `json:"sent"`
	Responded int    `json:"responded"`
	Waiting   int    `json:"waiting,omitempty"` // of letters and calls: to be posted or called
}

// PlaceState counts those who answered at a desk without an invitation; Most 0 is no limit.
type PlaceState struct {
	Desk  string `json:"desk"`
	Count int    `json:"count"`
	Most  int    `json:"most,omitempty"`
}

// Full tells whether no more are taken.
func (p PlaceState) Full() bool { return p.Most > 0 && p.Count >= p.Most }

// SheetState is sheets of paper that were printed for a desk.
type SheetState struct {
	Desk        string
	First, Last int
}

// QuotaState is how many answers are wanted of a stratum by the questionnaire, and have come.
type QuotaState struct {
	Stratum      wave.Stratum
	Least, Count int
}

// surveyCounts is what is counted of a wave, kept when it is over.
type surveyCounts struct {
	Strata  []StratumState `json:"strata"`
	Ways    []WayState     `json:"ways"`
	Modes   map[string]int `json:"modes"`
	Screens []int          `json:"screens"`
	Places  []PlaceState   `json:"places"`
}

// invited returns how many people were asked, and how many of them have answered.
func (c *surveyCounts) invited() (asked, responded int) {
	for _, w := range c.Ways {
		asked, responded = asked+w.Asked, responded+w.Responded
	}
	return asked, responded
}

// SurveyList lists all surveys, the last first. For managers.
func (s *Service) SurveyList(ctx context.Context, a Actor) ([]SurveyState, error) {
	if !a.Role.AtLeast(Manager) {
		return nil, denied()
	}
	waves, err := s.store.ListWaves(ctx, a.Institution)
	if err != nil {
		return nil, fmt.Errorf("loading surveys: %w", err)
	}
	out := make([]SurveyState, 0, len(waves))
	for i := range waves {
		st, err := s.surveyState(ctx, &waves[i])
		if err != nil {
			return nil, err
		}
		out = append(out, *st)
	}
	return out, nil
}

// WatchSurvey tells how far a survey is. While it runs, strata of few answers tell only how many were asked and have answered, never
// what. For managers.
func (s *Service) WatchSurvey(ctx context.Context, a Actor, id string) (*SurveyState, error) {
	if !a.Role.AtLeast(Manager) {
		return nil, denied()
	}
	w, _, err := s.waveOf(ctx, a.Institution, id)
	if err != nil {
		return nil, err
	}
	return s.surveyState(ctx, w)
}

func (s *Service) surveyState(ctx context.Context, w *Wave) (*SurveyState, error) {
	b, err := w.body()
	if err != nil {
		return nil, err
	}
	q, err := b.questionnaire()
	if err != nil {
		return nil, err
	}
	st := &SurveyState{ID: w.ID, Year: w.Year, State: w.State, Phase: w.phase(s.Now()), OpensAt: w.OpensAt, ClosesAt: w.ClosesAt, ClosedAt: w.ClosedAt,
		People: b.People, Answers: w.Taken, Questionnaire: q}
	for _, batch := range b.Batches {
		st.Sheets = append(st.Sheets, SheetState{batch.Desk, batch.First, batch.Last})
	}
	var counts *surveyCounts
	if b.Result != nil {
		counts, st.Digest = &b.Result.State, b.Result.Digest
	} else if counts, err = s.countWave(ctx, w, b); err != nil {
		return nil, err
	}
	st.Strata, st.Modes, st.Ways, st.Screens, st.Places = counts.Strata, counts.Modes, counts.Ways, counts.Screens, counts.Places
	st.Invited, st.Responded = counts.invited()
	st.Margin = survey.Margin(st.Answers, st.People)
	for _, way := range st.Ways {
		switch way.Way {
		case ByCall:
			st.Calls = way.Waiting
		case ByPost:
			st.Letters = way.Waiting
		}
	}
	st.Quotas = counts.quotas(q)
	return st, nil
}

// countWave counts a wave that is not over.
func (s *Service) countWave(ctx context.Context, w *Wave, b *waveBody) (*surveyCounts, error) {
	invited, err := s.store.CountInvitations(ctx, w.Institution, w.ID)
	if err != nil {
		return nil, fmt.Errorf("counting invitations: %w", err)
	}
	answers, err := s.store.CountAnswers(ctx, w.Institution, w.ID)
	if err != nil {
		return nil, fmt.Errorf("counting answers: %w", err)
	}
	tallies, err := s.store.Tallies(ctx, w.Institution, w.ID)
	if err != nil {
		return nil, fmt.Errorf("counting screens: %w", err)
	}
	c := &surveyCounts{Modes: map[string]int{}}
	for _, share := range b.Strata {
		c.Strata = append(c.Strata, StratumState{Stratum: share.Stratum, People: share.People, Asked: share.Asked})
	}
	for _, n := range invited {
		c.addInvited(n)
	}
	for _, n := range answers {
		c.stratum(n.Stratum).Answers += n.Count
		c.Modes[n.Mode] += n.Count
	}
	for _, t := range tallies {
		if desk, ok := strings.CutPrefix(t.Name, placeOf("")); ok {
			c.Places = append(c.Places, PlaceState{desk, t.Count, t.Most})
		} else {
			c.Screens = append(c.Screens, t.Count) // in the order of their names, which is that of the screens
		}
	}
	return c, nil
}

func (c *surveyCounts) stratum(name string) *StratumState {
	i := slices.IndexFunc(c.Strata, func(s StratumState) bool { return s.Stratum == name })
	if i < 0 {
		i = len(c.Strata)
		c.Strata = append(c.Strata, StratumState{Stratum: name})
	}
	return &c.Strata[i]
}

func (c *surveyCounts) addInvited(n InvitationCount) {
	if n.Way == byPaper {
		return
	}
	s := c.stratum(n.Stratum)
	i := slices.IndexFunc(c.Ways, func(w WayState) bool { return w.Way == n.Way })
	if i < 0 {
		i = len(c.Ways)
		c.Ways = append(c.Ways, WayState{Way: n.Way})
	}
	way := &c.Ways[i]
	way.Asked += n.All
	switch n.State {
	case InvitationRefused:
		s.Refused += n.All
		return
	case InvitationUnreached:
		s.Unreached += n.All
	case InvitationSent, InvitationWaiting:
		way.Sent += n.All
	}
	if (n.Way == ByPost || n.Way == ByCall) && (n.State == InvitationPlanned || n.State == InvitationWaiting) {
		way.Waiting += n.All - n.Used
	}
	s.Responded += n.Used
	way.Responded += n.Used
}
