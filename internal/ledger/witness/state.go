package witness

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"jikim/internal/ledger"
)

// remembered is the last checkpoint of a log that was countersigned.
type remembered struct {
	Size int64  `json:"size"`
	Root []byte `json:"root"`
	Note string `json:"note"`
}

func (r remembered) root() (h ledger.Hash) {
	copy(h[:], r.Root)
	return h
}

// state is what a witness remembers, in one file that is replaced as a whole.
type state struct {
	file string
	mu   sync.Mutex
	logs map[string]remembered // by origin
}

func openState(dir string) (*state, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("folder of the witness: %w", err)
	}
	s := &state{file: filepath.Join(dir, "witness.json"), logs: map[string]remembered{}}
	raw, err := os.ReadFile(s.file)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, fmt.Errorf("what the witness remembers: %w", err)
	}
	if err := json.Unmarshal(raw, &s.logs); err != nil {
		return nil, fmt.Errorf("what the witness remembers: %s: %w", s.file, err)
	}
	return s, nil
}

func (s *state) of(origin string) remembered {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.logs[origin]
}

// put remembers a checkpoint durably: only then it may be countersigned.
func (s *state) put(origin string, r remembered) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	before, had := s.logs[origin]
	s.logs[origin] = r
	if err := s.write(); err != nil {
		if s.logs[origin] = before; !had {
			delete(s.logs, origin)
		}
		return fmt.Errorf("remembering a checkpoint: %w", err)
	}
	return nil
}

func (s *state) write() error {
	raw, err := json.MarshalIndent(s.logs, "", "\t")
	if err != nil {
		return err
	}
	next := s.file + ".next"
	f, err := os.OpenFile(next, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(raw)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(next, s.file); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(s.file))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
