package archtest

import (
	"fmt"
	"go/ast"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// pure are the packages of the standard library that the core may import; of those with a list, only what it names.
var pure = map[string][]string{
	"bytes": nil, "cmp": nil, "container/heap": nil, "container/list": nil, "container/ring": nil, "crypto/sha256": nil,
	"encoding/binary": nil, "encoding/csv": nil, "encoding/hex": nil, "encoding/json": nil, "errors": nil, "fmt": nil,
	"iter": nil, "maps": nil, "math": nil, "math/bits": nil, "path": nil, "regexp": nil, "slices": nil, "sort": nil,
	"strconv": nil, "strings": nil, "time": nil, "unicode": nil, "unicode/utf8": nil, "unicode/utf16": nil,
	"io":   {"EOF"},
	"sync": {"OnceValue"},
}

// impure are names of otherwise pure packages that reach for the clock, the host or the screen.
var impure = map[string][]string{
	"time": {"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTicker", "NewTimer", "LoadLocation", "Local"},
	"fmt":  {"Print", "Printf", "Println", "Scan", "Scanf", "Scanln"},
}

// purity keeps the core a matter of values: no clock, no input or output, no goroutine.
func purity(t *source) []Fault {
	var faults []Fault
	for _, f := range t.goFiles() {
		if within(f.path, "internal/core") && !f.test() {
			faults = append(faults, impurities(t, f)...)
		}
	}
	return faults
}

func impurities(t *source, f *file) []Fault {
	var faults []Fault
	named := map[string]string{} // import path by local name
	for _, spec := range f.syntax.Imports {
		p := importPath(spec)
		if !std(p) || strings.HasPrefix(p, t.module+"/") {
			continue
		}
		if _, ok := pure[p]; !ok {
			faults = append(faults, Fault{"purity", f.path, t.line(spec.Pos()), fmt.Sprintf("the core may not import %s: what it would give belongs into the arguments", p)})
			continue
		}
		if importName(spec) == "." {
			faults = append(faults, Fault{"purity", f.path, t.line(spec.Pos()), "the core imports nothing by a dot: its names could not be followed"})
		}
		named[importName(spec)] = p
	}
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			faults = append(faults, Fault{"purity", f.path, t.line(n.Pos()), "the core starts no goroutine"})
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok {
				p := named[x.Name]
				allowed := pure[p]
				if slices.Contains(impure[p], n.Sel.Name) || allowed != nil && !slices.Contains(allowed, n.Sel.Name) {
					faults = append(faults, Fault{"purity", f.path, t.line(n.Pos()), fmt.Sprintf("the core may not use %s.%s: time and the world are arguments", p, n.Sel.Name)})
				}
			}
		}
		return true
	})
	return faults
}

// sqlText is how a statement begins, in any case. A sentence of English that begins with "Select" or "Update" lacks the
// second word.
var sqlText = regexp.MustCompile(`(?is)^\s*(select\s[^.!?]*\sfrom\s+\w|with\s+\w+\s+as\s*\(|insert\s+(or\s+\w+\s+)?into\s+\w|update\s+\w+\s+set\s|delete\s+from\s+\w|(create|drop|alter)\s+(unique\s+|virtual\s+)?(table|index|schema|trigger)\s)`)

// statements keeps SQL inside the store: one place knows the tables. Tests and the measurements under test/ may look
// behind it.
func statements(t *source) []Fault {
	var faults []Fault
	for _, f := range t.goFiles() {
		if f.test() || within(f.path, "internal/store", "test") {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Value[0] != '"' && lit.Value[0] != '`' {
				return true
			}
			if text, err := strconv.Unquote(lit.Value); err == nil && sqlText.MatchString(text) {
				faults = append(faults, Fault{"sql", f.path, t.line(lit.Pos()), "SQL stands in internal/store only: give the store a method"})
			}
			return true
		})
	}
	return faults
}
