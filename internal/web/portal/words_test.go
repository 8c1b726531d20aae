package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestFaultsNameTheirFields proves that the list of faults can be understood by itself: each says which field is meant, and
// what is picked is not to be written.
func TestFaultsNameTheirFields(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	form := petition()
	form.Set("service", "disclosure")
	form.Set("key", key(t, s.Get("/petitions/new?service=disclosure")))
	form.Set("text", strings.Repeat("가", 10001))
	form.Set("title", strings.Repeat("가", 201))
	form.Set("answer", "pigeon")
	got := s.Upload("/petitions/new", form)
	if got.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("status %d", got.StatusCode)
	}
	for _, want := range []string{"제목: 너무 깁니다. 200자까지", "내용: 너무 깁니다. 10,000자까지", "답변을 받는 방법: 보기 가운데 하나를 골라 주세요.",
		"청구하시는 정보: 꼭 적어 주세요.", "공개 방법: 보기 가운데 하나를 골라 주세요."} {
		if !strings.Contains(got.Text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// TestFurtherFieldsAreShownAgain proves that citizens can read again all that they wrote, not only the text.
func TestFurtherFieldsAreShownAgain(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	form := petition()
	form.Set("service", "disclosure")
	form.Set("key", key(t, s.Get("/petitions/new?service=disclosure")))
	form.Set("fields.information", "2025년 도서 구입 내역")
	form.Set("fields.form", "전자파일")
	got := s.Upload("/petitions/new", form)
	if got.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", got.StatusCode, got.Text)
	}
	page := s.Get(strings.TrimSuffix(got.Header.Get("Location"), "/receipt"))
	for _, want := range []string{"청구하시는 정보", "2025년 도서 구입 내역", "전자파일"} {
		if !strings.Contains(page.Text, want) {
			t.Errorf("the private page lacks %q", want)
		}
	}
}

// TestOpenPromisesAreExplainedAsDeadlines proves that nothing is called judged which is still open, and that the office's
// reading stands in an explanation once.
func TestOpenPromisesAreExplainedAsDeadlines(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	page := s.Get(file(t, s))
	if strings.Contains(page.Text, "왜 이렇게 판정했나요?") {
		t.Error("an open promise is explained as judged")
	}
	const reading = "처리 기한 안에 처리한다는 약속이 담긴 문장으로 읽습니다."
	if n := strings.Count(page.Text, reading); n != 2 {
		t.Errorf("the reading stands %d times, want in the explanations of the deadline and of the promise", n)
	}
}

// TestWithdrawnPetitionHasNoDeadline proves that nobody waits for an answer that will not come.
func TestWithdrawnPetitionHasNoDeadline(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	base := file(t, s)
	if !strings.Contains(s.Get(base).Text, "답변 기한") {
		t.Fatal("an open petition shows no deadline")
	}
	s.Post(base+"/withdraw", url.Values{"key": {key(t, s.Get(base+"/withdraw"))}})
	page := s.Get(base)
	if !strings.Contains(page.Text, "취하하셨습니다.") {
		t.Fatal("it was not withdrawn")
	}
	if strings.Contains(page.Text, "기한을 어떻게 셌나요?") {
		t.Error("a withdrawn petition shows when it would be answered")
	}
}

// TestCharterNamesThePromisesOfOneSentence proves that figures beside a sentence with several promises can be told apart.
func TestCharterNamesThePromisesOfOneSentence(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	page := s.Get("/charter")
	for _, want := range []string{"<strong>자료검색 컴퓨터:</strong>", "<strong>회원가입 컴퓨터:</strong>", "처리기간 안에:</strong>"} {
		if !strings.Contains(page.Text, want) {
			t.Errorf("the charter lacks %q", want)
		}
	}
}

// TestServicesSayWhatIsKnown proves that a service tells what its data tells, and sends to the desk for the rest instead of
// claiming that there is nothing.
func TestServicesSayWhatIsKnown(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	const ask = "맡는 곳에 물어봐 주세요."
	tests := []struct {
		path string
		want []string
		asks int // how often the desk has to be asked
	}{
		{"/services/rental", []string{"빌리실 시설", "인원 (적지 않으셔도 됩니다)", "방문하여 받기, 우편으로 받기, 전자우편으로 받기"}, 2},
		{"/services/courses", []string{"강좌 이름"}, 3},
		{"/services/disclosure", []string{"실비를 내십니다.", ">없음<"}, 0},
		{"/petitions/new?service=disclosure", []string{"신청하시기 전에 알아 두세요", "실비를 내십니다."}, 0},
		{"/petitions/new?service=courses", nil, 3},
	}
	for _, tt := range tests {
		page := s.Get(tt.path).Text
		for _, want := range tt.want {
			if !strings.Contains(page, want) {
				t.Errorf("%s lacks %q", tt.path, want)
			}
		}
		if n := strings.Count(page, ask); n != tt.asks {
			t.Errorf("%s sends to the desk %d times, want %d", tt.path, n, tt.asks)
		}
	}
}

// TestEasyWordsAreKept proves that easy words are a choice for all pages that can be undone, in both languages.
func TestEasyWordsAreKept(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	for lang, want := range map[string]string{"ko": "누가 맡았나요?", "en": "Who helps you?"} {
		usual := s.Get("/?lang=" + lang)
		if strings.Contains(usual.Text, want) || !strings.Contains(usual.Text, "words=plain") {
			t.Errorf("%s: easy words are not a choice", lang)
		}
		got := s.Get("/?words=plain&lang=" + lang)
		if !strings.Contains(got.Text, want) || !strings.Contains(got.Text, "words=usual") {
			t.Errorf("%s: the page is not in easy words", lang)
		}
		var kept bool
		for _, c := range got.Cookies() {
			kept = kept || c.Name == "words" && c.Value == "plain"
		}
		if !kept {
			t.Errorf("%s: the choice is not kept", lang)
		}
		if page := s.Get("/", "Cookie", "words=plain; lang="+lang); !strings.Contains(page.Text, want) {
			t.Errorf("%s: the choice is forgotten on the next page", lang)
		}
	}
}
