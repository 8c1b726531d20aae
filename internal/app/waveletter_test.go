package app_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/core/wave"
)

// byLetter opens a survey of two people of whom nothing but an address is known, and five others.
func byLetter(t *testing.T) (*asking, string) {
	t.Helper()
	s := newAsking(t, 5)
	for _, name := range []string{"김편지", "이우편"} {
		must(s.NewContact(s.Context(), s.officer, app.NewContact{Key: s.NewKey(), Channel: "post", Service: "question", Name: name,
			Address: "26393 강원특별자치도 원주시 편지길 7", Title: "열람실", Text: "언제 여나요?", Answer: "post"}))(t)
	}
	return s, s.open(t)
}

// letters returns the words of the letters that wait to be posted.
func (s *asking) letters(t *testing.T, ids []string) string {
	t.Helper()
	pdf := must(s.PrintSurveyLetters(s.Context(), s.officer, ids))(t)
	file := filepath.Join(t.TempDir(), "letters.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext (Debian package poppler-utils): %v", err)
	}
	return string(out)
}

var printedCode = regexp.MustCompile(`[0-9A-Z]{4}(-[0-9A-Z]{4}){3}`)

func TestWhoHasNothingButAnAddressIsAskedByLetter(t *testing.T) {
	t.Parallel()
	s, id := byLetter(t)
	waiting := must(s.SurveyLetters(s.Context(), s.officer))(t)
	if len(waiting.IDs) != 2 || waiting.Reminders != 0 || waiting.More != 0 {
		t.Fatalf("waiting are %+v", waiting)
	}
	st := must(s.WatchSurvey(s.Context(), s.manager, id))(t)
	if st.Letters != 2 || st.Invited != 8 {
		t.Errorf("%d letters of %d invitations", st.Letters, st.Invited)
	}
	before := len(must(s.AccessLog(s.Context(), s.manager, fact.Institution, 100))(t))
	text := s.letters(t, waiting.IDs)
	codes := printedCode.FindAllString(text, -1)
	if len(codes) != 2 || !strings.Contains(text, "김편지 귀하") || !strings.Contains(text, "편지길 7") || !strings.Contains(text, "https://minwon.example.kr/s") {
		t.Fatalf("the letters say\n%s", text)
	}
	if after := len(must(s.AccessLog(s.Context(), s.manager, fact.Institution, 100))(t)); after != before+1 {
		t.Errorf("the log has %d readings more", after-before)
	}
	if n := must(s.PostSurveyLetters(s.Context(), s.officer, waiting.IDs))(t); n != 2 {
		t.Errorf("%d were posted", n)
	}
	if n := must(s.PostSurveyLetters(s.Context(), s.officer, waiting.IDs))(t); n != 0 {
		t.Errorf("%d were posted twice", n)
	}
	s.answer(t, strings.ToLower(codes[0]), 9, "") // as it is typed from the paper

	s.Advance(wave.Between + wave.Mail + time.Second)
	again := must(s.SurveyLetters(s.Context(), s.officer))(t)
	if len(again.IDs) != 1 || again.Reminders != 1 {
		t.Fatalf("to be reminded are %+v", again)
	}
	if text := s.letters(t, again.IDs); strings.Contains(text, codes[0]) || !strings.Contains(text, codes[1]) || !strings.Contains(text, "아직 참여하실 수 있습니다") {
		t.Errorf("the reminder says\n%s", text)
	}
	must(s.PostSurveyLetters(s.Context(), s.officer, again.IDs))(t)
	if err := s.RefuseSurvey(s.Context(), s.citizen(), codes[1]); err != nil {
		t.Fatal(err)
	}
	for _, way := range must(s.WatchSurvey(s.Context(), s.manager, id))(t).Ways {
		if way.Way == app.ByPost && (way.Asked != 2 || way.Responded != 1 || way.Waiting != 0) {
			t.Errorf("letters came to %+v", way)
		}
	}
	if err := s.CloseSurvey(s.Context(), s.manager, id); err != nil {
		t.Fatal(err)
	}
	if _, err := s.PrintSurveyLetters(s.Context(), s.officer, waiting.IDs); app.FaultOf(err) == nil {
		t.Errorf("letters of a survey that is over: %v", err)
	}
	if got := must(s.PreviewSurvey(s.Context(), s.manager, app.NewSurvey{Last: civil.Date{Year: 2026, Month: 12, Day: 18}}, nil))(t); got.Objected != 1 {
		t.Errorf("%d object; who refused by his letter is not asked again", got.Objected)
	}
}

// TestAWrongNumberLeavesALetter: who cannot be called is written to, when an address is known.
func TestAWrongNumberLeavesALetter(t *testing.T) {
	t.Parallel()
	s := newAsking(t, 5)
	p := s.Petition()
	p.Name, p.Phone, p.Email, p.Address = "박전화", "033-737-8888", "", "원주시 편지길 9"
	s.File(p)
	s.Advance(time.Minute)
	s.open(t)
	for range 2 { // the other has nothing but a telephone
		call := must(s.NextCall(s.Context(), s.officer))(t)
		if err := s.EndCall(s.Context(), s.officer, call.ID, app.CallWrong); err != nil {
			t.Fatal(err)
		}
	}
	waiting := must(s.SurveyLetters(s.Context(), s.officer))(t)
	if len(waiting.IDs) != 1 {
		t.Fatalf("waiting are %+v", waiting)
	}
	if text := s.letters(t, waiting.IDs); !strings.Contains(text, "박전화 귀하") {
		t.Errorf("the letter says\n%s", text)
	}
}
