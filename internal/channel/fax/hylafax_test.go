package fax

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/channeltest"
	"jikim/internal/core/yaml"
	rig "jikim/test/fax"
	"jikim/test/paper"
)

// outcomes keeps what is told of messages.
type outcomes struct {
	mu   sync.Mutex
	list map[string]channel.Outcome
}

func (o *outcomes) Became(_ context.Context, one channel.Outcome) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.list[one.ID] = one
	return nil
}

func (o *outcomes) of(id string) (channel.Outcome, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	one, ok := o.list[id]
	return one, ok
}

func entry(t testing.TB, text string) *yaml.Node {
	t.Helper()
	n, err := yaml.Parse("channels.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestHylaFAX makes real fax calls: one that comes whole, one to a busy line, and one whose line is cut in the second page; and
// compares what our two sides say with each other and with the exchange. The caller's name is a command of the shell.
func TestHylaFAX(t *testing.T) {
	t.Parallel()
	r := rig.Start(t)
	box := channeltest.NewLetterbox()
	source, err := OpenHylaFAX(channel.Office{Name: "fax", Letters: box, Log: slog.New(slog.DiscardHandler), Now: time.Now},
		entry(t, "spool: "+r.Spool+"\nzone: "+rig.Zone))
	if err != nil {
		t.Fatal(err)
	}
	sent := &outcomes{list: map[string]channel.Outcome{}}
	courier, err := HireSender(channel.Depot{Name: "fax-out", Outcomes: sent, Log: slog.New(slog.DiscardHandler), Now: time.Now},
		entry(t, "server: "+r.Server+"\nspool: "+r.Spool+"\nmodem: "+r.Modem+"\ntries: 1\ndials: 1"))
	if err != nil {
		t.Fatal(err)
	}
	machine, sender := source.(*Machine), courier.(*Sender)
	machine.pause, sender.pause = 50*time.Millisecond, 50*time.Millisecond
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	for _, run := range []func(context.Context) error{machine.Run, sender.Run} {
		running.Go(func() {
			if err := run(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	defer running.Wait()
	defer stop()

	began := time.Now()
	hacked := filepath.Join(r.Spool, "tmp", "hacked")
	r.Caller("0337624518", "$(touch "+hacked+")")
	pdf, tiff := paper.PDF(t, 2), paper.TIFF(t, paper.Fax{Pages: 2, Encoding: []string{"-c", "g4"}})
	carry := func(id, to string, body []byte) {
		t.Helper()
		m := channel.Message{ID: id, To: to, Files: []channel.File{{Name: "fax", Body: body}}}
		r.Until("the taking of "+id, func() bool { // as the office does when the server is too busy for the moment
			got, err := courier.Carry(ctx, &m)
			if err != nil {
				t.Logf("%s: %v", id, err)
			}
			return err == nil && got.ID == id
		})
		if got, err := courier.Carry(ctx, &m); err != nil || got.ID != id { // whoever is not sure asks again
			t.Fatalf("%s: %v, %v", id, got, err)
		}
	}
	became := func(id string) channel.Outcome {
		t.Helper()
		r.Until("the end of "+id, func() bool { _, ok := sent.of(id); return ok })
		o, _ := sent.of(id)
		return o
	}

	carry("whole", "033-222-2222", pdf)
	if o := became("whole"); !o.Delivered || o.Why != "" || o.At.Before(began) {
		t.Errorf("whole: %+v", o)
	}
	r.Until("the letter", func() bool { return len(box.Kept()) == 1 })
	l := box.Kept()[0]
	if l.From.Address != "0337624518" || l.From.Name != "$(touch "+hacked+")" || len(l.To) != 1 || l.To[0].Address != "+82332222222" {
		t.Errorf("from %+v to %+v", l.From, l.To)
	}
	if l.Pages != 2 || len(l.Doubts) != 0 || !slices.Equal(l.Notes, []string{"letter.note.fax_differs"}) {
		t.Errorf("%d pages, doubts %v, notes %v", l.Pages, l.Doubts, l.Notes)
	}
	if p := l.Proposed; p == nil || !p.Fine || p.Sender != paper.Sender || p.Subject != paper.Subject {
		t.Errorf("proposed %+v", l.Proposed)
	}
	if l.Precision != 10*time.Millisecond || l.At.Before(began) || l.At.After(time.Now()) {
		t.Errorf("came %v to %v", l.At, l.Precision)
	}
	if _, err := os.Stat(hacked); err == nil {
		t.Error("the name of a caller was run as a command")
	}

	carry("busy", "033-222-2299", tiff)
	if o := became("busy"); o.Delivered || o.Why != "expired" {
		t.Errorf("busy: %+v", o)
	}

	pages := r.Logged("]: RECV FAX (") // one line for each page, and one at the end
	carry("cut", "033-222-2222", tiff)
	r.Until("the first page", func() bool { return r.Logged("]: RECV FAX (") > pages })
	frames := r.Logged("RECV received frame number 9\n")
	r.Until("some of the second page", func() bool { return r.Logged("RECV received frame number 9\n") > frames })
	r.Cut()
	if o := became("cut"); o.Delivered || o.Why == "" {
		t.Errorf("cut: %+v", o)
	}
	r.Until("the letter that is cut off", func() bool { return len(box.Kept()) == 2 })
	if l := box.Kept()[1]; l.Pages != 2 || !slices.Equal(l.Doubts, []string{"letter.doubt.fax_incomplete"}) {
		t.Errorf("cut: %d pages, doubts %v", l.Pages, l.Doubts)
	}
	calls := slices.DeleteFunc(r.Events(), func(e string) bool { return !strings.HasPrefix(e, "dial 0") })
	if len(calls) != 3 {
		t.Errorf("the exchange saw %d calls: %v", len(calls), calls)
	}
	if st := source.State(); st.Taken != 2 || st.Trouble != "" || !st.Connected {
		t.Errorf("%+v", st)
	}
}
