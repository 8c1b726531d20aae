package ask

import (
	"bytes"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"jikim/charters"
	"jikim/internal/core/survey"
	"jikim/internal/locale"
)

func wonju(t testing.TB) *survey.Questionnaire {
	t.Helper()
	files, err := charters.Files(charters.Wonju)
	if err != nil {
		t.Fatal(err)
	}
	q, err := survey.Parse(survey.File, files[survey.File])
	if err != nil {
		t.Fatal(err)
	}
	return q
}

var input = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// drawn draws a sheet and returns what its form would send beside what is pressed.
func drawn(t testing.TB, s *Sheet) (url.Values, string) {
	t.Helper()
	var page bytes.Buffer
	s.C, s.Action = locale.For(locale.Korean), "/x"
	if err := Screen(s).Render(t.Context(), &page); err != nil {
		t.Fatal(err)
	}
	form := url.Values{}
	for _, m := range input.FindAllStringSubmatch(page.String(), -1) {
		form.Set(m[1], m[2])
	}
	return form, page.String()
}

// press draws a sheet, presses something and returns the sheet that follows.
func press(t testing.TB, s *Sheet, name, value string) (*Sheet, bool) {
	t.Helper()
	form, _ := drawn(t, s)
	form.Set(name, value)
	next := Read(s.Q, form)
	next.C, next.Optional = locale.For(locale.Korean), s.Optional
	fresh := next.Step(form)
	return next, fresh
}

func TestFromTheFirstQuestionToTheLast(t *testing.T) {
	t.Parallel()
	q := wonju(t)
	s := Begin(q, "some-key-of-the-form")
	fresh := 1 // the first screen
	for n, item := range q.Items() {
		var f bool
		if item.Words() {
			s, f = press(t, s, fieldSaid, "고맙습니다")
		} else {
			s, f = press(t, s, fieldPick, "7")
		}
		if f {
			fresh++
		}
		if s.At != n+1 || s.Fault != "" || s.Key != "some-key-of-the-form" {
			t.Fatalf("after question %d: at %d, fault %q", n, s.At, s.Fault)
		}
	}
	if !s.Done() || fresh != len(q.Items()) {
		t.Errorf("%d fresh screens of %d", fresh, len(q.Items()))
	}
	if faults := q.Check(s.Answers, true); len(faults) > 0 {
		t.Errorf("the answers have faults %v", faults)
	}
}

func TestBackKeepsWhatWasAnsweredAndCountsNoScreenTwice(t *testing.T) {
	t.Parallel()
	q := wonju(t)
	s, _ := press(t, Begin(q, "k"), fieldPick, "3")
	s, _ = press(t, s, fieldPick, none)
	s, fresh := press(t, s, fieldGo, "back")
	if s.At != 1 || fresh || !s.Answers[q.Items()[1].ID].None {
		t.Fatalf("back: at %d, %v", s.At, s.Answers)
	}
	s, fresh = press(t, s, fieldGo, "next")
	if s.At != 2 || fresh || len(s.Answers) != 2 {
		t.Errorf("on again: at %d, fresh %v, %v", s.At, fresh, s.Answers)
	}
	if s, _ = press(t, s, fieldGo, "next"); s.At != 2 || s.Fault == "" {
		t.Errorf("nothing was chosen: at %d, fault %q", s.At, s.Fault)
	}
	s.Optional = true
	if s, _ = press(t, s, fieldGo, "skip"); s.At != 3 {
		t.Errorf("passed over: at %d", s.At)
	}
}

func TestEveryPointSaysWhereItStands(t *testing.T) {
	t.Parallel()
	_, page := drawn(t, Begin(wonju(t), "k"))
	for _, want := range []string{`aria-label="0 (0점`, `aria-label="10 (0점`, "해당 없음", "<progress max="} {
		if !strings.Contains(page, want) {
			t.Errorf("the screen has no %q", want)
		}
	}
}

// FuzzScreen sends whatever to a screen: it is read without panic, and what comes out can be drawn, read again and is an answer to the
// questions that there are.
func FuzzScreen(f *testing.F) {
	f.Add("key=k&at=2&seen=3&pick=7&q.content.collection=5")
	f.Add("at=-1&seen=99999999999&pick=none&go=back")
	f.Add("at=36&words=%00%ff&go=next&q.x=1")
	q := wonju(f)
	f.Fuzz(func(t *testing.T, body string) {
		form, err := url.ParseQuery(body)
		if err != nil {
			return
		}
		s := Read(q, form)
		s.C = locale.For(locale.Korean)
		s.Step(form)
		if s.At < 0 || s.At > len(q.Items()) || s.Seen > len(q.Items()) {
			t.Fatalf("at %d, seen %d", s.At, s.Seen)
		}
		for _, fault := range q.Check(s.Answers, false) {
			if fault.Key != "survey.fault.long" {
				t.Fatalf("the fault %v", fault)
			}
		}
		if s.Done() {
			return
		}
		again, _ := drawn(t, s)
		if back := Read(q, again); back.At != s.At {
			t.Fatalf("drawn at %d, read at %d", s.At, back.At)
		}
	})
}
