package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/core/whatif"
)

// SupposedYear is a year as it was, and as it would have been.
type SupposedYear struct {
	whatif.Year
	From, Until time.Time
	Promised    *charter.Promise // that is looked at closely, as it is; nil: all are
	Limit       string           // that was supposed, in the words of the charter; empty: as it is
	Hours       bool             // other hours of the week were supposed
	Days        int              // how many special days were
	Facts       int              // how many were judged, twice
	Charter     *charter.Charter // in force now
	Would       *charter.Charter // under which the year was seen
	desk        string           // whose cases alone are seen so; empty: all
}

// supposedExamples is how many cases of a sort are named.
const supposedExamples = 50

// noteEvery is after how many cases WhatIf tells how far it is.
const noteEvery = 2000

// WhatIf judges the cases that began in a year twice, by the charter of each and by another text, limit, calendar or rota, or several of
// them. told hears how many cases have been judged; it may be nil. It reads case by case, so that it takes as much
// memory for a million facts as for a hundred, and ends when the context does: nobody counts for somebody who has left. One runs at a
// time, since the office has other things to do. For managers.
//
// What people would have done under other hours or limits nobody knows: the facts stay as they are, only their judgement changes.
func (s *Service) WhatIf(ctx context.Context, a Actor, q Supposing, told func(cases int)) (*SupposedYear, error) {
	if !a.Role.AtLeast(Manager) {
		return nil, denied()
	}
	now := s.Now()
	y, err := s.suppose(ctx, a, &q, now)
	if err != nil {
		return nil, err
	}
	if !s.supposing.TryLock() {
		return nil, &Fault{Kind: Busy, Key: "whatif.fault.busy"}
	}
	defer s.supposing.Unlock()
	j := judge.New(y.Would)
	err = s.store.EachCase(ctx, a.Institution, "", func(st *Stored) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if len(st.Facts) == 0 {
			return nil
		}
		o, cur := judge.Options{}, s.currentOf(st, now)
		if st.Case == fact.Institution {
			o.Since = civil.DateOf(y.From, y.Loc)
		} else if cur.state.BeganAt.Before(y.From) || !cur.state.BeganAt.Before(y.Until) {
			return nil
		}
		was := within(cur.judge.CaseOf(st.Case, st.Facts, now, o).Verdicts, y.Until)
		then := was
		if y.desk == "" || y.desk == cur.state.Desk {
			then = within(j.CaseOf(st.Case, st.Facts, now, o).Verdicts, y.Until)
		}
		y.Facts += len(st.Facts)
		y.Add(cur.state.Number, cur.state.Desk, was, then)
		if told != nil && y.Cases%noteEvery == 0 {
			told(y.Cases)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("seeing a year again: %w", err)
	}
	return y, nil
}

// within leaves out what began after a year; of the institution's own case, which goes on.
func within(verdicts []judge.Verdict, until time.Time) []judge.Verdict {
	return slices.DeleteFunc(verdicts, func(v judge.Verdict) bool { return !v.Started.Before(until) })
}

// CheckSupposing tells whether WhatIf would take what is supposed, without counting anything. For managers.
func (s *Service) CheckSupposing(ctx context.Context, a Actor, q Supposing) error {
	if !a.Role.AtLeast(Manager) {
		return denied()
	}
	_, err := s.suppose(ctx, a, &q, s.Now())
	return err
}
