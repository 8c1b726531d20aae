// Package clamd asks the daemon of ClamAV whether a file is harmful, by its command INSTREAM. Nothing is written to disk on
// the way, and the daemon is told neither a name nor whose file it is.
//
// The protocol is a page long and its only Go client dates from 2017, so this is one of our own: the length of each piece in
// four bytes, most significant first, then the piece, and a length of zero at the end; then one line of answer.
package clamd

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

const (
	pieceSize = 64 << 10
	maxAnswer = 4 << 10
	dialTime  = 2 * time.Second
)

// Client asks one daemon. It is safe for concurrent use; each question has a connection of its own.
type Client struct{ network, address string }

// New returns the client of a daemon: "host:port" of its TCPSocket, or the path of its LocalSocket. Nothing is asked yet.
func New(address string) (*Client, error) {
	if strings.HasPrefix(address, "/") {
		return &Client{"unix", address}, nil
	}
	if _, port, err := net.SplitHostPort(address); err != nil || port == "" {
		return nil, fmt.Errorf("%q is no address of clamd; write host:port, or the path of its socket", address)
	}
	return &Client{"tcp", address}, nil
}

// Scan tells whether a file is harmful. An error means that nobody knows: the daemon is away, too slow for the context, or
// refused to look, as it does with files longer than its StreamMaxLength.
func (c *Client) Scan(ctx context.Context, body []byte) (harmful bool, err error) {
	d := net.Dialer{Timeout: dialTime}
	conn, err := d.DialContext(ctx, c.network, c.address)
	if err != nil {
		return false, fmt.Errorf("clamd: %w", err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	// Who refuses a long file answers and hangs up while it is still being sent: the answer says more than the failed write.
	sent := send(conn, body)
	answer, err := io.ReadAll(io.LimitReader(conn, maxAnswer))
	if ctx.Err() != nil {
		return false, fmt.Errorf("clamd: %w", ctx.Err())
	}
	if len(answer) == 0 {
		return false, fmt.Errorf("clamd: no answer: %w", errors.Join(sent, err))
	}
	return read(answer)
}

func send(w io.Writer, body []byte) error {
	if _, err := io.WriteString(w, "zINSTREAM\x00"); err != nil {
		return err
	}
	for len(body) > 0 {
		piece := body[:min(len(body), pieceSize)]
		body = body[len(piece):]
		head := binary.BigEndian.AppendUint32(nil, uint32(len(piece)))
		if _, err := w.Write(head); err != nil {
			return err
		}
		if _, err := w.Write(piece); err != nil {
			return err
		}
	}
	_, err := w.Write(make([]byte, 4))
	return err
}

// read understands the answer: "stream: OK", "stream: NAME FOUND", or anything else, which is an error.
func read(answer []byte) (harmful bool, err error) {
	line, _, ended := bytes.Cut(answer, []byte{0})
	text := strings.TrimSpace(string(line))
	switch said, ours := strings.CutPrefix(text, "stream: "); {
	case ours && ended && said == "OK":
		return false, nil
	case ours && ended && strings.HasSuffix(said, " FOUND"):
		return true, nil
	}
	return false, fmt.Errorf("clamd: answered %q", text)
}
