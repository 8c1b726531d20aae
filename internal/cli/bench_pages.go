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

// pages measures what officers wait for, at every size: by the use cases alone, and as whole pages over HTTP.
func (b *bench) pages() error {
	first := map[string][]time.Duration{}
	for i, cases := range b.Cases {
		dir, st, err := b.loaded(cases)
		if err != nil {
			return err
		}
		size := fmt.Sprint(cases)
		b.report.row("loaded", size, "", st.Rate, "/s", "")
		err = b.reading(dir, st, func(r benchRead, took []time.Duration) {
			target := ""
			if !r.page && cases >= 1_000_000 {
				target = "≤ 20 ms"
			}
			b.report.times(r.name, size, took, target)
			if i == 0 {
				first[r.name] = took
			} else if i == len(b.Cases)-1 {
				growth := fmt.Sprintf("%d → %d", b.Cases[0], cases)
				b.report.row(r.name, growth, "p50", percentile(took, 50)/percentile(first[r.name], 50), "×", "≤ 2 ×")
				b.report.row(r.name, growth, "p99", percentile(took, 99)/percentile(first[r.name], 99), "×", "≤ 2 ×")
			}
		})
		if err != nil {
			return err
		}
	}
	b.report.note("how")
	return nil
}

// reading opens a loaded database and measures on it.
func (b *bench) reading(dir string, st benchState, tell func(r benchRead, took []time.Duration)) (err error) {
	o, err := b.office(dir, "", newBenchClock(st.Until), nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.close()) }()
	ids, err := o.sample(b.ctx, st.Cases)
	if err != nil {
		return err
	}
	secret, lead, err := o.login(b.ctx)
	if err != nil {
		return err
	}
	site := o.site()
	addr, stop, err := listen(b.ctx, site.Serve)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	visitor := &benchClient{host: addr}
	defer visitor.close()
	for _, r := range o.reads(visitor, lead, secret, ids) {
		took, err := b.sampled(r.call)
		if err != nil {
			return fmt.Errorf("%s: %w", r.name, o.fault(err))
		}
		tell(r, took)
	}
	return o.keep(b.ctx, benchState{Cases: st.Cases, Rate: st.Rate, Until: o.clock.Now()})
}

// sampled measures a call many times, after a few that are not counted.
func (b *bench) sampled(call func(context.Context) error) ([]time.Duration, error) {
	n := b.times(1000)
	took := make([]time.Duration, 0, n)
	for i := range n + n/10 {
		start := time.Now()
		if err := call(b.ctx); err != nil {
			return nil, err
		}
		if i >= n/10 {
			took = append(took, time.Since(start))
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
