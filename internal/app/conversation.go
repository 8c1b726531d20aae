package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"jikim/internal/channel"
	"jikim/internal/core/call"
	"jikim/internal/core/fact"
)

// concludeTries is how often conversations are read again because more was told meanwhile.
const concludeTries = 5

// conclude records the facts of the conversations that sights belong to. It returns the case of the first.
func (s *Service) conclude(ctx context.Context, o *officeLines, told []call.Sight) (caseID string, err error) {
	done := map[[2]string]bool{}
	for i := range told {
		if done[[2]string{told[i].Source, told[i].ID}] {
			continue
		}
		id, err := s.concludeOne(ctx, o, &told[i], done)
		if err != nil {
			return "", err
		}
		if i == 0 {
			caseID = id
		}
	}
	return caseID, nil
}

// concludeOne records all conversations around a sight, and marks what they hold as done. When another source told more while it
// did so it begins anew: of two that began at once, one has to see the other.
func (s *Service) concludeOne(ctx context.Context, o *officeLines, told *call.Sight, done map[[2]string]bool) (caseID string, err error) {
	group, err := s.around(ctx, o, told)
	if err != nil {
		return "", err
	}
	for range concludeTries {
		if s.faded(group) {
			return "", nil
		}
		contacts := call.Join(group)
		for i := range contacts {
			c := &contacts[i]
			id, err := s.converse(ctx, o, c)
			if err != nil {
				return "", err
			}
			for _, k := range c.Sights {
				done[[2]string{k.Source, k.ID}] = true
				if k.Source == told.Source && k.ID == told.ID {
					caseID = id
				}
			}
		}
		again, err := s.around(ctx, o, told)
		if err != nil {
			return "", err
		}
		if len(again) == len(group) {
			return caseID, nil
		}
		group = again
	}
	return caseID, nil
}

// faded tells whether the contents of a part of a conversation may be gone by now: what remains must not be taken for the whole.
func (s *Service) faded(group []call.Sight) bool {
	const boundary = 24 * time.Hour
	before := s.Now().Add(boundary - sightsKept)
	return len(group) == 0 || slices.ContainsFunc(group, func(k call.Sight) bool { return k.Received.Before(before) })
}

// near is how far numbers are looked for around the beginnings of calls: more than the joiner's two seconds, so that it finds what is
// ambiguous as well.
const near = 10 * time.Second

// around returns all sights that may belong to one conversation with a sight: those that name each other, however late they were told,
// and those with the same number at about the same time.
func (s *Service) around(ctx context.Context, o *officeLines, told *call.Sight) ([]call.Sight, error) {
	have := map[[2]string]call.Sight{}
	asked := map[string]bool{}
	for {
		var names, numbers []string
		first, last, coarse := told.Time(), told.Time(), time.Duration(0)
		for _, k := range withTold(have, told) {
			if k.Time().Before(first) {
				first = k.Time()
			}
			if k.Time().After(last) && k.Kind != call.Finished && k.Kind != call.OnHook && k.Kind != call.HungUp {
				last = k.Time()
			}
			coarse = max(coarse, k.Precision)
			for _, n := range s.sightNames(o.institution, &k) {
				switch {
				case asked[n]:
				case strings.HasPrefix(n, numberName):
					numbers = append(numbers, n)
				default:
					names = append(names, n)
				}
			}
		}
		if len(names) == 0 && len(numbers) == 0 || len(have) >= mostSights {
			break
		}
		if len(names) > 0 { // numbers are looked for when all that is told by name is known
			numbers = nil
		}
		from, until := time.Unix(0, 0), first.AddDate(100, 0, 0)
		if len(numbers) > 0 {
			names, from, until = numbers, first.Add(-near-coarse), last.Add(near+coarse)
		}
		slices.Sort(names)
		names = slices.Compact(names)
		found, err := s.store.SightsBy(ctx, o.institution, names, from, until, mostSights)
		if err != nil {
			return nil, fmt.Errorf("sights of a call: %w", err)
		}
		for i := range found {
			k, err := s.openSight(o, &found[i])
			if err != nil {
				return nil, err
			}
			have[[2]string{k.Source, k.ID}] = k
		}
		for _, n := range names {
			asked[n] = true
		}
	}
	if _, kept := have[[2]string{told.Source, told.ID}]; !kept { // it was told before, long ago, and its contents are gone
		return nil, nil
	}
	return slices.Collect(maps.Values(have)), nil
}

// withTold returns the sights that are known with the one that was told, so that the look begins with it.
func withTold(have map[[2]string]call.Sight, told *call.Sight) []call.Sight {
	out := slices.Collect(maps.Values(have))
	if _, known := have[[2]string{told.Source, told.ID}]; !known {
		out = append(out, *told)
	}
	return out
}

func (s *Service) openSight(o *officeLines, row *Sighted) (call.Sight, error) {
	body, err := s.keys.Open(sightPlace(o.institution, row.ID), row.Cipher)
	if err != nil {
		return call.Sight{}, err
	}
	var k keptSight
	if json.Unmarshal(body, &k) != nil {
		return call.Sight{}, errors.New("a sealed sight cannot be read") // the cause could quote it
	}
	return o.read(&k), nil
}

