package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/core/stats"
)

// RatingFilter chooses ratings by when they were given and what they are of.
type RatingFilter struct {
	Period  string // "2026-11" a month, "2026" a year; empty: the present year
	Desk    string // of the directory; empty: all
	Service string // empty: all
}

// RatingGroup is the ratings of one desk, service or month.
type RatingGroup struct {
	ID string // of the desk or service, empty when there is none; or the month, as "2026-11"
	stats.Stars
}

// Ratings is what citizens said of how their cases were handled, in numbers; small ones are suppressed.
type Ratings struct {
	Period                  string
	From, Until             time.Time
	Whole                   stats.Stars
	Desks, Services, Months []RatingGroup // in the order of the charter, and of the year
	DeskIDs, ServiceIDs     []string      // that have ratings in the period, whatever is chosen
}

// RatedWords is a rating with the words that came with it.
type RatedWords struct {
	Case, Number, Desk, Service string
	At                          time.Time
	Stars                       int
	Text                        string
}

// LowStars is the most stars of a rating that says that something went wrong.
const LowStars = 2

const (
	ratingRows = 1000 // read at a time
	wordRows   = 20   // shown at a time
	recentDays = 7    // for which a low rating is news
	lowRecent  = recentDays * 24 * time.Hour
)

// Ratings counts ratings by desk, service and month. For managers.
func (s *Service) Ratings(ctx context.Context, a Actor, f RatingFilter) (*Ratings, error) {
	out, err := s.ratingsOf(a, &f)
	if err != nil {
		return nil, err
	}
	ch := s.charters.At(a.Institution, s.Now())
	loc := ch.Petition.Location()
	desks, services, months := map[string]*stats.Stars{}, map[string]*stats.Stars{}, map[string]*stats.Stars{}
	seenDesks, seenServices := map[string]bool{}, map[string]bool{}
	err = s.eachRating(ctx, a, &f, out, time.Time{}, func(v *VerdictRow, h *Head) (bool, error) {
		seenDesks[v.Desk], seenServices[h.Service] = true, true
		if !f.chooses(v, h) {
			return true, nil
		}
		stars := starsOf(&v.Verdict)
		out.Whole.Add(stars)
		for _, in := range []struct {
			groups map[string]*stats.Stars
			id     string
		}{{desks, v.Desk}, {services, h.Service}, {months, v.Started.In(loc).Format("2006-01")}} {
			if in.groups[in.id] == nil {
				in.groups[in.id] = &stats.Stars{}
			}
			in.groups[in.id].Add(stars)
		}
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	var deskOrder, serviceOrder []string
	for i := range ch.Directory.Desks {
		deskOrder = append(deskOrder, ch.Directory.Desks[i].ID)
	}
	for i := range ch.Services {
		serviceOrder = append(serviceOrder, ch.Services[i].ID)
	}
	whole := out.Whole
	for _, table := range []struct {
		groups map[string]*stats.Stars
		order  []string
		into   *[]RatingGroup
	}{{desks, deskOrder, &out.Desks}, {services, serviceOrder, &out.Services}, {months, nil, &out.Months}} {
		protected := whole
		*table.into = grouped(table.groups, table.order, &protected)
		if protected.Suppressed {
			out.Whole = protected
		}
	}
	out.DeskIDs, out.ServiceIDs = inOrder(seenDesks, deskOrder), inOrder(seenServices, serviceOrder)
	return out, nil
}

// ratingsOf checks who asks and reads the period.
func (s *Service) ratingsOf(a Actor, f *RatingFilter) (*Ratings, error) {
	if !a.Role.AtLeast(Manager) {
		return nil, denied()
	}
	ch := s.charters.At(a.Institution, s.Now())
	if ch == nil {
		return nil, unknown()
	}
	if f.Period == "" {
		f.Period = s.Now().In(ch.Petition.Location()).Format("2006")
	}
	from, until, _, err := span(ch, f.Period)
	if err != nil {
		return nil, err
	}
	return &Ratings{Period: f.Period, From: from, Until: until}, nil
}

// chooses tells whether a rating is one that is asked for.
func (f *RatingFilter) chooses(v *VerdictRow, h *Head) bool {
	return (f.Desk == "" || f.Desk == v.Desk) && (f.Service == "" || f.Service == h.Service)
}

// eachRating yields the ratings of a period, newest first, given before an instant (zero: all), until false is returned.
func (s *Service) eachRating(ctx context.Context, a Actor, f *RatingFilter, of *Ratings, before time.Time, yield func(*VerdictRow, *Head) (bool, error)) error {
	q := VerdictQuery{Institution: a.Institution, Status: []judge.Status{judge.Rated}, Promise: satisfactionRow, From: of.From, Until: of.Until,
		Before: before, Limit: ratingRows}
	for {
		rows, err := s.store.Verdicts(ctx, q)
		if err != nil {
			return fmt.Errorf("ratings: %w", err)
		}
		ids := make([]string, len(rows))
		for i := range rows {
			ids[i] = rows[i].Case
		}
		heads, err := s.store.Heads(ctx, a.Institution, ids)
		if err != nil {
			return fmt.Errorf("ratings: %w", err)
		}
		byCase := make(map[string]*Head, len(heads))
		for i := range heads {
			byCase[heads[i].Case] = &heads[i]
		}
		for i := range rows {
			h := byCase[rows[i].Case]
			if h == nil {
				h = &Head{Case: rows[i].Case}
			}
			if more, err := yield(&rows[i], h); err != nil || !more {
				return err
			}
		}
		if len(rows) < q.Limit {
			return nil
		}
		q.After = &rows[len(rows)-1]
	}
}

// grouped lists groups in an order, those that it does not name after them, with small numbers suppressed.
func grouped(groups map[string]*stats.Stars, order []string, whole *stats.Stars) []RatingGroup {
	ids := map[string]bool{}
	for id := range groups {
		ids[id] = true
	}
	out := make([]RatingGroup, 0, len(groups))
	for _, id := range inOrder(ids, order) {
		out = append(out, RatingGroup{ID: id, Stars: *groups[id]})
	}
	protect := make([]*stats.Stars, len(out))
	for i := range out {
		protect[i] = &out[i].Stars
	}
	stats.ProtectStars(whole, protect)
	return out
}

// inOrder sorts identifiers by an order; those that it does not name come after, by themselves.
func inOrder(ids map[string]bool, order []string) []string {
	var out []string
	for _, id := range order {
		if ids[id] {
			out = append(out, id)
		}
	}
	named := len(out)
	for id := range ids {
		if !slices.Contains(order, id) {
			out = append(out, id)
		}
	}
	slices.Sort(out[named:])
	return out
}

// RatingWords lists ratings that came with words, newest first, at most 20, given before an instant (zero: all); low leaves out those of more
// than LowStars. It returns from which instant on the next are asked for, zero when there are none. Each reading is logged with
// its case. For managers.
func (s *Service) RatingWords(ctx context.Context, a Actor, f RatingFilter, low bool, before time.Time) ([]RatedWords, time.Time, error) {
	of, err := s.ratingsOf(a, &f)
	if err != nil {
		return nil, time.Time{}, err
	}
	var out []RatedWords
	var next time.Time
	err = s.eachRating(ctx, a, &f, of, before, func(v *VerdictRow, h *Head) (bool, error) {
		if !f.chooses(v, h) || low && starsOf(&v.Verdict) > LowStars {
			return true, nil
		}
		words, err := s.wordsOf(ctx, a, v.Case)
		if err != nil || words == "" {
			return err == nil, err
		}
		if len(out) == wordRows {
			next = out[len(out)-1].At
			return false, nil
		}
		out = append(out, RatedWords{Case: v.Case, Number: v.Number, Desk: v.Desk, Service: h.Service, At: v.Started, Stars: starsOf(&v.Verdict), Text: words})
		return true, nil
	})
	if err != nil {
		return nil, time.Time{}, err
	}
	for i := range out { // before anything is shown
		if err := s.logAccess(ctx, a, out[i].Case, "rating", ""); err != nil {
			return nil, time.Time{}, err
		}
	}
	return out, next, nil
}

// wordsOf returns the words of the rating of a case; empty when it has none, or they were destroyed by law.
func (s *Service) wordsOf(ctx context.Context, a Actor, caseID string) (string, error) {
	stored, err := s.store.Load(ctx, a.Institution, caseID)
	if err != nil {
		return "", fmt.Errorf("words of a rating: %w", err)
	}
	c := s.currentOf(stored, s.Now())
	f := rated(c.known)
	if f == nil {
		return "", nil
	}
	of := slices.DeleteFunc(slices.Clone(c.Facts), func(g fact.Fact) bool {
		return g.ID != f.ID && (g.Kind != fact.FactCorrected || g.Data.Text("of") != f.ID)
	})
	texts, err := s.texts(ctx, a.Institution, caseID, of)
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(ratingOf(c, texts).Text), nil
}

// LowRatings counts the ratings of at most LowStars of the last seven days. For managers.
func (s *Service) LowRatings(ctx context.Context, a Actor) (int, error) {
	if !a.Role.AtLeast(Manager) {
		return 0, denied()
	}
	now := s.Now()
	n := 0
	of := &Ratings{From: now.Add(-lowRecent), Until: now.Add(time.Second)}
	err := s.eachRating(ctx, a, &RatingFilter{}, of, time.Time{}, func(v *VerdictRow, _ *Head) (bool, error) {
		if starsOf(&v.Verdict) <= LowStars {
			n++
		}
		return true, nil
	})
	return n, err
}
