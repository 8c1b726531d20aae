package capture

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"jikim/internal/channel"
	"jikim/internal/channel/channeltest"
	"jikim/internal/core/yaml"
)

func node(t *testing.T, text string) *yaml.Node {
	t.Helper()
	n, err := yaml.Parse("channels.yaml", []byte(text))
	if err != nil {
		t.Fatal(text, err)
	}
	return n
}

// call is a call that is abandoned, as frames.
func call() [][]byte {
	say := func(line, method string) []byte {
		return ip4(udp, 1, 0, false, datagramOf(5060, 5060, line+"\r\nVia: SIP/2.0/UDP x;branch=z9hG4bK1\r\nFrom: <sip:0101112222@x>;tag=a\r\nTo: <sip:1043@x>;tag=b\r\nCall-ID: c\r\nCSeq: 1 "+method+"\r\n\r\n"))
	}
	invite := say("INVITE sip:1043@x SIP/2.0", "INVITE")
	invite = []byte(strings.Replace(string(invite), ";tag=b", ";xxx=b", 1))
	return [][]byte{invite, say("SIP/2.0 180 Ringing", "INVITE"), say("CANCEL sip:1043@x SIP/2.0", "CANCEL"), say("SIP/2.0 487 Gone", "INVITE")}
}

func TestAFileIsReadAgainWithTheSameSights(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "calls.pcap")
	if err := os.WriteFile(name, oldFileOf(binary.LittleEndian, 0xa1b2c3d4, linkRaw, 1000, call()...), 0o600); err != nil {
		t.Fatal(err)
	}
	var before []string
	for range 2 {
		c := channeltest.NewCalls()
		s, err := OpenPcap(c.Office("recorded"), node(t, "{file: "+name+", phones: [10.0.0.2]}"))
		if err != nil {
			t.Fatal(err)
		}
		run, stop := make(chan error, 1), t.Context()
		go func() { run <- s.Run(stop) }()
		c.Await(t, "the end", func() bool {
			return slices.ContainsFunc(c.Sights(), func(s channel.Sight) bool { return s.Kind == channel.Ended })
		})
		var ids []string
		for _, s := range c.Sights() {
			ids = append(ids, s.ID)
			if s.Clock != channel.Captured || !s.At.Equal(noon.Truncate(1000)) || s.Received.Equal(s.At) {
				t.Errorf("times: %+v", s)
			}
		}
		if kinds := channeltest.Kinds(c.Sights()); kinds != "[offered ringing abandoned caller ended]" || before != nil && !slices.Equal(before, ids) {
			t.Errorf("%s %v %v", kinds, before, ids)
		}
		before = ids
	}
}

func TestAFileThatIsNoneNeedsAnAdministrator(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(name, []byte("a text"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{name, name + "-gone"} {
		s, err := OpenPcap(channeltest.NewCalls().Office("x"), node(t, "{file: "+file+", phones: [10.0.0.2]}"))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Run(t.Context()); err == nil {
			t.Errorf("%s was read", file)
		}
	}
}

func TestEntriesThatAreWrong(t *testing.T) {
	t.Parallel()
	type open = func(channel.Office, *yaml.Node) (channel.Source, error)
	for _, tt := range []struct {
		open       open
		text, want string
	}{
		{OpenMirror, "[]", "a mapping is expected"},
		{OpenMirror, "{phones: [10.1.0.0/16]}", `"interface" is missing`},
		{OpenMirror, "{phones: [10.1.0.0/16]}", `"interface" is missing`},
		{OpenMirror, "{interface: ../eth0, phones: [10.1.0.0/16]}", "the name of a network interface"},
		{OpenMirror, "{interface: eth0, ports: [0], phones: [10.1.0.0/16]}", "a port is a number"},
		{OpenMirror, "{interface: eth0, port: 1, phones: [10.1.0.0/16]}", `unknown key "port"`},
		{OpenMirror, "{interface: eth0}", "without them nobody knows"},
		{OpenPcap, "{file: calls.pcap, phones: [10.1.0.0/16]}", "from the root on"},
		{OpenPcap, "{file: [], phones: [10.1.0.0/16]}", "a text is expected"},
		{OpenPcap, "{phones: [10.1.0.0/16]}", `"file" is missing`},
	} {
		_, err := tt.open(channeltest.NewCalls().Office("x"), node(t, tt.text))
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "channels.yaml:1:") {
			t.Errorf("%s: %v", tt.text, err)
		}
	}
}
