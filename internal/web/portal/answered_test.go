package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
)

// TestRatingIsOneTap proves that a rating is one button without scripts, that a word may follow, and that both can be changed.
func TestRatingIsOneTap(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	r, _ := s.File(s.Petition())
	base := "/c/" + r.Token
	if strings.Contains(s.Get(base).Text, base+"/rating") {
		t.Error("a petition without an answer can be rated")
	}
	officer := s.Staff("kim", app.Officer, "general_affairs", "petition")
	if _, err := s.Answer(s.Context(), officer, app.Result{Key: s.NewKey(), Case: r.Case, Text: "답", How: "web"}); err != nil {
		t.Fatal(err)
	}
	page := s.Get(base)
	if !strings.Contains(page.Text, `name="stars" value="4"`) || strings.Contains(page.Text, "rating_text") {
		t.Fatal("a tap is not enough to rate")
	}
	for i, step := range []struct {
		form url.Values
		want []string
	}{
		{url.Values{"stars": {"4"}}, []string{"평가하신 내용: 만족", "마음이 바뀌셨으면", `name="rating_text"`}},
		{url.Values{"stars": {"4"}, "rating_text": {"빨랐습니다."}}, []string{"평가하신 내용: 만족", "빨랐습니다."}},
		{url.Values{"stars": {"1"}}, []string{"평가하신 내용: 매우 불만족", "빨랐습니다."}},
	} {
		s.Advance(time.Second)
		step.form.Set("key", keyOf(t, page, base+"/rating"))
		got := s.Post(base+"/rating", step.form)
		if got.StatusCode != http.StatusSeeOther {
			t.Fatalf("step %d: %d %s", i, got.StatusCode, got.Text)
		}
		page = s.Get(got.Header.Get("Location"))
		for _, want := range step.want {
			if !strings.Contains(page.Text, want) {
				t.Errorf("step %d: the page lacks %q", i, want)
			}
		}
	}
	got := s.Post(base+"/rating", url.Values{"key": {s.NewKey()}})
	if got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.Text, "만족한 정도를 골라 주세요.") {
		t.Errorf("no star at all: %d", got.StatusCode)
	}
}

// TestAppealsHaveDates proves that the days to object are computed for the kind of petition, from the day of the refusal.
func TestAppealsHaveDates(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	officer := s.Staff("kim", app.Officer, "general_affairs", "petition")
	tests := []struct {
		service string
		want    []string
		lacks   string
	}{
		{"disclosure", []string{"제18조", "2026. 12. 23.", "2027. 2. 22.", "행정소송", "고충민원"}, "제35조"},
		{"question", []string{"고충민원", "언제든지"}, "행정심판"},
	}
	for _, tt := range tests {
		p := s.Petition()
		p.Service, p.Fields = tt.service, map[string]string{"information": "도서 구입 내역", "form": "전자파일"}
		r, _ := s.File(p)
		_, err := s.Refuse(s.Context(), officer, app.Refusal{Key: s.NewKey(), Case: r.Case, Reason: "없는 정보입니다.", Law: "제11조", How: "web"})
		if err != nil {
			t.Fatal(err)
		}
		_, page, _ := strings.Cut(s.Get("/c/"+r.Token).Text, `id="appeal"`)
		page, _, _ = strings.Cut(page, "</dl>")
		for _, want := range tt.want {
			if !strings.Contains(page, want) {
				t.Errorf("%s: the ways lack %q: %s", tt.service, want, page)
			}
		}
		if strings.Contains(page, tt.lacks) {
			t.Errorf("%s: %s is none of its ways", tt.service, tt.lacks)
		}
	}
}

// TestDeliveryIsChosenLater proves that the way to receive the result can be changed without scripts, and that nobody asks
// again for an address that is known.
func TestDeliveryIsChosenLater(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	base := file(t, s)
	page := s.Get(base)
	form := url.Values{"key": {keyOf(t, page, base+"/delivery")}, "delivery": {"post"}}
	got := s.Post(base+"/delivery", form)
	if got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.Text, `<a href="#f-address">우편으로 받으려면 주소를 적어 주세요.</a>`) ||
		!strings.Contains(got.Text, `value="post" checked`) {
		t.Fatalf("post without an address: %d %s", got.StatusCode, got.Text)
	}
	form.Set("address", "원주시 서원대로 1")
	got = s.Post(base+"/delivery", form)
	if got.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d %s", got.StatusCode, got.Text)
	}
	page = s.Get(got.Header.Get("Location"))
	for _, want := range []string{"결과물을 받는 방법을 바꾸었습니다: 우편으로 받기", "결과물을 받는 방법을 바꾸셨습니다.", "전에 알려 주신 곳으로", `value="post" checked`} {
		if !strings.Contains(page.Text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(page.Text, "서원대로 1") {
		t.Error("the address is shown to whoever has the link")
	}
}
