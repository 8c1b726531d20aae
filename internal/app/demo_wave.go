package app

import (
	"encoding/hex"
	"math"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"jikim/internal/core/civil"
	"jikim/internal/core/survey"
	"jikim/internal/core/wave"
)

// How many answer a made-up survey, how many give up on the way, and how many people could be asked for each who answers.
const (
	demoResponded = 312
	demoGaveUp    = 46
	demoPeople    = 8
)

// demoTakes is how many answers are written at a time: those that come together share a transaction.
const demoTakes = 32

// take opens a survey, has it answered and closes it, by the steps of any other: what is left of it is what a survey leaves.
func (m *madeSurvey) take() error {
	q, responses := m.ch.Survey, m.responses()
	cells := make([]wave.Cell, len(responses))
	for i := range responses {
		cells[i] = wave.Cell{Stratum: responses[i].Stratum, Mode: responses[i].Mode}
	}
	told := wave.Coarsen(cells) // strata are as wide as a draw has them; what is told of modes matters only when it is over
	for i := range responses {
		responses[i].Stratum = told[i].Stratum
	}
	loc := m.ch.Petition.Location()
	m.w = &Wave{Institution: m.institution, ID: strconv.Itoa(m.year) + "-1", Year: m.year, State: WaveOpen, OpensAt: m.opened,
		ClosesAt: civil.DateOf(m.closed, loc).Start(loc).Add(18 * time.Hour)}
	m.b = &waveBody{Questionnaire: q.Source, Digest: q.Digest, Seed: m.word(), By: demoID("manager"), ClosedBy: demoID("manager"), Salt: m.word()}
	invited, taken, err := m.invite(responses)
	if err != nil {
		return err
	}
	if err := m.w.keep(m.b); err != nil {
		return err
	}
	if err := m.store.AddWave(m.ctx, m.w, invited, m.counters()); err != nil {
		return err
	}
	if err := m.answer(taken); err != nil {
		return err
	}
	for i := range responses {
		responses[i].Mode = told[i].Mode
	}
	m.taken = responses
	return m.close(responses)
}

// word is a random word, from the source of chance of the survey.
func (m *madeSurvey) word() string {
	var b [16]byte
	for i := range b {
		b[i] = byte(m.rng.Uint32())
	}
	return hex.EncodeToString(b[:])
}

// responses are made-up answers: each person has an opinion from which single ratings differ, and the items differ from each other.
func (m *madeSurvey) responses() []survey.Response {
	q := m.ch.Survey
	channels := []string{"visit", "visit", "visit", "phone", "web"}
	modes := []string{survey.Web, survey.Web, survey.Web, survey.Web, survey.Web, survey.Phone, survey.Phone, survey.Kiosk, survey.Kiosk, survey.Paper}
	var out []survey.Response
	for range demoResponded {
		r := survey.Response{Mode: modes[m.rng.IntN(len(modes))], Answers: survey.Answers{}}
		channel, desk := channels[m.rng.IntN(len(channels))], ""
		if n := len(m.ch.Directory.Desks); n > 0 {
			desk = m.ch.Directory.Desks[min(m.rng.IntN(n), m.rng.IntN(n))].ID // the first desks have more visitors
		}
		r.Stratum = q.Sample.StratumOf(channel, desk)
		opinion := 0.78 + m.lift + 0.12*m.rng.NormFloat64()
		for i, item := range q.Items() {
			if item.Words() {
				continue
			}
			if !item.Needed && m.rng.IntN(25) == 0 {
				r.Answers[item.ID] = survey.Answer{None: true}
				continue
			}
			x := opinion + 0.09*math.Sin(float64(7*i)) + 0.08*m.rng.NormFloat64()
			rating := item.Scale.From() + int(math.Round(min(1, max(0, x))*float64(item.Scale.To()-item.Scale.From())))
			r.Answers[item.ID] = survey.Answer{Rating: rating}
		}
		out = append(out, r)
	}
	return out
}

// said are made-up comments of a person: words that the themes of the questionnaire look for.
func (m *madeSurvey) said() []remark {
	var out []remark
	q := m.ch.Survey
	for i := range q.Comments {
		if len(q.Themes) > 0 && m.chance(35) {
			out = append(out, remark{Item: q.Comments[i].ID, Words: pick(m.demonstration, q.Themes).Words[0]})
		}
	}
	return out
}

