package app

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"

	"jikim/internal/core/fact"
	"jikim/internal/core/open"
	"jikim/internal/core/publication"
	"jikim/internal/core/stats"
)

// lateness is how long a turn can take from the instant at which it says that its facts are recorded until they are in the ledger. Facts
// recorded since that long before a checkpoint are looked up there, to tell whether they are under it.
const lateness = 10 * time.Minute

// draftNotes is after how many cases the draft notes how far it is.
const draftNotes = 2000

// countDraft counts the figures of a draft.
func (s *Service) countDraft(ctx context.Context, institution string, d *PublicationDraft) error {
	if err := s.Load(ctx, institution); err != nil { // the special days and versions that other nodes have entered
		return err
	}
	point, err := s.Checkpoint(ctx, institution)
	if err != nil {
		return err
	}
	p, err := s.blank(ctx, institution, d, point)
	if err != nil {
		return err
	}
	earlier, err := s.beside(ctx, p)
	if err != nil {
		return err
	}
	versions, err := s.charters.knowing(institution, p.Days) // not those of the office's work, which know of days that do not count yet
	if err != nil {
		return err
	}
	law := publication.NewLaw(versions)
	p.Charters = law.Editions(p.From, p.Until)
	for _, v := range versions { // those of earlier editions too: cases of then are still judged by them
		for _, cal := range calendarsOf(v) {
			if !slices.Contains(p.Calendars, cal) {
				p.Calendars = append(p.Calendars, cal)
			}
		}
	}
	c, err := s.countCases(ctx, d, law, p, point)
	if err != nil {
		return err
	}
	p.Lines = c.Lines(earlier)
	d.Body, d.Digest = publication.Encode(p), p.Digest()
	if d.Warnings, err = s.warnings(ctx, p, c.Whole()); err != nil {
		return err
	}
	d.Done = true
	return nil
}

// blank is the publication without its figures.
func (s *Service) blank(ctx context.Context, institution string, d *PublicationDraft, point *Checkpoint) (*publication.Publication, error) {
	from, until, err := publication.ParsePeriod(d.Period, s.charters.At(institution, d.Started).Petition.Location())
	if err != nil {
		return nil, err
	}
	asOf := d.Started.UTC().Truncate(time.Microsecond)
	p := &publication.Publication{Form: publication.Form, ID: d.Period, Institution: institution, Period: d.Period, From: from, Until: until, AsOf: asOf,
		Ledger: publication.Ledger{Size: point.Size, Root: fmt.Sprintf("%x", point.Root[:]), Note: string(point.Note)}}
	have, err := s.publicationsOf(ctx, institution)
	if err != nil {
		return nil, err
	}
	n := 1
	for _, h := range have {
		if h.Period == d.Period {
			n++
		}
	}
	if last := newestOf(have, d.Period); last != nil {
		p.ID, p.Corrects, p.Reason = publication.Identify(d.Period, n), last.ID, d.Reason
	}
	p.Days, err = s.openDays(ctx, institution, asOf)
	return p, err
}

// openDays are the special days that stand and count by an instant, as open data tell of them.
func (s *Service) openDays(ctx context.Context, institution string, asOf time.Time) ([]open.Day, error) {
	days, _, err := s.storedDays(ctx, institution)
	if err != nil {
		return nil, err
	}
	var out []open.Day
	loc := s.charters.At(institution, asOf).Petition.Location()
	for _, d := range standing(days) {
		if !d.Known.Start(loc).After(asOf) {
			out = append(out, open.Day{Date: d.Date, Kind: string(d.Kind), Name: d.Name, Spans: d.Spans, Known: d.Known})
		}
	}
	slices.SortStableFunc(out, func(a, b open.Day) int { return a.Date.Compare(b.Date) })
	return out, nil
}

// beside notes which publications are of overlapping periods, and of periods that overlap these, and returns what they show.
func (s *Service) beside(ctx context.Context, p *publication.Publication) ([]stats.Shown, error) {
	have, err := s.publicationsOf(ctx, p.Institution)
	if err != nil {
		return nil, err
	}
	over := overlapping(have, p.Months())
	for _, h := range over {
		p.Beside = append(p.Beside, publication.Beside{ID: h.ID, Digest: h.Digest()})
	}
	return shownOf(over), nil
}

// overlapping returns the publications of periods with one of the months, or with one of a period that overlaps so, the earliest period first.
func overlapping(have []*publication.Publication, months []string) []*publication.Publication {
	months = slices.Clone(months)
	taken := map[string]bool{}
	for grows := true; grows; {
		grows = false
		for _, h := range have {
			if taken[h.ID] || !slices.ContainsFunc(h.Months(), func(m string) bool { return slices.Contains(months, m) }) {
				continue
			}
			taken[h.ID], grows = true, true
			months = append(months, h.Months()...)
		}
	}
	var out []*publication.Publication
	for _, h := range slices.Backward(have) {
		if taken[h.ID] {
			out = append(out, h)
		}
	}
	return out
}

func shownOf(published []*publication.Publication) []stats.Shown {
	out := make([]stats.Shown, len(published))
	for i, p := range published {
		out[i] = p.Shown()
	}
	return out
}

