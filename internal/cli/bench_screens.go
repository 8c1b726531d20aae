package cli

import (
	"bufio"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"jikim/internal/app"
)

// manyScreens is how many desks are open at once.
const manyScreens = 500

// screens measures how soon a petition that comes in stands on every open desk: from its commit until the last byte of the list
// is read, over the event stream and the request that a browser makes when it is told.
func (b *bench) screens() (err error) {
	dir, st, err := b.loaded(b.Cases[len(b.Cases)-1])
	if err != nil {
		return err
	}
	o, err := b.office(dir, "", newBenchClock(st.Until), nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.close()) }()
	secrets, err := b.sessions(o)
	if err != nil {
		return err
	}
	addr, stop, err := listen(b.ctx, o.site().Serve)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	count := manyScreens
	if b.Quick {
		count /= 10
	}
	took, bytes, err := b.watch(o, addr, secrets, count)
	if err != nil {
		return err
	}
	b.report.times("shown", fmt.Sprint(count), took, "≤ 300 ms")
	b.report.row("shown", fmt.Sprint(count), "max", percentile(took, 100), "ms", "")
	b.report.row("bytes", fmt.Sprint(count), "", float64(bytes)/float64(max(1, len(took)))/1000, "kB", "")
	b.report.note("how")
	return o.keep(b.ctx, benchState{Cases: st.Cases, Rate: st.Rate, Until: o.clock.Now()})
}

// sessions logs an officer of each desk in. Each has his screens share the session, as windows of one browser do.
func (b *bench) sessions(o *benchOffice) ([]string, error) {
	var secrets []string
	for i := range b.desks() {
		login := fmt.Sprintf("bench%d", i+1)
		secret, _, err := o.service.Login(b.ctx, o.name, login, benchPassword, "127.0.0.1")
		if err != nil { // the first time on this database
			var a app.Actor
			if _, a, err = o.service.Login(b.ctx, o.name, login, firstPassword, "127.0.0.1"); err == nil {
				secret, err = o.service.ChangePassword(b.ctx, a, firstPassword, benchPassword)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("logging in: %w", o.fault(err))
		}
		secrets = append(secrets, secret)
	}
	return secrets, nil
}

// watch opens screens, files petitions one after another, and returns how long each took to stand on each screen, and how
// many bytes the lists had.
func (b *bench) watch(o *benchOffice, addr string, secrets []string, count int) (took []time.Duration, bytes int64, err error) {
	seen := make(chan screenSeen, 8*count) // a screen that loads twice for one change is not held up
	open := make([]*benchScreen, 0, count)
	defer func() {
		for _, s := range open {
			s.close()
		}
	}()
	for i := range count {
		s := &benchScreen{number: i, secret: secrets[i%len(secrets)], list: benchClient{host: addr}, stream: benchClient{host: addr}}
		if err := s.open(); err != nil {
			return nil, 0, err
		}
		open = append(open, s)
	}
	var wait sync.WaitGroup
	for _, s := range open {
		wait.Go(func() { s.watch(seen) })
	}
	all := make([]screenSeen, count)
	if err := everyScreen(seen, all); err != nil { // every stream begins with an event of its own
		return nil, 0, err
	}
	filer := &benchClient{host: addr}
	defer filer.close()
	var committed atomic.Int64
	o.service.SetHooks(app.Hooks{Committed: func(string, string, time.Time, bool) { committed.Store(time.Now().UnixNano()) }})
	defer o.service.SetHooks(app.Hooks{})
	send := filing(http.StatusCreated)
	for n := range b.times(40) {
		time.Sleep(time.Second) // longer than events are collected: each stands for itself
		for len(seen) > 0 {
			<-seen
		}
		if err := send(filer, 0, n); err != nil {
			return nil, 0, o.fault(err)
		}
		if err := everyScreen(seen, all); err != nil {
			return nil, 0, err
		}
		for _, got := range all {
			if n > 0 { // the first warms up
				took = append(took, got.at.Sub(time.Unix(0, committed.Load())))
				bytes += got.bytes
			}
		}
	}
	return took, bytes, nil
}

// everyScreen waits until every screen has its new list; what a screen loads once more does not count.
func everyScreen(seen <-chan screenSeen, all []screenSeen) error {
	clear(all)
	for left := len(all); left > 0; {
		got := <-seen
		if got.err != nil {
			return got.err
		}
		if all[got.number].at.IsZero() {
			all[got.number] = got
			left--
		}
	}
	return nil
}

// screenSeen says that a screen has its new list.
type screenSeen struct {
	number int
	at     time.Time
	bytes  int64
	err    error
}

// benchScreen is the inbox of an officer in a browser: a stream of events, and a request for each.
type benchScreen struct {
	number       int
	secret       string
	stream, list benchClient
	events       *bufio.Scanner
}

func (s *benchScreen) open() error {
	if err := s.stream.dial(); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(s.stream.conn, "GET /desk/events?scope=all HTTP/1.1\r\nHost: %s\r\nCookie: session=%s\r\n\r\n", s.stream.host, s.secret); err != nil {
		return err
	}
	answer, err := http.ReadResponse(s.stream.r, nil)
	if err != nil {
		return err
	}
	s.events = bufio.NewScanner(answer.Body)
	return expect(http.StatusOK, answer.StatusCode, nil)
}

func (s *benchScreen) close() {
	s.stream.close()
	s.list.close()
}

// watch loads the list at every event until the stream ends.
func (s *benchScreen) watch(seen chan<- screenSeen) {
	header := map[string]string{"Cookie": "session=" + s.secret, "Accept-Encoding": "gzip", "HX-Request": "true", "HX-Target": "div#inbox"}
	for s.events.Scan() {
		if name, ok := strings.CutPrefix(s.events.Text(), "event: "); !ok || name != "inbox" {
			continue
		}
		status, size, err := s.list.do("GET", "/desk?scope=all", header, nil)
		seen <- screenSeen{s.number, time.Now(), size, expect(http.StatusOK, status, err)}
	}
}
