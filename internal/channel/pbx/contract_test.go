package pbx

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/channeltest"
)

// TestWebhookContract holds the webhook to what every source of calls must keep. Whoever sends asks again until he is answered.
func TestWebhookContract(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var current *hook
	type message struct {
		to   *hook
		body string
	}
	outbox := make(chan message, 1000)
	done := make(chan struct{})
	t.Cleanup(func() { close(outbox); <-done })
	begun := time.Now().Truncate(time.Second)
	messages := []string{`"kind":"ringing","from":"01012345678","to":"1043"`, `"kind":"answered","by":"person"`, `"kind":"held"`, `"kind":"resumed"`,
		`"kind":"hung_up","side":"caller"`, `"kind":"ended"`}
	now := func() *hook {
		mu.Lock()
		defer mu.Unlock()
		return current
	}
	post := func(h *hook, body string) int { return post(h, time.Now(), hookSecret, body).Code }
	go func() { // sends in order, each until it was taken or refused, or there is another source: what is left over is not for that one
		defer close(done)
		pulse := time.NewTicker(5 * time.Millisecond)
		defer pulse.Stop()
		for m := range outbox {
			for tries := 0; m.to == now() && post(m.to, m.body) != http.StatusNoContent && tries < 400; tries++ {
				<-pulse.C
			}
		}
	}()
	channeltest.TestCalls(t, channeltest.CallSource{Name: "bridge", Messages: len(messages),
		Open: func(t *testing.T, o channel.Office) channel.Source {
			n := entryOf(t, "secret: s\nproves: [ring, person, order]\n", map[string]string{"s": hookSecret})
			s, err := OpenWebhook(o, n)
			if err != nil {
				t.Fatal(err)
			}
			mu.Lock()
			defer mu.Unlock()
			current = s.(*hook)
			return s
		},
		Tell: func(_ *testing.T, i int) {
			body := fmt.Sprintf(`{"events":[{"id":"%d","call":"a","way":"in","at":"%s",%s}]}`, i, begun.Add(time.Duration(i)*time.Millisecond).Format(time.RFC3339Nano), messages[i])
			outbox <- message{now(), body}
		},
		Hostile: func(*testing.T) { post(now(), strings.Repeat("{", 1000)) },
		Last:    func(s channel.Sight) bool { return s.Kind == channel.Ended },
	})
}
