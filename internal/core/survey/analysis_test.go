package survey_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"jikim/internal/core/survey"
)

// said makes a response of a desk: ratings of books, and of satisfaction as a whole.
func said(desk string, books, all int) survey.Response {
	r := survey.Response{Stratum: survey.Stratum{Channel: "visit", Desk: desk}, Mode: survey.Web, Answers: survey.Answers{"overall.all": {Rating: all}}}
	if books >= 0 {
		r.Answers["content.books"] = survey.Answer{Rating: books}
	}
	return r
}

func TestNothingOfFew(t *testing.T) {
	t.Parallel()
	q := parse(t, small)
	in := &survey.Input{Questionnaire: q}
	for i := range 4 {
		in.Responses = append(in.Responses, said("a", i, i))
	}
	a := survey.Analyse(in)
	if !a.Few || a.N != 0 || a.Figures != nil || a.Desks != nil || a.Points != nil {
		t.Errorf("of four: %+v", a)
	}
	in.Responses = append(in.Responses, said("a", -1, 9))
	a = survey.Analyse(in)
	if books, all := a.Row("content.books"), a.Row("overall"); !books.Hidden || books.Mean != 0 || books.N != 0 || all.Hidden || all.N != 5 {
		t.Errorf("four of five rated the books: %+v %+v", books, all)
	}
	if a.Desks != nil || a.Channels != nil {
		t.Error("one desk says what the whole says")
	}
}

// TestNoFewCanBeHadBySubtraction draws desks and takes what is shown from the whole.
func TestNoFewCanBeHadBySubtraction(t *testing.T) {
	t.Parallel()
	q := parse(t, small)
	rapid.Check(t, func(rt *rapid.T) {
		in := &survey.Input{Questionnaire: q}
		all, rated := map[string]int{}, map[string]int{}
		for _, desk := range []string{"a", "b", "c", ""} {
			for range rapid.IntRange(0, 9).Draw(rt, "of "+desk) {
				books := rapid.IntRange(-1, 10).Draw(rt, "books")
				in.Responses = append(in.Responses, said(desk, books, 5))
				if all[desk]++; books >= 0 {
					rated[desk]++
				}
			}
		}
		a := survey.Analyse(in)
		check := func(what string, whole bool, counts map[string]int, hidden func(*survey.Group) bool) {
			together := 0
			for i := range a.Desks {
				g := &a.Desks[i]
				switch k := counts[g.ID]; {
				case k == 0:
				case hidden(g):
					together += k
				case k < q.Shown:
					rt.Fatalf("%s: %d of desk %q are shown", what, k, g.ID)
				}
			}
			if whole && together > 0 && together < q.Shown {
				rt.Fatalf("%s: %d can be had by subtraction", what, together)
			}
		}
		if a.Few {
			if len(in.Responses) >= q.Shown {
				rt.Fatal("enough are called few")
			}
			return
		}
		check("responses", true, all, func(g *survey.Group) bool { return g.Hidden })
		check("books", !a.Row("content").Hidden, rated, func(g *survey.Group) bool { return g.Figures[0].Hidden })
		for _, g := range a.Desks {
			for _, f := range g.Figures {
				if f.Hidden && f != (survey.Figure{Hidden: true}) || g.Hidden && (g.N > 0 || !f.Hidden && f.N > 0) {
					rt.Fatalf("a hidden figure says something: %+v", g)
				}
			}
		}
	})
}

// TestWhatFewRatedIsInNoFigure: what fewer than five said of an item must not follow from the mean of its dimension, nor from anything
// else. Whatever they say, all that is shown stays the same.
func TestWhatFewRatedIsInNoFigure(t *testing.T) {
	t.Parallel()
	q := parse(t, qualities)
	rapid.Check(t, func(rt *rapid.T) {
		in := &survey.Input{Questionnaire: q, Strata: []survey.Share{{Stratum: survey.Stratum{Desk: "a"}, People: 50}, {Stratum: survey.Stratum{Desk: "b"}, People: 20}}}
		few := rapid.IntRange(1, survey.LeastShown-1).Draw(rt, "few")
		for i := range rapid.IntRange(survey.LeastShown, 30).Draw(rt, "responses") {
			r := survey.Response{Mode: survey.Web, Stratum: survey.Stratum{Desk: rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "desk")}, Answers: survey.Answers{}}
			for _, item := range q.Rated() {
				switch {
				case item.ID == "bad.idle" && i >= few:
				case item.ID != "bad.idle" && rapid.IntRange(0, 3).Draw(rt, "passes over") == 0:
				default:
					r.Answers[item.ID] = survey.Answer{Rating: rapid.IntRange(0, 10).Draw(rt, "rating")}
				}
			}
			in.Responses = append(in.Responses, r)
		}
		shown := func() string {
			text, err := json.Marshal(survey.Analyse(in))
			if err != nil {
				rt.Fatal(err)
			}
			return string(text)
		}
		before := shown()
		for i := range few {
			in.Responses[i].Answers["bad.idle"] = survey.Answer{Rating: rapid.IntRange(0, 10).Draw(rt, "other")}
		}
		if after := shown(); after != before {
			rt.Fatalf("it tells of %d people:\n%s\n%s", few, before, after)
		}
	})
}

const qualities = `name: 조사
scale: 11
weak: 70
sample: {target: 10}
dimensions:
- id: d
  name: 품질
  items:
  - {id: good.important, text: 1}
  - {id: bad.important, text: 2}
  - {id: bad.idle, text: 3}
  - {id: good.idle, text: 4}
- {id: all, name: 전반, role: overall, items: [{id: whole, text: 전반}]}
comments:
- {id: word, text: 한마디}
themes:
- {id: books, name: 책, words: [책, BOOK]}
- {id: phone, name: 전화, words: [전화]}
`

