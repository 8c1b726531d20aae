// Package storetest is the conformance suite of app.Store, and what its users need for tests and measurements: a private
// PostgreSQL server and believable cases.
package storetest

import (
	"testing"

	"jikim/internal/app"
)

// Exercise tells whether a store keeps the contract of app.Store. open returns an empty one, migrated, for one test alone;
// it closes it at the test's end.
func Exercise(t *testing.T, open func(t *testing.T) app.Store) {
	t.Helper()
	tests := map[string]func(*testing.T, app.Store){
		"a case comes back as it was written":              roundTrip,
		"a turn replaces the head and adds facts":          secondTurn,
		"an unexpected sequence number is a conflict":      conflicts,
		"of many turns at once one wins":                   race,
		"a refused turn leaves nothing behind":             atomicity,
		"institutions do not see each other":               separation,
		"every fact has a leaf, numbered without gaps":     leaves,
		"nodes, checkpoints and keys of a log are kept":    logs,
		"many at once number their leaves without gaps":    leavesAtOnce,
		"turns of two institutions at once keep apart":     crowd,
		"cases are loaded together":                        loadMany,
		"verdicts are replaced and retracted":              retraction,
		"verdicts are paged, newest first":                 verdictPages,
		"verdicts are streamed by when they started":       eachVerdict,
		"the inbox is ordered by what breaks next":         inboxOrder,
		"the inbox is paged":                               inboxPages,
		"closed cases are listed by status":                inboxStatus,
		"cases are due before their wake-up":               due,
		"an outgoing entry is claimed by one":              claims,
		"a settled key is never planned again":             settledKeys,
		"numbers are given once":                           numbers,
		"phrases are found, newest first":                  search,
		"a changed text replaces the old one in the index": searchChange,
		"destroyed texts are gone, facts stay":             destroy,
		"cases are streamed with their facts":              eachCase,
		"open heads are streamed":                          eachOpen,
		"cases that owe something are listed":              owing,
		"complaints and opinions are listed":               raised,
		"accounts are kept":                                accounts,
		"absences are kept, replaced and listed":           absences,
		"sessions are kept and ended":                      sessions,
		"devices are kept, bound once and seen":            devices,
		"tokens are kept, found and seen":                  tokens,
		"hooks are kept, and told in order":                hooks,
		"answers are kept, once, and forgotten":            replies,
		"codes are kept, counted, tried and used once":     proofs,
		"sights of calls are kept, found and forgotten":    sights,
		"surveys are kept and go on":                       wavesMove,
		"people are asked, and may object":                 invitations,
		"answers are kept, and use up what they need":      answers,
		"readings are logged":                              accessLog,
		"lasting documents stay as they are":               documents,
		"an ended context ends a call":                     ended,
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}
