package proof_test

import (
	"testing"
	"time"

	"jikim/internal/core/proof"
)

var noon = time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)

func TestEnter(t *testing.T) {
	t.Parallel()
	until := noon.Add(proof.Life)
	tests := []struct {
		name  string
		code  proof.Code
		at    time.Time
		right bool
		want  proof.Outcome
	}{
		{"right", proof.Code{ExpiresAt: until}, noon, true, proof.Right},
		{"right at the last microsecond", proof.Code{ExpiresAt: until}, until.Add(-time.Microsecond), true, proof.Right},
		{"right, too late", proof.Code{ExpiresAt: until}, until, true, proof.Expired},
		{"wrong", proof.Code{ExpiresAt: until}, noon, false, proof.Wrong},
		{"wrong for the fourth time", proof.Code{ExpiresAt: until, Tries: 3}, noon, false, proof.Wrong},
		{"right at the fifth try", proof.Code{ExpiresAt: until, Tries: 4}, noon, true, proof.Right},
		{"wrong for the fifth time", proof.Code{ExpiresAt: until, Tries: 4}, noon, false, proof.Spent},
		{"right at the sixth try", proof.Code{ExpiresAt: until, Tries: 5}, noon, true, proof.Spent},
		{"used", proof.Code{ExpiresAt: until, Used: true}, noon, true, proof.Spent},
	}
	for _, tt := range tests {
		if got := tt.code.Enter(tt.at, tt.right); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestTooOften(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		sent proof.Sent
		want bool
	}{
		{"the first", proof.Sent{}, false},
		{"one below each bound", proof.Sent{Address: 4, Origin: 19, Office: 299, Last: noon.Add(-proof.Resend)}, false},
		{"to an address", proof.Sent{Address: 5}, true},
		{"from an address of the network", proof.Sent{Origin: 20}, true},
		{"by the office", proof.Sent{Office: 300}, true},
		{"at once again", proof.Sent{Address: 1, Last: noon.Add(-29 * time.Second)}, true},
	}
	for _, tt := range tests {
		if got := tt.sent.TooOften(noon); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
