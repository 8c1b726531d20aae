package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/google/uuid"

	"jikim/internal/app"
	"jikim/internal/store"
)

// intake measures durable intakes over HTTP beside a bare handler that commits the same bytes.
func (b *bench) intake() error {
	urls := []struct{ engine, url string }{{"sqlite", ""}}
	if b.DBBench == "" {
		b.report.note("no_postgres")
	} else {
		urls = append(urls, struct{ engine, url string }{"postgres", b.DBBench})
	}
	for _, u := range urls {
		if err := b.intakeOn(u.engine, u.url); err != nil {
			return fmt.Errorf("%s: %w", u.engine, err)
		}
	}
	b.report.note("how")
	return nil
}

// intakeOn measures one engine. For each number of clients the bare handler and the system take turns, so that both meet the
// same weather; each has a database of its own.
func (b *bench) intakeOn(engine, server string) error {
	dir, err := os.MkdirTemp(b.dir, "intake-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	url, bareURL := "", filepath.Join(dir, "bare.db")
	if server != "" {
		var drop, dropBare func(context.Context) error
		name := "jikim_bench_" + strconv.Itoa(os.Getpid())
		if url, drop, err = store.Scratch(b.ctx, server, name); err != nil {
			return err
		}
		defer func() { _ = drop(context.WithoutCancel(b.ctx)) }() // the schema's name says what it is
		if bareURL, dropBare, err = store.Scratch(b.ctx, server, name+"_bare"); err != nil {
			return err
		}
		defer func() { _ = dropBare(context.WithoutCancel(b.ctx)) }()
	}
	o, err := b.office(filepath.Join(dir, "data"), url, newBenchClock(benchEpoch), nil)
	if err != nil {
		return err
	}
	bare, err := store.OpenBare(b.ctx, bareURL)
	if err != nil {
		return errors.Join(err, o.close())
	}
	weight, err := b.weight(filepath.Join(dir, "weight"))
	if err == nil {
		err = b.intakeWith(o, bare, engine, weight)
	}
	return errors.Join(err, bare.Close(), o.close())
}

func (b *bench) intakeWith(o *benchOffice, bare *store.Bare, engine string, weight int) error {
	ctx := context.WithoutCancel(b.ctx)
	site := o.site()
	addr, stop, err := listen(ctx, site.Serve)
	if err != nil {
		return err
	}
	bareAddr, stopBare, err := listen(ctx, bareServer(bare, weight))
	if err != nil {
		return errors.Join(err, stop())
	}
	lasting := b.lasting(4 * time.Second)
	for _, clients := range b.Clients {
		if err = b.intakeRound(o, addr, bareAddr, engine, clients, lasting); err != nil {
			break
		}
	}
	b.report.row("weight", engine, "", float64(weight), "B", "")
	return errors.Join(err, stop(), stopBare())
}

// intakeRound measures the bare handler, the intake alone, and the intake while the engine works off the outbox.
func (b *bench) intakeRound(o *benchOffice, addr, bareAddr, engine string, clients int, lasting time.Duration) error {
	of := fmt.Sprintf("%s, %d", engine, clients)
	plain, err := crowd(b.ctx, bareAddr, clients, lasting, filing(http.StatusCreated))
	if err != nil {
		return fmt.Errorf("bare handler: %w", err)
	}
	alone, err := crowd(b.ctx, addr, clients, lasting, filing(http.StatusCreated))
	if err != nil {
		return fmt.Errorf("intake: %w", err)
	}
	stop := o.run(b.ctx)
	whole, err := crowd(b.ctx, addr, clients, lasting, filing(http.StatusCreated))
	if err = errors.Join(err, stop()); err != nil {
		return fmt.Errorf("intake with the engine: %w", err)
	}
	target, share := "", ""
	if clients == 32 {
		share = "≥ 0.5"
		if engine == "sqlite" {
			target = "≥ 3,000"
		}
	}
	b.report.row("bare", of, "", plain.rate, "/s", "")
	b.report.row("bare", of, "cpu", milliseconds(plain.cpu), "ms", "")
	b.report.row("rate", of, "", alone.rate, "/s", target)
	b.report.row("rate", of, "", alone.rate/plain.rate, "× bare", share)
	b.report.row("rate", of, "cpu", milliseconds(alone.cpu), "ms", "")
	b.report.times("rate", of, alone.took, "")
	b.report.row("engine", of, "", whole.rate, "/s", "")
	b.report.row("engine", of, "", whole.rate/plain.rate, "× bare", "")
	b.report.times("engine", of, whole.took, "")
	return nil
}

// filing returns a sender of petitions, each different from all others.
func filing(want int) func(c *benchClient, client, n int) error {
	bodies := benchBodies(256)
	return func(c *benchClient, client, n int) error {
		header := map[string]string{"Idempotency-Key": uuid.Must(uuid.NewV7()).String()}
		status, _, err := c.do("POST", "/api/petitions", header, bodies[(client*97+n)%len(bodies)])
		return expect(want, status, err)
	}
}

// benchBodies are petitions as a client sends them.
func benchBodies(count int) [][]byte {
	r := rand.New(rand.NewPCG(7, 7))
	bodies := make([][]byte, count)
	for i := range bodies {
		p := benchPetition(r, "")
		body, err := json.Marshal(map[string]string{"service": p.Service, "name": p.Name, "phone": p.Phone, "email": p.Email,
			"title": p.Title, "text": p.Text, "answer": p.Answer, "lang": p.Lang})
		if err != nil {
			panic(err) // a map of strings
		}
		bodies[i] = body
	}
	return bodies
}

// weight returns how many bytes an intake writes, on average: what stands in the columns of its rows.
func (b *bench) weight(dir string) (int, error) {
	var k *keeping
	o, err := b.office(dir, "", newBenchClock(benchEpoch), func(c *app.Config) {
		k = &keeping{DB: c.Store.(*store.DB)}
		c.Store, c.Background = k, -1
	})
	if err != nil {
		return 0, err
	}
	const sample = 100
	r := rand.New(rand.NewPCG(7, 7))
	total := 0
	for range sample {
		if _, err = o.service.File(b.ctx, app.Citizen(o.name, "127.0.0.1"), benchPetition(r, benchKey(benchEpoch, r))); err != nil {
			break
		}
		total += weightOf(k.last)
	}
	return total / sample, errors.Join(o.fault(err), o.close())
}

// weightOf adds up what a turn writes into columns; a number counts for 8 bytes. Indexes and rows' headers come on top of
// it, for the bare handler as for the store.
func weightOf(c *app.Change) int {
	key := len(c.Institution) + len(c.Case)
	size := 0
	for i := range c.Facts {
		f := &c.Facts[i]
		size += key + 4*8 + len(f.ID) + len(f.Contact) + len(f.Kind.String()) + len(f.By) + len(f.Via)
		for _, d := range f.Data {
			size += len(d.Name) + len(d.Value.String()) + 6
		}
	}
	h := &c.Head
	size += key + 9*8 + len(h.Number) + len(h.Status) + len(h.Service) + len(h.Channel) + len(h.Desk) + len(h.Officer) + len(h.BreaksPromise) + len(h.Name)
	for i := range h.Open {
		size += len(h.Open[i].Promise) + len(h.Open[i].Trigger) + len(h.Open[i].Contact) + 4*8
	}
	for i := range c.Verdicts {
		size += key + len(c.Verdicts[i].Promise) + len(c.Verdicts[i].Trigger) + 8*8
	}
	for i := range c.Outgoing {
		o := &c.Outgoing[i]
		size += key + len(o.Key) + len(o.Action) + len(o.To) + 4*8
		for _, d := range o.Data {
			size += len(d.Name) + len(d.Value.String()) + 6
		}
	}
	for i := range c.Sealed {
		size += key + len(c.Sealed[i].Name) + 8 + len(c.Sealed[i].Cipher)
	}
	for _, g := range c.Grams {
		size += len(g) + 1
	}
	return size
}

// bareServer is what the intake is compared with: it reads the request, commits as many bytes as an intake does, and answers.
func bareServer(bare *store.Bare, weight int) func(context.Context, net.Listener) error {
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err == nil {
			row := append(body, bytes.Repeat([]byte{'x'}, max(0, weight-len(body)))...)
			err = bare.Put(r.Context(), row[:weight])
		}
		if err != nil {
			http.Error(w, "the row could not be written", http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusCreated)
	})
	return func(ctx context.Context, l net.Listener) error {
		srv := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second}
		ended := make(chan error, 1)
		go func() { ended <- srv.Serve(l) }()
		<-ctx.Done()
		err := srv.Close()
		if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, served)
		}
		return err
	}
}
