package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"jikim/internal/core/wave"
)

// waveBody is what is kept of a wave beside its times: nothing of any person.
type waveBody struct {
	Questionnaire string      `json:"questionnaire"` // the text of its file, as it was when the wave was opened
	Digest        string      `json:"digest"`        // hex SHA-256 of that text
	Seed          string      `json:"seed"`          // of the draw
	People        int         `json:"people"`        // who could be asked
	Strata        []waveShare `json:"strata"`
	Most          int         `json:"most,omitempty"` // answers without an invitation at one desk; 0: no limit
	Key           string      `json:"key"`            // of the form that opened it
	By            string      `json:"by"`             // account
	ClosedBy      string      `json:"closed_by,omitempty"`
	Batches       []waveBatch `json:"batches,omitempty"`
	Base          string      `json:"base"` // where links lead
	Salt          string      `json:"salt"` // of the digest of the answers
	Result        *waveResult `json:"result,omitempty"`
}

// waveShare is a stratum as it was drawn.
type waveShare struct {
	Stratum string `json:"stratum"`
	People  int    `json:"people"`
	Asked   int    `json:"asked"`
}

// waveBatch is numbered sheets that were printed for a desk.
type waveBatch struct {
	Desk  string `json:"desk"`
	First int    `json:"first"`
	Last  int    `json:"last"`
	Key   string `json:"key"` // of the form
}

// waveResult is what is known of a wave that is over; invitations and counters are gone by then.
type waveResult struct {
	Answers int          `json:"answers"`
	State   surveyCounts `json:"state"`
	Digest  string       `json:"digest"`       // of the answers
	By      string       `json:"by,omitempty"` // account; empty: it was over, and nobody closed it
}

func (w *Wave) body() (*waveBody, error) {
	b := &waveBody{}
	if err := json.Unmarshal(w.Body, b); err != nil {
		return nil, fmt.Errorf("reading survey %s: %w", w.ID, err)
	}
	return b, nil
}

func (w *Wave) keep(b *waveBody) error {
	body, err := json.Marshal(b)
	if err != nil {
		return fmt.Errorf("keeping survey %s: %w", w.ID, err)
	}
	w.Body = body
	return nil
}

// phase is what can be done with a wave at an instant.
func (w *Wave) phase(now time.Time) wave.Phase {
	switch w.State {
	case WaveOpening:
		return wave.Before
	case WaveOpen:
		return wave.PhaseAt(w.OpensAt, w.ClosesAt, now)
	}
	return wave.Over
}

// waveOf loads a wave with its body; an Unknown fault when there is none.
func (s *Service) waveOf(ctx context.Context, institution, id string) (*Wave, *waveBody, error) {
	w, err := s.store.Wave(ctx, institution, id)
	if errors.Is(err, ErrNotFound) {
		return nil, nil, unknown()
	}
	if err != nil {
		return nil, nil, fmt.Errorf("loading a survey: %w", err)
	}
	b, err := w.body()
	return w, b, err
}

// runningWave returns the wave that is open; nil when none is.
func (s *Service) runningWave(ctx context.Context, institution string) (*Wave, *waveBody, error) {
	waves, err := s.store.ListWaves(ctx, institution)
	if err != nil {
		return nil, nil, fmt.Errorf("loading surveys: %w", err)
	}
	i := slices.IndexFunc(waves, func(w Wave) bool { return w.State == WaveOpen })
	if i < 0 {
		return nil, nil, nil
	}
	b, err := waves[i].body()
	return &waves[i], b, err
}
