package phone

import (
	"context"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/phone/sip"
)

// State tells how the source is doing.
func (f *Feed) State() channel.State {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.state
	s.Gaps = append([]channel.Gap(nil), f.state.Gaps...)
	return s
}

// Heard notes a sign of life of the other side that says nothing of calls.
func (f *Feed) Heard() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.heard()
}

// heard notes that the other side lives. What the source can prove counts from the first sign of life on, and again after silence.
func (f *Feed) heard() {
	now := f.office.Now().UTC()
	if !f.state.Connected {
		if was := f.state.HeardAt; !was.IsZero() && !f.file {
			f.note(channel.Gap{From: was, Until: now, Why: gapKey("silence")})
		}
		f.connect(true)
		f.state.Trouble = ""
	}
	f.state.HeardAt = now
}

func (f *Feed) connect(yes bool) {
	if f.state.Connected != yes || f.state.Since.IsZero() {
		f.state.Connected, f.state.Since, f.proving = yes, f.office.Now().UTC(), true
		f.nudge()
	}
}

// Refuse counts something that is not ours or not readable, and says why: a key of the catalogue "channel.trouble.sip_…" without
// its beginning; empty: it happens and is no trouble.
func (f *Feed) Refuse(why string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.state.Seen++
	f.state.Refused++
	if why != "" {
		f.state.Trouble, f.refused = troubleKey(why), f.office.Now()
	}
}

// Missed notes a time in which something may have been missed. why is a key of the catalogue "channel.gap.sip_…" without its
// beginning.
func (f *Feed) Missed(why string, from, until time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.miss(why, from, until)
}

func (f *Feed) miss(why string, from, until time.Time) {
	f.note(channel.Gap{From: from, Until: until, Why: gapKey(why)})
}

// note adds a gap; one that follows the same soon after makes that one longer.
func (f *Feed) note(g channel.Gap) {
	const soon = time.Minute
	g.From, g.Until = g.From.UTC(), g.Until.UTC()
	gaps := f.state.Gaps
	if n := len(gaps); n > 0 && gaps[n-1].Why == g.Why && g.From.Sub(gaps[n-1].Until) < soon {
		gaps[n-1].Until = later(gaps[n-1].Until, g.Until)
		return
	}
	if gaps = append(gaps, g); len(gaps) > channel.MostGaps {
		gaps = gaps[1:]
	}
	f.state.Gaps = gaps
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func (f *Feed) trouble(why string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.state.Trouble = troubleKey(why)
}

func troubleKey(why string) string { return "channel.trouble.sip_" + why }
func gapKey(why string) string     { return "channel.gap.sip_" + why }

// watch lets time go by for the observer, and looks for silence.
func (f *Feed) watch(ctx context.Context) {
	for wait(ctx, f.step()) {
		now := f.office.Now()
		f.Pass(now)
		f.mu.Lock()
		f.listen(now)
		f.mu.Unlock()
	}
}

// step is how long nothing happens by itself: it is short while a hang-up is being decided.
func (f *Feed) step() time.Duration {
	const least, usual = 5 * time.Millisecond, 25 * time.Millisecond
	f.mu.Lock()
	defer f.mu.Unlock()
	next, some := f.observer.Next()
	if !some {
		return usual
	}
	return min(max(next.Sub(f.office.Now()), least), usual)
}

// listen notes that nothing has been heard for too long, or that the clock of the other side is wrong.
func (f *Feed) listen(now time.Time) {
	if f.lines.Silence > 0 && f.state.Connected && now.Sub(f.state.HeardAt) > f.lines.Silence {
		f.connect(false)
		f.state.Trouble = troubleKey("silent")
		return
	}
	// What was refused is no trouble for ever.
	if !f.refused.IsZero() && now.Sub(f.refused) > time.Minute {
		f.refused = time.Time{}
		if f.state.Trouble != troubleKey("silent") {
			f.state.Trouble = ""
		}
	}
	if !f.state.Connected {
		return
	}
	switch wrong := f.offset.wrong(now); {
	case wrong && f.state.Trouble == "":
		f.state.Trouble = troubleKey("clock")
	case !wrong && f.state.Trouble == troubleKey("clock"):
		f.state.Trouble = ""
	}
}

// offset watches how far the clock of an agent is from ours: the quickest message of a minute took next to no time.
type offset struct {
	least, last time.Duration
	some        bool // least is known
	told        bool // last is known
	until       time.Time
}

func (o *offset) add(p sip.Packet) {
	if p.Clock != channel.Agent || p.At.IsZero() {
		return
	}
	d := p.Received.Sub(p.At)
	if !o.some || d < o.least {
		o.least, o.some = d, true
	}
}

// wrong says that times of the agent differ from ours by more than two seconds.
func (o *offset) wrong(now time.Time) bool {
	const most, window = 2 * time.Second, time.Minute
	if o.until.IsZero() {
		o.until = now.Add(window)
	}
	if now.After(o.until) {
		o.last, o.told, o.some, o.until = o.least, o.some, false, now.Add(window)
	}
	return o.told && o.last.Abs() > most || o.some && o.least < -most
}
