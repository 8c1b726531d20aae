package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/presence"
)

// Out is that a member of staff has left his place for a part of the day. Cases and notices stay his; for days, with somebody who
// stands in, there is Absence. Why he is out is for colleagues: nobody else is told.
type Out struct {
	Account string    `json:"account"`
	Why     string    `json:"why"`  // one of OutReasons
	From    time.Time `json:"from"` // when he left
	Until   time.Time `json:"until"`
	Vague   bool      `json:"vague"` // he has not said when he is back: Until is the end of the day
	By      string    `json:"by"`    // account that said so
}

// OutReasons are the reasons for being out.
func OutReasons() []string { return []string{"meeting", "training", "outside", "leave", "other"} }

// NewOut is that somebody leaves his place now.
type NewOut struct {
	Account string    // empty: the actor
	Why     string    // empty: other
	Back    time.Time // when he is back, today; zero: he does not say
}

// outKind is the kind of the documents that say who is out; the name is the account.
const outKind = "out"

// StepOut says that a member of staff is out from now on, or says it anew with another reason or time. Officers of themselves, leads
// of their department, managers of all.
func (s *Service) StepOut(ctx context.Context, a Actor, n NewOut) error {
	ch, m, err := s.mayPlace(ctx, a, n.Account)
	if err != nil {
		return err
	}
	f := &form{}
	if n.Why == "" {
		n.Why = "other"
	}
	f.choice("why", n.Why, true, OutReasons()...)
	now := s.Now()
	o := Out{Account: m.ID, Why: n.Why, From: now, Until: midnight(ch, now), Vague: n.Back.IsZero(), By: a.Account}
	switch {
	case n.Back.IsZero():
	case !n.Back.After(now):
		f.fault("back", "fault.past")
	case n.Back.After(o.Until):
		f.fault("back", "fault.out_today")
	default:
		o.Until = n.Back
	}
	if err := f.err(); err != nil {
		return err
	}
	return s.putOut(ctx, a.Institution, &o)
}

// ComeBack says that a member of staff is back at his place; for those who may say that he is out. Whoever is not out stays so.
func (s *Service) ComeBack(ctx context.Context, a Actor, account string) error {
	_, m, err := s.mayPlace(ctx, a, account)
	if err != nil {
		return err
	}
	now := s.Now()
	return s.putOut(ctx, a.Institution, &Out{Account: m.ID, Why: "other", From: now, Until: now, By: a.Account})
}

// mayPlace returns the charter and the member of staff whose presence the actor wants to tell; empty: his own.
func (s *Service) mayPlace(ctx context.Context, a Actor, account string) (*charter.Charter, *Member, error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return nil, nil, denied()
	}
	if account == "" {
		account = a.Account
	}
	ch := s.charters.At(a.Institution, s.Now())
	if ch == nil {
		return nil, nil, unknown()
	}
	s.desk.forget(a.Institution)
	sh, err := s.shift(ctx, a.Institution)
	if err != nil {
		return nil, nil, err
	}
	m, known := sh.byID[account]
	if !known || !sh.works(account) || !mayEnterAbsence(a, &m) {
		return nil, nil, denied()
	}
	return ch, &m, nil
}

func (s *Service) putOut(ctx context.Context, institution string, o *Out) error {
	body, err := json.Marshal(o)
	if err != nil {
		return fmt.Errorf("keeping who is out: %w", err)
	}
	if err := s.store.PutDocument(ctx, &Document{Institution: institution, Kind: outKind, Name: o.Account, At: s.Now(), Body: body}); err != nil {
		return fmt.Errorf("keeping who is out: %w", err)
	}
	s.desk.forget(institution)
	s.hub.publish(Event{Kind: InboxChanged, Institution: institution, At: s.Now()})
	return nil
}

// outs reads who is out at an instant or later.
func (s *Service) outs(ctx context.Context, institution string, now time.Time) (map[string]Out, error) {
	docs, err := s.store.ListDocuments(ctx, institution, outKind)
	if err != nil {
		return nil, fmt.Errorf("reading who is out: %w", err)
	}
	out := map[string]Out{}
	for i := range docs {
		var o Out
		if err := json.Unmarshal(docs[i].Body, &o); err != nil {
			return nil, fmt.Errorf("reading who is out: %w", err)
		}
		if o.Until.After(now) {
			out[o.Account] = o
		}
	}
	return out, nil
}

// out returns that an account is out at an instant, or nil.
func (sh *shift) out(account string, now time.Time) *Out {
	if o, ok := sh.outs[account]; ok && !now.Before(o.From) && now.Before(o.Until) {
		return &o
	}
	return nil
}

// at returns where a member of staff is at an instant.
func (sh *shift) at(ch *charter.Charter, m *Member, now time.Time) presence.State {
	var spans []presence.Span
	for i := range sh.absences {
		if x := &sh.absences[i]; x.Account == m.ID && x.Until.After(x.From) {
			spans = append(spans, presence.Span{From: x.From, Until: x.Until})
		}
	}
	if o, ok := sh.outs[m.ID]; ok {
		spans = append(spans, presence.Span{From: o.From, Until: o.Until, Vague: o.Vague})
	}
	return presence.At(now, hoursOf(ch, m), spans)
}

// hoursOf is by which calendar a member of staff works: that of the room of his desk, else of his department.
func hoursOf(ch *charter.Charter, m *Member) *calendar.Calendar {
	d := &ch.Directory
	dept := d.FindDepartment(m.Department)
	var room *charter.Room
	if dept != nil {
		room = d.FindRoom(dept.Room)
	}
	if desk := d.FindDesk(m.Desk); desk != nil && desk.Room != "" {
		room = d.FindRoom(desk.Room)
	}
	return officeHours(ch, room, dept)
}

// Whereabouts is where somebody is, as anybody may know: not why he is away.
type Whereabouts struct {
	presence.State
	Instead string // who stands in for him while he is away for days; empty: nobody
}

// whereabouts tells where a member of staff is.
func (sh *shift) whereabouts(ch *charter.Charter, m *Member, now time.Time) Whereabouts {
	w := Whereabouts{State: sh.at(ch, m, now)}
	if w.Here || sh.absent(m.ID, now) == nil {
		return w
	}
	if who, ok := sh.standIn(m.ID, now); ok {
		w.Instead = sh.byID[who].Name
	}
	return w
}

// Reach tells whether an officer, or who stands in for him, can be called to his place now, and when not, where he is. For those who
// work cases.
func (s *Service) Reach(ctx context.Context, a Actor, account string) (bool, Whereabouts, error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return false, Whereabouts{}, denied()
	}
	ch := s.charters.At(a.Institution, s.Now())
	if ch == nil {
		return false, Whereabouts{}, unknown()
	}
	sh, err := s.shift(ctx, a.Institution)
	if err != nil {
		return false, Whereabouts{}, err
	}
	i := slices.IndexFunc(sh.members, func(m Member) bool { return m.ID == account })
	if i < 0 {
		return false, Whereabouts{}, unknown()
	}
	now := s.Now()
	w := sh.whereabouts(ch, &sh.members[i], now)
	if who, ok := sh.standIn(account, now); ok && who != account {
		m := sh.byID[who]
		return !sh.at(ch, &m, now).Away, w, nil
	}
	return !w.Away, w, nil // somebody who stays on after hours can be called
}
