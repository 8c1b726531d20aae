package app

import (
	"context"
	"sync"
	"time"
)

// rosterFor is how long names of staff are kept without asking the store again: another node may have changed them.
const rosterFor = 30 * time.Second

// roster keeps who works at the office, since every page names somebody.
type roster struct {
	mu sync.Mutex
	by map[string]shift // by institution
	n  int              // of lists read
}

type shift struct {
	number   int // of the list, so that what is made of it can tell whether it is still the same
	until    time.Time
	members  []Member
	byID     map[string]Member
	absences []Absence      // that go on or are to come
	outs     map[string]Out // by account
}

func (r *roster) forget(institution string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.by, institution)
}

func (s *Service) shift(ctx context.Context, institution string) (shift, error) {
	r := &s.desk
	now := s.Now()
	r.mu.Lock()
	have, ok := r.by[institution]
	r.mu.Unlock()
	if ok && now.Before(have.until) {
		return have, nil
	}
	accounts, err := s.store.ListAccounts(ctx, institution)
	if err != nil {
		return have, err
	}
	absences, err := s.store.Absences(ctx, institution, now)
	if err != nil {
		return have, err
	}
	outs, err := s.outs(ctx, institution, now)
	if err != nil {
		return have, err
	}
	have = shift{until: now.Add(rosterFor), byID: map[string]Member{}, absences: absences, outs: outs}
	for i := range accounts {
		a := &accounts[i]
		m := Member{ID: a.ID, Name: a.Name, Department: a.Department, Desk: a.Desk, Duty: a.Duty, Phone: a.Phone, Role: a.Role}
		have.byID[a.ID] = m
		if !a.Disabled && a.Role.AtLeast(Officer) {
			have.members = append(have.members, m)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.by == nil {
		r.by = map[string]shift{}
	}
	r.n++
	have.number = r.n
	r.by[institution] = have
	return have, nil
}

// member returns a member of staff by account; false when there is none or the store cannot be asked: a page is shown
// without a name then rather than not at all.
func (s *Service) member(ctx context.Context, institution, id string) (Member, bool) {
	if id == "" {
		return Member{}, false
	}
	sh, err := s.shift(ctx, institution)
	if err != nil {
		s.log.WarnContext(ctx, "the list of staff cannot be read", "error", err)
	}
	m, ok := sh.byID[id]
	return m, ok
}

// present is member, but for one who is away it is who stands in; when nobody does, still the one who is away.
func (s *Service) present(ctx context.Context, institution, id string) (Member, bool) {
	m, ok := s.member(ctx, institution, id)
	if sh, err := s.shift(ctx, institution); ok && err == nil {
		if who, here := sh.standIn(id, s.Now()); here {
			return sh.byID[who], true
		}
	}
	return m, ok
}

func (s *Service) staff(ctx context.Context, institution string) ([]Member, error) {
	sh, err := s.shift(ctx, institution)
	return sh.members, err
}