// countCases streams every case through counters, one for each processor, and joins them.
func (s *Service) countCases(ctx context.Context, d *PublicationDraft, law *publication.Law, p *publication.Publication, point *Checkpoint) (*publication.Counter, error) {
	names := s.openNames(p.Institution)
	cases := make(chan []fact.Fact, 64)
	counters := make([]*publication.Counter, max(1, runtime.GOMAXPROCS(0)))
	errs := make([]error, len(counters))
	var group sync.WaitGroup
	for i := range counters {
		counters[i] = publication.NewCounter(law, p.From, p.Until, p.AsOf)
		group.Go(func() {
			for facts := range cases {
				if errs[i] != nil {
					continue
				}
				forms := make([]fact.Fact, len(facts))
				for k := range facts {
					forms[k] = open.Of(&facts[k], names)
				}
				errs[i] = counters[i].Case(forms)
			}
		})
	}
	office := false
	err := s.store.EachCase(ctx, p.Institution, "", func(st *Stored) error {
		if d.Cases++; d.Cases%draftNotes == 0 {
			if err := s.noteDraft(ctx, p.Institution, d); err != nil {
				return err
			}
		}
		facts, err := s.under(ctx, st, point)
		if err == nil && len(facts) > 0 {
			office = office || st.Case == fact.Institution
			cases <- facts
		}
		return err
	})
	close(cases)
	group.Wait()
	for i := range errs {
		if err == nil {
			err = errs[i]
		}
		if i > 0 {
			counters[0].Join(counters[i])
		}
	}
	if err == nil && !office {
		counters[0].Office()
	}
	return counters[0], err
}

// under returns the facts of a case that are in the ledger under a checkpoint.
func (s *Service) under(ctx context.Context, st *Stored, point *Checkpoint) ([]fact.Fact, error) {
	facts, first := st.Facts, st.Seq-int64(len(st.Facts))+1
	for len(facts) > 0 && facts[len(facts)-1].RecordedAt.After(point.At.Add(-lateness)) {
		leaf, err := s.store.LeafOf(ctx, st.Institution, st.Case, first+int64(len(facts))-1)
		if err != nil {
			return nil, fmt.Errorf("the leaf of the last fact of %s: %w", st.Case, err)
		}
		if leaf.N < point.Size {
			break // earlier facts of the case are earlier in the ledger
		}
		facts = facts[:len(facts)-1]
	}
	return facts, nil
}

// warnings looks at what was counted as a manager would.
func (s *Service) warnings(ctx context.Context, p *publication.Publication, whole []stats.Line) (Warnings, error) {
	w := Warnings{Editions: len(p.Charters)}
	for i := range whole {
		if f := &whole[i].Whole; f.Unproven*5 > f.Total() {
			w.Unproven = append(w.Unproven, UnprovenShare{whole[i].Promise, 100 * f.Unproven / f.Total()})
		}
	}
	for i := range p.Lines {
		l := &p.Lines[i]
		if l.Whole.Suppressed {
			w.SuppressedWholes++
		}
		for _, parts := range [][]stats.Part{l.Months, l.Desks, l.Channels} {
			for k := range parts {
				if parts[k].Suppressed {
					w.Suppressed++
				}
			}
		}
	}
	var err error
	w.Differences, err = s.compareStored(ctx, p, whole)
	return w, err
}

// compareStored compares the whole of each promise with what the verdicts say that the office works with. Both come from the same facts; a
// difference is a mistake of the program, or was recorded between the two.
func (s *Service) compareStored(ctx context.Context, p *publication.Publication, whole []stats.Line) ([]publication.Difference, error) {
	ch := s.charters.At(p.Institution, p.Until.Add(-time.Microsecond))
	c := stats.New(ch, s.charters.before(ch), p.From, p.Until, p.AsOf)
	err := s.store.EachVerdict(ctx, p.Institution, p.From, p.Until, func(v *VerdictRow) error {
		c.Add(&v.Verdict)
		return nil
	})
	if err == nil {
		err = s.store.EachOpen(ctx, p.Institution, func(h *Head) error {
			for i := range h.Open {
				c.Add(&h.Open[i])
			}
			return nil
		})
	}
	if err != nil {
		return nil, fmt.Errorf("comparing a publication with the stored verdicts: %w", err)
	}
	table := c.Table()
	var out []publication.Difference
	for i := range whole {
		r, f := table.Row(whole[i].Promise), &whole[i].Whole
		if r == nil {
			r = &stats.Row{}
		}
		for _, col := range []struct {
			name       string
			ours, kept int
		}{{"kept", f.Kept, r.Kept}, {"broken", f.Broken + f.Overdue, r.Broken + r.Overdue}, {"unproven", f.Unproven, r.Unproven},
			{"void", f.Voids(), r.Void}, {"open", f.Open, r.Open}} {
			if col.ours != col.kept {
				out = append(out, publication.Difference{Promise: whole[i].Promise, Column: col.name,
					Published: strconv.Itoa(col.ours), Recomputed: strconv.Itoa(col.kept)})
			}
		}
	}
	return out, nil
}
