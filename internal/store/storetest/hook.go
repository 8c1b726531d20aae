package storetest

import (
	"errors"
	"testing"
	"time"

	"jikim/internal/app"
)

func hooks(t *testing.T, s app.Store) {
	ctx := t.Context()
	h := app.Hook{Institution: Institution, ID: "h1", Name: "시청", URL: "https://city.example/hook", Kinds: []string{"case.received", "case.answered"},
		Secret: []byte("\x00sealed\xff"), CreatedAt: Start, CreatedBy: "admin"}
	must(t, s.PutHook(ctx, &h))
	h.Disabled = true
	must(t, s.PutHook(ctx, &h))
	all, err := s.ListHooks(ctx, Institution)
	must(t, err)
	same(t, "hooks", all, []app.Hook{h})

	first, other := Petition(1), Petition(2)
	event := func(c *app.Change, id string, seq int64) app.Delivery {
		return app.Delivery{Institution: Institution, ID: "h1." + id, Hook: "h1", Case: c.Case, Seq: seq, Kind: "case.received", At: Start,
			Body: []byte(`{"id":"` + id + `"}`)}
	}
	first.Deliveries = []app.Delivery{event(first, "a", 1), event(first, "b", 2)}
	other.Deliveries = []app.Delivery{event(other, "c", 1)}
	must(t, s.Commit(ctx, first))
	must(t, s.Commit(ctx, other))
	now := other.Now // the later of the two
	claim := func(at time.Time) []string {
		got, err := s.ClaimDeliveries(ctx, Institution, "h1", at, time.Minute, 10)
		must(t, err)
		ids := []string{}
		for _, d := range got {
			ids = append(ids, d.ID)
		}
		return ids
	}
	same(t, "the first of each case", claim(now), []string{"h1.a", "h1.c"})
	same(t, "while they are on their way", claim(now), []string{})
	must(t, s.SettleDelivery(ctx, Institution, "h1.c", now, time.Time{}, ""))
	must(t, s.SettleDelivery(ctx, Institution, "h1.a", time.Time{}, now.Add(time.Hour), "timeout"))
	same(t, "the second waits for the first", claim(now.Add(30*time.Minute)), []string{})
	same(t, "an hour later", claim(now.Add(time.Hour)), []string{"h1.a"})
	must(t, s.SettleDelivery(ctx, Institution, "h1.a", now.Add(time.Hour), time.Time{}, "http_500"))
	same(t, "the first was given up", claim(now.Add(time.Hour)), []string{"h1.b"})
	dead, err := s.DeadDeliveries(ctx, Institution, 10)
	must(t, err)
	want := event(first, "a", 1)
	want.Attempts, want.SettledAt, want.Failure = 2, now.Add(time.Hour), "http_500"
	same(t, "given up", dead, []app.Delivery{want})
	for _, id := range []string{"h1.c", "h1.x"} {
		if err := s.ReviveDelivery(ctx, Institution, id, now); !errors.Is(err, app.ErrConflict) {
			t.Errorf("%s was sent again: %v", id, err)
		}
	}
	must(t, s.ReviveDelivery(ctx, Institution, "h1.a", now.Add(2*time.Hour)))
	again, err := s.ClaimDeliveries(ctx, Institution, "h1", now.Add(2*time.Hour), time.Minute, 10)
	must(t, err)
	if len(again) != 1 || again[0].ID != "h1.a" || again[0].Attempts != 0 {
		t.Errorf("sent again: %+v", again)
	}
	must(t, s.PruneDeliveries(ctx, Institution, now.Add(time.Hour), now))
	if got := claim(now.Add(48 * time.Hour)); len(got) == 0 {
		t.Error("an event that waits was forgotten")
	}
}
