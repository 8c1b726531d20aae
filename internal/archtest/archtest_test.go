package archtest

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// TestTree holds this very tree to the rules.
func TestTree(t *testing.T) {
	t.Parallel()
	faults, err := Check(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		t.Error(f)
	}
}

// TestTreeIsRead guards against a checker that is content because it saw nothing.
func TestTreeIsRead(t *testing.T) {
	t.Parallel()
	tree, err := read(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	packages := tree.packages()
	for _, want := range []string{"cmd/jikim", "internal/core/judge", "internal/app", "internal/store", "internal/web", "internal/cli"} {
		if len(packages[want]) == 0 {
			t.Errorf("no Go file was read in %s", want)
		}
	}
	if tree.module != "jikim" || len(tree.goFiles()) < 100 {
		t.Errorf("read module %q with %d Go files", tree.module, len(tree.goFiles()))
	}
}

// sound is a small tree without a fault.
func sound() fstest.MapFS {
	return files(map[string]string{
		"go.mod":                   "module jikim\n\ngo 1.26.0\n\nrequire github.com/goccy/go-yaml v1.19.2\n\nrequire golang.org/x/sys v0.1.0 // indirect\n",
		"README.md":                "# jikim\n\n[how](docs/dependencies.md#why), [page](https://example.org/x), [here](#there)\n",
		"docs/dependencies.md":     "| module | version | why |\n|---|---|---|\n| `github.com/goccy/go-yaml` | v1.19.2 | reads charters |\n",
		"cmd/jikim/main.go":        "// Command jikim is the program.\npackage main\n\nimport _ \"jikim/internal/cli\"\n\nfunc main() {}\n",
		"internal/cli/cli.go":      "// Package cli is the command line.\npackage cli\n\nimport (\n\t_ \"jikim/internal/app\"\n\t_ \"jikim/internal/store\"\n)\n",
		"internal/app/app.go":      "// Package app holds the use cases.\npackage app\n\nimport _ \"jikim/internal/core/judge\"\n",
		"internal/store/store.go":  "// Package store keeps cases.\npackage store\n\nimport _ \"jikim/internal/app\"\n\nconst q = `select case_id from head`\n",
		"internal/core/judge/j.go": "// Package judge judges.\npackage judge\n\nimport (\n\t\"io\"\n\t\"time\"\n)\n\n// End is the end.\nvar End = io.EOF\n\n// Later returns a later instant.\nfunc Later(t time.Time) time.Time { return t.Add(time.Second) }\n",
		"internal/core/yaml/y.go":  "// Package yaml reads YAML.\npackage yaml\n\nimport _ \"github.com/goccy/go-yaml\"\n",
	})
}

func files(texts map[string]string) fstest.MapFS {
	tree := fstest.MapFS{}
	for name, text := range texts {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return tree
}

func TestSoundTreeHasNoFault(t *testing.T) {
	t.Parallel()
	faults, err := Check(sound())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		t.Error(f)
	}
}

// source text for the planted faults
const (
	judgeHead  = "// Package judge judges.\npackage judge\n\n"
	deskHead   = "// Package desk is for officers.\npackage desk\n\n"
	portalHead = "// Package portal is for citizens.\npackage portal\n\n"
)

func TestPlantedFaultsAreFound(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, path, text string
		want             string // the whole line of the only fault
	}{
		{"core asks for the store", "internal/core/judge/k.go", judgeHead + "import _ \"jikim/internal/store\"\n",
			"internal/core/judge/k.go:4: import: internal/core/judge may not import internal/store"},
		{"core asks for a catalogue", "internal/core/judge/k.go", judgeHead + "import _ \"jikim/internal/locale\"\n",
			"internal/core/judge/k.go:4: import: internal/core/judge may not import internal/locale"},
		{"core opens a database", "internal/core/judge/k.go", judgeHead + "import _ \"database/sql\"\n",
			"internal/core/judge/k.go:4: purity: the core may not import database/sql: what it would give belongs into the arguments"},
		{"core reads files", "internal/core/judge/k.go", judgeHead + "import _ \"os\"\n",
			"internal/core/judge/k.go:4: purity: the core may not import os: what it would give belongs into the arguments"},
		{"core imports a name that only looks pure", "internal/core/judge/k.go", judgeHead + "import _ \"math/rand\"\n",
			"internal/core/judge/k.go:4: purity: the core may not import math/rand: what it would give belongs into the arguments"},
		{"core asks for the time", "internal/core/judge/k.go", judgeHead + "import \"time\"\n\nvar start = time.Now()\n",
			"internal/core/judge/k.go:6: purity: the core may not use time.Now: time and the world are arguments"},
		{"core asks for the time under another name", "internal/core/judge/k.go", judgeHead + "import clock \"time\"\n\nvar start = clock.Now()\n",
			"internal/core/judge/k.go:6: purity: the core may not use time.Now: time and the world are arguments"},
		{"core loads a zone of the host", "internal/core/judge/k.go", judgeHead + "import \"time\"\n\nvar zone, _ = time.LoadLocation(\"Asia/Seoul\")\n",
			"internal/core/judge/k.go:6: purity: the core may not use time.LoadLocation: time and the world are arguments"},
		{"core imports by a dot", "internal/core/judge/k.go", judgeHead + "import . \"time\"\n",
			"internal/core/judge/k.go:4: purity: the core imports nothing by a dot: its names could not be followed"},
		{"core starts a goroutine", "internal/core/judge/k.go", judgeHead + "func start() {\n\tgo start()\n}\n",
			"internal/core/judge/k.go:5: purity: the core starts no goroutine"},
		{"core reads a stream", "internal/core/judge/k.go", judgeHead + "import \"io\"\n\nvar all = io.ReadAll\n",
			"internal/core/judge/k.go:6: purity: the core may not use io.ReadAll: time and the world are arguments"},
		{"core locks", "internal/core/judge/k.go", judgeHead + "import \"sync\"\n\nvar mu sync.Mutex\n",
			"internal/core/judge/k.go:6: purity: the core may not use sync.Mutex: time and the world are arguments"},
		{"core prints", "internal/core/judge/k.go", judgeHead + "import \"fmt\"\n\nfunc show() { fmt.Println() }\n",
			"internal/core/judge/k.go:6: purity: the core may not use fmt.Println: time and the world are arguments"},
		{"YAML library outside its place", "internal/core/judge/k.go", judgeHead + "import _ \"github.com/goccy/go-yaml/ast\"\n",
			"internal/core/judge/k.go:4: module: github.com/goccy/go-yaml is used in internal/core/yaml, internal/locale only"},
		{"module without a home", "internal/app/k.go", "package app\n\nimport _ \"example.org/clever/orm\"\n",
			"internal/app/k.go:3: module: example.org/clever/orm has no home in archtest: name one, with its reason in docs/dependencies.md"},
		{"module of tests in the program", "internal/app/k.go", "package app\n\nimport _ \"pgregory.net/rapid\"\n",
			"internal/app/k.go:3: module: pgregory.net/rapid is for tests only"},
		{"use cases ask for the database", "internal/app/k.go", "package app\n\nimport _ \"jikim/internal/store\"\n",
			"internal/app/k.go:3: import: internal/app may not import internal/store"},
		{"a page asks for the store", "internal/web/desk/k.go", deskHead + "import _ \"jikim/internal/store\"\n",
			"internal/web/desk/k.go:4: import: internal/web/desk may not import internal/store"},
		{"surfaces meet", "internal/web/portal/k.go", portalHead + "import _ \"jikim/internal/web/desk\"\n",
			"internal/web/portal/k.go:4: import: internal/web/portal may not import internal/web/desk"},
		{"citizens' pages use what staff share", "internal/web/portal/k.go", portalHead + "import _ \"jikim/internal/web/staff\"\n",
			"internal/web/portal/k.go:4: import: internal/web/portal may not import internal/web/staff"},
		{"somebody imports the command line", "internal/engine/k.go", "// Package engine wakes.\npackage engine\n\nimport _ \"jikim/internal/cli\"\n",
			"internal/engine/k.go:4: import: internal/engine may not import internal/cli"},
		{"a test of the core asks for the use cases", "internal/core/judge/k_test.go", "package judge\n\nimport _ \"jikim/internal/app\"\n",
			"internal/core/judge/k_test.go:3: import: internal/core/judge may not import internal/app"},
		{"folder without a row", "internal/notes/k.go", "// Package notes has no row.\npackage notes\n",
			"internal/notes/k.go: import: the folder has no row in the import table of archtest: give it one, or put the file where it belongs"},
		{"shelf", "test/helpers/k.go", "// Package helpers is a shelf.\npackage helpers\n",
			"test/helpers: name: a shelf, not a noun: name the folder after what it holds"},
		{"SQL in a use case", "internal/app/k.go", "package app\n\nconst q = `SELECT a, b FROM head`\n",
			"internal/app/k.go:3: sql: SQL stands in internal/store only: give the store a method"},
		{"SQL that changes rows", "internal/app/k.go", "package app\n\nconst q = \"update head set a = 1\"\n",
			"internal/app/k.go:3: sql: SQL stands in internal/store only: give the store a method"},
		{"package without a comment", "internal/web/portal/k.go", "package portal\n",
			"internal/web/portal: comment: the package has no comment: say in one file what it is for"},
		{"exported names without comments", "internal/app/k.go", "package app\n\n// A is explained.\ntype A int\n\nfunc (A) B() {}\nfunc C()     {}\n",
			"internal/app: documentation: 2 of 3 exported names have no comment: B, C"},
		{"not formatted", "internal/app/k.go", "package app\nvar  x = 1\n",
			"internal/app/k.go: format: not in gofmt's form: run gofmt -w"},
		{"path of a machine", "README.ko.md", "see /ho" + "me/kim/notes\n",
			"README.ko.md:1: text: a path of somebody's machine"},
		{"host of a registry", "Makefile", "X = https://registry" + ".npmjs.org\n",
			"Makefile:1: text: the host of a package registry: name the package, the tools know where it is"},
		{"unfinished work", "internal/app/k.go", "package app\n\n// TO" + "DO: everything\n",
			"internal/app/k.go:3: text: unfinished work: do it, or write it down in an issue"},
		{"link into nothing", "docs/page.md", "![picture](images/gone.png)\n",
			"docs/page.md:1: link: images/gone.png leads nowhere"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tree := sound()
			tree[test.path] = &fstest.MapFile{Data: []byte(test.text)}
			only(t, tree, test.want)
		})
	}
}

