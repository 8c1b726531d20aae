package web

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"
	"time"
)

type requestID struct{}

// RequestID returns the identifier of a request, which stands in the log and on pages of faults; a visitor can name it
// when he asks for help.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestID{}).(string)
	return id
}

// observed gives each request an identifier, catches panics, and writes one line when it is done. The line has the
// pattern of the route and not the path, because the path of a private link is its secret.
func (s *Server) observed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		id := rand.Text()[:12]
		r = r.WithContext(context.WithValue(r.Context(), requestID{}, id))
		w.Header().Set("X-Request-Id", id)
		answer := &answer{ResponseWriter: w}
		defer func() {
			if reason := recover(); reason != nil {
				s.caught(answer, r, reason)
			}
			s.served(r, answer, time.Since(began))
		}()
		next.ServeHTTP(answer, r)
	})
}

// caught makes an error page of a panic. The log names its kind and its place; a panic with a value of its own may carry
// what a visitor has sent and is named by its type only.
func (s *Server) caught(w *answer, r *http.Request, reason any) {
	if reason == http.ErrAbortHandler {
		panic(reason)
	}
	text := fmt.Sprintf("%T", reason)
	if err, ok := reason.(runtime.Error); ok {
		text = err.Error()
	}
	s.Log.Error("panic", "id", RequestID(r.Context()), "reason", text, "stack", string(debug.Stack()))
	s.Fail(w, r, Status(http.StatusInternalServerError))
}

func (s *Server) served(r *http.Request, a *answer, took time.Duration) {
	status := a.status
	if status == 0 {
		status = http.StatusOK
	}
	if s.Metrics != nil {
		s.Metrics.Served(r.Pattern, status, took)
	}
	level := slog.LevelInfo
	if r.Pattern == "GET /healthz" || r.Pattern == "GET /readyz" {
		level = slog.LevelDebug
	}
	line := []any{"id", RequestID(r.Context()), "method", r.Method, "route", r.Pattern, "status", status}
	if !a.unsized {
		line = append(line, "bytes", a.size)
	}
	s.Log.Log(context.WithoutCancel(r.Context()), level, "request", append(line, "took", took)...)
}

// Unsized keeps the size of an answer out of the log: pages that carry along what somebody has entered so far are as long as that is.
func Unsized(w http.ResponseWriter) {
	if a := observedBy(w); a != nil {
		a.unsized = true
	}
}

// observedBy finds what observes an answer; nil when nothing does, as in tests of a handler by itself.
func observedBy(w http.ResponseWriter) *answer {
	for {
		switch x := w.(type) {
		case *answer:
			return x
		case interface{ Unwrap() http.ResponseWriter }:
			w = x.Unwrap()
		default:
			return nil
		}
	}
}

// answer remembers what was sent.
type answer struct {
	http.ResponseWriter
	status  int
	size    int64
	unsized bool
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(b)
	a.size += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController find the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