// invite makes the draw from which the responses came: who was invited and answered, who was and did not; and what each response uses up.
func (m *madeSurvey) invite(responses []survey.Response) ([]Invitation, []Taken, error) {
	var invited []Invitation
	shares := map[string]*waveShare{}
	var order []string
	add := func(stratum, way string) []byte {
		i := Invitation{Institution: m.institution, Wave: m.w.ID, ID: randomID(), Ticket: ticketOf(randomID()), Stratum: stratum, Way: way, State: InvitationSent}
		invited = append(invited, i)
		if way != byPaper {
			shares[stratum].Asked++
		}
		return i.Ticket
	}
	taken := make([]Taken, len(responses))
	for i := range responses {
		r, t := &responses[i], &taken[i]
		stratum := wave.Name(r.Stratum)
		*t = Taken{Institution: m.institution, Wave: m.w.ID, Answer: Kept{ID: randomID(), Stratum: stratum, Mode: r.Mode}}
		if shares[stratum] == nil {
			shares[stratum] = &waveShare{Stratum: stratum}
			order = append(order, stratum)
		}
		shares[stratum].People += demoPeople
		switch r.Mode {
		case survey.Kiosk:
			t.Place = placeOf(r.Stratum.Desk)
		case survey.Paper:
			t.Ticket = add(stratum, byPaper)
		case survey.Phone:
			t.Ticket = add(stratum, ByCall)
		default:
			t.Ticket = add(stratum, string(pick(m.demonstration, Ways())))
		}
		if m.chance(45) { // somebody else of the stratum does not answer
			add(stratum, pick(m.demonstration, []string{string(ByEmail), string(BySMS), ByCall}))
		}
		if err := m.write(t, r); err != nil {
			return nil, nil, err
		}
	}
	for _, name := range order {
		m.b.Strata = append(m.b.Strata, *shares[name])
		m.b.People += shares[name].People
	}
	return invited, taken, nil
}

// write seals a response and what its person remarks.
func (m *madeSurvey) write(t *Taken, r *survey.Response) (err error) {
	if t.Answer.Cipher, err = m.sealAnswer(m.w, m.ch.Survey, r.Answers); err != nil {
		return err
	}
	for _, said := range m.said() {
		k := Kept{ID: randomID()}
		if k.Cipher, err = m.sealRemark(m.w, said); err != nil {
			return err
		}
		t.Remarks = append(t.Remarks, k)
		m.words[said.Item] = append(m.words[said.Item], said.Words)
	}
	return nil
}

// counters are the places at which answers are taken without an invitation, and who has come to each screen: on each some give up.
func (m *madeSurvey) counters() []Tally {
	out := []Tally{{Name: placeOf("")}}
	for i := range m.ch.Directory.Desks {
		out = append(out, Tally{Name: placeOf(m.ch.Directory.Desks[i].ID)})
	}
	screens := len(m.ch.Survey.Items())
	for i := range screens {
		left := screens - i
		out = append(out, Tally{Name: screenName(i + 1), Count: demoResponded + demoGaveUp*left*left/(screens*screens)})
	}
	return out
}

// answer hands the answers in.
func (m *madeSurvey) answer(taken []Taken) error {
	g, ctx := errgroup.WithContext(m.ctx)
	g.SetLimit(demoTakes)
	for i := range taken {
		g.Go(func() error { return m.store.TakeAnswer(ctx, &taken[i]) })
	}
	return g.Wait()
}

// close ends the survey as endWave does, at the instant of the story.
func (m *madeSurvey) close(responses []survey.Response) error {
	m.w.State, m.w.ClosedAt = WaveClosing, m.closed
	if err := m.store.MoveWave(m.ctx, m.w, WaveOpen); err != nil {
		return err
	}
	counts, err := m.countWave(m.ctx, m.w, m.b)
	if err != nil {
		return err
	}
	m.b.Result = &waveResult{Answers: len(responses), State: *counts, Digest: digestOf(m.b.Salt, responses), By: demoID("manager")}
	if err := m.w.keep(m.b); err != nil {
		return err
	}
	m.w.State = WaveMixing
	if err := m.store.MoveWave(m.ctx, m.w, WaveClosing); err != nil {
		return err
	}
	if err := m.mix(m.ctx, m.w, m.b, responses); err != nil {
		return err
	}
	m.w.State = WaveClosed
	return m.store.EndWave(m.ctx, m.w)
}
