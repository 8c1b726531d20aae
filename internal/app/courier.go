package app

import (
	"context"
	"errors"
	"sync"

	"jikim/internal/channel"
	"jikim/internal/core/proof"
)

// mostSending bounds how many texts are on their way at once; the others wait.
const mostSending = 4

// sending is what is on its way to people outside of the office.
type sending struct {
	ctx     context.Context // ends with the service
	end     context.CancelFunc
	running sync.WaitGroup
	places  chan struct{}
}

func newSending() *sending {
	ctx, end := context.WithCancel(context.Background())
	return &sending{ctx: ctx, end: end, places: make(chan struct{}, mostSending)}
}

// close gives up what has not been sent and waits until all of it has been noted.
func (g *sending) close() {
	g.end()
	g.running.Wait()
}

// courier sends a code in the background and notes what became of it. Neither the address nor the code goes into the log.
func (s *Service) courier(institution string, p *Proof, to, subject, text string) {
	id, way := p.ID, p.Way
	s.sending.running.Go(func() {
		ctx, cancel := context.WithTimeout(s.sending.ctx, proof.SettleTime)
		defer cancel()
		outcome := ProofSent
		if err := s.dispatch(ctx, way, to, subject, text); errors.Is(err, channel.ErrNoSuchAddress) {
			s.log.Info("a code was refused by the other side", "way", string(way))
		} else if err != nil {
			outcome = ProofFailed
			s.log.Warn("a code could not be sent", "way", string(way), "error", err)
		}
		// The context may have ended; what became of it is noted all the same.
		if err := s.store.SettleProof(context.WithoutCancel(ctx), institution, id, outcome); err != nil {
			s.log.Warn("what became of a code was not noted", "error", err)
		}
	})
}

// dispatch waits for its turn and sends.
func (s *Service) dispatch(ctx context.Context, way Way, to, subject, text string) error {
	select {
	case s.sending.places <- struct{}{}:
		defer func() { <-s.sending.places }()
	case <-ctx.Done():
		return ctx.Err()
	}
	_, err := s.couriers[way].Carry(ctx, &channel.Message{To: to, Subject: subject, Text: text, Template: "code", Automatic: true})
	return err
}
