package archtest

import (
	"bytes"
	"fmt"
	"go/ast"
	gofmt "go/format"
	"path"
	"slices"
	"strings"
)

// The longest files: at most one in twenty above usualLines, none above mostLines.
const (
	usualLines = 450
	mostLines  = 900
)

// comments asks every package for a comment that says what it is for.
func comments(t *source) []Fault {
	var faults []Fault
	for folder, files := range t.packages() {
		if !slices.ContainsFunc(files, func(f *file) bool { return f.syntax.Doc != nil }) {
			faults = append(faults, Fault{"comment", folder, 0, "the package has no comment: say in one file what it is for"})
		}
	}
	return faults
}

// sizes keeps files short enough to be read at once.
func sizes(t *source) []Fault {
	var faults []Fault
	var all []int
	for _, f := range t.goFiles() {
		if f.generated() {
			continue
		}
		n := bytes.Count(f.content, []byte("\n"))
		all = append(all, n)
		if n > mostLines {
			faults = append(faults, Fault{"size", f.path, 0, fmt.Sprintf("%d lines, more than %d: divide it by what it speaks of", n, mostLines)})
		}
	}
	if len(all) == 0 {
		return faults
	}
	slices.Sort(all)
	if p95 := all[(len(all)*95+99)/100-1]; p95 > usualLines {
		faults = append(faults, Fault{"size", ".", 0, fmt.Sprintf("one file in twenty is longer than %d lines; %d is the most", p95-1, usualLines)})
	}
	return faults
}

// format asks for gofmt's form.
func format(t *source) []Fault {
	var faults []Fault
	for i := range t.files {
		f := &t.files[i]
		if f.syntax == nil {
			continue
		}
		if formatted, err := gofmt.Source(f.content); err != nil || !bytes.Equal(formatted, f.content) {
			faults = append(faults, Fault{"format", f.path, 0, "not in gofmt's form: run gofmt -w"})
		}
	}
	return faults
}

// leastDocumented is the share of exported names, in percent, that a package has to explain.
const leastDocumented = 90

// documentation counts the exported names of each package that have a comment. A comment on a group of constants or
// variables holds for the group; methods count when their type is exported.
func documentation(t *source) []Fault {
	var faults []Fault
	for folder, files := range t.packages() {
		var missing []string
		total := 0
		for _, f := range files {
			if f.generated() {
				continue
			}
			for _, decl := range f.syntax.Decls {
				n, without := undocumented(decl)
				total += n
				missing = append(missing, without...)
			}
		}
		if total > 0 && (total-len(missing))*100 < leastDocumented*total {
			faults = append(faults, Fault{"documentation", folder, 0,
				fmt.Sprintf("%d of %d exported names have no comment: %s", len(missing), total, strings.Join(missing, ", "))})
		}
	}
	return faults
}

func undocumented(decl ast.Decl) (total int, missing []string) {
	count := func(documented bool, names ...*ast.Ident) {
		for _, name := range names {
			if !name.IsExported() {
				continue
			}
			total++
			if !documented {
				missing = append(missing, name.Name)
			}
		}
	}
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil || ast.IsExported(receiver(d.Recv.List[0].Type)) {
			count(d.Doc != nil, d.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				count(d.Doc != nil || s.Doc != nil || s.Comment != nil, s.Name)
			case *ast.ValueSpec:
				count(d.Doc != nil || s.Doc != nil || s.Comment != nil, s.Names...)
			}
		}
	}
	return total, missing
}

// receiver returns the name of the type that a method belongs to.
func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// shelves are names of folders that say nothing of what is in them, so that everything ends up there.
var shelves = []string{"util", "utils", "common", "helper", "helpers", "manager", "managers", "model", "models", "misc",
	"lib", "pkg", "shared", "types", "base", "stuff"}

// names asks for folders that are one noun of the domain or one technology.
func names(t *source) []Fault {
	var faults []Fault
	seen := map[string]bool{}
	for i := range t.files {
		for folder := t.files[i].folder(); folder != "." && !seen[folder] && !t.files[i].foreign; folder = path.Dir(folder) {
			seen[folder] = true
			if slices.Contains(shelves, path.Base(folder)) {
				faults = append(faults, Fault{"name", folder, 0, "a shelf, not a noun: name the folder after what it holds"})
			}
		}
	}
	return faults
}
