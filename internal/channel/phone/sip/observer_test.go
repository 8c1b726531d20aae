package sip

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// talk is a conversation from the outside to telephone P through a proxy that keeps the Call-ID, up to the talk itself.
const talk = `
	0.00 T>X INVITE tag=- sdp=sendrecv@203.0.113.7
	0.01 X>P INVITE tag=- br=p vias=2 to=1043
	0.02 X>T 100 INVITE tag=-
	0.10 P>X 180 INVITE br=p vias=2
	0.11 X>T 180 INVITE
	4.10 P>X 200 INVITE br=p vias=2 sdp=sendrecv@10.1.0.11
	4.11 X>T 200 INVITE sdp=sendrecv@10.1.0.11
	4.12 T>X ACK seq=1
	4.13 X>P ACK seq=1 br=ack vias=2
`

var upToTalk = []string{"offered @0", "offered @0.01", "ringing @0.1", "answered person @4.1"}

// direct is a conversation that only the leg of the telephone shows: an exchange stands before it.
const direct = `
	0.00 X>P INVITE tag=- to=1043
	0.10 P>X 180 INVITE
	4.10 P>X 200 INVITE
	4.11 X>P ACK
`

var upToDirect = []string{"offered @0", "ringing @0.1", "answered person @4.1"}

