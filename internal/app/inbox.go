package app

import (
	"context"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
	"jikim/internal/core/lookup"
)

// bounded returns a page size.
func bounded(n, usual, most int) int {
	if n <= 0 {
		return usual
	}
	return min(n, most)
}

// inbox is Inbox.
func (s *Service) inbox(ctx context.Context, a Actor, f InboxFilter) (*InboxPage, error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return nil, denied()
	}
	q := InboxQuery{Institution: a.Institution, Desk: f.Desk, Channel: f.Channel, Status: f.Status, Limit: bounded(f.Limit, 50, 200)}
	var err error
	if q.After, err = cursor(f.Cursor); err != nil {
		return nil, err
	}
	sh, err := s.shift(ctx, a.Institution)
	if err != nil {
		return nil, err
	}
	covered := sh.covered(a.Account, s.Now())
	queries := []InboxQuery{q}
	switch {
	case f.Mine:
		queries = ofOfficers(q, covered)
	case f.Desk != "" && f.Covering:
		q.Desk = ""
		queries = append(queries, ofOfficers(q, covered[1:])...)
	}
	rows, err := s.inboxOf(ctx, queries)
	if err != nil {
		return nil, err
	}
	page := &InboxPage{Rows: rows, Now: s.Now()}
	if len(rows) == q.Limit {
		page.Cursor = cursorOf(&rows[len(rows)-1])
	}
	return page, nil
}

// What a cursor says of a case in which nothing breaks: it is open or waiting, or settled.
const (
	neverBreaks = int64(-1)
	settledCase = int64(-2)
)

// cursorOf writes the place of a row in the order of the inbox.
func cursorOf(h *Head) string {
	var breaks int64
	switch {
	case !h.BreaksAt.IsZero():
		breaks = h.BreaksAt.UnixMicro()
	case h.Status == string(casefile.Open) || h.Status == string(casefile.Waiting):
		breaks = neverBreaks
	default:
		breaks = settledCase
	}
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(breaks, 36) + " " +
		strconv.FormatInt(h.ReceivedAt.UnixMicro(), 36) + " " + h.Case))
}

func cursor(text string) (*Head, error) {
	if text == "" {
		return nil, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	parts := strings.SplitN(string(raw), " ", 3)
	if err != nil || len(parts) != 3 {
		return nil, invalid(FieldFault{Field: "cursor", Key: "fault.choice"})
	}
	breaks, err1 := strconv.ParseInt(parts[0], 36, 64)
	received, err2 := strconv.ParseInt(parts[1], 36, 64)
	if err1 != nil || err2 != nil {
		return nil, invalid(FieldFault{Field: "cursor", Key: "fault.choice"})
	}
	h := &Head{Case: parts[2], ReceivedAt: time.UnixMicro(received).UTC()}
	switch {
	case breaks >= 0:
		h.BreaksAt = time.UnixMicro(breaks).UTC()
	case breaks == neverBreaks:
		h.Status = string(casefile.Open) // after those in which something breaks, before those that are settled
	}
	return h, nil
}

// searched is how many cases of each word are looked at when a search has several words.
const searched = 500

// search is Search. Each word is looked up by itself and cases that have all of them are listed, newest first.
func (s *Service) search(ctx context.Context, a Actor, words string, limit int) ([]Head, error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return nil, denied()
	}
	limit = bounded(limit, 50, 200)
	phrases := s.phrases(a.Institution, words)
	if len(phrases) == 0 {
		return nil, invalid(FieldFault{Field: "q", Key: "fault.search_short"})
	}
	if err := s.logAccess(ctx, a, "", "search", ""); err != nil {
		return nil, err
	}
	most := limit
	if len(phrases) > 1 {
		most = searched
	}
	var found []Head
	for i, phrase := range phrases {
		heads, err := s.store.Search(ctx, a.Institution, phrase, most)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			found = heads
			continue
		}
		found = slices.DeleteFunc(found, func(h Head) bool {
			return !slices.ContainsFunc(heads, func(g Head) bool { return g.Case == h.Case })
		})
	}
	return found[:min(len(found), limit)], nil
}

