package telephony

import (
	"strings"
	"testing"

	"jikim/internal/channel"
	"jikim/internal/channel/channeltest"
	"jikim/internal/channel/phone/capture"
	"jikim/internal/channel/phone/hep"

	"github.com/google/go-cmp/cmp"
)

const switchEntry = "{interface: lo, phones: [127.1.0.0/16], trunk: [127.2.0.0/16]}"

// telephones starts baresip once for each address.
func telephones(t *testing.T, folder string, all map[string][]string) map[string]*baresip {
	t.Helper()
	needs(t, map[string]string{"baresip": "baresip-core"})
	out := map[string]*baresip{}
	for name, a := range all {
		b, err := startBaresip(folder, name, a[0], a[1:], "module_app menu.so")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(b.stop)
		out[name] = b
	}
	return out
}

// act lets telephones do things one after another: a command with its value, or the event that is waited for.
func act(t *testing.T, all map[string]*baresip, steps ...[3]string) {
	t.Helper()
	seen := map[string]int{}
	for _, s := range steps {
		who, what, value := all[s[0]], s[1], s[2]
		var err error
		if strings.ToUpper(what) == what {
			seen[s[0]+what]++
			err = who.await(what, seen[s[0]+what])
		} else {
			err = who.do(what, value)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestATelephoneTransfers lets an officer's telephone send the caller on by a real REFER.
func TestATelephoneTransfers(t *testing.T) {
	calls := channeltest.NewCalls()
	watch(t, capture.OpenMirror, calls, "switch", switchEntry)
	all := telephones(t, t.TempDir(), map[string][]string{
		"caller":    {"127.2.0.60", "<sip:0101112222@127.2.0.60>;regint=0"},
		"officer":   {"127.1.0.60", "<sip:1043@127.1.0.60>;regint=0"},
		"colleague": {"127.1.0.61", "<sip:1050@127.1.0.61>;regint=0"},
	})
	act(t, all,
		[3]string{"caller", "dial", "sip:1043@127.1.0.60"},
		[3]string{"officer", "CALL_INCOMING"}, [3]string{"officer", "accept"}, [3]string{"caller", "CALL_ESTABLISHED"},
		[3]string{"officer", "hold"},
	)
	kind := func(k channel.SightKind) func() bool {
		return func() bool { return count(calls.Sights(), func(s channel.Sight) bool { return s.Kind == k }) == 1 }
	}
	calls.Await(t, "the hold", kind(channel.Held))
	act(t, all, [3]string{"officer", "resume"})
	calls.Await(t, "its end", kind(channel.Resumed))
	act(t, all,
		[3]string{"officer", "transfer", "sip:1050@127.1.0.61"},
		[3]string{"colleague", "CALL_INCOMING"}, [3]string{"colleague", "accept"}, [3]string{"officer", "CALL_CLOSED"},
		[3]string{"caller", "hangup"}, [3]string{"colleague", "CALL_CLOSED"},
	)
	last := func(s channel.Sight) bool { return s.Kind == channel.HungUp }
	calls.Await(t, "the end", func() bool { return count(calls.Sights(), last) == 1 && count(calls.Sights(), isEnd) == 1 })
	first := calls.Sights()[0].Call
	var one, two []channel.Sight
	for _, s := range calls.Sights() {
		if s.Call == first {
			one = append(one, s)
		} else {
			two = append(two, s)
			if len(s.Same) != 1 || s.Same[0] != first {
				t.Errorf("the new call does not name the one that it comes from: %+v", s)
			}
		}
	}
	want := []string{
		"offered", "ringing", "answered", "held officer", "resumed officer", "transfer_requested officer", "transfer_ringing officer",
		"transfer_answered officer", // and goes on in the other call
	}
	if d := cmp.Diff("["+strings.Join(want, " ")+"]", channeltest.Kinds(one)); d != "" {
		t.Errorf("the first call (-want +got):\n%s", d)
	}
	if d := cmp.Diff("[offered ringing answered hung_up caller ended]", channeltest.Kinds(two)); d != "" {
		t.Errorf("the call that the transfer made (-want +got):\n%s", d)
	}
}

func count(all []channel.Sight, is func(channel.Sight) bool) (n int) {
	for _, s := range all {
		if is(s) {
			n++
		}
	}
	return n
}

func isEnd(s channel.Sight) bool { return s.Kind == channel.Ended }

// TestAnExchangeHidesTheCaller lets baresip be an exchange that makes two calls of one: each leg is seen, and both say who hung
// up first.
func TestAnExchangeHidesTheCaller(t *testing.T) {
	for _, tt := range []struct{ who, side string }{{"caller", "caller"}, {"officer", "officer"}} {
		t.Run("the "+tt.who+" hangs up", func(t *testing.T) {
			calls := channeltest.NewCalls()
			watch(t, capture.OpenMirror, calls, "switch", switchEntry)
			folder := t.TempDir()
			all := telephones(t, folder, map[string][]string{
				"caller":  {"127.2.0.62", "<sip:0101112222@127.2.0.62>;regint=0;outbound=\"sip:127.3.0.2:5060\""},
				"officer": {"127.1.0.62", "<sip:1043@127.1.0.62>;regint=0"},
			})
			exchange, err := startBaresip(folder, "exchange", "127.3.0.2", []string{
				"<sip:in@127.3.0.2>;regint=0;b2bua=inbound", "<sip:out@127.3.0.2>;regint=0;b2bua=outbound",
			}, "module_app b2bua.so")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(exchange.stop)
			act(t, all,
				[3]string{"caller", "dial", "sip:1043@127.1.0.62"},
				[3]string{"officer", "CALL_INCOMING"}, [3]string{"officer", "accept"},
				[3]string{"caller", "CALL_ESTABLISHED"}, [3]string{"officer", "CALL_ESTABLISHED"},
				[3]string{tt.who, "hangup"}, [3]string{"caller", "CALL_CLOSED"}, [3]string{"officer", "CALL_CLOSED"},
			)
			calls.Await(t, "the end of both legs", func() bool { return count(calls.Sights(), isEnd) == 2 })
			ids := map[string]bool{}
			for _, s := range calls.Sights() {
				ids[s.Call] = true
				if s.Kind == channel.HungUp && string(s.Side) != tt.side {
					t.Errorf("%s hung up first by the leg %s", s.Side, s.Leg)
				}
			}
			person := count(calls.Sights(), func(s channel.Sight) bool { return s.By == channel.ByPerson })
			somebody := count(calls.Sights(), func(s channel.Sight) bool { return s.By == channel.BySomebody })
			hungUp := count(calls.Sights(), func(s channel.Sight) bool { return s.Kind == channel.HungUp })
			if len(ids) != 2 || person != 1 || somebody != 1 || hungUp != 2 {
				t.Errorf("%d calls, answered by %d persons and %d times by somebody, %d ends: %s", len(ids), person, somebody, hungUp, channeltest.Kinds(calls.Sights()))
			}
		})
	}
}

// TestACallUnderTLS lets a telephone call by TLS. On the wire nothing can be read; the proxy that ends the TLS tells.
func TestACallUnderTLS(t *testing.T) {
	needs(t, map[string]string{"openssl": "openssl"})
	folder := t.TempDir()
	calls := channeltest.NewCalls()
	watch(t, hep.OpenHEP, calls, "proxy", "{udp: '127.0.0.1:9060', from: [127.3.0.1], phones: [127.1.0.0/16], trunk: [127.2.0.0/16]}")
	wire := watch(t, capture.OpenMirror, calls, "wire", "{interface: lo, ports: [5061], phones: [127.1.0.0/16], trunk: [127.2.0.0/16]}")
	startKamailio(t, folder)
	all := telephones(t, folder, map[string][]string{
		"caller":  {"127.2.0.63", "<sip:0101112222@127.2.0.63>;regint=0;outbound=\"sip:127.3.0.1:5061;transport=tls\""},
		"officer": {"127.1.0.45", "<sip:1047@127.1.0.45>;regint=0"},
	})
	act(t, all,
		[3]string{"caller", "dial", "sip:2003@127.3.0.1:5061;transport=tls"},
		[3]string{"officer", "CALL_INCOMING"}, [3]string{"officer", "accept"}, [3]string{"caller", "CALL_ESTABLISHED"},
		[3]string{"caller", "hangup"}, [3]string{"officer", "CALL_CLOSED"},
	)
	calls.Await(t, "the end", func() bool { return count(calls.Sights(), isEnd) == 1 })
	for _, s := range calls.Sights() {
		if s.Source != "proxy" {
			t.Errorf("on the wire %s was read", s.Kind)
		}
	}
	hungUp := count(calls.Sights(), func(s channel.Sight) bool { return s.Kind == channel.HungUp && s.Side == channel.CallerSide })
	person := count(calls.Sights(), func(s channel.Sight) bool { return s.By == channel.ByPerson })
	if hungUp != 1 || person != 1 {
		t.Errorf("seen: %s", channeltest.Kinds(calls.Sights()))
	}
	if s := wire.State(); s.Taken != 0 {
		t.Errorf("the wire's state: %+v", s)
	}
}
