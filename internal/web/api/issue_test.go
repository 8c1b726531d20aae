package api_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"jikim/internal/web/api"
)

// TestPublicationForPrograms: what the interface gives of a publication is what the publication says.
func TestPublicationForPrograms(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "2026-11-23 10:00", nil)
	id := w.issue()
	p, _, err := w.PublishedAs(w.Context(), "wonju", id)
	if err != nil {
		t.Fatal(err)
	}
	got := w.Get(api.Base+"/publications/"+id, "Authorization", "Bearer "+token(w.Site, w.account).secret)
	var out struct {
		Digest, Root, Newest string
		Promises             []struct {
			Promise string
			Whole   struct {
				Kept       *int
				Suppressed bool
			}
		}
	}
	if err := json.Unmarshal([]byte(got.Text), &out); err != nil || got.StatusCode != http.StatusOK {
		t.Fatalf("%d %s: %v", got.StatusCode, got.Text, err)
	}
	if out.Digest != p.Digest() || out.Root != p.Ledger.Root || out.Newest != id || len(out.Promises) != len(p.Lines) {
		t.Errorf("%+v", out)
	}
	shown := 0
	for i, line := range out.Promises {
		f := &p.Lines[i].Whole
		if line.Promise != p.Lines[i].Promise || line.Whole.Suppressed != f.Suppressed || (line.Whole.Kept == nil) != f.Suppressed || line.Whole.Kept != nil && *line.Whole.Kept != f.Kept {
			t.Errorf("%s: %+v, published is %+v", line.Promise, line.Whole, f)
		}
		if line.Whole.Kept != nil {
			shown++
		}
	}
	if shown == 0 {
		t.Error("nothing is shown")
	}
	if again := w.Get(api.Base + "/publications/2025-01"); again.StatusCode != http.StatusNotFound {
		t.Errorf("of nothing: %d", again.StatusCode)
	}
}
