// Package locale writes what people read: Korean first, English second.
//
// Catalogues are flat YAML files, one pair per area, embedded: ko/portal.yaml and en/portal.yaml and so on. A line is
//
//	case.filed: "{name|이/가} {at}에 접수되었습니다."
//
// with these placeholders:
//
//	{name}              the value, written by its type (see Catalogue.T)
//	{name|을/를}         the value and the Korean particle that fits its last sound
//	{n#case/cases}      English only: the number and the noun that fits it
//	{due:deadline}      an instant with its day of the week, midnight as 24:00; also :day, :moment (to the second), :clock
//	{grade:ui.grade}    the sentence of the key "ui.grade." and the value
//	[, {days} days]     left out when a value inside is missing, empty or zero
//
// Both languages must have the same keys with the same placeholder names; a test of this package proves it. A key may
// stand in one area only. The package is pure: the time zone of the office is given with Catalogue.In, and no function
// looks at a clock.
package locale
