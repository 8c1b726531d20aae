// Package licence tells under which licence other people's code comes, by the text of its licence file. Nothing is linked
// into the program that would bind an office which changes it, and nothing without a licence (docs/dependencies.md).
package licence

import (
	"regexp"
	"strings"
)

// Unknown is the name of a licence that Identify does not know.
const Unknown = "unknown"

// texts are words that stand in a licence, in an order in which none is mistaken for another: the licence of Mozilla names
// those of GNU, and they name each other.
var texts = []struct{ name, words string }{
	{"MPL-2.0", "mozilla public license version 2.0"},
	{"MPL-2.0", "mozilla public license, version 2.0"},
	{"AGPL", "gnu affero general public license"},
	{"LGPL", "gnu lesser general public license"},
	{"LGPL", "gnu library general public license"},
	{"GPL", "gnu general public license"},
	{"EPL", "eclipse public license"},
	{"Apache-2.0", "apache license version 2.0"},
	{"Apache-2.0", "apache license, version 2.0"},
	{"BSD", redistribution},
	{"ISC", "permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted, provided"},
	{"ISC", "permission to use, copy, modify, and distribute this software for any purpose with or without fee is hereby granted, provided"},
	{"0BSD", "permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted."},
	{"MIT", "permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files"},
	{"Unlicense", "this is free and unencumbered software released into the public domain"},
	{"CC0-1.0", "cc0 1.0 universal"},
	{"public domain", "has been dedicated to the public domain by the authors"},
}

// space is what stands between words: white space, and the marks of comments and lists.
var space = regexp.MustCompile(`[\s*#/"“”]+`)

// redistribution begins both BSD licences; the longer one also forbids the use of names.
const (
	redistribution = "redistribution and use in source and binary forms, with or without modification, are permitted provided that the following conditions are met"
	endorsement    = "used to endorse or promote products derived from"
)

// Identify returns the SPDX name of the licence whose text is given, Unknown when it is none of those it knows. A file
// with several licences gets the name of the strictest one, in the order: Mozilla, GNU, Apache, BSD, MIT.
func Identify(text string) string {
	flat := strings.ToLower(space.ReplaceAllString(text, " "))
	for _, t := range texts {
		if !strings.Contains(flat, t.words) {
			continue
		}
		if t.name != "BSD" {
			return t.name
		}
		if strings.Contains(flat, endorsement) {
			return "BSD-3-Clause"
		}
		return "BSD-2-Clause"
	}
	return Unknown
}

// free are the licences of what may be linked into the program or shipped with it.
var free = map[string]bool{"MIT": true, "BSD-2-Clause": true, "BSD-3-Clause": true, "Apache-2.0": true, "ISC": true, "0BSD": true,
	"BSD-0-Clause": true, "Unlicense": true, "CC0-1.0": true, "public domain": true, "OFL-1.1": true}

// MayLink tells whether code under that licence may be part of the program.
func MayLink(name string) bool { return free[name] }

// MayUse tells whether code under that licence may help to build or test the program without being part of it.
func MayUse(name string) bool { return free[name] || name == "MPL-2.0" }
