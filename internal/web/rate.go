package web

import (
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

// Rate is how often one address may do something: Burst times at once, and once more after each Every.
type Rate struct {
	Burst int // negative: no limit
	Every time.Duration
}

func (r Rate) or(usual Rate) Rate {
	if r == (Rate{}) {
		return usual
	}
	return r
}

// maxVisitors bounds the memory of a limiter: about 200 bytes each.
const maxVisitors = 10_000

// limiter counts by address, and by the network of 64 bits in IPv6, which one household has to itself.
type limiter struct {
	rate  Rate
	mu    sync.Mutex
	seen  map[netip.Prefix]*rate.Limiter
	swept time.Time
}

func newLimiter(r Rate) *limiter {
	return &limiter{rate: r, seen: map[netip.Prefix]*rate.Limiter{}}
}

// take counts one act; wait is how long to wait when it is one too many, and 0 otherwise.
func (l *limiter) take(a netip.Addr, now time.Time) (wait time.Duration) {
	if l.rate.Burst < 0 {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	who := network(a)
	v := l.seen[who]
	if v == nil {
		l.makeRoom(now)
		v = rate.NewLimiter(rate.Every(l.rate.Every), l.rate.Burst)
		l.seen[who] = v
	}
	if v.AllowN(now, 1) {
		return 0
	}
	return max(time.Second, time.Duration((1-v.TokensAt(now))*float64(l.rate.Every)))
}

func network(a netip.Addr) netip.Prefix {
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	p, err := a.WithZone("").Prefix(bits)
	if err != nil {
		return netip.Prefix{} // an unknown address: all of them share one allowance
	}
	return p
}

// makeRoom forgets visitors who have their full allowance again: for them nothing changes. When all are busy, some other
// visitor is forgotten, since a flood of addresses must not grow the memory.
func (l *limiter) makeRoom(now time.Time) {
	if len(l.seen) < maxVisitors {
		return
	}
	if now.Sub(l.swept) >= time.Second {
		l.swept = now
		for who, v := range l.seen {
			if v.TokensAt(now) >= float64(l.rate.Burst) {
				delete(l.seen, who)
			}
		}
	}
	for who := range l.seen {
		if len(l.seen) < maxVisitors {
			return
		}
		delete(l.seen, who)
	}
}

// LimitFiling limits how often one address may use a handler that files or writes something.
func (s *Server) LimitFiling(h http.Handler) http.Handler { return s.limited(s.filing, h) }

// LimitLogin limits how often one address may use a handler that checks a password.
func (s *Server) LimitLogin(h http.Handler) http.Handler { return s.limited(s.login, h) }

// LimitReading limits how often one address may use a handler that programs ask much of.
func (s *Server) LimitReading(h http.Handler) http.Handler { return s.limited(s.reading, h) }

func (s *Server) limited(l *limiter, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if wait := l.take(s.Address(r), s.Service.Now()); wait > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
			s.Fail(w, r, Status(http.StatusTooManyRequests))
			return
		}
		h.ServeHTTP(w, r)
	})
}

// budget is an amount that all requests share, such as memory for uploads.
type budget struct {
	most int64
	used atomic.Int64
}

// take takes a part; false when there is not enough left.
func (b *budget) take(n int64) bool {
	if b.used.Add(n) > b.most {
		b.used.Add(-n)
		return false
	}
	return true
}

func (b *budget) give(n int64) { b.used.Add(-n) }
