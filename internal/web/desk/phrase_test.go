package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"jikim/internal/app"
	"jikim/internal/core/fact"
)

// TestPhraseIsWrittenOnceAndUsed proves that a standard text comes into an answer after what was typed, with its gaps filled,
// that nothing is recorded by that, and that it can be changed and taken away.
func TestPhraseIsWrittenOnceAndUsed(t *testing.T) {
	t.Parallel()
	s := site(t)
	lead := s.LogIn(t, "lee", app.Lead)
	r, _ := s.File(petition(s))
	path := "/desk/cases/" + r.Case

	form := lead.Get("/desk/phrases").Is(http.StatusOK).Has("아직 상용구가 없습니다.").MustForm("/desk/phrases", "name", "")
	lead.Post("/desk/phrases", form).Is(http.StatusUnprocessableEntity).Has("이름: 꼭 적어 주세요.", "보기 가운데 하나를 골라 주세요.")
	form.Set("name", "운영 시간")
	form.Set("kind", fact.CaseAnswered.String())
	form.Set("text", "{민원인} 님, {접수번호}에 답합니다. {알 수 없음} 문의: {부서} {담당자} {전화}")
	lead.Post("/desk/phrases", form).Is(http.StatusOK).Has("저장했습니다.", "운영 시간")
	lead.Post("/desk/phrases", form).Is(http.StatusOK) // sent twice
	list, err := s.Phrases(t.Context(), lead.Actor)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d phrases (%v), want 1", len(list), err)
	}

	before := kinds(s, r.Case)
	officer := s.LogIn(t, "kim", app.Officer)
	officer.Get(path + "?act=" + fact.CaseRefused.String()).Is(http.StatusOK).Lacks("운영 시간") // of another act
	answer := officer.Get(path+"?act="+fact.CaseAnswered.String()).Is(http.StatusOK).Has("운영 시간").MustForm(path+"/acts", "phrase", list[0].ID)
	answer.Set("text", "먼저 쓴 말.")
	answer.Set("insert", "1")
	answer = officer.Post(path+"/acts", answer).Is(http.StatusOK).Lacks("꼭 적어 주세요.").MustForm(path+"/acts", "phrase", list[0].ID)
	text := answer.Get("text")
	if !strings.HasPrefix(text, "먼저 쓴 말.\n\n홍길동 님, "+r.Number+"에 답합니다. {알 수 없음} 문의: 총무과 담당 kim 033-737-1043") {
		t.Errorf("the text became %q", text)
	}
	if got := kinds(s, r.Case); got != before {
		t.Errorf("putting a phrase in recorded %s after %s", got, before)
	}
	answer.Set("how", "email")
	officer.Post(path+"/acts", answer).Is(http.StatusOK).Has("기록했습니다", "먼저 쓴 말.")

	change := "/desk/phrases/" + list[0].ID
	again := lead.Get(change).Is(http.StatusOK).Has("{접수번호}").MustForm(change, "kind", fact.CaseAnswered.String())
	again.Set("name", "여는 시간")
	lead.Post(change, again).Is(http.StatusOK).Has("여는 시간").Lacks("운영 시간")
	again.Set("do", "drop")
	lead.Post(change, again).Is(http.StatusOK).Has("목록에서 뺐습니다.", "아직 상용구가 없습니다.")
	lead.Get(change).Is(http.StatusNotFound)
}
