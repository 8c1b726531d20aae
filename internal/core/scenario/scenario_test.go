package scenario_test

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/core/scenario"
)

var zones = func() map[string]*time.Location {
	seoul, err := time.LoadLocation("Asia/Seoul")
	if err != nil {
		panic(err)
	}
	return map[string]*time.Location{"wonju": seoul, "examples/haeon": seoul}
}()

const head = "title: 제목\nshows: A sentence.\ncharter: wonju\n\n"

const full = `# about the file
title: 제목
shows: A sentence.
charter: wonju

# what happened
facts
  # the bell
  2026-11-24 10:00 call.ringing contact=c1 via=sip  # once
             10:00:08.999999 call.answered id=x contact=c1 by=officer:kim via=sip data.by=person rings=3
             10:01 message.taken case=2 recorded=10:05 callback_at=2026-11-24T15:00 note="a b" busy=true n=1.50 t="true"
  2026-11-25 09:00 document.issued grade=audited precision=1m0s recorded=2026-11-26T09:00 data.contact="" empty=null

judge at 2026-11-24 10:01
  phone.rings f1 kept by measured due 10:00:09 started 10:00 ended none share 87.5% because judge.kept because late
  # an aside
  no phone.transfer c2
  case.deadline pending due ?
  next 24:00

# later
judge at 2026-11-26 00:00
  nothing
  next none

# the end
`

