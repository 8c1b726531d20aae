package pbx

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"jikim/internal/channel"
)

const asterisk = `file: Master.csv
columns: [-, from, to, -, -, -, -, -, -, start, answer, end, -, talk, result, -, id]
time: YYYY-MM-DD hh:mm:ss
zone: Asia/Seoul
results: {ANSWERED: answered, NO ANSWER: no_answer, BUSY: busy, FAILED: failed}
since: 2026-11-23T00:00:00+09:00
telephones: yes
`

// The lines were composed from the documentation of cdr_csv: not of a real peer.
const (
	lineAnswered = `"","01012345678","0337371043","office","""Kim"" <01012345678>","PJSIP/kt-1","PJSIP/1043-2","Dial","PJSIP/1043","2026-11-23 10:00:00","2026-11-23 10:00:06","2026-11-23 10:01:00",60,54,"ANSWERED","DOCUMENTATION","1795395600.1"`
	lineMissed   = `"","0212345678","0337371043","office","0212345678","PJSIP/kt-3","PJSIP/1043-4","Dial","PJSIP/1043","2026-11-23 10:02:00",,"2026-11-23 10:02:20",20,0,"NO ANSWER","DOCUMENTATION","1795395720.3"`
	lineOut      = `"","1043","01012345678","office","1043","PJSIP/1043-5","PJSIP/kt-6","Dial","PJSIP/kt","2026-11-23 10:30:00","2026-11-23 10:30:09","2026-11-23 10:31:00",60,51,"ANSWERED","DOCUMENTATION","1795397400.5"`
)

func openCDR(t *testing.T, o *office, entry string, files map[string]string) (*cdr, string) {
	t.Helper()
	n := entryOf(t, entry, files)
	s, err := OpenCDR(o.office(), n)
	if err != nil {
		t.Fatal(err)
	}
	c := s.(*cdr)
	return c, c.path
}