func TestDependencyPageIsCompared(t *testing.T) {
	t.Parallel()
	const head = "| module | version | why |\n|---|---|---|\n"
	tests := []struct{ name, page, want string }{
		{"missing", head, "docs/dependencies.md: dependency: github.com/goccy/go-yaml is missing: say why it is needed, its licence, and why it is not our own code"},
		{"other version", head + "| `github.com/goccy/go-yaml` | v1.0.0 | x |\n", "docs/dependencies.md:3: dependency: go.mod has github.com/goccy/go-yaml v1.19.2"},
		{"no dependency", head + "| `github.com/goccy/go-yaml` | v1.19.2 | x |\n| `golang.org/x/sys` | v0.1.0 | x |\n",
			"docs/dependencies.md:4: dependency: golang.org/x/sys is no direct dependency of go.mod"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tree := sound()
			tree["docs/dependencies.md"] = &fstest.MapFile{Data: []byte(test.page)}
			only(t, tree, test.want)
		})
	}
}

func TestToolsAreDirectDependencies(t *testing.T) {
	t.Parallel()
	tree := sound()
	tree["go.mod"].Data = append(tree["go.mod"].Data, "\nrequire honnef.co/go/tools v0.8.2 // indirect\n\ntool (\n\thonnef.co/go/tools/cmd/staticcheck\n)\n"...)
	only(t, tree, "docs/dependencies.md: dependency: honnef.co/go/tools is missing: say why it is needed, its licence, and why it is not our own code")
}

