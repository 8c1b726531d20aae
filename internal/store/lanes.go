package store

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"jikim/internal/app"
)

// The lanes of PostgreSQL: turns that wait while others are being committed go together in one transaction, as on SQLite.
// The server then takes a table's rows of all of them in one statement, and flushes its log once. Two lanes suffice at any
// load, since their groups grow with it; while one waits for the disk the other keeps the server busy.
const lanes = 2

// maxLoad bounds what a group carries in sealed files, in bytes.
const maxLoad = 8 << 20

// Why a transaction has to be tried by itself: its group was refused, so that nothing of it is written, or nobody knows
// what became of it.
var (
	errRefused = errors.New("the group was refused")
	errUnheard = errors.New("the server did not say what became of the group")
)

// laneWriter writes groups of turns to a PostgreSQL server.
type laneWriter struct {
	queue
	write   func(ctx context.Context, steps []step) error
	timeout time.Duration
	running sync.WaitGroup
}

func startLanes(write func(ctx context.Context, steps []step) error, timeout time.Duration) *laneWriter {
	w := &laneWriter{queue: newQueue(), write: write, timeout: timeout}
	for range lanes {
		w.running.Go(w.run)
	}
	return w
}

// close lets the waiting transactions finish.
func (w *laneWriter) close() {
	w.shut()
	w.running.Wait()
}

func (w *laneWriter) run() {
	for o := range w.ops {
		for group := w.gather([]*op{o}); len(group) > 0; {
			n := together(group)
			err := w.commit(group[:n])
			group = group[n:]
			if errors.Is(err, errUnheard) { // the others need not wait for a server that is away, one after the other
				refuse(group)
				break
			}
		}
	}
}

// together builds the transactions of a group, puts those in front that can be one, and returns how many they are: those of
// the first one's institution, one of each case, and no more bytes than a server likes to take at once. The others stay in
// their order.
func together(group []*op) int {
	load := 0
	cases := make(map[string]bool, len(group))
	one, rest := make([]*op, 0, len(group)), make([]*op, 0)
	for i, o := range group {
		if o.todo.steps == nil {
			o.todo = o.build()
		}
		size := loadOf(&o.todo)
		if i > 0 && (load+size > maxLoad || o.todo.institution != group[0].todo.institution || cases[o.todo.caseID]) {
			rest = append(rest, o)
		} else {
			one = append(one, o)
			load += size
		}
		cases[o.todo.caseID] = true // a later turn of the case does not overtake one that was put back
	}
	copy(group[copy(group, one):], rest)
	return len(one)
}

func loadOf(todo *work) int {
	load := 0
	for i := range todo.steps {
		for _, a := range todo.steps[i].args {
			if b, ok := a.([]byte); ok {
				load += len(b)
			}
		}
	}
	return load
}

// commit writes a group and tells its members. Cases are taken in their order, so that two groups that want the same ones
// never wait for each other.
func (w *laneWriter) commit(group []*op) error {
	members := slices.DeleteFunc(slices.Clone(group), func(o *op) bool {
		o.err = o.begin()
		return o.err != nil
	})
	slices.SortFunc(members, func(a, b *op) int { return strings.Compare(a.todo.caseID, b.todo.caseID) })
	var err error
	if len(members) > 0 {
		err = errorOf(w.send(members))
	}
	for _, o := range members {
		o.err = err
	}
	for _, o := range group {
		close(o.ready)
	}
	return err
}

func (w *laneWriter) send(members []*op) error {
	var steps []step
	var leaves []leaf
	for _, o := range members {
		steps = append(append(steps, o.todo.steps...), o.todo.late...)
		leaves = append(leaves, o.todo.leaves...)
	}
	ctx, stop := context.WithTimeout(context.Background(), w.timeout)
	defer stop()
	return w.write(ctx, append(merged(steps), growing(leaves, postgresLeaves)...))
}

// refuse tells the members of a group that it was not tried.
func refuse(group []*op) {
	for _, o := range group {
		o.err = errRefused
		close(o.ready)
	}
}

func errorOf(err error) error {
	state := sqlState(err)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, app.ErrConflict), state != "" && !strings.HasPrefix(state, "08") && !strings.HasPrefix(state, "57P"):
		return errRefused
	}
	return errUnheard
}
