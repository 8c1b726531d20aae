package telephony

import (
	"context"
	"encoding/binary"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/channeltest"
	"jikim/internal/channel/phone/capture"
	"jikim/internal/channel/phone/hep"
)

// rate is how many calls a second are held, for 5 seconds, or as many as JIKIM_TELEPHONY_SECONDS says.
const rate = 300

func loadSeconds(t *testing.T) int {
	t.Helper()
	text := os.Getenv("JIKIM_TELEPHONY_SECONDS")
	if text == "" {
		return 5
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("JIKIM_TELEPHONY_SECONDS is %q", text)
	}
	return n
}

// stopwatch is an office that also notes how long a sight took from the message on the line.
type stopwatch struct {
	*channeltest.Calls
	mu   sync.Mutex
	took map[string][]time.Duration
}

func (s *stopwatch) See(ctx context.Context, sights ...channel.Sight) error {
	now := time.Now()
	s.mu.Lock()
	for _, x := range sights {
		if x.Kind != channel.Ended && !x.Estimated {
			s.took[x.Source] = append(s.took[x.Source], now.Sub(x.At))
		}
	}
	s.mu.Unlock()
	return s.Calls.See(ctx, sights...)
}

// report logs how long sights took.
func (s *stopwatch) report(t *testing.T, source string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.took[source]
	slices.Sort(d)
	if len(d) > 0 {
		t.Logf("%s: from the message to the office: p50 %s, p99 %s, longest %s, of %d sights", source, d[len(d)/2], d[len(d)*99/100], d[len(d)-1], len(d))
	}
}

// loadStory bears that a program which gets no processor for a moment loses messages itself.
const loadStory = "== load\ncaller INVITE\nphone 180 maybe\nphone 0.5 200 again\ncaller ACK\ncaller 1.0 BYE\nphone 200\nphone %d.0 STAYS"

// hold lets two SIPp hold n calls with each other, directly or through the proxy. What they lose themselves, because the machine
// has no time for them, is said and is no fault of ours: what passed on the line counts.
func hold(t *testing.T, folder string, n int, proxy bool, phone, remote, service string) {
	t.Helper()
	stories, err := readStories(fmt.Sprintf(loadStory, min(8, 1+n/rate/5)))
	if err != nil {
		t.Fatal(err)
	}
	many := []string{"-m", strconv.Itoa(n), "-timeout", strconv.Itoa(n/rate+40) + "s"}
	answering, err := sipp(folder, "load-phone", stories[0].write("phone", proxy), phone, "", many...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = answering.Process.Kill() })
	before := 1
	if proxy {
		before++
	}
	bound(t, 5060, before)
	calling, err := sipp(folder, "load-caller", stories[0].write("caller", proxy), "127.2.0.70", remote, append(many, "-r", strconv.Itoa(rate), "-l", "3000", "-s", service)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = calling.Process.Kill() })
	for name, cmd := range map[string]*exec.Cmd{"load-caller": calling, "load-phone": answering} {
		if err := cmd.Wait(); err != nil {
			t.Logf("%s had no time to bring all of its calls to their end: %v", name, err)
		}
	}
}

// seenOf returns the calls of which a source saw a kind of sight, towards the telephone.
func seenOf(all []channel.Sight, source string, k channel.SightKind) map[string]bool {
	ids := map[string]bool{}
	for _, s := range all {
		if s.Source == source && s.Kind == k && s.By != channel.BySomebody {
			ids[s.Call] = true
		}
	}
	return ids
}

// sure are the kinds of sights that come of one message each, and that message.
var sure = map[channel.SightKind]string{channel.Offered: "INVITE", channel.Ringing: "180", channel.HungUp: "BYE"}

