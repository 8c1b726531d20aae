package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
)

// hookDelays are how long after each failure an event is sent again; after the last it is given up: two days in all.
var hookDelays = []time.Duration{5 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 12 * time.Hour,
	24 * time.Hour}

const (
	hookLease  = 2 * time.Minute // of claimed events: longer than a batch can take
	hookBatch  = 16
	hookAtOnce = 4 // requests to one hook
	// Events that were taken are forgotten after a week, given up ones after a quarter.
	hookTaken = 7 * 24 * time.Hour
	hookDead  = 90 * 24 * time.Hour
)

// event is what a hook is told: identifiers, kinds, times and statuses, and nothing of any person.
type event struct {
	ID   string
	Kind string
	At   time.Time
	Seq  int64
	Data eventData
}

// eventData is the part of an event that is ours.
type eventData struct {
	Case    string     `json:"case,omitempty"`
	Number  string     `json:"number,omitempty"`
	Kind    string     `json:"kind"`
	Status  string     `json:"status,omitempty"`
	Service string     `json:"service,omitempty"`
	Channel string     `json:"channel,omitempty"`
	Desk    string     `json:"desk,omitempty"`
	Promise string     `json:"promise,omitempty"` // that was broken
	Item    string     `json:"item,omitempty"`
	Due     *time.Time `json:"due,omitempty"` // of the case's own period
}

// json writes the event in the structured form of CloudEvents 1.0.
func (e *event) json(institution string) ([]byte, error) {
	e.Data.Kind = e.Kind
	out := struct {
		Version  string    `json:"specversion"`
		ID       string    `json:"id"`
		Source   string    `json:"source"`
		Type     string    `json:"type"`
		Subject  string    `json:"subject,omitempty"`
		Time     time.Time `json:"time"`
		Content  string    `json:"datacontenttype"`
		Sequence string    `json:"sequence,omitempty"` // an extension: the order within the subject
		Data     eventData `json:"data"`
	}{"1.0", e.ID, "/institutions/" + institution, "jikim." + e.Kind, e.Data.Case, e.At.UTC(), "application/json", "", e.Data}
	if e.Seq > 0 {
		out.Sequence = fmt.Sprintf("%019s", strconv.FormatInt(e.Seq, 10)) // so that it sorts as a text
	}
	return json.Marshal(out)
}

// deliveries are the events that hooks are to hear of a turn.
func (s *Service) deliveries(ctx context.Context, t *turned) ([]Delivery, error) {
	if len(t.added) == 0 {
		return nil, nil
	}
	hooks, err := s.hooksOf(ctx, t.Institution)
	if err != nil || len(hooks) == 0 {
		return nil, err
	}
	var out []Delivery
	for i := range t.added {
		f := &t.added[i]
		seq := t.Seq + int64(i) + 1
		var body []byte
		for h := range hooks {
			if !hooks[h].Hears(f.Kind) {
				continue
			}
			if body == nil {
				if body, err = t.eventOf(f, seq).json(t.Institution); err != nil {
					return nil, fmt.Errorf("event of %s: %w", f.Kind, err)
				}
			}
			out = append(out, Delivery{Institution: t.Institution, ID: hooks[h].ID + "." + f.ID, Hook: hooks[h].ID, Case: t.Case, Seq: seq,
				Kind: f.Kind.String(), At: f.At, Body: body})
		}
	}
	return out, nil
}

// eventOf is the event of a fact that the turn records.
func (t *turned) eventOf(f *fact.Fact, seq int64) *event {
	st := &t.after.state
	e := &event{ID: f.ID, Kind: f.Kind.String(), At: f.At, Seq: seq, Data: eventData{Case: t.Case, Number: st.Number, Status: string(st.Status),
		Service: st.Service, Channel: st.Channel, Desk: st.Desk}}
	switch f.Kind {
	case fact.PromiseBroken:
		e.Data.Promise = f.Data.Text("promise")
	case fact.ItemDown, fact.ItemUp:
		e.Data.Item = known(t.ch, f.Data.Text("item"))
	}
	if v := deadlineOf(t.after.verdicts, t.ch); v != nil && !v.Due.IsZero() {
		due := v.Due.UTC()
		e.Data.Due = &due
	}
	return e
}

