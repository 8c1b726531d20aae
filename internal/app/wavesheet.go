package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"jikim/internal/core/survey"
	"jikim/internal/locale"
	"jikim/internal/sign"
)

// NewSheets asks for numbered questionnaires on paper.
type NewSheets struct {
	Key   string // of the form
	Desk  string // where they are laid out; empty: at none
	Count int
}

// AddSheets gives numbers to questionnaires that are to be printed, each of which can be entered once. For managers. Faults of fields
// are named "desk", "count".
func (s *Service) AddSheets(ctx context.Context, a Actor, id string, n NewSheets) (*SheetState, error) {
	if !a.Role.AtLeast(Manager) {
		return nil, denied()
	}
	f := &form{}
	f.key(n.Key)
	s.surveyDesk(f, a.Institution, n.Desk)
	if n.Count < 1 || n.Count > MaxSheets {
		f.fault("count", "fault.survey_sheets", "most", MaxSheets)
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	w, b, err := s.waveOf(ctx, a.Institution, id)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(b.Batches, func(have waveBatch) bool { return have.Key == n.Key }); i >= 0 {
		return &SheetState{b.Batches[i].Desk, b.Batches[i].First, b.Batches[i].Last}, nil
	}
	if w.State != WaveOpen {
		return nil, unlawful("fault.survey_over")
	}
	q, err := b.questionnaire()
	if err != nil {
		return nil, err
	}
	first := 1
	if k := len(b.Batches); k > 0 {
		first = b.Batches[k-1].Last + 1
	}
	batch := waveBatch{Desk: n.Desk, First: first, Last: first + n.Count - 1, Key: n.Key}
	b.Batches = append(b.Batches, batch)
	if err := w.keep(b); err != nil {
		return nil, err
	}
	sheets := make([]Invitation, n.Count)
	for k := range sheets {
		i := &sheets[k]
		*i = Invitation{Institution: a.Institution, Wave: w.ID, ID: sheetID(first + k), Stratum: openStratum(q, "visit", n.Desk), Way: byPaper, State: InvitationPlanned}
		i.Ticket = ticketOf(s.linkToken(i))
	}
	if err := s.store.AddInvitations(ctx, w, sheets); errors.Is(err, ErrConflict) {
		return nil, &Fault{Kind: Busy, Key: "fault.busy", err: err}
	} else if err != nil {
		return nil, fmt.Errorf("numbering sheets: %w", err)
	}
	return &SheetState{batch.Desk, batch.First, batch.Last}, nil
}

// PrintSheets draws numbered questionnaires as PDF. The code on each leads to the same questions on a telephone and is used up by
// either. For managers.
func (s *Service) PrintSheets(ctx context.Context, a Actor, id string, first, last int) ([]byte, error) {
	if !a.Role.AtLeast(Manager) {
		return nil, denied()
	}
	w, b, err := s.waveOf(ctx, a.Institution, id)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(b.Batches, func(x waveBatch) bool { return first == x.First && last == x.Last }) {
		return nil, unknown()
	}
	q, err := b.questionnaire()
	if err != nil {
		return nil, err
	}
	paper := s.paperOf(w, q)
	var sheets []sign.Sheet
	for number := first; number <= last; number++ {
		paper.Number = "No. " + strconv.Itoa(number)
		paper.Code = s.surveyLink(b, &Invitation{Institution: w.Institution, Wave: w.ID, ID: sheetID(number)})
		sheets = append(sheets, paper.Paper()...)
	}
	return sign.PDF(paper.Title.KO, string(locale.Korean), sheets)
}

// paperOf is the questionnaire as it is printed, in Korean; whoever reads English answers by the code.
func (s *Service) paperOf(w *Wave, q *survey.Questionnaire) *sign.Questionnaire {
	ch := s.charters.At(w.Institution, s.Now())
	c := locale.For(locale.Korean).In(ch.Petition.Location())
	out := &sign.Questionnaire{Title: sign.Name{KO: q.Name.KO, EN: q.Name.EN}, Office: printed(ch.Office), Caption: c.T("ask.paper.caption"), Foot: c.T("ask.paper.foot"),
		Page: func(n, of int) string { return c.T("ask.paper.page", "n", n, "of", of) }}
	if q.Intro.KO != "" {
		out.Lead = append(out.Lead, q.Intro.KO)
	}
	out.Lead = append(out.Lead, c.T("ask.paper.lead", "at", c.Deadline(w.ClosesAt, c.Location())))
	for _, item := range q.Items() {
		one := sign.Question{Text: item.Text.KO}
		if !item.Words() {
			one.From, one.To, one.Low, one.High = item.Scale.From(), item.Scale.To(), item.Low.KO, item.High.KO
			if !item.Needed {
				one.None = c.T("ask.none")
			}
		}
		out.Questions = append(out.Questions, one)
	}
	return out
}
