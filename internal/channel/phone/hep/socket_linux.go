package hep

import (
	"encoding/binary"
	"net"
	"syscall"
)

// Options of sockets that package syscall does not name on every architecture (socket(7)).
const (
	forceBuffer = 0x21 // SO_RCVBUFFORCE
	tellLost    = 0x28 // SO_RXQ_OVFL
)

// enlarge gives a socket a large buffer, beyond what is usual where the rights suffice (CAP_NET_ADMIN), and has the kernel count
// what it had no room for.
func enlarge(conn *net.UDPConn, size int) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	var counted error
	forced := false
	err = raw.Control(func(fd uintptr) {
		forced = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, forceBuffer, size) == nil
		counted = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, tellLost, 1)
	})
	switch {
	case err != nil:
		return err
	case counted != nil:
		return counted
	case forced:
		return nil
	}
	return conn.SetReadBuffer(size)
}

// lost reads how many datagrams the kernel had no room for since the socket was opened; false: it does not tell.
func lost(oob []byte) (n uint32, ok bool) {
	all, err := syscall.ParseSocketControlMessage(oob)
	if err != nil {
		return 0, false
	}
	for _, m := range all {
		if m.Header.Level == syscall.SOL_SOCKET && m.Header.Type == tellLost && len(m.Data) >= 4 {
			return binary.NativeEndian.Uint32(m.Data), true
		}
	}
	return 0, false
}
