package call_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"jikim/internal/core/call"
	"jikim/internal/core/fact"
)

var t0 = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)

func at(seconds float64) time.Time {
	return t0.Add(time.Duration(seconds * float64(time.Second))).Truncate(time.Microsecond)
}

var (
	all     = []call.Power{call.SeesRing, call.SeesPerson, call.SeesTransfer, call.SeesOrder, call.SeesHook, call.SeesOutward}
	trunk   = []call.Power{call.SeesRing, call.SeesTransfer, call.SeesOrder, call.SeesOutward}
	phones  = []call.Power{call.SeesRing, call.SeesPerson, call.SeesHook}
	citizen = call.End{Name: "aaaa"}
	other   = call.End{Name: "bbbb"}
	desk    = call.End{Name: "1043", Own: true}
	second  = call.End{Name: "1044", Own: true}
)

// teller makes sights of one source.
type teller struct {
	source, call string
	powers       []call.Power
	clock        call.Clock
	precision    time.Duration
	way          call.Way
	n            int
}

func (t *teller) sees(k call.Kind, seconds float64, change ...func(*call.Sight)) call.Sight {
	t.n++
	s := call.Sight{Source: t.source, ID: fmt.Sprintf("%s-%d", t.call, t.n), Kind: k, At: at(seconds), Received: at(seconds + 0.01), Clock: t.clock,
		Precision: t.precision, Call: t.call, Way: t.way, From: citizen, To: desk, Powers: t.powers}
	for _, c := range change {
		c(&s)
	}
	return s
}

func by(who call.Answerer) func(*call.Sight) { return func(s *call.Sight) { s.By = who } }
func side(who call.Side) func(*call.Sight)   { return func(s *call.Sight) { s.Side = who } }
func leg(name string) func(*call.Sight)      { return func(s *call.Sight) { s.Leg = name } }
func to(e call.End) func(*call.Sight)        { return func(s *call.Sight) { s.To = e } }
func from(e call.End) func(*call.Sight)      { return func(s *call.Sight) { s.From = e } }
func blind(s *call.Sight)                    { s.Leave = true }
func because(c string, n int) func(*call.Sight) {
	return func(s *call.Sight) { s.Cause, s.Code = c, n }
}

// wellSeen is a source that sees everything of one call.
func wellSeen() *teller {
	return &teller{source: "pbx", call: "c1", powers: all, clock: call.Agent, way: call.Inward}
}

