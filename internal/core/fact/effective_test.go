package fact_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"jikim/internal/core/fact"
)

var ten = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)

// ringing is a fact minutes after ten.
func ringing(id string, minute int, more ...any) fact.Fact {
	return fact.Fact{ID: id, Case: "1", At: ten.Add(time.Duration(minute) * time.Minute), Kind: fact.CallRinging, Data: fact.With(more...)}.Normal()
}

// editing is a correction or retraction.
func editing(id string, k fact.Kind, minute int, of string, more ...any) fact.Fact {
	f := ringing(id, minute, append([]any{"of", of}, more...)...)
	f.Kind = k
	return f
}

func recorded(f fact.Fact, minute int) fact.Fact {
	f.RecordedAt = ten.Add(time.Duration(minute) * time.Minute)
	return f
}

// ids lists the facts that are no edits.
func ids(facts []fact.Fact) string {
	var out []string
	for i := range facts {
		if k := facts[i].Kind; k != fact.FactCorrected && k != fact.FactRetracted {
			out = append(out, facts[i].ID)
		}
	}
	return strings.Join(out, " ")
}

func TestEffective(t *testing.T) {
	t.Parallel()
	const corrected, retracted = fact.FactCorrected, fact.FactRetracted
	for _, tt := range []struct {
		name  string
		facts []fact.Fact
		now   int // minutes after ten
		want  string
		next  int // minutes after ten; -1: never
	}{
		{"none", nil, 0, "", -1},
		{"in the order of time", []fact.Fact{ringing("b", 2), ringing("a", 1)}, 5, "a b", -1},
		{"equal instants by kind, recording and identifier", []fact.Fact{ringing("c", 1), recorded(ringing("a", 1), 2), ringing("b", 1)}, 5, "b c a", -1},
		{"equal instants by kind and identifier", []fact.Fact{ringing("b", 1), ringing("a", 1)}, 5, "a b", -1},
		{"not yet happened", []fact.Fact{ringing("a", 1), ringing("b", 9)}, 5, "a", 9},
		{"not yet recorded", []fact.Fact{recorded(ringing("a", 1), 7), ringing("b", 2)}, 5, "b", 7},
		{"known to the instant", []fact.Fact{recorded(ringing("a", 1), 5)}, 5, "a", -1},
		{"given twice", []fact.Fact{ringing("a", 1), ringing("a", 1)}, 5, "a", -1},
		{"retracted", []fact.Fact{ringing("a", 1), editing("r", retracted, 2, "a")}, 5, "", -1},
		{"retracted later", []fact.Fact{ringing("a", 1), editing("r", retracted, 9, "a")}, 5, "a", 9},
		{"retraction retracted", []fact.Fact{ringing("a", 1), editing("r", retracted, 2, "a"), editing("s", retracted, 3, "r")}, 5, "a", -1},
		{"and that retracted", []fact.Fact{ringing("a", 1), editing("r", retracted, 2, "a"), editing("s", retracted, 3, "r"), editing("u", retracted, 4, "s")}, 5, "", -1},
		{"retraction retracted in the same instant", []fact.Fact{ringing("a", 1), editing("z", retracted, 2, "a"), editing("b", retracted, 2, "z")}, 5, "a", -1},
		{"retraction retracted before it was recorded", []fact.Fact{ringing("a", 1), recorded(editing("r", retracted, 2, "a"), 4), editing("s", retracted, 3, "r")}, 5, "a", -1},
		{"a retraction of itself", []fact.Fact{ringing("a", 1), editing("r", retracted, 2, "r")}, 5, "a", -1},
		{"correction corrected", []fact.Fact{ringing("a", 1), ringing("b", 2), editing("c", corrected, 3, "a", "at", ten), editing("d", corrected, 4, "c", "at", ten.Add(4*time.Minute))}, 5, "b a", -1},
		{"and the first correction retracted", []fact.Fact{ringing("a", 1), ringing("b", 2), editing("c", corrected, 3, "a", "at", ten), editing("d", corrected, 4, "c", "at", ten.Add(4*time.Minute)), editing("r", retracted, 5, "c")}, 5, "a b", -1},
		{"and the second", []fact.Fact{ringing("a", 3), ringing("b", 2), editing("c", corrected, 3, "a", "at", ten), editing("d", corrected, 4, "c", "at", ten.Add(4*time.Minute)), editing("r", retracted, 5, "d")}, 5, "a b", -1},
		{"corrections in a circle", []fact.Fact{ringing("a", 1), editing("c", corrected, 3, "d", "at", ten), editing("d", corrected, 4, "c", "at", ten)}, 5, "a", -1},
		{"moved", []fact.Fact{ringing("a", 1), ringing("b", 2), editing("c", corrected, 3, "a", "at", ten.Add(4*time.Minute))}, 5, "b a", -1},
		{"moved into the future", []fact.Fact{ringing("a", 1), editing("c", corrected, 3, "a", "at", ten.Add(8*time.Minute))}, 5, "", 8},
		{"correction retracted", []fact.Fact{ringing("a", 1), ringing("b", 2), editing("c", corrected, 3, "a", "at", ten.Add(4*time.Minute)), editing("r", retracted, 4, "c")}, 5, "a b", -1},
		{"correction of nothing", []fact.Fact{ringing("a", 1), editing("c", corrected, 3, "x", "at", ten)}, 5, "a", -1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			known, next := fact.Effective(tt.facts, ten.Add(time.Duration(tt.now)*time.Minute))
			if got := ids(known); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			want := time.Time{}
			if tt.next >= 0 {
				want = ten.Add(time.Duration(tt.next) * time.Minute)
			}
			if !next.Equal(want) {
				t.Errorf("next %s, want %s", next, want)
			}
		})
	}
}

