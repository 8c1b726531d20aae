package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/test/harness"
)

func TestFollowedCase(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	p := s.Petition()
	p.Delivery = "pickup"
	r, _ := s.File(p)
	base := "/c/" + r.Token
	officer := s.Staff("kim", app.Officer, "general_affairs", "petition")
	page := s.Get(base)
	for _, want := range []string{r.Number, "홍*동", "열람실은 언제 여나요?", "총무과", "033-737-1043", "민원을 접수했습니다.", "data-due=", "기한을 어떻게 셌나요?"} {
		if !strings.Contains(page.Text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if _, err := s.Answer(s.Context(), officer, app.Result{Key: s.NewKey(), Case: r.Case, Text: "평일 9시부터 엽니다.", How: "web"}); err != nil {
		t.Fatal(err)
	}
	page = s.Get(base)
	for _, want := range []string{"답변을 드렸습니다.", "평일 9시부터 엽니다.", "담당 kim", "매우 만족"} {
		if !strings.Contains(page.Text, want) {
			t.Errorf("the answered page lacks %q", want)
		}
	}
	if strings.Contains(page.Text, base+"/withdraw") {
		t.Error("a settled petition can be withdrawn")
	}
}

func TestWithdrawNeedsASecondStep(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	base := file(t, s)
	ask := s.Get(base + "/withdraw")
	got := s.Post(base+"/withdraw", url.Values{"key": {key(t, ask)}, "reason": {"해결되었습니다."}})
	if got.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", got.StatusCode, got.Text)
	}
	if page := s.Get(got.Header.Get("Location")); !strings.Contains(page.Text, "취하하셨습니다.") {
		t.Error("the page does not say so")
	}
	if got := s.Get(base + "/withdraw"); got.StatusCode != http.StatusConflict || !strings.Contains(got.Text, `href="`+base+`"`) {
		t.Errorf("a second time: %d, with no way back to the case", got.StatusCode)
	}
}

// TestSupplementAndMessageAreTwoForms proves that the two forms of one page do not share a key: the second would be
// taken for the first one sent twice and be lost.
func TestSupplementAndMessageAreTwoForms(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	p := s.Petition()
	p.Delivery = "pickup"
	r, _ := s.File(p)
	base := "/c/" + r.Token
	officer := s.Staff("kim", app.Officer, "general_affairs", "petition")
	_, err := s.AskSupplement(s.Context(), officer, app.Missing{Key: s.NewKey(), Case: r.Case, What: "신청서 사본", Until: s.Now().Add(72 * time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	page := s.Get(base)
	if !strings.Contains(page.Text, "신청서 사본") || !strings.Contains(page.Text, "보완을 기다리고 있습니다.") || !strings.Contains(page.Text, `data-label="보완해 주세요"`) {
		t.Fatalf("nobody is told what is missing: %s", page.Text)
	}
	for _, form := range []string{"supplement", "messages"} {
		if got := s.Post(base+"/"+form, url.Values{"key": {keyOf(t, page, base+"/"+form)}, "text": {"보낸 글 " + form}}); got.StatusCode != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", form, got.StatusCode, got.Text)
		}
	}
	page = s.Get(base)
	for _, want := range []string{"보낸 글 supplement", "보낸 글 messages", "보완을 받았습니다."} {
		if !strings.Contains(page.Text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestComplaintsAndOpinions(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	base := file(t, s)
	tests := []struct {
		name, path string
		form       url.Values
		to         string
	}{
		{"complaint without a case", "/complaints/new", url.Values{"about": {"late"}, "text": {"늦었습니다."}, "answer": {"web"}}, "/receipt"},
		{"opinion without a case", "/opinions/new", url.Values{"text": {"의자가 편합니다."}, "answer": {"web"}, "improvable": {"yes"}}, "/receipt"},
		{"complaint on a case", base + "/complaint", url.Values{"about": {"no_interim"}, "text": {"소식이 없습니다."}}, "?done=complained"},
		{"opinion on a case", base + "/opinion", url.Values{"text": {"친절했습니다."}}, "?done=opinion"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			empty := s.Post(tt.path, url.Values{"key": {s.NewKey()}})
			if empty.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(empty.Text, "내용을 적어 주세요.") {
				t.Errorf("an empty form: %d", empty.StatusCode)
			}
			tt.form.Set("key", s.NewKey())
			got := s.Post(tt.path, tt.form)
			if got.StatusCode != http.StatusSeeOther || !strings.HasSuffix(got.Header.Get("Location"), tt.to) {
				t.Fatalf("%d to %q: %s", got.StatusCode, got.Header.Get("Location"), got.Text)
			}
			if page := s.Get(got.Header.Get("Location")); page.StatusCode != http.StatusOK || strings.Contains(page.Text, "⟦") {
				t.Errorf("the page after it: %d", page.StatusCode)
			}
		})
	}
}

func TestFindTakesTheLinkAsPeopleCopyIt(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	base := file(t, s)
	for _, typed := range []string{s.URL + base, base, strings.TrimPrefix(base, "/c/"), "  " + s.URL + base + "/receipt?masked \n"} {
		if got := s.Post("/follow", url.Values{"link": {typed}}); got.Header.Get("Location") != base {
			t.Errorf("%q led to %q", typed, got.Header.Get("Location"))
		}
	}
	got := s.Post("/follow", url.Values{"link": {"2026-000001"}})
	if got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.Text, "접수번호만으로는") {
		t.Errorf("a receipt number: %d", got.StatusCode)
	}
}

func TestClosedDayIsNamed(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	s.Clock.Set(harness.At(t, "2026-12-25 10:00"))
	page := s.Get("/")
	for _, want := range []string{"지금 닫혀 있음", "기독탄신일", "다음에 여는 때: 2026. 12. 28.(월) 09:00"} {
		if !strings.Contains(page.Text, want) {
			t.Errorf("the front page lacks %q", want)
		}
	}
}

// TestComplaintStartsItsRemedies proves that each kind of complaint about a case starts the clocks that the charter promises
// for it, shown to the citizen with their ends, and no others.
func TestComplaintStartsItsRemedies(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	texts := map[string]string{
		"phone apology": "1일 이내에 사실 확인 후 해당 공무원이 사과 전화를",
		"priority":      "우선적으로 업무를 처리하여 드리고",
		"inquiry":       "조사하여 그 결과를 1일 이내에 알려드리고",
	}
	for about, want := range map[string]string{"rude_phone": "phone apology", "repeat_visit": "priority", "no_interim": "inquiry",
		"careless": "inquiry", "rude_visit": "", "late": "", "other": ""} {
		base := file(t, s)
		got := s.Post(base+"/complaint", url.Values{"key": {key(t, s.Get(base+"/complaint"))}, "about": {about}, "text": {"있었던 일"}})
		page := s.Get(got.Header.Get("Location"))
		if got.StatusCode != http.StatusSeeOther || !strings.Contains(page.Text, "불만을 접수했습니다.") {
			t.Fatalf("%s: %d", about, got.StatusCode)
		}
		for name, text := range texts {
			if strings.Contains(page.Text, text) != (name == want) {
				t.Errorf("%s: the promise of the %s is there: %v", about, name, name != want)
			}
		}
	}
}
