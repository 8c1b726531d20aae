package api

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"jikim/internal/web"
)

// mostBuckets bounds the memory of the limits.
const mostBuckets = 10_000

// buckets counts the requests of programs, by token or device, or by address.
type buckets struct {
	limits Limits
	mu     sync.Mutex
	by     map[string]*rate.Limiter
}

func newBuckets(l Limits) *buckets { return &buckets{limits: l, by: map[string]*rate.Limiter{}} }

// take counts a request; the error says when there was one too many, and the answer when to come again.
func (b *buckets) take(w http.ResponseWriter, who string, known bool, now time.Time) error {
	limit, prefix := b.limits.Address, "address "
	if known {
		limit, prefix = b.limits.Token, "token "
	}
	if limit.Burst < 0 {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	l := b.by[prefix+who]
	if l == nil {
		b.makeRoom(now)
		l = rate.NewLimiter(rate.Every(limit.Every), limit.Burst)
		b.by[prefix+who] = l
	}
	if l.AllowN(now, 1) {
		return nil
	}
	wait := time.Duration((1 - l.TokensAt(now)) * float64(limit.Every))
	w.Header().Set("Retry-After", strconv.Itoa(max(1, int((wait+time.Second-1)/time.Second))))
	return web.Refused(http.StatusTooManyRequests, "fault.rate")
}

// makeRoom forgets those who have their full allowance again and, when all are busy, somebody.
func (b *buckets) makeRoom(now time.Time) {
	if len(b.by) < mostBuckets {
		return
	}
	for who, l := range b.by {
		if l.TokensAt(now) >= float64(l.Burst()) {
			delete(b.by, who)
		}
	}
	for who := range b.by {
		if len(b.by) < mostBuckets {
			return
		}
		delete(b.by, who)
	}
}
