package locale

import (
	"testing"
	"time"
)

func TestTimes(t *testing.T) {
	t.Parallel()
	seoul := time.FixedZone("KST", 9*3600)
	at := time.Date(2026, 11, 23, 5, 5, 9, 0, time.UTC)
	midnight := time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)
	ko, en := For(Korean), For(English)
	tests := []struct{ name, got, want string }{
		{"ko time", ko.Time(at, seoul), "2026. 11. 23. 14:05"},
		{"en time", en.Time(at, seoul), "23 Nov 2026, 14:05"},
		{"ko date", ko.Date(at, seoul), "2026. 11. 23."},
		{"en date", en.Date(at, seoul), "23 Nov 2026"},
		{"ko day", ko.Day(at, seoul), "2026. 11. 23.(월)"},
		{"en day", en.Day(at, seoul), "Mon 23 Nov 2026"},
		{"clock", ko.Clock(at, seoul), "14:05:09"},
		{"next day in the office's zone", ko.Date(midnight, seoul), "2026. 11. 24."},
		{"ko deadline", ko.Deadline(at, seoul), "2026. 11. 23.(월) 14:05"},
		{"ko deadline at midnight", ko.Deadline(midnight, seoul), "2026. 11. 23.(월) 24:00"},
		{"en deadline at midnight", en.Deadline(midnight, seoul), "Mon 23 Nov 2026, 24:00"},
		{"a second after midnight", ko.Deadline(midnight.Add(time.Second), seoul), "2026. 11. 24.(화) 00:00"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}

func TestDuration(t *testing.T) {
	t.Parallel()
	tests := []struct {
		d      time.Duration
		ko, en string
	}{
		{0, "0초", "0 s"},
		{300 * time.Millisecond, "0.3초", "0.3 s"},
		{9 * time.Second, "9초", "9 s"},
		{59*time.Second + 600*time.Millisecond, "1분", "1 min"},
		{time.Minute, "1분", "1 min"},
		{time.Hour + time.Second, "1시간 1초", "1 h 1 s"},
		{7*time.Hour + 30*time.Minute, "7시간 30분", "7 h 30 min"},
		{56 * time.Hour, "56시간", "56 h"},
		{-90 * time.Second, "−1분 30초", "−1 min 30 s"},
	}
	for _, tt := range tests {
		if got := For(Korean).Duration(tt.d); got != tt.ko {
			t.Errorf("ko %v: got %q, want %q", tt.d, got, tt.ko)
		}
		if got := For(English).Duration(tt.d); got != tt.en {
			t.Errorf("en %v: got %q, want %q", tt.d, got, tt.en)
		}
	}
}

func TestPercentNeverClaimsTooMuch(t *testing.T) {
	t.Parallel()
	for share, want := range map[float64]string{0: "0%", 1: "100%", 0.99999: "99.9%", 0.00001: "0.1%", 0.5: "50%", 0.9954: "99.5%",
		0.9999999999999999: "100%", 5e-17: "0%"} {
		if got := For(Korean).Percent(share); got != want {
			t.Errorf("Percent(%v) = %q, want %q", share, got, want)
		}
	}
}

func TestLimitInKorean(t *testing.T) {
	t.Parallel()
	for limit, want := range map[string]string{
		"5 seconds": "5초", "1 working hour": "근무시간 1시간", "7 working days": "근무일 7일", "5 days by law": "5일(근무시간 40시간)", "6 days by law": "6일(토·일·공휴일 제외)", "2 weeks by law": "2주(민원처리법 제19조)",
		"3 months": "3개월", "by 12-31": "매년 12월 31일까지", "by 13-01": "by 13-01", "99999999999999999999 days": "99999999999999999999 days",
	} {
		if got := For(Korean).Limit(limit); got != want {
			t.Errorf("Limit(%q) = %q, want %q", limit, got, want)
		}
	}
}

func TestNegotiate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, accept, cookie, query string
		want                        Lang
	}{
		{"nothing known", "", "", "", Korean},
		{"browser prefers English", "en-GB,en;q=0.9,ko;q=0.5", "", "", English},
		{"browser prefers Korean", "ko-KR,ko;q=0.9,en;q=0.5", "", "", Korean},
		{"cookie beats browser", "ko", "en", "", English},
		{"address beats cookie", "en", "en", "ko", Korean},
		{"unknown choice is ignored", "en", "xx", "yy", English},
		{"a language we do not have", "fr", "", "", Korean},
		{"a broken header", "\x00;;;", "", "", Korean},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := Negotiate(tt.accept, tt.cookie, tt.query); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
