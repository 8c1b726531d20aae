package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// benchClient is one visitor with a connection of his own. It spends little on itself, since it shares the processors with
// the server that is measured.
type benchClient struct {
	conn net.Conn
	r    *bufio.Reader
	out  bytes.Buffer
	host string
}

// dial connects. The server does not wait long for the first request of a connection.
func (c *benchClient) dial() error {
	conn, err := net.Dial("tcp", c.host)
	if err == nil {
		c.conn, c.r = conn, bufio.NewReaderSize(conn, 32<<10)
	}
	return err
}

func (c *benchClient) close() {
	if c.conn != nil {
		_ = c.conn.Close() // nothing is pending
	}
}

// do sends one request and reads the whole answer; the first one connects.
func (c *benchClient) do(method, path string, header map[string]string, body []byte) (status int, size int64, err error) {
	if c.conn == nil {
		if err := c.dial(); err != nil {
			return 0, 0, err
		}
	}
	c.out.Reset()
	fmt.Fprintf(&c.out, "%s %s HTTP/1.1\r\nHost: %s\r\n", method, path, c.host)
	for name, value := range header {
		fmt.Fprintf(&c.out, "%s: %s\r\n", name, value)
	}
	if body != nil {
		fmt.Fprintf(&c.out, "Content-Type: application/json\r\nContent-Length: %d\r\n", len(body))
	}
	c.out.WriteString("\r\n")
	c.out.Write(body)
	if _, err := c.conn.Write(c.out.Bytes()); err != nil {
		return 0, 0, err
	}
	answer, err := http.ReadResponse(c.r, nil)
	if err != nil {
		return 0, 0, err
	}
	size, err = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode, size, errors.Join(err, answer.Body.Close())
}

// crowd lets a number of clients make requests for some time, and returns how long each took. Send makes one request; n is
// different each time.
func crowd(ctx context.Context, addr string, clients int, lasting time.Duration, send func(c *benchClient, client, n int) error) (took []time.Duration, rate float64, err error) {
	all := make([][]time.Duration, clients)
	failed := make([]error, clients)
	conns := make([]*benchClient, clients)
	for i := range conns {
		conns[i] = &benchClient{host: addr}
		defer conns[i].close()
	}
	start := time.Now()
	until := start.Add(lasting)
	var wait sync.WaitGroup
	for i := range conns {
		wait.Go(func() {
			for n := 0; failed[i] == nil && ctx.Err() == nil; n++ {
				begun := time.Now()
				if begun.After(until) {
					return
				}
				failed[i] = send(conns[i], i, n)
				all[i] = append(all[i], time.Since(begun))
			}
		})
	}
	wait.Wait()
	whole := time.Since(start)
	for _, one := range all {
		took = append(took, one...)
	}
	return took, float64(len(took)) / whole.Seconds(), errors.Join(append(failed, ctx.Err())...)
}

// expect says that an answer had another status than the benchmark is about.
func expect(want, got int, err error) error {
	if err == nil && got != want {
		err = fmt.Errorf("the server answered %d instead of %d", got, want)
	}
	return err
}
