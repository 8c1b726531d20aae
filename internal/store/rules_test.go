package store

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// local are the tables that belong to no institution: how far the schema is, and where SQLite's index keeps whose rows.
// The index itself, and what waits for it, is scoped by the upper bits of its row numbers.
var local = []string{"migration", "office", "search", "fresh", "sqlite_schema", "pg_catalog"}

// triggers are the only exceptions to the rule against triggers: they refuse changes of what is insert-only.
var triggers = []string{"checkpoint_remains", "checkpoint_stays", "cosignature_remains", "cosignature_stays", "document_remains",
	"document_stays", "fact_remains", "fact_stays", "leaf_remains", "leaf_stays", "log_key_remains", "log_key_stays", "node_remains",
	"node_stays"}

// TestSchemaCanBeDistributed keeps the rules for a database that is distributed by institution, on the files themselves.
func TestSchemaCanBeDistributed(t *testing.T) {
	t.Parallel()
	tables := map[string][]string{}
	for _, engine := range []string{"sqlite", "postgres"} {
		files, err := migrationFiles(engine)
		if err != nil {
			t.Fatal(err)
		}
		var found []string
		for _, f := range files {
			for _, s := range f.statements {
				checkStatement(t, engine+" "+f.name, s)
				if m := regexp.MustCompile(`^create trigger (\w+)`).FindStringSubmatch(s); m != nil {
					found = append(found, m[1])
				}
				if m := regexp.MustCompile(`^create table (\w+)`).FindStringSubmatch(s); m != nil {
					tables[m[1]] = append(tables[m[1]], engine)
				}
			}
		}
		if slices.Sort(found); !slices.Equal(found, triggers) {
			t.Errorf("%s has the triggers %v, want %v", engine, found, triggers)
		}
	}
	for table, on := range tables {
		if len(on) != 2 && !slices.Contains(local, table) {
			t.Errorf("the table %s is there on %v only", table, on)
		}
	}
}

func checkStatement(t *testing.T, where, s string) {
	t.Helper()
	lower := strings.ToLower(s)
	for _, word := range []string{"now()", "random()", "gen_random_uuid", "serial", "identity", "autoincrement", "nextval", "current_timestamp",
		"current_date", "references", "set null", "create sequence", "create procedure", "datetime(", "unixepoch"} {
		if strings.Contains(lower, word) {
			t.Errorf("%s: %q in: %s", where, word, firstLine(s))
		}
	}
	name := regexp.MustCompile(`^create table (\w+)`).FindStringSubmatch(s)
	if name != nil && name[1] != "migration" && name[1] != "fresh" {
		if name[1] != "office" && !regexp.MustCompile(`^create table \w+ \(\s*institution text (collate "C" )?not null,`).MatchString(s) {
			t.Errorf("%s: the first column of %s is not the institution", where, name[1])
		}
		if !regexp.MustCompile(`primary key \(institution\b|institution text not null primary key`).MatchString(s) {
			t.Errorf("%s: the primary key of %s does not begin with the institution", where, name[1])
		}
	}
	for _, key := range regexp.MustCompile(`(?:unique|primary key) \(([^)]*)\)`).FindAllStringSubmatch(s, -1) {
		if !strings.HasPrefix(key[1], "institution") {
			t.Errorf("%s: the key (%s) does not begin with the institution", where, key[1])
		}
	}
	if m := regexp.MustCompile(`^create (?:unique )?index (\w+) on \w+ (?:using gin )?\(([^)]*)\)`).FindStringSubmatch(s); m != nil {
		if !strings.HasPrefix(m[2], "institution") && m[1] != "search_grams" {
			t.Errorf("%s: the index %s does not begin with the institution", where, m[1])
		}
	}
}

func firstLine(s string) string { line, _, _ := strings.Cut(s, "\n"); return line }

// crossing are the statements that read more than one institution: they number a new one within a SQLite file.
var crossing = []string{"sqlEnrol"}

