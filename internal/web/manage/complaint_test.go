package manage_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
)

// TestComplaintsWithTheirNextStep follows a complaint from the page of today to its answer, step by step.
func TestComplaintsWithTheirNextStep(t *testing.T) {
	t.Parallel()
	s := site(t)
	receipt, err := s.Complain(t.Context(), app.Citizen("wonju", ""), app.Complaint{Key: s.NewKey(), About: "rude_phone", Name: "홍길동", Phone: "010-1234-5678",
		Answer: "phone", Text: "전화를 함부로 끊었습니다."})
	if err != nil {
		t.Fatal(err)
	}
	lead := s.LogIn(t, "lead", app.Lead)
	path := "/desk/cases/" + receipt.Case
	page := lead.Get("/manage").Is(http.StatusOK).Has("답하지 않은 불만", "전화 응대 불친절", "사실 확인", "여유").Lacks("홍길동", "함부로")
	lead.Get("/manage/complaints").Is(http.StatusOK).Has("전화 응대 불친절", "사실 확인").Lacks("홍길동")
	lead.Get("/manage/complaints?format=csv").Is(http.StatusOK).Has("전화 응대 불친절")
	of := s.Stored(receipt.Case).Facts[0].ID
	step := "/manage/complaints/" + receipt.Case + "/" + of + "?act=complaint.checked"
	if !strings.Contains(page.Body, step) {
		t.Fatalf("the page of today does not lead to %s", step)
	}
	act := func(kind string, answers map[string]string) {
		t.Helper()
		form := lead.Get(path+"?act="+kind+"&of="+url.QueryEscape(of)).Is(http.StatusOK).MustForm(path+"/acts", "kind", kind)
		for name, value := range answers {
			form.Set(name, value)
		}
		lead.Post(path+"/acts", form).Is(http.StatusOK)
	}
	act("complaint.checked", map[string]string{"founded": "no", "finding": "녹음을 들어 보니 끊지 않았음"})
	lead.Get("/manage/complaints").Has("전화 응대 불친절", "불만 처리 결과 알림").Lacks("사실 확인")
	act("complaint.told", map[string]string{"text": "확인 결과를 알려 드립니다."})
	lead.Get("/manage/complaints").Is(http.StatusOK).Has("답하지 않은 불만이 없습니다.").Lacks("전화 응대 불친절")
}

// TestLateComplaintStays lets every promise about a complaint run out: it is still without an answer.
func TestLateComplaintStays(t *testing.T) {
	t.Parallel()
	s := site(t)
	_, err := s.Complain(t.Context(), app.Citizen("wonju", ""), app.Complaint{Key: s.NewKey(), About: "other", Name: "홍길동", Phone: "010-1234-5678",
		Answer: "phone", Text: "안내가 어렵습니다."})
	if err != nil {
		t.Fatal(err)
	}
	s.Advance(60 * 24 * time.Hour)
	s.LogIn(t, "lead", app.Lead).Get("/manage/complaints").Is(http.StatusOK).Has("그 밖의 불만")
}
