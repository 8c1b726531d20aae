package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"jikim/internal/app"
)

// Search finds cases by a phrase of tokens, newest first. The tokens are made by the use cases, out of syllable pairs
// and blinded, so that the index tells nothing by itself; here they are words of letters and digits.
//
// Both engines index positions. A frequent token must not cost more than a rare one: SQLite walks its index backwards
// from the newest row and stops at the limit; PostgreSQL, whose index has no order, first looks through the newest rows,
// and asks the index only when these did not suffice, which means that the phrase is rare.

// docBits is the part of a row number of the SQLite index that is the document number; the rest is the institution.
// Document numbers are at first the microseconds of the first turn, which need 51 bits until the year 2041 and 52 until 2112.
const docBits = 52

// newest is how many documents PostgreSQL looks through before it asks the index.
const newest = 4000

// searchText are the full-text statements of an engine.
type searchText struct {
	// add, replace and drop change the entry of a case: $1 institution, $2 case, $3 document.
	add, replace, drop []string
	// reset drops all entries of an institution ($1), before its heads.
	reset string
	// find are tried in turn until one of them has found enough: $1 institution, $2 phrase, $3 limit.
	find []string
	// document and phrase write tokens in the way the engine reads them.
	document, phrase func(tokens []string) string
}

const (
	sqliteAdd = `insert into search (rowid, grams) select h.doc | (o.ordinal << 52), $3 from head h
		join office o on o.institution = h.institution where h.institution = $1 and h.case_id = $2`
	sqliteDrop = `delete from search where rowid = (select h.doc | (o.ordinal << 52) from head h
		join office o on o.institution = h.institution where h.institution = $1 and h.case_id = $2)`
	postgresAdd = `insert into search (institution, case_id, doc, grams)
		select institution, case_id, doc, $3::text::tsvector from head where institution = $1 and case_id = $2
		on conflict (institution, case_id) do update set grams = excluded.grams`
	postgresDrop = `delete from search where institution = $1 and case_id = $2`
)

var sqliteSearch = searchText{
	add: []string{sqliteAdd}, replace: []string{sqliteDrop, sqliteAdd}, drop: []string{sqliteDrop},
	reset: `delete from search where rowid >= (select ordinal << 52 from office where institution = $1)
		and rowid < (select (ordinal + 1) << 52 from office where institution = $1)`,
	find: []string{`select h.case_id from
		(select rowid from search where search match $2
			and rowid >= (select ordinal << 52 from office where institution = $1)
			and rowid < (select (ordinal + 1) << 52 from office where institution = $1)
			order by rowid desc limit $3) s
		join head h on h.institution = $1 and h.doc = s.rowid & 4503599627370495 order by s.rowid desc`},
	document: func(tokens []string) string { return strings.Join(tokens, " ") },
	phrase:   func(tokens []string) string { return `"` + strings.Join(tokens, " ") + `"` },
}

var postgresSearch = searchText{
	add: []string{postgresAdd}, replace: []string{postgresAdd}, drop: []string{postgresDrop},
	reset: `delete from search where institution = $1`,
	find: []string{
		`select case_id from (select case_id, doc, grams from search where institution = $1 order by doc desc limit ` + strconv.Itoa(newest) + `) n
		where grams @@ $2::text::tsquery order by doc desc limit $3`,
		`with hit as materialized (select case_id, doc from search where institution = $1 and grams @@ $2::text::tsquery)
		select case_id from hit order by doc desc limit $3`,
	},
	document: vector,
	phrase:   func(tokens []string) string { return strings.Join(tokens, " <-> ") },
}

// maxPosition is the last place that a tsvector can tell from others.
const maxPosition = 16383

// vector writes tokens as a tsvector: each with the places where it stands. Making it here keeps PostgreSQL's own parser
// from cutting tokens that look like numbers.
func vector(tokens []string) string {
	places := make(map[string][]int, len(tokens))
	for i, token := range tokens {
		places[token] = append(places[token], min(i+1, maxPosition))
	}
	words := make([]string, 0, len(places))
	for token := range places {
		words = append(words, token)
	}
	slices.Sort(words)
	b := make([]byte, 0, len(tokens)*12)
	for _, word := range words {
		b = append(b, word...)
		for i, place := range places[word] {
			b = append(b, ":,"[min(i, 1)])
			b = strconv.AppendInt(b, int64(place), 10)
		}
		b = append(b, ' ')
	}
	return string(b)
}

// checkTokens refuses tokens that are not words of a to z and 0 to 9: an engine would cut them.
func checkTokens(tokens []string) error {
	for _, token := range tokens {
		if token == "" || strings.Trim(token, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			return fmt.Errorf("the search token %q is no word of letters a to z and digits", token)
		}
	}
	return nil
}

// index returns the steps that make or replace the search entry of a case. The head has to be there.
func (d *DB) index(institution, caseID string, tokens []string, fresh bool) []step {
	search := &d.dialect.search
	texts := search.replace
	switch {
	case len(tokens) == 0:
		texts = search.drop
	case fresh:
		texts = search.add
	}
	document := search.document(tokens)
	steps := make([]step, len(texts))
	for i, text := range texts {
		args := []any{institution, caseID, document}
		steps[i] = step{text: text, args: args[:2+strings.Count(text, "$3")]}
	}
	return steps
}

// Search returns the heads of the newest cases in which the tokens stand one after the other. No tokens find nothing.
func (d *DB) Search(ctx context.Context, institution string, phrase []string, limit int) ([]app.Head, error) {
	if len(phrase) == 0 || limit <= 0 {
		return nil, nil
	}
	if err := checkTokens(phrase); err != nil {
		return nil, err
	}
	var cases []string
	for _, text := range d.dialect.search.find {
		var err error
		cases, err = list(ctx, d, scanText, text, institution, d.dialect.search.phrase(phrase), limit)
		if err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		if len(cases) == limit {
			break
		}
	}
	return d.headsInOrder(ctx, institution, cases)
}

func scanText(s scanner) (text string, err error) {
	err = s.Scan(&text)
	return text, err
}

// number returns the next document number of an institution. On SQLite the number is the place in the index, so that it
// lies above all that were given before; what another process gives at the same moment is refused as a conflict.
func (d *DB) number(ctx context.Context, institution string, now time.Time) (int64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	last, known := d.docs[institution]
	if !known && d.dialect == &sqliteDialect {
		var err error
		if last, err = d.enrol(ctx, institution); err != nil {
			return 0, err
		}
	}
	last = max(last+1, micros(now))
	d.docs[institution] = last
	return last, nil
}

const (
	sqlEnrol = `insert into office (institution, ordinal) select $1, coalesce(max(ordinal), 0) + 1 from office where true
		on conflict (institution) do nothing`
	sqlLastDoc = `select coalesce(max(doc), 0) from head where institution = $1`
)

// enrol gives an institution its part of the index and returns the last document number in it.
func (d *DB) enrol(ctx context.Context, institution string) (int64, error) {
	if err := d.exec(ctx, sqlEnrol, institution); err != nil {
		return 0, err
	}
	last, err := find(ctx, d, scanInt, sqlLastDoc, institution)
	if err != nil {
		return 0, err
	}
	return *last, nil
}

func scanInt(s scanner) (n int64, err error) {
	err = s.Scan(&n)
	return n, err
}
