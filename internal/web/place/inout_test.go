package place_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"jikim/internal/core/presence"
	"jikim/internal/locale"
	"jikim/internal/web/place"
)

func TestInOut(t *testing.T) {
	t.Parallel()
	seoul, err := time.LoadLocation("Asia/Seoul")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 23, 30, 0, 0, seoul) // the day at the office is not that of UTC
	for _, c := range []struct {
		name    string
		st      presence.State
		instead string
		ko, en  string
	}{
		{"in", presence.State{Here: true}, "", "자리에 있음", "In"},
		{"out, who knows until when", presence.State{Away: true}, "", "자리에 없음", "Out"},
		{"out until later today", presence.State{Away: true, Back: now.Add(15 * time.Minute)}, "", "자리에 없음, 23:45에 돌아옴", "Out, back at 23:45"},
		{"out until tomorrow", presence.State{Back: now.Add(10 * time.Hour)}, "", "자리에 없음, 2026. 11. 24.(화) 09:30에 돌아옴", "Out, back on Tue 24 Nov 2026 09:30"},
		{"with somebody instead", presence.State{Away: true, Back: now.Add(10 * time.Hour)}, "이대리", "자리에 없음, 2026. 11. 24.(화) 09:30에 돌아옴, 대신 이대리",
			"Out, back on Tue 24 Nov 2026 09:30, 이대리 instead"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := place.InOut(locale.For(locale.Korean).In(seoul), c.st, c.instead, now); got != c.ko {
				t.Errorf("%q, want %q", got, c.ko)
			}
			if got := place.InOut(locale.For(locale.English).In(seoul), c.st, c.instead, now); got != c.en {
				t.Errorf("%q, want %q", got, c.en)
			}
		})
	}
}
