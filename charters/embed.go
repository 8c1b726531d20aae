// Package charters carries the charters that ship with the program: that of 원주교육문화관, and examples of other offices.
package charters

import (
	"embed"
	"io/fs"
	"path"
	"slices"

	"jikim/internal/core/charter"
)

// FS holds one folder for each charter: "wonju", and the examples below "examples".
//
//go:embed wonju/*.yaml examples/*/*.yaml
var FS embed.FS

// Wonju is the name of the charter that is used when no other is asked for.
const Wonju = "wonju"

// Names lists the charters, the default first, such as "wonju" and "examples/haeon".
func Names() []string {
	found, err := fs.Glob(FS, "examples/*/"+charter.Main)
	if err != nil {
		panic(err) // the pattern is constant
	}
	names := []string{Wonju}
	for _, f := range found {
		names = append(names, path.Dir(f))
	}
	slices.Sort(names[1:])
	return names
}

// Files returns the files of one charter's folder; the error wraps fs.ErrNotExist when there is no such charter.
func Files(name string) (charter.Files, error) {
	entries, err := fs.ReadDir(FS, name)
	if err != nil {
		return nil, err
	}
	files := charter.Files{}
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		if files[e.Name()], err = fs.ReadFile(FS, path.Join(name, e.Name())); err != nil {
			return nil, err
		}
	}
	return files, nil
}
