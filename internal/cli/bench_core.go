package cli

import (
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"time"

	"jikim/calendars"
	"jikim/internal/core/calendar"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// loop measures one call: nanoseconds of processor time, with that of the garbage collector, and allocations. It is the time
// on a processor and not on the wall, because other programs use the machine as well; of several rounds the median counts.
func (b *bench) loop(call func()) (ns, allocs float64) {
	const rounds = 5
	round := b.lasting(400 * time.Millisecond)
	run := func(n int) time.Duration {
		start := cpuTime()
		for range n {
			call()
		}
		return cpuTime() - start
	}
	n := 1
	for took := run(1); took < round/10; took = run(n) {
		n *= 4
	}
	n = max(1, int(float64(n)*float64(round)/float64(run(n))))
	var all []float64
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range rounds {
		all = append(all, float64(run(n).Nanoseconds())/float64(n))
	}
	runtime.ReadMemStats(&after)
	slices.Sort(all)
	return all[rounds/2], float64(after.Mallocs-before.Mallocs) / float64(rounds*n)
}

// benchStep is a fact of an example, with its time after the first one.
type benchStep struct {
	after time.Duration
	kind  fact.Kind
	by    string
	via   fact.Via
	data  fact.Data
}

const (
	byOfficer = "officer:kim"
	byPhone   = "device:pbx"
)

// benchExamples are typical cases of the charter of 원주교육문화관 as they look when they are over.
var benchExamples = []struct {
	name    string
	contact bool
	steps   []benchStep
}{
	{"petition", false, []benchStep{
		{0, fact.CaseReceived, "citizen", fact.ViaWeb, fact.With("number", "2030-000001", "channel", "web", "sealed", true, "service", "question", "answer", "email")},
		{0, fact.CaseAccepted, "system", fact.ViaSystem, nil},
		{time.Second, fact.NoticeSent, "system", fact.ViaSystem, fact.With("action", "acknowledge", "to", "citizen")},
		{time.Hour, fact.CaseAssigned, byOfficer, fact.ViaDesk, fact.With("officer", "kim", "desk", "general")},
		{25 * time.Hour, fact.CaseProcedureTold, byOfficer, fact.ViaDesk, fact.With("channel", "email", "text", true)},
		{97 * time.Hour, fact.CaseAnswered, byOfficer, fact.ViaDesk, fact.With("how", "email", "sealed", true)},
		{97 * time.Hour, fact.DocumentIssued, byOfficer, fact.ViaDesk, fact.With("form", "answer", "department", "관리과", "officer", "김지킴", "contact", "033-737-0000")},
		{98 * time.Hour, fact.CaseClosed, byOfficer, fact.ViaDesk, nil},
	}},
	{"call", true, []benchStep{
		{0, fact.CallRinging, byPhone, fact.ViaSIP, fact.With("desk", "general")},
		{5 * time.Second, fact.CallAnswered, byPhone, fact.ViaSIP, fact.With("by", "person", "rings", 2)},
		{7 * time.Second, fact.CallGreeted, byOfficer, fact.ViaDesk, fact.With("thanks", true, "organisation", true, "department", true, "officer", true)},
		{40 * time.Second, fact.CallRestated, byOfficer, fact.ViaDesk, nil},
		{60 * time.Second, fact.CallTransferStarted, byOfficer, fact.ViaDesk, fact.With("to", "courses", "summary", true)},
		{72 * time.Second, fact.CallTransferAnswered, byPhone, fact.ViaSIP, nil},
		{150 * time.Second, fact.CallConfirmed, byOfficer, fact.ViaDesk, nil},
		{160 * time.Second, fact.CallFarewelled, byOfficer, fact.ViaDesk, nil},
		{163 * time.Second, fact.CallCallerHungUp, byPhone, fact.ViaSIP, nil},
		{164 * time.Second, fact.CallOfficerHungUp, byPhone, fact.ViaSIP, nil},
		{164 * time.Second, fact.CallEnded, byPhone, fact.ViaSIP, nil},
	}},
	{"visit", true, []benchStep{
		{0, fact.VisitArrived, "device:kiosk", fact.ViaKiosk, fact.With("desk", "general", "purpose", "loan", "busy", true)},
		{3 * time.Second, fact.VisitAcknowledged, byOfficer, fact.ViaDesk, nil},
		{12 * time.Second, fact.VisitAttended, byOfficer, fact.ViaDesk, nil},
		{14 * time.Second, fact.VisitGreeted, byOfficer, fact.ViaDesk, fact.With("stood", true, "phrase", true, "first", true)},
		{200 * time.Second, fact.VisitConfirmed, byOfficer, fact.ViaDesk, nil},
		{210 * time.Second, fact.VisitFarewelled, byOfficer, fact.ViaDesk, nil},
		{230 * time.Second, fact.VisitLeft, "device:kiosk", fact.ViaKiosk, nil},
	}},
}

// exampleFacts makes the facts of an example that begins at an instant.
func exampleFacts(steps []benchStep, contact bool, from time.Time) []fact.Fact {
	facts := make([]fact.Fact, len(steps))
	for i, s := range steps {
		facts[i] = fact.Fact{ID: "f" + strconv.Itoa(i+1), Case: "case", At: from.Add(s.after), Kind: s.kind, By: s.by, Via: s.via, Data: s.data}.Normal()
		if contact {
			facts[i].Contact = "contact"
		}
	}
	return facts
}

// judging measures the judge: typical cases in memory, and the same read from JSON lines.
func (b *bench) judging() error {
	const target = "≥ 1,000,000"
	j := judge.New(b.charter)
	var all [][]fact.Fact
	total := 0
	now := benchEpoch.AddDate(0, 0, 7)
	for _, example := range benchExamples {
		facts := exampleFacts(example.steps, example.contact, benchEpoch)
		verdicts := 0
		ns, allocs := b.loop(func() { verdicts = len(j.Case(facts, now, judge.Options{}).Verdicts) })
		of := fmt.Sprintf("%d facts → %d verdicts", len(facts), verdicts)
		b.report.row(example.name, of, "", float64(len(facts))*1e9/ns, "facts/s", target)
		b.report.row(example.name, of, "", allocs/float64(len(facts)), "allocations/fact", "")
		all = append(all, facts)
		total += len(facts)
	}
	ns, _ := b.loop(func() {
		for _, facts := range all {
			j.Case(facts, now, judge.Options{})
		}
	})
	b.report.row("mixed", "", "", float64(total)*1e9/ns, "facts/s", target)
	ns, _ = b.loop(func() {
		for _, facts := range all {
			j.Case(facts, now, judge.Options{Explain: true})
		}
	})
	b.report.row("explained", "", "", float64(total)*1e9/ns, "facts/s", "")
	return b.decoding(j, all, total, now)
}

func (b *bench) decoding(j *judge.Judge, all [][]fact.Fact, total int, now time.Time) error {
	lines := make([][][]byte, len(all))
	for i, facts := range all {
		for _, f := range facts {
			line, err := json.Marshal(f)
			if err != nil {
				return err
			}
			lines[i] = append(lines[i], line)
		}
	}
	var failed error
	ns, _ := b.loop(func() {
		for _, one := range lines {
			facts := make([]fact.Fact, len(one))
			for i, line := range one {
				if facts[i], failed = fact.Parse(line); failed != nil {
					return
				}
			}
			j.Case(facts, now, judge.Options{})
		}
	})
	b.report.row("decoded", "", "", float64(total)*1e9/ns, "facts/s", "")
	return failed
}

// worktime measures working-time arithmetic on the calendar of petitions, from instants of twenty years.
func (b *bench) worktime() error {
	cal, err := loadCalendar(calendars.Office)
	if err != nil {
		return err
	}
	const instants = 1024
	from := make([]time.Time, instants)
	first := time.Date(2015, 2, 1, 0, 0, 0, 0, cal.Location()).UTC()
	for i := range from {
		from[i] = first.Add(time.Duration(i) * ((20*365*24*time.Hour + 7*time.Hour + 13*time.Minute) / instants))
	}
	i := 0
	var failed error
	measure := func(name, of, target string, call func(at time.Time) error) {
		ns, allocs := b.loop(func() {
			i++
			if err := call(from[i%instants]); err != nil {
				failed = err
			}
		})
		b.report.row(name, of, "", ns, "ns", target)
		zero := ""
		if target != "" {
			zero = "0"
		}
		b.report.row(name, of, "", allocs, "allocations", zero)
	}
	for _, a := range []struct {
		of   string
		work time.Duration
	}{{"3 h", 3 * time.Hour}, {"7 d", 7 * calendar.WorkingDay}, {"30 d", 30 * calendar.WorkingDay}} {
		measure("add", a.of, "≤ 60 ns", func(at time.Time) error { _, err := cal.Add(at, a.work); return err })
	}
	measure("between", "", "", func(at time.Time) error { _, err := cal.Between(at, from[(i*7+1)%instants]); return err })
	for _, limit := range []string{"3 days by law", "7 days by law", "1 working hour", "1 month"} {
		l, err := calendar.ParseLimit(limit)
		if err != nil {
			return err
		}
		measure("due", limit, "", func(at time.Time) error { _, err := cal.Due(at, l, calendar.Options{}); return err })
	}
	b.report.note("peer")
	return failed
}
