package app

import (
	"context"
	"errors"
	"sync"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/premises"
)

// ItemState is an item of the directory as it stands.
type ItemState struct {
	premises.Item
	Of *charter.Item
}

// OutageReport is what somebody says who found that an item does not work. Nobody says who he is.
type OutageReport struct {
	Key  string // of the form, made when it was shown
	Item string // identifier
	Unit int    // the number on the label of one of several; 0: not said
}

// Reported is what became of a report.
type Reported struct {
	// Known tells that the outage had been reported before: nothing was recorded.
	Known bool
	State premises.Item // with the report
}

// itemsFor is how long the state of the items is kept without asking the store: another node may have recorded something.
const itemsFor = 30 * time.Second

// itemStates keeps how the items stand, since every desk shows what is out of order and every label leads to it.
type itemStates struct {
	mu    sync.Mutex
	turns int // how often something was recorded here: what was read before that is not kept
	by    map[string]itemsRead
}

type itemsRead struct {
	until time.Time
	items []ItemState
}

// forget is called when something about the house was recorded.
func (k *itemStates) forget(institution string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.turns++
	delete(k.by, institution)
}

// forget drops what is kept of an institution's items when a case has changed; empty: any may have.
func (s *Service) forget(institution, caseID string) {
	if caseID == fact.Institution || caseID == "" {
		s.finder.forget(institution)
		s.items.forget(institution)
	}
}

// Items tells how every item of the directory stands. It is public, as the items are. The result is only to be read.
func (s *Service) Items(ctx context.Context, a Actor) ([]ItemState, error) {
	k, now := &s.items, s.Now()
	k.mu.Lock()
	have, ok := k.by[a.Institution]
	turns := k.turns
	k.mu.Unlock()
	if ok && now.Before(have.until) {
		return have.items, nil
	}
	c, _, err := s.institutionOf(ctx, a.Institution)
	if err != nil {
		return nil, err
	}
	dir := &c.ch.Directory
	items := make([]ItemState, len(dir.Items))
	for i := range dir.Items {
		items[i] = ItemState{premises.ItemOf(dir, &dir.Items[i], c.known), &dir.Items[i]}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.turns == turns {
		if k.by == nil {
			k.by = map[string]itemsRead{}
		}
		k.by[a.Institution] = itemsRead{now.Add(itemsFor), items}
	}
	return items, nil
}

// Item tells how one item of the directory stands. It is public.
func (s *Service) Item(ctx context.Context, a Actor, id string) (*ItemState, error) {
	items, err := s.Items(ctx, a)
	if err != nil {
		return nil, err
	}
	for i := range items {
		if items[i].Of.ID == id {
			return &items[i], nil
		}
	}
	return nil, unknown()
}

// ReportOutage records that somebody found an item not working: by a customer's report, whoever sends it, since nothing shows
// who stood before the machine. What is known already is not recorded again. For everybody, but not for machines.
func (s *Service) ReportOutage(ctx context.Context, a Actor, r OutageReport) (*Reported, error) {
	if a.Device != "" {
		return nil, denied()
	}
	out := &Reported{}
	q := asked{institution: a.Institution, caseID: fact.Institution, create: true}
	_, err := s.writeTo(ctx, a, r.Key, q, func(c *current, f *form) ([]draft, error) {
		f.key(r.Key)
		item := c.ch.Directory.FindItem(r.Item)
		if item == nil {
			return nil, unknown()
		}
		if r.Unit < 0 || r.Unit > premises.Units(item) {
			f.fault("unit", "fault.choice")
		}
		if len(f.faults) > 0 {
			return nil, nil
		}
		out.State = premises.ItemOf(&c.ch.Directory, item, c.known)
		if out.State.Known(r.Unit) != nil {
			return nil, errReported
		}
		data := fact.With("item", item.ID, "count", 1)
		if place := premises.PlaceOf(c.ch, item, r.Unit); place != "" {
			data = data.Set("place", fact.Text(place))
		}
		if r.Unit > 0 {
			data = data.Set("unit", fact.Number(int64(r.Unit)))
		}
		return []draft{{kind: fact.ItemDown, by: "citizen", via: fact.ViaReport, data: data}}, nil
	})
	switch {
	case errors.Is(err, errReported):
		out.Known = true
		return out, nil
	case err != nil:
		return nil, err
	}
	state, err := s.Item(ctx, a, r.Item)
	if err != nil {
		return nil, err
	}
	out.State = state.Item
	return out, nil
}

// errReported ends a turn in which there is nothing to record.
var errReported = errors.New("the outage is on record")
