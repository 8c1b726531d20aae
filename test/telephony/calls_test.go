package telephony

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/channeltest"
	"jikim/internal/channel/phone/capture"
)

// TestCallsAreSeenAsTheyHappen plays all stories of calls.txt at once, each with two SIPp, while a mirror port looks on.
func TestCallsAreSeenAsTheyHappen(t *testing.T) {
	needs(t, map[string]string{"sipp": "sip-tester", "tcpdump": "tcpdump"})
	stories, err := readStories(callsFile)
	if err != nil {
		t.Fatal(err)
	}
	if len(stories) < 25 {
		t.Fatalf("%d stories", len(stories))
	}
	folder := t.TempDir()
	dump, err := startTcpdump(filepath.Join(folder, "oracle.pcap"), "udp port 5060")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(dump.stop)
	calls := channeltest.NewCalls()
	source := watch(t, capture.OpenMirror, calls, "switch", "{interface: lo, phones: [127.1.0.0/16], trunk: [127.2.0.0/16]}")
	watch(t, capture.OpenMirror, calls, "impatient", "{interface: lo, phones: [127.4.0.0/16], trunk: [127.5.0.0/16], longest: 5s}")
	play(t, folder, stories)
	calls.Until(func() bool {
		sights := calls.Sights()
		for i, s := range stories {
			if len(ofStory(sights, i)) < len(s.awaited()) {
				return false
			}
		}
		return true
	})
	dump.stop()
	messages, err := dump.messages()
	if err != nil {
		t.Fatal(err)
	}
	var worst time.Duration
	var compared int
	for i, s := range stories {
		sights := ofStory(calls.Sights(), i)
		compare(t, s, tell(sights))
		for _, x := range sights {
			if messageOf(x) == nil || x.Clock != channel.Captured {
				continue
			}
			d, ok := differ(x, messages)
			if !ok || d > 20*time.Millisecond {
				t.Errorf("%s: %s is %s from what tcpdump says (found: %v)", s.name, x.Kind, d, ok)
			}
			worst = max(worst, d)
			compared++
		}
	}
	state := source.State()
	if state.Refused == 0 || len(state.Gaps) != 0 {
		t.Errorf("the malformed message was not refused, or something was missed: %+v", state)
	}
	for _, x := range calls.Sights() {
		if strings.Contains(fmt.Sprintf("%+v", x), "S3CR3T") {
			t.Fatalf("a key is kept: %+v", x)
		}
	}
	t.Logf("%d stories, %d messages by tcpdump, %d times compared: the largest difference is %s", len(stories), len(messages), compared, worst)
}

// play runs the two sides of all stories at once and waits for them.
func play(t *testing.T, folder string, stories []story) {
	t.Helper()
	type part struct {
		name string
		cmd  *exec.Cmd
	}
	var parts []part
	t.Cleanup(func() {
		for _, p := range parts {
			_ = p.cmd.Process.Kill()
		}
	})
	begin := func(i int, side, xml, ip, remote string) {
		name := fmt.Sprintf("s%02d-%s", i, side)
		cmd, err := sipp(folder, name, xml, ip, remote)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, part{name, cmd})
	}
	networks := func(s story) (phone, trunk int) {
		if s.lost {
			return 4, 5
		}
		return 1, 2
	}
	for i, s := range stories {
		if xml := s.write("phone", false); xml != "" {
			phone, _ := networks(s)
			begin(i, "phone", xml, address(phone, i), "")
		}
	}
	bound(t, 5060, len(parts))
	for i, s := range stories {
		phone, trunk := networks(s)
		begin(i, "caller", s.write("caller", false), address(trunk, i), address(phone, i)+":5060")
	}
	for _, p := range parts {
		if err := p.cmd.Wait(); err != nil {
			log, _ := os.ReadFile(filepath.Join(folder, p.name+".log"))
			out, _ := os.ReadFile(filepath.Join(folder, p.name+".out"))
			xml, _ := os.ReadFile(filepath.Join(folder, p.name+".xml"))
			t.Errorf("%s: %v\n%s\n%s\n%s", p.name, err, tailOf(log), tailOf(out), xml)
		}
	}
}

func ofStory(all []channel.Sight, i int) (own []channel.Sight) {
	for _, s := range all {
		if strings.HasPrefix(s.Call, fmt.Sprintf("s%02d-caller-", i)) {
			own = append(own, s)
		}
	}
	return own
}

// compare holds what was seen to what must be. A busy machine makes pauses longer than they were meant to be: whether the seconds,
// and with them the ring, are right is for tcpdump to say.
func compare(t *testing.T, s story, got []string) {
	t.Helper()
	seen := s.awaited()
	if len(seen) < len(s.seen) {
		got = got[:min(len(got), len(seen))]
	}
	ok := len(got) == len(seen)
	for i := 0; ok && i < len(got); i++ {
		ok = got[i] == seen[i] || near(got[i], seen[i])
	}
	if !ok {
		t.Errorf("%s\nmust be seen:\n  %s\nwas seen:\n  %s", s.name, strings.Join(s.seen, "\n  "), strings.Join(got, "\n  "))
	}
}

var seconds = regexp.MustCompile(`(\d+\.\d) s later(, in ring \d+)?`)

// near compares sentences with seconds in them: where a pause was kept to a tenth of a second, the ring must be the one that is
// written, else the pause may only be longer.
func near(got, want string) bool {
	if seconds.ReplaceAllString(got, "") != seconds.ReplaceAllString(want, "") {
		return false
	}
	one, two := seconds.FindStringSubmatch(got), seconds.FindStringSubmatch(want)
	if one == nil || two == nil {
		return false
	}
	a, _ := strconv.ParseFloat(one[1], 64)
	z, _ := strconv.ParseFloat(two[1], 64)
	return math.Abs(a-z) < 0.05 && one[2] == two[2] || a > z
}
