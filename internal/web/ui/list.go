package ui

import (
	"context"
	"io"
	"time"

	"github.com/a-h/templ"

	"jikim/internal/locale"
)

// DescriptionList shows what is known about one thing, term by term.
type DescriptionList []Item

// Item is one line of a description list: a text, a link when Href is set, or a component.
type Item struct {
	Term string
	Text string
	Href string
	Body templ.Component
}

// Render draws the list.
func (d DescriptionList) Render(ctx context.Context, w io.Writer) error {
	return descriptionList(d).Render(ctx, w)
}

// Timeline shows what happened, one event after another.
type Timeline struct {
	C      *locale.Catalogue
	Events []Event
}

// Event is one event of a timeline.
type Event struct {
	At     time.Time // written in the time zone of the catalogue
	What   string
	Who    string          // who did it or how it is known; or empty
	Body   templ.Component // more about it, or nil
	Status string          // "kept", "broken", "future" or empty: the shape of its dot
	Struck bool            // corrected or retracted since
}

// Render draws the timeline.
func (t Timeline) Render(ctx context.Context, w io.Writer) error { return timeline(t).Render(ctx, w) }

// Stepper shows how far a thing has come in a fixed row of steps.
type Stepper struct {
	C       *locale.Catalogue
	Steps   []string
	Current int // index of the current step; len(Steps) when all are done
}

// Render draws the steps.
func (s Stepper) Render(ctx context.Context, w io.Writer) error { return stepper(s).Render(ctx, w) }

func (s Stepper) state(i int) string {
	switch {
	case i < s.Current:
		return "done"
	case i == s.Current:
		return "active"
	}
	return "todo"
}

func (s Stepper) word(i int) string {
	key := map[string]string{"done": "ui.step.done", "active": "ui.step.current", "todo": "ui.step.todo"}[s.state(i)]
	return words(s.C).T(key)
}

// Explanation shows how a verdict or a due time came about, step by step; the sentences come from Catalogue.Steps.
type Explanation struct {
	Title     string
	Sentences []string
}

// Render draws the explanation.
func (e Explanation) Render(ctx context.Context, w io.Writer) error {
	return explanation(e).Render(ctx, w)
}
