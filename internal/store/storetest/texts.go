package storetest

import (
	"encoding/hex"
	"errors"
	"fmt"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
)

// pairs cuts a Korean text into its syllable pairs, written as words of letters and digits; the use cases blind them as well.
func pairs(text string) []string {
	var tokens []string
	syllables := []rune(text)
	for i := range len(syllables) - 1 {
		tokens = append(tokens, hex.EncodeToString([]byte(string(syllables[i:i+2]))))
	}
	return tokens
}

func found(t *testing.T, s app.Store, limit int, phrase ...string) []string {
	t.Helper()
	heads, err := s.Search(t.Context(), Institution, phrase, limit)
	must(t, err)
	return casesOf(heads)
}

func search(t *testing.T, s app.Store) {
	texts := []string{"주민등록등본발급", "등본을다시발급", "자료실처리기한", "12e5 0x1f", "처리기한연장", "기한처리"}
	for i, text := range texts {
		c := Petition(i)
		c.Grams = pairs(text)
		if i == 3 {
			c.Grams = []string{"12e5", "1f", "0", "12e5", "a1b2c3"}
		}
		commit(t, s, c)
	}
	tests := map[string]struct {
		phrase []string
		limit  int
		want   []int
	}{
		"two syllables, newest first":   {pairs("등본"), 10, []int{1, 0}},
		"four syllables in order":       {pairs("처리기한"), 10, []int{4, 2}},
		"two syllables in many":         {pairs("처리"), 10, []int{5, 4, 2}},
		"at most":                       {pairs("기한"), 2, []int{5, 4}},
		"not there":                     {pairs("여권"), 10, nil},
		"words side by side, not apart": {[]string{pairs("등본")[0], pairs("발급")[0]}, 10, nil},
		"like a number":                 {[]string{"12e5"}, 10, []int{3}},
		"one after the other":           {[]string{"0", "12e5"}, 10, []int{3}},
		"in the other order":            {[]string{"0", "1f"}, 10, nil},
		"nothing":                       {nil, 10, nil},
	}
	for name, test := range tests {
		same(t, name, found(t, s, test.limit, test.phrase...), casesNumbered(test.want...))
	}
	for _, bad := range []string{`"`, "a b", "가나", "a*", "A"} {
		if _, err := s.Search(t.Context(), Institution, []string{bad}, 10); err == nil {
			t.Errorf("the token %q was taken", bad)
		}
	}
	c := Petition(99)
	c.Grams = []string{"good", "not good"}
	if err := s.Commit(t.Context(), c); err == nil {
		t.Errorf("a token with a space was indexed")
	}
}

func searchChange(t *testing.T, s app.Store) {
	c := Petition(1)
	c.Grams = pairs("처음의글")
	unindexed := Petition(2)
	unindexed.Grams = nil
	commit(t, s, c, unindexed)
	second := next(c, "f3", fact.CaseAccepted)
	second.Grams = nil // unchanged
	commit(t, s, second)
	same(t, "unchanged", found(t, s, 9, pairs("처음")...), casesNumbered(1))
	third := next(second, "f4", fact.CaseAccepted)
	third.Grams = pairs("나중의글")
	late := next(unindexed, "f5", fact.CaseAccepted)
	late.Grams = pairs("나중에왔다")
	commit(t, s, third, late)
	same(t, "the old text", found(t, s, 9, pairs("처음")...), []string{})
	same(t, "the new text", found(t, s, 9, pairs("나중")...), casesNumbered(2, 1))
	fourth := next(third, "f6", fact.CaseClosed)
	fourth.Grams = []string{}
	commit(t, s, fourth)
	same(t, "no text any more", found(t, s, 9, pairs("나중")...), casesNumbered(2))
}

