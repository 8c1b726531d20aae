package app_test

import (
	"encoding/json"
	"testing"

	"jikim/internal/app"
	"jikim/test/harness"
)

func TestWhatPromisesAreJudgedByIsKept(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-23 09:30", whatPromisesAreJudgedByIsKept)
}

func whatPromisesAreJudgedByIsKept(t *testing.T, o *harness.Office) {
	ch := o.Charters().At(harness.Institution, o.Now())
	first := o.Serve(app.Config{Sources: map[string][]byte{ch.Digest: []byte("charter: wonju")}})
	defer first.Close()
	later := o.Serve(app.Config{Sources: map[string][]byte{ch.Digest: []byte("another copy")}})
	defer later.Close()
	for _, svc := range []*app.Service{first, later, first} {
		if err := svc.Begin(o.Context(), harness.Institution); err != nil {
			t.Fatal(err)
		}
	}
	figures := must(o.FreshFigures(o.Context(), harness.Institution, "2026-11"))(t)
	doc := must(o.Store.Document(o.Context(), harness.Institution, "charter", figures.Charter))(t)
	var kept struct{ Name, From, Digest, Source string }
	if err := json.Unmarshal(doc.Body, &kept); err != nil {
		t.Fatal(err)
	}
	if kept.Name != ch.ID || kept.From != ch.From.String() || kept.Digest != ch.Digest || kept.Source != "charter: wonju" {
		t.Errorf("the charter was kept as %+v", kept)
	}
	if len(figures.Calendars) != 2 {
		t.Fatalf("the figures name the calendars %v", figures.Calendars)
	}
	for _, digest := range figures.Calendars {
		must(o.Store.Document(o.Context(), harness.Institution, "calendar", digest))(t)
	}
	if n := len(must(o.Store.ListDocuments(o.Context(), harness.Institution, "charter"))(t)); n != 1 {
		t.Errorf("%d charter versions are kept, want 1", n)
	}
}
