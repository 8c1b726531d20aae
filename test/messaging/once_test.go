package messaging_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"jikim/internal/channel"
	"jikim/internal/channel/provider"
	"jikim/internal/channel/sens"
	"jikim/internal/channel/solapi"
	"jikim/internal/core/yaml"
	"jikim/test/messaging"
)

// peer is what a played provider can do.
type peer interface {
	Address() string
	PEM() []byte
	Approve(string, messaging.Template)
	Break(...messaging.Fault)
	Taken() []messaging.Message
	Become(int, string, time.Time)
}

// line is a kind of courier with its provider.
type line struct {
	peer  peer
	hire  channel.Hirer
	entry string
	done  string // code of what was delivered
}

func lines(t *testing.T, o *messaging.Office) map[string]line {
	const talk = "channel: %q\ntemplates: t.yaml\n"
	a, b, c, d := messaging.StartSolapi(t, o.Now), messaging.StartSolapi(t, o.Now), messaging.StartSens(t, o.Now), messaging.StartSens(t, o.Now)
	key, access := "key: "+messaging.SolapiKey+"\nsender: 033-737-1043\nsecret: solapi\n", "key: "+messaging.SensKey+"\nsecret: sens\n"
	return map[string]line{
		"solapi-sms":   {a, solapi.HireText, key, "4000"},
		"solapi-kakao": {b, solapi.HireTalk, key + fmt.Sprintf(talk, messaging.SolapiChannel), "4000"},
		"sens-sms":     {c, sens.HireText, access + "sender: 033-737-1043\nservice: " + messaging.SensTextService + "\n", "0"},
		"sens-kakao":   {d, sens.HireTalk, access + "service: " + messaging.SensTalkService + "\n" + fmt.Sprintf(talk, messaging.SensChannel), "0000"},
	}
}

func (l line) courier(t *testing.T, o *messaging.Office) *provider.Courier {
	t.Helper()
	dir := t.TempDir()
	for name, src := range map[string]string{"solapi": messaging.SolapiSecret, "sens": messaging.SensSecret, "ca.pem": string(l.peer.PEM()), "t.yaml": "templates: {delay: {code: T, text: \"[#{기관}] #{접수번호}\"}}\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(src), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	l.peer.Approve("T", messaging.Template{Text: "[#{기관}] #{접수번호}"})
	n, err := yaml.Parse(filepath.Join(dir, "c.yaml"), []byte(l.entry+"ca: ca.pem\naddress: "+l.peer.Address()+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := l.hire(o.Depot("line"), n)
	if err != nil {
		t.Fatal(err)
	}
	return c.(*provider.Courier)
}

// faults are what can happen to one request.
var faults = []messaging.Fault{{}, {Taken: true}, {Taken: true, Half: true}, {Status: http.StatusBadGateway}, {Taken: true, Status: http.StatusGatewayTimeout},
	{Status: http.StatusTooManyRequests, Retry: 5}, {Status: http.StatusForbidden}, {Taken: true, Status: http.StatusOK, Body: "<html>"}}

// TestOnceWhateverHappens proves of every line that messages, all to the same person and some at the same time, go over once each, and what
// became of each is told once, whatever happens to requests and answers on the way.
func TestOnceWhateverHappens(t *testing.T) {
	t.Parallel()
	o := messaging.NewOffice(time.Date(2026, 12, 1, 1, 0, 0, 0, time.UTC))
	round := 0
	for name, l := range lines(t, o) {
		c := l.courier(t, o)
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				round++
				before, told := len(l.peer.Taken()), len(o.Outcomes())
				words := make([]*channel.Message, rapid.IntRange(1, 4).Draw(t, "messages"))
				for i := range words {
					id := fmt.Sprintf("n-%d-%d", round, i)
					words[i] = &channel.Message{ID: id, To: "010-1234-5678", Text: "글 " + id, Template: "delay", Values: map[string]string{"office": "원주", "number": id}}
				}
				for range rapid.IntRange(0, 12).Draw(t, "tries") {
					if rapid.Bool().Draw(t, "breaks") {
						l.peer.Break(rapid.SampledFrom(faults).Draw(t, "fault"))
					}
					_, _ = c.Carry(t.Context(), rapid.SampledFrom(words).Draw(t, "message"))
					o.Pass(time.Duration(rapid.IntRange(0, 45).Draw(t, "seconds")) * time.Second)
				}
				for _, m := range words {
					finish(t, o, c, m)
				}
				taken := l.peer.Taken()[before:]
				if len(taken) != len(words) {
					t.Fatalf("%d messages went over, want %d", len(taken), len(words))
				}
				for _, m := range words {
					n := 0
					for _, got := range taken {
						if strings.HasSuffix(got.Text, " "+m.ID) {
							n++
						}
					}
					if n != 1 {
						t.Fatalf("%s went over %d times", m.ID, n)
					}
				}
				for i := range taken {
					l.peer.Become(before+i, l.done, o.Now())
				}
				for next := c.Look(t.Context()); !next.IsZero(); next = c.Look(t.Context()) {
					o.Pass(max(next.Sub(o.Now()), time.Second))
				}
				if got := len(o.Outcomes()) - told; got != len(words) {
					t.Fatalf("what became of messages was told %d times, want %d", got, len(words))
				}
			})
		})
	}
}

// finish carries a message until it has gone over. A fault that was left over takes one try, and the wait for the list another.
func finish(t *rapid.T, o *messaging.Office, c *provider.Courier, m *channel.Message) {
	var err error
	for range 30 {
		if _, err = c.Carry(t.Context(), m); err == nil {
			return
		}
		o.Pass(61 * time.Second)
	}
	t.Fatalf("%s does not go over: %v", m.ID, err)
}
