package app

import (
	"testing"
	"time"
)

// TestOneOfficeDoesNotHoldUpAnother: a counting that took a minute puts off the next of that office alone.
func TestOneOfficeDoesNotHoldUpAnother(t *testing.T) {
	t.Parallel()
	r := newRefresher(nil, 5*time.Second)
	defer r.close()
	r.counted("large", time.Minute)
	if got := r.pause("large"); got < 8*time.Minute || got > 9*time.Minute {
		t.Errorf("the large office is counted again after %s", got)
	}
	if got := r.pause("small"); got != 5*time.Second {
		t.Errorf("the small office is counted after %s", got)
	}
	r.counted("small", time.Millisecond)
	if got := r.pause("small"); got != 5*time.Second {
		t.Errorf("counted quickly, the small office is counted again after %s", got)
	}
}
