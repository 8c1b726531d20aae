package fax

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/channeltest"
	"jikim/internal/channel/scan"
	"jikim/test/paper"
)

var opened = sync.OnceValues(scan.Open)

func papers(t testing.TB) *scan.Reader {
	t.Helper()
	r, err := opened()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// spool is the spool of a HylaFAX server that has received something, without the server.
type spool struct{ dir string }

func newSpool(t testing.TB) *spool {
	t.Helper()
	s := &spool{t.TempDir()}
	for _, d := range []string{"recvq", "log", "sendq", "doneq"} {
		if err := os.Mkdir(filepath.Join(s.dir, d), 0o750); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func (s *spool) write(t testing.TB, name, text string) {
	t.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.WriteFile(path+".new", []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}

// log adds a line of the log of transfers, as HylaFAX 6.0.7 writes it.
func (s *spool) log(t testing.TB, name string, pages int, tsi, reason, cidName, cid string) {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(s.dir, "log/xferfaxlog"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o640)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	fmt.Fprintf(f, "11/28/26 19:33\tRECV\t000000002\tttyS0\trecvq/%s\t\"\"\tfax\t\"+82.33.222.2222\"\t\"%s\"\t2220073\t%d\t0:00:07\t0:00:07\t\"%s\"\t\"%s\"\t\"%s\"\t\"\"\t\"\"\t\"00 46 1F 22\"\n",
		name, tsi, pages, reason, cidName, cid)
}

func (s *spool) machine(t testing.TB, o channel.Office) *Machine {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Seoul")
	if err != nil {
		t.Fatal(err)
	}
	return &Machine{Intake: scan.Intake{Office: o, Reader: papers(t)}, spool: s.dir, zone: zone, pause: 3 * time.Millisecond}
}

func office(box channel.Letters) channel.Office {
	return channel.Office{Name: "under-test", Letters: box, Log: slog.New(slog.DiscardHandler), Now: time.Now}
}

// queue lets the suite put faxes into a queue. They are of a kind that is not converted, since it is not what the suite is about.
type queue struct{ *spool }

func (q queue) Open(t testing.TB, o channel.Office) channel.Source { return q.machine(t, o) }

func (q queue) Put(t testing.TB, number int) {
	name := fmt.Sprintf("fax%09d.tif", number)
	q.write(t, "recvq/"+name, fmt.Sprintf("no picture %d", number))
	q.log(t, name, 1, "+82.33.111.1111", "", "", "")
}

func (q queue) Number(l *channel.Letter) (n int) {
	if _, err := fmt.Sscanf(string(l.Original.Body), "no picture %d", &n); err != nil {
		return 0
	}
	return n
}

func (q queue) Acknowledged() int { return 0 }

func TestMachineKeepsTheContract(t *testing.T) {
	t.Parallel()
	channeltest.Letters(t, func(t *testing.T) channeltest.Peer { return queue{newSpool(t)} })
}

// received looks once into a queue and returns the letters, by the names of their faxes.
func receivedBy(t *testing.T, m *Machine, box *channeltest.Letterbox) map[string]*channel.Letter {
	t.Helper()
	if err := m.look(t.Context()); err != nil {
		t.Fatal(err)
	}
	out := map[string]*channel.Letter{}
	for _, l := range box.Kept() {
		out[l.Key[strings.LastIndexByte(l.Key, ':')+1:]] = l
	}
	return out
}

// TestReceived reads what HylaFAX leaves: who sent a fax and when it came, from the machine only.
func TestReceived(t *testing.T) {
	t.Parallel()
	s := newSpool(t)
	body := string(paper.Encode([]paper.Picture{{Width: 300, Height: 60, DotsX: 204, DotsY: 196, Data: make([]byte, 38*60)}}))
	at := time.Date(2026, 11, 28, 10, 33, 25, 0, time.UTC)
	put := func(name string) {
		s.write(t, "recvq/"+name, body)
		if err := os.Chtimes(filepath.Join(s.dir, "recvq", name), at, at); err != nil {
			t.Fatal(err)
		}
	}
	for n := 1; n <= 9; n++ {
		put(fmt.Sprintf("fax%09d.tif", n))
	}
	s.write(t, "log/c000000002", "Nov 28 19:33:10.01: [ 7235]: RECV FAX: begin\nNov 28 19:33:19.55: [ 7235]: RECV FAX: end\nNov 28 19:33:19.60: [ 7235]: SESSION END\n")
	s.log(t, "fax000000001.tif", 1, "+82.33.111.1111", "", "HONG", "0331111111")
	s.log(t, "fax000000002.tif", 1, "+82.33.111.1111", "", "$(reboot)\"`reboot`;", "02-999-9999")
	s.log(t, "fax000000003.tif", 1, "HANSOL TRADE", "", "", "")
	s.log(t, "fax000000004.tif", 1, "+82.33.111.1111", "T.30 T2 timeout, expected signal not received", "", "")
	s.log(t, "fax000000005.tif", 2, "+82.33.111.1111", "", "", "") // two pages by the log, one in the file
	s.log(t, "fax000000006.tif", 1, "+82\t33", "", "", "")         // somebody's tab
	s.log(t, "fax000000007.tif", 1, "", "", "발신번호 표시제한", "P")
	locked, err := os.Open(filepath.Join(s.dir, "recvq/fax000000008.tif"))
	if err != nil {
		t.Fatal(err)
	}
	defer locked.Close()
	if err := syscall.Flock(int(locked.Fd()), syscall.LOCK_EX); err != nil { // as HylaFAX does while it receives
		t.Fatal(err)
	}
	s.write(t, "recvq/seqf", "9")
	s.write(t, "recvq/other.txt", "x")
	box := channeltest.NewLetterbox()
	o := office(box)
	o.Now = func() time.Time { return at.Add(time.Minute) }
	m := s.machine(t, o)
	got := receivedBy(t, m, box)
	tests := []struct {
		name, from, called string
		doubts, notes      []string
	}{
		{"fax000000001.tif", "0331111111", "HONG", nil, nil},
		{"fax000000002.tif", "029999999", "$(reboot)\"`reboot`;", nil, []string{"letter.note.fax_differs"}},
		{"fax000000003.tif", "", "HANSOL TRADE", nil, []string{"letter.note.fax_nobody"}},
		{"fax000000004.tif", "+82331111111", "", []string{"letter.doubt.fax_incomplete"}, []string{"letter.note.fax_told"}},
		{"fax000000005.tif", "+82331111111", "", []string{"letter.doubt.fax_incomplete"}, []string{"letter.note.fax_told"}},
		{"fax000000007.tif", "", "발신번호 표시제한", nil, []string{"letter.note.fax_nobody"}},
	}
	if len(got) != len(tests) {
		t.Errorf("%d letters, want %d", len(got), len(tests))
	}
	for _, tt := range tests {
		l := got[tt.name]
		if l == nil {
			t.Errorf("%s is missing", tt.name)
			continue
		}
		if l.From.Address != tt.from || l.From.Name != tt.called || !slices.Equal(l.Doubts, tt.doubts) || !slices.Equal(l.Notes, tt.notes) {
			t.Errorf("%s: from %+v, doubts %v, notes %v", tt.name, l.From, l.Doubts, l.Notes)
		}
		if want := time.Date(2026, 11, 28, 10, 33, 19, 550e6, time.UTC); !l.At.Equal(want) || l.Precision != 10*time.Millisecond {
			t.Errorf("%s: came %v to %v", tt.name, l.At, l.Precision)
		}
		if len(l.To) != 1 || l.To[0].Address != "+82332222222" || l.Pages != 1 || len(l.Files) == 0 || l.Channel != "fax" {
			t.Errorf("%s: %+v", tt.name, l)
		}
	}

	// What the log does not tell of is taken after a while, as something of which nobody knows whether it is whole.
	o.Now = func() time.Time { return at.Add(unlogged + time.Second) }
	m.Office = o
	got = receivedBy(t, m, box)
	for _, name := range []string{"fax000000006.tif", "fax000000009.tif"} {
		l := got[name]
		if l == nil || !slices.Equal(l.Doubts, []string{"letter.doubt.fax_unlogged"}) || !l.At.Equal(at) || l.Precision != time.Second {
			t.Errorf("%s: %+v", name, l)
		}
	}
	if got["fax000000008.tif"] != nil {
		t.Error("a fax was taken while it was being received")
	}

	// A restart takes nothing twice; a name that is used again for another fax is another fax.
	asked := box.Asked()
	m = s.machine(t, o)
	receivedBy(t, m, box)
	if box.Asked() != asked {
		t.Errorf("a restart handed %d letters over again", box.Asked()-asked)
	}
	s.write(t, "recvq/fax000000001.tif", "another")
	s.log(t, "fax000000001.tif", 0, "", "", "", "")
	receivedBy(t, m, box)
	if n := len(box.Kept()); n != len(tests)+3 {
		t.Errorf("%d letters after a name was used again", n)
	}
	if err := os.Remove(filepath.Join(s.dir, "recvq/fax000000001.tif")); err != nil {
		t.Fatal(err)
	}
	receivedBy(t, m, box)
	if mark := box.Marks()["under-test"]; strings.Contains(mark, "fax000000001.tif") || !strings.Contains(mark, "fax000000002.tif") {
		t.Errorf("the mark: %q", mark)
	}
}

func TestNoSpool(t *testing.T) {
	t.Parallel()
	m := (&spool{filepath.Join(t.TempDir(), "nothing")}).machine(t, office(channeltest.NewLetterbox()))
	if err := m.look(t.Context()); err == nil {
		t.Error("no error without a spool")
	}
	if st := m.State(); st.Connected || st.Trouble != scan.TroubleFolder {
		t.Errorf("%+v", st)
	}
}

func TestEnded(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("KST", 9*3600)
	for _, tt := range []struct {
		log  string
		near string
		want string
	}{
		{"Nov 28 19:33:19.55: [ 7235]: RECV FAX: end\n", "2026-11-28T10:34:00Z", "2026-11-28T10:33:19.55Z"},
		{"Dec 31 23:59:59.99: [ 1]: RECV FAX: end\r\n", "2027-01-01T00:00:01+09:00", "2026-12-31T14:59:59.99Z"},
		{"Jan  1 00:00:00.10: [ 1]: RECV FAX: end\n", "2026-12-31T23:59:58+09:00", "2026-12-31T15:00:00.1Z"},
		{"Feb 29 10:00:00.00: [ 1]: RECV FAX: end\n", "2028-03-01T00:00:00Z", "2028-02-29T01:00:00Z"},
		{"Nov 28 19:33:19.55: [ 7235]: RECV FAX (1): from ]: RECV FAX: end here\n", "2026-11-28T10:34:00Z", ""},
		{"xxx 99 19:33:19.55: [ 7235]: RECV FAX: end\n", "2026-11-28T10:34:00Z", ""},
		{"]: RECV FAX: end", "2026-11-28T10:34:00Z", ""},
	} {
		near, err := time.Parse(time.RFC3339Nano, tt.near)
		if err != nil {
			t.Fatal(err)
		}
		at, ok := ended(tt.log, zone, near)
		if got := at.UTC().Format(time.RFC3339Nano); ok != (tt.want != "") || ok && got != tt.want {
			t.Errorf("%q: %s, %v", tt.log, got, ok)
		}
	}
}

func TestDigits(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"+82.33.111.1111": "+82331111111", "033-762 4518": "0337624518", "P": "", "": "", "12": "",
		"+": "", "1+23": "123", strings.Repeat("9", 40): "", "$(reboot)": ""} {
		if got := Digits(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if !same("+82337624518", "0337624518") || same("0337624518", "0337624519") || same("", "") {
		t.Error("numbers are not compared by their last digits")
	}
}

func FuzzReceptions(f *testing.F) {
	f.Add("11/28/26 19:33\tRECV\t000000002\tttyS0\trecvq/fax000000001.tif\t\"\"\tfax\t\"+82\"\t\"+83\"\t2220073\t2\t0:00:07\t0:00:07\t\"\"\t\"n\"\t\"0337\"\t\"\"\t\"\"\t\"00\"\n", "Nov 28 19:33:19.55: [ 1]: RECV FAX: end\n")
	f.Fuzz(func(t *testing.T, log, session string) {
		for name, r := range receptions(log) {
			for _, s := range []string{r.tsi, r.name, r.number, r.local, r.reason} {
				if strings.ContainsAny(s, "\n\x00\x1b") || len([]rune(s)) > 100 {
					t.Fatalf("%s: %q", name, s)
				}
			}
			sender(r)
		}
		ended(session, time.UTC, time.Unix(0, 0))
	})
}
