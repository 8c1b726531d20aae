package cli

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"jikim/internal/app"
	"jikim/internal/engine"
	"jikim/internal/store"
	"jikim/internal/web"
	"jikim/internal/web/api"
	"jikim/internal/web/desk"
)

// benchEpoch is when the benchmark takes place: on a Wednesday morning in office hours, far ahead. Loaded databases then look
// the same whenever they are used, and what waits in them is not overdue.
var benchEpoch = time.Date(2030, 7, 10, 1, 30, 0, 0, time.UTC)

// benchClock is the clock of an office. While it loads it stands at a given instant; after that it runs from the epoch on.
type benchClock struct {
	stands atomic.Int64 // microseconds; 0: it runs
	begun  time.Time    // by the machine's clock
	base   time.Time
}

func newBenchClock(base time.Time) *benchClock { return &benchClock{begun: time.Now(), base: base} }

// Now returns the office's time.
func (c *benchClock) Now() time.Time {
	if at := c.stands.Load(); at != 0 {
		return time.UnixMicro(at).UTC()
	}
	return c.base.Add(time.Since(c.begun))
}

func (c *benchClock) set(at time.Time) { c.stands.Store(at.UnixMicro()) }

// benchOffice is an office that runs in this process.
type benchOffice struct {
	*installation
	clock *benchClock
	name  string
	// committed is told of every commit, after the engine.
	committed func(caseID string)
}

// office opens the database in a folder, or at a URL, whose keys lie beside it.
func (b *bench) office(dir, url string, clock *benchClock, change func(*app.Config)) (*benchOffice, error) {
	e := *b.env
	e.now = clock.Now
	p := place{Data: dir, DB: url}
	in, err := p.open(&e, slog.New(slog.DiscardHandler), change)
	if err != nil {
		return nil, err
	}
	return &benchOffice{installation: in, clock: clock, name: b.charter.Institution}, nil
}

// system is the actor for what the benchmark itself does.
func (o *benchOffice) system() app.Actor { return app.TheSystem(o.name) }

// run starts the engine and returns a function that stops it and tells how it ended.
func (o *benchOffice) run(ctx context.Context) (stop func() error) {
	eng := engine.New(engine.Config{Office: o.service, Deliver: engine.DelivererFunc(o.service.Show)})
	o.service.SetHooks(app.Hooks{Committed: func(institution, caseID string, wakeAt time.Time, outgoing bool) {
		eng.Committed(institution, caseID, wakeAt, outgoing)
		if o.committed != nil {
			o.committed(caseID)
		}
	}})
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- eng.Run(ctx) }()
	return func() error {
		cancel()
		o.service.SetHooks(app.Hooks{})
		return <-ended
	}
}

// site returns the web server of the office, without a limit to how often one address may file.
func (o *benchOffice) site() *web.Server {
	s := web.New(web.Config{Service: o.service, Institution: o.name, Filing: web.Rate{Burst: -1}, Login: web.Rate{Burst: -1}})
	s.Mount(api.New(s), desk.New(s, o.service))
	return s
}

// listen serves on a free port of this machine until stop is called.
func listen(ctx context.Context, serve func(context.Context, net.Listener) error) (addr string, stop func() error, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, l) }()
	return l.Addr().String(), func() error { cancel(); return <-ended }, nil
}

// staff makes accounts: a lead, who has changed the password as everybody must, and an officer for each desk.
func (o *benchOffice) staff(ctx context.Context, desks []string) (officers []string, lead app.Actor, err error) {
	for i, d := range append([]string{""}, desks...) {
		role := app.Officer
		if i == 0 {
			role = app.Lead
		}
		a, _, err := o.service.CreateAccount(ctx, o.system(), app.NewAccount{Login: fmt.Sprintf("bench%d", i), Name: surnames[i%len(surnames)] + "지킴",
			Role: role, Desk: d, Duty: "민원", Phone: "033-737-1100", Password: firstPassword})
		if err != nil {
			return nil, lead, fmt.Errorf("making accounts: %w", o.fault(err))
		}
		officers = append(officers, a.ID)
	}
	_, lead, err = o.service.Login(ctx, o.name, benchLogin, firstPassword, "127.0.0.1")
	if err == nil {
		_, err = o.service.ChangePassword(ctx, lead, firstPassword, benchPassword)
	}
	if err != nil {
		return nil, lead, fmt.Errorf("logging in: %w", o.fault(err))
	}
	_, lead, err = o.login(ctx)
	return officers[1:], lead, err
}

// The account of the lead. Its database holds nothing but made-up cases.
const (
	benchLogin    = "bench0"
	firstPassword = "Made up of stones and water"
	benchPassword = "All of its cases are made up"
)

// login logs the lead in.
func (o *benchOffice) login(ctx context.Context) (secret string, lead app.Actor, err error) {
	secret, lead, err = o.service.Login(ctx, o.name, benchLogin, benchPassword, "127.0.0.1")
	if err != nil {
		err = fmt.Errorf("logging in: %w", o.fault(err))
	}
	return secret, lead, err
}

// fault writes out what a use case found wrong; the benchmark should never see one.
func (o *benchOffice) fault(err error) error {
	if f := app.FaultOf(err); f != nil {
		return fmt.Errorf("%w: %s %v", err, f.Key, f.Fields)
	}
	return err
}

// keeping is a store that remembers the last change and commits nothing: to see what a turn writes.
type keeping struct {
	*store.DB
	mu   sync.Mutex
	last *app.Change
}

// Commit keeps the change.
func (k *keeping) Commit(_ context.Context, c *app.Change) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.last = c
	return nil
}
