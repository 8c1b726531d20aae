package hep

import (
	"net"
	"testing"
	"time"
)

// What the kernel has no room for is counted, so that it can be said to be missing.
func TestLostDatagramsAreCounted(t *testing.T) {
	t.Parallel()
	conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := enlarge(conn, 16<<10); err != nil {
		t.Fatal(err)
	}
	out, err := net.Dial("udp", conn.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	const sent = 200
	send := func(n int) {
		for range n {
			if _, err := out.Write(make([]byte, 1000)); err != nil {
				t.Fatal(err)
			}
		}
	}
	send(sent)
	// As soon as there is room again, the kernel tells with what comes next how many it lost before.
	read, gone := 0, uint32(0)
	buf, oob := make([]byte, 2000), make([]byte, 64)
	for gone == 0 && read < sent {
		if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		_, more, _, _, err := conn.ReadMsgUDPAddrPort(buf, oob)
		if err != nil {
			t.Fatalf("%d were read, %d are said to be lost: %v", read, gone, err)
		}
		if n, ok := lost(oob[:more]); ok {
			gone = n
		}
		read++
		send(1)
	}
	if gone == 0 || int(gone) > sent+read {
		t.Errorf("%d were sent and then %d more, %d read, %d are said to be lost", sent, read, read, gone)
	}
}
