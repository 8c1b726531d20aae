package premises_test

import (
	"testing"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/premises"
)

var (
	start = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	rooms = charter.Directory{Rooms: []charter.Room{{ID: "reading", Name: charter.Text{KO: "종합자료실"}}, {ID: "digital"}}, Items: []charter.Item{pcs, glass}}
	pcs   = charter.Item{ID: "search_pc", Name: charter.Text{KO: "자료검색 컴퓨터"}, Room: "reading", Count: 5}
	glass = charter.Item{ID: "glass", Count: 2}
)

// told makes facts an hour apart.
func told(list ...fact.Fact) []fact.Fact {
	for i := range list {
		list[i].ID, list[i].At = string(rune('a'+i)), start.Add(time.Duration(i)*time.Hour)
	}
	return list
}

func item(kind fact.Kind, by string, data ...any) fact.Fact {
	via := fact.ViaDesk
	if by == "citizen" {
		via = fact.ViaReport
	}
	d := fact.With(data...)
	if !d.Present("item") {
		d = d.Set("item", fact.Text("search_pc"))
	}
	return fact.Fact{Kind: kind, By: by, Via: via, Data: d}
}

func TestItemOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name          string
		facts         []fact.Fact
		working, open int
	}{
		{"nothing was said", nil, 5, 0},
		{"a report", told(item(fact.ItemDown, "citizen", "unit", 3)), 4, 1},
		{"two units", told(item(fact.ItemDown, "citizen", "unit", 3), item(fact.ItemDown, "citizen", "unit", 4)), 3, 2},
		{"the unit is repaired", told(item(fact.ItemDown, "citizen", "unit", 3), item(fact.ItemDown, "officer:kim", "unit", 4),
			item(fact.ItemUp, "officer:kim", "unit", 4)), 4, 1},
		{"two of three repaired", told(item(fact.ItemDown, "officer:kim", "count", 3), item(fact.ItemUp, "officer:kim", "count", 2)), 4, 1},
		{"an inspection closes all", told(item(fact.ItemDown, "citizen"), item(fact.ItemInspected, "inspector:lee", "working", 5)), 5, 0},
		{"repaired once too often", told(item(fact.ItemUp, "officer:kim", "count", 3)), 5, 0},
		{"more down than there are", told(item(fact.ItemDown, "officer:kim", "count", 9)), 0, 1},
		{"another room's", told(item(fact.ItemDown, "citizen", "place", "digital")), 5, 0},
		{"by the name of its room", told(item(fact.ItemDown, "citizen", "place", "종합자료실")), 4, 1},
		{"a number instead of a change", told(item(fact.ItemDown, "officer:kim", "working", 2)), 2, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := premises.ItemOf(&rooms, &pcs, c.facts)
			if got.Working != c.working || len(got.Outages) != c.open {
				t.Errorf("working %d, open outages %+v", got.Working, got.Outages)
			}
		})
	}
}

// TestItemInSeveralRooms: a magnifier in each reading room is one item of the directory without a room.
func TestItemInSeveralRooms(t *testing.T) {
	t.Parallel()
	s := premises.ItemOf(&rooms, &glass, told(item(fact.ItemInspected, "inspector:lee", "item", "glass", "place", "reading", "working", 1),
		item(fact.ItemInspected, "inspector:lee", "item", "glass", "place", "digital", "working", 1)))
	if s.Working != 2 {
		t.Errorf("one in each room: %d work", s.Working)
	}
	s = premises.ItemOf(&rooms, &glass, told(item(fact.ItemDown, "citizen", "item", "glass", "place", "digital", "unit", 2),
		item(fact.ItemInspected, "inspector:lee", "item", "glass", "place", "reading", "working", 1)))
	if s.Working != 1 || len(s.Outages) != 1 || s.Outages[0].Place != "digital" {
		t.Errorf("the other room was inspected: %+v", s)
	}
	s = premises.ItemOf(&rooms, &glass, told(item(fact.ItemDown, "citizen", "item", "glass", "place", "digital", "unit", 2),
		item(fact.ItemInspected, "inspector:lee", "item", "glass", "place", "digital", "working", 1)))
	if s.Working != 2 || len(s.Outages) != 0 {
		t.Errorf("the room was inspected: %+v", s)
	}
}

func TestOneMachineIsReportedOnce(t *testing.T) {
	t.Parallel()
	s := premises.ItemOf(&rooms, &pcs, told(item(fact.ItemDown, "citizen", "unit", 3)))
	if s.Known(3) == nil || s.Known(4) != nil || s.Known(0) != nil {
		t.Errorf("known: 3 %v, 4 %v, unsaid %v", s.Known(3), s.Known(4), s.Known(0))
	}
	if o := s.Known(3); o.Grade != fact.Reported || !o.Citizen || !o.At.Equal(start) {
		t.Errorf("the outage %+v", o)
	}
	s = premises.ItemOf(&rooms, &pcs, told(item(fact.ItemDown, "citizen")))
	if s.Known(0) == nil || s.Known(1) != nil {
		t.Errorf("after a report of no unit: unsaid %v, 1 %v", s.Known(0), s.Known(1))
	}
	all := premises.ItemOf(&rooms, &pcs, told(item(fact.ItemDown, "officer:kim", "count", 5)))
	if all.Known(2) == nil {
		t.Error("with all of them down a report is still news")
	}
}