// TestNoMessageIsLostUnderLoad holds 300 calls a second while a mirror port looks on. tcpdump writes the messages down as well.
func TestNoMessageIsLostUnderLoad(t *testing.T) {
	needs(t, map[string]string{"sipp": "sip-tester", "tcpdump": "tcpdump"})
	n := rate * loadSeconds(t)
	folder := t.TempDir()
	dump, err := startTcpdump(filepath.Join(folder, "oracle.pcap"), "udp port 5060")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(dump.stop)
	office := &stopwatch{Calls: channeltest.NewCalls(), took: map[string][]time.Duration{}}
	source := watchAs(t, capture.OpenMirror, office, "switch", switchEntry)
	begun := time.Now()
	hold(t, folder, n, false, "127.1.0.70", "127.1.0.70:5060", "1043")
	took := time.Since(begun)
	dump.stop()
	messages, err := dump.messages()
	if err != nil {
		t.Fatal(err)
	}
	passed := map[string]map[string]bool{}
	for _, m := range messages {
		if passed[m.what] == nil {
			passed[m.what] = map[string]bool{}
		}
		passed[m.what][m.id] = true
	}
	office.Until(func() bool { return len(seenOf(office.Sights(), "switch", channel.HungUp)) >= len(passed["BYE"]) })
	for k, what := range sure {
		seen := seenOf(office.Sights(), "switch", k)
		for id := range passed[what] {
			if !seen[id] {
				t.Errorf("%s of %s passed, and was not seen", what, id)
			}
		}
	}
	state := source.State()
	if len(passed["INVITE"]) == 0 || state.Seen < int64(len(messages)) || state.Refused != 0 || len(state.Gaps) != 0 {
		t.Errorf("tcpdump has %d calls and %d messages; the state is %+v", len(passed["INVITE"]), len(messages), state)
	}
	t.Logf("%d of %d calls in %s, %d messages seen, none lost (tcpdump has %d); %d sent again", len(passed["INVITE"]), n, took.Round(100*time.Millisecond), state.Seen, len(messages), state.Repeated)
	office.report(t, "switch")
}

// dropped returns how many messages have passed on the line and were lost before the program that listens there, by udp, took them.
func dropped(t *testing.T, at netip.AddrPort) int {
	t.Helper()
	table, err := os.ReadFile("/proc/net/udp")
	if err != nil {
		t.Fatal(err)
	}
	ip := at.Addr().As4()
	local := fmt.Sprintf("%08X:%04X", binary.LittleEndian.Uint32(ip[:]), at.Port())
	sum := -1
	for line := range strings.Lines(string(table)) {
		fields := strings.Fields(line)
		if len(fields) < 13 || fields[1] != local {
			continue
		}
		n, err := strconv.Atoi(fields[12])
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		sum = max(sum, 0) + n
	}
	if sum < 0 {
		t.Fatalf("nobody listens at %s: %s", at, table)
	}
	return sum
}

// TestNoCopyIsLostUnderLoad does the same through the proxy, which copies everything to us, and compares with what a mirror sees. What a
// proxy loses that gets no processor for a moment, it does not copy.
func TestNoCopyIsLostUnderLoad(t *testing.T) {
	needs(t, map[string]string{"sipp": "sip-tester", "openssl": "openssl"})
	n := rate * loadSeconds(t)
	folder := t.TempDir()
	office := &stopwatch{Calls: channeltest.NewCalls(), took: map[string][]time.Duration{}}
	source := watchAs(t, hep.OpenHEP, office, "proxy", "{udp: '127.0.0.1:9060', from: [127.3.0.1], phones: [127.1.0.0/16], trunk: [127.2.0.0/16]}")
	watchAs(t, capture.OpenMirror, office, "switch", switchEntry)
	startKamailio(t, folder)
	begun := time.Now()
	hold(t, folder, n, true, "127.1.0.43", "127.3.0.1:5060", "2001")
	took := time.Since(begun)
	missing := func() (text []string) {
		all := office.Sights()
		for k := range sure {
			seen := seenOf(all, "proxy", k)
			for id := range seenOf(all, "switch", k) {
				if !seen[id] {
					text = append(text, string(k)+" of "+id)
				}
			}
		}
		return text
	}
	office.Until(func() bool { return len(missing()) == 0 })
	lost := dropped(t, netip.MustParseAddrPort("127.3.0.1:5060"))
	if text := missing(); len(text) > lost {
		t.Errorf("what the mirror saw and the proxy did not tell, which has itself lost %d messages: %v", lost, text[:min(len(text), 20)])
	}
	state := source.State()
	offered := len(seenOf(office.Sights(), "switch", channel.Offered))
	if offered == 0 || state.Refused != 0 || len(state.Gaps) != 0 {
		t.Errorf("%d calls were offered; the state is %+v", offered, state)
	}
	t.Logf("%d of %d calls in %s, %d copies", offered, n, took.Round(100*time.Millisecond), state.Seen)
	office.report(t, "proxy")
}
