package desk_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// TestOutWithOnePress goes out, says until when and why, and comes back; colleagues see it in the lists of whom to give something to.
func TestOutWithOnePress(t *testing.T) {
	t.Parallel()
	s := site(t)
	kim, lee := s.LogIn(t, "kim", app.Officer), s.LogInAt(t, "lee", app.Officer, "library_information", "general")
	form := kim.Get("/desk").Has("지금: 자리에 있음").MustForm("/desk/presence")
	form.Set("do", "out")
	page := kim.Post("/desk/presence", form).Is(http.StatusOK).Has("자리에 없음 (잠시 비움)", "돌아왔음")
	more := page.MustForm("/desk/presence", "why", "other")
	more.Set("do", "out")
	more.Set("why", "meeting")
	for back, want := range map[string]string{"8:00": "지난 때", "25:00": "날짜와 시각을 확인해 주세요."} {
		more.Set("back", back)
		kim.Post("/desk/presence", more).Is(http.StatusUnprocessableEntity).Has(want)
	}
	more.Set("back", "1530")
	kim.Post("/desk/presence", more).Is(http.StatusOK).Has("자리에 없음, 15:30에 돌아옴 (회의)")
	receipt, _ := s.File(petition(s))
	lee.Get("/desk/cases/" + receipt.Case + "?act=case.assigned").Has("담당 kim · 총무과 · 민원 · 자리에 없음, 15:30에 돌아옴")
	kim.Post("/desk/presence", url.Values{"do": {"in"}}).Has("지금: 자리에 있음")
}

// TestCallOfOneWhoIsOutOffersAMessage offers the form of a message first, with the officer in it, and records the call all the same when
// it is wanted.
func TestCallOfOneWhoIsOutOffersAMessage(t *testing.T) {
	t.Parallel()
	s := site(t)
	kim, lee := s.LogIn(t, "kim", app.Officer), s.LogInAt(t, "lee", app.Officer, "library_information", "general")
	if err := s.StepOut(t.Context(), kim.Actor, app.NewOut{Why: "leave", Back: s.Clock.Now().Add(2 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	visit := begin(t, lee, "visit", "assist", "sight")
	path := "/desk/cases/" + visit
	form := lee.Get(path+"?act=visit.assist_called&contact="+s.Stored(visit).Facts[0].ID).MustForm(path+"/acts", "kind", "visit.assist_called")
	form.Set("officer", kim.Account)
	page := lee.Post(path+"/acts", form).Is(http.StatusOK).Has("담당자가 자리에 없습니다", "담당 kim", "그래도 호출").Lacks("휴가")
	if kinds := s.Kinds(visit); len(kinds) != 1 {
		t.Fatalf("recorded %v", kinds)
	}
	message := page.MustForm(path+"/acts", "kind", "message.taken")
	if message.Get("for") != kim.Account {
		t.Errorf("the message is for %q", message.Get("for"))
	}
	taken := url.Values{}
	for name, values := range message {
		taken[name] = values
	}
	message.Set("call", "1")
	lee.Post(path+"/acts", message).Is(http.StatusOK).Has("기록했습니다")
	if v := s.Verdict(visit, "visit.assist"); v == nil || v.Status != judge.Kept {
		t.Errorf("verdict %+v", v)
	}
	taken.Set("key", s.NewKey())
	taken.Set("about", "대출 문의")
	taken.Set("name", "홍길동")
	taken.Set("phone", "010-1234-5678")
	lee.Post(path+"/acts", taken).Is(http.StatusOK)
	if kinds := s.Kinds(visit); len(kinds) < 3 || kinds[2] != fact.MessageTaken {
		t.Errorf("recorded %v", kinds)
	}
	if err := s.ComeBack(t.Context(), kim.Actor, ""); err != nil {
		t.Fatal(err)
	}
	other := begin(t, lee, "visit", "assist", "sight")
	path = "/desk/cases/" + other
	form = lee.Get(path+"?act=visit.assist_called&contact="+s.Stored(other).Facts[0].ID).MustForm(path+"/acts", "kind", "visit.assist_called")
	form.Set("officer", kim.Account)
	lee.Post(path+"/acts", form).Is(http.StatusOK).Has("기록했습니다").Lacks("그래도 호출")
}

// TestSubstituteSeesTheCasesOnHisOwnDesk opens the inbox as it opens after logging in.
func TestSubstituteSeesTheCasesOnHisOwnDesk(t *testing.T) {
	t.Parallel()
	s := site(t)
	kim, lee := s.LogIn(t, "kim", app.Lead), s.LogInAt(t, "lee", app.Officer, "library_information", "general")
	receipt, _ := s.File(petition(s))
	if _, err := s.Assign(t.Context(), kim.Actor, "", receipt.Case, kim.Account, ""); err != nil {
		t.Fatal(err)
	}
	lee.Get("/desk").Lacks(receipt.Number)
	today := civil.DateOf(s.Clock.Now(), s.Stored(receipt.Case).Head.ReceivedAt.Location())
	if err := s.EnterAbsence(t.Context(), kim.Actor, app.NewAbsence{Account: kim.Account, Substitute: lee.Account, From: today, Until: today}); err != nil {
		t.Fatal(err)
	}
	lee.Get("/desk").Has(receipt.Number, "담당 kim", "대신해 맡은 민원도 함께 보입니다.")
	kim.Get("/desk").Has("부재로 등록되어 있습니다.")
}
