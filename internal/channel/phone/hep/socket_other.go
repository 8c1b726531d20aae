//go:build !linux

package hep

import "net"

// enlarge gives a socket a large buffer, as far as the system allows.
func enlarge(conn *net.UDPConn, size int) error { return conn.SetReadBuffer(size) }

// lost is told by Linux only.
func lost([]byte) (n uint32, ok bool) { return 0, false }
