package survey

import "strings"

// The modes by which a questionnaire is answered.
const (
	Web   = "web"
	Kiosk = "kiosk"
	Paper = "paper"
	Phone = "phone"
)

// Modes are the modes in the order in which they are shown.
var Modes = []string{Web, Kiosk, Paper, Phone}

// Answer is what somebody said to one question: a rating, words, or that it does not apply (해당 없음).
type Answer struct {
	Rating int    `json:"rating,omitempty"`
	None   bool   `json:"none,omitempty"` // does not apply; Rating counts for nothing then
	Words  string `json:"words,omitempty"`
}

// Answers are those of one person, by the identifier of the question. A question that was passed over is absent.
type Answers map[string]Answer

// Stratum is what a response tells of its origin, and all it tells: the channel and the desk of the contact. Either may be empty:
// not known, or not asked.
type Stratum struct {
	Channel string `json:"channel,omitempty"`
	Desk    string `json:"desk,omitempty"`
}

// Response is one filled questionnaire. It bears no time, no case and no name, so that it cannot be joined to anybody.
type Response struct {
	Stratum
	Mode    string  `json:"mode"`
	Answers Answers `json:"answers"`
}

// MostWords is the longest comment, in characters.
const MostWords = 2000

// Fault is what is wrong with one answer.
type Fault struct {
	Item string
	Key  string // "survey.fault." and missing, scale, unknown, none or long
}

// Check returns what is wrong with answers, in the order of the questions; those to questions that do not exist come last.
// Whole asks for an answer to every question with a scale: a kiosk or a person who leaves in the middle is not whole, and
// what was given counts all the same.
func (q *Questionnaire) Check(a Answers, whole bool) []Fault {
	var out []Fault
	known := 0
	for _, item := range q.Items() {
		given, ok := a[item.ID]
		if ok {
			known++
		}
		if key := item.fault(given, ok, whole); key != "" {
			out = append(out, Fault{item.ID, "survey.fault." + key})
		}
	}
	if known < len(a) {
		for id := range a {
			if q.Item(id) == nil {
				out = append(out, Fault{id, "survey.fault.unknown"})
				break // which one does not matter: no page sends any
			}
		}
	}
	return out
}

func (i *Item) fault(a Answer, given, whole bool) string {
	switch {
	case !given:
		if whole && !i.Words() {
			return "missing"
		}
	case i.Words():
		if len([]rune(a.Words)) > MostWords {
			return "long"
		}
	case a.None:
		if i.Needed {
			return "none"
		}
	case !i.Scale.Has(a.Rating):
		return "scale"
	}
	return ""
}

// Score returns the mean of the items of a dimension that were rated, out of 100; false when none was.
func (a Answers) Score(d *Dimension) (float64, bool) {
	sum, n := 0.0, 0
	for i := range d.Items {
		if p, ok := a.Percent(&d.Items[i]); ok {
			sum, n = sum+p, n+1
		}
	}
	if n == 0 {
		return 0, false
	}
	return sum / float64(n), true
}

// Percent returns the rating of an item out of 100; false when it was not rated.
func (a Answers) Percent(item *Item) (float64, bool) {
	given, ok := a[item.ID]
	if !ok || given.None || !item.Scale.Has(given.Rating) {
		return 0, false
	}
	return item.Scale.Percent(given.Rating), true
}

// Said returns the words to a question; "" when there are none.
func (a Answers) Said(item *Item) string { return strings.TrimSpace(a[item.ID].Words) }
