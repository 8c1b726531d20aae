package judge_test

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"pgregory.net/rapid"

	"jikim/internal/core/fact"
)

// plausible are the data that facts of a kind may carry, each as name=value|value….
var plausible = map[fact.Kind]string{
	fact.VisitArrived: "busy=true|false assist=walker repeat_of=v1 cause=officer_mistake|visitor", fact.VisitLeft: "early=true|false",
	fact.VisitGreeted: "stood=true|false phrase=true first=true excused=true|false", fact.ScribeDone: "signed=true|false",
	fact.CallAnswered: "by=person|machine|queue rings=1|3|4", fact.CallGreeted: "thanks=true organisation=true officer=true|false",
	fact.CallRestated: "not_needed=true|false", fact.CallTransferStarted: "summary=s", fact.CallMisdialled: "to=a told_number=1",
	fact.CallMobileOffered: "wanted=true|false", fact.CallCallerHungUp: "mid_talk=true|false",
	fact.CallOfficerHungUp: "hook_switch=true|false cause=abuse", fact.CallEnded: "cause=recommended_time",
	fact.MessageTaken: "channel=visit|phone callback_at=@ place=p", fact.CallbackMade: "reached=true|false place=p|q",
	fact.CaseReceived:      "channel=visit|web|post service=question|other|disclosure|suggestion|loan due=2026-11-27|@ delivery=post|pickup",
	fact.CaseProcedureTold: "channel=phone|letter", fact.CaseExtended: "ground=cooperation|workload until=2026-12-04|@ by=1|3|40 consent=true",
	fact.CaseTransferred: "internal=true|false", fact.CaseRefused: "reason=a law=b appeal=c", fact.CaseDelivered: "method=post|pickup",
	fact.DocumentIssued: "department=a officer=b contact=c", fact.ComplaintReceived: "about=rude_phone|repeat_visit|no_interim|careless officer=park",
	fact.ComplaintChecked: "founded=true|false", fact.ApologyMade: "how=phone|letter officer=park|choi", fact.DelayTold: "reason=a expected=b",
	fact.OpinionReceived: "improvable=true|false", fact.ItemInspected: "item=search_pc|magnifier|copier place=종합자료실 working=0|1|5 fee=paid|free",
	fact.ItemDown: "item=search_pc|copier place=종합자료실 count=1|2", fact.ItemUp: "item=search_pc|copier place=종합자료실 count=1|2",
	fact.SignInspected: "sign=door_board|lift_sign checked=4 present=4|3", fact.BadgeInspected: "checked=3 worn=3|2",
	fact.DeskTested: "desk=general|fax|총무과 reached=true|false", fact.AuditScored: "scorecard=phone|privacy score=79|80",
	fact.SurveyClosed: "year=2026|2027", fact.SurveyPublished: "where=homepage|board shortcomings=a",
	fact.PromiseBroken: "promise=case.deadline|remote.procedure|phone.rings trigger=f0|f1|elsewhere",
	fact.ActOmitted:    "kind=callback.made|call.confirmed|visit.assist_called|call.officer_hung_up|case.answered",
}

// families are kinds that happen together, so that random facts have to do with each other.
var families = [][]string{
	{"visit.", "scribe.", "message.", "callback.", "apology.", "priority.", "consult."},
	{"call.", "message.", "callback.", "consult."},
	{"case.", "delay.", "apology.", "callback.", "document.", "promise.broken"},
	{"complaint.", "apology.", "training.", "opinion.", "improvement.", "case."},
	{"item.", "sign.", "badge.", "desk.", "audit.", "privacy.", "survey.", "plan."},
	{""},
}

var epoch = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC) // Tuesday, 10:00 in Seoul

// steps are the distances between facts: seconds of a contact, hours and days of a case, and none.
var steps = []time.Duration{0, 0, time.Microsecond, time.Second, 5 * time.Second, 9 * time.Second, 20 * time.Second, time.Minute, 5 * time.Minute,
	time.Hour, 3 * time.Hour, 8 * time.Hour, 24 * time.Hour, 72 * time.Hour, 30 * 24 * time.Hour}

