package fact_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"jikim/internal/core/fact"
)

func TestValueAnswers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		json             string
		present, yes, no bool
		text             string
	}{
		{`null`, false, false, false, ""},
		{`""`, false, false, false, ""},
		{`false`, false, false, true, "false"},
		{`true`, true, true, false, "true"},
		{`0`, true, false, true, "0"},
		{`1`, true, true, false, "1"},
		{`-0.5`, true, true, false, "-0.5"},
		{`"yes"`, true, true, false, "yes"},
		{`"예"`, true, true, false, "예"},
		{`"no"`, false, false, true, "no"},
		{`"아니오"`, false, false, true, "아니오"},
		{`"maybe"`, true, false, false, "maybe"},
		{`[]`, false, false, false, ""},
		{`" \t"`, false, false, false, " \t"},
		{`{}`, false, false, false, ""},
		{`["a"]`, true, false, false, ""},
		{`{"a":1}`, true, false, false, ""},
	} {
		t.Run(tt.json, func(t *testing.T) {
			t.Parallel()
			v := value(tt.json)
			if v.Present() != tt.present || v.Yes() != tt.yes || v.No() != tt.no || v.String() != tt.text {
				t.Errorf("present %t, yes %t, no %t, %q", v.Present(), v.Yes(), v.No(), v)
			}
			if b, err := json.Marshal(v); err != nil || string(b) != tt.json {
				t.Errorf("written as %s, %v", b, err)
			}
		})
	}
}

func TestValueNumbersAndTimes(t *testing.T) {
	t.Parallel()
	d := fact.With("n", 7, "text", "12", "half", value("1.5"), "word", "x", "at", time.Date(2026, 11, 24, 1, 0, 0, 999, time.UTC), "short", "2026-11-24")
	if n, ok := d.Int("n"); n != 7 || !ok {
		t.Error(n, ok)
	}
	if n, ok := d.Int("text"); n != 12 || !ok {
		t.Error(n, ok)
	}
	for _, name := range []string{"half", "word", "absent"} {
		if _, ok := d.Int(name); ok {
			t.Errorf("%s is a whole number", name)
		}
	}
	if v, _ := d.Get("half"); true {
		if f, ok := v.Float(); f != 1.5 || !ok {
			t.Error(f, ok)
		}
	}
	if at, ok := d.Time("at"); !ok || !at.Equal(time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)) {
		t.Error(at, ok)
	}
	for _, name := range []string{"n", "word", "short", "absent"} {
		if _, ok := d.Time(name); ok {
			t.Errorf("%s is an instant", name)
		}
	}
}

func TestSetLeavesTheReceiver(t *testing.T) {
	t.Parallel()
	d := fact.With("a", 1, "b", 2)
	if e := d.Set("a", fact.Text("x")); e.Text("a") != "x" || d.Text("a") != "1" || len(e) != 2 {
		t.Error(d, e)
	}
	if e := d.Set("c", fact.Truth(true)); !e.True("c") || d.Present("c") || len(e) != 3 {
		t.Error(d, e)
	}
}

func TestDataRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		var d fact.Data
		for _, name := range rapid.SliceOfDistinct(rapid.String(), func(s string) string { return s }).Draw(r, "names") {
			switch rapid.IntRange(0, 4).Draw(r, "form") {
			case 0:
				d = append(d, fact.Field{Name: name, Value: fact.Text(rapid.String().Draw(r, "text"))})
			case 1:
				d = append(d, fact.Field{Name: name, Value: fact.Number(rapid.Int64().Draw(r, "number"))})
			case 2:
				d = append(d, fact.Field{Name: name, Value: fact.Truth(rapid.Bool().Draw(r, "truth"))})
			case 3:
				d = append(d, fact.Field{Name: name, Value: value(`{"k":[1,"x",null]}`)})
			default:
				d = append(d, fact.Field{Name: name})
			}
		}
		b, err := json.Marshal(d)
		if err != nil {
			r.Fatal(err)
		}
		var again fact.Data
		if err := json.Unmarshal(b, &again); err != nil {
			r.Fatalf("%s: %v", b, err)
		}
		if diff := cmp.Diff(d, again, cmp.AllowUnexported(fact.Value{})); diff != "" {
			r.Fatal(diff)
		}
	})
}
