package web

import (
	"jikim/internal/app"
	"jikim/internal/web/ui"
)

// Printed takes the words of a table for paper, with paragraphs below it.
func Printed(heading string, t ui.Table, text ...string) app.Section {
	s := app.Section{Heading: heading, Text: text}
	for _, c := range t.Columns {
		s.Head = append(s.Head, c.Head)
	}
	for _, row := range t.Rows {
		cells := make([]string, len(row.Cells))
		for i := range row.Cells {
			cells[i] = row.Cells[i].Text
		}
		s.Rows = append(s.Rows, cells)
	}
	return s
}
