package cli

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"jikim/internal/app"
	"jikim/internal/core/charter"
)

type charterVersions struct {
	staffPlace
	JSON bool `name:"json" help:"Print JSON."`
}

// versionOut is a charter version that is served.
type versionOut struct {
	Digest  string `json:"digest"`
	From    string `json:"from"`
	Edition string `json:"edition"`
	InForce bool   `json:"in_force"`
}

// Run lists the versions, those of folders and those that were put into force in the program.
func (c *charterVersions) Run(e *env) error {
	return c.with(e, func(s *app.Service, a app.Actor) error {
		now := s.Charters().At(a.Institution, s.Now())
		for _, ch := range s.Charters().Versions(a.Institution) {
			o := versionOut{ch.Digest, ch.From.String(), ch.Edition, ch.Digest == now.Digest}
			if c.JSON {
				if err := writeJSON(e, o); err != nil {
					return err
				}
				continue
			}
			mark := ""
			if o.InForce {
				mark = e.text.T("cli.charter.in_force")
			}
			fmt.Fprintln(e.out, strings.TrimRight(strings.Join([]string{o.From, o.Digest[:12], o.Edition, mark}, "  "), " "))
		}
		return nil
	})
}

type charterExport struct {
	staffPlace
	Folder string `arg:"" help:"Folder to write to; made when missing, and empty."`
	Digest string `help:"Beginning of the version's digest; without it, the version in force."`
}

// Run writes a version's files, calendars too, into a folder that reads as the same version anywhere.
func (c *charterExport) Run(e *env) error {
	return c.with(e, func(s *app.Service, a app.Actor) error {
		ch, err := c.version(s, a)
		if err != nil {
			return err
		}
		files, err := s.CharterFolder(a, ch.Digest)
		if err != nil {
			return fmt.Errorf("the files of charter %.12s: %w", ch.Digest, err)
		}
		if err := writeFolder(c.Folder, files); err != nil {
			return err
		}
		fmt.Fprintln(e.out, e.text.T("cli.charter.exported", "from", ch.From, "digest", ch.Digest[:12], "files", len(files), "folder", c.Folder))
		return nil
	})
}

// version is the one asked for, or the one in force.
func (c *charterExport) version(s *app.Service, a app.Actor) (*charter.Charter, error) {
	if c.Digest == "" {
		return s.Charters().At(a.Institution, s.Now()), nil
	}
	var found []*charter.Charter
	for _, ch := range s.Charters().Versions(a.Institution) {
		if strings.HasPrefix(ch.Digest, c.Digest) {
			found = append(found, ch)
		}
	}
	if len(found) != 1 {
		return nil, fmt.Errorf("--digest: %d versions begin with %q; jikim charter versions lists them", len(found), c.Digest)
	}
	return found[0], nil
}

// writeFolder writes files into a folder that holds nothing yet, so that nothing of another version stays between them.
func writeFolder(dir string, files map[string]string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return plainFileError(dir, err)
	}
	switch have, err := os.ReadDir(dir); {
	case err != nil:
		return plainFileError(dir, err)
	case len(have) > 0:
		return fmt.Errorf("%s: the folder is not empty; name a new one", dir)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if filepath.Base(name) != name {
			return fmt.Errorf("%s: not the name of a file in a folder", name)
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(files[name]), 0o644); err != nil {
			return plainFileError(path, err)
		}
	}
	return nil
}
