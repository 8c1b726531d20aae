package portal_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"jikim/internal/app"
	"jikim/internal/web"
	"jikim/internal/web/portal"
	"jikim/test/browser"
	"jikim/test/harness"
	"jikim/test/site"
)

// asked is a site on which a survey runs.
func asked(t *testing.T, people int) (s *site.Site, id string, links []string, manager app.Actor) {
	t.Helper()
	o := harness.New(t, "2026-11-02 10:00")
	id, links, manager = o.Ask(people)
	return site.Open(o, nil, func(s *web.Server) web.Surface { return portal.New(s) }), id, links, manager
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// carried are the hidden fields of a page.
func carried(page site.Answer) url.Values {
	form := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(page.Text, -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	return form
}

// pressed answers a screen: with the rating, or the words where it asks for them.
func pressed(s *site.Site, path string, page site.Answer, rating, words string) site.Answer {
	form := carried(page)
	if strings.Contains(page.Text, "<textarea") {
		form.Set("words", words)
		form.Set("go", "next")
	} else {
		form.Set("pick", rating)
	}
	return s.Post(path, form)
}

// through answers all screens and returns the last page.
func through(t *testing.T, s *site.Site, path, rating, words string) site.Answer {
	t.Helper()
	page := s.Post(path, url.Values{})
	for range 100 {
		if !strings.Contains(page.Text, `id="progress"`) {
			return page
		}
		page = pressed(s, path, page, rating, words)
	}
	t.Fatal("the survey has no end")
	return page
}

func TestSurveyOnTheWeb(t *testing.T) {
	t.Parallel()
	s, id, links, manager := asked(t, 6)
	path := "/s/" + links[0]
	start := s.Get(path)
	if start.StatusCode != http.StatusOK || !strings.Contains(start.Text, "시작하기") || start.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("the start: %d %s", start.StatusCode, start.Text)
	}
	last := through(t, s, path, "9", "직원분이 친절하십니다. 900101-1234567")
	if last.StatusCode != http.StatusOK || !strings.Contains(last.Text, "고맙습니다. 잘 받았습니다.") || !strings.Contains(last.Text, "가린 뒤에") {
		t.Fatalf("the end: %d %s", last.StatusCode, last.Text)
	}
	if again := s.Get(path); !strings.Contains(again.Text, "이미 답하신 설문입니다") {
		t.Error("a link that was used does not say so")
	}
	if again := s.Post(path, url.Values{}); again.StatusCode != http.StatusConflict {
		t.Errorf("a used link begins again: %d", again.StatusCode)
	}
	st, err := s.WatchSurvey(t.Context(), manager, id)
	if err != nil {
		t.Fatal(err)
	}
	if st.Answers != 1 || st.Responded != 1 || len(st.Screens) != len(st.Questionnaire.Items()) || st.Screens[0] != 1 {
		t.Errorf("the state is %+v", st)
	}
}

// TestSurveyInTwoTabs: who has answered in one of them is told so in the other, wherever he stands there, and thanked when he only presses
// the last button twice.
func TestSurveyInTwoTabs(t *testing.T) {
	t.Parallel()
	s, _, links, _ := asked(t, 6)
	path := "/s/" + links[0]
	other := pressed(s, path, s.Post(path, url.Values{}), "7", "")
	var last, page site.Answer
	for page = s.Post(path, url.Values{}); strings.Contains(page.Text, `id="progress"`); page = pressed(s, path, page, "9", "") {
		last = page
	}
	if !strings.Contains(page.Text, "잘 받았습니다") {
		t.Fatalf("the end: %s", page.Text)
	}
	if again := pressed(s, path, last, "9", ""); again.StatusCode != http.StatusOK || !strings.Contains(again.Text, "잘 받았습니다") {
		t.Errorf("the last screen sent twice: %d %s", again.StatusCode, again.Text)
	}
	if late := pressed(s, path, other, "7", ""); late.StatusCode != http.StatusConflict || !strings.Contains(late.Text, "이미 답하신 설문입니다") {
		t.Errorf("the other tab: %d %s", late.StatusCode, late.Text)
	}
}

func TestSurveyThatIsLeftIsCountedByScreenAlone(t *testing.T) {
	t.Parallel()
	s, id, links, manager := asked(t, 6)
	page := s.Post("/s/"+links[0], url.Values{})
	for range 3 {
		page = pressed(s, "/s/"+links[0], page, "none", "")
	}
	form := carried(page)
	form.Set("go", "back")
	if back := s.Post("/s/"+links[0], form); !strings.Contains(back.Text, "3번째") {
		t.Errorf("back leads to %s", back.Text)
	}
	st, err := s.WatchSurvey(t.Context(), manager, id)
	if err != nil {
		t.Fatal(err)
	}
	if st.Answers != 0 || len(st.Screens) != 4 || st.Screens[3] != 1 {
		t.Errorf("the state is %+v", st)
	}
}

func TestSurveyScreenWithoutAnAnswerSaysWhatToDo(t *testing.T) {
	t.Parallel()
	s, _, links, _ := asked(t, 6)
	form := carried(s.Post("/s/"+links[0], url.Values{}))
	form.Set("go", "next")
	if got := s.Post("/s/"+links[0], form); got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.Text, "점수를 골라 주세요") {
		t.Errorf("%d %s", got.StatusCode, got.Text)
	}
}

