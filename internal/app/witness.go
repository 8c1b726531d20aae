package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"jikim/internal/ledger"
)

// Witness countersigns checkpoints: another office, or whoever else watches that the ledger only grows.
type Witness interface {
	// Name is what it signs under.
	Name() string
	// Cosign returns the line by which it countersigns a checkpoint, checked, with the instant in it; a *ledger.AheadError when it
	// remembers another size than the request says.
	Cosign(ctx context.Context, q ledger.Request) (line []byte, at time.Time, err error)
}

// WitnessState is how it stands with a witness.
type WitnessState struct {
	Name string
	// Size and At are of the last checkpoint that it countersigned; At is zero when there is none.
	Size int64
	At   time.Time
	// Failure is why this process was refused or not answered when it asked last, and FailedAt when; empty when it was answered.
	Failure  string
	FailedAt time.Time
	Forked   bool // what it has signed is not the ledger that is there
}

// How often a witness is asked: at most, and after a failure.
const (
	witnessEvery = checkpointAtMost
	witnessRetry = 10 * time.Minute
)

// witnesses are those of a service, with what became of the last time each was asked by this process.
type witnesses struct {
	all   []Witness
	mu    sync.Mutex
	asked map[string]witnessTry // by institution and name
}

type witnessTry struct {
	at      time.Time
	failure error
}

func (w *witnesses) last(institution, name string) witnessTry {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.asked[institution+"\n"+name]
}

func (w *witnesses) note(institution, name string, try witnessTry) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.asked == nil {
		w.asked = map[string]witnessTry{}
	}
	w.asked[institution+"\n"+name] = try
}

// due tells whether a witness may be asked again.
func (t witnessTry) due(now time.Time) bool {
	wait := witnessEvery
	if t.failure != nil {
		wait = witnessRetry
	}
	since := now.Sub(t.at)
	return since >= wait || since < 0
}

// AskWitnesses has the newest checkpoint countersigned by each witness that has not done so, as often as each may be asked. It
// returns what went wrong; the ledger goes on without witnesses. For the engine.
func (s *Service) AskWitnesses(ctx context.Context, institution string) error {
	var faults []error
	for _, w := range s.witnesses.all {
		if s.witnesses.last(institution, w.Name()).due(s.Now()) {
			faults = append(faults, s.askWitness(ctx, institution, w))
		}
	}
	return errors.Join(faults...)
}

func (s *Service) askWitness(ctx context.Context, institution string, w Witness) error {
	last, err := s.lastCheckpoint(ctx, institution)
	asked := !s.witnesses.last(institution, w.Name()).at.IsZero()
	if err != nil || last == nil || asked && last.signedBy(w.Name()) {
		return err // asked once at the start in any case: a witness that remembers more tells that the data were set back
	}
	err = s.cosign(ctx, last, w)
	s.witnesses.note(institution, w.Name(), witnessTry{s.Now(), err})
	return err
}

func (c *Checkpoint) signedBy(witness string) bool {
	for i := range c.Cosigned {
		if c.Cosigned[i].Witness == witness {
			return true
		}
	}
	return false
}

// cosign asks a witness and keeps its countersignature. It may remember another checkpoint than we have heard of: then it is asked
// once more from there, unless another node has made a newer one meanwhile, which is the one to be countersigned next time.
func (s *Service) cosign(ctx context.Context, c *Checkpoint, w Witness) error {
	old := int64(0)
	switch before, err := s.store.LastCosigned(ctx, c.Institution, w.Name()); {
	case err == nil:
		old = before.Size
	case !errors.Is(err, ErrNotFound):
		return err
	}
	if old > c.Size {
		return nil
	}
	line, at, err := s.askFrom(ctx, c, w, old)
	var ahead *ledger.AheadError
	if errors.As(err, &ahead) {
		if ahead.Size > c.Size {
			return s.setBack(ctx, c.Institution, w, ahead.Size)
		}
		line, at, err = s.askFrom(ctx, c, w, ahead.Size)
	}
	if err != nil {
		return err
	}
	return s.store.AddCosignature(ctx, c.Institution, c.N, Cosignature{Witness: w.Name(), At: at, Line: line})
}

// setBack tells whether the ledger was set back to before what a witness has signed, or has grown meanwhile.
func (s *Service) setBack(ctx context.Context, institution string, w Witness, signed int64) error {
	now, err := s.lastCheckpoint(ctx, institution)
	if err != nil || now.Size >= signed {
		return err
	}
	return fmt.Errorf("the witness %s has signed for %d leaves, and there are %d: the ledger was set back: %w", w.Name(), signed, now.Size, ErrForked)
}

func (s *Service) askFrom(ctx context.Context, c *Checkpoint, w Witness, old int64) (line []byte, at time.Time, err error) {
	q := ledger.Request{Old: old, Signed: c.Note}
	if old > 0 && old < c.Size {
		if q.Proof, err = s.tree(c.Institution).Consistency(ctx, old, c.Size); err != nil {
			return nil, at, err
		}
	}
	return w.Cosign(ctx, q)
}

// LedgerState is how it stands with the signing of the ledger.
type LedgerState struct {
	Last      *Checkpoint // nil: none yet
	Size      int64       // how many facts are recorded, signed or not
	Witnesses []WitnessState
}

// LedgerState tells how it stands with the signing and with each witness. For administrators.
func (s *Service) LedgerState(ctx context.Context, a Actor) (*LedgerState, error) {
	if !a.Role.AtLeast(Admin) {
		return nil, denied()
	}
	var st LedgerState
	var err error
	if st.Last, err = s.lastCheckpoint(ctx, a.Institution); err != nil {
		return nil, err
	}
	if st.Size, err = s.store.LogSize(ctx, a.Institution); err != nil {
		return nil, err
	}
	for _, w := range s.witnesses.all {
		state := WitnessState{Name: w.Name()}
		switch signed, err := s.store.LastCosigned(ctx, a.Institution, w.Name()); {
		case err == nil:
			state.Size, state.At = signed.Size, signed.At
		case !errors.Is(err, ErrNotFound):
			return nil, err
		}
		if try := s.witnesses.last(a.Institution, w.Name()); try.failure != nil {
			state.Failure, state.FailedAt, state.Forked = try.failure.Error(), try.at, errors.Is(try.failure, ErrForked)
		}
		st.Witnesses = append(st.Witnesses, state)
	}
	return &st, nil
}
