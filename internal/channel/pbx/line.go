package pbx

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

// Limits of what exchanges may send: what is longer is none of their messages.
const (
	longestLine  = 8 << 10
	mostLines    = 500
	longestBody  = 256 << 10
	dialTime     = 10 * time.Second
	usualSilence = 90 * time.Second // by then an answer to a heartbeat must have come
)

var errTooLong = errors.New("a message is longer than any that an exchange sends")

// dial connects, with TLS when there is a configuration. The connection ends with the context.
func dial(ctx context.Context, address string, secure *tls.Config) (net.Conn, func(), error) {
	d := net.Dialer{Timeout: dialTime, KeepAlive: 30 * time.Second}
	ctx2, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	var conn net.Conn
	var err error
	if secure != nil {
		conn, err = (&tls.Dialer{NetDialer: &d, Config: secure}).DialContext(ctx2, "tcp", address)
	} else {
		conn, err = d.DialContext(ctx2, "tcp", address)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("connecting: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	return conn, func() { stop(); _ = conn.Close() }, nil
}

// headers are the lines "Name: value" of one message. Of a name that stands twice the first counts.
type headers map[string]string

func (h headers) get(name string) string { return h[strings.ToLower(name)] }

// readLine reads one line without its end.
func readLine(r *bufio.Reader) (string, error) {
	line, err := r.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return "", errTooLong
	case err != nil:
		return "", fmt.Errorf("reading: %w", err)
	}
	return strings.TrimRight(string(line), "\r\n"), nil
}

// readHeaders reads lines to the next empty one. Lines that are no header are passed over; empty lines before the first are as well.
func readHeaders(r *bufio.Reader) (headers, error) {
	h := headers{}
	for n := 0; ; n++ {
		if n > mostLines {
			return nil, errTooLong
		}
		line, err := readLine(r)
		if err != nil {
			return nil, err
		}
		if line == "" {
			if len(h) > 0 {
				return h, nil
			}
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if name = strings.ToLower(strings.TrimSpace(name)); ok && name != "" {
			if _, twice := h[name]; !twice {
				h[name] = strings.TrimSpace(value)
			}
		}
	}
}
