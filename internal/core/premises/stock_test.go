package premises_test

import (
	"fmt"
	"testing"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/premises"
)

var building = charter.Directory{
	Rooms: []charter.Room{{ID: "reading", Name: charter.Text{KO: "자료실"}}, {ID: "digital", Name: charter.Text{KO: "디지털"}}},
	Items: []charter.Item{
		{ID: "lens", Name: charter.Text{KO: "확대경"}, Count: 2},
		{ID: "copier", Name: charter.Text{KO: "복사기"}, Room: "reading", Count: 1},
		{ID: "digital_copier", Name: charter.Text{KO: "디지털 복사기"}, Aliases: []string{"copier"}, Room: "digital", Count: 1},
		{ID: "pc", Name: charter.Text{KO: "컴퓨터"}, Room: "reading", Count: 5},
	},
}

var began = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

// log makes facts an hour apart: a kind, then names and values.
func log(entries ...[]any) []fact.Fact {
	var out []fact.Fact
	for i, e := range entries {
		f := fact.Fact{ID: fmt.Sprint(i), At: began.Add(time.Duration(i) * time.Hour), Kind: e[0].(fact.Kind), Via: fact.ViaInspection}
		if f.Kind != fact.ItemInspected {
			f.Via = fact.ViaDesk
		}
		for k := 1; k < len(e); k += 2 {
			v := fact.Value{}
			switch x := e[k+1].(type) {
			case int:
				v = fact.Number(int64(x))
			case string:
				v = fact.Text(x)
			}
			f.Data = f.Data.Set(e[k].(string), v)
		}
		out = append(out, f)
	}
	return out
}

func find(states []premises.Stock, item, room string) string {
	for _, s := range states {
		if s.Item.ID == item && s.Room == room {
			if !s.Known {
				return "unknown"
			}
			return fmt.Sprintf("%d, looked %v, down %v, %v", s.Working, !s.Looked.IsZero(), s.Down && !s.Changed.IsZero(), s.Grade)
		}
	}
	return "none"
}

func TestOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name       string
		facts      []fact.Fact
		item, room string
		want       string
	}{
		{"nobody looked", nil, "pc", "reading", "unknown"},
		{"counted", log([]any{fact.ItemInspected, "item", "pc", "place", "reading", "working", 4}), "pc", "reading", "4, looked true, down false, audited"},
		{"by the names of item and room", log([]any{fact.ItemInspected, "item", "컴퓨터", "place", "자료실", "working", 4}), "pc", "reading", "4, looked true, down false, audited"},
		{"down before anybody counted", log([]any{fact.ItemDown, "item", "pc", "count", 2}), "pc", "reading", "3, looked false, down true, attested"},
		{"down and up", log([]any{fact.ItemInspected, "item", "pc", "working", 5}, []any{fact.ItemDown, "item", "pc", "count", 2}, []any{fact.ItemUp, "item", "pc"}),
			"pc", "reading", "4, looked true, down false, attested"},
		{"never less than none", log([]any{fact.ItemDown, "item", "copier", "count", 3}), "copier", "reading", "0, looked false, down true, attested"},
		{"never more than there are", log([]any{fact.ItemUp, "item", "pc"}), "pc", "reading", "5, looked false, down false, attested"},
		{"the place decides", log([]any{fact.ItemDown, "item", "copier", "place", "digital"}), "digital_copier", "digital", "0, looked false, down true, attested"},
		{"and leaves the other alone", log([]any{fact.ItemDown, "item", "copier", "place", "digital"}), "copier", "reading", "unknown"},
		{"without a place the own name counts", log([]any{fact.ItemDown, "item", "copier"}), "copier", "reading", "0, looked false, down true, attested"},
		{"an item of the whole building, by room", log([]any{fact.ItemInspected, "item", "lens", "place", "digital", "working", 1}), "lens", "digital", "1, looked true, down false, audited"},
		{"of which the building as such says nothing", log([]any{fact.ItemInspected, "item", "lens", "place", "digital", "working", 1}), "lens", "", "none"},
		{"an outage of it that nobody can count", log([]any{fact.ItemDown, "item", "lens", "place", "digital"}), "lens", "digital", "unknown"},
		{"an unknown room", log([]any{fact.ItemDown, "item", "pc", "place", "attic"}), "pc", "reading", "unknown"},
		{"an inspection without a count", log([]any{fact.ItemInspected, "item", "pc"}), "pc", "reading", "unknown"},
	}
	for _, tt := range tests {
		if got := find(premises.Stocks(&building, tt.facts), tt.item, tt.room); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	states := premises.Stocks(&building, log([]any{fact.ItemInspected, "item", "lens", "place", "reading", "working", 1}))
	if len(states) != 4 || states[0].Item.ID != "lens" || states[3].Item.ID != "pc" {
		t.Errorf("not in the order of the directory: %+v", states)
	}
}
