package app

import (
	"context"
	"strconv"
	"sync"
	"time"
)

// refresher counts the present year's figures anew some time after verdicts have changed, in the background and never more
// than one institution at a time.
type refresher struct {
	s     *Service
	after time.Duration // negative: never
	mu    sync.Mutex
	dirty map[string]*time.Timer // institutions waiting to be counted
	rest  map[string]time.Time   // by institution: when it may be counted again
	stop  context.CancelFunc
	ctx   context.Context
	work  sync.WaitGroup
	one   sync.Mutex
	shut  bool
}

func newRefresher(s *Service, after time.Duration) *refresher {
	if after == 0 {
		after = 5 * time.Second
	}
	r := &refresher{s: s, after: after, dirty: map[string]*time.Timer{}, rest: map[string]time.Time{}}
	r.ctx, r.stop = context.WithCancel(context.Background())
	return r
}

// changed notes that verdicts of an institution changed. Changes until the counting begins are counted with it.
func (r *refresher) changed(institution string) {
	if r.after < 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.shut || r.dirty[institution] != nil {
		return
	}
	r.work.Add(1)
	r.dirty[institution] = time.AfterFunc(r.pause(institution), func() {
		defer r.work.Done()
		r.count(institution)
	})
}

// pause returns how long to wait before an institution is counted; the lock is held.
func (r *refresher) pause(institution string) time.Duration {
	return max(r.after, time.Until(r.rest[institution]))
}

// counted lets nine times as long as a counting took go by before the next one of the institution: a large office must not
// be busy with counting itself. Others need not wait for that.
func (r *refresher) counted(institution string, took time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rest[institution] = time.Now().Add(9 * took)
}

// count counts.
func (r *refresher) count(institution string) {
	r.one.Lock()
	defer r.one.Unlock()
	r.mu.Lock()
	delete(r.dirty, institution)
	r.mu.Unlock()
	if r.ctx.Err() != nil {
		return
	}
	start := time.Now()
	ch := r.s.charters.At(institution, r.s.Now())
	if ch == nil {
		return
	}
	year := r.s.Now().In(ch.Petition.Location()).Year()
	if _, err := r.s.freshFigures(r.ctx, institution, strconv.Itoa(year)); err != nil && r.ctx.Err() == nil {
		r.s.log.Error("figures could not be counted", "institution", institution, "error", err)
	}
	r.counted(institution, time.Since(start))
}

// run does further work in the background, which ends with the service; at once where nothing is done in the background.
func (r *refresher) run(work func(context.Context)) {
	if r.after < 0 {
		work(r.ctx)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.shut {
		return
	}
	r.work.Go(func() { work(r.ctx) })
}

func (r *refresher) close() {
	r.mu.Lock()
	r.shut = true
	for institution, t := range r.dirty {
		if t.Stop() {
			r.work.Done()
		}
		delete(r.dirty, institution)
	}
	r.mu.Unlock()
	r.stop()
	r.work.Wait()
}
