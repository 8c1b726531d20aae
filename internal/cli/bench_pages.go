package cli

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"jikim/internal/app"
)

// pages measures what officers wait for, at every size: by the use cases alone, and as whole pages over HTTP. The sizes
// take turns, so that what else the machine does is spread over all of them and growth shows.
func (b *bench) pages() (err error) {
	var sizes []*benchReading
	defer func() {
		for _, s := range sizes {
			err = errors.Join(err, s.close())
		}
	}()
	for _, cases := range b.Cases {
		dir, st, err := b.loaded(cases)
		if err != nil {
			return err
		}
		b.report.row("loaded", fmt.Sprint(cases), "", st.Rate, "/s", "")
		s, err := b.reading(dir, st)
		if err != nil {
			return err
		}
		sizes = append(sizes, s)
	}
	for i, r := range sizes[0].reads {
		took, err := b.inTurn(sizes, i)
		if err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
		b.reportRead(r, sizes, took)
	}
	b.report.note("how")
	return nil
}

// reportRead writes down what a read took at each size, and how that grew from the first to the last.
func (b *bench) reportRead(r benchRead, sizes []*benchReading, took [][]time.Duration) {
	for i, s := range sizes {
		target := ""
		if !r.page && s.state.Cases >= 1_000_000 {
			target = "≤ 20 ms"
		}
		b.report.times(r.name, fmt.Sprint(s.state.Cases), took[i], target)
	}
	if last := len(sizes) - 1; last > 0 {
		growth := fmt.Sprintf("%d → %d", sizes[0].state.Cases, sizes[last].state.Cases)
		for _, p := range []int{50, 99} {
			b.report.row(r.name, growth, fmt.Sprintf("p%d", p), percentile(took[last], p)/percentile(took[0], p), "×", "≤ 2 ×")
		}
	}
}

// benchReading is a loaded database that is being read.
type benchReading struct {
	*benchOffice
	state   benchState
	reads   []benchRead
	visitor *benchClient
	stop    func() error // of the server of its pages
}

// reading opens a loaded database to be read.
func (b *bench) reading(dir string, st benchState) (*benchReading, error) {
	o, err := b.office(dir, "", newBenchClock(st.Until), nil)
	if err != nil {
		return nil, err
	}
	s := &benchReading{benchOffice: o, state: st, visitor: &benchClient{}}
	if err := s.begin(b); err != nil {
		return nil, errors.Join(err, o.close())
	}
	return s, nil
}

func (s *benchReading) begin(b *bench) error {
	ids, err := s.sample(b.ctx, s.state.Cases)
	if err != nil {
		return err
	}
	secret, lead, err := s.login(b.ctx)
	if err != nil {
		return err
	}
	site := s.site()
	if s.visitor.host, s.stop, err = listen(b.ctx, site.Serve); err != nil {
		return err
	}
	s.reads = s.benchOffice.reads(s.visitor, lead, secret, ids)
	return nil
}

// close keeps until when the database's clock stood, and closes it.
func (s *benchReading) close() error {
	s.visitor.close()
	st := benchState{Cases: s.state.Cases, Rate: s.state.Rate, Until: s.clock.Now()}
	return errors.Join(s.keep(context.Background(), st), s.stop(), s.benchOffice.close())
}

// inTurn measures a read many times at each size, in short turns after one that is not counted.
func (b *bench) inTurn(sizes []*benchReading, read int) ([][]time.Duration, error) {
	const turns = 10
	took := make([][]time.Duration, len(sizes))
	for turn := range turns + 1 {
		for i, s := range sizes {
			for range b.times(1000) / turns {
				start := time.Now()
				if err := s.reads[read].call(b.ctx); err != nil {
					return nil, s.fault(err)
				}
				if turn > 0 {
					took[i] = append(took[i], time.Since(start))
				}
			}
		}
	}
	return took, nil
}

// benchRead is something that officers do all day.
type benchRead struct {
	name string
	page bool
	call func(context.Context) error
}

func (o *benchOffice) reads(visitor *benchClient, lead app.Actor, secret string, ids []string) []benchRead {
	anyone := func() string { return ids[rand.IntN(len(ids))] }
	get := func(path func() string) func(context.Context) error {
		header := map[string]string{"Cookie": "session=" + secret, "Accept-Encoding": "gzip"}
		return func(context.Context) error {
			status, _, err := visitor.do("GET", path(), header, nil)
			return expect(http.StatusOK, status, err)
		}
	}
	inbox := func(f app.InboxFilter) func(context.Context) error {
		return func(ctx context.Context) error { _, err := o.service.Inbox(ctx, lead, f); return err }
	}
	search := func(word string, limit int) func(context.Context) error {
		return func(ctx context.Context) error { _, err := o.service.Search(ctx, lead, word, limit); return err }
	}
	return []benchRead{
		{"inbox", false, inbox(app.InboxFilter{})},
		{"inbox_desk", false, inbox(app.InboxFilter{Desk: benchDesk})},
		{"inbox_next", false, o.leafing(lead)},
		{"inbox_channel", false, inbox(app.InboxFilter{Channel: "fax"})},
		{"case", false, func(ctx context.Context) error { _, err := o.service.Case(ctx, lead, anyone()); return err }},
		{"case_opened", false, func(ctx context.Context) error {
			_, err := o.service.OpenCase(ctx, lead, anyone(), "supervising")
			return err
		}},
		{"search_rare", false, search(searchedRare, 50)},
		{"search_rare_ten", false, search(searchedRare, 10)}, // as many as a rare word finds in the smallest database
		{"search_frequent", false, search(searchedFrequent, 50)},
		{"page_inbox", true, get(func() string { return "/desk" })},
		{"page_case", true, get(func() string { return "/desk/cases/" + anyone() + "?reason=supervising" })},
		{"page_search", true, get(func() string { return "/desk/search?q=" + searchedQuery })},
	}
}

// benchDesk is a desk that has many cases.
const benchDesk = "general"

// leafing returns a call that turns to the next page of the inbox of a desk, and to the first after the last.
func (o *benchOffice) leafing(lead app.Actor) func(context.Context) error {
	cursor := ""
	return func(ctx context.Context) error {
		page, err := o.service.Inbox(ctx, lead, app.InboxFilter{Desk: benchDesk, Cursor: cursor})
		if err == nil {
			cursor = page.Cursor
		}
		return err
	}
}

// sample returns cases from all parts of the database.
func (o *benchOffice) sample(ctx context.Context, cases int) ([]string, error) {
	const wanted = 1000
	every := max(1, cases/wanted)
	wakes, err := o.store.Due(ctx, o.name, benchEpoch.AddDate(1, 0, 0), cases)
	if err != nil {
		return nil, err
	}
	var ids []string
	for i := 0; i < len(wakes); i += every {
		ids = append(ids, wakes[i].Case)
	}
	if len(ids) == 0 {
		return nil, errors.New("no case of the database has a clock")
	}
	rand.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	return ids, nil
}
