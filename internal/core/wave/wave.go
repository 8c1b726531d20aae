// Package wave holds the rules by which a survey is taken: who is asked, when they are reminded, when it is over, and how what
// was answered is kept so coarse that nobody can be told by it.
//
// It is pure. People are known to it by blinded keys only, and nothing in it depends on what they answered.
package wave

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"jikim/internal/core/survey"
)

// Fewest is the fewest people, or answers, that are told of by themselves.
const Fewest = survey.LeastShown

// Stratum is where people had to do with the office: by which channel and at which desk. The zero value is everybody whose own stratum
// would be too small.
type Stratum = survey.Stratum

// Name writes a stratum as "channel/desk".
func Name(s Stratum) string { return s.Channel + "/" + s.Desk }

// StratumOf is the reverse of Name.
func StratumOf(name string) Stratum {
	channel, desk, _ := strings.Cut(name, "/")
	return Stratum{Channel: channel, Desk: desk}
}

// wider returns the stratum without its desk, then without its channel. One that has a desk alone is widened at once.
func wider(s Stratum) Stratum {
	if s.Desk != "" {
		return Stratum{Channel: s.Channel}
	}
	return Stratum{}
}

func compare(a, b Stratum) int {
	return cmp.Or(strings.Compare(a.Channel, b.Channel), strings.Compare(a.Desk, b.Desk))
}

// Widen tells which stratum stands for each of those that were counted, so that none that is left has fewer than Fewest: small desks
// go together by their channel, small channels with each other, and when those are still too few the smallest other stratum joins
// them. Only when there are fewer than Fewest altogether one smaller stratum is left, the zero value.
func Widen(counts map[Stratum]int) map[Stratum]Stratum {
	to := make(map[Stratum]Stratum, len(counts))
	for s := range counts {
		to[s] = s
	}
	totals := func() map[Stratum]int {
		sum := map[Stratum]int{}
		for s, n := range counts {
			sum[to[s]] += n
		}
		return sum
	}
	for _, desks := range []bool{true, false} { // desks into channels, then channels into the rest
		sum := totals()
		for s, now := range to {
			if sum[now] < Fewest && (now.Desk != "") == desks {
				to[s] = wider(now)
			}
		}
	}
	for {
		sum := totals()
		rest, some := sum[Stratum{}]
		if !some || rest >= Fewest || len(sum) == 1 {
			return to
		}
		least := smallest(sum)
		for s, now := range to {
			if now == least {
				to[s] = Stratum{}
			}
		}
	}
}

// smallest returns the smallest stratum beside the rest.
func smallest(sum map[Stratum]int) Stratum {
	var least Stratum
	for s, n := range sum {
		if s != (Stratum{}) && (least == (Stratum{}) || n < sum[least] || n == sum[least] && compare(s, least) < 0) {
			least = s
		}
	}
	return least
}

// Person is somebody who can be asked, by a blinded key.
type Person struct {
	Key     string
	Stratum Stratum
}

// Share is one stratum of a draw.
type Share struct {
	Stratum
	People, Asked int
}

// Draw draws size people and returns the strata and the places of the drawn in people: from each stratum in proportion, or equally
// many, and within one as survey.Draw does, so that who knows the seed can draw again. The order of the people does not matter.
func Draw(seed string, people []Person, size int, equal bool) (shares []Share, drawn []int) {
	counts, place := map[Stratum]int{}, make(map[string]int, len(people))
	for i, p := range people {
		counts[p.Stratum]++
		place[p.Key] = i
	}
	to := Widen(counts)
	members := map[Stratum][]string{}
	for _, p := range people {
		s := to[p.Stratum]
		members[s] = append(members[s], p.Key)
	}
	for s, in := range members {
		shares = append(shares, Share{Stratum: s, People: len(in)})
	}
	slices.SortFunc(shares, func(a, b Share) int { return compare(a.Stratum, b.Stratum) })
	allot(shares, min(size, len(people)), equal)
	for _, share := range shares {
		for _, key := range survey.Draw(seed, share.Stratum, members[share.Stratum], share.Asked) {
			drawn = append(drawn, place[key])
		}
	}
	return shares, drawn
}

