package store

import (
	"context"
	"strconv"
	"strings"
)

// sqliteIndex is FTS5 without content. A row's number is the ordinal of the institution and below it the document number,
// so that the newest of an institution are found by walking the index backwards from its last possible row. New texts
// wait in the table fresh until the writer folds them into the index.
type sqliteIndex struct{}

const (
	// These change single rows with given numbers: a statement that might change several would make FTS5 write out its
	// buffer each time.
	sqliteAdd       = `insert into fresh (doc, grams) values ($1, $2) on conflict (doc) do update set grams = excluded.grams`
	sqliteDropFresh = `delete from fresh where doc = $1`
	sqliteDrop      = `delete from search where rowid = $1`

	sqliteReset      = `delete from search where rowid >= $1 and rowid < $2`
	sqliteResetFresh = `delete from fresh where doc >= $1 and doc < $2`

	sqliteFind = `select h.case_id from (
			select doc from (select rowid as doc from search where search match $2 and rowid >= $3 and rowid < $4 order by rowid desc limit $5)
			union all select doc from fresh where doc >= $3 and doc < $4 and instr(grams, $6) > 0
			order by doc desc limit $5) s
		join head h on h.institution = $1 and h.doc = s.doc - $3 order by s.doc desc`

	sqliteWaiting = `select count(*) from fresh`
	sqliteFold    = `insert into search (rowid, grams) select doc, grams from fresh`
	sqliteFolded  = `delete from fresh`

	sqliteMerge   = `insert into search (search, rank) values ('merge', 64)`
	sqliteChanges = `select total_changes()`
)

// foldAt is how many texts may wait while others are written, and foldIdle how many when nothing is. A search reads through
// a hundred of them in half a millisecond; folding a thousand keeps the writer busy for some ten milliseconds.
const (
	foldAt   = 1000
	foldIdle = 100
)

// folding moves the texts that wait into the index.
func folding() work { return work{steps: []step{{text: sqliteFold}, {text: sqliteFolded}}} }

// merging merges segments of the index a little: some sixty pages, which takes about ten milliseconds. A search looks into
// every segment, and each folding adds some. Afterwards more tells whether there was anything to merge: then, says the
// documentation of FTS5, the statement changes at least two rows of its tables.
func merging(more *bool) work {
	var before, after int64
	return work{steps: []step{
		{text: sqliteChanges, row: func(s scanner) error { return s.Scan(&before) }},
		{text: sqliteMerge},
		{text: sqliteChanges, row: func(s scanner) error {
			err := s.Scan(&after)
			*more = after-before >= 2
			return err
		}},
	}}
}

// row is the first row number of an office.
func (o office) row() int64 { return o.ordinal << docBits }

func (sqliteIndex) put(o office, _, _ string, doc int64, tokens []string, fresh bool) []step {
	add := step{text: sqliteAdd, args: []any{o.row() + doc, spaced(tokens)}}
	if fresh {
		return []step{add}
	}
	return []step{{text: sqliteDrop, args: []any{o.row() + doc}}, add}
}

func spaced(tokens []string) string { return " " + strings.Join(tokens, " ") + " " }

func (sqliteIndex) drop(o office, _, _ string, doc int64) []step {
	args := []any{o.row() + doc}
	return []step{{text: sqliteDrop, args: args}, {text: sqliteDropFresh, args: args}}
}

func (sqliteIndex) reset(o office, _ string) []step {
	args := []any{o.row(), o.row() + 1<<docBits}
	return []step{{text: sqliteReset, args: args}, {text: sqliteResetFresh, args: args}}
}

func (sqliteIndex) find(ctx context.Context, d *DB, institution string, phrase []string, limit int) ([]string, error) {
	o, err := d.office(ctx, institution)
	if err != nil {
		return nil, err
	}
	text := spaced(phrase)
	return list(ctx, d, scanText, sqliteFind, institution, `"`+text+`"`, o.row(), o.row()+1<<docBits, limit, text)
}

// postgresIndex is a table of tsvectors with a GIN index. Such an index has no order: to find the newest, all rows with a
// phrase have to be fetched. Therefore the newest rows are looked through first, and the index is asked only when they
// did not suffice, which means that the phrase is rare.
type postgresIndex struct{}

// newest is how many rows are looked through, in a few milliseconds.
const newest = 4000

const (
	postgresPut = `insert into search (institution, case_id, doc, grams) values ($1, $2, $3, $4::text::tsvector)
		on conflict (institution, case_id) do update set grams = excluded.grams`
	postgresDrop   = `delete from search where institution = $1 and case_id = $2`
	postgresReset  = `delete from search where institution = $1`
	postgresNewest = `select case_id from (select case_id, grams from search where institution = $1 order by doc desc limit $4) s
		where grams @@ $2::text::tsquery limit $3`
	postgresAll = `with hit as materialized (select case_id, doc from search where institution = $1 and grams @@ $2::text::tsquery)
		select case_id from hit order by doc desc limit $3`
)

func (postgresIndex) put(_ office, institution, caseID string, doc int64, tokens []string, _ bool) []step {
	return []step{{text: postgresPut, args: []any{institution, caseID, doc, vector(tokens)}}}
}

func (postgresIndex) drop(_ office, institution, caseID string, _ int64) []step {
	return []step{{text: postgresDrop, args: []any{institution, caseID}}}
}

func (postgresIndex) reset(_ office, institution string) []step {
	return []step{{text: postgresReset, args: []any{institution}}}
}

func (postgresIndex) find(ctx context.Context, d *DB, institution string, phrase []string, limit int) ([]string, error) {
	query := strings.Join(phrase, " <-> ")
	cases, err := list(ctx, d, scanText, postgresNewest, institution, query, limit, newest)
	if err != nil || len(cases) == limit {
		return cases, err
	}
	return list(ctx, d, scanText, postgresAll, institution, query, limit)
}

// maxPosition is the last place that a tsvector can tell from others.
const maxPosition = 16383

// vector writes tokens as a tsvector: each with the place where it stands; the server sorts them and joins the places of
// equal ones. Making it here keeps PostgreSQL's own parser from cutting tokens that look like numbers.
func vector(tokens []string) string {
	size := 0
	for _, token := range tokens {
		size += len(token) + len(":12345 ")
	}
	b := make([]byte, 0, size)
	for i, token := range tokens {
		b = append(append(b, token...), ':')
		b = strconv.AppendInt(b, int64(min(i+1, maxPosition)), 10)
		b = append(b, ' ')
	}
	return string(b)
}
