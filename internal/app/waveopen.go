package app

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/core/wave"
)

// closingHour is when a survey closes on its last day, local time: staff are there, and the day is not over.
const closingHour = 18

// MaxSurvey is the most people of one survey, and MaxSheets the most sheets that are printed at once.
const (
	MaxSurvey = 20_000
	MaxSheets = 500
)

// NewSurvey opens a survey of the present year.
type NewSurvey struct {
	Key  string     // of the form
	Seed string     // of the draw that was looked at; empty: a new one
	Size int        // how many are invited; 0: everybody
	Last civil.Date // the day on which it closes
	Most int        // answers that are taken without an invitation at each desk; 0: no limit
	Base string     // where citizens find the office's pages, when nothing is configured
}

// SurveyPreview is what opening a survey would do.
type SurveyPreview struct {
	Year      int
	Contacts  int // of the year
	Unreached int // of those
	Objected  int
	People    int // who can be asked
	Drawn     int
	Strata    []wave.Share
	Ways      map[string]int // of the drawn, by the way that is tried first
	Seed      string
	ClosesAt  time.Time
	Wanted    int // answers, by the questionnaire
	Items     int // questions
}

// OpenSurvey draws whom it asks, keeps a one-time link for each, puts survey.opened on record, and has them invited. It returns the
// identifier of the survey. One survey runs at a time. For managers.
func (s *Service) OpenSurvey(ctx context.Context, a Actor, n NewSurvey) (string, error) {
	if !a.Role.AtLeast(Manager) {
		return "", denied()
	}
	waves, err := s.store.ListWaves(ctx, a.Institution)
	if err != nil {
		return "", fmt.Errorf("loading surveys: %w", err)
	}
	for i := range waves {
		b, err := waves[i].body()
		switch {
		case err != nil:
			return "", err
		case b.Key == n.Key && n.Key != "": // the form came twice
			return waves[i].ID, nil
		case waves[i].State != WaveClosed:
			return "", unlawful("fault.survey_runs")
		}
	}
	f := &form{}
	if f.key(n.Key); f.err() != nil {
		return "", f.err()
	}
	d, people, err := s.toAsk(ctx, a, &n)
	if err != nil {
		return "", err
	}
	w, invited, places, err := s.newWave(a, &n, d, people, waves)
	if err != nil {
		return "", err
	}
	if err := s.store.AddWave(ctx, w, invited, places); err != nil {
		if errors.Is(err, ErrConflict) {
			return "", unlawful("fault.survey_runs")
		}
		return "", fmt.Errorf("keeping a survey: %w", err)
	}
	return w.ID, s.beginWave(ctx, w)
}

// newWave makes a wave of a draw, with its invitations in the order of their random identifiers.
func (s *Service) newWave(a Actor, n *NewSurvey, d *surveyDraw, people []askable, waves []Wave) (*Wave, []Invitation, []Tally, error) {
	now, ch, p := s.Now(), d.charter, &d.SurveyPreview
	base := s.public
	if base == "" {
		base = n.Base
	}
	number := 1
	for i := range waves {
		if waves[i].Year == p.Year {
			number++
		}
	}
	w := &Wave{Institution: a.Institution, ID: strconv.Itoa(p.Year) + "-" + strconv.Itoa(number), Year: p.Year, State: WaveOpening, OpensAt: now, ClosesAt: p.ClosesAt}
	b := &waveBody{Questionnaire: ch.Survey.Source, Digest: ch.Survey.Digest, Seed: n.Seed, People: p.People, Most: n.Most, Key: n.Key, By: a.Account, Salt: rand.Text(), Base: base}
	for _, share := range p.Strata {
		b.Strata = append(b.Strata, waveShare{wave.Name(share.Stratum), share.People, share.Asked})
	}
	invited := make([]Invitation, 0, len(people))
	for k := range people {
		who := &people[k]
		i := Invitation{Institution: a.Institution, Wave: w.ID, ID: randomID(), Stratum: wave.Name(d.people[k].stratum), Way: who.way, State: InvitationPlanned, NextAt: now}
		if i.Way == ByCall || i.Way == ByPost {
			i.NextAt = time.Time{}
		}
		i.Ticket = ticketOf(s.linkToken(&i))
		if err := s.sealContact(&i, &who.contact); err != nil {
			return nil, nil, nil, err
		}
		invited = append(invited, i)
	}
	slices.SortFunc(invited, func(a, b Invitation) int { return strings.Compare(a.ID, b.ID) })
	var places []Tally
	for i := range ch.Directory.Desks {
		places = append(places, Tally{Name: placeOf(ch.Directory.Desks[i].ID), Most: n.Most})
	}
	places = append(places, Tally{Name: placeOf(""), Most: n.Most})
	return w, invited, places, w.keep(b)
}

// placeOf names the counter of the answers that are taken without an invitation at a desk; empty: at none.
func placeOf(desk string) string { return "place " + desk }

// randomID is an identifier that says nothing, not even when it was made.
func randomID() string { return rand.Text() }

// linkToken is the token of a one-time link. It is made again for each reminder and kept nowhere; the store has its hash.
func (s *Service) linkToken(i *Invitation) string {
	return wave.Code(s.keys.Blind("survey link", 16, i.Institution, i.Wave, i.ID))
}

// ticketOf is the hash by which a token is found, however it is typed.
func ticketOf(token string) []byte {
	sum := sha256.Sum256([]byte(wave.ReadCode(token)))
	return sum[:]
}

// beginWave puts the opening on record and lets answers in. What was interrupted is done again by Surveys.
func (s *Service) beginWave(ctx context.Context, w *Wave) error {
	b, err := w.body()
	if err != nil {
		return err
	}
	asked := 0
	for _, share := range b.Strata {
		asked += share.Asked
	}
	err = s.recordWave(ctx, w, fact.Fact{Kind: fact.SurveyOpened, At: w.OpensAt, By: "officer:" + b.By, Via: fact.ViaDesk, Data: fact.With(
		"year", w.Year, "wave", w.ID, "asked", asked, "people", b.People, "questionnaire", b.Digest, "seed", b.Seed)})
	if err != nil {
		return err
	}
	w.State = WaveOpen
	if err := s.store.MoveWave(ctx, w, WaveOpening); err != nil && !errors.Is(err, ErrConflict) { // another node may have been faster
		return fmt.Errorf("opening a survey: %w", err)
	}
	return nil
}

// recordWave puts a fact of a wave on record, once.
func (s *Service) recordWave(ctx context.Context, w *Wave, f fact.Fact) error {
	f.ID = s.factFor(w.Institution, fact.Institution, "survey "+w.ID+" "+f.Kind.String(), 0)
	_, err := s.turn(ctx, asked{institution: w.Institution, caseID: fact.Institution, create: true, add: func(*current) (*added, error) {
		return &added{facts: []fact.Fact{f}}, nil
	}})
	if err != nil {
		return fmt.Errorf("recording %s: %w", f.Kind, err)
	}
	return nil
}
