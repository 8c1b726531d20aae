package portal_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
)

// marks are those of a page, which stand between its words.
var marks = regexp.MustCompile(`<[^>]*>`)

// TestComplainantSeesEveryStage shows who complains the stages with their days, the day of what is promised, who answers, and how to go
// further; the officer of the petition, whom it may be about, is not named as the one who answers.
func TestComplainantSeesEveryStage(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	kim := s.Staff("kim", app.Officer, "general_affairs", "petition")
	lee := s.Staff("lee", app.Officer, "library_information", "general")
	manager := s.Staff("manager", app.Manager, "general_affairs", "petition")
	base := file(t, s)
	citizen, err := s.OpenLink(t.Context(), "wonju", strings.TrimPrefix(base, "/c/"), "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Minute)
	if _, err := s.Tell(t.Context(), kim, s.NewKey(), citizen.Case, "처리 절차를 알려 드립니다.", true); err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Minute)
	s.Post(base+"/complaint", url.Values{"key": {key(t, s.Get(base+"/complaint"))}, "about": {"careless"}, "text": {"있었던 일"}})
	has := func(texts ...string) {
		t.Helper()
		page := s.Get(base)
		if page.StatusCode != http.StatusOK {
			t.Fatalf("status %d", page.StatusCode)
		}
		text := strings.Join(strings.Fields(marks.ReplaceAllString(page.Text, " ")), " ")
		for _, want := range texts {
			if !strings.Contains(text, want) {
				t.Errorf("the page lacks %q: %s", want, text)
			}
		}
	}
	has("불만 처리: 성의 없는 처리", "접수 알림 마침", "분류와 담당 지정 진행 중", "조사와 판단 기다림", "결과 알림 기다림 2026. 11. 24.(화) 10:02까지", "답하는 곳: ", "살펴보지 않습니다")
	if text := s.Get(base).Text; strings.Contains(text[strings.Index(text, "답하는 곳:"):][:120], "담당 kim") {
		t.Error("whom the complaint may be about is named as who answers")
	}
	facts := s.Stored(citizen.Case).Facts
	of := facts[len(facts)-1].ID
	for i := range facts {
		if facts[i].Kind == fact.ComplaintReceived {
			of = facts[i].ID
		}
	}
	do := func(a app.Actor, kind fact.Kind, data fact.Data, prose map[string]string) error {
		s.Advance(time.Minute)
		_, err := s.Record(t.Context(), a, app.Entry{Key: s.NewKey(), Case: citizen.Case, Kind: kind, Of: of, Data: data, Prose: prose})
		return err
	}
	told := map[string]string{"text": "살펴본 결과를 알려 드립니다."}
	if err := do(kim, fact.ComplaintTold, nil, told); app.FaultOf(err) == nil || app.FaultOf(err).Kind != app.Denied {
		t.Errorf("whom the complaint may be about tells its result before anybody has looked into it: %v", err)
	}
	if err := do(manager, fact.ComplaintAssessed, fact.With("severity", "minor", "urgency", "normal", "investigator", lee.Account), nil); err != nil {
		t.Fatal(err)
	}
	has("답하는 곳: 문헌정보과 · 담당 lee", "조사와 판단 진행 중")
	if err := do(lee, fact.ComplaintChecked, fact.With("founded", true), map[string]string{"finding": "사실임"}); err != nil {
		t.Fatal(err)
	}
	if err := do(kim, fact.ComplaintTold, nil, told); err != nil {
		t.Errorf("a result that somebody else has come to: %v", err)
	}
	has("결과 알림 마침", "결과를 받아들이지 않으시면", "국민권익위원회")
	if err := do(lee, fact.ComplaintReopened, nil, map[string]string{"reason": "다시 살펴 달라고 하심"}); err != nil {
		t.Fatal(err)
	}
	has("다시 살펴보는 중", "분류와 담당 지정 진행 중")
}
