package phone

import (
	"context"
	"fmt"
	"net/netip"
	"sync"
	"testing"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/channeltest"
	"jikim/internal/channel/phone/sip"
)

// clock is a clock that a test sets.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func feed(calls *channeltest.Calls) (*Feed, *clock) {
	c := &clock{now: time.Date(2026, 11, 28, 1, 0, 0, 0, time.UTC)}
	o := calls.Office("line")
	o.Now = c.Now
	return NewFeed(o, Lines{Phones: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}, Silence: time.Minute, Longest: time.Hour}), c
}

// busy is a call that is refused at once: three sights in two messages.
func busy(f *Feed, n int, now, at time.Time) {
	a, z := netip.MustParseAddrPort("10.0.0.2:5060"), netip.MustParseAddrPort("10.1.0.11:5060")
	head := fmt.Sprintf("\r\nVia: SIP/2.0/UDP x;branch=z9hG4bK%d\r\nFrom: <sip:0101112222@x>;tag=a\r\nTo: <sip:1043@x>", n)
	tail := fmt.Sprintf("\r\nCall-ID: c%d\r\nCSeq: 1 INVITE\r\n\r\n", n)
	f.Take(sip.Packet{Raw: []byte("INVITE sip:1043@x SIP/2.0" + head + tail), At: at, Received: now, Clock: channel.Agent, From: a, To: z})
	f.Take(sip.Packet{Raw: []byte("SIP/2.0 486 Busy" + head + ";tag=b" + tail), At: at, Received: now, Clock: channel.Agent, From: z, To: a})
}

func TestWhatWaitsIsBoundedAndTheRestIsAGap(t *testing.T) {
	t.Parallel()
	calls := channeltest.NewCalls()
	calls.Fail(true)
	f, c := feed(calls)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- f.Run(ctx, func(ctx context.Context) error {
			<-ctx.Done()
			return nil
		})
	}()
	const n = mostWaiting/3 + 1000
	for i := range n {
		busy(f, i, c.Now(), c.Now())
	}
	calls.Await(t, "an attempt", func() bool { return calls.Refused() > 0 })
	s := f.State()
	if len(s.Gaps) != 1 || s.Gaps[0].Why != "channel.gap.sip_full" {
		t.Errorf("gaps: %v", s.Gaps)
	}
	calls.Fail(false)
	calls.Await(t, "all that waited", func() bool { return calls.Count() >= mostWaiting })
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if got := calls.Count(); got != mostWaiting {
		t.Errorf("%d sights were handed over", got)
	}
}

func TestSilenceAndWrongClocksAreToldAndPass(t *testing.T) {
	t.Parallel()
	calls := channeltest.NewCalls()
	f, c := feed(calls)
	hear := func(n int, off time.Duration) {
		busy(f, n, c.Now(), c.Now().Add(-off))
		f.mu.Lock()
		f.listen(c.Now())
		f.mu.Unlock()
		f.prove()
	}
	hear(1, 0)
	if s := f.State(); !s.Connected || s.Trouble != "" || len(calls.Powers("line")) == 0 {
		t.Fatalf("%+v", s)
	}
	c.pass(2 * time.Minute)
	f.mu.Lock()
	f.listen(c.Now())
	f.mu.Unlock()
	f.prove()
	if s := f.State(); s.Connected || s.Trouble != "channel.trouble.sip_silent" || calls.Powers("line") != nil {
		t.Errorf("in silence: %+v, %v", s, calls.Powers("line"))
	}
	hear(2, 0)
	if s := f.State(); !s.Connected || s.Trouble != "" || len(s.Gaps) != 1 || s.Gaps[0].Why != "channel.gap.sip_silence" || s.Gaps[0].Until.Sub(s.Gaps[0].From) != 2*time.Minute {
		t.Errorf("after silence: %+v", s)
	}
	c.pass(61 * time.Second)
	f.Heard()
	hear(3, 3*time.Second) // the first window ends
	c.pass(59 * time.Second)
	hear(4, 3*time.Second)
	c.pass(2 * time.Second)
	hear(5, 3*time.Second)
	if s := f.State(); s.Trouble != "channel.trouble.sip_clock" {
		t.Errorf("with a wrong clock: %+v", s)
	}
	c.pass(50 * time.Second)
	hear(6, 0)
	c.pass(59 * time.Second)
	hear(7, 0)
	if s := f.State(); s.Trouble != "" {
		t.Errorf("after the clock was set: %+v", s)
	}
}

func TestRefusalsAreNoTroubleForEver(t *testing.T) {
	t.Parallel()
	f, c := feed(channeltest.NewCalls())
	f.Refuse("key")
	if s := f.State(); s.Trouble != "channel.trouble.sip_key" || s.Refused != 1 || s.Seen != 1 {
		t.Errorf("%+v", s)
	}
	c.pass(2 * time.Minute)
	f.mu.Lock()
	f.listen(c.Now())
	f.mu.Unlock()
	if s := f.State(); s.Trouble != "" {
		t.Errorf("%+v", s)
	}
}

func TestGapsAreFewAndTheLatest(t *testing.T) {
	t.Parallel()
	f, c := feed(channeltest.NewCalls())
	for range 50 {
		c.pass(time.Hour)
		f.Missed("cseq", c.Now(), c.Now())
		f.Missed("cseq", c.Now().Add(time.Second), c.Now().Add(2*time.Second))
	}
	s := f.State()
	if len(s.Gaps) != channel.MostGaps || !s.Gaps[len(s.Gaps)-1].Until.Equal(c.Now().Add(2*time.Second)) || !s.Gaps[len(s.Gaps)-1].From.Equal(c.Now()) {
		t.Errorf("%d gaps: %v", len(s.Gaps), s.Gaps[len(s.Gaps)-1])
	}
}

func TestPowers(t *testing.T) {
	t.Parallel()
	one := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for _, tt := range []struct {
		lines Lines
		want  string
	}{
		{Lines{Phones: one, Trunk: one}, "[outward order ring person transfer]"},
		{Lines{Trunk: one}, "[outward order]"},
		{Lines{Trunk: one, Analogue: true}, "[outward]"},
	} {
		if got := fmt.Sprint(tt.lines.Powers()); got != tt.want {
			t.Errorf("%+v: %s", tt.lines, got)
		}
	}
}
