// Package pbx takes in what telephone exchanges tell of calls: Asterisk by its manager interface (AMI) and by its REST interface (ARI),
// FreeSWITCH by its event socket (ESL), any exchange by the lists of calls that it writes (CDR, SMDR), telephones by their action
// URLs, and programs of the office by a signed webhook.
//
// All only listen. The clients ask for events and for nothing else: no call is made, changed or recorded. What each can prove it
// declares; see docs/channels/pbx.md.
package pbx

import (
	"context"
	"log/slog"
	"time"

	"jikim/internal/channel"
)

// meter is how a source is doing. It is safe for concurrent use.
type meter struct {
	channel.Meter
	office channel.Office
	powers []channel.Power
}

func newMeter(o channel.Office, powers ...channel.Power) *meter {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &meter{office: o, powers: powers}
}

func (m *meter) now() time.Time { return m.office.Now().UTC() }

// connect notes that the other side is there, and what can be proven from now on.
func (m *meter) connect() {
	m.there()
	m.office.Calls.Proves(m.office.Name, m.powers...)
}

// there notes that the other side is there.
func (m *meter) there() {
	now := m.now()
	m.Change(func(s *channel.State) {
		s.Turn(true, now)
		s.HeardAt, s.Trouble = now, ""
	})
}

// lose notes that the other side is gone, and why: nothing can be proven.
func (m *meter) lose(why string) {
	m.lost(why)
	m.office.Calls.Proves(m.office.Name)
}

// lost notes that the other side is gone, and why.
func (m *meter) lost(why string) {
	now := m.now()
	m.Change(func(s *channel.State) {
		s.Turn(false, now)
		s.Trouble = "channel.trouble." + why
	})
}

// end notes that the source runs no more.
func (m *meter) end() {
	now := m.now()
	m.Change(func(s *channel.State) { s.Connected, s.Since = false, now })
	m.office.Calls.Proves(m.office.Name)
}

func (m *meter) heard() {
	now := m.now()
	m.Change(func(s *channel.State) { s.HeardAt = now })
}

func (m *meter) trouble(why string) {
	m.Change(func(s *channel.State) {
		if s.Trouble = ""; why != "" {
			s.Trouble = "channel.trouble." + why
		}
	})
}

// refuse counts something that is not ours or not readable.
func (m *meter) refuse() {
	m.Change(func(s *channel.State) { s.Seen++; s.Refused++ })
}

// gap notes a time in which something may have been missed.
func (m *meter) gap(from, until time.Time, why string) {
	if from.IsZero() {
		return
	}
	m.Change(func(s *channel.State) {
		s.Gaps = append(s.Gaps, channel.Gap{From: from.UTC(), Until: until.UTC(), Why: "channel.gap." + why})
		if n := len(s.Gaps); n > channel.MostGaps {
			s.Gaps = append([]channel.Gap(nil), s.Gaps[n-channel.MostGaps:]...)
		}
	})
}

// see hands sights over and counts them. Who calls it tells the other side nothing before it has returned.
func (m *meter) see(ctx context.Context, sights ...channel.Sight) error {
	if err := m.office.Calls.See(ctx, sights...); err != nil {
		return err
	}
	now := m.now()
	m.Change(func(s *channel.State) { s.Taken += int64(len(sights)); s.TakenAt = now })
	return nil
}
