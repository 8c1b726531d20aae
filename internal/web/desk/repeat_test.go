package desk_test

import (
	"net/http"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web/staff/stafftest"
)

// repeatedPetition files a petition three times, has the first two answered and marks the third, which it returns.
func repeatedPetition(t *testing.T, s *stafftest.Site, officer *stafftest.Person) string {
	t.Helper()
	var numbers []string
	for range 2 {
		r, _ := s.File(petition(s))
		if _, err := s.Answer(t.Context(), officer.Actor, app.Result{Case: r.Case, Text: "9시에 엽니다."}); err != nil {
			t.Fatal(err)
		}
		numbers = append(numbers, r.Number)
		s.Advance(time.Minute)
	}
	r, _ := s.File(petition(s))
	officer.Get("/desk/cases/"+r.Case).Is(http.StatusOK).Has("비슷한 민원이", "반복 민원으로 표시")
	fill(t, officer, r.Case, fact.CaseRepeated, "same_as", numbers[0], "reason", "같은 물음").Is(http.StatusOK).
		Has("반복 민원", numbers[0], "이번까지 2번", "아직 종결할 수 없습니다", "결과를 2번 이상 알렸어야")
	fill(t, officer, r.Case, fact.CaseRepeated, "other", numbers[1], "reason", "같은 물음").Is(http.StatusOK).Has("이번까지 3번", "종결할 수 있습니다")
	return r.Case
}

// TestRepetitionOnTheDesk proves that an officer marks and a lead closes, by forms without scripts, and that what is typed
// survives a refusal.
func TestRepetitionOnTheDesk(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer, lead := s.LogIn(t, "kim", app.Officer), s.LogIn(t, "lee", app.Lead)
	id := repeatedPetition(t, s, officer)
	page := "/desk/cases/" + id
	officer.Get(page).Is(http.StatusOK).Has("팀장 이상이").Lacks("종결하고 통지하기")
	form := lead.Get(page).Is(http.StatusOK).Has("처리하지 않고 종결하기").Form(page + "/repeat")
	form.Set("mass", "yes")
	form.Set("reason", "새로운 사정이 없습니다.")
	lead.Post(page+"/repeat", form).Is(http.StatusUnprocessableEntity).Has("민원조정위원회의 심의를 먼저", "새로운 사정이 없습니다.")
	form.Del("mass")
	lead.Post(page+"/repeat", form).Is(http.StatusOK).Has("반복 민원으로 종결하였습니다", "제23조 제1항")
	officer.Post(page+"/repeat", form).Is(http.StatusForbidden)
}
