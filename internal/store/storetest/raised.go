package storetest

import (
	"fmt"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
)

// raised lists complaints by pages of any length, also several of one instant, and nothing of other kinds, times or institutions.
func raised(t *testing.T, s app.Store) {
	var want []app.Raised
	for i := range 12 {
		c := Petition(i)
		commit(t, s, c)
		kind := fact.ComplaintReceived
		if i%3 == 2 {
			kind = fact.OpinionReceived
		}
		more := next(c, fmt.Sprintf("raised-%d", i), kind)
		at := Start.Add(time.Duration(i/4) * time.Hour)
		more.Facts[0].At = at
		commit(t, s, more)
		if kind == fact.ComplaintReceived && i >= 4 {
			want = append([]app.Raised{{Case: c.Case, Fact: more.Facts[0].ID, Seq: 3, At: at}}, want...)
		}
	}
	elsewhere := Petition(30)
	elsewhere.Institution, elsewhere.Head.Institution, elsewhere.Facts[0].Kind = "elsewhere", "elsewhere", fact.ComplaintReceived
	elsewhere.Outgoing, elsewhere.Sealed, elsewhere.Grams = nil, nil, nil
	commit(t, s, elsewhere)
	for _, limit := range []int{1, 3, 100} {
		var got []app.Raised
		var older *app.Raised
		for {
			page, err := s.Raised(t.Context(), Institution, fact.ComplaintReceived, Start.Add(time.Hour), Start.Add(3*time.Hour), older, limit)
			must(t, err)
			got = append(got, page...)
			if len(page) < limit {
				break
			}
			older = &page[len(page)-1]
		}
		same(t, fmt.Sprintf("complaints by %d", limit), got, want)
	}
	none, err := s.Raised(t.Context(), Institution, fact.OpinionReceived, time.Time{}, Start, nil, 10)
	must(t, err)
	same(t, "opinions before any", len(none), 0)
}
