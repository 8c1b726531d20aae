package ui

import (
	"context"
	"io"

	"jikim/internal/locale"
)

// Badge shows the status of a verdict: kept, broken, pending, unproven or void.
type Badge struct {
	C      *locale.Catalogue
	Status string
}

// Render draws the badge.
func (b Badge) Render(ctx context.Context, w io.Writer) error { return badge(b).Render(ctx, w) }

// GradeBadge shows how good the evidence is: measured, attested, reported or audited.
type GradeBadge struct {
	C     *locale.Catalogue
	Grade string
}

// Render draws the grade.
func (g GradeBadge) Render(ctx context.Context, w io.Writer) error {
	return gradeBadge(g).Render(ctx, w)
}

// strength is the number of filled bars of a grade: 4 when an inspector saw it, 1 when only the citizen said so.
func (g GradeBadge) strength() int {
	switch g.Grade {
	case "measured":
		return 4
	case "audited":
		return 3
	case "attested":
		return 2
	case "reported":
		return 1
	}
	return 0
}

// Tag is a plain badge with a word, for anything that is not a verdict: a channel, a kind, a department.
type Tag struct {
	Text    string
	Primary bool
}

// Render draws the tag.
func (t Tag) Render(ctx context.Context, w io.Writer) error { return tag(t).Render(ctx, w) }

// Render draws the countdown.
func (d Countdown) Render(ctx context.Context, w io.Writer) error { return countdown(d).Render(ctx, w) }