// factList draws facts of one case in any order.
func factList(t *rapid.T, edits bool) []fact.Fact {
	family := rapid.SampledFrom(families).Draw(t, "family")
	var kinds []fact.Kind
	for _, name := range fact.KindNames() {
		k, _ := fact.FindKind(name)
		if k != fact.FactCorrected && k != fact.FactRetracted && (k == fact.ActOmitted ||
			slices.ContainsFunc(family, func(p string) bool { return strings.HasPrefix(name, p) })) {
			kinds = append(kinds, k)
		}
	}
	id := "1"
	if family[0] == "item." || rapid.IntRange(0, 9).Draw(t, "institution") == 0 {
		id = fact.Institution
	}
	at := epoch
	n := rapid.IntRange(1, 14).Draw(t, "facts")
	facts := make([]fact.Fact, 0, n)
	for i := range n {
		at = at.Add(rapid.SampledFrom(steps).Draw(t, "after"))
		f := fact.Fact{ID: "f" + strconv.Itoa(i), Case: id, At: at, Kind: rapid.SampledFrom(kinds).Draw(t, "kind"),
			Contact: rapid.SampledFrom([]string{"", "", "c1", "c1", "c2"}).Draw(t, "contact"),
			Via:     fact.Via(rapid.SampledFrom(fact.Vias()).Draw(t, "via"))}
		if edits && i > 0 && rapid.IntRange(0, 9).Draw(t, "edit") == 0 {
			edit(t, &f, rapid.IntRange(0, i-1).Draw(t, "of"))
		} else {
			f.Data = dataOf(t, f.Kind, at)
		}
		if rapid.IntRange(0, 7).Draw(t, "late") == 0 {
			f.RecordedAt = at.Add(rapid.SampledFrom(steps).Draw(t, "recorded after"))
		}
		if rapid.IntRange(0, 9).Draw(t, "coarse") == 0 {
			f.Precision = rapid.SampledFrom([]time.Duration{time.Second, time.Minute, time.Hour}).Draw(t, "precision")
		}
		facts = append(facts, f.Normal())
	}
	return facts
}

func edit(t *rapid.T, f *fact.Fact, of int) {
	f.Kind = rapid.SampledFrom([]fact.Kind{fact.FactCorrected, fact.FactRetracted}).Draw(t, "edit kind")
	f.Data = fact.With("of", "f"+strconv.Itoa(of))
	if f.Kind == fact.FactCorrected && rapid.Bool().Draw(t, "moves") {
		f.Data = f.Data.Set("at", fact.Instant(f.At.Add(rapid.SampledFrom(steps).Draw(t, "moved")-time.Hour)))
	}
}

// dataOf draws some of the plausible data.
func dataOf(t *rapid.T, k fact.Kind, at time.Time) fact.Data {
	var d fact.Data
	for _, part := range strings.Fields(plausible[k]) {
		name, values, _ := strings.Cut(part, "=")
		if rapid.IntRange(0, 3).Draw(t, name) == 0 {
			continue
		}
		text := rapid.SampledFrom(strings.Split(values, "|")).Draw(t, "value")
		v := fact.Text(text)
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			v = fact.Number(n)
		}
		switch text {
		case "true", "false":
			v = fact.Truth(text == "true")
		case "@":
			v = fact.Instant(at.Add(rapid.SampledFrom(steps).Draw(t, "instant")))
		}
		d = d.Set(name, v)
	}
	return d
}

// instantAfter draws an instant around the facts.
func instantAfter(t *rapid.T, from time.Time) time.Time {
	for range rapid.IntRange(0, 6).Draw(t, "steps") {
		from = from.Add(rapid.SampledFrom(steps).Draw(t, "step"))
	}
	return from
}
