package web

import "strings"

// Cell is a text for a cell of a CSV file: what a spreadsheet would take for a formula is marked as text.
func Cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
