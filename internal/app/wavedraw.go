package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"sync"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/wave"
)

// surveyDraw is a draw for a survey: whom it would ask, by the case of their last contact. It holds nobody's name or address.
type surveyDraw struct {
	SurveyPreview
	charter *charter.Charter
	size    int
	at      time.Time
	people  []drawn
}

// drawn is somebody who was drawn, and the stratum under which he is asked.
type drawn struct {
	caseID  string
	stratum wave.Stratum
}

// surveyDraws keeps the last draw of each institution that somebody looked at, so that opening the survey does not read the year again.
type surveyDraws struct {
	mu sync.Mutex
	by map[string]*surveyDraw
}

// drawnFor is how long a draw that was looked at is kept.
const drawnFor = time.Hour

// CheckSurvey tells whether a survey can be drawn like this, without drawing. For managers. Faults of fields are named "size", "last",
// "most".
func (s *Service) CheckSurvey(a Actor, n NewSurvey) error {
	_, err := s.plan(a, &n)
	return err
}

// plan checks what a survey is to be like, and returns an empty draw for it.
func (s *Service) plan(a Actor, n *NewSurvey) (*surveyDraw, error) {
	if !a.Role.AtLeast(Manager) {
		return nil, denied()
	}
	now := s.Now()
	ch := s.charters.At(a.Institution, now)
	switch {
	case ch == nil:
		return nil, unknown()
	case ch.Survey == nil:
		return nil, unlawful("fault.survey_lacking")
	}
	f := &form{}
	loc := ch.Petition.Location()
	today := civil.DateOf(now, loc)
	closes := time.Date(n.Last.Year, time.Month(n.Last.Month), n.Last.Day, closingHour, 0, 0, 0, loc).UTC()
	switch {
	case n.Last.IsZero():
		f.fault("last", "fault.required")
	case !closes.After(now) || n.Last.Year != today.Year:
		f.fault("last", "fault.survey_last")
	}
	if n.Size < 0 || n.Size > MaxSurvey {
		f.fault("size", "fault.survey_size", "most", MaxSurvey)
	}
	if n.Most < 0 || n.Most > MaxSurvey {
		f.fault("most", "fault.survey_size", "most", MaxSurvey)
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	return &surveyDraw{SurveyPreview: SurveyPreview{Year: today.Year, Seed: n.Seed, ClosesAt: closes, Items: len(ch.Survey.Items())}, charter: ch, size: n.Size, at: now}, nil
}

// PreviewSurvey draws as OpenSurvey would with the seed that it returns, and writes nothing. told is told how many contacts of the year
// were read; may be nil. For managers. Faults as of CheckSurvey.
func (s *Service) PreviewSurvey(ctx context.Context, a Actor, n NewSurvey, told func(contacts int)) (*SurveyPreview, error) {
	d, err := s.drawSurvey(ctx, a, &n, told)
	if err != nil {
		return nil, err
	}
	k := &s.surveyDraws
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.by == nil {
		k.by = map[string]*surveyDraw{}
	}
	k.by[a.Institution] = d
	return &d.SurveyPreview, nil
}

// drawSurvey draws from the contacts of the year.
func (s *Service) drawSurvey(ctx context.Context, a Actor, n *NewSurvey, told func(int)) (*surveyDraw, error) {
	d, err := s.plan(a, n)
	if err != nil {
		return nil, err
	}
	if d.Seed == "" {
		seed := make([]byte, 16)
		rand.Read(seed)
		d.Seed = hex.EncodeToString(seed)
	}
	fr, err := s.frameOf(ctx, d.charter, d.Year, d.at, told)
	if err != nil {
		return nil, err
	}
	shares, who := fr.draw(d.Seed, d.size, d.charter.Survey.Sample.Equal)
	d.Contacts, d.Unreached, d.Objected, d.People = fr.contacts, fr.unreached, fr.objected, len(fr.people)
	d.Drawn, d.Strata, d.Ways, d.Wanted = len(who), shares, fr.waysOf(who), d.charter.Survey.Sample.Wanted(len(fr.people))
	to := fr.strata()
	for _, i := range who {
		d.people = append(d.people, drawn{fr.people[i].caseID, to[fr.people[i].stratum]})
	}
	return d, nil
}

// toAsk returns the draw that was looked at with those whom it drew, and draws anew when there is none, or when somebody of them can no
// longer be asked.
func (s *Service) toAsk(ctx context.Context, a Actor, n *NewSurvey) (*surveyDraw, []askable, error) {
	d, err := s.lookedAt(a, n)
	if err != nil {
		return nil, nil, err
	}
	for range 2 {
		if d == nil {
			if d, err = s.drawSurvey(ctx, a, n, nil); err != nil {
				return nil, nil, err
			}
		}
		people, all, err := s.drawnPeople(ctx, d)
		if err != nil {
			return nil, nil, err
		}
		if all {
			n.Seed = d.Seed
			return d, people, nil
		}
		d = nil
	}
	return nil, nil, &Fault{Kind: Busy, Key: "fault.survey_moved"}
}

// lookedAt returns the draw that was looked at; nil when it is not known here, or was made for something else.
func (s *Service) lookedAt(a Actor, n *NewSurvey) (*surveyDraw, error) {
	p, err := s.plan(a, n)
	if err != nil {
		return nil, err
	}
	k := &s.surveyDraws
	k.mu.Lock()
	defer k.mu.Unlock()
	have := k.by[a.Institution]
	if have == nil || have.Seed != n.Seed || have.size != n.Size || have.charter != p.charter || have.Year != p.Year || p.at.After(have.at.Add(drawnFor)) {
		return nil, nil
	}
	d := *have
	d.ClosesAt = p.ClosesAt
	return &d, nil
}

// drawnPeople reads who was drawn; all tells whether everybody of them can still be asked.
func (s *Service) drawnPeople(ctx context.Context, d *surveyDraw) (people []askable, all bool, err error) {
	institution := d.charter.Institution
	no, err := s.objections(ctx, institution)
	if err != nil {
		return nil, false, err
	}
	for part := range slices.Chunk(d.people, framedAtOnce) {
		ids := make([]string, len(part))
		for i := range part {
			ids[i] = part[i].caseID
		}
		stored, err := s.store.LoadMany(ctx, institution, ids)
		if err != nil {
			return nil, false, fmt.Errorf("reading who was drawn: %w", err)
		}
		of := make(map[string]*current, len(stored))
		for _, st := range stored {
			of[st.Case] = s.currentOf(st, d.at)
		}
		contacts := make([]*current, 0, len(part))
		for _, id := range ids {
			if of[id] == nil {
				return nil, false, nil
			}
			contacts = append(contacts, of[id])
		}
		some, err := s.askables(ctx, d.charter, contacts)
		if err != nil {
			return nil, false, err
		}
		for i := range some {
			if some[i].way == "" || slices.ContainsFunc(s.addressesOf(institution, &some[i].contact), func(a []byte) bool { return no[string(a)] }) {
				return nil, false, nil
			}
		}
		people = append(people, some...)
	}
	return people, true, nil
}
