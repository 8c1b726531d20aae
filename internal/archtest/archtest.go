// Package archtest holds the source tree to the rules of its own design: which folder may import which, what the pure core
// must not touch, where SQL may stand, and how files are kept (docs/architecture.md). The rules read source text alone, so
// that they also judge what does not compile yet, and are themselves tried on small trees with planted faults.
package archtest

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Fault is one breach of a rule.
type Fault struct {
	Rule string // import, module, purity, sql, comment, documentation, size, format, name, text, dependency, link
	Path string // of the file or folder, relative to the root of the tree
	Line int    // 0: the whole file or folder
	Text string // what is wrong and what to do
}

// String returns the fault as one line, its place first.
func (f Fault) String() string {
	if f.Line == 0 {
		return fmt.Sprintf("%s: %s: %s", f.Path, f.Rule, f.Text)
	}
	return fmt.Sprintf("%s:%d: %s: %s", f.Path, f.Line, f.Rule, f.Text)
}

// Check returns all faults of a source tree, sorted by place. The tree's root is the folder of go.mod. An error means that
// the tree could not be read.
func Check(tree fs.FS) ([]Fault, error) {
	t, err := read(tree)
	if err != nil {
		return nil, err
	}
	var all []Fault
	for _, rule := range []func(*source) []Fault{
		imports, modules, purity, statements, comments, documentation, sizes, format, names, texts, dependencies, links,
	} {
		all = append(all, rule(t)...)
	}
	slices.SortFunc(all, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Text, b.Text))
	})
	return all, nil
}

// source is a tree that has been read.
type source struct {
	module string
	set    *token.FileSet
	files  []file // of all kinds
}

// file is one file of the tree.
type file struct {
	path    string // slashes, relative to the root
	content []byte
	binary  bool
	foreign bool      // not of this project's hand: copied or built from other people's work
	nested  bool      // of a module inside the tree: built apart, so the import rules do not hold
	syntax  *ast.File // Go files only
}

func (f *file) folder() string { return path.Dir(f.path) }
func (f *file) test() bool     { return strings.HasSuffix(f.path, "_test.go") }

// generated tells Go files that a program wrote.
func (f *file) generated() bool {
	return strings.HasSuffix(f.path, "_templ.go") || f.syntax != nil && ast.IsGenerated(f.syntax)
}

// skipped tells folders that are not of the source: what git ignores.
func skipped(name string) bool {
	base := path.Base(name)
	return base == ".git" || base == "node_modules" || name == ".cache" || name == "bin" || name == "data"
}

// foreignFolders hold files that come from elsewhere unchanged, or are built from such by `make generate`.
var foreignFolders = []string{"internal/web/ui/dist", "test/browser/axe", "charters/testdata"}

func read(tree fs.FS) (*source, error) {
	t := &source{set: token.NewFileSet()}
	var inner []string // folders of modules inside this one
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if skipped(name) {
				return fs.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() {
			return nil
		}
		content, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		if path.Base(name) == "go.mod" && name != "go.mod" {
			inner = append(inner, path.Dir(name))
		}
		t.files = append(t.files, file{path: name, content: content, binary: bytes.IndexByte(content[:min(len(content), 8000)], 0) >= 0,
			foreign: within(name, foreignFolders...)})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the tree: %w", err)
	}
	if err := t.nameModule(); err != nil {
		return nil, err
	}
	return t, t.parse(inner)
}

func (t *source) nameModule() error {
	for line := range bytes.Lines(t.content("go.mod")) {
		if name, ok := bytes.CutPrefix(line, []byte("module ")); ok {
			t.module = string(bytes.TrimSpace(name))
			return nil
		}
	}
	return fmt.Errorf("go.mod: no module line")
}

func (t *source) parse(inner []string) error {
	for i := range t.files {
		f := &t.files[i]
		f.nested = within(f.path, inner...)
		if path.Ext(f.path) != ".go" || strings.Contains(f.path, "testdata/") {
			continue
		}
		var err error
		if f.syntax, err = parser.ParseFile(t.set, f.path, f.content, parser.ParseComments|parser.SkipObjectResolution); err != nil {
			return err
		}
	}
	return nil
}

// content returns a file's text; nil when there is no such file.
func (t *source) content(name string) []byte {
	for i := range t.files {
		if t.files[i].path == name {
			return t.files[i].content
		}
	}
	return nil
}

// goFiles returns the Go files of this module.
func (t *source) goFiles() []*file {
	var found []*file
	for i := range t.files {
		if f := &t.files[i]; f.syntax != nil && !f.nested {
			found = append(found, f)
		}
	}
	return found
}

// packages returns the Go files of this module by folder, without tests.
func (t *source) packages() map[string][]*file {
	found := map[string][]*file{}
	for _, f := range t.goFiles() {
		if !f.test() {
			found[f.folder()] = append(found[f.folder()], f)
		}
	}
	return found
}

func (t *source) line(p token.Pos) int { return t.set.Position(p).Line }

// within tells whether a path is one of the folders or lies below one.
func within(name string, folders ...string) bool {
	for _, folder := range folders {
		if name == folder || strings.HasPrefix(name, folder+"/") {
			return true
		}
	}
	return false
}
