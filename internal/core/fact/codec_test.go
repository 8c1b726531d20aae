package fact_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jikim/internal/core/fact"
)

// with returns the JSON of a good fact with more fields.
func with(more string) string {
	return `{"id":"a","case":"1","at":"2026-11-24T10:00:00+09:00","kind":"call.ringing"` + more + `}`
}

func TestParse(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name, line string
		want       fact.Fact
	}{
		{"the least", with(""), fact.Fact{ID: "a", Case: "1", At: at, RecordedAt: at, Kind: fact.CallRinging}},
		{"everything", with(`,"contact":"c","recorded_at":"2026-11-24T10:05:00+09:00","by":"officer:kim","via":"desk","grade":"audited","precision":"2h","data":{"b":true,"n":-1.50,"x":null,"t":"가","o":{"k":[1]}}`),
			fact.Fact{ID: "a", Case: "1", Contact: "c", At: at, RecordedAt: at.Add(5 * time.Minute), Kind: fact.CallRinging, By: "officer:kim", Via: fact.ViaDesk,
				Override: fact.Audited, Precision: 2 * time.Hour,
				Data: fact.With("b", true, "n", value(`-1.50`), "x", fact.Value{}, "t", "가", "o", value(`{"k":[1]}`))}},
		{"a day's precision", with(`,"precision":"1d"`), fact.Fact{ID: "a", Case: "1", At: at, RecordedAt: at, Kind: fact.CallRinging, Precision: 24 * time.Hour}},
		{"nanoseconds are cut", strings.Replace(with(""), "10:00:00+", "10:00:00.123456789+", 1),
			fact.Fact{ID: "a", Case: "1", At: at.Add(123456 * time.Microsecond), RecordedAt: at.Add(123456 * time.Microsecond), Kind: fact.CallRinging}},
		{"no data", with(`,"data":null`), fact.Fact{ID: "a", Case: "1", At: at, RecordedAt: at, Kind: fact.CallRinging}},
		{"spaces around", " \n" + with("") + "\n ", fact.Fact{ID: "a", Case: "1", At: at, RecordedAt: at, Kind: fact.CallRinging}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := fact.Parse([]byte(tt.line))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(fact.Value{})); diff != "" {
				t.Error(diff)
			}
			again := roundTrip(t, got)
			if diff := cmp.Diff(got, again, cmp.AllowUnexported(fact.Value{})); diff != "" {
				t.Errorf("written and read again: %s", diff)
			}
		})
	}
}

func value(text string) fact.Value {
	var v fact.Value
	if err := v.UnmarshalJSON([]byte(text)); err != nil {
		panic(err)
	}
	return v
}

func roundTrip(t *testing.T, f fact.Fact) fact.Fact {
	t.Helper()
	b, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	var again fact.Fact
	if err := json.Unmarshal(b, &again); err != nil {
		t.Fatalf("%s: %v", b, err)
	}
	return again
}