func parse(t *testing.T, src string) *scenario.Scenario {
	t.Helper()
	s, err := scenario.Parse("test.scn", []byte(src), zones)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestFormatIsTheInverseOfParse(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(full, string(scenario.Format(parse(t, full)))); diff != "" {
		t.Error(diff)
	}
}

func TestParseReadsFacts(t *testing.T) {
	t.Parallel()
	list := parse(t, full).List()
	utc := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	want := []fact.Fact{
		{ID: "f1", Case: "1", Contact: "c1", At: utc("2026-11-24T01:00:00Z"), Kind: fact.CallRinging, Via: "sip"},
		{ID: "x", Case: "1", Contact: "c1", At: utc("2026-11-24T01:00:08.999999Z"), Kind: fact.CallAnswered, By: "officer:kim", Via: "sip",
			Data: fact.With("by", "person", "rings", 3)},
		{ID: "f3", Case: "2", At: utc("2026-11-24T01:01:00Z"), RecordedAt: utc("2026-11-24T01:05:00Z"), Kind: fact.MessageTaken,
			Data: fact.With("callback_at", utc("2026-11-24T06:00:00Z"), "note", "a b", "busy", true, "n", raw("1.50"), "t", "true")},
		{ID: "f4", Case: "1", At: utc("2026-11-25T00:00:00Z"), RecordedAt: utc("2026-11-26T00:00:00Z"), Kind: fact.DocumentIssued,
			Override: fact.Audited, Precision: time.Minute, Data: fact.With("contact", "", "empty", raw("null"))},
	}
	for i := range want {
		want[i] = want[i].Normal()
	}
	if diff := cmp.Diff(want, list, cmp.AllowUnexported(fact.Value{})); diff != "" {
		t.Error(diff)
	}
}

func raw(s string) fact.Value {
	var v fact.Value
	if err := v.UnmarshalJSON([]byte(s)); err != nil {
		panic(err)
	}
	return v
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	facts := head + "facts\n  2026-11-24 10:00 call.ringing\n"
	judged := facts + "judge at 2026-11-24 11:00\n"
	for _, tt := range []struct{ name, src, want string }{
		{"nothing at all", "", "title: is missing"},
		{"unknown charter", "title: a\nshows: b\ncharter: wonjo\n", `test.scn:3:10: there is no charter "wonjo" (did you mean "wonju"?)`},
		{"no charter", "title: a\nfacts\n  2026-11-24 10:00 call.ringing\n", "test.scn:3:3: no charter is named above"},
		{"misspelt head", "titel: a\n", `test.scn:1:1: "titel" begins nothing (did you mean "title"?`},
		{"empty title", "title:\n", "test.scn:1:1: title: is empty"},
		{"second title", "title: a\ntitle: b\n", "test.scn:2:1: a second title:"},
		{"late title", facts + "title: a\n", "test.scn:7:1: title: stands at the beginning"},
		{"control character", "title: a\x07b\n", "test.scn:1:1: title: contains a character"},
		{"not UTF-8", "title: \xff\n", "test.scn:1:1: this line is not UTF-8"},
		{"facts twice", facts + "facts\n", "test.scn:7:1: a second list of facts"},
		{"fact before facts", head + "  2026-11-24 10:00 call.ringing\n", "test.scn:5:3: this belongs to nothing"},
		{"no day", head + "facts\n  10:00 call.ringing\n", `test.scn:6:3: "10:00" is no day`},
		{"no time", head + "facts\n  2026-11-24 call.ringing\n", `test.scn:6:14: "call.ringing" is no time of day`},
		{"day alone", head + "facts\n  2026-11-24\n", "test.scn:6:3: a time of day is missing after 2026-11-24"},
		{"bad fraction", head + "facts\n  2026-11-24 10:00:00.1234567 call.ringing\n", "is no time of day"},
		{"minute 60", head + "facts\n  2026-11-24 10:60 call.ringing\n", "is no time of day"},
		{"past 24:00", head + "facts\n  2026-11-24 24:00:00.1 call.ringing\n", "is no time of day"},
		{"far year", head + "facts\n  2300-11-24 10:00 call.ringing\n", "test.scn:6:3: this lies outside the years"},
		{"no kind", head + "facts\n  2026-11-24 10:00\n", "test.scn:6:3: a kind of fact is missing"},
		{"unknown kind", head + "facts\n  2026-11-24 10:00 call.rining\n", `test.scn:6:20: there is no kind of fact "call.rining" (did you mean "call.ringing"?)`},
		{"no value", head + "facts\n  2026-11-24 10:00 call.ringing via=\n", "test.scn:6:37: a value is missing"},
		{"no name", head + "facts\n  2026-11-24 10:00 call.ringing sip\n", `test.scn:6:33: "sip" is not name=value`},
		{"name twice", head + "facts\n  2026-11-24 10:00 call.ringing a=1 a=2\n", "test.scn:6:37: a is given twice"},
		{"open quote", head + "facts\n  2026-11-24 10:00 call.ringing a=\"b\n", "test.scn:6:33: a quote is left open"},
		{"bad quote", head + "facts\n  2026-11-24 10:00 call.ringing a=\"\\q\"\n", "test.scn:6:35: the quotes do not fit"},
		{"quote inside", head + "facts\n  2026-11-24 10:00 call.ringing a=b\"c\"\n", "has to stand in quotes"},
		{"identifier twice", facts + "  10:01 call.missed id=f1\n", "test.scn:7:3: the fact on line 6 has the identifier f1 too"},
		{"identifier is a status", facts + "  10:01 call.missed id=kept\n", `test.scn:7:24: "kept" cannot be an identifier`},
		{"by of the data", facts + "  10:01 call.answered by=person\n", `test.scn:7:26: "person" is nobody (by= tells who says so`},
		{"unknown via", facts + "  10:01 call.answered via=sipp\n", `did you mean "sip"?`},
		{"unknown grade", facts + "  10:01 call.answered grade=best\n", `test.scn:7:29: there is no grade "best"`},
		{"bad precision", facts + "  10:01 call.answered precision=x\n", `test.scn:7:33: "x" is no precision`},
		{"bad recorded", facts + "  10:01 call.answered recorded=x\n", `test.scn:7:32: "x" is no time`},
		{"correction of nothing", facts + "  10:01 fact.corrected\n", "test.scn:7:9: data.of: is missing"},
		{"judge at without a time", facts + "judge at\n", "test.scn:7:9: a time is missing after at"},
		{"judge at with more", facts + "judge at 2026-11-24 11:00 12:00\n", `test.scn:7:27: "12:00" stands after the time`},
		{"nothing expected", facts + "judge at 2026-11-24 11:00\n", "judgement 1 expects nothing"},
		{"nothing judged", facts, "nothing is judged"},
		{"no status", judged + "  phone.rings\n", "test.scn:8:3: a status is missing"},
		{"unknown status", judged + "  phone.rings f1 keept\n", `test.scn:8:18: there is no status "keept" (did you mean "kept"?)`},
		{"unknown aspect", judged + "  phone.rings kept duo 10:00\n", `test.scn:8:20: "duo" says nothing of a verdict (did you mean "due"?)`},
		{"due without a time", judged + "  phone.rings kept due\n", "test.scn:8:23: a time is missing after due"},
		{"bad time", judged + "  phone.rings kept due soon\n", `test.scn:8:24: "soon" is no time of day`},
		{"by nothing", judged + "  phone.rings kept by\n", "test.scn:8:20: something is missing after by"},
		{"by nobody", judged + "  phone.rings kept by officer\n", `test.scn:8:23: there is no grade "officer"`},
		{"share over 100", judged + "  phone.rings kept share 101%\n", `test.scn:8:26: "101%" is no share`},
		{"share without sign", judged + "  phone.rings kept share 10\n", `"10" is no share`},
		{"no without promise", judged + "  no\n", "test.scn:8:3: a promise is missing after no"},
		{"too much", judged + "  nothing at all\n", `test.scn:8:11: "at" is too much here`},
		{"quoted reason", judged + "  phone.rings kept because \"x\"\n", "is not the key of a step"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := scenario.Parse("test.scn", []byte(tt.src), zones)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

func TestRunTellsWhatDiffers(t *testing.T) {
	t.Parallel()
	j := judge.New(wonju(t))
	s := parse(t, head+`facts
  2026-11-24 10:00 call.ringing contact=c1 via=sip
             10:00:05 call.answered contact=c1 via=sip

judge at 2026-11-24 10:01
  phone.rings kept by measured due 10:00:09 ended 10:00:05 because rings
  phone.rings broken
  phone.rings kept due 10:00:10
  phone.rings kept because judge.late
  phone.transfer kept
  no phone.rings
  no phone.transfer
  nothing
  next 24:00
  next none
`)
	var lines []int
	for _, m := range scenario.Run(s, j) {
		lines = append(lines, m.Line)
		if m.File != "test.scn" || m.Column != 3 || !strings.Contains(m.String(), "want ") {
			t.Errorf("a mismatch without its place: %s", m)
		}
	}
	if diff := cmp.Diff([]int{11, 12, 13, 14, 15, 17, 19}, lines); diff != "" {
		t.Errorf("mismatches on lines: %s", diff)
	}
}

func TestUpdateFillsIn(t *testing.T) {
	t.Parallel()
	j := judge.New(wonju(t))
	s := parse(t, head+`facts
  2026-11-24 10:00 call.ringing contact=c1 via=sip

judge at 2026-11-24 10:00:05
  phone.rings pending due ? ended ? started 09:00
  next ?
`)
	if len(scenario.Run(s, j)) != 2 {
		t.Error("a question mark must not pass as an answer")
	}
	scenario.Update(s, j)
	if m := scenario.Run(s, j); len(m) > 0 {
		t.Errorf("after Update: %v", m)
	}
	want := "  phone.rings pending due 10:00:09 started 10:00 ended none\n  next 10:00:09\n"
	if got := string(scenario.Format(s)); !strings.HasSuffix(got, want) {
		t.Errorf("got\n%s", got)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(full)
	f.Add(head + "facts\n  2026-11-24 24:00 call.ringing a=\"\\\"\"\njudge at 2026-11-24 10:00\n  nothing\n")
	f.Add("charter: x\n\t\n \"")
	f.Fuzz(func(t *testing.T, src string) {
		s, err := scenario.Parse("fuzz.scn", []byte(src), zones)
		if err != nil {
			return
		}
		once := scenario.Format(s)
		again, err := scenario.Parse("fuzz.scn", once, zones)
		if err != nil {
			t.Fatalf("Format wrote what Parse refuses: %v\n%s", err, once)
		}
		if twice := scenario.Format(again); string(twice) != string(once) {
			t.Fatalf("Format is not stable:\n%s\n%s", once, twice)
		}
		if diff := cmp.Diff(s.List(), again.List(), cmp.AllowUnexported(fact.Value{})); diff != "" {
			t.Fatal(diff)
		}
	})
}
