// Package document holds the documents to the program that they describe: a kind of fact or a command that is not written
// down, or written down and gone, fails.
package document

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"jikim/internal/cli"
	"jikim/internal/core/fact"
	"jikim/internal/locale"
)

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestGlossaryNamesEveryKindOfFact(t *testing.T) {
	t.Parallel()
	page := read(t, "glossary.md")
	ko, en := locale.For(locale.Korean), locale.For(locale.English)
	for _, kind := range fact.KindNames() {
		row := fmt.Sprintf("| `%s` | %s | %s |", kind, ko.T("kind."+kind), en.T("kind."+kind))
		if !strings.Contains(page, row) {
			t.Errorf("glossary.md lacks the row %q", row)
		}
	}
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z_]+\\.[a-z_]+)` \\|").FindAllStringSubmatch(page, -1) {
		if _, ok := fact.FindKind(m[1]); !ok {
			t.Errorf("glossary.md explains %s, which is no kind of fact", m[1])
		}
	}
}

func TestGlossaryNamesEveryGrade(t *testing.T) {
	t.Parallel()
	page := read(t, "glossary.md")
	for _, via := range fact.Vias() {
		row := regexp.MustCompile("(?m)^\\| `" + fact.Via(via).Grade().String() + "` .*`" + via + "`")
		if !row.MatchString(page) {
			t.Errorf("glossary.md does not say that what is learned by %s is %s", via, fact.Via(via).Grade())
		}
	}
}

// help returns what `jikim … --help` prints.
func help(t *testing.T, args ...string) string {
	t.Helper()
	var out, errOut bytes.Buffer
	status := cli.Run(append(args, "--help", "--lang=en"), strings.NewReader(""), &out, &errOut, func(string) string { return "" })
	if status != 0 {
		t.Fatalf("jikim %s --help: status %d: %s", strings.Join(args, " "), status, errOut.String())
	}
	return out.String()
}

// command is a line of help that names one: "  calendar show <name> --year=INT". flag is how help names one.
var (
	command = regexp.MustCompile(`(?m)^  ([a-z][a-z-]*(?: [a-z][a-z-]*)*)(?: |$)`)
	flag    = regexp.MustCompile(`--[a-z][a-z-]*`)
)

// TestEveryCommandAndFlagIsDescribed walks the help of the program and looks each command and flag up in its section.
func TestEveryCommandAndFlagIsDescribed(t *testing.T) {
	t.Parallel()
	page := read(t, "command-line.md")
	_, listed, found := strings.Cut(help(t), "Commands:")
	if !found {
		t.Fatal("help lists no commands")
	}
	var names []string
	for _, m := range command.FindAllStringSubmatch(listed, -1) {
		names = append(names, m[1])
	}
	if len(names) < 15 {
		t.Fatalf("only these commands were found: %q", names)
	}
	for _, name := range names {
		section, ok := sectionOf(page, name)
		if !ok {
			t.Errorf("command-line.md has no section for jikim %s", name)
			continue
		}
		if strings.Contains(section, "[place]") {
			section += places(page)
		}
		for _, f := range flag.FindAllString(help(t, strings.Fields(name)...), -1) {
			if f != "--help" && f != "--lang" && !regexp.MustCompile(f+`([^a-z-]|$)`).MatchString(section) {
				t.Errorf("command-line.md does not describe %s of jikim %s", f, name)
			}
		}
	}
}

// heading is the title of a section on one command.
var heading = regexp.MustCompile("(?m)^## `jikim ([a-z -]+)`$")

func TestNoCommandIsDescribedThatIsGone(t *testing.T) {
	t.Parallel()
	listed := help(t)
	found := heading.FindAllStringSubmatch(read(t, "command-line.md"), -1)
	if len(found) == 0 {
		t.Fatal("command-line.md describes no command")
	}
	for _, m := range found {
		if !strings.Contains(listed, "\n  "+m[1]+" ") {
			t.Errorf("command-line.md describes jikim %s, which the program does not have", m[1])
		}
	}
}

// sectionOf returns the part of the page under the heading that names the command.
func sectionOf(page, name string) (string, bool) {
	for part := range strings.SplitSeq(page, "\n## ") {
		heading, _, _ := strings.Cut(part, "\n")
		if strings.Contains(heading, "`jikim "+name+"`") {
			return part, true
		}
	}
	return "", false
}

// places is the section on the flags that commands with an installation share.
func places(page string) string {
	_, after, _ := strings.Cut(page, "\n## The place of an installation")
	section, _, _ := strings.Cut(after, "\n## ")
	return section
}