// conversations are calls from the outside and what must be seen of them.
var conversations = []struct {
	name, script string
	want         []string
}{
	{"the caller hangs up", talk + `
			60.0 T>X BYE seq=2
			60.01 X>P BYE seq=2 br=x vias=2
			60.02 P>X 200 BYE seq=2 br=x vias=2
			60.03 X>T 200 BYE seq=2`,
		append(upToTalk[:4:4], "hung_up caller normal @60", "ended normal @60.02")},
	{"the officer hangs up", talk + `
			60.0 P>X BYE seq=1 by=b
			60.01 X>T BYE seq=1 by=b br=x vias=2
			60.02 T>X 200 BYE seq=1 by=b br=x
			60.03 X>P 200 BYE seq=1 by=b`,
		append(upToTalk[:4:4], "hung_up officer normal @60", "ended normal @60.02")},
	{"both hang up at once", talk + `
			60.000 T>X BYE seq=2
			60.050 P>X BYE seq=1 by=b
			60.060 X>P 200 BYE seq=1 by=b
			60.070 X>T 200 BYE seq=2`,
		append(upToTalk[:4:4], "hung_up undetermined normal @60", "ended normal @60.06")},
	{"both hang up, but one of them long before", talk + `
			60.0 T>X BYE seq=2
			61.0 P>X BYE seq=1 by=b
			61.1 X>P 200 BYE seq=1 by=b
			61.2 X>T 200 BYE seq=2`,
		append(upToTalk[:4:4], "hung_up caller normal @60", "ended normal @61.1")},
	{"the answer to a BYE is seen before the BYE that crossed it", direct + `
			60.00 P>X BYE seq=1 by=b
			60.01 X>P 200 BYE seq=1 by=b
			60.05 X>P BYE seq=2 at=60.004
			60.06 P>X 200 BYE seq=2`,
		append(upToDirect[:3:3], "hung_up officer normal @60", "ended normal @60.01", "hung_up undetermined normal @60.004")},
	{"times and coming of the BYEs contradict each other", direct + `
			60.00 P>X BYE seq=1 by=b at=61
			60.30 X>P BYE seq=2 at=60.5`,
		append(upToDirect[:3:3], "hung_up officer normal @61", "hung_up undetermined normal @60.5", "ended normal ~ @92")},
	{"a BYE is lost", direct,
		append(upToDirect[:3:3], "ended nobody silence ~ @14404.11")},
	{"a BYE is never answered", direct + `
			60.0 X>P BYE seq=2
			60.5 X>P BYE seq=2
			61.5 X>P BYE seq=2`,
		append(upToDirect[:3:3], "hung_up caller normal @60", "ended normal ~ @92")},
	{"the session runs out", `
			0.0 X>P INVITE tag=- to=1043
			0.1 P>X 180 INVITE
			4.1 P>X 200 INVITE se=90;refresher=uac
			4.2 X>P ACK
			66 P>X BYE seq=1 by=b
			66.1 X>P 200 BYE seq=1 by=b`,
		append(upToDirect[:3:3], "hung_up nobody timer @66", "ended normal @66.1")},
	{"the session was refreshed, so that a BYE is a person's", `
			0.0 X>P INVITE tag=- to=1043
			0.1 P>X 180 INVITE
			4.1 P>X 200 INVITE se=90;refresher=uac
			4.2 X>P ACK
			49 X>P UPDATE seq=2
			49.1 P>X 200 UPDATE seq=2 se=90
			66 P>X BYE seq=1 by=b
			66.1 X>P 200 BYE seq=1 by=b`,
		append(upToDirect[:3:3], "hung_up officer normal @66", "ended normal @66.1")},
	{"nothing is heard of a session any more", `
			0.0 X>P INVITE tag=- to=1043
			4.1 P>X 200 INVITE se=90
			4.2 X>P ACK`,
		[]string{"offered @0", "answered person @4.1", "ended nobody timer ~ @126.1"}},
	{"the exchange ends a call for a reason", direct + `
			60 X>P BYE seq=2 reason=Q.850;cause=102;text="recovery_on_timer_expiry"
			60.1 P>X 200 BYE seq=2`,
		append(upToDirect[:3:3], "hung_up nobody timer 102 @60", "ended normal @60.1")},
	{"normal clearing is a person's", direct + `
			60 X>P BYE seq=2 reason=Q.850;cause=16
			60.1 P>X 200 BYE seq=2`,
		append(upToDirect[:3:3], "hung_up caller normal 16 @60", "ended normal @60.1")},
	{"an announcement before the ring", `
			0.0 X>P INVITE tag=- to=1043
			0.1 P>X 183 INVITE sdp=sendrecv
			0.2 X>P PRACK seq=2
			0.3 P>X 200 PRACK seq=2
			0.4 X>P UPDATE seq=3
			0.5 P>X 200 UPDATE seq=3
			1.1 P>X 180 INVITE
			4.1 P>X 200 INVITE
			9 X>P BYE seq=4
			9.1 P>X 200 BYE seq=4`,
		[]string{"offered @0", "early_media @0.1", "ringing ~ @0.1", "ringing @1.1", "answered person @4.1", "hung_up caller normal @9", "ended normal @9.1"}},
	{"busy", `
			0.0 X>P INVITE tag=- to=1043
			0.1 P>X 486 INVITE`, []string{"offered @0", "rejected busy 486 @0.1", "ended @0.1"}},
	{"declined", `
			0.0 X>P INVITE tag=- to=1043
			0.1 P>X 180 INVITE
			2.1 P>X 603 INVITE`, []string{"offered @0", "ringing @0.1", "rejected declined 603 @2.1", "ended @2.1"}},
	{"not answered", `
			0.0 T>X INVITE tag=-
			0.1 X>T 180 INVITE
			30 X>T 480 INVITE`, []string{"offered @0", "ringing @0.1", "rejected no_answer 480 @30", "ended @30"}},
	{"sent on by the telephone", `
			0.0 X>P INVITE tag=- to=1043
			0.1 P>X 302 INVITE contact=<sip:1050@10.0.0.2>`, []string{"offered @0", "diverted 302 @0.1", "ended @0.1"}},
	{"sent on before", `
			0.0 X>P INVITE tag=- to=1050 diversion=<sip:1043@10.0.0.2>;reason=no-answer
			0.1 P>X 180 INVITE
			0.2 P>X 486 INVITE`, []string{"offered @0", "diverted no-answer @0", "ringing @0.1", "rejected busy 486 @0.2", "ended @0.2"}},
	{"the caller gives up", `
			0.0 T>X INVITE tag=-
			0.0 X>P INVITE tag=- br=p vias=2 to=1043
			0.1 P>X 180 INVITE br=p vias=2
			5.0 T>X CANCEL tag=-
			5.01 X>P CANCEL tag=- br=p
			5.02 P>X 487 INVITE br=p vias=2
			5.03 X>T 487 INVITE`, []string{"offered @0", "offered @0", "ringing @0.1", "abandoned caller cancelled @5", "ended @5.03"}},
	{"a CANCEL without an answer", `
			0.0 X>P INVITE tag=- to=1043
			0.1 P>X 180 INVITE
			5.0 X>P CANCEL tag=-`, []string{"offered @0", "ringing @0.1", "abandoned caller cancelled @5", "ended ~ @37"}},
	{"a CANCEL crosses the answer", `
			0.0 X>P INVITE tag=- to=1043
			0.1 P>X 180 INVITE
			4.1 X>P CANCEL tag=-
			4.1 P>X 200 INVITE
			4.2 P>X 200 CANCEL
			4.3 X>P ACK
			4.4 X>P BYE seq=2
			4.5 P>X 200 BYE seq=2`, append(upToDirect[:3:3], "hung_up caller normal @4.4", "ended normal @4.5")},
	{"two telephones ring and one is picked up", `
			0.0 T>X INVITE tag=-
			0.0 X>P INVITE tag=- br=p vias=2 to=1043
			0.0 X>Q INVITE tag=- br=q vias=2 to=1044
			0.1 P>X 180 INVITE br=p tag=bp
			0.1 X>T 180 INVITE tag=bp
			0.2 Q>X 180 INVITE br=q tag=bq
			4.0 Q>X 200 INVITE br=q tag=bq
			4.0 X>T 200 INVITE tag=bq
			4.1 X>P CANCEL tag=- br=p
			4.2 P>X 487 INVITE br=p tag=bp
			9.0 T>X BYE seq=2 tag=bq
			9.1 X>T 200 BYE seq=2 tag=bq`,
		[]string{"offered @0", "offered @0", "offered @0", "ringing @0.1", "ringing @0.2", "answered person @4", "hung_up caller normal @9", "ended normal @9.1"}},
	{"the loser's end is seen before the answer", `
			0.0 X>P INVITE tag=- br=p vias=2 to=1043
			0.0 X>Q INVITE tag=- br=q vias=2 to=1044
			0.1 P>X 180 INVITE br=p tag=bp
			4.1 X>P CANCEL tag=- br=p
			4.2 P>X 487 INVITE br=p tag=bp
			4.3 Q>X 200 INVITE br=q tag=bq at=4.0
			9.0 X>Q BYE seq=2 tag=bq
			9.1 Q>X 200 BYE seq=2 tag=bq`,
		[]string{"offered @0", "offered @0", "ringing @0.1", "answered person @4", "hung_up caller normal @9", "ended normal @9.1"}},
	{"a telephone is no longer needed", `
			0.0 X>P INVITE tag=- to=1043
			0.1 P>X 180 INVITE
			4.1 X>P CANCEL tag=- reason=SIP;cause=200;text="Call_completed_elsewhere"
			4.2 P>X 487 INVITE`, []string{"offered @0", "ringing @0.1", "ended @4.2"}},
	{"the exchange asks for a password first", `
			0.0 P>X INVITE tag=- to=0101112222 from=1043
			0.1 X>P 401 INVITE tag=n
			0.2 P>X INVITE tag=- seq=2 to=0101112222 from=1043
			0.3 X>P 180 INVITE seq=2
			4.1 X>P 200 INVITE seq=2
			9.0 P>X BYE seq=3
			9.1 X>P 200 BYE seq=3`,
		[]string{"offered @0", "ringing @0.3", "answered somebody @4.1", "hung_up officer normal @9", "ended normal @9.1"}},
	{"only the line to the outside is seen", `
			0.0 T>X INVITE tag=-
			0.1 X>T 200 INVITE
			9.0 X>T BYE seq=1 by=b
			9.1 T>X 200 BYE seq=1 by=b`,
		[]string{"offered @0", "answered somebody @0.1", "hung_up officer normal @9", "ended normal @9.1"}},
}