func appendTo(t *testing.T, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

func TestCDRLines(t *testing.T) {
	t.Parallel()
	o := newOffice()
	o.set(base.Add(2 * time.Hour))
	c, _ := openCDR(t, o, asterisk, map[string]string{"Master.csv": lineAnswered + "\n" + lineMissed + "\nnot a call\n" + strings.Replace(lineAnswered, "2026-11-23", "2026-10-01", 1) + "\n" + lineOut + "\n"})
	if err := c.look(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := facts(o.taken(), c.powers)
	want := "in 01012345678; answered person 6 @0337371043; caller hung up 60 unseen=order order=undetermined; ended 60 cause=normal; ringing 0 @0337371043 unseen=ring\n" +
		"in 0212345678; missed 140 @0337371043 cause=no_answer; ringing 120 @0337371043 unseen=ring\n" +
		"out 01012345678; callback 1800 @1043 reached=true"
	if got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	for _, k := range o.taken() {
		if k.Precision != time.Second || k.Clock != channel.Agent {
			t.Errorf("%s is as coarse as %s by %s", k.Kind, k.Precision, k.Clock)
		}
	}
	if st := c.State(); st.Refused != 1 || st.Seen != 5 || !st.Connected {
		t.Errorf("state: %+v", st)
	}
}

// TestCDRFixed reads the columns of an SMDR list that has neither separators nor whole numbers of a call.
func TestCDRFixed(t *testing.T) {
	t.Parallel()
	o := newOffice()
	o.set(base.Add(2 * time.Hour))
	c, _ := openCDR(t, o, `file: smdr.txt
separator: fixed
columns: [{way: 2}, {to: 6}, {from: 14}, {start: 15}, {ring: 6}, {talk: 9}]
time: YY/MM/DD hh:mm
zone: Asia/Seoul
ways: {I: in, O: out}
telephones: yes
since: 2026-11-23T00:00:00+09:00
`, map[string]string{"smdr.txt": "I 1043  01012345678   26/11/23 10:00 00:07 00:01:00\r\nI 1043  0212345678    26/11/23 10:05 00:20 00:00:00\r\n"})
	if err := c.look(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(o.taken()) < 6 || o.taken()[0].Precision != time.Minute {
		t.Fatalf("%+v", o.taken())
	}
	if got := facts(o.taken(), c.powers); !strings.Contains(got, "ended 67") || !strings.Contains(got, "missed 320 @1043") {
		t.Errorf("%s", got)
	}
}

// TestCDRGoesOn proves that a list is read on where it was left: after a restart, while a line is being written, when the office cannot
// take it, after the list was put aside with more in it, and when it was cut.
func TestCDRGoesOn(t *testing.T) {
	t.Parallel()
	o := newOffice()
	o.set(base.Add(2 * time.Hour))
	c, path := openCDR(t, o, asterisk, nil)
	ids := func() int {
		seen := map[string]bool{}
		for _, k := range o.taken() {
			seen[k.ID] = true
		}
		return len(seen)
	}
	if err := c.look(t.Context()); err == nil || c.State().Connected {
		t.Error("a list that is not there is there")
	}
	appendTo(t, path, lineAnswered+"\n"+lineMissed[:40])
	if err := c.look(t.Context()); err != nil || ids() != 3 {
		t.Fatalf("%d sights (%v), want 3 of the whole line", ids(), err)
	}
	o.change(func() { o.away = true })
	appendTo(t, path, lineMissed[40:]+"\n")
	if err := c.look(t.Context()); err == nil {
		t.Error("the office is away and has taken it")
	}
	o.change(func() { o.away = false })
	again, err := OpenCDR(o.office(), entryOf(t, strings.Replace(asterisk, "Master.csv", path, 1), nil)) // after a restart
	if err != nil {
		t.Fatal(err)
	}
	c = again.(*cdr)
	taken := len(o.taken())
	if err := c.look(t.Context()); err != nil || len(o.taken()) != taken+3 {
		t.Fatalf("%d sights (%v), want 3 more", len(o.taken()), err)
	}
	appendTo(t, path, lineOut+"\n") // written before it is put aside
	if err := os.Rename(path, path+".1"); err != nil {
		t.Fatal(err)
	}
	appendTo(t, path, strings.ReplaceAll(lineAnswered, "1795395600.1", "1795399999.1")+"\n")
	if err := c.look(t.Context()); err != nil || ids() != 3+3+3+3 || len(c.State().Gaps) != 0 {
		t.Fatalf("%d sights (%v), want 12 without a gap: %v", ids(), err, c.State().Gaps)
	}
	if err := c.look(t.Context()); err != nil || len(o.taken()) != taken+9 {
		t.Errorf("%d sights (%v): something was read twice", len(o.taken()), err)
	}
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(lineMissed, "1795395720.3", "1795400000.1")+"\n"), 0o600); err != nil { // cut, and nothing put aside
		t.Fatal(err)
	}
	if err := os.Remove(path + ".1"); err != nil {
		t.Fatal(err)
	}
	if err := c.look(t.Context()); err != nil || ids() != 15 || len(c.State().Gaps) != 1 {
		t.Errorf("%d sights (%v), want 15 with a gap: %v", ids(), err, c.State().Gaps)
	}
}

func TestLongLinesPass(t *testing.T) {
	t.Parallel()
	o := newOffice()
	o.set(base.Add(2 * time.Hour))
	c, path := openCDR(t, o, asterisk, nil)
	appendTo(t, path, strings.Repeat("x", 200_000)+"\n"+lineAnswered+"\n")
	for range 10 {
		if err := c.look(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if len(o.taken()) != 3 {
		t.Errorf("%d sights after a line that is too long", len(o.taken()))
	}
}

func FuzzCDR(f *testing.F) {
	f.Add(lineAnswered, true)
	f.Add("I 1043  01012345678   26/11/23 10:00 00:07 00:01:00", false)
	csv := &cdrForm{comma: ',', columns: []string{"-", "from", "to", "start", "answer", "end", "ring", "talk", "result", "id", "way"}, layout: "2006-01-02 15:04:05",
		precision: time.Second, zone: time.UTC, results: map[string]string{"ANSWERED": "answered", "BUSY": "busy"}}
	fixed := &cdrForm{columns: []string{"way", "to", "from", "start", "ring", "talk"}, widths: []int{2, 6, 14, 15, 6, 9}, layout: "06/01/02 15:04", precision: time.Minute, zone: time.UTC}
	f.Fuzz(func(t *testing.T, line string, commas bool) {
		form := fixed
		if commas {
			form = csv
		}
		received := base.AddDate(100, 0, 0)
		sights, err := form.sights(line, received)
		if err != nil {
			return
		}
		for i := range sights {
			if sights[i].ID == "" || sights[i].Call == "" || i > 0 && sights[len(sights)-1].At.Before(sights[0].At) {
				t.Fatalf("%q: %+v", line, sights)
			}
		}
		if again, _ := form.sights(line, received); fmt.Sprint(again) != fmt.Sprint(sights) {
			t.Fatalf("%q is read in two ways", line)
		}
	})
}
