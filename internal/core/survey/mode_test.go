package survey_test

import (
	"testing"

	"jikim/internal/core/survey"
)

// TestNoFewModesFollow: with one mode of few answers another is hidden, since the whole is known.
func TestNoFewModesFollow(t *testing.T) {
	t.Parallel()
	for _, m := range survey.ShownModes(map[string]int{survey.Web: 17, survey.Kiosk: 3, survey.Paper: 6}, 5) {
		if want := m.ID != survey.Web; m.Hidden != want || m.Hidden && m.N != 0 {
			t.Errorf("%+v", m)
		}
	}
	for _, m := range survey.ShownModes(map[string]int{survey.Web: 17, survey.Kiosk: 3, survey.Phone: 4}, 5) {
		if want := m.ID != survey.Web; m.Hidden != want {
			t.Errorf("seven hide each other: %+v", m)
		}
	}
}
