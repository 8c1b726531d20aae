// Package anonymity_test tries what somebody would try who wants to know who answered a survey what.
package anonymity_test

import (
	"database/sql"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"jikim/internal/app"
	"jikim/internal/core/survey"
	"jikim/test/harness"
)

// dump is every row of every table, with what the engine keeps besides: the rowid of SQLite, and of PostgreSQL the transaction that wrote the
// row and where it stands. Whoever has the machine has it.
type dump map[string][]map[string]string

// raw opens the database beside the store, as an administrator with a console would.
func raw(t *testing.T, url string) *sql.DB {
	t.Helper()
	driver := "sqlite" // the one that the store uses
	if strings.HasPrefix(url, "postgres") {
		driver = "pgx"
	}
	db, err := sql.Open(driver, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func dumped(t *testing.T, url string) dump {
	t.Helper()
	db := raw(t, url)
	tables, columns := `select name from sqlite_schema where type = 'table' and name not like 'search%' order by name`, []string{"rowid, *", "*"}
	if strings.HasPrefix(url, "postgres") {
		tables, columns = `select table_name from information_schema.tables where table_schema = current_schema() order by 1`, []string{"xmin::text as xmin, ctid::text as ctid, *"}
	}
	d := dump{}
	for _, row := range selected(t, db, tables) {
		for _, name := range row {
			for _, what := range columns {
				if what == "rowid, *" && !hasRowid(t, db, name) {
					continue
				}
				d[name] = selected(t, db, "select "+what+" from "+name)
				break
			}
		}
	}
	return d
}

// hasRowid tells whether a table of SQLite numbers its rows.
func hasRowid(t *testing.T, db *sql.DB, table string) bool {
	rows, err := db.QueryContext(t.Context(), "select rowid from "+table+" limit 1")
	if err != nil {
		return false
	}
	return rows.Close() == nil
}

func selected(t *testing.T, db *sql.DB, query string) []map[string]string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for rows.Next() {
		values := make([]any, len(names))
		into := make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		row := map[string]string{}
		for i, name := range names {
			if b, ok := values[i].([]byte); ok {
				row[name] = hex.EncodeToString(b)
			} else {
				row[name] = fmt.Sprint(values[i])
			}
		}
		out = append(out, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// joined tries to find which row of another table an answer belongs to: by anything that is particular of it and also stands
// in, or is a part of, anything of the other row. It returns what gave it away.
func (d dump) joined(of string, but ...string) []string {
	all := []string{"institution", "wave", "stratum", "mode", "ctid"} // what many answers have alike, and where a row stands
	var found []string
	for _, row := range d[of] {
		for column, v := range row {
			if slices.Contains(all, column) || len(v) < 2 {
				continue
			}
			for table, others := range d {
				if table == of || slices.Contains(but, table) {
					continue
				}
				for _, other := range others {
					for c, w := range other {
						if w == v || len(v) >= 8 && strings.Contains(w, v) || len(w) >= 8 && strings.Contains(v, w) {
							found = append(found, fmt.Sprintf("%s.%s in %s.%s", of, column, table, c))
						}
					}
				}
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// TestAnswersCannotBeJoinedToInvitations looks at everything that the database of a small survey holds, after each answer and
// when it is over, for anything that an answer has in common with an invitation, a case, or what else there is. What one
// can see who watches the database all the time is not in its reach: see ADR 0020.
func TestAnswersCannotBeJoinedToInvitations(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-02 10:00", func(t *testing.T, o *harness.Office) {
		id, links, boss := o.Ask(9)
		before := dumped(t, o.Path)
		if len(links) != 9 || len(before["invitation"]) != 9 || len(before["ticket"]) != 9 {
			t.Fatalf("%d links, %d invitations, %d tickets", len(links), len(before["invitation"]), len(before["ticket"]))
		}
		someone := app.Citizen(harness.Institution, "192.0.2.1")
		for i, token := range links[:7] {
			o.Clock.Set(o.Clock.Now().Add(time.Duration(i) * time.Minute))
			answerAll(t, o, someone, token, i)
			now := dumped(t, o.Path)
			if found := now.joined("answer", "remark", "wave", "tally"); len(found) > 0 {
				t.Fatalf("after %d answers: %v", i+1, found)
			}
			if !sameRows(now["invitation"], before["invitation"]) {
				t.Fatalf("answering changed the invitations, or the transactions that wrote them")
			}
			if len(now["ticket"]) != 9-i-1 || !subset(now["ticket"], before["ticket"]) {
				t.Fatalf("answering wrote a ticket")
			}
		}
		during := dumped(t, o.Path)
		if n := sizes(during["answer"]); n != 1 {
			t.Errorf("answers have %d sizes", n)
		}
		if err := o.CloseSurvey(t.Context(), boss, id); err != nil {
			t.Fatal(err)
		}
		after := dumped(t, o.Path)
		for _, table := range []string{"answer", "remark"} {
			if found := after.joined(table); len(found) > 0 {
				t.Errorf("when it is over: %v", found)
			}
			if len(after[table]) != 7 {
				t.Errorf("%d rows of %s", len(after[table]), table)
			}
			for _, row := range after[table] {
				for _, was := range during[table] {
					if row["id"] == was["id"] || row["cipher"] == was["cipher"] || row["xmin"] != after[table][0]["xmin"] {
						t.Errorf("a copy from before leads to a row of %s", table)
					}
				}
			}
		}
		if n := sizes(after["answer"]); n != 1 {
			t.Errorf("when it is over answers have %d sizes", n)
		}
		for _, table := range []string{"invitation", "ticket", "tally"} {
			if len(after[table]) > 0 {
				t.Errorf("%d rows of %s are left", len(after[table]), table)
			}
		}
	})
}

// sizes counts how long sealed answers are.
func sizes(rows []map[string]string) int {
	have := map[int]bool{}
	for _, row := range rows {
		have[len(row["cipher"])] = true
	}
	return len(have)
}

func answerAll(t *testing.T, o *harness.Office, a app.Actor, token string, n int) {
	t.Helper()
	asked, err := o.AskedSurvey(t.Context(), a, token)
	if err != nil {
		t.Fatal(err)
	}
	answers := survey.Answers{}
	comments := 0
	for _, item := range asked.Questionnaire.Items() {
		switch {
		case !item.Words() && n == 3 && !item.Needed: // who says as much as there is to say, so that the size could tell
			answers[item.ID] = survey.Answer{Rating: item.Scale.To(), None: true}
		case !item.Words():
			answers[item.ID] = survey.Answer{Rating: item.Scale.From() + n}
		case comments == 0:
			answers[item.ID] = survey.Answer{Words: fmt.Sprintf("%d번째 말씀", n)}
			comments++
		}
	}
	if _, err := o.AnswerSurvey(t.Context(), a, token, app.Answering{Key: o.NewKey(), Answers: answers}); err != nil {
		t.Fatal(err)
	}
}

func keyOf(row map[string]string) string {
	var out []string
	for _, column := range slices.Sorted(maps.Keys(row)) {
		out = append(out, column+"="+row[column])
	}
	return strings.Join(out, " ")
}

func sameRows(a, b []map[string]string) bool { return len(a) == len(b) && subset(a, b) }

func subset(a, b []map[string]string) bool {
	have := map[string]bool{}
	for _, row := range b {
		have[keyOf(row)] = true
	}
	return !slices.ContainsFunc(a, func(row map[string]string) bool { return !have[keyOf(row)] })
}

// TestJoiningFindsWhatCanBeJoined shows that the attack above is one: rows that tell are found.
func TestJoiningFindsWhatCanBeJoined(t *testing.T) {
	t.Parallel()
	for name, other := range map[string]map[string]string{
		"an identifier":            {"answer": "0a1b2c3d4e"},
		"the transaction":          {"xmin": "741"},
		"a part of something else": {"data": `{"of":"0a1b2c3d4e"}`},
	} {
		d := dump{"answer": {{"id": "0a1b2c3d4e", "xmin": "741"}, {"id": "99887766aa", "xmin": "742"}}, "invitation": {other, {"xmin": "5"}}}
		if len(d.joined("answer")) == 0 {
			t.Errorf("%s was not found", name)
		}
	}
}
