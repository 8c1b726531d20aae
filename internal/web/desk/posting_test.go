package desk_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/test/harness"
)

// notifier delivers by the ways of an office.
type notifier struct{ *harness.Office }

func (n notifier) Deliver(ctx context.Context, o *app.Outgoing) error { return n.Notify(ctx, o) }

// TestPosting prints letters that wait to be posted, and records that they have left.
func TestPosting(t *testing.T) {
	t.Parallel()
	s := site(t)
	s.DeliverBy(notifier{s.Office})
	officer := s.LogIn(t, "kim", app.Officer)
	officer.Get("/desk/posting").Is(http.StatusOK).Has("보낼 우편이 없습니다.")
	officer.Get("/desk").Lacks("보낼 우편")
	for range 2 {
		r, _ := s.File(app.Petition{Key: s.NewKey(), Service: "question", Name: "김우편", Address: "원주시 서원대로 279", Text: "문의", Answer: "post", Delivery: "post"})
		if _, err := s.Answer(t.Context(), officer.Actor, app.Result{Key: s.NewKey(), Case: r.Case, Text: "답변드립니다.", How: "post"}); err != nil {
			t.Fatal(err)
		}
	}
	s.Advance(time.Minute)
	officer.Get("/desk").Has("보낼 우편 2건")
	page := officer.Get("/desk/posting").Is(http.StatusOK).Has("2026-000001", "김*편", "주소 라벨 인쇄").Lacks("서원대로")
	form := page.MustForm("/desk/posting")
	list, err := s.Postings(t.Context(), officer.Actor)
	if err != nil || len(list) != 2 {
		t.Fatalf("%d letters wait (%v)", len(list), err)
	}
	both := []string{list[0].Case + " " + list[0].Fact, list[1].Case + " " + list[1].Fact}
	form["pick"] = both
	for _, do := range []string{"letters", "labels"} {
		form.Set("do", do)
		if got := officer.Post("/desk/posting", form).Is(http.StatusOK); !strings.HasPrefix(got.Header.Get("Content-Type"), "application/pdf") {
			t.Errorf("%s: %s", do, got.Header.Get("Content-Type"))
		}
	}
	form.Set("used", "99")
	officer.Post("/desk/posting", form).Is(http.StatusUnprocessableEntity).Has("이미 쓴 칸 수: ")
	form.Set("do", "posted")
	officer.Post("/desk/posting", form).Is(http.StatusUnprocessableEntity).Has("보낸 방법: 꼭")
	form.Set("how", "registered")
	officer.Post("/desk/posting", form).Is(http.StatusUnprocessableEntity).Has("등기번호: 꼭")
	form.Del("pick")
	officer.Post("/desk/posting", form).Is(http.StatusUnprocessableEntity).Has("문서: 꼭")
	form["pick"] = both[:1]
	_, factID, _ := strings.Cut(both[0], " ")
	form.Set("register-"+factID, "1234567890123")
	officer.Post("/desk/posting", form).Is(http.StatusOK).Has("1건의 발송을 기록했습니다.", list[1].Number).Lacks(list[0].Number)
	officer.Post("/desk/posting", url.Values{"key": {s.NewKey()}, "do": {"posted"}, "how": {"mail"}, "pick": both[1:]}).Is(http.StatusOK).Has("보낼 우편이 없습니다.")
}