func accounts(t *testing.T, s app.Store) {
	ctx := t.Context()
	kim := app.Account{Institution: Institution, ID: "a1", Login: "kim", Name: "김영희", Role: "officer", Department: "lib", Desk: "desk1",
		Duty: "자료 이용", Phone: "033-000-0000", Password: "$argon2id$v=19$…", CreatedAt: Start}
	ahn := kim
	ahn.ID, ahn.Login = "a2", "ahn"
	must(t, s.PutAccount(ctx, &kim))
	must(t, s.PutAccount(ctx, &ahn))
	kim.Disabled, kim.Failures, kim.FailedAt = true, 3, Start.Add(time.Hour)
	must(t, s.PutAccount(ctx, &kim))
	byID, err := s.Account(ctx, Institution, "a1")
	must(t, err)
	same(t, "by identifier", byID, &kim)
	byLogin, err := s.AccountByLogin(ctx, Institution, "kim")
	must(t, err)
	same(t, "by login", byLogin, &kim)
	all, err := s.ListAccounts(ctx, Institution)
	must(t, err)
	same(t, "all, by login", all, []app.Account{ahn, kim})
	twin := kim
	twin.ID = "a3"
	if err := s.PutAccount(ctx, &twin); !errors.Is(err, app.ErrConflict) {
		t.Errorf("a second account with one login: %v, want ErrConflict", err)
	}
	if _, err := s.AccountByLogin(ctx, "chuncheon", "kim"); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("an account of another institution: %v, want ErrNotFound", err)
	}
}

func absences(t *testing.T, s app.Store) {
	ctx := t.Context()
	put := func(account string, from, until time.Duration) app.Absence {
		a := app.Absence{Institution: Institution, Account: account, From: Start.Add(from), Until: Start.Add(until), Substitute: "park", By: "boss", At: Start}
		must(t, s.PutAbsence(ctx, &a))
		return a
	}
	put("kim", -2*time.Hour, 0) // has ended
	later := put("lee", 3*time.Hour, 4*time.Hour)
	now := put("kim", 0, time.Hour)
	elsewhere := now
	elsewhere.Institution = "elsewhere"
	must(t, s.PutAbsence(ctx, &elsewhere))
	now.Substitute, now.Until = "choi", Start.Add(2*time.Hour)
	must(t, s.PutAbsence(ctx, &now))
	got, err := s.Absences(ctx, Institution, Start)
	must(t, err)
	same(t, "absences", got, []app.Absence{now, later})
	got, err = s.Absences(ctx, Institution, Start.Add(4*time.Hour))
	must(t, err)
	same(t, "absences that end later", len(got), 0)
}

func sessions(t *testing.T, s app.Store) {
	ctx := t.Context()
	put := func(hash, account string, expires time.Duration) *app.Session {
		x := &app.Session{Institution: Institution, Hash: []byte(hash), Account: account, CreatedAt: Start, ExpiresAt: Start.Add(expires), SeenAt: Start}
		must(t, s.PutSession(ctx, x))
		return x
	}
	has := func(hash string) bool {
		_, err := s.Session(ctx, Institution, []byte(hash))
		if err != nil && !errors.Is(err, app.ErrNotFound) {
			t.Fatal(err)
		}
		return err == nil
	}
	one := put("\x00one\xff", "kim", time.Hour)
	put("two", "kim", 3*time.Hour)
	put("three", "lee", time.Hour)
	put("four", "lee", 9*time.Hour)
	one.SeenAt = Start.Add(time.Minute)
	must(t, s.PutSession(ctx, one))
	got, err := s.Session(ctx, Institution, one.Hash)
	must(t, err)
	same(t, "session", got, one)
	must(t, s.DeleteSessions(ctx, Institution, "kim", Start.Add(2*time.Hour)))
	same(t, "kim's expired ones ended", []bool{has("\x00one\xff"), has("two"), has("three"), has("four")}, []bool{false, true, true, true})
	must(t, s.DeleteSessions(ctx, Institution, "", Start.Add(2*time.Hour)))
	same(t, "everybody's expired ones ended", []bool{has("two"), has("three"), has("four")}, []bool{true, false, true})
	must(t, s.DeleteSessions(ctx, Institution, "lee", time.Time{}))
	must(t, s.DeleteSession(ctx, Institution, []byte("two")))
	must(t, s.DeleteSession(ctx, Institution, []byte("two")))
	same(t, "all ended", []bool{has("two"), has("four")}, []bool{false, false})
}