// told writes what became of the sights: a conversation a line, an event a word with its second.
func told(sights []call.Sight) string {
	var b strings.Builder
	for _, c := range call.Join(sights) {
		fmt.Fprintf(&b, "%s %s", c.Way, c.Number)
		if c.Apart {
			b.WriteString(" apart")
		}
		for _, e := range c.Events() {
			fmt.Fprintf(&b, "; %s %.3g", e.Key, e.At.Sub(t0).Seconds())
			if e.Precision > 0 {
				fmt.Fprintf(&b, "±%g", e.Precision.Seconds())
			}
			for _, f := range e.Data {
				switch f.Name {
				case "source", "clock", "by":
				default:
					fmt.Fprintf(&b, " %s=%s", f.Name, f.Value)
				}
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func scenarios() map[string][]call.Sight {
	out := map[string][]call.Sight{}
	a := wellSeen()
	out["answered, the caller hangs up, the handset goes down"] = []call.Sight{a.sees(call.Offered, 0), a.sees(call.Ringing, 0.1),
		a.sees(call.Answered, 4, by(call.ByPerson)), a.sees(call.HungUp, 30, side(call.CallerSide)), a.sees(call.Finished, 30.02),
		a.sees(call.OnHook, 31.5, from(desk))}
	a = wellSeen()
	out["the officer hangs up first"] = []call.Sight{a.sees(call.Ringing, 0), a.sees(call.Answered, 4, by(call.ByPerson)),
		a.sees(call.HungUp, 30, side(call.OfficerSide)), a.sees(call.Finished, 30.1)}
	a = wellSeen()
	a.powers = trunk
	out["a trunk sees an answer, not whose"] = []call.Sight{a.sees(call.Ringing, 0), a.sees(call.Answered, 4, by(call.ByPerson)),
		a.sees(call.HungUp, 30, side(call.CallerSide)), a.sees(call.Finished, 30.1)}
	a = wellSeen()
	out["both at once"] = []call.Sight{a.sees(call.Ringing, 0), a.sees(call.Answered, 4, by(call.ByPerson)),
		a.sees(call.HungUp, 30, side(call.Undetermined)), a.sees(call.Finished, 30.1)}
	a = wellSeen()
	out["the line breaks"] = []call.Sight{a.sees(call.Ringing, 0), a.sees(call.Answered, 4, by(call.ByPerson)),
		a.sees(call.HungUp, 30, side(call.NobodySide)), a.sees(call.Finished, 30.1)}
	a = wellSeen()
	out["given up in the second ring"] = []call.Sight{a.sees(call.Ringing, 0), a.sees(call.Abandoned, 5), a.sees(call.Finished, 5.1)}
	a = wellSeen()
	out["busy"] = []call.Sight{a.sees(call.Offered, 0), a.sees(call.Rejected, 0.2, because("", 486)), a.sees(call.Finished, 0.3)}
	a = wellSeen()
	out["busy, number withheld"] = []call.Sight{a.sees(call.Offered, 0, from(call.End{})), a.sees(call.Rejected, 0.2, because("busy", 0), from(call.End{}))}
	a = wellSeen()
	out["queue, then a person"] = []call.Sight{a.sees(call.Offered, 0), a.sees(call.Answered, 0.2, by(call.ByQueue)),
		a.sees(call.Ringing, 20), a.sees(call.Answered, 24, by(call.ByPerson)), a.sees(call.Finished, 60)}
	a = wellSeen()
	out["given up in the queue"] = []call.Sight{a.sees(call.Offered, 0), a.sees(call.Answered, 0.2, by(call.ByQueue)), a.sees(call.Abandoned, 40)}
	a = wellSeen()
	out["two telephones ring, one is answered"] = []call.Sight{a.sees(call.Offered, 0), a.sees(call.Ringing, 0.1, leg("x")),
		a.sees(call.Ringing, 3, leg("y"), to(second)), a.sees(call.Answered, 5, leg("y"), to(second), by(call.ByPerson)),
		a.sees(call.Rejected, 5.1, leg("x"), because("cancelled", 487)), a.sees(call.Finished, 20)}
	a = wellSeen()
	out["blind transfer"] = []call.Sight{a.sees(call.Ringing, 0), a.sees(call.Answered, 2, by(call.ByPerson), leg("x")),
		a.sees(call.TransferRequested, 20, blind, leg("x"), from(desk), to(second)), a.sees(call.HungUp, 20.1, side(call.OfficerSide), leg("x"), from(desk)),
		a.sees(call.TransferRinging, 21), a.sees(call.TransferAnswered, 39.9, leg("y"), to(second)),
		a.sees(call.HungUp, 80, side(call.CallerSide), leg("y")), a.sees(call.Finished, 80)}
	a = wellSeen()
	out["announced transfer"] = []call.Sight{a.sees(call.Ringing, 0), a.sees(call.Answered, 2, by(call.ByPerson), leg("x")),
		a.sees(call.Held, 18, from(desk)), a.sees(call.ConsultOffered, 19), a.sees(call.ConsultAnswered, 22),
		a.sees(call.TransferRequested, 30, leg("x"), from(desk), to(second)), a.sees(call.TransferAnswered, 30.1, to(second)),
		a.sees(call.HungUp, 30.2, side(call.OfficerSide), leg("x")), a.sees(call.HungUp, 50, side(call.OfficerSide), leg("y"), from(second)),
		a.sees(call.Finished, 50.1)}
	a = wellSeen()
	out["refused transfer, taken back"] = []call.Sight{a.sees(call.Ringing, 0), a.sees(call.Answered, 2, by(call.ByPerson), leg("x")),
		a.sees(call.TransferRequested, 20, blind, leg("x"), from(desk), to(second)), a.sees(call.TransferFailed, 25, because("busy", 486)),
		a.sees(call.HungUp, 60, side(call.OfficerSide), leg("x")), a.sees(call.Finished, 60.1)}
	a = wellSeen()
	out["only sound before the answer"] = []call.Sight{a.sees(call.Offered, 0), a.sees(call.EarlyMedia, 0.5), a.sees(call.Answered, 4, by(call.ByPerson))}
	a = wellSeen()
	a.powers, a.precision = []call.Power{call.SeesPerson}, time.Second
	out["a call list"] = []call.Sight{a.sees(call.Offered, 0), a.sees(call.Answered, 4, by(call.ByPerson)), a.sees(call.Finished, 90)}
	a = &teller{source: "sip", call: "t", powers: trunk, clock: call.Captured, way: call.Inward}
	b := &teller{source: "phones", call: "p", powers: phones, clock: call.Agent, precision: 100 * time.Millisecond}
	out["two sources, one call"] = []call.Sight{a.sees(call.Offered, 0, to(call.End{Name: "0337371043", Own: true})), a.sees(call.Ringing, 0.2),
		b.sees(call.Ringing, 0.4), a.sees(call.Answered, 5), b.sees(call.Answered, 5.3, by(call.ByPerson)),
		a.sees(call.HungUp, 60, side(call.CallerSide)), a.sees(call.Finished, 60.1), b.sees(call.OnHook, 61.2, from(desk)), b.sees(call.Finished, 61.2)}
	c := &teller{source: "sip", call: "u", powers: trunk, clock: call.Captured, way: call.Inward}
	out["two calls of one number at once stay apart"] = append(out["two sources, one call"], c.sees(call.Offered, 1), c.sees(call.Ringing, 1.2))
	a = wellSeen()
	d := wellSeen()
	d.call = "c2"
	out["dialled again after busy"] = []call.Sight{a.sees(call.Offered, 0), a.sees(call.Rejected, 0.2, because("busy", 0)), d.sees(call.Offered, 1.5), d.sees(call.Ringing, 1.6)}
	a = wellSeen()
	a.way = call.Outward
	out["a call from the office"] = []call.Sight{a.sees(call.Offered, 0, from(desk), to(citizen)), a.sees(call.Ringing, 1, from(desk), to(citizen)),
		a.sees(call.Answered, 5, from(desk), to(citizen), by(call.BySomebody)), a.sees(call.Finished, 50, from(desk), to(citizen))}
	a = wellSeen()
	a.way = call.Internal
	out["colleagues"] = []call.Sight{a.sees(call.Ringing, 0, from(desk), to(second)), a.sees(call.Answered, 5, from(desk), to(second), by(call.ByPerson))}
	a, b = wellSeen(), wellSeen()
	b.call, b.way = "c9", call.Internal
	out["a consultation by another name"] = []call.Sight{a.sees(call.Ringing, 0), a.sees(call.Answered, 2, by(call.ByPerson), leg("x")),
		b.sees(call.ConsultOffered, 20, from(desk), to(second)), b.sees(call.ConsultAnswered, 23, from(desk), to(second)),
		a.sees(call.TransferRequested, 30, leg("x"), from(desk), to(second), func(s *call.Sight) { s.Same = []string{"c9"} })}
	return out
}

var expected = map[string]string{
	"answered, the caller hangs up, the handset goes down": "in aaaa; answered person 4; caller hung up 30 order=first; ended 31.5 cause=normal; officer hung up 31.5 order=second hook=true; ringing 0.1\n",
	"the officer hangs up first":                           "in aaaa; answered person 4; ended 30.1 cause=normal; officer hung up 30 order=first; ringing 0\n",
	"a trunk sees an answer, not whose":                    "in aaaa; answered somebody 4 unseen=person; caller hung up 30 order=first unseen=hook; ended 30.1 cause=normal; ringing 0\n",
	"both at once":                                         "in aaaa; answered person 4; caller hung up 30 order=undetermined unseen=order; ended 30.1 cause=normal; ringing 0\n",
	"the line breaks":                                      "in aaaa; answered person 4; ended 30.1 cause=line; ringing 0\n",
	"given up in the second ring":                          "in aaaa; missed 5 cause=abandoned callback=true; ringing 0\n",
	"busy":                                                 "in aaaa; missed 0.2 cause=busy callback=true; ringing 0±3 estimated=true unseen=ring\n",
	"busy, number withheld":                                "in ; missed 0.2 cause=busy callback=false withheld=true; ringing 0±3 withheld=true estimated=true unseen=ring\n",
	"queue, then a person":                                 "in aaaa; answered person 24; answered queue 0.2; caller hung up 60 order=undetermined unseen=order; ended 60 cause=normal; ringing 20\n",
	"given up in the queue":                                "in aaaa; answered queue 0.2; missed 40 cause=abandoned callback=true; ringing 0±3 estimated=true unseen=ring\n",
	"two telephones ring, one is answered":                 "in aaaa; answered person 5; caller hung up 20 order=undetermined unseen=order; ended 20 cause=normal; ringing 0.1\n",
	"blind transfer":                                       "in aaaa; answered person 2; caller hung up 80 order=first unseen=hook; ended 80 cause=normal; ringing 0; transfer 0 20 to=1044 blind=true; transfer answered 0 39.9\n",
	"announced transfer":                                   "in aaaa; answered person 2; ended 50.1 cause=normal; held 0 18; officer hung up 50 order=first; ringing 0; transfer 0 19 to=1044 blind=false unseen=summary; transfer answered 0 30.1\n",
	"refused transfer, taken back":                         "in aaaa; answered person 2; ended 60.1 cause=normal; officer hung up 60 order=first; ringing 0; transfer 0 20 to=1044 blind=true; transfer failed 0 25 cause=busy\n",
	"only sound before the answer":                         "in aaaa; answered person 4; ringing 0.5±3 estimated=true\n",
	"a call list":                                          "in aaaa; answered person 4±1; caller hung up 90±1 order=undetermined unseen=order; ended 90±1 cause=normal; ringing 0±5 estimated=true unseen=ring\n",
	"two sources, one call":                                "in aaaa; answered person 5; caller hung up 60 order=first; ended 61.2±0.1 cause=normal; officer hung up 61.2±0.1 order=second hook=true; ringing 0.2\n",
	"two calls of one number at once stay apart": "in aaaa apart; answered person 5.3±0.1; caller hung up 61.2±0.1 order=undetermined unseen=order; ended 61.2±0.1 cause=normal; ringing 0.4±0.1 apart=ambiguous\n" +
		"in aaaa apart; answered somebody 5 unseen=person; caller hung up 60 order=first unseen=hook; ended 60.1 cause=normal; ringing 0.2 apart=ambiguous\n" +
		"in aaaa apart; ringing 1.2 apart=ambiguous\n",
	"dialled again after busy":       "in aaaa; missed 0.2 cause=busy callback=true; ringing 0±3 estimated=true unseen=ring\nin aaaa; ringing 1.6\n",
	"a call from the office":         "out aaaa; callback 0 reached=true\n",
	"colleagues":                     "internal \n",
	"a consultation by another name": "in aaaa; answered person 2; ringing 0; transfer 0 20 to=1044 blind=false unseen=summary\n",
}

// Each scenario gives what is expected, in any order, with every sight told twice, and piece by piece the same as at once.
func TestJoin(t *testing.T) {
	t.Parallel()
	for name, sights := range scenarios() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want, ok := expected[name]
			if !ok {
				t.Fatal("nothing is expected")
			}
			if got := told(sights); got != want {
				t.Fatalf("in order:\n got %s\nwant %s", got, want)
			}
			r := rand.New(rand.NewPCG(1, 2))
			for range 200 {
				mixed := append(append([]call.Sight{}, sights...), sights[r.IntN(len(sights))])
				r.Shuffle(len(mixed), func(i, k int) { mixed[i], mixed[k] = mixed[k], mixed[i] })
				if got := told(mixed); got != want {
					t.Fatalf("in another order:\n got %s\nwant %s", got, want)
				}
			}
		})
	}
}

// Whatever a source tells, there is an answer, the same for each order, and facts that pass their own check.
func TestAnythingAtAll(t *testing.T) {
	t.Parallel()
	kinds := []call.Kind{call.Offered, call.Ringing, call.EarlyMedia, call.Answered, call.Rejected, call.Abandoned, call.Diverted, call.Held,
		call.Resumed, call.PartyChanged, call.ConsultOffered, call.ConsultAnswered, call.TransferRequested, call.TransferRinging,
		call.TransferAnswered, call.TransferFailed, call.HungUp, call.OnHook, call.Finished}
	ends := []call.End{{}, citizen, other, desk, second}
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 7))
		pick := func(n int) int { return r.IntN(n) }
		var sights []call.Sight
		for i := range 3 + pick(25) {
			s := call.Sight{Source: fmt.Sprint("s", pick(3)), ID: fmt.Sprint(i), Kind: kinds[pick(len(kinds))], At: at(float64(pick(80)) / 10), Received: at(9),
				Clock: []call.Clock{call.Captured, call.Agent, call.Arrival}[pick(3)], Call: fmt.Sprint("c", pick(3)), Leg: fmt.Sprint("l", pick(3)),
				Way: []call.Way{"", call.Inward, call.Outward, call.Internal}[pick(4)], From: ends[pick(5)], To: ends[pick(5)],
				Side: []call.Side{"", call.CallerSide, call.OfficerSide, call.NobodySide, call.Undetermined}[pick(5)],
				By:   []call.Answerer{"", call.ByPerson, call.ByMachine, call.ByQueue, call.BySomebody}[pick(5)], Leave: pick(2) == 0,
				Estimated: pick(4) == 0, Precision: time.Duration(pick(3)) * time.Second / 2, Powers: all[:pick(len(all)+1)]}
			if pick(10) == 0 {
				s.At = time.Time{}
			}
			sights = append(sights, s)
		}
		want := told(sights)
		for range 20 {
			r.Shuffle(len(sights), func(i, k int) { sights[i], sights[k] = sights[k], sights[i] })
			if got := told(sights); got != want {
				t.Fatalf("seed %d:\n got %s\nwant %s", seed, got, want)
			}
		}
		for _, c := range call.Join(sights) {
			seen := map[string]bool{}
			for _, e := range c.Events() {
				if seen[e.Key] {
					t.Fatalf("seed %d: %q twice", seed, e.Key)
				}
				seen[e.Key] = true
				f := fact.Fact{ID: "f", Case: "c", Contact: "k", At: e.At, Kind: e.Kind, By: "device:x", Via: e.Via, Precision: e.Precision, Data: e.Data}
				if f = f.Normal(); f.Check() != nil {
					t.Fatalf("seed %d: %v", seed, f.Check())
				}
			}
		}
	}
}

