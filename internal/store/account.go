package store

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/google/uuid"

	"jikim/internal/app"
)

const (
	accountColumns = `select id, login, name, role, department, desk, duty, phone, password, disabled, created_at, failed_at, failures
		from account `
	sqlAccount        = accountColumns + `where institution = $1 and id = $2`
	sqlAccountByLogin = accountColumns + `where institution = $1 and login = $2`
	sqlAccounts       = accountColumns + `where institution = $1 order by login`
	sqlPutAccount     = `insert into account
		(institution, id, login, name, role, department, desk, duty, phone, password, disabled, created_at, failed_at, failures)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		on conflict (institution, id) do update set login = excluded.login, name = excluded.name, role = excluded.role,
		department = excluded.department, desk = excluded.desk, duty = excluded.duty, phone = excluded.phone,
		password = excluded.password, disabled = excluded.disabled, created_at = excluded.created_at,
		failed_at = excluded.failed_at, failures = excluded.failures`

	sqlPutAbsence = `insert into absence (institution, account, begins_at, ends_at, substitute, told_by, told_at) values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (institution, account, begins_at) do update set ends_at = excluded.ends_at, substitute = excluded.substitute,
		told_by = excluded.told_by, told_at = excluded.told_at`
	sqlAbsences = `select account, begins_at, ends_at, substitute, told_by, told_at from absence
		where institution = $1 and ends_at > $2 order by account, begins_at`
	sqlSession    = `select account, created_at, expires_at, seen_at from session where institution = $1 and hash = $2`
	sqlPutSession = `insert into session (institution, hash, account, created_at, expires_at, seen_at) values ($1, $2, $3, $4, $5, $6)
		on conflict (institution, hash) do update set account = excluded.account, created_at = excluded.created_at,
		expires_at = excluded.expires_at, seen_at = excluded.seen_at`
	sqlDropSession    = `delete from session where institution = $1 and hash = $2`
	sqlDropSessions   = `delete from session where institution = $1 and expires_at < $2`
	sqlDropSessionsOf = `delete from session where institution = $1 and expires_at < $2 and account = $3`

	accessColumns   = `select at, account, case_id, what, reason, origin from access `
	sqlAccess       = accessColumns + `where institution = $1 order by at desc, id desc limit $2`
	sqlAccessOfCase = accessColumns + `where institution = $1 and case_id = $3 order by at desc, id desc limit $2`
	sqlLogAccess    = `insert into access (institution, at, id, account, case_id, what, reason, origin)
		values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (institution, at, id) do nothing`
)

// PutAccount makes or replaces an account. app.ErrConflict when another account of the institution has the login.
func (d *DB) PutAccount(ctx context.Context, a *app.Account) error {
	args := []any{a.Institution, a.ID, a.Login, a.Name, string(a.Role), a.Department, a.Desk, a.Duty, a.Phone, a.Password,
		truth(a.Disabled), micros(a.CreatedAt), micros(a.FailedAt), int64(a.Failures)}
	return d.write(ctx, func() work { return work{whole: true, steps: []step{{text: sqlPutAccount, args: args}}} })
}

func scanAccount(institution string) func(scanner) (app.Account, error) {
	return func(s scanner) (app.Account, error) {
		a := app.Account{Institution: institution}
		var role string
		var disabled int64
		err := s.Scan(&a.ID, &a.Login, &a.Name, &role, &a.Department, &a.Desk, &a.Duty, &a.Phone, &a.Password, &disabled,
			moment{&a.CreatedAt}, moment{&a.FailedAt}, &a.Failures)
		a.Role, a.Disabled = app.Role(role), disabled != 0
		return a, err
	}
}

// Account returns the account with that identifier.
func (d *DB) Account(ctx context.Context, institution, id string) (*app.Account, error) {
	return find(ctx, d, scanAccount(institution), sqlAccount, institution, id)
}

// AccountByLogin returns the account with that login name.
func (d *DB) AccountByLogin(ctx context.Context, institution, login string) (*app.Account, error) {
	return find(ctx, d, scanAccount(institution), sqlAccountByLogin, institution, login)
}

// ListAccounts returns all accounts by login name, disabled ones too.
func (d *DB) ListAccounts(ctx context.Context, institution string) ([]app.Account, error) {
	return list(ctx, d, scanAccount(institution), sqlAccounts, institution)
}

// PutSession makes or replaces a session.
func (d *DB) PutSession(ctx context.Context, s *app.Session) error {
	return d.exec(ctx, sqlPutSession, s.Institution, blob(s.Hash), s.Account, micros(s.CreatedAt), micros(s.ExpiresAt), micros(s.SeenAt))
}

// Session returns the session with that hash, also when it has expired.
func (d *DB) Session(ctx context.Context, institution string, hash []byte) (*app.Session, error) {
	return find(ctx, d, func(s scanner) (app.Session, error) {
		x := app.Session{Institution: institution, Hash: hash}
		err := s.Scan(&x.Account, moment{&x.CreatedAt}, moment{&x.ExpiresAt}, moment{&x.SeenAt})
		return x, err
	}, sqlSession, institution, blob(hash))
}

// DeleteSession ends a session; one that is not there is no fault.
func (d *DB) DeleteSession(ctx context.Context, institution string, hash []byte) error {
	return d.exec(ctx, sqlDropSession, institution, blob(hash))
}

