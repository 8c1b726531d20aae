package judge_test

import (
	"testing"
	"time"

	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// benchFacts are typical cases, each in the order in which it was recorded.
var benchFacts = map[string][]fact.Fact{
	"petition": list("",
		"case.received", 0, fact.With("channel", "web", "service", "question", "delivery", "email"),
		"case.accepted", 20*time.Minute, nil,
		"case.assigned", 40*time.Minute, nil,
		"case.procedure_told", 26*time.Hour, fact.With("channel", "phone"),
		"case.supplement_asked", 27*time.Hour, nil,
		"case.supplement_received", 50*time.Hour, nil,
		"document.issued", 99*time.Hour, fact.With("form", "answer", "department", "총무과", "officer", "김", "contact", "737-1043"),
		"case.answered", 99*time.Hour, nil),
	"call": list("c1",
		"call.ringing", 0, nil,
		"call.answered", 5*time.Second, fact.With("by", "person", "rings", 2),
		"call.greeted", 7*time.Second, fact.With("thanks", true, "organisation", true, "officer", true),
		"call.restated", 40*time.Second, nil,
		"call.confirmed", 110*time.Second, nil,
		"call.farewelled", 115*time.Second, nil,
		"call.caller_hung_up", 117*time.Second, nil,
		"call.officer_hung_up", 119*time.Second, nil),
	"visit": list("v1",
		"visit.arrived", 0, fact.With("busy", true),
		"visit.acknowledged", 3*time.Second, nil,
		"visit.greeted", 9*time.Second, fact.With("stood", true, "phrase", true, "first", true),
		"visit.attended", 14*time.Second, nil,
		"visit.confirmed", 5*time.Minute, nil,
		"visit.farewelled", 6*time.Minute, nil,
		"visit.left", 6*time.Minute, nil),
}

// list makes the facts of a case from kinds, times after the first, and data.
func list(contact string, parts ...any) []fact.Fact {
	var out []fact.Fact
	for i := 0; i < len(parts); i += 3 {
		k, _ := fact.FindKind(parts[i].(string))
		after, _ := parts[i+1].(time.Duration)
		data, _ := parts[i+2].(fact.Data)
		out = append(out, fact.Fact{ID: "01JD" + parts[i].(string), Case: "2026-00017", Contact: contact, At: epoch.Add(after), Kind: k,
			By: "officer:kim", Via: fact.ViaDesk, Data: data}.Normal())
	}
	return out
}

// BenchmarkCase judges one case after the other, a month after it began; facts/s is what one core does.
func BenchmarkCase(b *testing.B) {
	j := judgeOf(b, "wonju")
	now := epoch.AddDate(0, 1, 0)
	for name, facts := range benchFacts {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if len(j.Case(facts, now, judge.Options{}).Verdicts) == 0 {
					b.Fatal("no verdicts")
				}
			}
			b.ReportMetric(float64(len(facts)*b.N)/b.Elapsed().Seconds(), "facts/s")
		})
	}
	b.Run("explained", func(b *testing.B) {
		facts := benchFacts["petition"]
		for b.Loop() {
			j.Case(facts, now, judge.Options{Explain: true})
		}
		b.ReportMetric(float64(len(facts)*b.N)/b.Elapsed().Seconds(), "facts/s")
	})
}

// BenchmarkYear judges the institution's own case with a year of standing promises.
func BenchmarkYear(b *testing.B) {
	j := judgeOf(b, "wonju")
	var facts []fact.Fact
	for month := range 12 {
		for _, part := range list("", "item.inspected", 0, fact.With("item", "search_pc", "place", "종합자료실", "working", 5),
			"desk.tested", time.Hour, fact.With("desk", "general", "reached", true), "sign.inspected", time.Hour, fact.With("sign", "door_board", "checked", 9, "present", 9)) {
			part.At = part.At.AddDate(0, month, 0)
			part.ID, part.Case = part.ID+part.At.Format("01"), fact.Institution
			part.RecordedAt = part.At
			facts = append(facts, part)
		}
	}
	for b.Loop() {
		j.Case(facts, epoch.AddDate(1, 0, 0), judge.Options{})
	}
}
