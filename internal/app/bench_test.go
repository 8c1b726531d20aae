package app_test

import (
	"context"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/store"
	"jikim/test/harness"
)

// unwritten is a store whose commits cost nothing: what remains is the turn itself.
type unwritten struct{ *store.DB }

func (unwritten) Commit(context.Context, *app.Change) error { return nil }

func bare(b *testing.B) (*harness.Office, *app.Service) {
	o := harness.New(b, "2026-11-23 09:30")
	svc, err := app.New(app.Config{Store: unwritten{o.Store}, Charters: o.Charters(), Keys: o.Keys, Background: -1,
		Clock: func() time.Time { return o.Clock.Now() }})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(svc.Close)
	return o, svc
}

func typical(o *harness.Office) app.Petition {
	p := o.Petition()
	p.Text = "시험 기간에는 열람실을 더 늦게까지 여는지 알고 싶습니다. 지난달에는 밤 열 시까지 열었던 것으로 기억하는데, 이번 달 안내문에는 " +
		"여덟 시까지라고 되어 있어서 확인을 부탁드립니다. 아이와 함께 다니고 있어 미리 알면 좋겠습니다. 고맙습니다."
	return p
}

// BenchmarkFile is the cost of a petition without the database: checking, sealing, search tokens, judging, planning.
func BenchmarkFile(b *testing.B) {
	o, svc := bare(b)
	p := typical(o)
	b.ReportAllocs()
	for b.Loop() {
		p.Key = svc.NewKey()
		if _, err := svc.File(b.Context(), app.Citizen(harness.Institution, ""), p); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFileDurably is the same with the database, from 32 clients.
func BenchmarkFileDurably(b *testing.B) {
	o := harness.New(b, "2026-11-23 09:30")
	p := typical(o)
	b.SetParallelism(16)
	b.RunParallel(func(pb *testing.PB) {
		p := p
		for pb.Next() {
			p.Key = o.NewKey()
			if _, err := o.Service.File(context.Background(), app.Citizen(harness.Institution, ""), p); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "petitions/s")
}

// BenchmarkWake is the cost of a wake-up at a breach without the database.
func BenchmarkWake(b *testing.B) {
	o, svc := bare(b)
	r, _ := o.File(typical(o))
	stored := o.Stored(r.Case)
	o.Clock.Set(harness.At(b, "2026-12-02 00:00:01"))
	b.ReportAllocs()
	for b.Loop() {
		if err := svc.Wake(b.Context(), harness.Institution, r.Case, stored); err != nil {
			b.Fatal(err)
		}
	}
}
