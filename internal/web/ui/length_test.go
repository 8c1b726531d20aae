package ui_test

import (
	"testing"
	"time"

	"jikim/internal/locale"
	"jikim/internal/web/ui"
)

// TestLengthCanBeReadAtAGlance proves that a margin is not written in hours and seconds when it is days.
func TestLengthCanBeReadAtAGlance(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		1300 * time.Millisecond:                         "1.3초",
		59 * time.Second:                                "59초",
		88 * time.Second:                                "1분 28초",
		8*time.Hour + 9*time.Minute + 24*time.Second:    "8시간 9분",
		151*time.Hour + 56*time.Minute + 21*time.Second: "6일 7시간",
	} {
		if got := ui.Length(locale.For(locale.Korean), d); got != want {
			t.Errorf("Length(%v) = %q, want %q", d, got, want)
		}
	}
}
