package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/google/uuid"

	"jikim/internal/store"
)

// intake measures durable intakes over HTTP beside handlers that do nothing but commit the same bytes.
func (b *bench) intake() error {
	roomy(b.env) // as serve does
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

// intakeOn measures one engine. Each thing that is measured has a database of its own.
func (b *bench) intakeOn(engine, server string) error {
	dir, err := os.MkdirTemp(b.dir, "intake-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	url, bareURL, rowsURL := "", filepath.Join(dir, "bare.db"), filepath.Join(dir, "rows.db")
	if server != "" {
		for name, at := range map[string]*string{"": &url, "_bare": &bareURL, "_rows": &rowsURL} {
			var drop func(context.Context) error
			if *at, drop, err = store.Scratch(b.ctx, server, "jikim_bench_"+strconv.Itoa(os.Getpid())+name); err != nil {
				return err
			}
			defer func() { _ = drop(context.WithoutCancel(b.ctx)) }() // the schema's name says what it is
		}
	}
	o, err := b.office(filepath.Join(dir, "data"), url, newBenchClock(benchEpoch), nil)
	if err != nil {
		return err
	}
	y, err := b.yardsticks(dir, bareURL, rowsURL)
	if err != nil {
		return errors.Join(err, o.close())
	}
	return errors.Join(b.intakeBeside(o, y, engine), y.close(), o.close())
}

func (b *bench) intakeBeside(o *benchOffice, y *yardsticks, engine string) (err error) {
	ctx := context.WithoutCancel(b.ctx)
	site := o.site()
	var addresses [3]string
	for i, serve := range []func(context.Context, net.Listener) error{y.serveBare, y.serveRows, site.Serve} {
		addr, stop, listenErr := listen(ctx, serve)
		if listenErr != nil {
			return listenErr
		}
		defer func() { err = errors.Join(err, stop()) }()
		addresses[i] = addr
	}
	for _, clients := range b.Clients {
		if err := b.intakeRound(o, addresses, engine, clients); err != nil {
			return err
		}
	}
	b.report.row("weight", engine, "", float64(y.weight), "B", "")
	return nil
}

// turns is how often the things that are measured take turns: the machine is never equally free for long.
const turns = 4

// intakeRound measures the yardsticks, the intake alone, and the intake while the engine works off the outbox.
func (b *bench) intakeRound(o *benchOffice, addresses [3]string, engine string, clients int) error {
	var bare, rows, alone, whole crowded
	lasting := b.lasting(5*time.Second) / turns
	send := filing(http.StatusCreated)
	for range turns {
		for i, sum := range []*crowded{&bare, &rows, &alone} {
			if err := sum.add(crowd(b.ctx, addresses[i], clients, lasting, send)); err != nil {
				return err
			}
		}
		stop := o.run(b.ctx)
		err := whole.add(crowd(b.ctx, addresses[2], clients, lasting, send))
		if err = errors.Join(err, stop()); err != nil {
			return err
		}
	}
	b.intakeRows(fmt.Sprintf("%s, %d", engine, clients), engine, clients, &bare, &rows, &alone, &whole)
	return nil
}

func (b *bench) intakeRows(of, engine string, clients int, bare, rows, alone, whole *crowded) {
	target, share := "", ""
	if clients == 32 {
		share = "≥ 0.5"
		if engine == "sqlite" {
			target = "≥ 3,000"
		}
	}
	b.report.row("bare", of, "", bare.rate(), "/s", "")
	b.report.row("bare", of, "cpu", bare.cpu(), "ms", "")
	b.report.row("rows", of, "", rows.rate(), "/s", "")
	b.report.row("rows", of, "cpu", rows.cpu(), "ms", "")
	b.report.row("rate", of, "", alone.rate(), "/s", target)
	b.report.row("rate", of, "", alone.rate()/rows.rate(), "× rows", share)
	b.report.row("rate", of, "", alone.rate()/bare.rate(), "× bare", share)
	b.report.row("rate", of, "cpu", alone.cpu(), "ms", "")
	b.report.times("rate", of, alone.took, "")
	b.report.row("engine", of, "", whole.rate(), "/s", "")
	b.report.row("engine", of, "", whole.rate()/rows.rate(), "× rows", "")
	b.report.times("engine", of, whole.took, "")
}

// filing returns a sender of petitions, each different from all others.
func filing(want int) func(c *benchClient, client, n int) error {
	bodies := benchBodies(256)
	return func(c *benchClient, client, n int) error {
		header := map[string]string{"Idempotency-Key": uuid.Must(uuid.NewV7()).String()}
		status, _, err := c.do("POST", "/api/v1/petitions", header, bodies[(client*97+n)%len(bodies)])
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
