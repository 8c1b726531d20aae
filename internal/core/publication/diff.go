package publication

import (
	"maps"
	"slices"
	"strconv"

	"jikim/internal/core/stats"
)

// Difference is one number that two tables have differently.
type Difference struct {
	Promise string `json:"promise"`
	By      string `json:"by,omitempty"`  // month, desk or channel; empty for the whole
	Key     string `json:"key,omitempty"` // which of them
	Column  string `json:"column"`        // such as kept or margin.median; row where one table has none
	// Published and Recomputed are the numbers; empty where there is none.
	Published  string `json:"published"`
	Recomputed string `json:"recomputed"`
}

// Diff names each difference of a published table and one that was computed again, in the order of the published table.
func Diff(published, recomputed []stats.Line) []Difference {
	var out []Difference
	seen := map[string]bool{}
	for i := range published {
		a := &published[i]
		seen[a.Promise] = true
		k := slices.IndexFunc(recomputed, func(l stats.Line) bool { return l.Promise == a.Promise })
		if k < 0 {
			out = append(out, Difference{Promise: a.Promise, Column: "row", Published: "1"})
			continue
		}
		out = append(out, diffLine(a, &recomputed[k])...)
	}
	for i := range recomputed {
		if !seen[recomputed[i].Promise] {
			out = append(out, Difference{Promise: recomputed[i].Promise, Column: "row", Recomputed: "1"})
		}
	}
	return out
}

func diffLine(a, b *stats.Line) []Difference {
	out := columns(Difference{Promise: a.Promise}, figureColumns(&a.Whole), figureColumns(&b.Whole))
	out = append(out, columns(Difference{Promise: a.Promise}, aimColumns(&a.Aim), aimColumns(&b.Aim))...)
	out = append(out, columns(Difference{Promise: a.Promise}, amendColumns(a.Amends), amendColumns(b.Amends))...)
	out = append(out, diffParts(a.Promise, "month", a.Months, b.Months)...)
	out = append(out, diffParts(a.Promise, "desk", a.Desks, b.Desks)...)
	return append(out, diffParts(a.Promise, "channel", a.Channels, b.Channels)...)
}

func diffParts(promise, by string, a, b []stats.Part) []Difference {
	keys := map[string][2]*stats.Figure{}
	for side, parts := range [2][]stats.Part{a, b} {
		for i := range parts {
			pair := keys[parts[i].Key]
			pair[side] = &parts[i].Figure
			keys[parts[i].Key] = pair
		}
	}
	var out []Difference
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		d := Difference{Promise: promise, By: by, Key: key, Column: "row"}
		switch pair := keys[key]; {
		case pair[1] == nil:
			d.Published = "1"
			out = append(out, d)
		case pair[0] == nil:
			d.Recomputed = "1"
			out = append(out, d)
		default:
			out = append(out, columns(d, figureColumns(pair[0]), figureColumns(pair[1]))...)
		}
	}
	return out
}

// column is a number with its name.
type column struct {
	name string
	n    int64
}

func figureColumns(f *stats.Figure) []column {
	hidden := int64(0)
	if f.Suppressed {
		hidden = 1
	}
	out := []column{{"kept", int64(f.Kept)}, {"broken", int64(f.Broken)}, {"unproven", int64(f.Unproven)}, {"open", int64(f.Open)},
		{"overdue", int64(f.Overdue)}, {"margin.n", int64(f.Margin.N)}, {"margin.median", f.Margin.Median}, {"margin.ninety", f.Margin.Ninety},
		{"margin.worst", f.Margin.Worst}, {"hours", int64(f.Hours)}, {"stood", int64(f.Stood)}, {"suppressed", hidden}}
	out = append(out, gradeColumns("", f.Grades)...)
	for _, v := range f.Void {
		out = append(out, column{"void." + v.By, int64(v.N)})
	}
	return out
}

func gradeColumns(before string, g stats.Grades) []column {
	return []column{{before + "grades.measured", int64(g.Measured)}, {before + "grades.audited", int64(g.Audited)},
		{before + "grades.attested", int64(g.Attested)}, {before + "grades.reported", int64(g.Reported)}}
}

func aimColumns(a *stats.Reached) []column {
	hidden := int64(0)
	if a.Suppressed {
		hidden = 1
	}
	return append([]column{{"aim.n", int64(a.N)}, {"aim.within", int64(a.Within)}, {"aim.median", a.Median}, {"aim.ninety", a.Ninety},
		{"aim.suppressed", hidden}}, gradeColumns("aim.", a.Grades)...)
}

func amendColumns(amends []stats.Amend) []column {
	var out []column
	for _, a := range amends {
		before, hidden := "amends."+a.By+".", int64(0)
		if a.Suppressed {
			hidden = 1
		}
		out = append(out, column{before + "n", int64(a.N)}, column{before + "median", a.Median}, column{before + "worst", a.Worst}, column{before + "suppressed", hidden})
	}
	return out
}

// columns compares; a column that one side does not have is zero there.
func columns(d Difference, a, b []column) []Difference {
	var out []Difference
	find := func(in []column, name string) int64 {
		for _, c := range in {
			if c.name == name {
				return c.n
			}
		}
		return 0
	}
	note := func(name string, n, m int64) {
		if n != m {
			d.Column, d.Published, d.Recomputed = name, strconv.FormatInt(n, 10), strconv.FormatInt(m, 10)
			out = append(out, d)
		}
	}
	for _, c := range a {
		note(c.name, c.n, find(b, c.name))
	}
	for _, c := range b {
		if !slices.ContainsFunc(a, func(x column) bool { return x.name == c.name }) {
			note(c.name, 0, c.n)
		}
	}
	return out
}
