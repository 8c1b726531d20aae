package store

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/casefile"
)

const (
	headColumns = `select case_id, seq, number, status, service, channel, desk, officer, received_at, changed_at, breaks_at,
		breaks_promise, wake_at, broken, unproven, remedy_at, complaint_at, post_at, name, open from head `

	sqlHead      = headColumns + `where institution = $1 and case_id = $2`
	sqlHeadsMany = headColumns + `where institution = $1 and case_id in (select value from json_each($2))`
	sqlHeadsNext = headColumns + `where institution = $1 and case_id >= $2 and case_id <= $3`
	sqlOpenNext  = headColumns + `where institution = $1 and pending > 0 and case_id > $2 order by case_id limit $3`

	sqlDue = `select case_id, wake_at from head where institution = $1 and wake_at > 0 and wake_at < $2 order by wake_at limit $3`

	sqlAddHead = `insert into head
		(institution, case_id, seq, number, status, service, channel, desk, officer, received_at, changed_at, breaks_at,
		breaks_promise, wake_at, inbox_at, broken, unproven, pending, remedy_at, complaint_at, post_at, name, open, doc)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`
	sqlSetHead = `update head set seq = $3, number = $4, status = $5, service = $6, channel = $7, desk = $8, officer = $9,
		received_at = $10, changed_at = $11, breaks_at = $12, breaks_promise = $13, wake_at = $14, inbox_at = $15,
		broken = $16, unproven = $17, pending = $18, remedy_at = $19, complaint_at = $20, post_at = $21, name = $22, open = $23
		where institution = $1 and case_id = $2 and seq = $24`

	// The inbox: what breaks next, then what came first. The conditions on desk, officer, channel and status are added. SQLite is told
	// the index, and told the place in the list before anything else about it: left alone it reads an office's whole inbox
	// for one desk, or every page again before the one asked for.
	sqlInbox        = headColumns + `indexed by head_inbox` + sqlPlace
	sqlInboxDesk    = headColumns + `indexed by head_desk` + sqlPlace
	sqlInboxOfficer = headColumns + `indexed by head_officer` + sqlPlace
	sqlInboxChannel = headColumns + `indexed by head_channel` + sqlPlace
	// Visits and calls that go on are few among all cases, and every desk asks for them all the time.
	sqlInboxContact = headColumns + `indexed by head_contact` + sqlPlace + ` and status = 'contact'`
	sqlPlace        = ` where institution = $1 and (inbox_at, received_at, case_id) > ($2, $3, $4) and inbox_at > 0`

	sqlRemedies   = headColumns + `where institution = $1 and remedy_at > 0 and (remedy_at, case_id) > ($2, $3) order by remedy_at, case_id limit $4`
	sqlComplaints = headColumns + `where institution = $1 and complaint_at > 0 and (complaint_at, case_id) > ($2, $3) order by complaint_at, case_id limit $4`
	sqlPosts      = headColumns + `where institution = $1 and post_at > 0 and (post_at, case_id) > ($2, $3) order by post_at, case_id limit $4`

	sqlDone = headColumns + `where institution = $1 and inbox_at = 0 and status = $4 and (received_at, case_id) > ($2, $3)`
)

// never is the inbox_at of cases in which nothing breaks: after all others.
const never = math.MaxInt64

// inboxAt is the place of a case in the inbox: 0 when it is not in it. In it are the cases that are open or waiting, and
// any other in which an officer can still keep a promise.
func inboxAt(h *app.Head) int64 {
	switch {
	case !h.BreaksAt.IsZero():
		return micros(h.BreaksAt)
	case h.Status == "open" || h.Status == "waiting":
		return never
	}
	return 0
}

// headArgs are the parameters of sqlAddHead and sqlSetHead; the last is the document number or the expected sequence number.
func headArgs(c *app.Change, last int64) []any {
	h := &c.Head
	return []any{c.Institution, c.Case, c.Expect + int64(len(c.Facts)), h.Number, h.Status, h.Service, h.Channel, h.Desk, h.Officer,
		micros(h.ReceivedAt), micros(h.ChangedAt), micros(h.BreaksAt), h.BreaksPromise, micros(h.WakeAt), inboxAt(h),
		int64(h.Broken), int64(h.Unproven), int64(len(h.Open)), micros(h.RemedyAt), micros(h.ComplaintAt), micros(h.PostAt), h.Name, pack(h.Open), last}
}

func scanHead(s scanner) (h app.Head, err error) {
	var open []byte
	if err = s.Scan(&h.Case, &h.Seq, &h.Number, &h.Status, &h.Service, &h.Channel, &h.Desk, &h.Officer, moment{&h.ReceivedAt},
		moment{&h.ChangedAt}, moment{&h.BreaksAt}, &h.BreaksPromise, moment{&h.WakeAt}, &h.Broken, &h.Unproven, moment{&h.RemedyAt}, moment{&h.ComplaintAt},
		moment{&h.PostAt}, &h.Name, &open); err != nil {
		return h, err
	}
	if h.Open, err = unpack(open, h.Case); err != nil {
		err = fmt.Errorf("case %s: %w", h.Case, err)
	}
	return h, err
}

