package telephony

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// script writes the part of one side of a story as SIPp reads it.
type script struct {
	side    string // caller or phone
	proxy   bool   // a proxy stands between: its own answers are expected, and its route is kept
	b       strings.Builder
	own     int    // CSeq of the last request of this side
	invite  int    // CSeq of its last INVITE
	heard   string // the last request of the other side
	sent    string // the last request of this side
	opened  bool   // the INVITE that opens the call has passed
	last    string // what was received last
	refused bool   // the last response to an INVITE of this side was no answer
}

// write returns the scenario of one side.
func (s story) write(side string, proxy bool) string {
	w := &script{side: side, proxy: proxy}
	w.b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<scenario name=\"story\">\n")
	for _, st := range s.steps {
		switch {
		case st.what == "STAYS":
			if side == st.by {
				fmt.Fprintf(&w.b, "<timewait milliseconds=\"%d\"/>\n", int(st.pause*1000)) // to answer what is sent again
			}
		case st.by == "both":
			// Two programs never meet to the millisecond. The telephone therefore hears the caller's BYE, and before it
			// answers sends its own: on the line that is the same.
			if side == "caller" {
				w.pause(st.pause)
				w.request(st)
				w.store("BYE")
				w.receive("response", "200")
				w.send(false, "SIP/2.0 200 Said\nVia: [$1]\nFrom: [$2]\nTo: [$3]\nCall-ID: [call_id]\nCSeq: [$4]\nContent-Length: 0\n\n")
				continue
			}
			w.receive("request", st.what)
			w.request(st)
			w.heard = st.what
			w.respond(step{what: "200"})
			w.receive("response", "200")
		case st.by == side && number(st.what):
			w.pause(st.pause)
			w.respond(st)
		case st.by == side:
			w.pause(st.pause)
			w.request(st)
		case number(st.what) && st.more == "maybe":
			fmt.Fprintf(&w.b, "<recv response=\"%s\" optional=\"true\"/>\n", st.what)
		case number(st.what):
			w.receive("response", st.what)
			w.refused = st.what >= "300" && w.sent == "INVITE"
		default:
			w.receive("request", st.what)
			w.heard = st.what
		}
	}
	if w.opened {
		w.b.WriteString("</scenario>\n")
		return w.b.String()
	}
	return ""
}

func number(s string) bool { return s[0] >= '0' && s[0] <= '9' }

func (w *script) pause(seconds float64) {
	if seconds > 0 {
		fmt.Fprintf(&w.b, "<pause milliseconds=\"%d\"/>\n", int(seconds*1000+0.5))
	}
}

func (w *script) receive(kind, what string) {
	if kind == "response" && w.proxy && w.sent == "INVITE" {
		// The proxy answers itself at first, and every telephone rings.
		w.b.WriteString("<recv response=\"100\" optional=\"true\"/>\n")
		if what != "180" {
			w.b.WriteString("<recv response=\"180\" optional=\"true\"/>\n")
		}
	}
	if kind == "request" && what == "INVITE" && !w.opened {
		w.opened = true
		w.store("INVITE")
	} else {
		fmt.Fprintf(&w.b, "<recv %s=\"%s\" rrs=\"true\"/>\n", kind, what)
	}
	w.last = what
}

// store receives a request and keeps what its response needs.
func (w *script) store(request string) {
	fmt.Fprintf(&w.b, "<recv request=\"%s\"><action>\n", request)
	for _, h := range [][2]string{{"Via", "1"}, {"From", "2"}, {"To", "3"}, {"CSeq", "4"}} {
		fmt.Fprintf(&w.b, "<ereg regexp=\".*\" search_in=\"hdr\" header=\"%s:\" assign_to=\"%s\"/>\n", h[0], h[1])
	}
	used := "1,2,3,4"
	if w.proxy {
		w.b.WriteString("<ereg regexp=\".*\" search_in=\"hdr\" header=\"Via:\" occurrence=\"2\" assign_to=\"5\"/>\n")
		used += ",5"
	}
	fmt.Fprintf(&w.b, "</action></recv>\n<Reference variables=\"%s\"/>\n", used)
}

func (w *script) send(retransmit bool, text string) {
	again := ""
	if retransmit {
		again = " retrans=\"500\""
	}
	fmt.Fprintf(&w.b, "<send%s><![CDATA[\n%s\n]]></send>\n", again, text)
}

