package public_test

import (
	"encoding/csv"
	"html"
	"os"
	"strings"
	"testing"

	"jikim/test/harness"
)

// TestCharterSentenceBySentence holds the page to the list of all sentences of the published charter: each stands there word for word,
// under its heading, with the figure of each promise in it.
func TestCharterSentenceBySentence(t *testing.T) {
	t.Parallel()
	f, err := os.Open("../../../charters/testdata/promises.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 60 {
		t.Fatalf("%d sentences, %v", len(rows), err)
	}
	s := open(t)
	page := html.UnescapeString(s.Get("/charter").Text)
	promises := map[string]bool{}
	for _, row := range rows[1:] {
		name, heading, sentence := row[0], row[4], row[5]
		for _, id := range strings.Fields(row[1]) {
			promises[id] = true
			before, after, found := strings.Cut(page, `<div id="`+id+`">`)
			if !found {
				t.Errorf("%s: %s is not on the page", name, id)
				continue
			}
			title := before[strings.LastIndex(before, "<h3>"):]
			if !strings.HasPrefix(title, "<h3>"+heading+"</h3>") {
				t.Errorf("%s stands under another heading than %q", id, heading)
			}
			if item := before[strings.LastIndex(before, "<li>"):]; !strings.Contains(item, "<p>"+sentence+"</p>") && sentence != heading {
				t.Errorf("%s: beside %s there is not %q", name, id, sentence)
			}
			if figure, _, _ := strings.Cut(after, "</a>"); !strings.Contains(figure, `href="/performance/`+id+`"`) || !strings.Contains(figure, "올해") {
				t.Errorf("%s has no figure: %s", id, figure)
			}
		}
	}
	for _, p := range harness.Wonju(t).Promises {
		if p.Publish && !promises[p.ID] {
			t.Errorf("%s is in no sentence of the list", p.ID)
		}
	}
}

// TestCharterSaysHowWeKnow: beside the figure stand its trend and its evidence, and in January the year before.
func TestCharterSaysHowWeKnow(t *testing.T) {
	t.Parallel()
	s := open(t)
	beside := func(id string) string {
		_, after, _ := strings.Cut(s.Get("/charter").Text, `<div id="`+id+`">`)
		after, _, _ = strings.Cut(after, `<div id="`)
		return after
	}
	want := []string{"올해 24건 가운데 20건 지킴(83.3%)", `aria-label="달마다 지킨 비율: 10월 83.3%, 11월 83.3%"`, "어떻게 아나요?", "기계 측정 2건, 직원 기록 22건"}
	for _, w := range want {
		if got := beside("case.deadline"); !strings.Contains(got, w) {
			t.Errorf("petitions do not say %q: %s", w, got)
		}
	}
	if got := beside("visit.greeting"); !strings.Contains(got, "확인 안 됨 10건") || !strings.Contains(got, "직원 기록 30건") {
		t.Errorf("greetings: %s", got)
	}
	if got := beside("phone.rings"); !strings.Contains(got, "올해 해당한 일 없음") || strings.Contains(got, "어떻게 아나요?") {
		t.Errorf("nobody called: %s", got)
	}
	s.Until(harness.At(t, "2027-01-04 09:00"))
	for _, year := range []string{"2026", "2027"} {
		if _, err := s.FreshFigures(s.Context(), harness.Institution, year); err != nil {
			t.Fatal(err)
		}
	}
	if got := beside("visit.greeting"); !strings.Contains(got, "지난해 30건 가운데 28건 지킴") {
		t.Errorf("in January: %s", got)
	}
}
