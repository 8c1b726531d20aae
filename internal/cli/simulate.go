package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

type simulateCmd struct {
	Calls simulateCalls `cmd:"" help:"Play a telephone exchange against a running server, in real time."`
}

// simulateCalls plays believable calls, so that the desk's pages can be tried and taught without an exchange. What it sends is what
// an exchange sends (docs/devices.md), and is recorded as that: it is for servers whose figures nobody publishes.
type simulateCalls struct {
	Server string        `required:"" help:"Address of the server, such as http://127.0.0.1:8080." placeholder:"URL"`
	Token  string        `required:"" env:"JIKIM_EXCHANGE_TOKEN" help:"Token of the exchange; also JIKIM_EXCHANGE_TOKEN."`
	To     []string      `required:"" help:"Numbers that are called, each as often as the others." placeholder:"NUMBER"`
	Count  int           `default:"10" help:"How many calls."`
	Gap    time.Duration `default:"20s" help:"Mean time between two calls."`
	Talk   time.Duration `default:"90s" help:"Mean length of a talk."`
	Seed   uint64        `default:"1" help:"The same seed plays the same calls."`
}

// Run plays the calls and returns when the last is over.
func (c *simulateCalls) Run(e *env) error {
	if c.Count < 1 || c.Gap < 0 || c.Talk < 0 {
		return errors.New("--count has to be at least 1, and neither --gap nor --talk can be negative")
	}
	p := player{simulateCalls: c, client: &http.Client{Timeout: 10 * time.Second}, now: e.now, wait: wait}
	return p.run(e)
}

// run plays all calls, several at a time when they overlap.
func (p *player) run(e *env) error {
	c := p.simulateCalls
	p.name = fmt.Sprintf("simulated-%d", p.now().UnixNano())
	rng := rand.New(rand.NewPCG(c.Seed, 20261128))
	var playing sync.WaitGroup
	var mu sync.Mutex
	var failed error
	for i := range c.Count {
		call := c.call(rng, i)
		playing.Go(func() {
			answered, err := p.play(e.ctx, i, call)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				failed = errors.Join(failed, err)
				return
			}
			key := "cli.simulate.answered"
			if !answered {
				key = "cli.simulate.missed"
			}
			fmt.Fprintln(e.out, e.text.T(key, "n", i+1, "to", call[0].To, "seconds", fmt.Sprintf("%.1f", call[1].after.Seconds())))
		})
		mu.Lock()
		stop := failed != nil
		mu.Unlock()
		if stop || i < c.Count-1 && !p.wait(e.ctx, time.Duration(rng.ExpFloat64()*float64(c.Gap))) {
			break
		}
	}
	playing.Wait()
	return errors.Join(failed, e.ctx.Err())
}

// simulated is an event of a call, some time after the bell began to ring.
type simulated struct {
	after           time.Duration
	Event, To, From string
	By, Cause       string
	MidTalk         bool
	Call            string
}

// call makes the events of one call: six in seven are answered, mostly within three rings, and of these one in five callers
// has called before. In one of eight the officer hangs up first or too soon.
func (c *simulateCalls) call(rng *rand.Rand, n int) []simulated {
	to := c.To[rng.IntN(len(c.To))]
	from := fmt.Sprintf("010-0000-%04d", rng.IntN(50)) // numbers that nobody has
	if rng.IntN(10) == 0 {
		from = ""
	}
	seconds := func(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
	out := []simulated{{Event: "call.ringing", To: to, From: from}}
	if rng.IntN(7) == 0 {
		return append(out, simulated{after: seconds(12 + 10*rng.Float64()), Event: "call.missed"})
	}
	answered := seconds(1.5 + 9*rng.Float64()*rng.Float64())
	ended := answered + time.Duration(rng.ExpFloat64()*float64(c.Talk))
	out = append(out, simulated{after: answered, Event: "call.answered", To: to, By: "person"})
	hook := seconds(0.4 + 2.4*rng.Float64())
	first, second := "call.caller_hung_up", "call.officer_hung_up"
	if rng.IntN(8) == 0 {
		first, second = second, first
	}
	return append(out, simulated{after: ended, Event: first}, simulated{after: ended + hook, Event: second},
		simulated{after: ended + hook + seconds(0.1), Event: "call.ended", Cause: "normal"})
}

// player sends events to a server.
type player struct {
	*simulateCalls
	client *http.Client
	name   string // what the names of its calls begin with, which no other run has
	now    func() time.Time
	wait   func(context.Context, time.Duration) bool
}

// play sends the events of a call when they are due, and tells whether it was answered.
func (p *player) play(ctx context.Context, n int, call []simulated) (answered bool, err error) {
	start := p.now()
	for _, ev := range call {
		if !p.wait(ctx, start.Add(ev.after).Sub(p.now())) {
			return answered, nil
		}
		ev.Call = fmt.Sprintf("%s/%d", p.name, n)
		if err := p.send(ctx, &ev, start.Add(ev.after)); err != nil {
			return answered, err
		}
		answered = answered || ev.Event == "call.answered"
	}
	return answered, nil
}

// send tells the server of one event.
func (p *player) send(ctx context.Context, ev *simulated, at time.Time) error {
	in := map[string]any{"call": ev.Call, "event": ev.Event, "at": at.UTC()}
	for name, value := range map[string]string{"to": ev.To, "from": ev.From, "by": ev.By, "cause": ev.Cause} {
		if value != "" {
			in[name] = value
		}
	}
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(p.Server, "/")+"/api/calls", bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("--server: %w", err)
	}
	r.Header.Set("Authorization", "Bearer "+p.Token)
	r.Header.Set("Content-Type", "application/json")
	answer, err := p.client.Do(r)
	if err != nil {
		return fmt.Errorf("the server does not answer: %w", err)
	}
	defer answer.Body.Close()
	if slices.Contains([]int{http.StatusNoContent, http.StatusOK}, answer.StatusCode) {
		return nil
	}
	said, _ := io.ReadAll(io.LimitReader(answer.Body, 500)) // what it says explains the status; without it the status has to do
	return fmt.Errorf("the server answers %s to %s: %s", answer.Status, ev.Event, strings.TrimSpace(string(said)))
}

// wait waits and tells whether it was not ended meanwhile.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(max(d, 0))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
