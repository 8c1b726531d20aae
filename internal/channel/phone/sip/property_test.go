package sip

import (
	"fmt"
	"net/netip"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"jikim/internal/channel"

	"pgregory.net/rapid"
)

// scripts are all that the tables have.
func scripts() map[string]string {
	all := map[string]string{}
	for _, c := range conversations {
		all[c.name] = c.script
	}
	for _, c := range transfers {
		all[c.name] = c.script
	}
	return all
}

func packets(t testing.TB, script string) []Packet {
	t.Helper()
	var all []Packet
	for text := range strings.SplitSeq(strings.TrimSpace(script), "\n") {
		if text = strings.TrimSpace(text); text != "" {
			all = append(all, line(t, text))
		}
	}
	return all
}

func run(o *Observer, all []Packet) (sights []channel.Sight) {
	now := begin
	for _, p := range all {
		sights = append(sights, o.See(p).Sights...)
		now = p.Received
	}
	return append(sights, o.Pass(now.Add(24*time.Hour)).Sights...)
}

// essence is what must not depend on how messages come: everything but the exact instant, which may be that of the next hop.
func essence(sights []channel.Sight) []string {
	var out []string
	for _, s := range sights {
		if s.By == channel.BySomebody {
			continue // the answer was first seen on its way to the line
		}
		if s.Kind != channel.Ended {
			at := s.At.Sub(begin).Round(200 * time.Millisecond)
			s.At = begin.Add(at)
		}
		s.At = s.At.Truncate(time.Second)
		if s.Kind == channel.Ended {
			s.At = begin
		}
		out = append(out, plain(s))
	}
	slices.Sort(out)
	return out
}

func TestRepeatedMessagesAddNothing(t *testing.T) {
	t.Parallel()
	for name, script := range scripts() {
		all := packets(t, script)
		want := run(New(office()), all)
		var twice []Packet
		for _, p := range all {
			twice = append(twice, p, p)
		}
		got := run(New(office()), twice)
		if fmt.Sprint(plains(want)) != fmt.Sprint(plains(got)) {
			t.Errorf("%s: %v, twice: %v", name, plains(want), plains(got))
		}
	}
}

// Messages that an agent copies may come in any order, some hundredths of a second late. What is seen is the same.
func TestDisorderAddsAndLosesNothing(t *testing.T) {
	t.Parallel()
	all := scripts()
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.SampledFrom(names).Draw(rt, "script")
		sent := packets(t, all[name])
		want := essence(run(New(office()), sent))
		for i := range sent {
			if sent[i].Clock == channel.Agent {
				return // plays with its times itself
			}
			sent[i].Clock = channel.Agent
			sent[i].Received = sent[i].At.Add(time.Duration(rapid.IntRange(0, 40).Draw(rt, "late")) * time.Millisecond)
		}
		slices.SortStableFunc(sent, func(a, b Packet) int { return a.Received.Compare(b.Received) })
		got := essence(run(New(office()), sent))
		if fmt.Sprint(want) != fmt.Sprint(got) {
			rt.Fatalf("%s\nin order: %v\nlate:     %v", name, want, got)
		}
	})
}

// Who starts in the middle of a call says less, and nothing else.
func TestARestartInTheMiddleSaysNothingFalse(t *testing.T) {
	t.Parallel()
	for name, script := range scripts() {
		all := packets(t, script)
		whole := map[string]channel.Sight{}
		for _, s := range run(New(office()), all) {
			whole[s.ID] = s
		}
		for cut := 1; cut < len(all); cut++ {
			for _, s := range run(New(office()), all[cut:]) {
				was, known := whole[s.ID]
				switch {
				case s.Kind == channel.Ended:
				case s.Kind == channel.HungUp && s.Side == channel.Undetermined:
				case !known:
					t.Errorf("%s, from message %d on: %s was never seen", name, cut, plain(s))
				case s.Side != was.Side || s.By != was.By:
					t.Errorf("%s, from message %d on: %s instead of %s", name, cut, plain(s), plain(was))
				}
			}
		}
	}
}

func held() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func source(n int) netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{198, byte(18 + n>>16), byte(n >> 8), byte(n)}), 5060)
}

// A scanner asks from 80,000 addresses. Nothing of it stays, and calls go on being followed.
func TestAFloodOfOptionsLeavesNothing(t *testing.T) {
	o := New(office())
	before := held()
	to := netip.MustParseAddrPort(places["P"])
	for n := range 80_000 {
		raw := fmt.Sprintf("OPTIONS sip:100@10.1.0.11 SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z9hG4bK%d\r\nFrom: <sip:%d@x>;tag=%d\r\nTo: <sip:100@x>\r\nCall-ID: scan-%d\r\nCSeq: 1 OPTIONS\r\nUser-Agent: friendly-scanner\r\n\r\n", n, n, n, n)
		o.See(Packet{Raw: []byte(raw), At: begin, Received: begin, Clock: channel.Captured, From: source(n), To: to})
	}
	if n := o.Calls(); n != 0 {
		t.Errorf("%d calls are kept of questions that are none", n)
	}
	if grown := int64(held()) - int64(before); grown > 1<<20 {
		t.Errorf("the heap has grown by %d bytes", grown)
	}
	runtime.KeepAlive(o)
}

// Calls that nobody answers make room for others; a conversation that goes on is never forgotten for them.
func TestAFloodOfCallsIsBounded(t *testing.T) {
	s := office()
	s.Most = 5000
	o := New(s)
	for _, p := range packets(t, direct) {
		o.See(p)
	}
	before := held()
	now := begin.Add(10 * time.Second)
	full := 0
	for n := range 80_000 {
		raw := fmt.Sprintf("INVITE sip:1043@10.1.0.11 SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z9hG4bK%d\r\nFrom: <sip:%d@x>;tag=%d\r\nTo: <sip:100@x>\r\nCall-ID: flood-%d%s\r\nCSeq: 1 INVITE\r\n\r\n", n, n, n, n, strings.Repeat("x", 1000))
		now = now.Add(time.Millisecond)
		full += len(o.See(Packet{Raw: []byte(raw), At: now, Received: now, Clock: channel.Captured, From: source(n), To: netip.MustParseAddrPort(places["P"])}).Gaps)
	}
	grown := int64(held()) - int64(before)
	t.Logf("%d calls kept, %d bytes", o.Calls(), grown)
	if o.Calls() > s.Most || full == 0 {
		t.Errorf("%d calls are kept, %d times it was said that something is missing", o.Calls(), full)
	}
	if grown > 5000*4096 {
		t.Errorf("the heap has grown by %d bytes", grown)
	}
	got := o.See(line(t, "200 X>P BYE seq=2")).Sights
	got = append(got, o.See(line(t, "200.01 P>X 200 BYE seq=2")).Sights...)
	if fmt.Sprint(plains(got)) != "[hung_up caller normal @200 ended normal @200.01]" {
		t.Errorf("of the conversation: %v", plains(got))
	}
}