// PutAbsence makes or replaces an absence.
func (d *DB) PutAbsence(ctx context.Context, a *app.Absence) error {
	return d.exec(ctx, sqlPutAbsence, a.Institution, a.Account, micros(a.From), micros(a.Until), a.Substitute, a.By, micros(a.At))
}

// Absences lists the absences that end after an instant.
func (d *DB) Absences(ctx context.Context, institution string, after time.Time) ([]app.Absence, error) {
	return list(ctx, d, func(s scanner) (app.Absence, error) {
		a := app.Absence{Institution: institution}
		err := s.Scan(&a.Account, moment{&a.From}, moment{&a.Until}, &a.Substitute, &a.By, moment{&a.At})
		return a, err
	}, sqlAbsences, institution, micros(after))
}

// DeleteSessions ends the sessions of an account, or of everybody when it is empty: those that expire before an instant,
// or all of them when it is zero.
func (d *DB) DeleteSessions(ctx context.Context, institution, account string, before time.Time) error {
	at := int64(math.MaxInt64)
	if !before.IsZero() {
		at = micros(before)
	}
	if account == "" {
		return d.exec(ctx, sqlDropSessions, institution, at)
	}
	return d.exec(ctx, sqlDropSessionsOf, institution, at, account)
}

// LogAccess records a reading of personal data.
func (d *DB) LogAccess(ctx context.Context, a *app.Access) error {
	id, err := uuid.NewRandom()
	if err != nil {
		return err
	}
	return d.exec(ctx, sqlLogAccess, a.Institution, micros(a.At), id.String(), a.Account, a.Case, a.What, a.Reason, a.From)
}

// ListAccess returns the newest readings of a case, or of all cases when it is empty.
func (d *DB) ListAccess(ctx context.Context, institution, caseID string, limit int) ([]app.Access, error) {
	scan := func(s scanner) (app.Access, error) {
		a := app.Access{Institution: institution}
		err := s.Scan(moment{&a.At}, &a.Account, &a.Case, &a.What, &a.Reason, &a.From)
		return a, err
	}
	if caseID == "" {
		return list(ctx, d, scan, sqlAccess, institution, limit)
	}
	return list(ctx, d, scan, sqlAccessOfCase, institution, limit, caseID)
}

const (
	documentColumns = `select name, at, body from document `
	sqlDocument     = documentColumns + `where institution = $1 and kind = $2 and name = $3`
	sqlDocuments    = documentColumns + `where institution = $1 and kind = $2 order by name`
	sqlAddDocument  = `insert into document (institution, kind, name, at, body) values ($1, $2, $3, $4, $5)
		on conflict (institution, kind, name) do nothing`
	sqlPutDocument = `insert into document (institution, kind, name, at, body) values ($1, $2, $3, $4, $5)
		on conflict (institution, kind, name) do update set at = excluded.at, body = excluded.body`
	sqlSwapDocument = `update document set at = $4, body = $5 where institution = $1 and kind = $2 and name = $3 and body = $6`
)

// SwapDocument makes a document, or replaces the one whose body is was. app.ErrConflict when it is not.
func (d *DB) SwapDocument(ctx context.Context, doc *app.Document, was []byte) error {
	args := []any{doc.Institution, doc.Kind, doc.Name, micros(doc.At), blob(doc.Body)}
	if was == nil {
		return d.one(ctx, sqlAddDocument, args...)
	}
	return d.one(ctx, sqlSwapDocument, append(args, blob(was))...)
}

// lasting tells whether documents of a kind are insert-only. The database knows the same kinds.
func lasting(kind string) bool {
	return slices.Contains([]string{"charter", "calendar", "publication", "draw", "dayoff", "enactment", "folder", "survey", "survey_plan"}, kind)
}

// PutDocument makes or replaces a document. One of a lasting kind stays as it is: putting the same body again does
// nothing, another body is an app.ErrConflict.
func (d *DB) PutDocument(ctx context.Context, doc *app.Document) error {
	args := []any{doc.Institution, doc.Kind, doc.Name, micros(doc.At), blob(doc.Body)}
	if !lasting(doc.Kind) {
		return d.exec(ctx, sqlPutDocument, args...)
	}
	if err := d.exec(ctx, sqlAddDocument, args...); err != nil {
		return err
	}
	stored, err := d.Document(ctx, doc.Institution, doc.Kind, doc.Name)
	if err == nil && string(stored.Body) != string(doc.Body) {
		err = fmt.Errorf("%s %s is there with another text: %w", doc.Kind, doc.Name, app.ErrConflict)
	}
	return err
}

func scanDocument(institution, kind string) func(scanner) (app.Document, error) {
	return func(s scanner) (app.Document, error) {
		doc := app.Document{Institution: institution, Kind: kind}
		err := s.Scan(&doc.Name, moment{&doc.At}, &doc.Body)
		return doc, err
	}
}

// Document returns the document of that kind and name.
func (d *DB) Document(ctx context.Context, institution, kind, name string) (*app.Document, error) {
	return find(ctx, d, scanDocument(institution, kind), sqlDocument, institution, kind, name)
}

// ListDocuments returns the documents of a kind by name.
func (d *DB) ListDocuments(ctx context.Context, institution, kind string) ([]app.Document, error) {
	return list(ctx, d, scanDocument(institution, kind), sqlDocuments, institution, kind)
}
