package manage_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
)

// TestYearUnderAnotherLimit sees a petition again that is within its seven days and would be late after an hour.
func TestYearUnderAnotherLimit(t *testing.T) {
	t.Parallel()
	s := site(t)
	receipt, _ := s.File(s.Petition())
	s.Advance(5 * time.Hour)
	manager := s.LogIn(t, "manager", app.Manager)
	const path = "/manage/charter/what-if"
	see := func(q url.Values) string { return path + "?" + q.Encode() }
	manager.Get(path).Is(http.StatusOK).Has("만약에 본 한 해", "7 days by law", "그 해를 다시 보기")
	got := manager.Get(see(url.Values{"promise": {"remote.procedure"}, "limit": {"1 working hour"}, "year": {"2026"}})).Is(http.StatusOK).
		Has("기록을 읽기 시작했습니다.", "건을 모두 판정했습니다.", "7 days by law → 1 working hour", "어김 0, 확인 안 됨 0, 진행 1", "0% (지킴 0, 어김 1", "판정이 달라지는 예 1건")
	if !strings.Contains(got.Body, "2026-11") || !strings.Contains(got.Body, "/desk/cases/"+receipt.Case) {
		t.Error("neither the month nor the case is named")
	}
	manager.Get(see(url.Values{"promise": {"remote.procedure"}, "limit": {"1 working hour"}, "tue": {"20:00-22:00"}, "year": {"2026"}})).
		Has("근무시간도 바꿈", "판정이 달라지는 것이 없습니다.") // nobody would have been there before the evening: the hour had not run
	manager.Get(see(url.Values{"promise": {"remote.procedure"}, "limit": {"1 working hour"}, "year": {"2025"}})).Has("0건을 모두 판정했습니다.")
	for query, fault := range map[string]string{
		"promise=remote.procedure":                               "무엇을 바꿀지",
		"promise=remote.procedure&limit=soon":                    "기한으로 읽을 수 없습니다.",
		"promise=remote.procedure&limit=2+rings":                 "벨 횟수는",
		"promise=case.deadline&limit=3+days+by+law":              "바꿀 기한이 없습니다.",
		"promise=remote.procedure&limit=1+hour&mon=9":            "겹치면 안 됩니다.",
		"promise=remote.procedure&limit=1+hour&year=1999":        "보기 가운데",
		"promise=nothing&limit=1+hour":                           "보기 가운데",
		"promise=remote.procedure&mon=-&tue=-&wed=-&thu=-&fri=-": "겹치면 안 됩니다.",
	} {
		manager.Get(path + "?" + query).Is(http.StatusUnprocessableEntity).Has(fault)
	}
	s.LogIn(t, "lead", app.Lead).Get(path).Is(http.StatusForbidden)
}

// TestLeavingEndsTheYear lets the reader of a year leave while it is counted.
func TestLeavingEndsTheYear(t *testing.T) {
	t.Parallel()
	s := site(t)
	manager := s.LogIn(t, "manager", app.Manager)
	for range 3 {
		s.File(s.Petition())
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	_, err := s.WhatIf(gone, manager.Actor, app.Supposing{Promise: "remote.procedure", Limit: "1 hour"}, nil)
	if err == nil {
		t.Error("a year was counted to its end for somebody who has left")
	}
	if _, err := s.WhatIf(t.Context(), manager.Actor, app.Supposing{Promise: "remote.procedure", Limit: "1 hour"}, nil); err != nil {
		t.Errorf("the next one: %v", err)
	}
}
