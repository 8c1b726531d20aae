package portal

import (
	"context"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"jikim/internal/app"
	"jikim/internal/web"
)

const (
	// gather is how long changes are collected before an open page is told: a burst of facts is one change to it.
	gather = 250 * time.Millisecond
	// maxWatching bounds the pages of cases that are told of changes at once. It leaves room for the desks of the officers, which
	// share the server's streams; a page too many works as without scripts.
	maxWatching = 1_000
	// stirred is what an open page is told: that the case changed, and nothing else.
	stirred = "case"
)

// events tells an open page of a case to load anew what changes by itself. The stream begins with it, so that nothing is missed
// between page and stream, or while the line was broken. It carries nothing of the case.
func (p *Portal) events(w http.ResponseWriter, r *http.Request, a app.Actor) error {
	select {
	case p.watching <- struct{}{}:
		defer func() { <-p.watching }()
	default:
		return web.Status(http.StatusServiceUnavailable)
	}
	ctx, stop := context.WithCancel(r.Context())
	defer stop()
	return p.site.Names(w, r, changes(ctx, p.site.Service.Subscribe(ctx, a.Institution), a.Case))
}

// changes names each change of one case. The channel is closed when the events end.
func changes(ctx context.Context, events <-chan app.Event, caseID string) <-chan string {
	out := make(chan string, 1) // more than one says the same
	go func() {
		defer close(out)
		wait := time.After(gather)
		for {
			select {
			case <-ctx.Done():
				return
			case e, open := <-events:
				if !open {
					return
				}
				// An event without a case says that events were lost.
				if wait == nil && (e.Case == caseID || e.Case == "") {
					wait = time.After(gather)
				}
			case <-wait:
				wait = nil
				select {
				case out <- stirred:
				default:
				}
			}
		}
	}()
	return out
}

// fresh are the attributes of a part of the page that loads itself anew when the case changed.
func (p followPage) fresh(id string) templ.Attributes {
	return templ.Attributes{"hx-get": p.Base, "hx-trigger": stirred + " from:#live", "hx-target": "this", "hx-select": id,
		"hx-swap": "outerMorph", "hx-indicator": "#announce"}
}

// jump leads from where the case stands to what the citizen can do about it. It is a link to the page loaded anew: the form may
// not have been there when the page was opened.
func (p followPage) jump() (place, text string) {
	switch {
	case p.Case.CanSupplement:
		return "supplement", p.C.T("mycase.jump.supplement")
	case p.Case.CanRate && p.Case.Rating.Stars == 0:
		return "rating", p.C.T("mycase.jump.rating")
	}
	return "", ""
}