func TestLongFilesAreFound(t *testing.T) {
	t.Parallel()
	long := func(lines int) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("package app\n\n" + strings.Repeat("// x\n", lines-2))}
	}
	t.Run("one far too long", func(t *testing.T) {
		t.Parallel()
		tree := sound()
		for i := range 25 { // enough short files for one long one to be the exception
			tree["internal/app/short"+string(rune('a'+i))+".go"] = long(10)
		}
		tree["internal/app/long.go"] = long(mostLines + 1)
		only(t, tree, "internal/app/long.go: size: 901 lines, more than 900: divide it by what it speaks of")
	})
	t.Run("many rather long", func(t *testing.T) {
		t.Parallel()
		tree := sound()
		tree["internal/app/one.go"], tree["internal/app/two.go"] = long(usualLines+1), long(usualLines+50)
		only(t, tree, ".: size: one file in twenty is longer than 499 lines; 450 is the most")
	})
	t.Run("generated files do not count", func(t *testing.T) {
		t.Parallel()
		tree := sound()
		tree["internal/app/long_templ.go"] = long(mostLines + 1)
		only(t, tree, "")
	})
}

func TestUnreadableTreeIsAnError(t *testing.T) {
	t.Parallel()
	tree := sound()
	tree["internal/app/k.go"] = &fstest.MapFile{Data: []byte("package")}
	if _, err := Check(tree); err == nil {
		t.Error("a file that is no Go was taken")
	}
	delete(tree, "go.mod")
	if _, err := Check(tree); err == nil {
		t.Error("a tree without go.mod was taken")
	}
}

// only checks that the tree has exactly the one fault, none when want is empty.
func only(t *testing.T, tree fstest.MapFS, want string) {
	t.Helper()
	faults, err := Check(tree)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range faults {
		got = append(got, f.String())
	}
	if strings.Join(got, "\n") != want {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), want)
	}
}
