package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/unicode/norm"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/lookup"
	"jikim/internal/core/premises"
	"jikim/internal/core/route"
)

// stockFor is how long the state of equipment is kept without asking the store again; what this process records shows at
// once, what another node records after this time.
const stockFor = 10 * time.Second

// finder keeps what is found in, since visitors ask at every key they press.
type finder struct {
	mu     sync.Mutex
	byName map[string]*guide // by institution
	stocks map[string]stocks // by institution
}

// guide is the directory of one charter and one roster, ready to be found in.
type guide struct {
	ch    *charter.Charter
	shift int // number of the roster
	index *lookup.Index
	found []Found // by entry; Stock and Today are empty
	staff []Colleague
}

// stocks is the state of all equipment.
type stocks struct {
	ch     *charter.Charter
	until  time.Time
	states []premises.Stock
}

// forget drops the state of equipment after the institution's own case has changed.
func (f *finder) forget(institution string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.stocks, institution)
}

// find is Find.
func (s *Service) find(ctx context.Context, a Actor, words string, limit int) (*Findings, error) {
	now := s.Now()
	g, sh, err := s.guide(ctx, a.Institution, now)
	if err != nil {
		return nil, err
	}
	limit = bounded(limit, 20, 100)
	// Some systems take syllables apart (NFD); the compatible form would take single consonants for parts of syllables.
	hits := g.index.Find(norm.NFC.String(words), limit+1)
	out := &Findings{More: len(hits) > limit}
	var states []premises.Stock
	for _, h := range hits[:min(len(hits), limit)] {
		f := g.found[h.Entry]
		f.Today = officeHours(g.ch, f.Room, f.Department).Today(now)
		if m, ok := sh.byID[f.account]; ok {
			w := sh.whereabouts(g.ch, &m, now)
			f.Now = &w
		}
		if f.Kind == FoundItem {
			if states == nil {
				if states, err = s.stock(ctx, a.Institution, g.ch, now); err != nil {
					return nil, err
				}
			}
			for i := range states {
				if states[i].Item.ID == f.ID {
					f.Stock = append(f.Stock, states[i])
				}
			}
		}
		out.Found, out.Typo = append(out.Found, f), h.Typo
	}
	return out, nil
}

// room is Room.
func (s *Service) room(ctx context.Context, a Actor, id string) (*RoomView, error) {
	now := s.Now()
	g, sh, err := s.guide(ctx, a.Institution, now)
	if err != nil {
		return nil, err
	}
	d := &g.ch.Directory
	v := &RoomView{}
	for i := range d.Rooms {
		if d.Rooms[i].ID == id {
			v.Room = &d.Rooms[i]
		}
	}
	if v.Room == nil {
		return nil, unknown()
	}
	v.Floor, _ = d.PlaceOf(id)
	v.Way = route.To(d, id)
	for i := range d.Departments {
		if d.Departments[i].Room == id {
			v.Departments = append(v.Departments, &d.Departments[i])
		}
	}
	for i := range d.Desks {
		if d.Desks[i].Room == id {
			v.Desks = append(v.Desks, &d.Desks[i])
		}
	}
	for _, c := range g.staff {
		if c.room == id {
			if m, ok := sh.byID[c.account]; ok {
				c.Now = sh.whereabouts(g.ch, &m, now)
			}
			v.Staff = append(v.Staff, c)
		}
	}
	states, err := s.stock(ctx, a.Institution, g.ch, now)
	if err != nil {
		return nil, err
	}
	for i := range states {
		if states[i].Room == id {
			v.Stock = append(v.Stock, states[i])
		}
	}
	var dept *charter.Department
	if len(v.Departments) > 0 {
		dept = v.Departments[0]
	}
	v.Today = officeHours(g.ch, v.Room, dept).Today(now)
	return v, nil
}

// officeHours returns by which calendar a part of the office is open: offices and what has no room of its own keep the
// hours of the office, counters and rooms for visitors theirs.
func officeHours(ch *charter.Charter, room *charter.Room, dept *charter.Department) *calendar.Calendar {
	if room != nil && !room.Office || room == nil && dept == nil {
		return ch.Desk
	}
	return ch.Petition
}

// stock returns the state of all equipment now.
func (s *Service) stock(ctx context.Context, institution string, ch *charter.Charter, now time.Time) ([]premises.Stock, error) {
	f := &s.finder
	f.mu.Lock()
	have, ok := f.stocks[institution]
	f.mu.Unlock()
	if ok && have.ch == ch && now.Before(have.until) {
		return have.states, nil
	}
	// The facts alone: what was written beside them stays sealed.
	stored, err := s.store.Load(ctx, institution, fact.Institution)
	if errors.Is(err, ErrNotFound) {
		stored, err = &Stored{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the state of equipment: %w", err)
	}
	known, _ := fact.Effective(stored.Facts, now)
	have = stocks{ch: ch, until: now.Add(stockFor), states: premises.Stocks(&ch.Directory, known)}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.stocks == nil {
		f.stocks = map[string]stocks{}
	}
	f.stocks[institution] = have
	return have.states, nil
}

// guide returns the directory and the roster as they are now.
func (s *Service) guide(ctx context.Context, institution string, now time.Time) (*guide, shift, error) {
	ch := s.charters.At(institution, now)
	if ch == nil {
		return nil, shift{}, unknown()
	}
	sh, err := s.shift(ctx, institution)
	if err != nil {
		return nil, shift{}, fmt.Errorf("finding: %w", err)
	}
	f := &s.finder
	f.mu.Lock()
	g := f.byName[institution]
	f.mu.Unlock()
	if g != nil && g.ch == ch && g.shift == sh.number {
		return g, sh, nil
	}
	g = newGuide(ch, sh)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.byName == nil {
		f.byName = map[string]*guide{}
	}
	f.byName[institution] = g
	return g, sh, nil
}

// officePhone returns a number as it is dialled from outside; empty for a mobile number, which is its owner's own to give
// (the charter: only when the officer agreed).
func officePhone(d *charter.Directory, number string) string {
	if n := strings.TrimSpace(number); !strings.HasPrefix(n, "01") && !strings.HasPrefix(n, "+821") && !strings.HasPrefix(n, "+82-1") {
		return d.Dial(n)
	}
	return ""
}
