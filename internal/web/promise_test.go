package web_test

import (
	"slices"
	"strings"
	"testing"

	"jikim/internal/core/charter"
	"jikim/internal/locale"
	"jikim/internal/web"
	"jikim/test/harness"
)

// TestEveryPromiseCanBeToldFromTheOthers proves that no two rows of a table of promises read the same, in either language:
// one sentence of the charter may hold several promises.
func TestEveryPromiseCanBeToldFromTheOthers(t *testing.T) {
	t.Parallel()
	ch := harness.Wonju(t)
	for _, lang := range []locale.Lang{locale.Korean, locale.English} {
		seen := map[string]string{}
		for _, p := range ch.Promises {
			text := web.Sentence(locale.For(lang), ch, p)
			if other := seen[text]; other != "" {
				t.Errorf("%s: %s and %s both read %q", lang, other, p.ID, text)
			}
			seen[text] = p.ID
		}
	}
}

func TestSentencesSayWhatTheyAreAbout(t *testing.T) {
	t.Parallel()
	ch := harness.Wonju(t)
	for id, want := range map[string]string{
		"item.search_pc":       "(자료검색 컴퓨터)",
		"case.deadline":        "(답변, 처리 불가 통지 또는 종결: 처리기간 안에)",
		"remedy.delay_apology": "(민원이 처리 기한 내에 처리되지 못한 경우)",
		"visit.lift_sign":      "",
	} {
		i := slices.IndexFunc(ch.Promises, func(p *charter.Promise) bool { return p.ID == id })
		if i < 0 {
			t.Errorf("there is no promise %s", id)
			continue
		}
		p := ch.Promises[i]
		got := strings.TrimSpace(strings.TrimPrefix(web.Sentence(locale.For(locale.Korean), ch, p), p.Text.KO))
		if got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}
