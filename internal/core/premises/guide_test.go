package premises_test

import (
	"slices"
	"testing"

	"jikim/internal/core/charter"
	"jikim/internal/core/premises"
)

func TestLevels(t *testing.T) {
	t.Parallel()
	d := charter.Directory{Rooms: []charter.Room{{ID: "a", Floor: "1층"}, {ID: "b", Floor: "지하 1층"}, {ID: "c"}, {ID: "d", Floor: "10층"},
		{ID: "e", Floor: "1층"}, {ID: "f", Floor: "B2"}}}
	var names []string
	for _, l := range premises.Levels(&d) {
		for _, r := range l.Rooms {
			names = append(names, l.Name+r.ID)
		}
	}
	if want := []string{"10층d", "1층a", "1층e", "지하 1층b", "B2f", "c"}; !slices.Equal(names, want) {
		t.Errorf("%q, want %q", names, want)
	}
}