func accessLog(t *testing.T, s app.Store) {
	ctx := t.Context()
	entry := func(i int, caseID string) app.Access {
		return app.Access{Institution: Institution, At: Start.Add(time.Duration(i) * time.Second), Account: "kim", Case: caseID,
			What: "unmask", Reason: fmt.Sprint("reason ", i), From: "127.0.0.1"}
	}
	for i := range 6 {
		a := entry(i, []string{"c1", "c2"}[i%2])
		must(t, s.LogAccess(ctx, &a))
	}
	twice := entry(5, "c2") // the same reading again is another reading
	must(t, s.LogAccess(ctx, &twice))
	newest, err := s.ListAccess(ctx, Institution, "", 3)
	must(t, err)
	same(t, "newest", newest, []app.Access{entry(5, "c2"), entry(5, "c2"), entry(4, "c1")})
	ofCase, err := s.ListAccess(ctx, Institution, "c1", 10)
	must(t, err)
	same(t, "of a case", ofCase, []app.Access{entry(4, "c1"), entry(2, "c1"), entry(0, "c1")})
}

func documents(t *testing.T, s app.Store) {
	ctx := t.Context()
	with, refused := Petition(1), Petition(1)
	with.Documents = []app.Document{{Institution: Institution, Kind: "publication", Name: "with", At: Start, Body: []byte("one")}}
	must(t, s.Commit(ctx, with))
	if got, err := s.Document(ctx, Institution, "publication", "with"); err != nil || string(got.Body) != "one" {
		t.Errorf("a document of a turn: %v", err)
	}
	refused.Facts[0].ID += "x"
	refused.Documents = []app.Document{{Institution: Institution, Kind: "publication", Name: "refused", At: Start, Body: []byte("one")}}
	if err := s.Commit(ctx, refused); !errors.Is(err, app.ErrConflict) {
		t.Errorf("the same case again: %v", err)
	}
	if _, err := s.Document(ctx, Institution, "publication", "refused"); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("a document of a refused turn is there: %v", err)
	}
	doc := func(kind, name, body string) *app.Document {
		return &app.Document{Institution: Institution, Kind: kind, Name: name, At: Start, Body: []byte(body)}
	}
	for _, kind := range []string{"charter", "calendar", "publication", "draw", "dayoff", "enactment", "folder", "survey", "survey_plan"} {
		must(t, s.PutDocument(ctx, doc(kind, "d1", "one")))
		must(t, s.PutDocument(ctx, doc(kind, "d1", "one")))
		if err := s.PutDocument(ctx, doc(kind, "d1", "two")); !errors.Is(err, app.ErrConflict) {
			t.Errorf("another text for a %s: %v, want ErrConflict", kind, err)
		}
		got, err := s.Document(ctx, Institution, kind, "d1")
		must(t, err)
		same(t, kind, got, doc(kind, "d1", "one"))
	}
	must(t, s.PutDocument(ctx, doc("setting", "b", "one")))
	must(t, s.PutDocument(ctx, doc("setting", "b", "two")))
	must(t, s.PutDocument(ctx, doc("setting", "a", "")))
	all, err := s.ListDocuments(ctx, Institution, "setting")
	must(t, err)
	if len(all) != 2 || all[0].Name != "a" || string(all[1].Body) != "two" {
		t.Errorf("settings: %v", all)
	}
	must(t, s.SwapDocument(ctx, doc("setting", "s", "one"), nil))
	must(t, s.SwapDocument(ctx, doc("setting", "s", "two"), []byte("one")))
	for name, was := range map[string][]byte{"s": []byte("one"), "t": []byte("one")} {
		if err := s.SwapDocument(ctx, doc("setting", name, "three"), was); !errors.Is(err, app.ErrConflict) {
			t.Errorf("setting %s, which is not %q any more, was replaced: %v", name, was, err)
		}
	}
	if err := s.SwapDocument(ctx, doc("setting", "s", "three"), nil); !errors.Is(err, app.ErrConflict) {
		t.Errorf("a setting was made twice: %v", err)
	}
	swapped, err := s.Document(ctx, Institution, "setting", "s")
	must(t, err)
	same(t, "swapped", swapped, doc("setting", "s", "two"))
	if _, err := s.Document(ctx, Institution, "setting", "c"); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("a document that is not there: %v, want ErrNotFound", err)
	}
}
