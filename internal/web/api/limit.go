package api

import (
	"net/http"
	"strconv"
	"time"

	"jikim/internal/web"
)

// counters count the requests of programs, by token or device, or by address.
type counters struct{ token, address *web.Counter }

func newCounters(l Limits) counters {
	return counters{web.NewCounter(l.Token), web.NewCounter(l.Address)}
}

// take counts a request; the error says that there was one too many, and the answer when to come again.
func (c counters) take(w http.ResponseWriter, who string, known bool, now time.Time) error {
	counter := c.address
	if known {
		counter = c.token
	}
	wait := counter.Take(who, now)
	if wait == 0 {
		return nil
	}
	w.Header().Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
	return web.Refused(http.StatusTooManyRequests, "fault.rate")
}
