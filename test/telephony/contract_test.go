package telephony

import (
	"fmt"
	"net"
	"testing"

	"jikim/internal/channel"
	"jikim/internal/channel/channeltest"
	"jikim/internal/channel/phone/capture"
	"jikim/internal/core/yaml"
)

// TestAMirrorKeepsTheContract lets a call pass on the loopback as often as the suite wants, and evil datagrams with it.
func TestAMirrorKeepsTheContract(t *testing.T) {
	sockets := map[string]*net.UDPConn{}
	for _, ip := range []string{"127.1.0.90", "127.3.0.90"} {
		c, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.ParseIP(ip), Port: 5060})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		sockets[ip] = c
	}
	const exchange, phone = "127.3.0.90", "127.1.0.90"
	say := func(from, text string) {
		to := exchange
		if from == exchange {
			to = phone
		}
		// What is not read is of no matter here: it has passed.
		_, _ = sockets[from].WriteToUDP([]byte(text), &net.UDPAddr{IP: net.ParseIP(to), Port: 5060})
	}
	messages := []struct{ from, line, tag, method string }{
		{exchange, "INVITE sip:1043@x SIP/2.0", "", "INVITE"},
		{phone, "SIP/2.0 180 Ringing", ";tag=b", "INVITE"},
		{phone, "SIP/2.0 200 OK", ";tag=b", "INVITE"},
		{exchange, "ACK sip:1043@x SIP/2.0", ";tag=b", "ACK"},
		{exchange, "BYE sip:1043@x SIP/2.0", ";tag=b", "BYE"},
		{phone, "SIP/2.0 200 OK", ";tag=b", "BYE"},
	}
	channeltest.TestCalls(t, channeltest.CallSource{
		Name: "switch", Messages: len(messages), Forgets: true,
		Open: func(t *testing.T, o channel.Office) channel.Source {
			n, err := yaml.Parse("channels.yaml", []byte("{interface: lo, phones: [127.1.0.90]}"))
			if err != nil {
				t.Fatal(err)
			}
			s, err := capture.OpenMirror(o, n)
			if err != nil {
				t.Fatal(err)
			}
			return s
		},
		Tell: func(t *testing.T, i int) {
			m, seq := messages[i], 1
			if m.method == "BYE" {
				seq = 2
			}
			say(m.from, fmt.Sprintf("%s\r\nVia: SIP/2.0/UDP x;branch=z9hG4bK%d\r\nFrom: <sip:0101112222@x>;tag=a\r\nTo: <sip:1043@x>%s\r\nCall-ID: contract\r\nCSeq: %d %s\r\n\r\n",
				m.line, seq, m.tag, seq, m.method))
		},
		Hostile: func(t *testing.T) {
			say(exchange, "INVITE \x00\xff SIP/2.0\r\n\r\n\r\n")
			say(phone, "\x80\x08\x00\x01 a packet of sound on the wrong port")
		},
		Last: func(s channel.Sight) bool { return s.Kind == channel.Ended },
	})
}
