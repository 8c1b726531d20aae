package verify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync/atomic"

	"golang.org/x/mod/sumdb/tlog"

	"jikim/internal/core/charter"
	"jikim/internal/core/open"
	"jikim/internal/core/publication"
	"jikim/internal/ledger"
)

// Options say what to verify and how.
type Options struct {
	From Source
	// Known is what an earlier verification remembered; nil: nothing, and the keys that are served are believed this once.
	Known *Root
	// Witnesses are those whom the reader trusts to have seen one history: each must have countersigned the ledger.
	Witnesses []ledger.Verifier
	// Publication leaves out all others; empty: every publication is compared.
	Publication string
	// Progress is told how far a step is; nil: nobody is. It may be called by several at the same time.
	Progress func(step Step, done, of int64)
	// Workers is how many chunks and heaps are worked on at a time; 0: as many as there are processors.
	Workers int
}

// Step is a part of the work that takes long.
type Step string

// The steps.
const (
	StepFacts Step = "facts" // reading and hashing them
	StepJudge Step = "judge" // judging them again
)

// verification is one run.
type verification struct {
	*Report
	Options
	index *open.Index
	keys  []ledger.KeyChange // nil: they are not to be trusted
	// signed is the checkpoint up to which facts are open; nil when no key has signed it.
	signed    *ledger.Checkpoint
	tree      *tree
	journal   []journalled // by size
	watched   []Witnessed  // by witness
	heaps     *heaps
	charters  charter.Versions              // nil when they cannot be read
	read      map[string][]*charter.Charter // by digest: the version with the calendars it was read with, the oldest first
	laws      map[string]*publication.Law   // by the special days and calendars that publications name
	published []*table
	counted   []*table // those of published that are counted again, the smallest ledger first
	told      []announcement
	done      [2]atomic.Int64
	above     []tlog.Hash // of aboveTile
	aboveTile ledger.Tile
}

// Run verifies. An error means that it could not be done; what is wrong with the data is in the report.
func Run(ctx context.Context, o Options) (*Report, error) {
	v := &verification{Report: &Report{}, Options: o, watched: make([]Witnessed, len(o.Witnesses)), read: map[string][]*charter.Charter{}, laws: map[string]*publication.Law{}}
	if err := v.readIndex(ctx); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "jikim-verify-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if v.heaps, err = newHeaps(dir); err != nil {
		return nil, err
	}
	defer v.heaps.close()
	for _, do := range []func(context.Context) error{v.checkKeys, v.readCharters, v.readLeaves, v.checkRoots, v.judgeAgain} {
		if err := do(ctx); err != nil {
			return nil, err
		}
	}
	v.order()
	return v.Report, nil
}

// indexPath is that of the file that names all others.
const indexPath = openRoot + "index.json"

// readIndex reads the index. Without one there is nothing to verify.
func (v *verification) readIndex(ctx context.Context) error {
	b, err := v.From.Get(ctx, indexPath)
	if errors.Is(err, ErrMissing) {
		return fmt.Errorf("there are no open data: %w; is this an office that runs jikim, and has it published figures?", err)
	}
	if err != nil {
		return err
	}
	if v.index, err = open.ParseIndex(b); err != nil {
		return fmt.Errorf("%s: %w", indexPath, err)
	}
	v.Institution, v.Size = v.index.Institution, v.index.Size
	return nil
}

func (v *verification) workers() int {
	if v.Workers > 0 {
		return v.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// step counts one more part of a step that is done.
func (v *verification) step(s Step, of int64) {
	i := 0
	if s == StepJudge {
		i = 1
	}
	n := v.done[i].Add(1)
	if v.Progress != nil {
		v.Progress(s, n, of)
	}
}

// lasting reads a file that never changes, from where it is kept if it is.
func (v *verification) lasting(ctx context.Context, path string, is func([]byte) bool) ([]byte, error) {
	if k, ok := v.From.(Kept); ok {
		return k.Lasting(ctx, path, is)
	}
	return v.From.Get(ctx, path)
}

// file reads a file that the index names. One that is not there, or is another one than the index says, is a finding; then it is nil.
func (v *verification) file(ctx context.Context, f open.File) ([]byte, error) {
	is := func(b []byte) bool {
		sum := sha256.Sum256(b)
		return hex.EncodeToString(sum[:]) == strings.ToLower(f.SHA256)
	}
	b, err := v.lasting(ctx, openRoot+f.Path, is)
	if err != nil && !errors.Is(err, ErrMissing) {
		return nil, err
	}
	if err != nil || !is(b) {
		v.found(FileDigest, -1, "path", f.Path)
		return nil, nil
	}
	return b, nil
}
