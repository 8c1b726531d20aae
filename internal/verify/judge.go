package verify

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"
	"sort"
	"sync"
	"sync/atomic"
	"time"

	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/core/open"
	"jikim/internal/core/publication"
)

// placed is an open form with its leaf.
type placed struct {
	n    int64
	fact fact.Fact
}

// judgeAgain judges every case again as of every publication, and compares the tables.
func (v *verification) judgeAgain(ctx context.Context) error {
	if err := v.readPublications(ctx); err != nil {
		return err
	}
	var next, cases, verdicts, imported atomic.Int64
	var group sync.WaitGroup
	errs := make(chan error, heapCount)
	for range v.workers() {
		group.Go(func() {
			w := newWorker(v)
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= heapCount {
					break
				}
				if err := w.heap(i); err != nil {
					errs <- err
					return
				}
				v.step(StepJudge, heapCount)
			}
			cases.Add(w.cases)
			verdicts.Add(w.verdicts)
			imported.Add(w.imported)
			w.join()
		})
	}
	group.Wait()
	select {
	case err := <-errs:
		return err
	default:
	}
	v.Cases, v.Verdicts, v.Imported = int(cases.Load()), int(verdicts.Load()), imported.Load()
	if err := ctx.Err(); err != nil {
		return err
	}
	v.checkAnnounced()
	v.compare()
	return nil
}

// worker judges heaps, one after the other.
type worker struct {
	v                         *verification
	entries                   []entry                // of the heap
	all                       []placed               // of the case
	facts                     []fact.Fact            // of the case
	counters                  []*publication.Counter // of the publications that are counted
	cases, verdicts, imported int64
}

func newWorker(v *verification) *worker {
	w := &worker{v: v}
	for _, t := range v.counted {
		w.counters = append(w.counters, publication.NewCounter(t.law, t.From, t.Until, t.AsOf))
	}
	return w
}

// join adds what the worker has counted to the tables.
func (w *worker) join() {
	for i, t := range w.v.counted {
		t.join(w.counters[i])
	}
}

// entry is a form of a heap that is yet to be decoded.
type entry struct {
	n     int64 // leaf
	about []byte
	form  []byte
}

// heap sorts a heap by case and leaf, and judges its cases, of which one at a time is decoded.
func (w *worker) heap(i int) error {
	w.entries = w.entries[:0]
	err := w.v.heaps.read(i, func(n int64, form []byte) {
		w.entries = append(w.entries, entry{n, open.CaseOf(form), form})
	})
	if err != nil {
		return err
	}
	slices.SortFunc(w.entries, func(a, b entry) int { return cmp.Or(bytes.Compare(a.about, b.about), cmp.Compare(a.n, b.n)) })
	for rest := w.entries; len(rest) > 0; {
		end := 1
		for end < len(rest) && bytes.Equal(rest[end].about, rest[0].about) {
			end++
		}
		w.decode(rest[:end])
		if len(w.all) > 0 {
			w.one(w.all)
		}
		rest = rest[end:]
	}
	return nil
}

// decode decodes the forms of one case, and looks at each by itself.
func (w *worker) decode(forms []entry) {
	w.all = w.all[:0]
	for i := range forms {
		n := forms[i].n
		f, err := open.Decode(forms[i].form)
		if err == nil && f.Case != string(forms[i].about) {
			err = errors.New("its case has a name that no pseudonym is") // cases are told apart by it before they are decoded
		}
		if err != nil {
			w.v.found(Unreadable, n, "what", err.Error())
			continue
		}
		w.recorded(n, &f)
		if f.Kind == fact.FiguresPublished {
			w.v.announced(&f)
		}
		w.all = append(w.all, placed{n, f})
	}
}

// settleTime is how long a turn may take from the instant at which it says that a fact is recorded until the fact is in the ledger.
const settleTime = time.Minute

// recorded checks that a fact does not claim to have been recorded before a checkpoint that it is not under. What was imported tells
// when others have recorded it, and is only counted.
func (w *worker) recorded(n int64, f *fact.Fact) {
	journal := w.v.journal
	i := sort.Search(len(journal), func(i int) bool { return journal[i].size > n })
	if i == 0 {
		return
	}
	at := time.UnixMicro(journal[i-1].at).UTC()
	latest := f.RecordedAt.Add(settleTime)
	if open.Coarse(f.Kind) {
		latest = latest.Add(24 * time.Hour)
	}
	switch {
	case !latest.Before(at):
	case f.Via == fact.ViaImport:
		w.imported++
	default:
		w.v.found(Backdated, n, "n", n, "kind", f.Kind.String(), "recorded", f.RecordedAt, "signed", at)
	}
}

// one judges a case as of each publication, from the smallest ledger on. What cannot have changed since the one before is not judged
// twice.
func (w *worker) one(all []placed) {
	w.cases++
	w.facts = w.facts[:0]
	for i := range all {
		w.facts = append(w.facts, all[i].fact)
	}
	open.Align(w.facts)
	var last outcome
	for i, t := range w.v.counted {
		n := sort.Search(len(all), func(i int) bool { return all[i].n >= t.Ledger.Size })
		if n == 0 {
			continue
		}
		if !last.holds(t, n) {
			by, err := t.law.Of(w.facts[:n])
			if err != nil {
				w.v.found(CharterGone, all[0].n, "n", all[0].n, "digest", short(w.facts[0].Data.Text("charter")))
				return
			}
			last = judged(by, t, w.facts[:n])
			w.verdicts += int64(len(last.verdicts))
		}
		w.counters[i].Add(last.known, last.verdicts, last.aims)
		if w.facts[0].Case == fact.Institution {
			t.office = true // one case, so that one worker alone sets it
		}
	}
}

// outcome is what judging the first facts of a case at an instant came to.
type outcome struct {
	law      *publication.Law
	facts    int
	asOf     time.Time
	next     time.Time // when it can change; zero: never
	known    []fact.Fact
	verdicts []judge.Verdict
	aims     []judge.Verdict
}

func judged(by publication.Judge, t *table, facts []fact.Fact) outcome {
	known, _ := fact.Effective(facts, t.AsOf)
	r := by.CaseOf(facts[0].Case, facts, t.AsOf, judge.Options{})
	return outcome{t.law, len(facts), t.AsOf, r.Next, known, r.Verdicts, by.AimsEffective(known)}
}

// holds tells whether judging the first n facts for a table would come to the same.
func (o *outcome) holds(t *table, n int) bool {
	return o.law == t.law && o.facts == n && !t.AsOf.Before(o.asOf) && (o.next.IsZero() || t.AsOf.Before(o.next))
}
