package letter_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"jikim/internal/letter"
	"jikim/internal/locale"
)

func whole() letter.Letter {
	at := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	return letter.Letter{Office: "원주교육문화관", Number: "2026-000123", Service: "제도·절차 질의", ReceivedAt: at, IssuedAt: at,
		Department: "총무과", Officer: "김서현", Phone: "033-737-1043", Text: "본문입니다", Law: "정보공개법 제9조", Appeal: "이의신청",
		Until: at.AddDate(0, 0, 7), Ground: "site_check", To: "원주시청"}
}

func TestEveryLetterNamesWhoAnswers(t *testing.T) {
	t.Parallel()
	forms := []letter.Form{letter.Answer, letter.Refusal, letter.Extension, letter.Supplement, letter.Transfer, letter.Delay}
	for _, lang := range locale.Langs {
		c := locale.For(lang)
		for _, f := range forms {
			l := whole()
			l.Form = f
			text, err := letter.Compose(c, &l)
			if err != nil {
				t.Fatal(err)
			}
			for _, part := range []string{"총무과", "김서현", "033-737-1043", "2026-000123", "본문입니다"} {
				if !strings.Contains(text, part) {
					t.Errorf("%s %s lacks %q:\n%s", lang, f, part, text)
				}
			}
			if strings.Contains(text+letter.Title(c, f), "⟦") {
				t.Errorf("%s %s has a hole:\n%s", lang, f, text)
			}
			for name, drop := range map[string]func(*letter.Letter){
				"department": func(l *letter.Letter) { l.Department = "" },
				"officer":    func(l *letter.Letter) { l.Officer = "" },
				"telephone":  func(l *letter.Letter) { l.Phone = "" },
			} {
				nameless := l
				drop(&nameless)
				if _, err := letter.Compose(c, &nameless); !errors.Is(err, letter.ErrNameless) {
					t.Errorf("%s without a %s: %v", f, name, err)
				}
			}
		}
	}
}

func TestAppealFitsTheKindOfPetition(t *testing.T) {
	t.Parallel()
	c := locale.For(locale.Korean)
	for kind, parts := range map[string][]string{
		"statutory":  {"60일", "행정심판", "행정소송", "국민권익위원회"},
		"disclosure": {"30일", "행정심판", "행정소송", "국민권익위원회"},
		"question":   {"국민권익위원회"},
	} {
		text := letter.Appeal(c, kind)
		for _, part := range parts {
			if !strings.Contains(text, part) {
				t.Errorf("%s lacks %q: %s", kind, part, text)
			}
		}
		if kind == "question" && strings.Contains(text, "이의신청") {
			t.Errorf("an objection is open to refused statutory petitions only (법 제35조): %s", text)
		}
	}
}
