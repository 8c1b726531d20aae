package web

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// mostCounted bounds the memory of a counter.
const mostCounted = 10_000

// Counter counts the requests of programs by a name, such as that of their token. It is safe for concurrent use.
type Counter struct {
	rate Rate
	mu   sync.Mutex
	by   map[string]*rate.Limiter
}

// NewCounter returns a counter that allows everybody as much.
func NewCounter(r Rate) *Counter { return &Counter{rate: r, by: map[string]*rate.Limiter{}} }

// Take counts one request; wait is how long to wait when it is one too many, at least a second, and 0 otherwise.
func (c *Counter) Take(who string, now time.Time) (wait time.Duration) {
	if c.rate.Burst < 0 {
		return 0
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	l := c.by[who]
	if l == nil {
		c.makeRoom(now)
		l = rate.NewLimiter(rate.Every(c.rate.Every), c.rate.Burst)
		c.by[who] = l
	}
	if l.AllowN(now, 1) {
		return 0
	}
	return max(time.Second, time.Duration((1-l.TokensAt(now))*float64(c.rate.Every)))
}

// makeRoom forgets those who have their full allowance again and, when hardly anybody has, some others, a quarter of all: whoever sends
// names without end must not have all of them looked at for each.
func (c *Counter) makeRoom(now time.Time) {
	if len(c.by) < mostCounted {
		return
	}
	for who, l := range c.by {
		if l.TokensAt(now) >= float64(l.Burst()) {
			delete(c.by, who)
		}
	}
	for who := range c.by {
		if len(c.by) <= mostCounted*3/4 {
			return
		}
		delete(c.by, who)
	}
}