// known returns the identifier of an item that the directory has.
func known(ch *charter.Charter, id string) string {
	if i := ch.Directory.FindItem(id); i != nil {
		return i.ID
	}
	return ""
}

// sendHooks is SendHooks. Hooks do not wait for each other.
func (s *Service) sendHooks(ctx context.Context, institution string) (int, error) {
	if s.hookSender == nil {
		return 0, nil
	}
	hooks, err := s.hooksOf(ctx, institution)
	if err != nil {
		return 0, err
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	var fault error
	sent := 0
	for i := range hooks {
		if hooks[i].Disabled {
			continue
		}
		all.Go(func() {
			n, err := s.drainHook(ctx, &hooks[i])
			mu.Lock()
			defer mu.Unlock()
			sent, fault = sent+n, errors.Join(fault, err)
		})
	}
	all.Wait()
	return sent, fault
}

// drainHook sends what waits for a hook, batch by batch, until nothing is left or something fails. Of each case only the first event
// that waits is sent, so that they come in order.
func (s *Service) drainHook(ctx context.Context, h *Hook) (int, error) {
	secret, err := s.keys.Open(hookPlace(h), h.Secret)
	if err != nil {
		return 0, fmt.Errorf("hook %s: %w", h.ID, err)
	}
	settled := 0
	for ctx.Err() == nil {
		batch, err := s.store.ClaimDeliveries(ctx, h.Institution, h.ID, s.Now(), hookLease, hookBatch)
		if err != nil || len(batch) == 0 {
			return settled, err
		}
		var all sync.WaitGroup
		var mu sync.Mutex
		var fault error
		failed := false
		places := make(chan struct{}, hookAtOnce)
		for i := range batch {
			places <- struct{}{}
			all.Go(func() {
				defer func() { <-places }()
				taken, err := s.deliverTo(ctx, h, secret, &batch[i])
				mu.Lock()
				defer mu.Unlock()
				failed, fault = failed || !taken, errors.Join(fault, err)
				if taken {
					settled++
				}
			})
		}
		all.Wait()
		if fault != nil || failed {
			return settled, fault // the others of the hook wait for the next look
		}
	}
	return settled, nil
}

// deliverTo sends one event and notes what came of it, also when the program is being stopped meanwhile.
func (s *Service) deliverTo(ctx context.Context, h *Hook, secret []byte, d *Delivery) (taken bool, err error) {
	_, id := cutHook(d.ID, h.ID)
	status, failure := s.hookSender.Send(ctx, HookCall{URL: h.URL, Secret: secret, ID: id, At: s.Now(), Body: d.Body})
	if ctx.Err() != nil && failure != "" {
		return false, nil // the lease runs out, and it is sent again
	}
	now := s.Now()
	ctx = context.WithoutCancel(ctx)
	switch {
	case failure == "":
		return true, s.store.SettleDelivery(ctx, h.Institution, d.ID, now, time.Time{}, "")
	case d.Attempts >= len(hookDelays) || status == 410: // the other side says that it is gone for good
		return false, s.store.SettleDelivery(ctx, h.Institution, d.ID, now, time.Time{}, failure)
	}
	return false, s.store.SettleDelivery(ctx, h.Institution, d.ID, time.Time{}, now.Add(jittered(hookDelays[d.Attempts])), failure)
}

// cutHook takes the identifier of a delivery apart: hook and fact.
func cutHook(id, hook string) (string, string) { return hook, id[len(hook)+1:] }

// jittered spreads a delay by a fifth to either side, so that a receiver that comes back is not met by everything at once.
func jittered(d time.Duration) time.Duration {
	return d - d/5 + time.Duration(rand.Int64N(int64(d)*2/5+1))
}
