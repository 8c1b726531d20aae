package archtest

import (
	"bytes"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

// unwanted are texts that no file of the project may hold.
var unwanted = []struct {
	pattern *regexp.Regexp
	text    string
}{
	{regexp.MustCompile(`(^|[^\w./:~)}\]-])/(work|tmp|home|root|Users)/\w`), "a path of somebody's machine"},
	{regexp.MustCompile(`registry\.(npmjs|yarnpkg)|(proxy|sum)\.golang|goproxy\.(io|cn)|pypi\.org|(deb|ftp)\.debian`), "the host of a package registry: name the package, the tools know where it is"},
	{regexp.MustCompile(`\bTO[D]O\b|\bFIX[M]E\b`), "unfinished work: do it, or write it down in an issue"},
}

// texts looks for what does not belong into the project's files.
func texts(t *source) []Fault {
	var faults []Fault
	for i := range t.files {
		f := &t.files[i]
		if f.binary || f.foreign || path.Base(f.path) == "package-lock.json" {
			continue
		}
		n := 0
		for line := range bytes.Lines(f.content) {
			n++
			for _, u := range unwanted {
				if u.pattern.Match(line) {
					faults = append(faults, Fault{"text", f.path, n, u.text})
				}
			}
		}
	}
	return faults
}

// requirement is a line of go.mod: a module and its version.
var requirement = regexp.MustCompile(`^\s*(?:require\s+)?([\w.-]+\.[\w.-]+/\S+)\s+(v\S+)\s*(// indirect)?`)

// dependencyRow is a row of the tables in docs/dependencies.md: | `module` | version | ….
var dependencyRow = regexp.MustCompile("^\\| `([^`]+)` \\| (v[^ |]+) \\|")

// dependencies holds docs/dependencies.md to the direct requirements of go.mod, version by version.
func dependencies(t *source) []Fault {
	const page = "docs/dependencies.md"
	required := map[string]string{}
	for line := range bytes.Lines(t.content("go.mod")) {
		if m := requirement.FindSubmatch(line); m != nil && (m[3] == nil || isTool(t, string(m[1]))) {
			required[string(m[1])] = string(m[2])
		}
	}
	var faults []Fault
	n := 0
	for line := range bytes.Lines(t.content(page)) {
		n++
		m := dependencyRow.FindSubmatch(line)
		if m == nil {
			continue
		}
		module, version := string(m[1]), string(m[2])
		switch want, ok := required[module]; {
		case !ok:
			faults = append(faults, Fault{"dependency", page, n, fmt.Sprintf("%s is no direct dependency of go.mod", module)})
		case want != version:
			faults = append(faults, Fault{"dependency", page, n, fmt.Sprintf("go.mod has %s %s", module, want)})
		}
		delete(required, module)
	}
	for module := range required {
		faults = append(faults, Fault{"dependency", page, 0, fmt.Sprintf("%s is missing: say why it is needed, its licence, and why it is not our own code", module)})
	}
	return faults
}

// isTool tells whether go.mod runs a program of that module by `go tool`.
func isTool(t *source, module string) bool {
	_, tools, _ := strings.Cut(string(t.content("go.mod")), "\ntool (")
	return slices.ContainsFunc(strings.Fields(tools), func(p string) bool { return within(p, module) })
}

// reference is a link or picture in a document.
var reference = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// links asks every link between documents to lead to a file of the tree.
func links(t *source) []Fault {
	exists := map[string]bool{".": true}
	for i := range t.files {
		for name := t.files[i].path; name != "." && !exists[name]; name = path.Dir(name) {
			exists[name] = true
		}
	}
	var faults []Fault
	for i := range t.files {
		f := &t.files[i]
		if path.Ext(f.path) != ".md" || f.foreign {
			continue
		}
		n := 0
		for line := range bytes.Lines(f.content) {
			n++
			for _, m := range reference.FindAllSubmatch(line, -1) {
				u, err := url.Parse(string(m[1]))
				if err != nil || u.Scheme != "" || u.Path == "" {
					continue
				}
				if !exists[path.Join(f.folder(), u.Path)] {
					faults = append(faults, Fault{"link", f.path, n, fmt.Sprintf("%s leads nowhere", m[1])})
				}
			}
		}
	}
	return faults
}
