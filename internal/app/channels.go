package app

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"jikim/internal/channel"
)

// mostTakings is how many of the latest things that came are remembered for each source.
const mostTakings = 20

// Taking is something that came by a source: what it was and where it went, and nothing of what it said.
type Taking struct {
	At       time.Time // when it was committed
	Happened time.Time // when it happened by the source's clock; zero: not told
	What     string    // letter, or the kind of a sight
	Case     string    // empty: none of its own
	Held     bool
	Repeated bool
}

// ways are the ways in that this process runs, and what came by them lately. It is safe for concurrent use.
type ways struct {
	mu      sync.Mutex
	list    []way
	takings map[string][]Taking // by institution and source, the newest last
}

type way struct {
	institution, name, kind string
	source                  channel.Source
	stopped                 bool // it has given up: an administrator has to mend something
}

// Attach makes a source known to the page of channels. Kind is the word of the channels file for what it is.
func (s *Service) Attach(institution, name, kind string, source channel.Source) {
	s.ways.mu.Lock()
	defer s.ways.mu.Unlock()
	s.ways.list = append(s.ways.list, way{institution: institution, name: name, kind: kind, source: source})
}

// Stopped notes that a source has given up.
func (s *Service) Stopped(institution, name string) {
	s.ways.mu.Lock()
	defer s.ways.mu.Unlock()
	for i := range s.ways.list {
		if w := &s.ways.list[i]; w.institution == institution && w.name == name {
			w.stopped = true
		}
	}
}

// note remembers what came by a source.
func (w *ways) note(institution, source string, t Taking) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.takings == nil {
		w.takings = map[string][]Taking{}
	}
	key := institution + "\x00" + source
	list := append(w.takings[key], t)
	w.takings[key] = list[max(0, len(list)-mostTakings):]
}

// ChannelState is a source of this process and how it is doing.
type ChannelState struct {
	Name, Kind string
	channel.State
	Stopped bool     // it has given up: an administrator has to mend something
	Takings []Taking // the latest, the newest first
}

// Channels lists the ways in that this process runs, by name. For administrators.
func (s *Service) Channels(_ context.Context, a Actor) ([]ChannelState, error) {
	if !a.Staff() || !a.Role.AtLeast(Admin) {
		return nil, denied()
	}
	s.ways.mu.Lock()
	var mine []way
	var out []ChannelState
	for _, w := range s.ways.list {
		if w.institution == a.Institution {
			list := slices.Clone(s.ways.takings[a.Institution+"\x00"+w.name])
			slices.Reverse(list)
			mine = append(mine, w)
			out = append(out, ChannelState{Name: w.name, Kind: w.kind, Stopped: w.stopped, Takings: list})
		}
	}
	s.ways.mu.Unlock()
	for i := range mine { // outside of the lock: a source may be busy
		out[i].State = mine[i].source.State()
	}
	slices.SortFunc(out, func(x, y ChannelState) int { return cmp.Compare(x.Name, y.Name) })
	return out, nil
}
