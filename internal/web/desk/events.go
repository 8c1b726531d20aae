package desk

import (
	"context"
	"net/http"
	"time"

	"jikim/internal/app"
	"jikim/internal/web/staff"
)

const (
	// settle is how long the first change waits for the others of its commit, which are told of one after another.
	settle = 5 * time.Millisecond
	// gather is how long after a page was told of a change further ones are collected: a burst of facts is two changes to a page,
	// the first of them at once.
	gather = 250 * time.Millisecond
	// hurry is gather for calls: who looks at a telephone that rings should see it ring.
	hurry = 50 * time.Millisecond
)

// The names of what an open page is told: that it should load its rows, its notices or its case anew.
const (
	inboxStirred  = "inbox"
	noticeStirred = "notice"
	caseStirred   = "case"
)

// events tells an open page what to load anew: the inbox its rows when a case came, went or changed that it may show; the page
// of a case itself when that case changed; both the notices when one came for the officer. The stream begins with the first of
// them, so that nothing is missed between page and stream.
func (s *Surface) events(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	ctx, stop := context.WithCancel(r.Context())
	defer stop()
	sh := shown{caseID: r.URL.Query().Get("case"), all: r.URL.Query().Get("scope") == "all" || v.Actor.Desk == "",
		notice: func(to string) bool { return s.app.Concerns(ctx, v.Actor, to) },
		row:    func(e *app.Event) bool { return s.app.Stirs(ctx, v.Actor, e) }}
	return s.site.Names(w, r, stirs(ctx, s.app.Subscribe(ctx, v.Actor.Institution), &sh))
}

// shown is what an open page shows.
type shown struct {
	caseID string // empty: the inbox
	all    bool   // the inbox of all desks
	notice func(to string) bool
	row    func(*app.Event) bool // whether an event changes the officer's own inbox
}

// stirs turns changes into the names of events for a page. The channel is closed when the changes end.
func stirs(ctx context.Context, changes <-chan app.Event, sh *shown) <-chan string {
	waiting := map[string]bool{sh.whole(): true}
	out := make(chan string, 2) // as many as there are names on a page: more of one say the same
	go func() {
		defer close(out)
		var told time.Time
		wait, until := time.After(gather), time.Now().Add(gather)
		for {
			select {
			case <-ctx.Done():
				return
			case e, ok := <-changes:
				if !ok {
					return
				}
				name := sh.stirred(&e)
				if name == "" {
					continue
				}
				waiting[name] = true
				pause := gather
				if e.Kind == app.CallChanged {
					pause = hurry
				}
				pause = max(settle, pause-time.Since(told)) // at once after a quiet time
				if wait == nil || time.Until(until) > pause {
					wait, until = time.After(pause), time.Now().Add(pause)
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

// whole names what loads all that the page shows.
func (sh *shown) whole() string {
	if sh.caseID != "" {
		return caseStirred
	}
	return inboxStirred
}

// stirred names what an event changes on the page; "" when nothing. An event without a case says that events were lost.
func (sh *shown) stirred(e *app.Event) string {
	switch {
	case e.Kind == app.NoticeCame:
		if e.Notice != nil && sh.notice(e.Notice.To) {
			return noticeStirred
		}
	case e.Case == "" || sh.caseID != "" && e.Case == sh.caseID || sh.caseID == "" && (sh.all || sh.row(e)):
		return sh.whole()
	}
	return ""
}
