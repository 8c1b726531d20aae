package web

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/a-h/templ"
)

const (
	// maxStreams bounds the streams that are open at once.
	maxStreams = 2_000
	// heartbeat is how often something is sent on a silent stream, so that proxies keep it and a visitor who has gone is
	// found out.
	heartbeat = 15 * time.Second
	// sendTime is how long one message may take to be sent.
	sendTime = 10 * time.Second
)

// Message is one server-sent event.
type Message struct {
	Event string // its name; empty: "message"
	ID    string // what the browser names when it comes back, in Last-Event-ID; or empty
	Body  templ.Component
}

// Stream is an open stream of server-sent events to one browser.
type Stream struct {
	w    http.ResponseWriter
	c    *http.ResponseController
	ctx  context.Context
	stop context.CancelFunc
	s    *Server
}

// Open begins a stream; the caller closes it. The error is one of status 503 when too many are open.
func (s *Server) Open(w http.ResponseWriter, r *http.Request) (*Stream, error) {
	if !s.streams.take(1) {
		return nil, Status(http.StatusServiceUnavailable)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(r.Context()))
	st := &Stream{w: w, c: http.NewResponseController(w), ctx: ctx, stop: stop, s: s}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // proxies that buffer answers must not buffer this one
	w.WriteHeader(http.StatusOK)
	// The connection has outlived its ordinary time from here on. A test's recorder has no deadline.
	_ = st.c.SetReadDeadline(time.Time{})
	if err := st.write([]byte("retry: 2000\n\n")); err != nil {
		st.Close()
		return nil, err
	}
	return st, nil
}

// Context ends when the stream is closed.
func (st *Stream) Context() context.Context { return st.ctx }

// Close ends the stream.
func (st *Stream) Close() {
	if st.ctx.Err() == nil {
		st.stop()
		st.s.streams.give(1)
	}
}

// Send draws a message and sends it at once.
func (st *Stream) Send(m Message) error {
	var body, out bytes.Buffer
	if m.Body != nil {
		if err := m.Body.Render(st.ctx, &body); err != nil {
			return err
		}
	}
	if m.ID != "" {
		out.WriteString("id: " + m.ID + "\n")
	}
	if m.Event != "" {
		out.WriteString("event: " + m.Event + "\n")
	}
	for line := range bytes.SplitSeq(body.Bytes(), []byte("\n")) {
		out.WriteString("data: ")
		out.Write(bytes.TrimSuffix(line, []byte("\r")))
		out.WriteByte('\n')
	}
	out.WriteByte('\n')
	return st.write(out.Bytes())
}

func (st *Stream) write(b []byte) error {
	_ = st.c.SetWriteDeadline(time.Now().Add(sendTime)) // a test's recorder has none
	if _, err := st.w.Write(b); err != nil {
		return err
	}
	return st.c.Flush()
}

// Events answers a request with a stream of what comes from source, drawn as messages. It returns nil when the source is
// closed, the visitor has gone or the server stops. The source must be bounded and must never wait for its reader, as
// that of app.Service.Subscribe: a slow browser then loses events instead of holding up the office.
func Events[T any](s *Server, w http.ResponseWriter, r *http.Request, source <-chan T, draw func(T) ([]Message, error)) error {
	st, err := s.Open(w, r)
	if err != nil {
		return err
	}
	defer st.Close()
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for n := 0; ; n++ {
		select {
		case <-r.Context().Done():
			return nil
		case <-s.closing:
			return nil
		case <-beat.C:
			if st.write([]byte(": "+strconv.Itoa(n)+"\n\n")) != nil {
				return nil
			}
		case e, open := <-source:
			if !open {
				return nil
			}
			messages, err := draw(e)
			if err != nil {
				return err
			}
			for _, m := range messages {
				if st.Send(m) != nil {
					return nil
				}
			}
		}
	}
}
