package sip

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"jikim/internal/channel"
)

// begin is when all scripts begin.
var begin = time.Date(2026, 11, 28, 1, 0, 0, 0, time.UTC)

// A script is a conversation, one message a line: second, hop, what, and key=value. Hops are of: T (the line to the outside),
// X (the exchange), P, Q, R (telephones), S (a stranger). The caller's tag is a, the callee's b, or what tag= says; by=b lets the
// callee send a request. seq= and br= are CSeq and branch, call= the Call-ID, at= the time that the source tells.
var places = map[string]string{
	"T": "203.0.113.7:5060", "X": "10.0.0.2:5060", "P": "10.1.0.11:5060", "Q": "10.1.0.12:5060", "R": "10.1.0.13:5060", "S": "198.51.100.9:5060",
}

func office() Settings {
	return Settings{
		Source: "line",
		Phones: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}, Trunk: []netip.Prefix{netip.MustParsePrefix("203.0.113.7/32")},
	}
}

// line makes the packet of one line.
func line(t testing.TB, text string) Packet {
	t.Helper()
	words := strings.Fields(text)
	second, err := strconv.ParseFloat(words[0], 64)
	if err != nil {
		t.Fatal(text, err)
	}
	now := begin.Add(time.Duration(second * float64(time.Second)))
	from, to, _ := strings.Cut(words[1], ">")
	set := map[string]string{"call": "c1", "seq": "1", "tag": "b", "vias": "1", "from": "0101112222", "to": "7371043"}
	what := words[2:]
	for i, w := range what {
		if k, v, ok := strings.Cut(w, "="); ok {
			set[k] = v
			what = slices.Delete(slices.Clone(what), i, len(what)) // the first key ends what is said
			for _, w := range words[3+i:] {
				k, v, _ := strings.Cut(w, "=")
				set[k] = v
			}
			break
		}
	}
	p := Packet{Raw: message(what, set), At: now, Received: now, Clock: channel.Captured, From: netip.MustParseAddrPort(places[from]), To: netip.MustParseAddrPort(places[to])}
	if at, ok := set["at"]; ok {
		second, err := strconv.ParseFloat(at, 64)
		if err != nil {
			t.Fatal(text, err)
		}
		p.At, p.Clock = begin.Add(time.Duration(second*float64(time.Second))), channel.Agent
	}
	return p
}

func message(what []string, set map[string]string) []byte {
	var b strings.Builder
	method := what[0]
	if _, err := strconv.Atoi(method); err == nil {
		fmt.Fprintf(&b, "SIP/2.0 %s Said\r\n", method)
		method = what[1]
	} else {
		fmt.Fprintf(&b, "%s sip:%s@10.0.0.2 SIP/2.0\r\n", method, set["to"])
	}
	branch := set["br"]
	if branch == "" {
		branch = "z9hG4bK" + set["call"] + set["seq"] + set["by"]
	}
	vias, _ := strconv.Atoi(set["vias"])
	for i := range vias {
		if i > 0 {
			branch = "z9hG4bKbefore" + strconv.Itoa(i)
		}
		fmt.Fprintf(&b, "Via: SIP/2.0/UDP 10.0.0.2;branch=%s\r\n", branch)
	}
	a, z := "<sip:"+set["from"]+"@a.example>;tag=a"+set["call"], "<sip:"+set["to"]+"@b.example>"
	if set["tag"] != "-" {
		z += ";tag=" + set["tag"]
	}
	if set["by"] == "b" {
		a, z = z, a
	}
	fmt.Fprintf(&b, "From: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %s %s\r\n", a, z, set["call"], set["seq"], method)
	for key, name := range map[string]string{
		"refer": "Refer-To", "reason": "Reason", "contact": "Contact", "pai": "P-Asserted-Identity", "replaces": "Replaces", "se": "Session-Expires",
		"referred": "Referred-By", "diversion": "Diversion", "history": "History-Info", "privacy": "Privacy",
	} {
		if v, ok := set[key]; ok {
			fmt.Fprintf(&b, "%s: %s\r\n", name, strings.ReplaceAll(v, "_", " "))
		}
	}
	if f, ok := set["frag"]; ok {
		fmt.Fprintf(&b, "Event: refer\r\nContent-Type: message/sipfrag\r\n\r\nSIP/2.0 %s Said\r\n", f)
	} else if s, ok := set["sdp"]; ok {
		way, at, ok := strings.Cut(s, "@")
		if !ok {
			at = "10.9.9.9"
		}
		fmt.Fprintf(&b, "Content-Type: application/sdp\r\n\r\nv=0\r\no=- 1 1 IN IP4 x\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\na=crypto:1 AES inline:SECRETKEY\r\na=%s\r\n", at, way)
	} else {
		b.WriteString("\r\n")
	}
	return []byte(b.String())
}

// play plays a script, lets an hour go by in the end, and returns what was seen.
func play(t testing.TB, o *Observer, script string) (sights []channel.Sight, gaps []channel.Gap) {
	t.Helper()
	last := begin
	for text := range strings.SplitSeq(strings.TrimSpace(script), "\n") {
		if text = strings.TrimSpace(text); text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		p := line(t, text)
		last = p.Received
		s := o.See(p)
		sights, gaps = append(sights, s.Sights...), append(gaps, s.Gaps...)
	}
	for range 6 {
		last = last.Add(time.Hour)
		s := o.Pass(last)
		sights, gaps = append(sights, s.Sights...), append(gaps, s.Gaps...)
	}
	return sights, gaps
}

// plain writes a sight as the tables of the tests do: kind, what matters of it, and the second.
func plain(s channel.Sight) string {
	out := []string{string(s.Kind)}
	for _, w := range []string{string(s.By), string(s.Side), s.Cause} {
		if w != "" {
			out = append(out, w)
		}
	}
	if s.Code != 0 {
		out = append(out, strconv.Itoa(s.Code))
	}
	if s.Leave {
		out = append(out, "leave")
	}
	if s.Estimated {
		out = append(out, "~")
	}
	return strings.Join(out, " ") + " @" + strconv.FormatFloat(s.At.Sub(begin).Round(time.Millisecond).Seconds(), 'f', -1, 64)
}

func plains(sights []channel.Sight) []string {
	var out []string
	for _, s := range sights {
		out = append(out, plain(s))
	}
	return out
}

func reasons(gaps []channel.Gap) []string {
	var out []string
	for _, g := range gaps {
		out = append(out, strings.TrimPrefix(g.Why, "channel.gap.sip_"))
	}
	return out
}

// unique says that no sight was told twice.
func unique(t testing.TB, sights []channel.Sight) {
	t.Helper()
	ids := map[string]bool{}
	for _, s := range sights {
		if ids[s.ID] || s.ID == "" || s.Source != "line" || s.Call == "" || s.Leg == "" {
			t.Errorf("told twice or without a name: %+v", s)
		}
		ids[s.ID] = true
	}
}
