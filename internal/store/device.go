package store

import (
	"context"
	"time"

	"jikim/internal/app"
)

// An office has tens of devices: they are found among its own without a further index.
const (
	deviceColumns = `select id, kind, name, place_kind, place, code, code_until, secret, created_at, bound_at, seen_at, revoked
		from device `
	sqlDevice    = deviceColumns + `where institution = $1 and id = $2`
	sqlDeviceOf  = deviceColumns + `where institution = $1 and secret = $2 and revoked = 0`
	sqlDevices   = deviceColumns + `where institution = $1 order by name, id`
	sqlPutDevice = `insert into device
		(institution, id, kind, name, place_kind, place, code, code_until, secret, created_at, bound_at, seen_at, revoked)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		on conflict (institution, id) do update set kind = excluded.kind, name = excluded.name, place_kind = excluded.place_kind,
		place = excluded.place, code = excluded.code, code_until = excluded.code_until, secret = excluded.secret,
		created_at = excluded.created_at, bound_at = excluded.bound_at, seen_at = excluded.seen_at, revoked = excluded.revoked`
	sqlBindDevice = `update device set secret = $3, bound_at = $4, code = $5, code_until = 0
		where institution = $1 and code = $2 and code_until > $4 and revoked = 0`
	sqlSeeDevice = `update device set seen_at = $3 where institution = $1 and id = $2`
)

// PutDevice makes or replaces a device.
func (d *DB) PutDevice(ctx context.Context, v *app.Device) error {
	return d.exec(ctx, sqlPutDevice, v.Institution, v.ID, string(v.Kind), v.Name, string(v.Place.Kind), v.Place.ID, blob(v.Code),
		micros(v.CodeUntil), blob(v.Secret), micros(v.CreatedAt), micros(v.BoundAt), micros(v.SeenAt), truth(v.Revoked))
}

func scanDevice(institution string) func(scanner) (app.Device, error) {
	return func(s scanner) (app.Device, error) {
		v := app.Device{Institution: institution}
		var kind, place string
		var revoked int64
		err := s.Scan(&v.ID, &kind, &v.Name, &place, &v.Place.ID, &v.Code, moment{&v.CodeUntil}, &v.Secret, moment{&v.CreatedAt},
			moment{&v.BoundAt}, moment{&v.SeenAt}, &revoked)
		v.Kind, v.Place.Kind, v.Revoked = app.DeviceKind(kind), app.PlaceKind(place), revoked != 0
		return v, err
	}
}

// Device returns the device with that identifier.
func (d *DB) Device(ctx context.Context, institution, id string) (*app.Device, error) {
	return find(ctx, d, scanDevice(institution), sqlDevice, institution, id)
}

// DeviceOf returns the bound device with that hash of a secret.
func (d *DB) DeviceOf(ctx context.Context, institution string, secret []byte) (*app.Device, error) {
	if len(secret) == 0 { // what a device without one has
		return nil, app.ErrNotFound
	}
	return find(ctx, d, scanDevice(institution), sqlDeviceOf, institution, secret)
}

// ListDevices returns all devices by name, revoked ones too.
func (d *DB) ListDevices(ctx context.Context, institution string) ([]app.Device, error) {
	return list(ctx, d, scanDevice(institution), sqlDevices, institution)
}

// BindDevice gives the device that waits for a code its secret. app.ErrConflict when none does.
func (d *DB) BindDevice(ctx context.Context, institution string, code, secret []byte, at time.Time) error {
	if len(code) == 0 {
		return app.ErrConflict
	}
	return d.one(ctx, sqlBindDevice, institution, code, secret, micros(at), []byte{})
}

// SeeDevice notes when a device was last seen. app.ErrConflict when there is none.
func (d *DB) SeeDevice(ctx context.Context, institution, id string, at time.Time) error {
	return d.one(ctx, sqlSeeDevice, institution, id, micros(at))
}

// one runs a statement that has to change exactly one row.
func (d *DB) one(ctx context.Context, text string, args ...any) error {
	return d.write(ctx, func() work { return work{steps: []step{{text: text, args: args, one: true}}} })
}
