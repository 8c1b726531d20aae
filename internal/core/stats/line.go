package stats

import (
	"cmp"
	"maps"
	"slices"
)

// Line is what a publication says of one promise: the whole, and the whole by month, by desk and by channel. Each list is a partition of
// the whole, sorted by key; a part that nothing belongs to has no row.
type Line struct {
	Promise  string  `json:"promise"`
	Whole    Figure  `json:"whole"`
	Months   []Part  `json:"months,omitempty"` // "2026-10"; only of periods of several months
	Desks    []Part  `json:"desks,omitempty"`  // of the directory; "" where no desk is known
	Channels []Part  `json:"channels,omitempty"`
	Aim      Reached `json:"aim,omitzero"`
	Amends   []Amend `json:"amends,omitempty"` // what was done after it was broken, sorted by what
}

// Part is the part of a whole that belongs to a key.
type Part struct {
	Key string `json:"key"`
	Figure
}

// Lines returns what was counted, nothing suppressed: see Protected.
func (t *Tally) Lines() []Line {
	slots := make([][]slot, len(t.promises))
	for s := range t.cells {
		slots[s.promise] = append(slots[s.promise], s)
	}
	var out []Line
	for p := range t.promises {
		if len(slots[p]) == 0 && t.promises[p].former {
			continue
		}
		out = append(out, t.line(p, slots[p]))
	}
	return out
}

func (t *Tally) line(p int, slots []slot) Line {
	slices.SortFunc(slots, func(a, b slot) int {
		return cmp.Or(cmp.Compare(a.month, b.month), cmp.Compare(a.desk, b.desk), cmp.Compare(a.channel, b.channel))
	})
	gather := func(key func(slot) string) []Part {
		by := map[string]*content{}
		for _, s := range slots {
			k := key(s)
			if by[k] == nil {
				by[k] = &content{void: map[string]int{}}
			}
			by[k].join(t.cells[s])
		}
		var parts []Part
		for _, k := range slices.Sorted(maps.Keys(by)) {
			parts = append(parts, Part{k, by[k].finish()})
		}
		return parts
	}
	line := Line{Promise: t.promises[p].id}
	if whole := gather(func(slot) string { return "" }); len(whole) > 0 {
		line.Whole = whole[0].Figure
	}
	if len(t.months) > 1 {
		line.Months = gather(func(s slot) string { return t.months[s.month] })
	}
	line.Desks = gather(func(s slot) string { return s.desk })
	line.Channels = gather(func(s slot) string { return s.channel })
	aim := &reaching{}
	for m := range t.months {
		if a := t.aims[aimSlot{p, m}]; a != nil {
			aim.join(a)
		}
	}
	line.Aim = aim.finish()
	line.Amends = t.mended(p)
	return line
}
