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

// crowded is what came of requests by many clients.
type crowded struct {
	took     []time.Duration // of each request that was counted
	whole    time.Duration   // in which they were made
	requests int             // all of them, with those that warmed up
	spent    time.Duration   // processor time of this process for them
}

// rate is how many requests were answered in a second.
func (c *crowded) rate() float64 { return float64(len(c.took)) / c.whole.Seconds() }

// cpu is the processor time of a request in milliseconds.
func (c *crowded) cpu() float64 { return milliseconds(c.spent) / float64(max(1, c.requests)) }

// add joins what came of another turn.
func (c *crowded) add(o crowded, err error) error {
	c.took, c.whole = append(c.took, o.took...), c.whole+o.whole
	c.requests, c.spent = c.requests+o.requests, c.spent+o.spent
	return err
}

// crowd lets a number of clients make requests for some time, after a quarter of it that warms up and is not counted. Send
// makes one request; n is different each time.
func crowd(ctx context.Context, addr string, clients int, lasting time.Duration, send func(c *benchClient, client, n int) error) (crowded, error) {
	all := make([][]time.Duration, clients)
	made := make([]int, clients)
	failed := make([]error, clients)
	spent := cpuTime()
	counted := time.Now().Add(lasting / 4)
	until := counted.Add(lasting)
	var wait sync.WaitGroup
	for i := range clients {
		wait.Go(func() {
			c := &benchClient{host: addr}
			defer c.close()
			for ; failed[i] == nil && ctx.Err() == nil; made[i]++ {
				begun := time.Now()
				if begun.After(until) {
					return
				}
				failed[i] = send(c, i, made[i])
				if begun.After(counted) {
					all[i] = append(all[i], time.Since(begun))
				}
			}
		})
	}
	wait.Wait()
	out := crowded{whole: time.Since(counted), spent: cpuTime() - spent}
	for i := range all {
		out.took = append(out.took, all[i]...)
		out.requests += made[i]
	}
	return out, errors.Join(append(failed, ctx.Err())...)
}

// expect says that an answer had another status than the benchmark is about.
func expect(want, got int, err error) error {
	if err == nil && got != want {
		err = fmt.Errorf("the server answered %d instead of %d", got, want)
	}
	return err
}
