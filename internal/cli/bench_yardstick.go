package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"jikim/internal/app"
	"jikim/internal/store"
)

// yardsticks are handlers beside which the intake is measured. They read a request, commit as many bytes as an intake
// does by the same group commit, and answer: one in a single row, the other in the very rows of an intake. What the
// intake takes longer than the rows is the cost of checking, judging, planning and sealing; what the rows take longer than
// the single row is the cost of having them apart and in order.
type yardsticks struct {
	weight int // bytes that an intake writes
	bare   *store.Bare
	rows   *store.DB
	sample *app.Change // one intake
}

// yardsticks opens the two databases, which are empty.
func (b *bench) yardsticks(dir, bareURL, rowsURL string) (*yardsticks, error) {
	y := &yardsticks{}
	if err := b.weigh(y, filepath.Join(dir, "weight")); err != nil {
		return nil, err
	}
	var err error
	if y.bare, err = store.OpenBare(b.ctx, bareURL); err != nil {
		return nil, err
	}
	if y.rows, err = store.Open(b.ctx, rowsURL); err != nil {
		return nil, errors.Join(err, y.bare.Close())
	}
	if err := y.rows.Migrate(b.ctx); err != nil {
		return nil, errors.Join(err, y.close())
	}
	return y, nil
}

func (y *yardsticks) close() error { return errors.Join(y.bare.Close(), y.rows.Close()) }

// weigh finds out what an intake writes: how many bytes on average, and one of them whole.
func (b *bench) weigh(y *yardsticks, dir string) error {
	var k *keeping
	o, err := b.office(dir, "", newBenchClock(benchEpoch), func(c *app.Config) {
		k = &keeping{DB: c.Store.(*store.DB)}
		c.Store, c.Background = k, -1
	})
	if err != nil {
		return err
	}
	const sample = 100
	r := rand.New(rand.NewPCG(7, 7))
	total, off := 0, -1
	changes := make([]*app.Change, 0, sample)
	for range sample {
		if _, err = o.service.File(b.ctx, app.Citizen(o.name, "127.0.0.1"), benchPetition(r, benchKey(benchEpoch, r))); err != nil {
			return errors.Join(o.fault(err), o.close())
		}
		changes = append(changes, k.last)
		total += weightOf(k.last)
	}
	y.weight = total / sample
	for _, c := range changes { // the one that is nearest to the average
		if d := max(weightOf(c)-y.weight, y.weight-weightOf(c)); off < 0 || d < off {
			y.sample, off = c, d
		}
	}
	return o.close()
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
	for range c.Leaves {
		size += key + 2*8 + len(app.Leaf{}.Salt) + len(app.Leaf{}.Digest)
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

// serveBare commits as many bytes as an intake writes in one row.
func (y *yardsticks) serveBare(ctx context.Context, l net.Listener) error {
	return serveWriter(ctx, l, func(r *http.Request, body []byte) error {
		row := append(body, bytes.Repeat([]byte{'x'}, max(0, y.weight-len(body)))...)
		return y.bare.Put(r.Context(), row[:y.weight])
	})
}

// serveRows commits the rows of an intake under new identifiers.
func (y *yardsticks) serveRows(ctx context.Context, l net.Listener) error {
	return serveWriter(ctx, l, func(r *http.Request, _ []byte) error {
		return y.rows.Commit(r.Context(), renamed(y.sample, uuid.Must(uuid.NewV7()).String()))
	})
}

// renamed returns a change for another case.
func renamed(c *app.Change, id string) *app.Change {
	rename := func(text *string) { *text = strings.ReplaceAll(*text, c.Case, id) }
	out := *c
	out.Facts, out.Outgoing, out.Sealed = slices.Clone(c.Facts), slices.Clone(c.Outgoing), slices.Clone(c.Sealed)
	out.Head.Open = slices.Clone(c.Head.Open)
	for i := range out.Facts {
		rename(&out.Facts[i].Case)
		rename(&out.Facts[i].ID)
	}
	for i := range out.Head.Open {
		rename(&out.Head.Open[i].Case)
		rename(&out.Head.Open[i].Trigger)
	}
	for i := range out.Outgoing {
		rename(&out.Outgoing[i].Case)
		rename(&out.Outgoing[i].Key)
	}
	for i := range out.Sealed {
		rename(&out.Sealed[i].Case)
		rename(&out.Sealed[i].Name)
	}
	rename(&out.Head.Case)
	rename(&out.Case)
	return &out
}

// serveWriter serves a handler that reads a request, writes, and answers.
func serveWriter(ctx context.Context, l net.Listener, write func(r *http.Request, body []byte) error) error {
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err == nil {
			err = write(r, body)
		}
		if err != nil {
			http.Error(w, "it could not be written", http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusCreated)
	})
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