// allot shares size out. A stratum is never asked about fewer than Fewest while others can give, since it could then say nothing; a size that
// is too small for that is shared out as it falls, and not to the first strata at the cost of the largest.
func allot(shares []Share, size int, equal bool) {
	sizes := make([]int, len(shares))
	for i := range shares {
		sizes[i] = shares[i].People
	}
	divide := survey.Proportional
	if equal {
		divide = survey.Equal
	}
	for i, n := range divide(size, sizes) {
		shares[i].Asked = n
	}
	least := 0
	for i := range shares {
		least += min(Fewest, shares[i].People)
	}
	if size < least {
		return
	}
	for i := range shares {
		for shares[i].Asked < min(Fewest, shares[i].People) {
			most := -1
			for k := range shares {
				if k != i && shares[k].Asked > Fewest && (most < 0 || shares[k].Asked > shares[most].Asked) {
					most = k
				}
			}
			if most < 0 {
				break
			}
			shares[most].Asked--
			shares[i].Asked++
		}
	}
}

// The times of a survey.
const (
	// Reminders is how often somebody is reminded at most, whose link is unused.
	Reminders = 2
	// Between is how long after an invitation or a reminder the next follows.
	Between = 7 * 24 * time.Hour
	// Mail is how long a letter is on its way: a reminder by letter follows that much later, and none that would come after the end.
	Mail = 3 * 24 * time.Hour
	// Quiet is how long before the end nobody is reminded any more.
	Quiet = 24 * time.Hour
	// Grace is how long after the closing instant an answer is taken that was begun before it. New ones are not begun.
	Grace = 30 * time.Minute
)

// Remind returns when somebody is reminded who was written to at an instant and has been reminded that often; zero: never again.
func Remind(at time.Time, reminders int, closes time.Time) time.Time {
	next := at.Add(Between)
	if reminders >= Reminders || next.After(closes.Add(-Quiet)) {
		return time.Time{}
	}
	return next
}

// Phase is what can be done with a survey at an instant.
type Phase int

// The phases.
const (
	Before Phase = iota
	Open         // answers are begun and taken
	Ending       // answers that were begun are taken
	Over
)

// PhaseAt returns the phase of a survey. An answer that arrives exactly at the end of the grace is taken.
func PhaseAt(opens, closes, now time.Time) Phase {
	switch {
	case now.Before(opens):
		return Before
	case !now.After(closes):
		return Open
	case !now.After(closes.Add(Grace)):
		return Ending
	}
	return Over
}

// Cell is what is told of an answer beside what was answered. An empty Mode is not told.
type Cell struct {
	Stratum Stratum
	Mode    string
}

// Coarsen returns what may be told of answers, so that none stands in a cell of fewer than Fewest, unless there are fewer altogether:
// strata of few answers are widened first; then, within a stratum, the modes of few answers are not told, and none of its modes when
// the untold would be few.
func Coarsen(cells []Cell) []Cell {
	strata := map[Stratum]int{}
	for _, c := range cells {
		strata[c.Stratum]++
	}
	to := Widen(strata)
	out := make([]Cell, len(cells))
	counts := map[Cell]int{}
	for i, c := range cells {
		out[i] = Cell{to[c.Stratum], c.Mode}
		counts[out[i]]++
	}
	untold := map[Stratum]int{}
	for c, n := range counts {
		if n < Fewest || c.Mode == "" {
			untold[c.Stratum] += n
		}
	}
	for i, c := range out {
		if n := untold[c.Stratum]; counts[c] < Fewest || n > 0 && n < Fewest {
			out[i].Mode = ""
		}
	}
	return out
}
