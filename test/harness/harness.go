// Package harness is an office for tests: the use cases on a real database, the shipped charter of 원주교육문화관, a clock
// that the test moves, and an engine that does what falls due on the way.
package harness

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"jikim/charters"
	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/engine"
	"jikim/internal/seal"
	"jikim/internal/store"
	"jikim/internal/store/storetest"
)

// Institution is the office of the harness.
const Institution = "wonju"

// Seoul is the office's time zone.
var Seoul = func() *time.Location {
	loc, err := time.LoadLocation("Asia/Seoul")
	if err != nil {
		panic(err)
	}
	return loc
}()

// Clock is a clock that stands still until it is moved. It is safe for concurrent use.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now returns the time of the clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set moves the clock, forwards only.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.After(c.now) {
		c.now = t
	}
}

// Office is an office under test.
type Office struct {
	*app.Service
	Institution string // of the charter by which it works
	charter     string // the folder of it
	T           testing.TB
	Clock       *Clock
	Store       *store.DB
	Engine      *engine.Engine
	Keys        *seal.Keys
	Path        string // of the database file, or the URL of the database
}

// Wonju parses the shipped charter.
func Wonju(t testing.TB) *charter.Charter {
	t.Helper()
	return Charter(t, charters.Wonju)
}

// At reads a time of the office: "2026-11-23 09:00" or with seconds.
func At(t testing.TB, text string) time.Time {
	t.Helper()
	layout := "2006-01-02 15:04:05"
	if len(text) == len("2006-01-02 15:04") {
		text += ":00"
	}
	at, err := time.ParseInLocation(layout, text, Seoul)
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

// DeliverBy makes the engine anew, with another way to deliver notices.
func (o *Office) DeliverBy(d engine.Deliverer) {
	o.Engine = engine.New(engine.Config{Office: o.Service, Deliver: d})
}

// New opens an office whose clock shows the given time ("2026-11-23 09:00"). Everything is closed at the end of the test.
func New(t testing.TB, now string) *Office {
	t.Helper()
	return Open(t, filepath.Join(t.TempDir(), "office.db"), now)
}

// Open is New on a database file of the test's choice.
func Open(t testing.TB, path, now string) *Office {
	t.Helper()
	keys, err := seal.Load(filepath.Join(filepath.Dir(path), "keys", "office.json"), "")
	if err != nil {
		t.Fatal(err)
	}
	return open(t, path, keys, &Clock{now: At(t, now)})
}

// Postgres is New on an empty schema of a PostgreSQL server.
func Postgres(t testing.TB, now string) *Office {
	t.Helper()
	return Server(t, storetest.Postgres(t), now)
}

// Server is New on a PostgreSQL server of the test's own.
func Server(t testing.TB, url, now string, how ...store.Option) *Office {
	t.Helper()
	keys, err := seal.Load(filepath.Join(t.TempDir(), "office.json"), "")
	if err != nil {
		t.Fatal(err)
	}
	return open(t, url, keys, &Clock{now: At(t, now)}, how...)
}

// Of is New for the office of another embedded charter, such as "examples/haeon": nothing but its files differs.
func Of(t testing.TB, folder, now string) *Office {
	t.Helper()
	path := filepath.Join(t.TempDir(), "office.db")
	keys, err := seal.Load(filepath.Join(filepath.Dir(path), "keys", "office.json"), "")
	if err != nil {
		t.Fatal(err)
	}
	return openOf(t, folder, path, keys, &Clock{now: At(t, now)})
}

// Both runs a test on each kind of database; short tests (-short) on SQLite alone.
func Both(t *testing.T, now string, test func(t *testing.T, o *Office)) {
	t.Helper()
	for name, on := range map[string]func(testing.TB, string) *Office{"sqlite": New, "postgres": Postgres} {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && name != "sqlite" {
				t.Skip("short tests have one database")
			}
			t.Parallel()
			test(t, on(t, now))
		})
	}
}

// Node returns another node of the office: use cases and an engine of its own over a connection of its own to the same
// database, with the same clock and keys.
func (o *Office) Node() *Office {
	o.T.Helper()
	return openOf(o.T, o.charter, o.Path, o.Keys, o.Clock)
}

func open(t testing.TB, url string, keys *seal.Keys, clock *Clock, how ...store.Option) *Office {
	t.Helper()
	return openOf(t, charters.Wonju, url, keys, clock, how...)
}

