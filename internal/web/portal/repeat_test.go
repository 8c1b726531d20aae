package portal_test

import (
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
)

// TestRepetitionIsToldPlainly proves that the citizen reads why a repeated petition was closed and what can be done, in both
// languages, and no date of an answer that will not come.
func TestRepetitionIsToldPlainly(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	lead := s.Staff("kim", app.Lead, "general_affairs", "petition")
	var numbers []string
	for range 2 {
		r, _ := s.File(s.Petition())
		if _, err := s.Answer(s.Context(), lead, app.Result{Case: r.Case, Text: "9시에 엽니다."}); err != nil {
			t.Fatal(err)
		}
		numbers = append(numbers, r.Number)
		s.Advance(time.Minute)
	}
	r, _ := s.File(s.Petition())
	if _, err := s.MarkRepeated(s.Context(), lead, app.Repeat{Case: r.Case, SameAs: numbers, Reason: "같은 물음"}); err != nil {
		t.Fatal(err)
	}
	before := s.Get("/c/" + r.Token).Text
	if !strings.Contains(before, "data-due=") || strings.Contains(before, "같은 물음") {
		t.Error("a mark shows on the citizen's page")
	}
	if _, err := s.CloseRepeated(s.Context(), lead, app.RepeatClosing{Case: r.Case, Reason: "새로운 사정이 없습니다."}); err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[string][]string{
		"ko": {"같은 내용의 민원이어서 더 처리하지 않고 마쳤습니다.", "반복 민원 종결 통지", "새로운 사정이 없습니다.", "국민권익위원회", numbers[0]},
		"en": {"It was closed without being handled again", "At any time.", "새로운 사정이 없습니다."},
	} {
		page := s.Get("/c/" + r.Token + "?lang=" + lang).Text
		for _, w := range want {
			if !strings.Contains(page, w) {
				t.Errorf("%s: the page lacks %q", lang, w)
			}
		}
		if strings.Contains(page, "data-due=") {
			t.Errorf("%s: a clock still runs", lang)
		}
	}
}
