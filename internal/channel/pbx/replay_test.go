package pbx

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jikim/internal/channel"
	"jikim/internal/core/call"
	"jikim/internal/core/yaml"
)

// base is when all transcripts begin.
var base = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

// office takes in what a source tells, as the real one would.
type office struct {
	mu     sync.Mutex
	now    time.Time
	sights []channel.Sight
	powers []channel.Power
	marks  map[string]string
	away   bool
	came   chan struct{}
}

func newOffice() *office {
	return &office{now: base, marks: map[string]string{}, came: make(chan struct{}, 1000)}
}

func (o *office) See(_ context.Context, sights ...channel.Sight) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.away {
		return context.DeadlineExceeded
	}
	o.sights = append(o.sights, sights...)
	for range sights {
		select {
		case o.came <- struct{}{}:
		default:
		}
	}
	return nil
}

func (o *office) Proves(_ string, powers ...channel.Power) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.powers = powers
}

func (o *office) Mark(_ context.Context, source string) (string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.marks[source], nil
}

func (o *office) SetMark(_ context.Context, source, mark string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.marks[source] = mark
	return nil
}

func (o *office) Now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

func (o *office) set(t time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = t
}

func (o *office) change(f func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	f()
}

func (o *office) taken() []channel.Sight {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.sights)
}

func (o *office) office() channel.Office {
	return channel.Office{Name: "pbx", Calls: o, Now: o.Now}
}

