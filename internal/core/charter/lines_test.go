package charter_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"jikim/internal/core/charter"
)

func TestDiffLines(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		old, now string
		want     []charter.LineChange
	}{
		"the same":   {"a\nb\n", "a\nb\n", nil},
		"one line":   {"a\nb\nc\n", "a\nx\nc\n", []charter.LineChange{{Line: 2, Old: []string{"b"}, New: []string{"x"}}}},
		"two places": {"a\nb\nc\nd\n", "a\nc\nd\ne\n", []charter.LineChange{{Line: 2, Old: []string{"b"}}, {Line: 4, New: []string{"e"}}}},
		"new":        {"", "a\n", []charter.LineChange{{Line: 1, New: []string{"a"}}}},
		"gone":       {"a\n", "", []charter.LineChange{{Line: 1, Old: []string{"a"}}}},
	} {
		if diff := cmp.Diff(tt.want, charter.DiffLines(tt.old, tt.now)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
