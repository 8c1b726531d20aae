package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"jikim/internal/core/civil"
)

const (
	// mostStandIns is how far substitutes of substitutes are followed.
	mostStandIns = 5
	// longestAbsence is how many days an absence may have: longer ones are a change of who is responsible.
	longestAbsence = 366
)

// absent returns the absence of an account that goes on at an instant, or nil.
func (sh *shift) absent(account string, now time.Time) *Absence {
	for i := range sh.absences {
		if x := &sh.absences[i]; x.Account == account && !now.Before(x.From) && now.Before(x.Until) {
			return x
		}
	}
	return nil
}

// standIn returns who works for an account at an instant: itself when it is here, else the substitute, or his. False when
// nobody is here to.
func (sh *shift) standIn(account string, now time.Time) (string, bool) {
	for range mostStandIns {
		x := sh.absent(account, now)
		if x == nil {
			return account, sh.works(account)
		}
		account = x.Substitute
	}
	return "", false
}

// works tells whether the account can work cases.
func (sh *shift) works(account string) bool {
	return slices.ContainsFunc(sh.members, func(m Member) bool { return m.ID == account })
}

// covered lists the accounts whose work somebody does at an instant: his own, and of those for whom he stands in.
func (sh *shift) covered(account string, now time.Time) []string {
	out := []string{account}
	for i := range sh.absences {
		x := &sh.absences[i]
		if x.Account == account || slices.Contains(out, x.Account) || sh.absent(x.Account, now) == nil {
			continue
		}
		if who, ok := sh.standIn(x.Account, now); ok && who == account {
			out = append(out, x.Account)
		}
	}
	return out
}

// covers tells whether the actor works for an officer now: is he, or stands in for him.
func (s *Service) covers(ctx context.Context, a Actor, officer string) bool {
	if officer == a.Account || officer == "" {
		return officer != ""
	}
	sh, err := s.shift(ctx, a.Institution)
	return err == nil && slices.Contains(sh.covered(a.Account, s.Now()), officer)
}

// Stirs tells whether an event changes what the actor's own inbox shows: cases, visitors and calls of his desk, and of nobody's;
// who needs help at a desk of his department; cases of those whose work he does.
func (s *Service) Stirs(ctx context.Context, a Actor, e *Event) bool {
	if e.Case == "" || e.Desk == "" || e.Desk == a.Desk || e.LeftDesk == a.Desk {
		return true
	}
	if ch := s.charters.At(a.Institution, s.Now()); ch != nil {
		if d := ch.Directory.FindDesk(e.Desk); d != nil && d.Department != "" && d.Department == a.Department {
			return true
		}
	}
	return s.Concerns(ctx, a, "officer:"+e.Officer) || s.Concerns(ctx, a, "officer:"+e.LeftOfficer)
}

// Covered lists the accounts for whom the actor stands in now, without his own.
func (s *Service) Covered(ctx context.Context, a Actor) ([]string, error) {
	sh, err := s.shift(ctx, a.Institution)
	if err != nil {
		return nil, err
	}
	return sh.covered(a.Account, s.Now())[1:], nil
}

// Concerns tells whether a notice to officer:ID, desk:ID or manager is for the actor, or for somebody for whom he stands in now.
func (s *Service) Concerns(ctx context.Context, a Actor, to string) bool {
	covered := []string{a.Account}
	if sh, err := s.shift(ctx, a.Institution); err == nil {
		covered = sh.covered(a.Account, s.Now())
	}
	return concerns(a, covered, to)
}

// staffPresence is StaffPresence.
func (s *Service) staffPresence(ctx context.Context, a Actor) ([]Presence, error) {
	if !a.Role.AtLeast(Officer) {
		return nil, denied()
	}
	sh, err := s.shift(ctx, a.Institution)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	ch := s.charters.At(a.Institution, now)
	if ch == nil {
		return nil, unknown()
	}
	out := make([]Presence, 0, len(sh.members))
	for _, m := range sh.members {
		p := Presence{Member: m, MayEnter: mayEnterAbsence(a, &m), Out: sh.out(m.ID, now), State: sh.at(ch, &m, now)}
		for i := range sh.absences {
			if x := sh.absences[i]; x.Account == m.ID && x.Until.After(now) && x.Until.After(x.From) {
				p.Next = append(p.Next, x)
			}
		}
		if x := sh.absent(m.ID, now); x != nil {
			p.Away, p.Until = true, x.Until
			if who, ok := sh.standIn(m.ID, now); ok {
				p.Substitute = sh.byID[who]
			}
		}
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(x, y Presence) int {
		return cmp.Or(cmp.Compare(x.Department, y.Department), cmp.Compare(x.Name, y.Name))
	})
	return out, nil
}

func mayEnterAbsence(a Actor, m *Member) bool {
	return a.Role.AtLeast(Officer) && a.Account == m.ID || a.Role == Lead && a.Department != "" && a.Department == m.Department ||
		a.Role.AtLeast(Manager)
}

