// Package audit holds the rules of mystery calls and visits: what the ratings of a scorecard come to, who is drawn when, and
// which of them are rated twice.
package audit

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"jikim/internal/core/charter"
)

// Ratings are what was given for the items of a scorecard, by their identifiers. An item that did not apply is absent.
type Ratings map[string]int

// Missing lists the items of a card that have to be rated and are not.
func (r Ratings) Missing(card *charter.Scorecard) []string {
	var out []string
	for _, item := range card.Items() {
		if _, rated := r[item.ID]; !rated && !item.Optional {
			out = append(out, item.ID)
		}
	}
	return out
}

// Score returns the points out of 100, rounded half up: each rating gives the part of its item's weight that it is of the
// best one, and the weights of items that did not apply are shared by the others. It is an error when an item is missing
// that has to be rated, a rating is not on its scale, or nothing applied.
func Score(card *charter.Scorecard, r Ratings) (int, error) {
	if missing := r.Missing(card); len(missing) > 0 {
		return 0, fmt.Errorf("item %s is not rated", missing[0])
	}
	known, weight, points := 0, 0, 0.0
	for _, item := range card.Items() {
		rating, rated := r[item.ID]
		if !rated {
			continue
		}
		if rating < item.Scale.From || rating > item.Scale.To {
			return 0, fmt.Errorf("item %s: %d is not on its scale", item.ID, rating)
		}
		known, weight = known+1, weight+item.Weight
		points += float64(item.Weight) * float64(rating) / float64(item.Scale.To)
	}
	if known != len(r) {
		return 0, errors.New("a rating belongs to no item")
	}
	if weight == 0 {
		return 0, errors.New("nothing was rated")
	}
	return int(points*100/float64(weight) + 0.5), nil
}

// Area returns what an area got of what it could get, of 100; false when nothing of it applied.
func Area(area *charter.ScoreArea, r Ratings) (float64, bool) {
	weight, points := 0, 0.0
	for i := range area.Items {
		item := &area.Items[i]
		if rating, rated := r[item.ID]; rated && item.Scale.To > 0 {
			weight, points = weight+item.Weight, points+float64(item.Weight)*float64(rating)/float64(item.Scale.To)
		}
	}
	if weight == 0 {
		return 0, false
	}
	return points * 100 / float64(weight), true
}

// String writes ratings in the order of the card's items, such as "rings=5 greeting=4", as facts keep them. Numbers only:
// what the rater wrote is sealed.
func (r Ratings) String(card *charter.Scorecard) string {
	var out []string
	for _, item := range card.Items() {
		if rating, rated := r[item.ID]; rated {
			out = append(out, item.ID+"="+strconv.Itoa(rating))
		}
	}
	return strings.Join(out, " ")
}

// ParseRatings reads what String wrote. Parts that are no rating are left out: a fact stays readable when its card changes.
func ParseRatings(text string) Ratings {
	out := Ratings{}
	for part := range strings.FieldsSeq(text) {
		id, number, _ := strings.Cut(part, "=")
		if n, err := strconv.Atoi(number); err == nil && id != "" {
			out[id] = n
		}
	}
	return out
}