func TestNormal(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]string{
		{"02-123-4567", "033", "021234567"}, {"+82-2-123-4567", "033", "021234567"}, {"+82 (0)2 123 4567", "033", "021234567"},
		{"sip:+8221234567@10.0.0.1;user=phone", "033", "021234567"}, {`"Kim" <sip:01012345678@pbx>`, "", "01012345678"},
		{"tel:+82-10-1234-5678", "", "01012345678"}, {"010-1234-5678", "033", "01012345678"}, {"1012345678", "033", "01012345678"},
		{"821012345678", "", "01012345678"}, {"00821012345678", "", "01012345678"}, {"737-1043", "033", "0337371043"}, {"737-1043", "", "7371043"},
		{"1588-1234", "033", "15881234"}, {"+82 1588 1234", "033", "15881234"}, {"070-1234-5678", "033", "07012345678"},
		{"2123-4567", "02", "0221234567"}, {"1043", "033", "1043"}, {"+1 202 555 0100", "033", "+12025550100"}, {"0012025550100", "", "+12025550100"},
		{"anonymous", "033", ""}, {"", "033", ""}, {"sip:anonymous@anonymous.invalid", "033", ""}, {"123456789012345678901234", "", ""},
	} {
		if got := call.Normal(c[0], c[1]); got != c[2] {
			t.Errorf("Normal(%q, %q) = %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

func FuzzNormal(f *testing.F) {
	for _, s := range []string{"02-123-4567", "+82(0)10 1234 5678", "<sip:1@x>", "\x00", "０１０"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, number string) {
		once := call.Normal(number, "033")
		if again := call.Normal(once, "033"); again != once {
			t.Fatalf("%q is %q and then %q", number, once, again)
		}
	})
}
