package desk

import (
	"context"
	"net/http"
	"time"

	"jikim/internal/app"
	"jikim/internal/web/staff"
)

// gather is how long changes are collected before open pages are told: a burst of facts is one change to a page.
const gather = 250 * time.Millisecond

// events tells an open page that it should load anew: "inbox" when any case came, went or changed, "case" when the case
// that the page shows changed. The stream begins with one such event, so that nothing is missed between page and stream.
func (s *Surface) events(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	ctx, stop := context.WithCancel(r.Context())
	defer stop()
	return s.site.Names(w, r, stirs(ctx, s.app.Subscribe(ctx, v.Actor.Institution), r.URL.Query().Get("case")))
}

// stirs turns changes into the names of events for a page that shows the inbox or one case. The channel is closed when the
// changes end.
func stirs(ctx context.Context, changes <-chan app.Event, shown string) <-chan string {
	name, out := "inbox", make(chan string, 1)
	if shown != "" {
		name = "case"
	}
	go func() {
		defer close(out)
		wait := time.After(gather)
		for {
			select {
			case <-ctx.Done():
				return
			case e, ok := <-changes:
				if !ok {
					return
				}
				if wait == nil && concerns(&e, shown) {
					wait = time.After(gather)
				}
			case <-wait:
				wait = nil
				select {
				case out <- name:
				default: // one is waiting already, and says the same
				}
			}
		}
	}()
	return out
}

// concerns tells whether a page that shows one case, or the inbox, has to be loaded anew. An event without a case says that
// events were lost.
func concerns(e *app.Event, shown string) bool {
	return shown == "" || e.Case == shown || e.Case == ""
}