func TestParseNamesTheField(t *testing.T) {
	t.Parallel()
	replace := func(old, new string) string { return strings.Replace(with(""), old, new, 1) }
	for _, tt := range []struct{ name, line, field, msg string }{
		{"no identifier", replace(`"a"`, `""`), "id", "is missing"},
		{"no case", replace(`"case":"1",`, ``), "case", "institution"},
		{"no time", replace(`"at":"2026-11-24T10:00:00+09:00",`, ``), "at", "is missing"},
		{"time without offset", replace("+09:00", ""), "at", "is no time"},
		{"year too early", replace("2026", "1899"), "at", "1900"},
		{"year too late", replace("2026", "2201"), "at", "2200"},
		{"bad recorded time", with(`,"recorded_at":"now"`), "recorded_at", "is no time"},
		{"recorded year", with(`,"recorded_at":"2201-01-02T00:00:00Z"`), "recorded_at", "2200"},
		{"no kind", replace(`"call.ringing"`, `""`), "kind", "there is no kind"},
		{"unknown kind", replace(`"call.ringing"`, `"call.rining"`), "kind", `"call.rining"`},
		{"unknown via", with(`,"via":"phone"`), "via", "no way of learning"},
		{"unknown grade", with(`,"grade":"best"`), "grade", "no grade"},
		{"no precision", with(`,"precision":"soon"`), "precision", "no precision"},
		{"negative precision", with(`,"precision":"-1m"`), "precision", "no precision"},
		{"precision of 367 days", with(`,"precision":"367d"`), "precision", "no precision"},
		{"nobody", with(`,"by":"kim"`), "by", "is nobody"},
		{"officer without a name", with(`,"by":"officer:"`), "by", "is nobody"},
		{"nobody with a name", with(`,"by":":kim"`), "by", "is nobody"},
		{"unknown field", with(`,"desk":"a"`), "desk", "put it into data"},
		{"field in capitals", replace(`"id"`, `"ID"`), "ID", "put it into data"},
		{"field with an escape", replace(`"id"`, `"\u0069d"`), `\u0069d`, "put it into data"},
		{"control character in the identifier", replace(`"a"`, `"a\u0000"`), "id", "readable"},
		{"line end in the case", replace(`"case":"1"`, `"case":"1\n2"`), "case", "readable"},
		{"lost character in the contact", with(`,"contact":"c\ufffd"`), "contact", "readable"},
		{"correction of nothing", replace("call.ringing", "fact.corrected"), "data.of", "is missing"},
		{"retraction of nothing", replace(`"call.ringing"`, `"fact.retracted","data":{"of":""}`), "data.of", "is missing"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := fact.Parse([]byte(tt.line))
			var fe *fact.FieldError
			if !errors.As(err, &fe) || fe.Field != tt.field || !strings.Contains(fe.Msg, tt.msg) || !strings.Contains(fe.Error(), tt.field) {
				t.Errorf("got %v, want %s: …%s…", err, tt.field, tt.msg)
			}
		})
	}
}

func TestParseNamesThePlace(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, line string
		offset     int64
	}{
		{"empty", "", 0},
		{"no object", "x", 0},
		{"cut off", `{"id":"a"`, 9},
		{"wrong type", `{"id":7}`, 6},
		{"a list", `[1]`, 0},
		{"not UTF-8", "{\"id\":\"\xff\"}", 7},
		{"not UTF-8 in the data", "{\"data\":{\"a\":\"가\xb0\xa1\"}}", 17},
		{"two facts", with("") + with(""), int64(len(with("")))},
		{"data is a list", with(`,"data":[1]`), int64(len(with("")) - 1 + len(`,"data":[1]`))},
		{"field twice", with(`, "id" :"b"`), int64(len(with("")) - 1 + len(`, `))},
		{"name twice in data", with(`,"data":{"a":1,"a":2}`), int64(len(with("")) - 1 + len(`,"data":{"a":1,"a":2}`))},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := fact.Parse([]byte(tt.line))
			var se *fact.SyntaxError
			if !errors.As(err, &se) {
				t.Fatalf("got %v", err)
			}
			if se.Offset < 0 || se.Offset > tt.offset+1 || se.Error() == "" || errors.Unwrap(se) == nil {
				t.Errorf("at %d: %v, want %d", se.Offset, se, tt.offset)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(with(`,"precision":"1d","data":{"b":true,"n":-1.50,"x":null,"t":"가","o":{"k":[1]}}`)))
	f.Add([]byte(with(`,"recorded_at":"2026-11-24T10:00:00.5Z","by":"system","grade":"measured"`)))
	f.Fuzz(func(t *testing.T, line []byte) {
		one, err := fact.Parse(line)
		if err != nil {
			return
		}
		two := roundTrip(t, one)
		three := roundTrip(t, two)
		if diff := cmp.Diff(two, three, cmp.AllowUnexported(fact.Value{})); diff != "" {
			t.Fatal(diff)
		}
		if one.ID != two.ID || one.Kind != two.Kind || !one.At.Equal(two.At) || !one.RecordedAt.Equal(two.RecordedAt) || one.Grade() != two.Grade() ||
			one.Precision != two.Precision || len(one.Data) != len(two.Data) {
			t.Fatalf("%+v was read again as %+v", one, two)
		}
	})
}
