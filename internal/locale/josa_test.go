package locale

import (
	"testing"

	"pgregory.net/rapid"
)

func TestJosa(t *testing.T) {
	t.Parallel()
	tests := []struct{ word, pair, want string }{
		{"도서관", "을/를", "을"}, {"문화과", "을/를", "를"}, {"서울", "으로/로", "로"}, {"부산", "으로/로", "으로"}, {"제주", "으로/로", "로"},
		{"서울", "을/를", "을"}, {"원주교육문화관(본관)", "은/는", "은"}, {"자료실 (2층)", "이/가", "이"}, {"관리과(총무)", "은/는", "는"},
		{"“헌장”", "과/와", "과"}, {"2026-0001", "으로/로", "로"}, {"3", "을/를", "을"}, {"2", "을/를", "를"}, {"7", "으로/로", "로"},
		{"10", "이/가", "이"}, {"1,000,000", "은/는", "은"}, {"1000000000000", "은/는", "는"}, {"0", "이/가", "이"}, {"033-730-1000", "으로/로", "으로"},
		{"PDF", "을/를", "를"}, {"URL", "으로/로", "로"}, {"SMS", "이/가", "가"}, {"ARS", "은/는", "는"}, {"VPN", "과/와", "과"},
		{"jikim", "이/가", "이"}, {"mail", "으로/로", "로"}, {"web", "을/를", "를"}, {"Google", "으로/로", "로"}, {"Ping", "은/는", "은"},
		{"95%", "을/를", "를"}, {"", "을/를", "을(를)"}, {"★", "으로/로", "(으)로"}, {"★", "이라/라", "(이)라"}, {"★", "이/가", "이(가)"},
		{"2026. 11. 22.", "은/는", "은"}, {"2026. 11. 22.(일)", "으로/로", "로"}, {"Co.", "은/는", "는"}, {"...", "은/는", "은(는)"},
		{"(주)", "은/는", "는"},
	}
	for _, tt := range tests {
		if got := Josa(tt.word, tt.pair); got != tt.want {
			t.Errorf("Josa(%q, %q) = %q, want %q", tt.word, tt.pair, got, tt.want)
		}
	}
}

// TestJosaNeverFails feeds any text: a name typed by a citizen must not be able to break a letter.
func TestJosaNeverFails(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.String().Draw(t, "word")
		switch got := Josa(word, "으로/로"); got {
		case "으로", "로", "(으)로":
		default:
			t.Fatalf("Josa(%q) = %q", word, got)
		}
	})
}