// converse records one conversation: in a case of its own what came from outside, in the cases that wait for it a call from the
// office. It returns the case.
func (s *Service) converse(ctx context.Context, o *officeLines, c *call.Contact) (string, error) {
	if c.Way == call.Outward {
		return "", s.settleCallbacks(ctx, o, c)
	}
	cases, err := s.casesOf(ctx, o, c)
	if err != nil {
		return "", err
	}
	events := c.Events()
	if len(cases) == 0 {
		if len(events) == 0 {
			return "", nil
		}
		cases = []string{s.caseFor(o.institution, callKey(c.Sights[0]))}
	}
	for _, other := range cases[1:] { // two that turn out to be one: it goes on in the first
		if err := s.recordCall(ctx, o, c, other, []call.Event{{Key: "merged", Kind: fact.CaseMerged, At: c.Sights[0].Time(), Via: fact.ViaSystem,
			Data: fact.With("into", cases[0])}}); err != nil {
			return "", err
		}
	}
	return cases[0], s.recordCall(ctx, o, c, cases[0], events)
}

// callKey is what the identifier of a call's case follows from.
func callKey(k *call.Sight) string { return "call " + k.Source + " " + k.Names()[0] }

// casesOf returns the cases that were opened for any part of a conversation, the oldest first.
func (s *Service) casesOf(ctx context.Context, o *officeLines, c *call.Contact) ([]string, error) {
	var ids []string
	for _, k := range c.Sights {
		for _, n := range k.Names() {
			if id := s.caseFor(o.institution, "call "+k.Source+" "+n); !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	found, err := s.store.LoadMany(ctx, o.institution, ids)
	if err != nil {
		return nil, fmt.Errorf("cases of a call: %w", err)
	}
	found = slices.DeleteFunc(found, func(st *Stored) bool { return len(st.Facts) == 0 })
	slices.SortFunc(found, func(a, b *Stored) int {
		if c := a.Facts[0].RecordedAt.Compare(b.Facts[0].RecordedAt); c != 0 {
			return c
		}
		return strings.Compare(a.Case, b.Case)
	})
	out := make([]string, len(found))
	for i := range found {
		out[i] = found[i].Case
	}
	return out, nil
}

// recordCall makes a case say what is known of a call now: new facts are added, others corrected or retracted.
func (s *Service) recordCall(ctx context.Context, o *officeLines, c *call.Contact, caseID string, events []call.Event) error {
	var before *Head
	if c.Number != "" {
		var err error
		if before, err = s.sameNumber(ctx, o.institution, caseID, c.Number); err != nil {
			return err
		}
	}
	contact := s.factFor(o.institution, caseID, "call", 0)
	_, err := s.turn(ctx, asked{institution: o.institution, caseID: caseID, create: true, add: func(cur *current) (*added, error) {
		r := s.reconciler(cur, contact, o)
		for i := range events {
			r.want(&events[i])
		}
		r.drop()
		if c.Number != "" {
			r.number(o.outside[c.Number], before)
		}
		return &r.added, nil
	}})
	return err
}

// sameNumber returns the newest other case with a blinded telephone number; nil when there is none.
func (s *Service) sameNumber(ctx context.Context, institution, caseID, token string) (*Head, error) {
	heads, err := s.withNumber(ctx, institution, token)
	if err != nil {
		return nil, err
	}
	for i := range heads {
		if heads[i].Case != caseID {
			return &heads[i], nil
		}
	}
	return nil, nil
}

// withNumber returns the newest cases with a blinded telephone number, newest first.
func (s *Service) withNumber(ctx context.Context, institution, token string) ([]Head, error) {
	heads, err := s.store.Search(ctx, institution, []string{token}, mostEarlier+1)
	if err != nil {
		return nil, fmt.Errorf("earlier cases: %w", err)
	}
	slices.SortStableFunc(heads, func(x, y Head) int { return y.ReceivedAt.Compare(x.ReceivedAt) })
	return heads, nil
}

// settleCallbacks records a call from the office in the cases in which somebody waits for one at that number.
func (s *Service) settleCallbacks(ctx context.Context, o *officeLines, c *call.Contact) error {
	events := c.Events()
	if len(events) == 0 {
		return nil
	}
	heads, err := s.withNumber(ctx, o.institution, c.Number)
	if err != nil {
		return err
	}
	for i := range heads {
		_, err := s.turn(ctx, asked{institution: o.institution, caseID: heads[i].Case, add: func(cur *current) (*added, error) {
			return s.calledBack(cur, o, c, &events[0]), nil
		}})
		if err != nil {
			return err
		}
	}
	return nil
}

// calledBack makes the facts of a call from the office in a case: one for each call-back that is owed, and what has changed of those
// that were recorded of it before. A call before the time that the customer asked for is not the one he waits for.
func (s *Service) calledBack(cur *current, o *officeLines, c *call.Contact, e *call.Event) *added {
	r := s.reconciler(cur, "", o)
	for i := range cur.state.Messages {
		m := &cur.state.Messages[i]
		if !m.Callback || m.TakenAt.After(e.At) || m.Wanted.After(e.At) {
			continue
		}
		id := ""
		for _, k := range c.Sights {
			for _, n := range k.Names() {
				if x := s.factFor(cur.Institution, cur.Case, "callback "+m.Fact+" "+k.Source+" "+n, 0); id == "" || cur.has(x) && !cur.has(id) {
					id = x
				}
			}
		}
		if !m.Open() && !cur.has(id) {
			continue
		}
		one := *e
		one.Data = append(fact.With("of", m.Fact), e.Data...)
		r.wantAs(id, m.Contact, &one)
	}
	return &r.added
}

// ensure that a Service can be handed to sources.
var (
	_ channel.Calls = (*seer)(nil)
	_ channel.Marks = (*seer)(nil)
)
