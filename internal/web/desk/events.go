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

// The names of what an open page is told: that it should load its rows, its notices or its case anew.
const (
	inboxStirred  = "inbox"
	noticeStirred = "notice"
	caseStirred   = "case"
)

// events tells an open page what to load anew: the inbox its rows when any case came, went or changed and its notices when
// one came; the page of a case itself when that case changed. The stream begins with the first of them, so that nothing is
// missed between page and stream.
func (s *Surface) events(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	ctx, stop := context.WithCancel(r.Context())
	defer stop()
	return s.site.Names(w, r, stirs(ctx, s.app.Subscribe(ctx, v.Actor.Institution), r.URL.Query().Get("case")))
}

// stirs turns changes into the names of events for a page that shows the inbox or one case. The channel is closed when the
// changes end.
func stirs(ctx context.Context, changes <-chan app.Event, shown string) <-chan string {
	waiting := map[string]bool{stirred(&app.Event{Case: shown}, shown): true}
	out := make(chan string, 2) // as many as there are names on a page: more of one say the same
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
				if name := stirred(&e, shown); name != "" {
					waiting[name] = true
					if wait == nil {
						wait = time.After(gather)
					}
				}
			case <-wait:
				wait = nil
				for name := range waiting {
					select {
					case out <- name:
					default:
					}
				}
				clear(waiting)
			}
		}
	}()
	return out
}

// stirred names what an event changes on a page that shows one case, or the inbox; "" when nothing. An event without a case
// says that events were lost.
func stirred(e *app.Event, shown string) string {
	switch {
	case shown != "" && (e.Case == shown || e.Case == ""):
		return caseStirred
	case shown != "":
		return ""
	case e.Kind == app.NoticeCame:
		return noticeStirred
	}
	return inboxStirred
}