// enterAbsence is EnterAbsence.
func (s *Service) enterAbsence(ctx context.Context, a Actor, n NewAbsence) error {
	if !a.Role.AtLeast(Officer) {
		return denied()
	}
	ch := s.charters.At(a.Institution, s.Now())
	if ch == nil {
		return unknown()
	}
	s.desk.forget(a.Institution)
	sh, err := s.shift(ctx, a.Institution)
	if err != nil {
		return err
	}
	f := &form{}
	m := sh.byID[n.Account]
	switch {
	case !sh.works(n.Account):
		f.fault("account", "fault.officer")
	case !mayEnterAbsence(a, &m):
		return denied()
	}
	switch {
	case !sh.works(n.Substitute):
		f.fault("substitute", "fault.officer")
	case n.Substitute == n.Account:
		f.fault("substitute", "fault.absence_self")
	}
	loc := ch.Petition.Location()
	today := civil.DateOf(s.Now(), loc)
	f.comingDay("from", n.From, today)
	f.comingDay("until", n.Until, today)
	if err := f.err(); err != nil {
		return err
	}
	x := &Absence{Institution: a.Institution, Account: n.Account, From: n.From.Start(loc).UTC(), Until: n.Until.AddDays(1).Start(loc).UTC(),
		Substitute: n.Substitute, By: a.Account, At: s.Now()}
	switch {
	case n.Until.Before(n.From) || n.Until.Sub(n.From) > longestAbsence:
		f.fault("until", "fault.absence_until", "most", longestAbsence)
	case slices.ContainsFunc(sh.absences, func(o Absence) bool {
		return o.Account == x.Account && o.From.Before(x.Until) && x.From.Before(o.Until)
	}):
		f.fault("from", "fault.absence_twice")
	}
	if err := f.err(); err != nil {
		return err
	}
	return s.putAbsence(ctx, x)
}

// comingDay checks a day that must not be over.
func (f *form) comingDay(field string, day, today civil.Date) {
	if day.IsZero() {
		f.fault(field, "fault.required")
	} else if day.Before(today) {
		f.fault(field, "fault.past")
	}
}

// putAbsence keeps an absence and tells those who look at an inbox.
func (s *Service) putAbsence(ctx context.Context, x *Absence) error {
	if err := s.store.PutAbsence(ctx, x); err != nil {
		return fmt.Errorf("keeping an absence: %w", err)
	}
	s.desk.forget(x.Institution)
	s.publish(Event{Kind: InboxChanged, Institution: x.Institution, At: s.Now()})
	return nil
}

// endAbsence is EndAbsence.
func (s *Service) endAbsence(ctx context.Context, a Actor, account string, from time.Time) error {
	if !a.Role.AtLeast(Officer) {
		return denied()
	}
	s.desk.forget(a.Institution)
	sh, err := s.shift(ctx, a.Institution)
	if err != nil {
		return err
	}
	m, known := sh.byID[account]
	if !known || !mayEnterAbsence(a, &m) {
		return denied()
	}
	i := slices.IndexFunc(sh.absences, func(x Absence) bool { return x.Account == account && x.From.Equal(from) })
	if i < 0 {
		return unknown()
	}
	x := sh.absences[i]
	if x.By, x.At = a.Account, s.Now(); x.Until.After(x.At) {
		x.Until = x.At
	}
	if x.Until.Before(x.From) {
		x.Until = x.From
	}
	return s.putAbsence(ctx, &x)
}

// ofOfficers asks the same for each of several officers.
func ofOfficers(q InboxQuery, officers []string) []InboxQuery {
	out := make([]InboxQuery, len(officers))
	for i, officer := range officers {
		out[i] = q
		out[i].Officer = officer
	}
	return out
}

// inboxOf reads the answers to several questions with the same limit as one list, in which each case stands once: each question has
// its index, and they are few.
func (s *Service) inboxOf(ctx context.Context, queries []InboxQuery) ([]Head, error) {
	var out []Head
	for _, q := range queries {
		rows, err := s.firstRows(ctx, q)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	if len(queries) > 1 {
		slices.SortStableFunc(out, byPlace)
		out = slices.CompactFunc(out, func(x, y Head) bool { return x.Case == y.Case })
		out = out[:min(len(out), queries[0].Limit)]
	}
	return out, nil
}

// firstRows reads a page of an inbox, the first one together with whoever else asks for it.
func (s *Service) firstRows(ctx context.Context, q InboxQuery) ([]Head, error) {
	if q.After != nil {
		return s.store.Inbox(ctx, q)
	}
	return s.lists.Get(ctx, q, func(ctx context.Context) ([]Head, error) { return s.store.Inbox(ctx, q) })
}

// byPlace orders cases as the store does: by what breaks first; then those in which nothing does; then those that are settled.
func byPlace(x, y Head) int {
	place := func(h *Head) int {
		switch {
		case !h.BreaksAt.IsZero():
			return 0
		case h.Status == "open" || h.Status == "waiting":
			return 1
		}
		return 2
	}
	return cmp.Or(cmp.Compare(place(&x), place(&y)), x.BreaksAt.Compare(y.BreaksAt), x.ReceivedAt.Compare(y.ReceivedAt), cmp.Compare(x.Case, y.Case))
}