// request sends a request of this side.
func (w *script) request(st step) {
	if st.what == "MALFORMED" {
		w.opened = true
		w.send(false, "INVITE sip:1043 SIP/2.0 and more\nVia: ;;;,,,\nFrom\nTo: <<<>>>\nCall-ID: [call_id]\nCSeq: many INVITE\nContent-Length: 99999\n\n")
		return
	}
	method, seq, branch := st.what, w.invite, ""
	switch method {
	case "ACK":
		branch = "a"
		if w.refused {
			branch = ""
		}
	case "CANCEL":
	default:
		w.own++
		seq = w.own
		w.sent = method
	}
	if method == "INVITE" {
		w.invite = seq
	}
	opening := method == "INVITE" && !w.opened
	w.opened = true
	me, peer := "<sip:0101112222@[local_ip]:[local_port]>;tag=[pid]c[call_number]", "<sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]"
	uri := "sip:[service]@[remote_ip]:[remote_port]"
	within := !opening && method != "CANCEL" && !(method == "ACK" && w.refused)
	if within && w.proxy {
		uri = "[next_url]"
	}
	if opening || method == "CANCEL" {
		peer = "<sip:[service]@[remote_ip]:[remote_port]>"
	}
	if w.side == "phone" {
		me, peer, uri = "[$3];tag=[pid]p[call_number]", "[$2]", "sip:0101112222@[remote_ip]:[remote_port]"
	}
	via := fmt.Sprintf("SIP/2.0/[transport] [local_ip]:[local_port];branch=z9hG4bK%s[pid]x[call_number]x%d%s", w.side, seq, branch)
	names := []string{"Via", "From", "To", "Call-ID", "CSeq", "Contact", "Content-Length"}
	if st.more == "compact" {
		names = []string{"v", "f", "t", "i", "CSeq", "m", "l"}
	}
	head := fmt.Sprintf("%s %s SIP/2.0\n%s: %s\n%s: %s\n%s: %s\n%s: [call_id]\n%s: %d %s\n%s: <sip:x@[local_ip]:[local_port]>\nMax-Forwards: 70\n",
		method, uri, names[0], via, names[1], me, names[2], peer, names[3], names[4], seq, method, names[5])
	if within && w.proxy {
		head += "[routes]\n"
	}
	w.send((method == "INVITE" || method == "BYE") && st.by != "both", head+special(st)+body(method, st.more, names[6]))
}

// special are the headers of some requests.
func special(st step) string {
	switch {
	case st.what == "REFER":
		return "Refer-To: <sip:1050@127.1.9.9>\n"
	case st.what == "NOTIFY":
		return "Event: refer\nSubscription-State: active\n"
	case st.more == "broken":
		return "Reason: Q.850;cause=41;text=\"Temporary failure\"\n"
	case st.what == "PRACK":
		return "RAck: 1 1 INVITE\n"
	case st.more == "timer":
		return "Session-Expires: 6;refresher=uac\n"
	case st.more == "sound":
		return "Require: 100rel\nRSeq: 1\n"
	case st.what == "302":
		return "Contact: <sip:1050@127.1.9.9>\n"
	}
	return ""
}

// body is the description of a session, or the status of a transfer; then the header with its length comes first.
func body(method, more, length string) string {
	head := length + ": [len]\n"
	if method == "NOTIFY" {
		return "Content-Type: message/sipfrag\n" + head + "\nSIP/2.0 " + more + " Said\n"
	}
	if method != "INVITE" && more != "sound" {
		return length + ": 0\n\n"
	}
	at, way := "[local_ip]", "sendrecv"
	switch more {
	case "hold":
		way = "sendonly"
	case "zero":
		at = "0.0.0.0"
	}
	return "Content-Type: application/sdp\n" + head + "\nv=0\no=- 1 1 IN IP4 [local_ip]\ns=-\nc=IN IP4 " + at + "\nt=0 0\nm=audio 40000 RTP/AVP 8\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:S3CR3TKEY\na=" + way + "\n"
}

// respond sends a response to what was received last, or to the INVITE that opened the call.
func (w *script) respond(st step) {
	method := w.heard
	if f := strings.Fields(st.more); len(f) > 0 && strings.ToUpper(f[0]) == f[0] {
		method = f[0]
	}
	initial := method == "INVITE" && w.side == "phone" && w.sent != "INVITE"
	head := "SIP/2.0 " + st.what + " Said\n[last_Via:]\n[last_From:]\n[last_To:]"
	switch {
	case initial && w.last != "INVITE":
		head = "SIP/2.0 " + st.what + " Said\nVia: [$1]\nFrom: [$2]\nTo: [$3];tag=[pid]p[call_number]\nCall-ID: [call_id]\nCSeq: [$4]\n"
		if w.proxy {
			head = strings.Replace(head, "[$1]", "[$1]\nVia: [$5]", 1)
		}
	case initial:
		head += ";tag=[pid]p[call_number]\n[last_Call-ID:]\n[last_CSeq:]\n"
	default:
		head += "\n[last_Call-ID:]\n[last_CSeq:]\n"
	}
	if w.proxy {
		head += "[last_Record-Route:]\n"
	}
	if st.what != "302" {
		head += "Contact: <sip:x@[local_ip]:[local_port]>\n"
	}
	kind := method
	if method == "INVITE" && st.what != "200" && st.more != "sound" {
		kind = ""
	}
	w.send(st.more == "again", head+special(st)+body(kind, st.more, "Content-Length"))
}

// sipp starts SIPp for one side. Its own log is in the folder when it fails.
func sipp(folder, name, xml, ip, remote string, more ...string) (*exec.Cmd, error) {
	file := filepath.Join(folder, name+".xml")
	if err := os.WriteFile(file, []byte(xml), 0o600); err != nil {
		return nil, err
	}
	args := append([]string{
		"-sf", file, "-i", ip, "-p", "5060", "-m", "1", "-nostdin", "-timeout", "60s", "-timeout_error", "-default_behaviors", "abortunexp",
		"-trace_err", "-error_file", filepath.Join(folder, name+".log"), "-s", "1043", "-mi", ip, "-cid_str", name + "-%u-%p@%s",
	}, more...)
	if remote != "" {
		args = append(args, remote)
	}
	cmd := exec.Command("sipp", args...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "TERM=dumb")
	out, err := os.Create(filepath.Join(folder, name+".out"))
	if err != nil {
		return nil, err
	}
	cmd.Stdout, cmd.Stderr = out, out
	err = cmd.Start()
	_ = out.Close()
	return cmd, err
}

// address of a side of the n-th story.
func address(network, n int) string {
	return "127." + strconv.Itoa(network) + ".0." + strconv.Itoa(n+1)
}
