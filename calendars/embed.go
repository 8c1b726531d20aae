// Package calendars carries the calendars that ship with the program: office hours and days off, as text.
package calendars

import "embed"

// The names of the shipped calendars; the file of each is its name with ".yaml".
const (
	// Office is the calendar of petitions, on which periods of the law run.
	Office = "kr-office"
	// Desk is when the desks of 원주교육문화관 are open.
	Desk = "wonju-desk"
)

// Names lists the shipped calendars.
func Names() []string { return []string{Office, Desk} }

// FS holds the calendar files and the files of days that they name.
//
//go:embed *.yaml *.csv
var FS embed.FS
