package app_test

import (
	"context"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/store"
	"jikim/internal/store/storetest"
	"jikim/test/harness"
)

// TestNodesTellEachOther lets a page at one node hear of what is done at another, and load everything after the connection
// between them was lost.
func TestNodesTellEachOther(t *testing.T) {
	t.Parallel()
	o := harness.Postgres(t, "2026-11-23 09:00")
	here, there := o.Serve(app.Config{Wire: o.Store.Wire()}), (*app.Service)(nil)
	defer here.Close()
	other, err := store.Open(t.Context(), o.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	there = o.Serve(app.Config{Wire: other.Wire()})
	defer there.Close()

	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	storetest.Listeners(t, o.Path, 2, false)
	events := there.Subscribe(ctx, harness.Institution)
	file := func() string {
		p := o.Petition()
		p.Key = here.NewKey()
		receipt, err := here.File(t.Context(), app.Citizen(harness.Institution, "192.0.2.1"), p)
		if err != nil {
			t.Fatal(err)
		}
		return receipt.Case
	}
	id := file()
	awaitEvent(t, events, "a case came in at the other node", func(e app.Event) bool { return e.Kind == app.InboxChanged && e.Case == id })
	storetest.Listeners(t, o.Path, 2, true)
	awaitEvent(t, events, "messages may have been lost", func(e app.Event) bool { return e.Kind == app.InboxChanged && e.Case == "" })
	id = file()
	awaitEvent(t, events, "a case came in after that", func(e app.Event) bool { return e.Case == id })
}

func awaitEvent(t *testing.T, events <-chan app.Event, what string, is func(app.Event) bool) {
	t.Helper()
	late := time.After(20 * time.Second)
	for {
		select {
		case e := <-events:
			if is(e) {
				return
			}
		case <-late:
			t.Fatalf("not heard: %s", what)
		}
	}
}
