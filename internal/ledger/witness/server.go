// Package witness watches logs of others, and has one's own watched, by the protocol of C2SP tlog-witness. A witness remembers the
// last checkpoint of each log that it knows and countersigns a new one only when the log has grown and nothing else. A log
// that shows different people different pasts cannot get both countersigned.
package witness

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"jikim/internal/ledger"
)

// mostBytes bounds a request: a checkpoint with its signatures, and a proof of at most 63 hashes.
const mostBytes = 64 << 10

// sizeType is the media type of the answer that tells which size a witness remembers.
const sizeType = "text/x.tlog.size"

// Server is a witness. It is safe for concurrent use.
type Server struct {
	key   ledger.Key
	logs  map[string][]ledger.Verifier // by origin
	state *state
	clock func() time.Time
	log   *slog.Logger
	mu    sync.Mutex // held from reading what is remembered until it is replaced
}

// New returns a witness that signs with a key for the logs of these public keys, several of one log during a hand-over, and remembers
// in a folder.
func New(key ledger.Key, logs []ledger.Verifier, dir string, clock func() time.Time, log *slog.Logger) (*Server, error) {
	if !ledger.ValidName(key.Name) {
		return nil, fmt.Errorf("a witness cannot be called %q", key.Name)
	}
	state, err := openState(dir)
	if err != nil {
		return nil, err
	}
	s := &Server{key: key, logs: map[string][]ledger.Verifier{}, state: state, clock: clock, log: log}
	for _, v := range logs {
		if ledger.IsWitness(v) {
			return nil, fmt.Errorf("the key of %s is that of a witness, not of a log", v.Name())
		}
		if slices.ContainsFunc(s.logs[v.Name()], func(known ledger.Verifier) bool { return known.KeyHash() == v.KeyHash() }) {
			return nil, fmt.Errorf("the same key of %s is named twice", v.Name())
		}
		s.logs[v.Name()] = append(s.logs[v.Name()], v)
	}
	return s, nil
}

// Public returns the key that its countersignatures are checked with.
func (s *Server) Public() string { return s.key.Public(true) }

// ServeHTTP answers POST /add-checkpoint, and tells everybody else the witness's key.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	switch {
	case r.Method == http.MethodPost && r.URL.Path == "/add-checkpoint":
		s.add(w, r)
	case (r.Method == http.MethodGet || r.Method == http.MethodHead) && r.URL.Path == "/":
		_, _ = io.WriteString(w, s.Public()+"\n") // the reader has gone
	default:
		http.NotFound(w, r)
	}
}

func (s *Server) add(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBytes))
	if err != nil {
		http.Error(w, "the request is too long, or ended early", http.StatusBadRequest)
		return
	}
	line, err := s.Cosign(body)
	var ahead *ledger.AheadError
	var refused *refusal
	switch {
	case err == nil:
		_, _ = w.Write(line) // the reader has gone: it will ask again
	case errors.As(err, &ahead):
		w.Header().Set("Content-Type", sizeType)
		w.WriteHeader(http.StatusConflict)
		_, _ = io.WriteString(w, strconv.FormatInt(ahead.Size, 10)+"\n")
	case errors.As(err, &refused):
		s.log.Warn("a checkpoint was refused", "status", refused.status, "reason", refused.text, "origin", refused.origin)
		http.Error(w, refused.text, refused.status)
	default:
		s.log.Error("a checkpoint could not be countersigned", "error", err)
		http.Error(w, "the witness cannot remember it now", http.StatusInternalServerError)
	}
}

// refusal is why a checkpoint is not countersigned, with its status by the protocol.
type refusal struct {
	status       int
	text, origin string
}

func (r *refusal) Error() string { return r.text }

// Cosign checks a request and returns the countersignature, after the checkpoint is remembered for good.
func (s *Server) Cosign(body []byte) ([]byte, error) {
	q, err := ledger.ParseRequest(body)
	if err != nil {
		return nil, &refusal{http.StatusBadRequest, err.Error(), ""}
	}
	origin := ledger.OriginOf(q.Signed)
	keys := s.logs[origin]
	if len(keys) == 0 {
		return nil, &refusal{http.StatusNotFound, "this log is not known here", ""}
	}
	c, n, err := ledger.Open(q.Signed, keys...)
	if err != nil {
		return nil, &refusal{http.StatusForbidden, "no known key of the log has signed this", origin}
	}
	if q.Old > c.Size {
		return nil, &refusal{http.StatusBadRequest, "the log had more before", origin}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	last := s.state.of(origin)
	if last.Size != q.Old {
		return nil, &ledger.AheadError{Size: last.Size}
	}
	if c.Size == last.Size && last.Note != "" && c.Root != last.root() {
		return nil, &refusal{http.StatusConflict, "the log had another root of the same size", origin}
	}
	if err := ledger.CheckConsistency(q.Proof, q.Old, last.root(), c.Size, c.Root); err != nil {
		return nil, &refusal{http.StatusUnprocessableEntity, "the log does not begin with what it was before", origin}
	}
	line, err := ledger.Cosign(n.Text, s.key, s.clock())
	if err != nil {
		return nil, err
	}
	return line, s.state.put(origin, remembered{Size: c.Size, Root: c.Root[:], Note: string(q.Signed)})
}