func TestSurveyIsRefused(t *testing.T) {
	t.Parallel()
	s, _, links, _ := asked(t, 6)
	if got := s.Post("/s/"+links[0]+"/refuse", url.Values{}); got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/s/"+links[0] {
		t.Fatalf("%d to %s", got.StatusCode, got.Header.Get("Location"))
	}
	if got := s.Get("/s/" + links[0]); !strings.Contains(got.Text, "앞으로 설문을 보내지 않겠습니다") {
		t.Error("who refused is not told so")
	}
}

func TestSurveyClosesWithAGrace(t *testing.T) {
	t.Parallel()
	s, id, links, manager := asked(t, 6)
	begun := s.Post("/s/"+links[0], url.Values{})
	s.Clock.Set(harness.At(t, "2026-11-30 18:00:01"))
	if got := s.Post("/s/"+links[1], url.Values{}); got.StatusCode != http.StatusConflict || !strings.Contains(got.Text, "조사가 끝났습니다") {
		t.Errorf("begun after the end: %d", got.StatusCode)
	}
	page := begun
	for strings.Contains(page.Text, `id="progress"`) {
		page = pressed(s, "/s/"+links[0], page, "8", "")
	}
	if !strings.Contains(page.Text, "잘 받았습니다") {
		t.Errorf("begun before and finished within the grace: %s", page.Text)
	}
	s.Until(harness.At(t, "2026-11-30 18:31"))
	st, err := s.WatchSurvey(t.Context(), manager, id)
	if err != nil || st.State != app.WaveClosed || st.Answers != 1 {
		t.Errorf("after the grace: %+v, %v", st, err)
	}
	if got := s.Get("/s/" + links[1]); got.StatusCode != http.StatusNotFound || !strings.Contains(got.Text, "답하실 수 없는 주소입니다") {
		t.Errorf("a link of a survey that is over: %d", got.StatusCode)
	}
}

func TestSurveyPagesInBothLanguages(t *testing.T) {
	t.Parallel()
	s, _, links, _ := asked(t, 6)
	for _, lang := range []string{"ko", "en"} {
		cookie := []string{"Cookie", "lang=" + lang}
		question := s.Post("/s/"+links[0], url.Values{}, cookie...)
		for name, got := range map[string]site.Answer{"start": s.Get("/s/"+links[0], cookie...), "question": question,
			"anonymity": s.Get("/survey/anonymity", cookie...), "none": s.Get("/s/AAAAAAAAAAAAAAAAAAAAAA", cookie...)} {
			if i := strings.Index(got.Text, "⟦"); i >= 0 {
				t.Errorf("%s %s: a sentence is missing: %s", lang, name, got.Text[i:i+60])
			}
			if strings.Contains(got.Text, "<script>") {
				t.Errorf("%s %s has a script within", lang, name)
			}
		}
	}
}

// FuzzSurveyForm sends whatever to the form of a survey: no page of it is a failure of the server, and no answer is kept that is none.
func FuzzSurveyForm(f *testing.F) {
	f.Add("at=0&pick=5&key=0123456789abcdef")
	f.Add("at=999&seen=-1&go=next&words=x")
	f.Add("key=&at=30&q.content.collection=11&pick=none")
	o := harness.New(f, "2026-11-02 10:00")
	_, links, _ := o.Ask(1)
	s := site.Open(o, func(c *web.Config) { c.Filing = web.Rate{Burst: -1} }, func(s *web.Server) web.Surface { return portal.New(s) })
	f.Fuzz(func(t *testing.T, body string) {
		form, err := url.ParseQuery(body)
		if err != nil {
			return
		}
		got, err := http.PostForm(s.URL+"/s/"+links[0], form)
		if err != nil {
			t.Fatal(err)
		}
		if got.Body.Close() != nil || got.StatusCode >= 500 {
			t.Fatalf("status %d", got.StatusCode)
		}
	})
}

// TestSurveyOnAPhone answers with thumbs on a phone, where each sort of screen is held to KWCAG, and at a desk without scripts.
func TestSurveyOnAPhone(t *testing.T) {
	s, _, links, _ := asked(t, 6)
	b := browser.Start(t)
	for i, look := range []struct {
		name    string
		screen  browser.Screen
		scripts bool
	}{{"phone", browser.Phone, true}, {"desk", browser.Desk, false}} {
		p := b.Page(t, look.screen)
		axe := func() {
			if look.scripts {
				p.Axe()
			}
		}
		if !look.scripts {
			p.WithoutScripts()
		}
		p.Open(s.URL + "/s/" + links[i] + "?lang=ko")
		axe()
		p.Fits()
		p.Shot("survey-start-" + look.name)
		p.Follow("form .krds-btn.large")
		axe()
		p.Fits()
		p.Shot("survey-question-" + look.name)
		words := 0
		for n := range 60 {
			if len(p.Text("main")) == 0 || browser.Eval[bool](p, "document.querySelector('#progress') === null") {
				break
			}
			switch {
			case browser.Eval[bool](p, "document.querySelector('textarea') !== null"):
				if words++; words == 1 {
					axe()
					p.Shot("survey-words-" + look.name)
					p.Type("textarea", "조용해서 좋습니다.")
				}
				p.Follow("button[value=next]")
			case n == 1:
				p.Follow("button[value=none]")
			default:
				p.Follow("button[value='8']")
			}
		}
		if text := p.Text("main"); !strings.Contains(text, "고맙습니다. 잘 받았습니다.") {
			t.Fatalf("%s: the end says %q", look.name, text)
		}
		axe()
		p.Shot("survey-end-" + look.name)
	}
}
