// Package ask draws a questionnaire one question after the other, as the portal, a kiosk and an officer on the telephone show it. What
// has been answered goes along in the form of each screen and is kept nowhere else until the end: who stops in the middle leaves nothing
// behind. It works without scripts.
package ask

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"jikim/internal/app"
	"jikim/internal/core/survey"
	"jikim/internal/locale"
	"jikim/internal/web/ui"
)

// Sheet is a questionnaire that is being filled in.
type Sheet struct {
	C       *locale.Catalogue
	Q       *survey.Questionnaire
	Key     string // of the form, the same on all screens: sending it twice is sending it once
	At      int    // the question on the screen, the first is 0; the number of questions: all are answered
	Seen    int    // how many screens have been shown so far
	Answers survey.Answers
	Fault   string // what is wrong with the answer on the screen
	// Optional lets questions be passed over, for who takes down what somebody says.
	Optional bool
	Action   string            // where the form goes
	Hidden   map[string]string // further fields of every screen
	Keys     bool              // answers by single keys
	Kiosk    bool              // large buttons
}

// Begin is a sheet at its first question.
func Begin(q *survey.Questionnaire, key string) *Sheet {
	return &Sheet{Q: q, Key: key, Answers: survey.Answers{}}
}

// The names of the fields.
const (
	fieldKey  = "key"
	fieldAt   = "at"
	fieldSeen = "seen"
	fieldPick = "pick"  // the rating that was pressed, or none
	fieldSaid = "words" // what was written
	fieldGo   = "go"    // back, next or skip
	none      = "none"
	before    = "q." // before the identifier of a question: its answer, carried along
)

// Read reads a screen as it was sent, with what was pressed on it not yet done. Whatever is no answer to a question is left out.
func Read(q *survey.Questionnaire, form url.Values) *Sheet {
	s := Begin(q, form.Get(fieldKey))
	items := q.Items()
	s.At = number(form.Get(fieldAt), len(items)-1)
	s.Seen = number(form.Get(fieldSeen), len(items))
	for _, item := range items {
		raw := form.Get(before + item.ID)
		if a, ok := answerOf(item, raw); ok {
			s.Answers[item.ID] = a
		}
	}
	return s
}

func number(text string, most int) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return min(max(n, 0), max(most, 0))
}

// answerOf reads an answer as it is carried along; false when it is none.
func answerOf(item *survey.Item, raw string) (survey.Answer, bool) {
	if item.Words() {
		return survey.Answer{Words: raw}, strings.TrimSpace(raw) != ""
	}
	if raw == none {
		return survey.Answer{None: true}, !item.Needed
	}
	n, err := strconv.Atoi(raw)
	return survey.Answer{Rating: n}, err == nil && item.Scale.Has(n)
}

// carried writes an answer as answerOf reads it.
func carried(item *survey.Item, a survey.Answer) string {
	switch {
	case item.Words():
		return a.Words
	case a.None:
		return none
	}
	return strconv.Itoa(a.Rating)
}

// Step does what was pressed: it keeps the answer and goes to the next screen, or to the one before. It tells whether the screen that
// follows is shown for the first time.
func (s *Sheet) Step(form url.Values) (fresh bool) {
	item := s.item()
	if item == nil {
		return false
	}
	given, pressed := s.given(item, form)
	switch {
	case form.Get(fieldGo) == "back":
		if pressed {
			s.keep(item, given)
		}
		s.At = max(s.At-1, 0)
		return false
	case pressed:
		if key := s.fault(item, given); key != "" {
			s.Fault = s.C.T(key, "most", survey.MostWords)
			s.Answers[item.ID] = given
			return false
		}
		s.keep(item, given)
	case item.Words() || s.Optional && form.Get(fieldGo) == "skip":
		delete(s.Answers, item.ID)
	default:
		if _, ok := s.Answers[item.ID]; !ok {
			s.Fault = s.C.T("ask.choose")
			return false
		}
	}
	s.At++
	fresh = s.At >= s.Seen && !s.Done()
	s.Seen = max(s.Seen, min(s.At+1, len(s.Q.Items())))
	return fresh
}

// given is the answer that was pressed or written on the screen.
func (s *Sheet) given(item *survey.Item, form url.Values) (survey.Answer, bool) {
	if item.Words() {
		return answerOf(item, strings.ReplaceAll(form.Get(fieldSaid), "\r\n", "\n"))
	}
	return answerOf(item, form.Get(fieldPick))
}