// TestStatementsNameTheInstitution looks at every SQL text of the package: for each table of institutions in it there is
// a condition on its institution, and no clock and no chance.
func TestStatementsNameTheInstitution(t *testing.T) {
	t.Parallel()
	statements := sourceStatements(t)
	if len(statements) < 40 {
		t.Fatalf("only %d statements were found: the test looks in the wrong place", len(statements))
	}
	used := regexp.MustCompile(`(?:from|join|into|update|delete from) ([a-z_]+)\b`)
	scoped := regexp.MustCompile(`(?:\w+\.)?institution = (?:\$1|\w+\.institution)|institution, `)
	for name, s := range statements {
		checkStatement(t, name, s)
		if slices.Contains(crossing, name) {
			continue
		}
		tables := 0
		for _, m := range used.FindAllStringSubmatch(s, -1) {
			if !slices.Contains(local, m[1]) && m[1] != "json_each" && m[1] != "hit" && m[1] != "set" {
				tables++
			}
		}
		if conditions := len(scoped.FindAllString(s, -1)); conditions < tables {
			t.Errorf("%s names %d tables of institutions and %d times the institution:\n%s", name, tables, conditions, s)
		}
	}
}

// sourceStatements returns the SQL constants of the package by name, with the constants they are made of put in.
func sourceStatements(t *testing.T) map[string]string {
	t.Helper()
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	constants := map[string]ast.Expr{}
	for _, source := range sources {
		if strings.HasSuffix(source, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), source, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == len(spec.Names) {
				for i, name := range spec.Names {
					constants[name.Name] = spec.Values[i]
				}
			}
			return true
		})
	}
	statements := map[string]string{}
	for name, value := range constants {
		s := textOf(value, constants)
		if regexp.MustCompile(`^(select|insert|update|delete|with)\b`).MatchString(s) && !strings.HasSuffix(name, "Columns") {
			statements[name] = s
		}
	}
	return statements
}

// textOf evaluates a constant text; anything else is empty.
func textOf(e ast.Expr, constants map[string]ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if s, err := strconv.Unquote(e.Value); err == nil {
			return s
		}
	case *ast.BinaryExpr:
		return textOf(e.X, constants) + textOf(e.Y, constants)
	case *ast.Ident:
		if value, ok := constants[e.Name]; ok {
			return textOf(value, constants)
		}
	}
	return ""
}

// TestMigrationsHaveTheSameNames keeps the two engines in step.
func TestMigrationsHaveTheSameNames(t *testing.T) {
	t.Parallel()
	names := map[string][]string{}
	for _, engine := range []string{"sqlite", "postgres"} {
		entries, err := fs.ReadDir(migrations, "migrations/"+engine)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !regexp.MustCompile(`^\d{4}_[a-z_]+\.sql$`).MatchString(e.Name()) {
				t.Errorf("%s: the name %s is not NNNN_name.sql", engine, e.Name())
			}
			names[engine] = append(names[engine], e.Name())
		}
	}
	if !slices.Equal(names["sqlite"], names["postgres"]) {
		t.Errorf("sqlite has %v, postgres %v", names["sqlite"], names["postgres"])
	}
}

// TestCheckApplied refuses databases of another version.
func TestCheckApplied(t *testing.T) {
	t.Parallel()
	files := []migrationFile{{name: "0001_core", digest: "a"}, {name: "0002_more", digest: "b"}}
	tests := map[string]struct {
		applied map[string]string
		want    string // part of the error; empty: none
	}{
		"empty":   {nil, ""},
		"behind":  {map[string]string{"0001_core": "a"}, ""},
		"current": {map[string]string{"0001_core": "a", "0002_more": "b"}, ""},
		"newer":   {map[string]string{"0001_core": "a", "0003_next": "c"}, "written by a newer one"},
		"changed": {map[string]string{"0001_core": "x"}, "another text"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := checkApplied(test.applied, files)
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}