func TestWhatIsSeenOfCalls(t *testing.T) {
	t.Parallel()
	for _, tt := range conversations {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			sights, gaps := play(t, New(office()), tt.script)
			unique(t, sights)
			if d := cmp.Diff(tt.want, plains(sights)); d != "" {
				t.Errorf("sights (-want +got):\n%s", d)
			}
			if len(gaps) != 0 {
				t.Errorf("gaps: %v", reasons(gaps))
			}
		})
	}
}

// transfers are what happens from the tenth second on, and what must be seen of it.
var transfers = []struct {
	name, script string
	want         []string
}{
	{"hold, resume, somebody else speaks", direct + `
			10.0 P>X INVITE seq=1 by=b sdp=sendonly
			10.1 X>P 200 INVITE seq=1 by=b
			15.0 P>X INVITE seq=2 by=b sdp=sendrecv
			15.1 X>P 200 INVITE seq=2 by=b
			20.0 P>X INVITE seq=3 by=b sdp=sendrecv@0.0.0.0
			20.1 X>P 200 INVITE seq=3 by=b
			25.0 P>X UPDATE seq=4 by=b sdp=sendrecv
			25.1 X>P 200 UPDATE seq=4 by=b
			30.0 X>P UPDATE seq=2 pai=<sip:1077@x>
			30.1 P>X 200 UPDATE seq=2
			40.0 P>X INVITE seq=5 by=b sdp=inactive
			40.1 X>P 491 INVITE seq=5 by=b`,
		[]string{"held officer @10", "resumed officer @15", "held officer @20", "resumed officer @25", "party_changed caller identity @30"}},
	{"sound goes elsewhere", talk + `
			30.0 X>T INVITE seq=1 by=b sdp=sendrecv@10.1.0.13
			30.1 T>X 200 INVITE seq=1 by=b`,
		[]string{"party_changed officer media ~ @30"}},
	{"blind, answered", direct + `
			10.0 P>X REFER seq=1 by=b refer=<sip:1050@x>
			10.1 X>P 202 REFER seq=1 by=b
			10.2 X>P NOTIFY seq=2 frag=100
			12.0 X>P NOTIFY seq=3 frag=180
			29.9 X>P NOTIFY seq=4 frag=200
			30.0 P>X BYE seq=2 by=b
			30.1 X>P 200 BYE seq=2 by=b`,
		[]string{"transfer_requested officer leave @10", "transfer_ringing officer leave @12", "transfer_answered officer leave @29.9", "ended transferred @30.1"}},
	{"blind, the officer leaves at once", direct + `
			10.0 P>X REFER seq=1 by=b refer=<sip:1050@x>
			10.1 X>P 202 REFER seq=1 by=b
			10.2 P>X BYE seq=2 by=b
			10.3 X>P 200 BYE seq=2 by=b
			29.9 X>P NOTIFY seq=2 frag=200`,
		[]string{"transfer_requested officer leave @10", "transfer_answered officer leave @29.9", "ended transferred @10.3"}},
	{"refused", direct + `
			10.0 P>X REFER seq=1 by=b refer=<sip:1050@x>
			10.1 X>P 202 REFER seq=1 by=b
			12.0 X>P NOTIFY seq=2 frag=603
			30.0 P>X BYE seq=2 by=b
			30.1 X>P 200 BYE seq=2 by=b`,
		[]string{"transfer_requested officer leave @10", "transfer_failed officer declined 603 leave @12", "hung_up officer normal @30", "ended normal @30.1"}},
	{"not even accepted", direct + `
			10.0 P>X REFER seq=1 by=b refer=<sip:1050@x>
			10.1 X>P 405 REFER seq=1 by=b`,
		[]string{"transfer_requested officer leave @10", "transfer_failed officer failed 405 leave @10.1"}},
	{"the new call tells, before the NOTIFY", talk + `
			10.0 P>X REFER seq=1 by=b refer=<sip:1050@x>
			10.0 X>T REFER seq=1 by=b br=x refer=<sip:1050@x>
			11.0 T>X INVITE call=c2 tag=- to=1050 referred=<sip:1043@x>
			12.0 X>T 180 INVITE call=c2 to=1050
			20.0 X>T 200 INVITE call=c2 to=1050
			20.1 X>P NOTIFY seq=2 frag=200`,
		[]string{"transfer_requested officer leave @10", "offered @11", "ringing @12", "transfer_ringing officer leave @12", "answered somebody @20", "transfer_answered officer leave @20"}},
	{"attended: consultation, then Replaces", talk + `
			10.0 P>X INVITE seq=1 by=b sdp=sendonly
			10.1 X>P 200 INVITE seq=1 by=b
			11.0 P>X INVITE call=c2 tag=- from=1043 to=1050
			12.0 X>P 180 INVITE call=c2 to=1050
			14.0 X>P 200 INVITE call=c2 to=1050
			20.0 P>X REFER seq=2 by=b refer=<sip:1050@x?Replaces=c2%3Bto-tag%3Db%3Bfrom-tag%3Dac2>
			20.1 X>P 202 REFER seq=2 by=b
			21.0 T>X INVITE call=c3 tag=- to=1050 replaces=c2;to-tag=b;from-tag=ac2
			21.1 X>T 200 INVITE call=c3 to=1050
			21.2 X>P NOTIFY seq=2 frag=200
			21.3 X>P BYE call=c2 seq=1 by=b
			21.4 P>X 200 BYE call=c2 seq=1 by=b
			21.5 P>X BYE seq=3 by=b
			21.6 X>P 200 BYE seq=3 by=b`,
		[]string{
			"held officer @10", "consult_offered officer @11", "offered @11", "ringing @12", "answered somebody @14", "consult_answered officer @14",
			"transfer_requested officer @20", "offered @21", "answered somebody @21.1", "transfer_answered officer @21.1",
		}},
}

func TestHoldAndTransfer(t *testing.T) {
	t.Parallel()
	for _, tt := range transfers {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			sights, gaps := play(t, New(office()), tt.script)
			unique(t, sights)
			var got []string
			for _, s := range sights {
				// What stands before the transfer is in the other table, and what ends by silence is not asked here.
				if text := plain(s); s.At.Sub(begin).Seconds() >= 10 && !strings.Contains(text, "silence") {
					got = append(got, text)
				}
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("sights (-want +got):\n%s", d)
			}
			if len(gaps) != 0 {
				t.Errorf("gaps: %v", reasons(gaps))
			}
		})
	}
}