func openOf(t testing.TB, folder, url string, keys *seal.Keys, clock *Clock, how ...store.Option) *Office {
	t.Helper()
	db, err := store.Open(t.Context(), url, how...)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	o := &Office{Institution: shippedIn(t, folder).charter.Institution, charter: folder, T: t, Clock: clock, Store: db, Keys: keys, Path: url}
	o.Service = o.Serve(app.Config{})
	o.Engine = engine.New(engine.Config{Office: o.Service, Deliver: engine.DelivererFunc(o.Show)})
	t.Cleanup(func() {
		o.Close()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return o
}

// Serve makes use cases over the office's database; what the configuration leaves open is that of the office. Whoever calls
// it closes them.
func (o *Office) Serve(c app.Config) *app.Service {
	o.T.Helper()
	if c.Charters == nil {
		var err error
		if c.Charters, err = app.NewCharters(shippedIn(o.T, o.charter).charter); err != nil {
			o.T.Fatal(err)
		}
	}
	if c.Clock == nil {
		c.Clock = o.Clock.Now
	}
	if c.Sources == nil {
		c.Sources = shippedIn(o.T, o.charter).sources
	}
	if c.Store == nil {
		c.Store = o.Store
	}
	c.Keys, c.IDs, c.Background = o.Keys, ids(o.Clock), -1
	svc, err := app.New(c)
	if err != nil {
		o.T.Fatal(err)
	}
	return svc
}

// ids makes UUIDv7 whose time is that of the clock, so that identifiers sort as the test's time runs.
func ids(c *Clock) func() uuid.UUID {
	return func() uuid.UUID {
		id := uuid.Must(uuid.NewV7())
		ms := c.Now().UnixMilli()
		for i := range 6 {
			id[i] = byte(ms >> (40 - 8*i))
		}
		return id
	}
}

// Context is the test's context.
func (o *Office) Context() context.Context { return o.T.Context() }

// Advance moves the clock, stopping at every instant at which something falls due, and lets the engine do it there.
func (o *Office) Advance(d time.Duration) { o.Until(o.Clock.Now().Add(d)) }

// Until is Advance up to an instant.
func (o *Office) Until(t time.Time) {
	o.T.Helper()
	for {
		if err := o.Engine.CatchUp(o.Context()); err != nil {
			o.T.Fatal(err)
		}
		wakes, err := o.Store.Due(o.Context(), o.Institution, t, 1)
		if err != nil {
			o.T.Fatal(err)
		}
		if len(wakes) == 0 {
			break
		}
		o.Clock.Set(wakes[0].At)
	}
	o.Clock.Set(t)
	if err := o.Engine.CatchUp(o.Context()); err != nil {
		o.T.Fatal(err)
	}
}

// Staff makes an account and returns it as an actor.
func (o *Office) Staff(login string, role app.Role, department, desk string) app.Actor {
	o.T.Helper()
	acc, _, err := o.CreateAccount(o.Context(), app.TheSystem(o.Institution), app.NewAccount{Login: login, Name: "담당 " + login, Role: role,
		Department: department, Desk: desk, Duty: "민원", Phone: "737-1043", Password: "Lotus-Pond-27"})
	if err != nil {
		o.T.Fatal(err)
	}
	return app.Actor{Institution: o.Institution, Account: acc.ID, Name: acc.Name, Role: role, Department: department, Desk: desk}
}

// Device registers a device, binds it and returns it as an actor. A door stands in the room of the general affairs whatever
// the place, since it cannot stand at a desk.
func (o *Office) Device(kind app.DeviceKind, place app.Place) app.Actor {
	o.T.Helper()
	secret := o.Bind(kind, place)
	a, err := o.AuthenticateDevice(o.Context(), o.Institution, secret, "192.0.2.9")
	if err != nil {
		o.T.Fatal(err)
	}
	return a
}

// Bind is Device for the secret of the device.
func (o *Office) Bind(kind app.DeviceKind, place app.Place) string {
	o.T.Helper()
	if kind == app.Door {
		place = app.Place{Kind: app.InDepartment, ID: "general_affairs"}
	}
	admin := app.Actor{Institution: o.Institution, Account: "device-admin", Role: app.Admin}
	_, code, err := o.RegisterDevice(o.Context(), admin, app.NewDevice{Kind: kind, Name: string(kind), Place: place})
	if err != nil {
		o.T.Fatal(err)
	}
	secret, _, err := o.BindDevice(o.Context(), o.Institution, code, "192.0.2.9")
	if err != nil {
		o.T.Fatal(err)
	}
	return secret
}

// Petition returns a petition that is complete.
func (o *Office) Petition() app.Petition {
	return app.Petition{Key: o.NewKey(), Service: "question", Name: "홍길동", Phone: "010-1234-5678", Email: "hong@example.kr",
		Title: "열람실 문의", Text: "열람실은 언제 여나요?", Answer: "web", Lang: "ko"}
}

// File files a petition and returns its receipt and the citizen with its link.
func (o *Office) File(p app.Petition) (*app.Receipt, app.Actor) {
	o.T.Helper()
	r, err := o.Service.File(o.Context(), app.Citizen(o.Institution, "192.0.2.1"), p)
	if err != nil {
		o.T.Fatal(err)
	}
	citizen, err := o.OpenLink(o.Context(), o.Institution, r.Token, "192.0.2.1")
	if err != nil {
		o.T.Fatal(err)
	}
	return r, citizen
}

// Stored loads a case.
func (o *Office) Stored(caseID string) *app.Stored {
	o.T.Helper()
	st, err := o.Store.Load(o.Context(), o.Institution, caseID)
	if err != nil {
		o.T.Fatal(err)
	}
	return st
}

// Kinds lists the kinds of the facts of a case in the order in which they were recorded.
func (o *Office) Kinds(caseID string) []fact.Kind {
	o.T.Helper()
	st := o.Stored(caseID)
	out := make([]fact.Kind, len(st.Facts))
	for i := range st.Facts {
		out[i] = st.Facts[i].Kind
	}
	return out
}

// Verdict returns the verdict on a promise in a case, as an officer sees it; nil when there is none.
func (o *Office) Verdict(caseID, promise string) *judge.Verdict {
	o.T.Helper()
	st := o.Stored(caseID)
	ch := o.Charters().At(o.Institution, o.Now())
	r := judge.New(ch).CaseOf(caseID, st.Facts, o.Now(), judge.Options{Explain: true})
	for i := range r.Verdicts {
		if r.Verdicts[i].Promise == promise {
			return &r.Verdicts[i]
		}
	}
	return nil
}
