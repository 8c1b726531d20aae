package storetest

import (
	"errors"
	"testing"
	"time"

	"jikim/internal/app"
)

func devices(t *testing.T, s app.Store) {
	ctx := t.Context()
	kiosk := app.Device{Institution: Institution, ID: "d1", Kind: app.Kiosk, Name: "현관", Place: app.Place{Kind: app.InRoom, ID: "entrance"},
		Code: []byte("\x00code\xff"), CodeUntil: Start.Add(time.Hour), Secret: []byte{}, CreatedAt: Start}
	wall := app.Device{Institution: Institution, ID: "d2", Kind: app.Wall, Name: "가 벽면", Code: []byte("late"), CodeUntil: Start,
		Secret: []byte{}, CreatedAt: Start}
	must(t, s.PutDevice(ctx, &kiosk))
	must(t, s.PutDevice(ctx, &wall))
	got, err := s.Device(ctx, Institution, "d1")
	must(t, err)
	same(t, "by identifier", got, &kiosk)
	all, err := s.ListDevices(ctx, Institution)
	must(t, err)
	same(t, "all, by name", all, []app.Device{wall, kiosk})
	for name, err := range map[string]error{
		"an unknown code":               s.BindDevice(ctx, Institution, []byte("other"), []byte("secret"), Start),
		"no code":                       s.BindDevice(ctx, Institution, nil, []byte("secret"), Start),
		"a code whose time is over":     s.BindDevice(ctx, Institution, wall.Code, []byte("secret"), Start),
		"a code of another institution": s.BindDevice(ctx, "chuncheon", kiosk.Code, []byte("secret"), Start),
	} {
		if !errors.Is(err, app.ErrConflict) {
			t.Errorf("%s: %v, want ErrConflict", name, err)
		}
	}
	must(t, s.BindDevice(ctx, Institution, kiosk.Code, []byte("\x00secret\xff"), Start.Add(time.Minute)))
	if err := s.BindDevice(ctx, Institution, kiosk.Code, []byte("thief"), Start.Add(time.Minute)); !errors.Is(err, app.ErrConflict) {
		t.Errorf("a code was used twice: %v", err)
	}
	must(t, s.SeeDevice(ctx, Institution, "d1", Start.Add(2*time.Minute)))
	if err := s.SeeDevice(ctx, Institution, "d9", Start); !errors.Is(err, app.ErrConflict) {
		t.Errorf("an unknown device was seen: %v", err)
	}
	kiosk.Code, kiosk.CodeUntil, kiosk.Secret = []byte{}, time.Time{}, []byte("\x00secret\xff")
	kiosk.BoundAt, kiosk.SeenAt = Start.Add(time.Minute), Start.Add(2*time.Minute)
	got, err = s.DeviceOf(ctx, Institution, kiosk.Secret)
	must(t, err)
	same(t, "by its secret", got, &kiosk)
	kiosk.Revoked = true
	must(t, s.PutDevice(ctx, &kiosk))
	for name, secret := range map[string][]byte{"a revoked one": kiosk.Secret, "one without a secret": {}, "none": nil} {
		if _, err := s.DeviceOf(ctx, Institution, secret); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("%s was found: %v", name, err)
		}
	}
}
