package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"jikim/internal/app"
	"jikim/internal/channel"
	"jikim/internal/core/casefile"
	"jikim/test/harness"
)

// arriveLetter takes in a fax as its channel does, and returns its case.
func arriveLetter(t *testing.T, o *harness.Office, key string) string {
	t.Helper()
	got, err := o.Letters(harness.Institution, app.LetterRoute{}).Receive(t.Context(), &channel.Letter{Channel: "fax", Source: "machine", Key: key,
		Class: channel.Person, At: o.Now(), From: channel.Party{Address: "033-737-9999"}, Subject: "대관 <b>문의</b>", Notes: []string{"unheard_of"},
		Files:    []channel.File{{Name: "fax.pdf", Body: []byte("%PDF-1.7 y")}},
		Original: channel.File{Name: "fax.tif", Type: "image/tiff", Body: []byte("II*\x00")},
		Proposed: &channel.Proposal{Text: "보낸 사람 김철수", Sender: "김철수", Fine: true}})
	if err != nil {
		t.Fatal(err)
	}
	return got.Case
}

// TestLetters goes through the letters that wait, one after the other: a petition, a part of it, and nothing to act on.
func TestLetters(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	officer.Get("/desk").Lacks("확인할 편지")
	officer.Get("/desk/letters").Is(http.StatusOK).Has("확인할 편지가 없습니다.")
	var cases []string
	for _, key := range []string{"a", "b", "c"} {
		cases = append(cases, arriveLetter(t, s.Office, key))
	}
	officer.Get("/desk").Has("확인할 편지 3통")
	officer.Get("/desk/letters").Has("가장 먼저 온 편지 열기", "이름 없음", "팩스").Lacks("033-737-9999")

	path := "/desk/letters/" + cases[0]
	if page := officer.Get("/desk/cases/" + cases[0]); page.Path != path {
		t.Errorf("the case of a letter that waits leads to %s", page.Path)
	}
	page := officer.Get(path).Is(http.StatusOK).Has("사람이 정해야 합니다", "033-737-9999", "대관 <b>문의</b>", "unheard_of", "원본", "보낸 사람 김철수")
	form := page.MustForm(path, "as", casefile.AsCase)
	if form.Get("name") != "김철수" || form.Get("phone") != "033-737-9999" {
		t.Errorf("proposed are %v", form)
	}
	officer.Post(path, form).Is(http.StatusUnprocessableEntity).Has("업무: 꼭 적어 주세요.", "내용: 꼭 적어 주세요.")
	form.Set("service", "question")
	form.Set("choose", "1")
	form = officer.Post(path, form).Is(http.StatusOK).Has("결과 받을 방법").MustForm(path, "as", casefile.AsCase)
	form.Del("choose")
	form.Set("text", "대관 신청합니다.")
	next := officer.Post(path, form).Is(http.StatusOK).Has("2026-000001 민원으로 접수했습니다.")
	officer.Get("/desk/cases/"+cases[0]).Is(http.StatusOK).Has("대관 신청합니다.", "김철수", "fax.tif")

	if !strings.HasPrefix(next.Path, "/desk/letters/") {
		t.Fatalf("after a decision comes %s", next.Path)
	}
	path, _, _ = strings.Cut(next.Path, "?")
	form = next.MustForm(path, "as", casefile.AsPart)
	officer.Post(path, form).Is(http.StatusUnprocessableEntity).Has("접수번호: ")
	form.Set("into", "2026-1")
	next = officer.Post(path, form).Is(http.StatusOK).Has("2026-000001 민원에 붙였습니다.")
	officer.Get(path).Has("2026-000001 민원에 붙였습니다.")

	path, _, _ = strings.Cut(next.Path, "?")
	form = next.MustForm(path, "as", casefile.AsDiscarded)
	officer.Post(path, form).Is(http.StatusUnprocessableEntity).Has("민원이 아닌 까닭: ")
	form.Set("reason", "spam")
	officer.Post(path, form).Is(http.StatusOK).Has("민원이 아닌 편지로 정리했습니다.", "확인할 편지가 없습니다.")
	form.Set("key", form.Get("key")+"again")
	officer.Post(path, form).Is(http.StatusUnprocessableEntity).Has("이미 정리한 편지입니다.")
	officer.Get(path).Has("광고·스팸")
	officer.Get("/desk/letters/" + arriveLetter(t, s.Office, "a")).Has("2026-000001 민원으로 접수했습니다.")
	officer.Get("/desk/letters/nothing").Is(http.StatusNotFound)
	officer.Get("/desk/letters?filed=case&number=%3Cscript%3E").Is(http.StatusOK).Lacks("접수했습니다.")
}
