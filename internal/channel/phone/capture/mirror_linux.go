package capture

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

const (
	ringSize    = 16 << 20 // bytes that the kernel keeps for us
	mostCapture = 65535 + 64
)

// line is a socket that sees all frames of an interface (packet(7)). The kernel stamps each when it comes in.
type line struct {
	file *os.File
	loop bool // each frame passes twice, going out and coming in
}

// openLine needs the right CAP_NET_RAW.
func openLine(name string) (*line, error) {
	i, err := net.InterfaceByName(name)
	if err != nil {
		return nil, fmt.Errorf("the interface %s: %w", name, err)
	}
	all := htons(unix.ETH_P_ALL)
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("look at the interface %s (this needs the right CAP_NET_RAW): %w", name, err)
	}
	err = errors.Join(
		unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1),
		bufferOf(fd),
		// Where a mirror port is meant, frames are for other machines: they are let through. It ends with the socket.
		unix.SetsockoptPacketMreq(fd, unix.SOL_PACKET, unix.PACKET_ADD_MEMBERSHIP, &unix.PacketMreq{Ifindex: int32(i.Index), Type: unix.PACKET_MR_PROMISC}),
		unix.Bind(fd, &unix.SockaddrLinklayer{Protocol: all, Ifindex: i.Index}),
	)
	if err != nil {
		_ = unix.Close(fd)
		return nil, fmt.Errorf("look at the interface %s: %w", name, err)
	}
	return &line{os.NewFile(uintptr(fd), name), i.Flags&net.FlagLoopback != 0}, nil
}

// bufferOf enlarges the buffer, beyond what is usual where the rights suffice.
func bufferOf(fd int) error {
	if unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, ringSize) == nil {
		return nil
	}
	return unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, ringSize)
}

// read hands over frames until the context ends or the interface is gone.
func (l *line) read(ctx context.Context, frame func(raw []byte, at time.Time)) error {
	raw, err := l.file.SyscallConn()
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { _ = l.file.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	buf, oob := make([]byte, mostCapture), make([]byte, 256)
	for {
		var n, control int
		var from unix.Sockaddr
		var failed error
		err := raw.Read(func(fd uintptr) bool {
			n, control, _, from, failed = unix.Recvmsg(int(fd), buf, oob, 0)
			return !errors.Is(failed, unix.EAGAIN) && !errors.Is(failed, unix.EINTR)
		})
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return err
		case failed != nil:
			return failed // ENETDOWN: the interface was switched off
		}
		if ll, ok := from.(*unix.SockaddrLinklayer); ok && l.loop && ll.Pkttype == unix.PACKET_OUTGOING {
			continue
		}
		frame(buf[:n], stampIn(oob[:control]))
	}
}

// stampIn reads the time that the kernel gave; zero: it gave none.
func stampIn(oob []byte) time.Time {
	messages, err := unix.ParseSocketControlMessage(oob)
	if err != nil {
		return time.Time{}
	}
	for _, m := range messages {
		if m.Header.Level == unix.SOL_SOCKET && m.Header.Type == unix.SCM_TIMESTAMPNS && len(m.Data) >= 16 {
			return time.Unix(int64(binary.NativeEndian.Uint64(m.Data)), int64(binary.NativeEndian.Uint64(m.Data[8:]))).UTC()
		}
	}
	return time.Time{}
}

// dropped returns how many frames the kernel had no room for since it was last asked.
func (l *line) dropped() int {
	raw, err := l.file.SyscallConn()
	if err != nil {
		return 0
	}
	n := 0
	_ = raw.Control(func(fd uintptr) {
		if s, err := unix.GetsockoptTpacketStats(int(fd), unix.SOL_PACKET, unix.PACKET_STATISTICS); err == nil {
			n = int(s.Drops)
		}
	})
	return n
}

func (l *line) close() { _ = l.file.Close() }

func htons(v uint16) uint16 {
	var b [2]byte
	binary.BigEndian.PutUint16(b[:], v)
	return binary.NativeEndian.Uint16(b[:])
}