func TestCorrectionsNameByName(t *testing.T) {
	t.Parallel()
	first := ringing("a", 1, "to", "kim", "from", "lee")
	first.Via = fact.ViaSIP
	one := editing("c", fact.FactCorrected, 3, "a", "to", "park", "reason", "misheard", "contact", "c9", "kind", "call.missed")
	two := editing("d", fact.FactCorrected, 2, "a", "to", "choi")
	one.Via, two.Via = fact.ViaDesk, fact.ViaDesk
	two.RecordedAt = ten.Add(4 * time.Minute)
	known, _ := fact.Effective([]fact.Fact{first, one, two}, ten.Add(time.Hour))
	got := known[0]
	if got.Data.Text("to") != "choi" || got.Data.Text("from") != "lee" || got.Data.Present("reason") || got.Data.Present("of") {
		t.Errorf("data %v: the correction recorded last wins, name by name", got.Data)
	}
	if got.Contact != "c9" || got.Kind != fact.CallMissed || got.Grade() != fact.Attested {
		t.Errorf("%+v", got)
	}
	if first.Data.Text("to") != "kim" {
		t.Error("the fact given was changed")
	}
}

func TestCorrectionsMayNestTheData(t *testing.T) {
	t.Parallel()
	first := ringing("a", 1, "to", "kim", "from", "lee")
	for _, tt := range []struct{ name, data, to, from string }{
		{"nested", `{"to":"park"}`, "park", "lee"},
		{"nested, two", `{"to":"park","from":"choi"}`, "park", "choi"},
		{"no object", `["park"]`, "kim", "lee"},
		{"a text", `"park"`, "kim", "lee"},
	} {
		known, _ := fact.Effective([]fact.Fact{first, editing("c", fact.FactCorrected, 3, "a", "data", value(tt.data))}, ten.Add(time.Hour))
		if d := known[0].Data; d.Text("to") != tt.to || d.Text("from") != tt.from || d.Present("data") {
			t.Errorf("%s: %v", tt.name, d)
		}
	}
}

func TestEffectiveForgetsTheOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		var facts []fact.Fact
		names := []string{"a", "b", "c", "d", "e", "f"}
		for i, id := range names[:rapid.IntRange(1, len(names)).Draw(r, "facts")] {
			f := ringing(id, rapid.IntRange(0, 5).Draw(r, "at"))
			if i > 0 && rapid.Bool().Draw(r, "edit") {
				k := rapid.SampledFrom([]fact.Kind{fact.FactCorrected, fact.FactRetracted}).Draw(r, "kind")
				f = editing(id, k, rapid.IntRange(0, 5).Draw(r, "edited"), rapid.SampledFrom(names).Draw(r, "of"), "n", i)
			}
			facts = append(facts, recorded(f, rapid.IntRange(0, 9).Draw(r, "recorded")))
		}
		now := ten.Add(time.Duration(rapid.IntRange(0, 9).Draw(r, "now")) * time.Minute)
		want, next := fact.Effective(facts, now)
		shuffled := rapid.Permutation(facts).Draw(r, "order")
		got, again := fact.Effective(slices.Concat(shuffled, shuffled), now)
		if ids(want) != ids(got) || !next.Equal(again) {
			r.Fatalf("%q until %s, or %q until %s", ids(want), next, ids(got), again)
		}
		if !slices.IsSortedFunc(got, func(a, b fact.Fact) int { return fact.Compare(&a, &b) }) {
			r.Fatal("not in order")
		}
	})
}

func TestSortTies(t *testing.T) {
	t.Parallel()
	other := ringing("a", 1)
	other.Kind = fact.CallAnswered
	facts := []fact.Fact{ringing("d", 1), other, ringing("z", 2), ringing("c", 1), recorded(ringing("b", 1), 9), ringing("a", 1)}
	fact.SortTies(facts)
	if got := ids(facts); got != "a a z c b d" || facts[1].Kind != fact.CallAnswered {
		t.Errorf("got %s: only those of one kind, instant and recording change places", got)
	}
}
