package survey_test

import (
	"strings"
	"testing"

	"jikim/internal/core/survey"
)

// small is a good questionnaire; tests replace a part of it.
const small = `name: {ko: 조사, en: Survey}
scale: 11
low: 전혀
high: 매우
weak: 70
sample: {margin: 5, strata: [channel, desk]}
quotas:
- {desk: general, least: 30}
dimensions:
- id: content
  name: 내용
  items:
  - {id: content.books, name: 책, text: 책은?}
  - {id: content.courses, text: 강좌는?, scale: 5}
- id: overall
  name: 전반
  role: overall
  items:
  - {id: overall.all, text: 전반적으로?, needed: yes}
importance:
- {id: imp, of: content, text: 중요합니까?}
comments:
- {id: word, text: 한마디}
themes:
- {id: books, name: 책, words: [책, book]}
`

func parse(t *testing.T, text string) *survey.Questionnaire {
	t.Helper()
	q, err := survey.Parse(survey.File, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestParse(t *testing.T) {
	t.Parallel()
	q := parse(t, small)
	var ids []string
	for _, item := range q.Items() {
		ids = append(ids, item.ID)
	}
	if got := strings.Join(ids, " "); got != "content.books content.courses overall.all imp word" {
		t.Errorf("asked in the order %s", got)
	}
	books, courses, all, word := q.Item("content.books"), q.Item("content.courses"), q.Item("overall.all"), q.Item("word")
	if books.Scale != survey.Eleven || books.High.KO != "매우" || books.Dimension != "content" || books.Needed || books.Name.KO != "책" {
		t.Errorf("an item of the usual scale: %+v", books)
	}
	if courses.Scale != survey.Five || courses.High.KO != "" || courses.Name.KO != "강좌는?" {
		t.Errorf("an item of its own scale: %+v", courses)
	}
	if !all.Needed || !word.Words() || q.Item("imp").Of != "content" || q.Overall().ID != "overall" || q.Item("nothing") != nil {
		t.Error("roles of items")
	}
	if q.Shown != survey.LeastShown || q.Weak != 70 || q.Quotas[0].Least != 30 || q.Themes[0].Words[1] != "book" || q.NameOf("content").KO != "내용" {
		t.Errorf("read %+v", q)
	}
	if again := parse(t, "\uFEFF"+strings.ReplaceAll(small, "\n", "\r\n")); again.Digest != q.Digest || len(q.Digest) != 64 {
		t.Error("the digest depends on line ends")
	}
	if parse(t, strings.Replace(small, "weak: 70", "weak: 71", 1)).Digest == q.Digest {
		t.Error("the digest does not depend on the text")
	}
}

func TestBadQuestionnaires(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, old, now, want string }{
		{"unknown key", "weak: 70", "waek: 70", `survey.yaml:5:1: unknown key "waek" (did you mean "weak"?)`},
		{"no limit of weakness", "weak: 70\n", "", `the key "weak" is missing`},
		{"scale", "scale: 11", "scale: 10", "survey.yaml:2:8: 10 is no scale (possible: 5 (1 to 5), 7 (1 to 7), 11 (0 to 10))"},
		{"no scale", "scale: 11\n", "", "the item has no scale"},
		{"small numbers shown", "weak: 70", "weak: 70\nshown: 3", "3 is not between 5 and 1000"},
		{"role", "role: overall", "role: overal", `(did you mean "overall"?)`},
		{"no overall", "  role: overall\n", "", "no dimension has the role overall"},
		{"two overall", "  name: 내용\n", "  name: 내용\n  role: overall\n", "a second dimension has the role overall"},
		{"identifier twice", "id: imp", "id: word", `the identifier "word" is given twice`},
		{"identifier", "id: imp", "id: Imp", `"Imp" cannot be an identifier`},
		{"importance of nothing", "of: content", "of: contend", `unknown dimension or item "contend" (did you mean "content"?)`},
		{"stratum", "[channel, desk]", "[channel, disk]", `(did you mean "desk"?)`},
		{"stratum twice", "[channel, desk]", "[desk, desk]", `divided by "desk" twice`},
		{"neither target nor margin", "margin: 5, ", "", "neither how many answers nor which margin"},
		{"quota of nothing", "desk: general, ", "", "names neither a channel nor a desk"},
		{"scale of words", "text: 한마디", "text: 한마디, scale: 5", `unknown key "scale"`},
		{"theme without words", "[책, book]", "[]", "the theme has 0 words"},
		{"no items", "  items:\n  - {id: overall.all, text: 전반적으로?, needed: yes}\n", "  items: []\n", "the dimension has no items"},
	}
	for _, tt := range tests {
		_, err := survey.Parse(survey.File, []byte(strings.Replace(small, tt.old, tt.now, 1)))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got\n%v\nwant %s", tt.name, err, tt.want)
		}
	}
}

