package desk

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"jikim/internal/app"
	"jikim/internal/locale"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// list is a drawn page of the inbox. It is the same for all who look at the same one in the same language, and drawn once for
// those who ask at the same time: a change is told to every open desk at once.
type list struct {
	table  templ.Component // nil: empty
	cursor string          // of the next page; empty: there is none
	now    time.Time
}

// listKey is everything that a list depends on beside the cases and the staff.
type listKey struct {
	institution string
	lang        locale.Lang
	mine        string // account; empty: of all
	desk        string // empty: of all
	covered     string // accounts for whom the viewer stands in, whose cases stand beside those of the desk
	channel     string // empty: by all
	after       string // cursor
}

// keyOf returns the key of the page of the inbox that begins after a cursor.
func (s *Surface) keyOf(r *http.Request, v *staff.View, q url.Values, after string) (listKey, error) {
	key := listKey{institution: v.Actor.Institution, lang: v.C.Lang(), channel: q.Get("channel"), after: after}
	switch q.Get("scope") {
	case "mine":
		key.mine = v.Actor.Account
	case "desk":
		covered, err := s.app.Covered(r.Context(), v.Actor)
		if err != nil {
			return key, err
		}
		key.desk, key.covered = v.Actor.Desk, strings.Join(covered, " ")
	}
	return key, nil
}

func (k *listKey) filter() app.InboxFilter {
	return app.InboxFilter{Mine: k.mine != "", Desk: k.desk, Covering: true, Channel: k.channel, Cursor: k.after, Limit: inboxRows}
}

// list reads and draws a page of the inbox. Every officer may read it.
func (s *Surface) list(r *http.Request, v *staff.View, names map[string]string, key *listKey) (list, error) {
	return s.lists.Get(r.Context(), *key, func(ctx context.Context) (list, error) { return s.draw(ctx, v, names, key) })
}

// draw draws a list. Nothing of the viewer may enter it but what the key says.
func (s *Surface) draw(ctx context.Context, v *staff.View, names map[string]string, key *listKey) (list, error) {
	page, err := s.app.Inbox(ctx, v.Actor, key.filter())
	if err != nil {
		return list{}, err
	}
	l := list{cursor: page.Cursor, now: page.Now}
	if len(page.Rows) == 0 {
		return l, nil
	}
	p := inboxPage{Page: ui.Page{C: v.C, Now: page.Now}}
	for i := range page.Rows {
		p.Rows = append(p.Rows, s.row(v, names, &page.Rows[i], page.Now))
	}
	var b bytes.Buffer
	if err := inboxTable(p).Render(ctx, &b); err != nil {
		return list{}, fmt.Errorf("drawing the inbox: %w", err)
	}
	l.table = templ.Raw(b.String())
	return l, nil
}
