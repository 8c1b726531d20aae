// Package survey holds the yearly survey of satisfaction: the questionnaire as data, how a sample is drawn, what the answers come
// to, and what is too small to be shown. The model is that of the PCSI, the index by which Korean public bodies are measured:
// qualities of a service (content, delivery, environment, society), and satisfaction as a whole and by element, each asked by
// items of its own.
package survey

import (
	"slices"

	"jikim/internal/core/yaml"
)

// File is the name of the questionnaire in the folder of a charter.
const File = "survey.yaml"

// LeastShown is the number of answers below which no office may show a figure.
const LeastShown = 5

// Text is a text in Korean and English; English may be empty and then falls back to Korean.
type Text = yaml.Text

// Questionnaire is what a survey asks. It is immutable after Parse and safe for concurrent use. A survey keeps the Source with
// which it was opened, so that its answers are read by the questions that were asked.
type Questionnaire struct {
	Name  Text
	Intro Text    // read before the first question; may be empty
	Shown int     // fewest answers for which a figure is shown; LeastShown or more
	Weak  float64 // an item whose mean of 100 lies below is weak

	Sample     Sample
	Quotas     []Quota
	Dimensions []Dimension
	Importance []Item // how important a dimension or item is to who answers; Of names it
	Comments   []Item // questions that are answered in words
	Themes     []Theme

	Source string // the text of the file
	Digest string // hex SHA-256 of Source, with line ends and byte order mark left out
}

// Role is what a dimension says of the service.
type Role string

// The roles of dimensions.
const (
	Quality Role = "quality" // a quality of the service, of which satisfaction comes
	Overall Role = "overall" // satisfaction as a whole; exactly one dimension has this role
	Element Role = "element" // satisfaction with each quality, asked in one item
)

// Dimension is a group of items whose mean is a figure of its own.
type Dimension struct {
	ID    string
	Name  Text
	Role  Role
	Items []Item
}

// Item is one question.
type Item struct {
	ID        string
	Dimension string // of which it is an item; "" of importance and comments
	Of        string // importance: the dimension or item that it asks about
	Name      Text   // in a table: a few words
	Text      Text   // the question as it is asked
	Scale     Scale  // 0: answered in words
	Low, High Text   // what the ends of the scale mean
	// Needed: there is no answer "해당 없음" (does not apply) to it.
	Needed bool
}

// Words tells whether the item is answered in words.
func (i *Item) Words() bool { return i.Scale == 0 }

// Sample says how many are asked to answer, and of whom.
type Sample struct {
	Target int     // answers that are wanted; 0: what Margin asks for
	Margin float64 // half the 95 % interval of a share that is wanted, in hundredths: 5 is ±5 %p; 0: none
	// Strata are the groups that the contacts of the year are divided into: "channel", "desk", both or none.
	Strata []string
	Equal  bool // every stratum gives as many; otherwise each in proportion to its size
}

// Quota is the fewest answers that are wanted of a channel, a desk, or a desk by a channel.
type Quota struct {
	Stratum
	Least int
}

// Theme groups comments by words of the office's own.
type Theme struct {
	ID    string
	Name  Text
	Words []string // a comment that has one of them belongs to the theme; letters' case does not matter
}

// Rated returns the items of all dimensions in their order.
func (q *Questionnaire) Rated() []*Item {
	var out []*Item
	for d := range q.Dimensions {
		for i := range q.Dimensions[d].Items {
			out = append(out, &q.Dimensions[d].Items[i])
		}
	}
	return out
}

// Items returns all questions in the order in which they are asked: those of the dimensions, importance, words.
func (q *Questionnaire) Items() []*Item {
	out := q.Rated()
	for _, list := range [][]Item{q.Importance, q.Comments} {
		for i := range list {
			out = append(out, &list[i])
		}
	}
	return out
}

// Item returns the question with that identifier, or nil.
func (q *Questionnaire) Item(id string) *Item {
	for _, item := range q.Items() {
		if item.ID == id {
			return item
		}
	}
	return nil
}

// Dimension returns the dimension with that identifier, or nil.
func (q *Questionnaire) Dimension(id string) *Dimension {
	for i := range q.Dimensions {
		if q.Dimensions[i].ID == id {
			return &q.Dimensions[i]
		}
	}
	return nil
}

// Overall returns the dimension of satisfaction as a whole.
func (q *Questionnaire) Overall() *Dimension {
	for i := range q.Dimensions {
		if q.Dimensions[i].Role == Overall {
			return &q.Dimensions[i]
		}
	}
	return nil
}

// NameOf returns the name of a dimension or question; the identifier when there is none.
func (q *Questionnaire) NameOf(id string) Text {
	if d := q.Dimension(id); d != nil {
		return d.Name
	}
	if item := q.Item(id); item != nil {
		return item.Name
	}
	return Text{KO: id}
}

// StratumOf returns the stratum that a contact of a desk by a channel belongs to: what the sample is not divided by is empty.
func (s *Sample) StratumOf(channel, desk string) Stratum {
	var out Stratum
	if slices.Contains(s.Strata, "channel") {
		out.Channel = channel
	}
	if slices.Contains(s.Strata, "desk") {
		out.Desk = desk
	}
	return out
}

// Wanted returns how many answers are wanted of so many people: the target, or what the margin asks for; at most all.
func (s *Sample) Wanted(population int) int {
	if s.Target > 0 {
		return min(s.Target, population)
	}
	return Size(s.Margin/100, population)
}
