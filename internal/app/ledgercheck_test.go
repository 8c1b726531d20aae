package app_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/casefile"
	"jikim/test/harness"
)

// TestLedgerCheckNamesTheFirstDifference changes the database as somebody with a console would who has taken the triggers away.
func TestLedgerCheckNamesTheFirstDifference(t *testing.T) {
	t.Parallel()
	forgeries := map[string]struct{ do, want string }{
		"nothing":                {`select 1`, ""},
		"a fact is changed":      {`update fact set at = at + 60000000 where seq = 1 and case_id = $1`, "changed"},
		"a fact is deleted":      {`delete from fact where seq = 2 and case_id = $1`, "no_fact"},
		"the last is deleted":    {`delete from fact where case_id = $1 and seq = (select max(seq) from fact where case_id = $1)`, "no_fact"},
		"a fact is slipped in":   {`insert into fact select institution, case_id, 99, 'x', contact, at, recorded_at, kind, told_by, via, grade, precision, data from fact where case_id = $1 and seq = 1`, "no_leaf"},
		"fact and leaf go":       {`delete from leaf where case_id = $1 and seq = 2; delete from fact where case_id = $1 and seq = 2`, "gap"},
		"a leaf is changed":      {`update leaf set digest = zeroblob(32) where n = 5`, "changed"},
		"a salt is changed":      {`update leaf set salt = zeroblob(16) where n = 5`, "changed"},
		"a node is changed":      {`update node set hash = zeroblob(32)`, "node"},
		"a node is gone":         {`delete from node`, "node"},
		"a node is too many":     {`insert into node select institution, 1, 7, hash from node where n = 0`, "node"},
		"a root is changed":      {`update checkpoint set root = zeroblob(32) where n = 1`, "note"},
		"a note is changed":      {`update checkpoint set note = replace(cast(note as text), cast(size as text) || char(10), '9' || char(10)) where n = 1`, "signature"},
		"a checkpoint is gone":   {`delete from checkpoint where n = 1`, "journal"},
		"checkpoints swapped":    {`update checkpoint set n = 99 where n = 1; update checkpoint set n = 1 where n = 2; update checkpoint set n = 2 where n = 99`, "journal"},
		"the keys are gone":      {`delete from log_key`, "signature"},
		"a key is changed":       {`update log_key set note = cast('x' as blob)`, "keys"},
		"the log is set back":    {`update log set size = size - 1; delete from leaf where n = (select size from log)`, "no_leaf"},
		"the log is cut":         {`delete from fact where case_id = $1; delete from leaf where case_id = $1; update log set size = (select count(*) from leaf); update leaf set n = 100000 + n; update leaf set n = (select count(*) from leaf l where l.n < leaf.n)`, "more_signed"},
		"a leaf under another":   {`update leaf set n = n + 100000 where case_id = $1`, "gap"},
		"an old fact back-dated": {`update fact set recorded_at = recorded_at - 60000000, at = at - 60000000 where case_id = $1 and seq = 1`, "changed"},
	}
	for name, f := range forgeries {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "office.db")
			o := harness.Open(t, path, "2026-11-23 09:30")
			r, _ := o.File(o.Petition())
			must(o.Checkpoint(o.Context(), harness.Institution))(t)
			for last := must(o.Checkpoint(o.Context(), harness.Institution))(t); last.Size < 257; last = must(o.Checkpoint(o.Context(), harness.Institution))(t) {
				for range 30 {
					o.File(o.Petition())
				}
			}
			forge(t, path, f.do, r.Case)
			report, err := o.CheckLedger(o.Context(), app.TheSystem(harness.Institution), nil)
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case f.want == "" && report.Fault != nil:
				t.Errorf("found %s %v", report.Fault.Key, report.Fault.Args)
			case f.want == "" && (report.Leaves < 257 || report.Nodes != 1 || report.Checkpoints < 2):
				t.Errorf("gone through: %+v", report)
			case f.want != "" && (report.Fault == nil || report.Fault.Key != "ledger.fault."+f.want):
				t.Errorf("found %+v, want %s", report.Fault, f.want)
			}
		})
	}
}

// forge runs statements on the database without its triggers.
func forge(t *testing.T, path, statements, caseID string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(20000)") // the office may be tidying its index
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows := must(db.Query(`select name from sqlite_schema where type = 'trigger'`))(t)
	var drop []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		drop = append(drop, "drop trigger "+name)
	}
	for _, s := range append(drop, strings.Split(statements, ";")...) {
		var args []any
		if strings.Contains(s, "$1") {
			args = append(args, caseID)
		}
		if _, err := db.ExecContext(context.Background(), s, args...); err != nil {
			t.Fatal(fmt.Errorf("%s: %w", s, err))
		}
	}
}

// TestRebuildingMakesNoLeaves makes the derived rows anew and compares the ledger before and after.
func TestRebuildingMakesNoLeaves(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	for range 20 {
		o.File(o.Petition())
	}
	o.Advance(9 * 24 * time.Hour)
	before := must(o.Checkpoint(o.Context(), harness.Institution))(t)
	must(o.Rebuild(o.Context(), app.TheSystem(harness.Institution), nil))(t)
	after := must(o.Checkpoint(o.Context(), harness.Institution))(t)
	report := must(o.CheckLedger(o.Context(), app.TheSystem(harness.Institution), nil))(t)
	if after.N != before.N || report.Fault != nil || report.Leaves != before.Size || before.Size <= 40 {
		t.Errorf("before %d of %d, after %d of %d, %+v, %+v", before.N, before.Size, after.N, after.Size, report, report.Fault)
	}
}

// TestDestroyedTextsLeaveTheLedgerValid lets the retention of a petition end.
func TestDestroyedTextsLeaveTheLedgerValid(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	r, citizen := o.File(o.Petition())
	if err := o.Withdraw(o.Context(), citizen, o.NewKey(), ""); err != nil {
		t.Fatal(err)
	}
	before := must(o.Checkpoint(o.Context(), harness.Institution))(t)
	svc := o.Serve(app.Config{Retention: 1})
	o.Clock.Set(o.Clock.Now().AddDate(2, 0, 0))
	if err := svc.Upkeep(o.Context(), harness.Institution); err != nil {
		t.Fatal(err)
	}
	if v := must(svc.Follow(o.Context(), citizen, "ko"))(t); !v.Destroyed || v.Status != string(casefile.Withdrawn) {
		t.Fatalf("the texts are destroyed: %v, status %s", v.Destroyed, v.Status)
	}
	report := must(svc.CheckLedger(o.Context(), app.TheSystem(harness.Institution), nil))(t)
	if report.Fault != nil || report.Leaves < before.Size {
		t.Errorf("after the destruction: %+v, %+v", report, report.Fault)
	}
	leaf := must(svc.LeafOf(o.Context(), harness.Institution, r.Case, 1))(t)
	proof := must(svc.Inclusion(o.Context(), harness.Institution, leaf.N, before.Size))(t)
	if len(proof) == 0 && before.Size > 1 {
		t.Error("no proof of a leaf whose texts were destroyed")
	}
}
