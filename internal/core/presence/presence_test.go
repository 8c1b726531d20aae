package presence_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"jikim/internal/core/calendar"
	"jikim/internal/core/presence"
)

func TestState(t *testing.T) {
	t.Parallel()
	hours, err := calendar.Parse("desk", []byte("name: desk\ntimezone: Asia/Seoul\nhours:\n  mon: [\"09:00-12:00\", \"13:00-18:00\"]\n  tue: [\"09:00-18:00\"]\n  thu: [\"09:00-18:00\"]\n"),
		calendar.Source{Zone: time.LoadLocation})
	if err != nil {
		t.Fatal(err)
	}
	at := func(text string) time.Time { // of the week of Monday 2026-11-23
		when, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-"+text, hours.Location())
		if err != nil {
			t.Fatal(err)
		}
		return when.UTC()
	}
	span := func(from, until string) presence.Span { return presence.Span{From: at(from), Until: at(until)} }
	vague := span("23 10:00", "24 00:00")
	vague.Vague = true
	here := presence.State{Here: true}
	away := func(back string) presence.State { return presence.State{Away: true, Back: at(back)} }
	closed := func(back string) presence.State { return presence.State{Back: at(back)} }
	for _, c := range []struct {
		name  string
		now   string
		spans []presence.Span
		want  presence.State
	}{
		{"at work", "23 10:00", nil, here},
		{"at opening", "23 09:00", nil, here},
		{"at noon", "23 12:00", nil, closed("23 13:00")},
		{"after work", "23 18:00", nil, closed("24 09:00")},
		{"out until three", "23 14:00", []presence.Span{span("23 13:30", "23 15:00")}, away("23 15:00")},
		{"back at three", "23 15:00", []presence.Span{span("23 13:30", "23 15:00")}, here},
		{"not yet out", "23 13:29", []presence.Span{span("23 13:30", "23 15:00")}, here},
		{"out into the lunch break", "23 11:00", []presence.Span{span("23 10:30", "23 12:30")}, away("23 13:00")},
		{"on leave for days", "23 10:00", []presence.Span{span("23 00:00", "25 00:00")}, away("26 09:00")},
		{"leave tomorrow, after work", "23 19:00", []presence.Span{span("24 00:00", "25 00:00")}, closed("26 09:00")},
		{"one after the other", "23 14:00", []presence.Span{span("24 00:00", "25 00:00"), span("23 13:00", "24 00:00")}, away("26 09:00")},
		{"nobody knows until when", "23 14:00", []presence.Span{vague}, presence.State{Away: true}},
		{"it is over", "23 09:30", []presence.Span{vague}, here},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := presence.At(at(c.now), hours, c.spans); got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
		})
	}
}

// TestEndOfTheCalendar says nothing rather than something wrong.
func TestEndOfTheCalendar(t *testing.T) {
	t.Parallel()
	hours, err := calendar.Parse("never", []byte("name: never\ntimezone: Asia/Seoul\nhours: {mon: [\"09:00-10:00\"]}\n"), calendar.Source{Zone: time.LoadLocation})
	if err != nil {
		t.Fatal(err)
	}
	if got := presence.At(time.Date(2500, 1, 1, 0, 0, 0, 0, time.UTC), hours, nil); got != (presence.State{}) {
		t.Errorf("%+v", got)
	}
}
