package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/core/open"
	"jikim/internal/core/whatif"
	"jikim/internal/core/yaml"
)

type charterCmd struct {
	Check charterCheck `cmd:"" help:"Check a charter: mistakes, and promises that can never be judged."`
	Show  charterShow  `cmd:"" help:"Print a charter as the public text."`
	Diff  charterDiff  `cmd:"" help:"Compare two versions, and name the cases that the change would judge otherwise."`

	Versions charterVersions `cmd:"" help:"List the versions that an installation serves, those put into force in the program too."`
	Export   charterExport   `cmd:"" help:"Write the files of a version that an installation serves into a folder."`
}

type charterCheck struct {
	Path []string `arg:"" help:"Folder, charter.yaml, or the name of a charter that ships."`
	JSON bool     `name:"json" help:"Print JSON."`
}

type findingOut struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Promise string `json:"promise"`
	Text    string `json:"text"`
}

// Run checks charters.
func (c *charterCheck) Run(e *env) error {
	found := false
	for _, path := range c.Path {
		ch, err := loadCharter(path)
		if err != nil {
			return errors.Join(err, c.mistakes(e, err))
		}
		findings := open.Lint(ch)
		found = found || len(findings) > 0
		for _, f := range findings {
			o := findingOut{filepath.Join(charterDir(path), f.File), f.Line, f.Column, f.Promise, e.text.Step(f.Step)}
			if c.JSON {
				if err := writeJSON(e, o); err != nil {
					return err
				}
				continue
			}
			fmt.Fprintf(e.out, "%s:%d:%d: %s: %s\n", o.File, o.Line, o.Column, o.Promise, o.Text)
		}
		if !c.JSON {
			fmt.Fprintln(e.out, e.text.T("cli.charter.checked", "path", path, "promises", len(ch.Promises), "services", len(ch.Services),
				"findings", len(findings), "digest", ch.Digest[:12]))
		}
	}
	if found {
		return errFound
	}
	return nil
}

// mistakes prints all that is written wrongly; standard error has only the one to mend first.
func (c *charterCheck) mistakes(e *env, err error) error {
	var all yaml.Errors
	if !errors.As(err, &all) {
		return nil
	}
	for _, m := range all {
		if c.JSON {
			text := m.Msg
			if m.Hint != "" {
				text += " (" + m.Hint + ")"
			}
			err = writeJSON(e, findingOut{File: m.File, Line: m.Line, Column: m.Column, Text: text})
		} else {
			_, err = fmt.Fprintln(e.out, m)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

type charterShow struct {
	Path string `arg:"" help:"Folder, charter.yaml, or the name of a charter that ships."`
	JSON bool   `name:"json" help:"Print JSON."`
}

type promiseOut struct {
	ID      string `json:"id"`
	Chapter string `json:"chapter"`
	Heading string `json:"heading"`
	Text    string `json:"text"`
	Reading string `json:"reading,omitempty"`
	Shape   string `json:"shape"`
	Limit   string `json:"limit,omitempty"`
}

// Run prints the charter.
func (c *charterShow) Run(e *env) error {
	ch, err := loadCharter(c.Path)
	if err != nil {
		return err
	}
	lang := string(e.text.Lang())
	if c.JSON {
		for _, p := range ch.Promises {
			o := promiseOut{p.ID, charter.Text{KO: p.Chapter, EN: p.ChapterEN}.In(lang), charter.Text{KO: p.Heading, EN: p.HeadingEN}.In(lang),
				p.Text.In(lang), p.Note.In(lang), p.Shape.String(), p.LimitText()}
			if err := writeJSON(e, o); err != nil {
				return err
			}
		}
		return nil
	}
	fmt.Fprintf(e.out, "%s\n%s\n", ch.Office.In(lang), ch.Title.In(lang))
	for _, chapter := range ch.Outline() {
		fmt.Fprintf(e.out, "\n%s\n", chapter.Title.In(lang))
		for _, h := range chapter.Headings {
			if t := h.Title.In(lang); t != "" {
				fmt.Fprintf(e.out, "\n  ◦ %s\n", t)
			}
			for _, s := range h.Sentences {
				if !s.Implied {
					fmt.Fprintf(e.out, "    ▫ %s\n", s.Text.In(lang))
				}
			}
		}
	}
	return nil
}

type charterDiff struct {
	Old   string `arg:"" help:"The older charter."`
	New   string `arg:"" help:"The newer charter."`
	Facts string `help:"Facts as JSON lines: name the cases that the change would judge otherwise."`
	Now   string `help:"Instant of judging for --facts; without it, this moment."`
	JSON  bool   `name:"json" help:"Print JSON."`
}

type changeOut struct {
	Subject string `json:"subject"`
	ID      string `json:"id,omitempty"`
	Part    string `json:"part"`
	From    string `json:"from,omitempty"`
	To      string `json:"to,omitempty"`
	Judges  bool   `json:"judges"`
}

// Run compares two charters; status 1 when they differ.
func (c *charterDiff) Run(e *env) error {
	was, err := loadCharter(c.Old)
	if err != nil {
		return err
	}
	would, err := loadCharter(c.New)
	if err != nil {
		return err
	}
	w := whatIfCmd{Now: c.Now}
	now, err := w.at(e, was)
	if err != nil {
		return err
	}
	var facts *factReader
	if c.Facts != "" {
		if facts, err = e.readFacts(c.Facts); err != nil {
			return err
		}
		defer facts.close()
	}
	changes := charter.Diff(was, would)
	for _, d := range changes {
		if c.JSON {
			err = writeJSON(e, changeOut{d.Subject, d.ID, d.Part, d.From, d.To, d.Judges()})
		} else {
			_, err = fmt.Fprintln(e.out, e.text.Step(d.Step()))
		}
		if err != nil {
			return err
		}
	}
	if facts != nil {
		if err := c.cases(e, was, would, facts, now); err != nil {
			return err
		}
	}
	if len(changes) > 0 {
		return errFound
	}
	fmt.Fprintln(e.err, e.text.T("cli.charter.same"))
	return nil
}

// cases names the cases with a verdict that the change would turn.
func (c *charterDiff) cases(e *env, was, would *charter.Charter, facts *factReader, now time.Time) error {
	a, b := judge.New(was), judge.New(would)
	return withInstitution(facts, func(id string, fs []fact.Fact) error {
		var one whatif.Comparison
		one.Case(a, b, id, fs, now)
		if one.Changed() == 0 {
			return nil
		}
		if c.JSON {
			return writeJSON(e, struct {
				Case    string `json:"case"`
				Changed int    `json:"changed"`
			}{id, one.Changed()})
		}
		_, err := fmt.Fprintln(e.out, e.text.T("cli.charter.case", "case", id, "changed", one.Changed()))
		return err
	})
}