// wave makes responses in which two items go with satisfaction as a whole and two do not.
func wave() []survey.Response {
	var out []survey.Response
	for i := range 40 {
		whole, other := 6+i%4, (i/4)%3
		out = append(out, survey.Response{Mode: survey.Web, Answers: survey.Answers{"whole": {Rating: whole},
			"good.important": {Rating: whole + 1}, "bad.important": {Rating: whole - 5}, "bad.idle": {Rating: 2 + other}, "good.idle": {Rating: 8 + other}}})
	}
	return out
}

func TestQuadrants(t *testing.T) {
	t.Parallel()
	a := survey.Analyse(&survey.Input{Questionnaire: parse(t, qualities), Responses: wave()})
	want := map[string]survey.Quadrant{"good.important": survey.Keep, "bad.important": survey.Focus, "bad.idle": survey.Gradual, "good.idle": survey.Ample, "d": ""}
	for _, p := range a.Points {
		if p.DerivedIn != want[p.ID] || p.StatedIn != "" {
			t.Errorf("%s lies in %q", p.ID, p.DerivedIn)
		}
	}
	var weak []string
	for _, w := range a.Weak() {
		weak = append(weak, fmt.Sprint(w.ID, w.Score, w.Focus))
	}
	if got := strings.Join(weak, " "); got != "bad.importanttrue true bad.idletrue false" {
		t.Errorf("weak: %s", got)
	}
	if a.Stated.N != 0 || a.Derived.N != 4 {
		t.Errorf("cut lines of %d and %d points", a.Stated.N, a.Derived.N)
	}
}

func TestOnlyTheSameQuestionIsCompared(t *testing.T) {
	t.Parallel()
	q, was := parse(t, qualities), parse(t, strings.Replace(qualities, "id: good.idle, text: 4", "id: good.idle, text: 5", 1))
	before := survey.Analyse(&survey.Input{Questionnaire: was, Responses: wave()})
	a := survey.Analyse(&survey.Input{Questionnaire: q, Responses: wave(), Before: before, BeforeAsked: was})
	for id, compared := range map[string]bool{"good.important": true, "good.idle": false, "d": false, "all": true} {
		if got := a.Row(id).Trend; (got != nil) != compared || got != nil && (got.By != 0 || got.P != 1) {
			t.Errorf("%s: %+v", id, got)
		}
	}
}

func TestThemes(t *testing.T) {
	t.Parallel()
	q := parse(t, qualities)
	words := []string{"책이 적다", "책!", "book", "Books", "책과 전화", "전화를 안 받음", "고맙습니다", "좋아요", "더 넓게", "글쎄", "음"}
	a := survey.Analyse(&survey.Input{Questionnaire: q, Responses: wave(), Words: map[string][]string{"word": words}})
	got, err := json.Marshal(a.Words)
	if want := `[{"id":"word","n":11,"themes":[{"id":"books","n":0,"hidden":true},{"id":"phone","n":0,"hidden":true},{"id":"","n":5}]}]`; err != nil || string(got) != want {
		t.Errorf("two of the telephone could be had by subtraction: %s, want %s", got, want)
	}
	a = survey.Analyse(&survey.Input{Questionnaire: q, Responses: wave(), Words: map[string][]string{"word": words[:4]}})
	if a.Words != nil {
		t.Error("four comments are counted")
	}
}

// TestAnalysisIsKept proves that nothing is lost when it is written down.
func TestAnalysisIsKept(t *testing.T) {
	t.Parallel()
	a := survey.Analyse(&survey.Input{Questionnaire: parse(t, qualities), Responses: wave()})
	text, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	back := &survey.Analysis{}
	if err := json.Unmarshal(text, back); err != nil {
		t.Fatal(err)
	}
	if again, _ := json.Marshal(back); string(again) != string(text) {
		t.Error("written and read it differs")
	}
}

// TestWhoAllSayTheSame: where nothing varies there is neither reliability nor importance nor a change, on every scale and however many
// answer. A seventh of a hundred is no whole number, and sums of it differ in their last digit.
func TestWhoAllSayTheSame(t *testing.T) {
	t.Parallel()
	for _, scale := range []string{"5", "7", "11"} {
		q := parse(t, strings.Replace(qualities, "scale: 11", "scale: "+scale, 1))
		for rating := 1; rating <= 5; rating++ {
			alike := func(n int) (out []survey.Response) {
				for range n {
					r := survey.Response{Mode: survey.Web, Answers: survey.Answers{}}
					for _, item := range q.Rated() {
						r.Answers[item.ID] = survey.Answer{Rating: rating}
					}
					out = append(out, r)
				}
				return out
			}
			before := survey.Analyse(&survey.Input{Questionnaire: q, Responses: alike(7)})
			for n := 5; n < 40; n++ {
				a := survey.Analyse(&survey.Input{Questionnaire: q, Responses: alike(n), Before: before, BeforeAsked: q})
				for _, r := range a.Figures {
					if r.AlphaN > 0 || r.Error != 0 || r.Low != r.High || r.Trend.P != 1 {
						t.Errorf("%d times %d of %s: %+v, %+v", n, rating, scale, r, r.Trend)
					}
				}
				for _, p := range a.Points {
					if p.Derived != nil || p.Weight != nil || p.DerivedIn != "" {
						t.Errorf("%d times %d of %s: %+v", n, rating, scale, p)
					}
				}
			}
		}
	}
}
