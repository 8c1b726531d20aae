package telephony

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"jikim/internal/channel"
	"jikim/internal/channel/channeltest"
	"jikim/internal/channel/phone/capture"
	"jikim/internal/channel/phone/hep"

	"github.com/google/go-cmp/cmp"
)

// startKamailio starts the proxy, and stops it when the test ends.
func startKamailio(t *testing.T, folder string) {
	t.Helper()
	cmd, err := kamailio(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
		if t.Failed() {
			log, _ := os.ReadFile(filepath.Join(folder, "kamailio.log"))
			t.Logf("Kamailio says: %s", tailOf(log))
		}
	})
	bound(t, 5060, 1)
}

// part is one side of a call through the proxy.
type part struct {
	name, ip, service string
	caller            bool
	steps             string
}

var throughTheProxy = []part{
	{"fork-one", "127.1.0.41", "", false, "caller INVITE\nphone 180\ncaller CANCEL\nphone 200\nphone 487 INVITE\ncaller ACK"},
	{"fork-two", "127.1.0.42", "", false, "caller INVITE\nphone 180\nphone 2.0 200\ncaller ACK\ncaller BYE\nphone 200"},
	{"answered-phone", "127.1.0.43", "", false, "caller INVITE\nphone 180\nphone 1.0 200\ncaller ACK\ncaller BYE\nphone 200"},
	{"abandoned-phone", "127.1.0.44", "", false, "caller INVITE\nphone 180\ncaller CANCEL\nphone 200\nphone 487 INVITE\ncaller ACK"},
	{"fork-caller", "127.2.0.40", "2000", true, "caller INVITE\nphone 180\nphone 200\ncaller ACK\ncaller 1.0 BYE\nphone 200"},
	{"answered-caller", "127.2.0.43", "2001", true, "caller INVITE\nphone 180\nphone 200\ncaller ACK\ncaller 1.0 BYE\nphone 200"},
	// One of the proxy's processes answers the CANCEL, another brings the 487: either may be first.
	{"abandoned-caller", "127.2.0.44", "2002", true, "caller INVITE\nphone 180\ncaller 2.0 CANCEL\nphone 200 maybe\nphone 487\ncaller ACK"},
}

// kinds are the kinds of sights of one call, sorted, since copies of a proxy come in no certain order.
func kinds(all []channel.Sight, source, call string) []string {
	var out []string
	for _, s := range all {
		if s.Source == source && strings.HasPrefix(s.Call, call) && s.By != channel.BySomebody {
			out = append(out, strings.TrimSpace(string(s.Kind)+" "+string(s.Side)))
		}
	}
	slices.Sort(out)
	return out
}

// TestAProxyTellsWhatItSees lets Kamailio copy calls by HEP, among them one that rings at two telephones. The mirror of the same
// lines must see the same.
func TestAProxyTellsWhatItSees(t *testing.T) {
	needs(t, map[string]string{"sipp": "sip-tester", "openssl": "openssl"})
	folder := t.TempDir()
	calls := channeltest.NewCalls()
	agent := watch(t, hep.OpenHEP, calls, "proxy", "{udp: '127.0.0.1:9060', from: [127.3.0.1], nodes: [2001], phones: [127.1.0.0/16], trunk: [127.2.0.0/16]}")
	watch(t, capture.OpenMirror, calls, "switch", "{interface: lo, phones: [127.1.0.0/16], trunk: [127.2.0.0/16]}")
	startKamailio(t, folder)
	var running []*exec.Cmd
	var names []string
	t.Cleanup(func() {
		for _, cmd := range running {
			_ = cmd.Process.Kill()
		}
	})
	for i, p := range throughTheProxy {
		stories, err := readStories("== " + p.name + "\n" + p.steps)
		if err != nil {
			t.Fatal(err)
		}
		side, remote := "phone", ""
		var more []string
		if p.caller {
			side, remote, more = "caller", "127.3.0.1:5060", []string{"-s", p.service}
			bound(t, 5060, 5) // the proxy and four telephones
		}
		cmd, err := sipp(folder, p.name, stories[0].write(side, true), p.ip, remote, more...)
		if err != nil {
			t.Fatal(err)
		}
		running, names = append(running, cmd), append(names, throughTheProxy[i].name)
	}
	for i, cmd := range running {
		if err := cmd.Wait(); err != nil {
			log, _ := os.ReadFile(filepath.Join(folder, names[i]+".log"))
			t.Errorf("%s: %v\n%s", names[i], err, tailOf(log))
		}
	}
	want := map[string][]string{
		"fork-caller-":      {"answered", "ended", "hung_up caller", "offered", "offered", "offered", "ringing", "ringing"},
		"answered-caller-":  {"answered", "ended", "hung_up caller", "offered", "offered", "ringing"},
		"abandoned-caller-": {"abandoned caller", "ended", "offered", "offered", "ringing"},
	}
	calls.Until(func() bool {
		for call, w := range want {
			if len(kinds(calls.Sights(), "proxy", call)) < len(w) || len(kinds(calls.Sights(), "switch", call)) < len(w) {
				return false
			}
		}
		return true
	})
	for call, w := range want {
		for _, source := range []string{"proxy", "switch"} {
			if d := cmp.Diff(w, kinds(calls.Sights(), source, call)); d != "" {
				t.Errorf("%s, as %s sees it (-want +got):\n%s", call, source, d)
			}
		}
	}
	agreeOnTimes(t, calls.Sights())
	if s := agent.State(); s.Refused != 0 || len(s.Gaps) != 0 || s.Trouble != "" {
		t.Errorf("the agent's state: %+v", s)
	}
}

// agreeOnTimes logs how far the times that the proxy tells are from those that the kernel stamps.
func agreeOnTimes(t *testing.T, all []channel.Sight) {
	t.Helper()
	byID := map[string]channel.Sight{}
	for _, s := range all {
		if s.Source == "switch" {
			byID[s.ID] = s
		}
	}
	n, worst := 0, int64(0)
	for _, s := range all {
		if m, ok := byID[s.ID]; ok && s.Source == "proxy" && s.Kind != channel.Ended {
			n++
			worst = max(worst, s.At.Sub(m.At).Abs().Microseconds())
			if s.Clock != channel.Agent {
				t.Errorf("the proxy tells no time of its own: %+v", s)
			}
		}
	}
	if n == 0 {
		t.Error("no sight is seen by both sources")
	}
	t.Logf("%d sights of both sources; the proxy's times differ by %d µs at most", n, worst)
}