func (s *Sheet) fault(item *survey.Item, a survey.Answer) string {
	for _, f := range s.Q.Check(survey.Answers{item.ID: a}, false) {
		if f.Item == item.ID {
			return app.SurveyFaultKey(f)
		}
	}
	return ""
}

func (s *Sheet) keep(item *survey.Item, a survey.Answer) { s.Answers[item.ID] = a }

// Done tells whether all questions have been gone through.
func (s *Sheet) Done() bool { return s.At >= len(s.Q.Items()) }

// Reject goes back to the first question with a fault, and tells whether there is one.
func (s *Sheet) Reject(field, message string) bool {
	i := slices.IndexFunc(s.Q.Items(), func(item *survey.Item) bool { return item.ID == field })
	if i < 0 {
		return false
	}
	s.At, s.Fault = i, message
	return true
}

func (s *Sheet) item() *survey.Item {
	items := s.Q.Items()
	if s.At >= len(items) {
		return nil
	}
	return items[s.At]
}

func (s *Sheet) lang() string { return string(s.C.Lang()) }

// Title is the question on the screen.
func (s *Sheet) Title() string {
	if item := s.item(); item != nil {
		return item.Text.In(s.lang())
	}
	return s.Q.Name.In(s.lang())
}

// Progress says how far the sheet is.
func (s *Sheet) Progress() string { return s.C.T("ask.progress", "n", s.At+1, "of", len(s.Q.Items())) }

// option is a point of a scale as a button.
type option struct {
	Value, Text, Key string
	Label            string // for who cannot see where on the scale it stands
	Chosen           bool
}

// options are the points of the scale on the screen, the best last, and that the question does not apply.
func (s *Sheet) options() []option {
	item, lang := s.item(), s.lang()
	var out []option
	have, given := s.Answers[item.ID]
	for n := item.Scale.From(); n <= item.Scale.To(); n++ {
		o := option{Value: strconv.Itoa(n), Text: strconv.Itoa(n), Chosen: given && !have.None && have.Rating == n}
		o.Label = s.C.T("ask.point", "n", n, "from", item.Scale.From(), "to", item.Scale.To(), "low", item.Low.In(lang), "high", item.High.In(lang))
		if s.Keys {
			o.Key = pointKey(n)
		}
		out = append(out, o)
	}
	return out
}

// pointKey is the key for a point: its digit, and t for ten.
func pointKey(n int) string {
	if n == 10 {
		return "t"
	}
	return strconv.Itoa(n)
}

// key is a shortcut, where there are any.
func (s *Sheet) key(k string) string {
	if s.Keys {
		return k
	}
	return ""
}

func (s *Sheet) chosenNone() bool { return s.Answers[s.item().ID].None }

// kind marks the answer that was given before.
func kind(chosen bool) ui.ButtonKind {
	if chosen {
		return ui.Primary
	}
	return ui.Tertiary
}

// hidden are the fields that every screen carries along, by name.
func (s *Sheet) hidden() []ui.Hidden {
	out := []ui.Hidden{{Name: fieldKey, Value: s.Key}, {Name: fieldAt, Value: strconv.Itoa(s.At)}, {Name: fieldSeen, Value: strconv.Itoa(max(s.Seen, s.At+1))}}
	for _, name := range sorted(s.Hidden) {
		out = append(out, ui.Hidden{Name: name, Value: s.Hidden[name]})
	}
	at := s.item()
	for _, item := range s.Q.Items() {
		if a, ok := s.Answers[item.ID]; ok && (item != at || !item.Words()) {
			out = append(out, ui.Hidden{Name: before + item.ID, Value: carried(item, a)})
		}
	}
	return out
}

func sorted(m map[string]string) []string {
	out := make([]string, 0, len(m))
	for name := range m {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// maxWords is the longest comment.
const maxWords = survey.MostWords

// ends says what the ends of the scale mean.
func (s *Sheet) ends() string {
	item, lang := s.item(), s.lang()
	return s.C.T("ask.ends", "from", item.Scale.From(), "to", item.Scale.To(), "low", item.Low.In(lang), "high", item.High.In(lang))
}

// answered tells whether the question on the screen has been answered before, so that one can go on without answering again.
func (s *Sheet) answered() bool { _, ok := s.Answers[s.item().ID]; return ok }
