package casefile_test

import (
	"slices"
	"testing"
	"time"

	"jikim/internal/core/casefile"
)

// TestRepetitionLacks tries the conditions of 민원 처리에 관한 법률 제23조 제1항 and 시행령 제17조 제2항, 제26조, one by one.
func TestRepetitionLacks(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return time.Date(2026, 11, n, 0, 0, 0, 0, time.UTC) }
	same := func(number string, received, told int) casefile.Same {
		s := casefile.Same{Number: number, ReceivedAt: day(received)}
		if told > 0 {
			s.ToldAt = day(told)
		}
		return s
	}
	two := []casefile.Same{same("1", 2, 4), same("2", 9, 11)}
	tests := []struct {
		name string
		r    casefile.Repetition
		want []casefile.Lack
	}{
		{"the third, with two results", casefile.Repetition{Earlier: two}, nil},
		{"nothing named", casefile.Repetition{}, []casefile.Lack{casefile.LackTimes, casefile.LackTold}},
		{"the second", casefile.Repetition{Earlier: two[:1]}, []casefile.Lack{casefile.LackTimes, casefile.LackTold}},
		{"one result alone", casefile.Repetition{Earlier: []casefile.Same{two[0], same("2", 9, 0)}}, []casefile.Lack{casefile.LackTold}},
		{"the second result came too late", casefile.Repetition{Earlier: []casefile.Same{two[0], same("2", 9, 16)}}, []casefile.Lack{casefile.LackTold}},
		{"told at the very instant", casefile.Repetition{Earlier: []casefile.Same{two[0], same("2", 9, 15)}}, []casefile.Lack{casefile.LackTold}},
		{"two results of three", casefile.Repetition{Earlier: append(slices.Clone(two), same("3", 12, 0))}, nil},
		{"one named twice", casefile.Repetition{Earlier: []casefile.Same{two[0], two[0]}}, []casefile.Lack{casefile.LackTimes, casefile.LackTold}},
		{"a later one", casefile.Repetition{Earlier: []casefile.Same{two[0], same("9", 16, 18)}}, []casefile.Lack{casefile.LackTimes, casefile.LackTold}},
		{"statutory", casefile.Repetition{Kind: "statutory", Earlier: two}, []casefile.Lack{casefile.LackStatutory}},
		{"disclosure", casefile.Repetition{Kind: "disclosure", Earlier: two}, []casefile.Lack{casefile.LackDisclosure}},
		{"of many", casefile.Repetition{Mass: true, Earlier: two}, []casefile.Lack{casefile.LackHearing}},
		{"of many, heard", casefile.Repetition{Mass: true, Heard: day(16), Earlier: two}, nil},
		{"a grievance", casefile.Repetition{Kind: "grievance", Earlier: two}, []casefile.Lack{casefile.LackAudit}},
		{"a grievance, looked into", casefile.Repetition{Kind: "grievance", Audited: true, Earlier: two}, nil},
	}
	for _, tt := range tests {
		tt.r.ReceivedAt = day(15)
		if got := tt.r.Lacks(); !slices.Equal(got, tt.want) {
			t.Errorf("%s: lacks %v, want %v", tt.name, got, tt.want)
		}
	}
}