// phrases returns the search tokens of each word; words of one syllable are left out,
// since they cannot be found. A word of consonants is the beginning of a name.
func (s *Service) phrases(institution, words string) [][]string {
	var out [][]string
	for _, w := range strings.Fields(words) {
		switch digits := digitsOf(w); {
		case receiptNumber(w):
			out = append(out, []string{s.grams.blind("number", institution, w)})
		case len(digits) >= 7 && strings.Trim(w, "+0123456789-().") == "":
			out = append(out, []string{s.phoneToken(institution, s.normalPhone(institution, w))})
		case len(digits) == 4 && len(w) == 4:
			out = append(out, []string{s.grams.blind("last", institution, digits)})
		case lookup.Consonants(w):
			if firsts := []rune(lookup.Firsts(w)); len(firsts) > 1 {
				out = append(out, []string{s.grams.blind("first", institution, string(firsts[:min(len(firsts), mostFirsts)]))})
			}
		default:
			if pairs := s.grams.pairs(nil, institution, w); len(pairs) > 0 {
				out = append(out, pairs)
			}
		}
	}
	return out
}

// receiptNumber tells whether a word has the form 2026-000123.
func receiptNumber(w string) bool {
	return len(w) >= 11 && w[4] == '-' && strings.Trim(w[:4], "0123456789") == "" && strings.Trim(w[5:], "0123456789") == ""
}

// noticesFor is how long notices are shown.
const noticesFor = 7 * 24 * time.Hour

// notices is Notices: read from the facts of the cases that the actor works on, so that they are the same on every node
// and after every start.
func (s *Service) notices(ctx context.Context, a Actor, limit int) ([]Notice, error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return nil, denied()
	}
	sh, err := s.shift(ctx, a.Institution)
	if err != nil {
		return nil, err
	}
	covered := sh.covered(a.Account, s.Now())
	q, officers := InboxQuery{Institution: a.Institution, Limit: 100}, covered
	if a.Role.AtLeast(Lead) {
		officers, q.Desk = []string{""}, a.Desk
	}
	if a.Role.AtLeast(Manager) {
		q.Desk = ""
	}
	heads, err := s.inboxOf(ctx, ofOfficers(q, officers))
	if err != nil {
		return nil, err
	}
	// Whoever serves somebody may call any officer of the house.
	served, err := s.store.Inbox(ctx, InboxQuery{Institution: a.Institution, Status: string(casefile.Contact), Limit: 100})
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(heads)+len(served))
	for _, h := range append(heads, served...) {
		ids = append(ids, h.Case)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	cases, err := s.store.LoadMany(ctx, a.Institution, ids)
	if err != nil {
		return nil, err
	}
	var out []Notice
	since := s.Now().Add(-noticesFor)
	for _, c := range cases {
		for i := range c.Facts {
			if n, ok := noticeOf(&c.Facts[i]); ok && n.At.After(since) && concerns(a, covered, n.To) {
				out = append(out, n)
			}
		}
	}
	slices.SortStableFunc(out, func(x, y Notice) int { return y.At.Compare(x.At) })
	return out[:min(len(out), bounded(limit, 20, 200))], nil
}

// concerns tells whether a notice is for the actor, or for somebody whose work he does.
func concerns(a Actor, covered []string, to string) bool {
	officer, isOfficer := strings.CutPrefix(to, "officer:")
	switch {
	case isOfficer:
		return officer != "" && slices.Contains(covered, officer)
	case to == "manager":
		return a.Role.AtLeast(Manager)
	case a.Desk != "" && to == "desk:"+a.Desk:
		return true
	}
	return false
}

// noticeOf reads a notice from the fact that it was sent.
func noticeOf(f *fact.Fact) (Notice, bool) {
	if f.Kind != fact.NoticeSent {
		return Notice{}, false
	}
	n := Notice{At: f.At, Case: f.Case, Number: f.Data.Text("number"), Action: f.Data.Text("action"), Stage: f.Data.Text("stage"),
		To: f.Data.Text("to"), Promise: f.Data.Text("promise")}
	n.Due, _ = f.Data.Time("due")
	return n, true
}
