package ui

import (
	"context"
	"io"
	"strconv"
)

// Drawing is a picture of lines, such as a signature: the data of an SVG path on a surface of a width and height.
type Drawing struct {
	Label         string // what it is, for those who do not see it
	Path          string
	Width, Height int
}

// Render draws the picture.
func (d Drawing) Render(ctx context.Context, w io.Writer) error { return drawing(d).Render(ctx, w) }

func (d Drawing) box() string { return "0 0 " + strconv.Itoa(d.Width) + " " + strconv.Itoa(d.Height) }
