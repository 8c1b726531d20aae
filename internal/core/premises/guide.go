package premises

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"jikim/internal/core/charter"
)

// Level is a floor with its rooms, in the order of the directory.
type Level struct {
	Name  string // as the directory writes it; empty for rooms of which no floor is known
	Rooms []*charter.Room
}

// Levels sorts the rooms by floor, from the top down as guides at entrances do; what is on no floor comes last.
func Levels(d *charter.Directory) []Level {
	var out []Level
	for i := range d.Rooms {
		r := &d.Rooms[i]
		at := slices.IndexFunc(out, func(l Level) bool { return l.Name == r.Floor })
		if at < 0 {
			at, out = len(out), append(out, Level{Name: r.Floor})
		}
		out[at].Rooms = append(out[at].Rooms, r)
	}
	slices.SortStableFunc(out, func(a, b Level) int {
		if (a.Name == "") != (b.Name == "") {
			return len(b.Name) - len(a.Name)
		}
		return height(b.Name) - height(a.Name)
	})
	return out
}

// height reads the number of a floor: "2층", "2F", "지하 1층", "B1".
func height(floor string) int {
	digits := strings.TrimFunc(floor, func(r rune) bool { return !unicode.IsDigit(r) })
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	if strings.Contains(floor, "지하") || strings.HasPrefix(floor, "B") || strings.HasPrefix(floor, "-") {
		return -n
	}
	return n
}