// heads lists heads with their institution filled in.
func (d *DB) heads(ctx context.Context, institution, text string, args ...any) ([]app.Head, error) {
	return list(ctx, d, func(s scanner) (app.Head, error) {
		h, err := scanHead(s)
		h.Institution = institution
		return h, err
	}, text, append([]any{institution}, args...)...)
}

// Heads returns the heads of the given cases in the given order; cases that are not there are left out.
func (d *DB) Heads(ctx context.Context, institution string, caseIDs []string) ([]app.Head, error) {
	if len(caseIDs) == 0 {
		return nil, nil
	}
	found, err := d.heads(ctx, institution, sqlHeadsMany, array(caseIDs))
	if err != nil {
		return nil, fmt.Errorf("heads: %w", err)
	}
	byCase := make(map[string]int, len(found))
	for i := range found {
		byCase[found[i].Case] = i
	}
	heads := make([]app.Head, 0, len(found))
	for _, id := range caseIDs {
		if i, ok := byCase[id]; ok {
			heads = append(heads, found[i])
		}
	}
	return heads, nil
}

// Due returns the cases whose wake-up lies before until.
func (d *DB) Due(ctx context.Context, institution string, until time.Time, limit int) ([]app.Wake, error) {
	return list(ctx, d, func(s scanner) (w app.Wake, err error) {
		err = s.Scan(&w.Case, moment{&w.At})
		return w, err
	}, sqlDue, institution, micros(until), limit)
}

// Inbox lists a page of cases by what breaks next; those in which nothing breaks come last, oldest first. With a status,
// the cases of that status that are not in the inbox any more follow.
func (d *DB) Inbox(ctx context.Context, q app.InboxQuery) ([]app.Head, error) {
	var page []app.Head
	if q.Status != string(casefile.Held) && (q.After == nil || inboxAt(q.After) > 0) { // of a held letter no promise runs
		text, args := inboxText(q)
		var err error
		if page, err = d.heads(ctx, q.Institution, text, args...); err != nil {
			return nil, fmt.Errorf("inbox: %w", err)
		}
	}
	if q.Status == "" || len(page) >= q.Limit {
		return page, nil
	}
	text, args := doneText(q, q.Limit-len(page))
	done, err := d.heads(ctx, q.Institution, text, args...)
	if err != nil {
		return nil, fmt.Errorf("inbox: %w", err)
	}
	return append(page, done...), nil
}

func inboxText(q app.InboxQuery) (string, []any) {
	var at, received int64
	var id string
	if q.After != nil {
		at, received, id = inboxAt(q.After), micros(q.After.ReceivedAt), q.After.Case
	}
	text, args := sqlInbox, []any{at, received, id}
	switch {
	case q.Status == string(casefile.Contact):
		text = sqlInboxContact
	case q.Officer != "":
		text = sqlInboxOfficer
	case q.Desk != "":
		text = sqlInboxDesk
	case q.Channel != "":
		text = sqlInboxChannel
	}
	text, args = only(text, args, "officer", q.Officer)
	text, args = only(text, args, "desk", q.Desk)
	text, args = only(text, args, "channel", q.Channel)
	if q.Status != string(casefile.Contact) { // of which the text speaks itself
		text, args = only(text, args, "status", q.Status)
	}
	args = append(args, q.Limit)
	return text + ` order by inbox_at, received_at, case_id limit $` + strconv.Itoa(len(args)+1), args
}

func doneText(q app.InboxQuery, limit int) (string, []any) {
	received, id := int64(math.MinInt64), ""
	if q.After != nil && inboxAt(q.After) == 0 {
		received, id = micros(q.After.ReceivedAt), q.After.Case
	}
	text, args := sqlDone, []any{received, id, q.Status}
	text, args = only(text, args, "desk", q.Desk)
	text, args = only(text, args, "officer", q.Officer)
	text, args = only(text, args, "channel", q.Channel)
	args = append(args, limit)
	return text + ` order by received_at, case_id limit $` + strconv.Itoa(len(args)+1), args
}

// Owing lists a page of the cases that owe something, those that have owed it longest first.
func (d *DB) Owing(ctx context.Context, institution string, what app.Owed, after *app.Head, limit int) ([]app.Head, error) {
	text, since := sqlRemedies, func(h *app.Head) time.Time { return h.RemedyAt }
	switch what {
	case app.OwesResult:
		text, since = sqlComplaints, func(h *app.Head) time.Time { return h.ComplaintAt }
	case app.OwesPosting:
		text, since = sqlPosts, func(h *app.Head) time.Time { return h.PostAt }
	}
	id, at := "", int64(0)
	if after != nil {
		id, at = after.Case, micros(since(after))
	}
	page, err := d.heads(ctx, institution, text, at, id, limit)
	if err != nil {
		return nil, fmt.Errorf("owing: %w", err)
	}
	return page, nil
}

// only adds a condition; the institution is $1, before the arguments. An index over officers has no empty one, so that
// the condition says it.
func only(text string, args []any, column, value string) (string, []any) {
	if value == "" {
		return text, args
	}
	args = append(args, value)
	text += ` and ` + column + ` = $` + strconv.Itoa(len(args)+1)
	if column == "officer" {
		text += ` and officer <> ''`
	}
	return text, args
}
