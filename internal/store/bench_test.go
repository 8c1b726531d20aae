package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/store"
	"jikim/internal/store/storetest"
)

// BenchmarkIntake measures durable intakes: go test -bench Intake -benchtime 3s.
func BenchmarkIntake(b *testing.B) {
	for engine := range engines {
		for _, clients := range []int{1, 8, 32} {
			b.Run(fmt.Sprintf("%s/%d", engine, clients), func(b *testing.B) {
				db := open(b, engine)
				spread(b, clients, func(n int) error { return db.Commit(context.Background(), storetest.Petition(n)) })
			})
		}
	}
}

// BenchmarkBare measures the same bytes in one row each, committed by the same engine: the measure for BenchmarkIntake.
func BenchmarkBare(b *testing.B) {
	for engine, place := range engines {
		for _, clients := range []int{1, 8, 32} {
			b.Run(fmt.Sprintf("%s/%d", engine, clients), func(b *testing.B) {
				bare, err := store.OpenBare(b.Context(), place(b))
				if err != nil {
					b.Fatal(err)
				}
				b.Cleanup(func() { _ = bare.Close() })
				spread(b, clients, func(n int) error { return bare.Put(context.Background(), bytesOf(storetest.Petition(n))) })
			})
		}
	}
}

// spread runs b.N calls on a number of clients and reports how many were done in a second.
func spread(b *testing.B, clients int, call func(n int) error) {
	b.Helper()
	var next atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	for range clients {
		wg.Go(func() {
			for {
				n := int(next.Add(1)) - 1
				if n >= b.N {
					return
				}
				if err := call(n); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "intakes/s")
}

// bytesOf returns about what an intake stores.
func bytesOf(c *app.Change) []byte {
	size := len(c.Sealed[0].Cipher) + len(strings.Join(c.Grams, " ")) + len(c.Outgoing[0].Key) + 2*200 + 300
	return make([]byte, size)
}

// loaded returns a database with that many open cases.
func loaded(b *testing.B, engine string, cases int) *store.DB {
	b.Helper()
	db := open(b, engine)
	const step = 2000
	for from := 0; from < cases; from += step {
		changes := make([]*app.Change, 0, step)
		for n := from; n < min(from+step, cases); n++ {
			changes = append(changes, storetest.Petition(n))
		}
		if err := db.Import(b.Context(), changes); err != nil {
			b.Fatal(err)
		}
	}
	if err := db.Tune(b.Context()); err != nil {
		b.Fatal(err)
	}
	return db
}

// sizes are the numbers of cases for BenchmarkRead; a million is run by hand.
var sizes = []int{10_000, 100_000}

// BenchmarkRead measures what people wait for, in milliseconds.
func BenchmarkRead(b *testing.B) {
	for engine := range engines {
		for _, cases := range sizes {
			b.Run(fmt.Sprintf("%s/%d", engine, cases), func(b *testing.B) {
				start := time.Now()
				db := loaded(b, engine, cases)
				b.Logf("%d cases loaded, %.0f a second", cases, float64(cases)/time.Since(start).Seconds())
				for name, read := range reads(db, cases) {
					b.Run(name, func(b *testing.B) { percentiles(b, read) })
				}
			})
		}
	}
}

func reads(db *store.DB, cases int) map[string]func() error {
	ctx := context.Background()
	ids := func(n int) []string {
		list := make([]string, n)
		for i := range list {
			list[i] = storetest.Petition(rand.IntN(cases)).Case
		}
		return list
	}
	search := func(phrase ...string) error {
		_, err := db.Search(ctx, storetest.Institution, phrase, 20)
		return err
	}
	return map[string]func() error{
		"inbox": func() error {
			_, err := db.Inbox(ctx, app.InboxQuery{Institution: storetest.Institution, Limit: 50})
			return err
		},
		"inbox of a desk": func() error {
			_, err := db.Inbox(ctx, app.InboxQuery{Institution: storetest.Institution, Desk: "desk3", Limit: 50})
			return err
		},
		"case":            func() error { _, err := db.Load(ctx, storetest.Institution, ids(1)[0]); return err },
		"100 cases":       func() error { _, err := db.LoadMany(ctx, storetest.Institution, ids(100)); return err },
		"frequent word":   func() error { return search(storetest.Token(rand.IntN(5))) },
		"any word":        func() error { return search(storetest.Token(rand.IntN(storetest.Vocabulary))) },
		"rare word":       func() error { return search(storetest.Token(storetest.Vocabulary - 1 - rand.IntN(500))) },
		"frequent phrase": func() error { return search(storetest.Token(rand.IntN(5)), storetest.Token(rand.IntN(5))) },
		"due": func() error {
			_, err := db.Due(ctx, storetest.Institution, storetest.Start.Add(30*24*time.Hour), 100)
			return err
		},
	}
}

func percentiles(b *testing.B, call func() error) {
	times := make([]time.Duration, 0, b.N)
	for b.Loop() {
		start := time.Now()
		if err := call(); err != nil {
			b.Fatal(err)
		}
		times = append(times, time.Since(start))
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(times[len(times)*99/100].Microseconds())/1000, "p99-ms")
}