// FuzzParse finds texts that break the reader.
func FuzzParse(f *testing.F) {
	f.Add(small)
	f.Add("name: x\ndimensions:\n- {}\n- x\nimportance: {of: [}")
	f.Fuzz(func(t *testing.T, text string) {
		q, err := survey.Parse(survey.File, []byte(text))
		if err == nil && (q.Overall() == nil || q.Shown < survey.LeastShown || len(q.Items()) == 0) {
			t.Errorf("a questionnaire that is none: %+v", q)
		}
	})
}

func TestScales(t *testing.T) {
	t.Parallel()
	tests := []struct {
		scale    survey.Scale
		rating   int
		percent  float64
		has, top bool
	}{
		{survey.Five, 1, 0, true, false}, {survey.Five, 4, 75, true, true}, {survey.Five, 5, 100, true, true}, {survey.Five, 0, -25, false, false},
		{survey.Seven, 4, 50, true, false}, {survey.Seven, 6, 100 * 5.0 / 6, true, true}, {survey.Seven, 8, 700.0 / 6, false, true},
		{survey.Eleven, 0, 0, true, false}, {survey.Eleven, 8, 80, true, false}, {survey.Eleven, 9, 90, true, true}, {survey.Eleven, 10, 100, true, true},
	}
	for _, tt := range tests {
		if p, has, top := tt.scale.Percent(tt.rating), tt.scale.Has(tt.rating), tt.scale.Top(tt.rating); p != tt.percent || has != tt.has || top != tt.top {
			t.Errorf("%d on %d: %v %v %v", tt.rating, tt.scale, p, has, top)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	q := parse(t, small)
	good := survey.Answers{"content.books": {Rating: 0}, "content.courses": {None: true}, "overall.all": {Rating: 10}, "imp": {Rating: 7}, "word": {Words: "책"}}
	if faults := q.Check(good, true); len(faults) > 0 {
		t.Errorf("good answers: %v", faults)
	}
	tests := []struct {
		name, item string
		a          survey.Answer
		want       string
	}{
		{"below the scale", "content.courses", survey.Answer{Rating: 0}, "scale"},
		{"above the scale", "content.books", survey.Answer{Rating: 11}, "scale"},
		{"has to be answered", "overall.all", survey.Answer{None: true}, "none"},
		{"long", "word", survey.Answer{Words: strings.Repeat("가", survey.MostWords+1)}, "long"},
		{"no such question", "income", survey.Answer{Rating: 1}, "unknown"},
	}
	for _, tt := range tests {
		a := survey.Answers{}
		for id, given := range good {
			a[id] = given
		}
		a[tt.item] = tt.a
		if faults := q.Check(a, true); len(faults) != 1 || faults[0] != (survey.Fault{Item: tt.item, Key: "survey.fault." + tt.want}) {
			t.Errorf("%s: %v", tt.name, faults)
		}
	}
	delete(good, "imp")
	delete(good, "word")
	if faults := q.Check(good, true); len(faults) != 1 || faults[0].Key != "survey.fault.missing" {
		t.Errorf("a question that was passed over: %v", faults)
	}
	if faults := q.Check(good, false); len(faults) > 0 {
		t.Errorf("left in the middle: %v", faults)
	}
}
