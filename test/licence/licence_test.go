package licence

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// module is what the go command tells of one.
type module struct {
	Path, Version, Dir string
	Main               bool
}

// linked returns the modules whose packages the go command names for the given arguments.
func linked(t *testing.T, args ...string) map[string]module {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-deps", "-json=Module"}, args...)...)
	cmd.Dir = filepath.Join("..", "..")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	found := map[string]module{}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct{ Module *module }
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return found
		} else if err != nil {
			t.Fatal(err)
		}
		if p.Module != nil && !p.Module.Main {
			found[p.Module.Path] = *p.Module
		}
	}
}

// licenceFile is how modules name the text.
var licenceFile = regexp.MustCompile(`(?i)^(un)?(licen[cs]e|copying)([-.].*)?$`)

// notLicences are files with such a name that grant nothing, with the reason why they need no check.
var notLicences = map[string]string{
	"modernc.org/sqlite/LICENSE-3RD-PARTY.md": "quotes the licences of its whole module graph; those that are linked are checked here one by one",
	"modernc.org/memory/LICENSE-LOGO":         "says where a picture comes from",
}

// of returns the licences in a module's top folder.
func of(t *testing.T, m module) []string {
	t.Helper()
	entries, err := os.ReadDir(m.Dir)
	if err != nil {
		t.Fatalf("%s: %v", m.Path, err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() || !licenceFile.MatchString(e.Name()) || notLicences[m.Path+"/"+e.Name()] != "" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(m.Dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, Identify(string(text)))
	}
	return names
}

func check(t *testing.T, modules map[string]module, allowed func(string) bool) {
	t.Helper()
	if len(modules) < 5 {
		t.Fatalf("only %d modules were found", len(modules))
	}
	for path, m := range modules {
		names := of(t, m)
		if len(names) == 0 {
			t.Errorf("%s has no licence", path)
		}
		for _, name := range names {
			if !allowed(name) {
				t.Errorf("%s comes under the licence %s", path, name)
			}
		}
		t.Logf("%s %s: %s", path, m.Version, strings.Join(names, ", "))
	}
}

func TestLinkedModulesAreFree(t *testing.T) {
	t.Parallel()
	check(t, linked(t, "./cmd/jikim"), MayLink)
}

func TestModulesOfTestsAndToolsMayBeUsed(t *testing.T) {
	t.Parallel()
	check(t, linked(t, "-test", "./...", "tool"), MayUse)
}

// parts are the npm packages whose files, changed or not, become part of the program.
var parts = map[string]bool{"htmx.org": true, "krds-uiux": true, "pretendard-gov": true}

func TestPackagesOfAssetsMayBeUsed(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "..", "web", "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	var lock struct {
		Packages map[string]struct{ License string }
	}
	if err := json.Unmarshal(text, &lock); err != nil {
		t.Fatal(err)
	}
	for path, p := range lock.Packages {
		name := strings.TrimPrefix(path, "node_modules/")
		if allowed := MayUse; name != "" {
			if parts[name] {
				allowed = MayLink
			}
			if !allowed(p.License) {
				t.Errorf("%s comes under the licence %q", name, p.License)
			}
		}
	}
	for name := range parts {
		if _, ok := lock.Packages["node_modules/"+name]; !ok {
			t.Errorf("%s is no longer among the packages", name)
		}
	}
}

func TestIdentify(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"apache", "Apache License\n   Version 2.0, January 2004", "Apache-2.0"},
		{"mit over lines", "Permission is hereby granted, free of charge, to any person\nobtaining a copy of this software and associated documentation\nfiles (the \"Software\")", "MIT"},
		{"bsd of three clauses", "Redistribution and use in source and binary forms, with or without\nmodification, are permitted provided that the following conditions are\nmet:\n * Neither the name may be used to endorse or promote products derived from this", "BSD-3-Clause"},
		{"bsd of two clauses", "// Redistribution and use in source and binary forms, with or without\n// modification, are permitted provided that the following conditions are met:", "BSD-2-Clause"},
		{"gpl", "GNU GENERAL PUBLIC LICENSE\nVersion 3", "GPL"},
		{"lesser gpl names the other", "GNU LESSER GENERAL PUBLIC LICENSE ... incorporates the terms of version 3 of the GNU General Public License", "LGPL"},
		{"affero gpl", "GNU AFFERO GENERAL PUBLIC LICENSE", "AGPL"},
		{"mozilla", "Mozilla Public License Version 2.0", "MPL-2.0"},
		{"gpl beside mit", "Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files ... or the GNU General Public License", "GPL"},
		{"own words", "All rights reserved.", Unknown},
		{"nothing", "", Unknown},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := Identify(test.text); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestOnlyFreeLicencesMayBeLinked(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"GPL", "AGPL", "LGPL", "EPL", Unknown, ""} {
		if MayLink(name) || MayUse(name) {
			t.Errorf("%q may be used", name)
		}
	}
	if MayLink("MPL-2.0") || !MayUse("MPL-2.0") || !MayLink("BSD-3-Clause") {
		t.Error("MPL-2.0 is for tools and tests, BSD-3-Clause for everything")
	}
}
