package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"jikim/internal/app"
)

// writer is the only one that writes to a SQLite file. Transactions that wait while a commit is being flushed are
// committed together by the next flush; a savepoint around each keeps a refused one from spoiling its neighbours.
type writer struct {
	queue
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	done  chan struct{}
	// waiting is how many texts are in the table fresh, as far as this writer knows; -1 before it has looked.
	waiting int
	// untidy is set while the full-text index may have segments to merge.
	untidy bool
}

func startWriter(ctx context.Context, pool *sql.DB) (*writer, error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &writer{queue: newQueue(), conn: conn, stmts: map[string]*sql.Stmt{}, done: make(chan struct{}), waiting: -1}
	go w.run()
	return w, nil
}

// close lets the waiting transactions finish. Its statements are closed one by one: those of a connection of one's own outlive it, and
// with them the write-ahead log that the last connection to close moves into the file.
func (w *writer) close() error {
	if !w.shut() {
		return nil
	}
	<-w.done
	var err error
	for _, stmt := range w.stmts {
		err = errors.Join(err, stmt.Close())
	}
	return errors.Join(err, w.conn.Close())
}

// gathering is how long the writer waits for company when the transaction before had company too: those who were
// answered a moment ago are about to come again. Larger groups share the flush and the work of the full-text index.
const gathering = 100 * time.Microsecond

func (w *writer) run() {
	defer close(w.done)
	group := make([]*op, 0, maxGroup)
	for o := range w.next {
		if len(group) > 1 {
			time.Sleep(gathering)
		}
		group = w.gather(append(group[:0], o))
		w.commit(group)
		for _, o := range group {
			close(o.ready)
		}
		w.added(group)
		clear(group) // the files that were written need not stay in memory until as large a group comes again
	}
}

// quiet is for how long nothing must have been written before the writer tidies the full-text index; once more after each
// step, so that whoever comes meanwhile waits for some ten milliseconds and the disk is busy a fifth of the time.
const quiet = 50 * time.Millisecond

// next yields the transactions that come, until the queue is shut, and tidies the index while none comes.
func (w *writer) next(yield func(*op) bool) {
	pause := time.NewTimer(quiet)
	defer pause.Stop()
	for {
		var idle <-chan time.Time
		if w.untidy || w.waiting >= foldIdle {
			pause.Reset(quiet)
			idle = pause.C
		}
		select {
		case o, more := <-w.ops:
			if !more || !yield(o) {
				return
			}
		case <-idle:
			w.tidy()
		}
	}
}

// tidy does a little for the index: it folds the texts that wait or, when they are few, merges segments. What fails is tried
// again after the next text has come.
func (w *writer) tidy() {
	if w.waiting >= foldIdle {
		w.fold()
		return
	}
	build := func() work { return merging(&w.untidy) }
	w.untidy = w.alone(&op{ctx: context.Background(), build: build}) == nil && w.untidy
}

// added counts the texts that a group has added, and folds them once there are many.
func (w *writer) added(group []*op) {
	n := 0
	for _, o := range group {
		for i := range o.todo.late {
			if o.todo.late[i].text == sqliteAdd && o.err == nil {
				n++
			}
		}
	}
	if n == 0 {
		return
	}
	if w.waiting < 0 {
		w.waiting = w.count()
	} else {
		w.waiting += n
	}
	if w.waiting >= foldAt {
		w.fold()
	}
}

// fold moves the texts that wait into the full-text index. A failure leaves them where they are, still to be found.
func (w *writer) fold() {
	if w.alone(&op{ctx: context.Background(), build: folding}) != nil {
		w.waiting = -1
		return
	}
	w.waiting, w.untidy = 0, true
}

// count returns how many texts wait in the file.
func (w *writer) count() int {
	n := 0
	err := w.step(&step{text: sqliteWaiting, row: func(s scanner) error { return s.Scan(&n) }})
	if err != nil {
		return -1 // to be counted again
	}
	return n
}

// commit writes a group. When something goes wrong that may have ended the transaction (a full disk, a fault of the
// disk), everything is rolled back and each is tried alone, so that everyone gets an answer of his own.
func (w *writer) commit(group []*op) {
	if len(group) > 1 {
		if w.together(group) == nil {
			return
		}
	}
	for _, o := range group {
		o.err = w.alone(o)
	}
}

// together writes a group as one transaction, and fills the error of each member that was refused. It returns an error
// when nothing was written.
func (w *writer) together(group []*op) error {
	if err := w.exec("begin immediate"); err != nil {
		return err
	}
	err := w.members(group)
	if err == nil {
		err = w.exec("commit")
	}
	if err != nil {
		_ = w.exec("rollback") // SQLite may have done it already
	}
	return err
}

func (w *writer) members(group []*op) error {
	for _, o := range group {
		if o.err = o.begin(); o.err != nil {
			continue
		}
		if err := w.exec("savepoint one"); err != nil {
			return err
		}
		if o.err = w.apply(o); o.err != nil {
			if !errors.Is(o.err, app.ErrConflict) && !sqliteRefused(o.err) {
				return o.err
			}
			if err := w.exec("rollback to one"); err != nil {
				return err
			}
		}
		if err := w.exec("release one"); err != nil {
			return err
		}
	}
	for _, o := range group {
		if o.err == nil {
			if err := w.steps(o.todo.late, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// alone writes one transaction by itself.
func (w *writer) alone(o *op) error {
	if err := o.begin(); err != nil {
		return err
	}
	if err := w.exec("begin immediate"); err != nil {
		return err
	}
	err := w.apply(o)
	if err == nil {
		err = w.steps(o.todo.late, false)
	}
	if err == nil {
		err = w.exec("commit")
	}
	if err != nil {
		_ = w.exec("rollback") // SQLite may have done it already
	}
	return err
}

// apply runs the steps of a transaction and keeps the late ones for the end of the group.
func (w *writer) apply(o *op) error {
	o.todo = o.build()
	if err := w.steps(o.todo.steps, o.todo.whole); err != nil {
		return err
	}
	return w.steps(growing(o.todo.leaves, sqliteLeaves), o.todo.whole)
}

func (w *writer) steps(steps []step, whole bool) error {
	for i := range steps {
		if err := w.step(&steps[i]); err != nil {
			if whole && sqliteConflict(err) {
				return app.ErrConflict
			}
			return err
		}
	}
	return nil
}

func (w *writer) step(s *step) error {
	stmt, err := w.prepared(s.text)
	if err != nil {
		return err
	}
	if s.row != nil {
		return query(context.Background(), stmt, *s)
	}
	result, err := stmt.Exec(s.args...)
	if err != nil || !s.one {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return errors.Join(app.ErrConflict, err)
	}
	return nil
}

func (w *writer) exec(text string) error { return w.step(&step{text: text}) }

func (w *writer) prepared(text string) (*sql.Stmt, error) {
	if stmt := w.stmts[text]; stmt != nil {
		return stmt, nil
	}
	stmt, err := w.conn.PrepareContext(context.Background(), text)
	if err == nil {
		w.stmts[text] = stmt
	}
	return stmt, err
}