// entryOf reads an entry of a channels file that lies in a folder of the test with these files.
func entryOf(t *testing.T, text string, files map[string]string) *yaml.Node {
	t.Helper()
	folder := t.TempDir()
	for name, body := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	n, err := yaml.Parse(filepath.Join(folder, "channels.yaml"), []byte("name: pbx\nkind: pbx\n"+text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// facts writes what the joiner makes of sights: a conversation a line, its facts with their seconds.
func facts(sights []channel.Sight, powers []channel.Power) string {
	var seen []call.Sight
	for i := range sights {
		k := &sights[i]
		s := call.Sight{Source: "pbx", ID: k.ID, Kind: call.Kind(k.Kind), At: k.At, Received: k.Received, Clock: call.Clock(k.Clock), Precision: k.Precision,
			Call: k.Call, Leg: k.Leg, Same: k.Same, Way: call.Way(k.Way), From: end(k.From), To: end(k.To), Side: call.Side(k.Side), By: call.Answerer(k.By),
			Leave: k.Leave, Estimated: k.Estimated, Cause: k.Cause, Code: k.Code}
		for _, p := range powers {
			s.Powers = append(s.Powers, call.Power(p))
		}
		seen = append(seen, s)
	}
	var lines []string
	for _, c := range call.Join(seen) {
		line := string(c.Way) + " " + c.Number
		for _, e := range c.Events() {
			line += fmt.Sprintf("; %s %.4g", e.Key, e.At.Sub(base).Seconds())
			if e.Own != "" {
				line += " @" + e.Own
			}
			for _, name := range []string{"unseen", "order", "cause", "to", "blind", "reached"} {
				if v := e.Data.Text(name); v != "" {
					line += " " + name + "=" + v
				}
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func end(number string) call.End {
	n := call.Normal(number, "033")
	return call.End{Name: n, Own: call.Extension(n) || n == "0337371043"}
}

// transcript reads a file of testdata without its notes.
func transcript(t testing.TB, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	for bytes.HasPrefix(body, []byte("#")) {
		_, body, _ = bytes.Cut(body, []byte("\n"))
	}
	return body
}

// instant is when an event of a transcript arrives: a hundredth of a second after it happened.
func (o *office) arrive(at time.Time) time.Time {
	if at = at.Add(10 * time.Millisecond); at.After(o.Now()) {
		o.set(at)
	}
	return o.Now()
}

func replayAMI(t *testing.T, body []byte) string {
	t.Helper()
	o := newOffice()
	s, err := OpenAMI(o.office(), entryOf(t, "address: 127.0.0.1:5038\nsecurity: none\nuser: jikim\nsecret: s\ntrunks: [PJSIP/kt-]\n", map[string]string{"s": "secret"}))
	if err != nil {
		t.Fatal(err)
	}
	a := s.(*ami)
	a.board.put = func(s channel.Sight) { o.sights = append(o.sights, s) }
	for r := bufio.NewReaderSize(bytes.NewReader(body), longestLine); ; {
		h, err := readHeaders(r)
		if err != nil {
			break
		}
		a.event(h, o.arrive(stampOf(h.get("Timestamp"), base).at))
	}
	return facts(o.sights, a.powers)
}

func replayESL(t *testing.T, body []byte) string {
	t.Helper()
	o := newOffice()
	s, err := OpenESL(o.office(), entryOf(t, "address: 127.0.0.1:8021\nsecurity: none\nsecret: s\ntrunks: [sofia/external/]\n", map[string]string{"s": "secret"}))
	if err != nil {
		t.Fatal(err)
	}
	e := s.(*esl)
	e.board.put = func(s channel.Sight) { o.sights = append(o.sights, s) }
	for r := bufio.NewReaderSize(bytes.NewReader(body), longestLine); ; {
		_, event, err := readMessage(r)
		if err != nil {
			break
		}
		h, err := readEvent(event)
		if err != nil {
			t.Fatal(err)
		}
		var micros int64
		_, _ = fmt.Sscan(h.get("Event-Date-Timestamp"), &micros)
		e.event(h, o.arrive(time.UnixMicro(micros).UTC()))
	}
	return facts(o.sights, e.powers)
}

func replayARI(t *testing.T, body []byte) string {
	t.Helper()
	o := newOffice()
	s, err := OpenARI(o.office(), entryOf(t, "address: 127.0.0.1:8088\nsecurity: none\nuser: jikim\nsecret: s\ntrunks: [PJSIP/kt-]\n", map[string]string{"s": "secret"}))
	if err != nil {
		t.Fatal(err)
	}
	a := s.(*ari)
	a.board.put = func(s channel.Sight) { o.sights = append(o.sights, s) }
	for line := range bytes.Lines(body) {
		var e ariEvent
		if err := json.Unmarshal(line, &e); err != nil {
			t.Fatal(err)
		}
		at, err := time.Parse("2006-01-02T15:04:05.999-0700", e.Timestamp)
		if err != nil {
			t.Fatal(err)
		}
		a.event(&e, o.arrive(at.UTC()))
	}
	return facts(o.sights, a.powers)
}

// TestTranscripts replays what exchanges tell of calls. The transcripts were composed from documentation: replayed, not a real peer.
func TestTranscripts(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"ami-caller-first":  "in 01012345678; answered person 4 @1043; caller hung up 60 unseen=hook order=first; ended 60 cause=normal; ringing 0.3 @1043",
		"ami-officer-first": "in 01012345678; answered person 4 @1043; ended 60.01 cause=normal; officer hung up 60 @1043 order=first; ringing 0.3 @1043",
		"ami-abandoned":     "in 01012345678; missed 5.003 @1043 cause=abandoned; ringing 0.3 @1043",
		"ami-busy":          "in 01012345678; missed 0.22 @0337371043 cause=busy; ringing 0 @0337371043 unseen=ring",
		"ami-queue": "in 01012345678; answered machine 0.1 @0337371043; answered person 24 @1044; answered queue 0.2 @0337371043; caller hung up 60 unseen=hook order=first; ended 60 cause=normal; " +
			"held 0 30 @1044; resumed 0 35 @1044; ringing 20.2 @1043",
		"ami-blind": "in 01012345678; answered person 4 @1043; caller hung up 80 unseen=hook order=first; ended 80 cause=normal; ringing 0.3 @1043; " +
			"transfer 0 20 @1043 to=1044 blind=true; transfer answered 0 39.9 @1044",
		"ami-attended": "in 01012345678; answered person 4 @1043; ended 50.02 cause=normal; held 0 18 @1043; officer hung up 50 @1044 order=first; ringing 0.3 @1043; " +
			"transfer 0 19.1 @1043 unseen=summary to=1044 blind=false; transfer answered 0 30 @1044",
		"ami-outward":       "out 01012345678; callback 0.101 @1043 reached=true",
		"ari-caller-first":  "in 01012345678; answered person 4 @1043; caller hung up 60 unseen=hook order=first; ended 60.02 cause=normal; ringing 0.3 @1043",
		"ari-blind":         "in 01012345678; answered person 4 @1043; caller hung up 90 unseen=hook order=first; ended 90.02 cause=normal; ringing 0.3 @1043; transfer 0 20 @1043 to=1044 blind=true; transfer answered 0 40.1 @1044",
		"ari-queue":         "in 01012345678; answered machine 0.1 @0337371043; answered queue 0.2 @0337371043; missed 33.01 @0337371043 cause=abandoned; ringing 0 @0337371043 unseen=ring",
		"esl-caller-first":  "in 01012345678; answered person 5 @1043; caller hung up 60 unseen=hook order=first; ended 60 cause=normal; held 0 20 @1043; resumed 0 25 @1043; ringing 0.4 @1043",
		"esl-officer-first": "in 01012345678; answered person 5 @1043; ended 60.02 cause=normal; officer hung up 60 @1043 order=first; ringing 0.4 @1043",
		"esl-abandoned":     "in 01012345678; missed 6.01 @1043 cause=abandoned; ringing 0.4 @1043",
		"esl-ivr":           "in 01012345678; answered machine 0.1 @0337371043; missed 9 @0337371043 cause=abandoned; ringing 0 @0337371043 unseen=ring",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := transcript(t, name+".txt")
			replay := map[string]func(*testing.T, []byte) string{"ami": replayAMI, "esl": replayESL, "ari": replayARI}[name[:3]]
			if got := replay(t, body); got != want {
				t.Errorf("\n got %s\nwant %s", got, want)
			}
		})
	}
}
