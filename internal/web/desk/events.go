package desk

import (
	"context"
	"net/http"
	"time"

	"jikim/internal/app"
	"jikim/internal/web/staff"
)

// gather is how long after a page was told of a change further ones are collected: a burst of facts is two changes to a page,
// the first of them at once.
const gather = 250 * time.Millisecond

// The names of what an open page is told: that it should load its rows, its notices or its case anew.
const (
	inboxStirred  = "inbox"
	noticeStirred = "notice"
	caseStirred   = "case"
)

// events tells an open page what to load anew: the inbox its rows when any case came, went or changed; the page of a case
// itself when that case changed; both the notices when one came for the officer. The stream begins with the first of them, so
// that nothing is missed between page and stream.
func (s *Surface) events(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	ctx, stop := context.WithCancel(r.Context())
	defer stop()
	concerns := func(to string) bool { return s.app.Concerns(ctx, v.Actor, to) }
	return s.site.Names(w, r, stirs(ctx, s.app.Subscribe(ctx, v.Actor.Institution), r.URL.Query().Get("case"), concerns))
}

// stirs turns changes into the names of events for a page that shows the inbox or one case; concerns tells whose notices count.
// The channel is closed when the changes end.
func stirs(ctx context.Context, changes <-chan app.Event, shown string, concerns func(to string) bool) <-chan string {
	waiting := map[string]bool{stirred(&app.Event{Case: shown}, shown, concerns): true}
	out := make(chan string, 2) // as many as there are names on a page: more of one say the same
	go func() {
		defer close(out)
		var told time.Time
		wait := time.After(gather)
		for {
			select {
			case <-ctx.Done():
				return
			case e, ok := <-changes:
				if !ok {
					return
				}
				name := stirred(&e, shown, concerns)
				if name == "" {
					continue
				}
				waiting[name] = true
				if wait == nil {
					wait = time.After(gather - time.Since(told)) // at once after a quiet time
				}
			case <-wait:
				wait, told = nil, time.Now()
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
func stirred(e *app.Event, shown string, concerns func(to string) bool) string {
	switch {
	case e.Kind == app.NoticeCame:
		if e.Notice == nil || !concerns(e.Notice.To) {
			return ""
		}
		return noticeStirred
	case shown == "":
		return inboxStirred
	case e.Case == shown || e.Case == "":
		return caseStirred
	}
	return ""
}
