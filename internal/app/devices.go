package app

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"jikim/internal/core/charter"
)

// codeDigits is the length of a code: by guessing, at the rate at which an address may try, none is found in its half hour.
const codeDigits = 12

// newCode returns a code that nobody can foresee.
func newCode() string {
	var raw [8]byte
	rand.Read(raw[:])
	return fmt.Sprintf("%0*d", codeDigits, binary.BigEndian.Uint64(raw[:])%1_000_000_000_000)
}

// blindCode is what is kept of a code. Its digits are few enough to be tried out against a plain hash.
func (s *Service) blindCode(institution, code string) []byte {
	return s.keys.Blind("device code", 32, institution, code)
}

// registerDevice is RegisterDevice.
func (s *Service) registerDevice(ctx context.Context, a Actor, n NewDevice) (*Device, string, error) {
	if !a.Staff() || !a.Role.AtLeast(Admin) {
		return nil, "", denied()
	}
	ch := s.charters.At(a.Institution, s.Now())
	if ch == nil {
		return nil, "", unknown()
	}
	f := &form{}
	n.Name = f.line("name", n.Name, true)
	if !slices.Contains(DeviceKinds(), n.Kind) {
		f.fault("kind", "fault.choice")
	}
	f.place(ch, n.Kind, n.Place)
	if err := f.err(); err != nil {
		return nil, "", err
	}
	code := newCode()
	now := s.Now()
	d := &Device{Institution: a.Institution, ID: s.newID(), Kind: n.Kind, Name: n.Name, Place: n.Place,
		Code: s.blindCode(a.Institution, code), CodeUntil: now.Add(DeviceCodeTime), CreatedAt: now}
	if err := s.store.PutDevice(ctx, d); err != nil {
		return nil, "", fmt.Errorf("registering a device: %w", err)
	}
	return d.shown(), code, nil
}

// place checks that a place is in the directory and suits the kind of device.
func (f *form) place(ch *charter.Charter, kind DeviceKind, p Place) {
	d := &ch.Directory
	known := false
	switch p.Kind {
	case NoPlace:
		known = p.ID == ""
	case AtDesk:
		known = slices.ContainsFunc(d.Desks, func(x charter.Desk) bool { return x.ID == p.ID })
	case InRoom:
		known = slices.ContainsFunc(d.Rooms, func(x charter.Room) bool { return x.ID == p.ID })
	case InDepartment:
		known = slices.ContainsFunc(d.Departments, func(x charter.Department) bool { return x.ID == p.ID })
	}
	switch {
	case !known:
		f.fault("place", "fault.choice")
	case (kind == Button || kind == Sensor) && p.Kind != AtDesk:
		f.fault("place", "fault.device_desk")
	case kind == Door && p.Kind != InRoom && p.Kind != InDepartment:
		f.fault("place", "fault.device_door")
	}
}

// shown is the device without its code and secret.
func (d *Device) shown() *Device {
	out := *d
	if len(out.Code) > 0 {
		out.Code = []byte{}
	}
	if len(out.Secret) > 0 {
		out.Secret = []byte{0} // that there is one
	}
	return &out
}

// alterDevice loads a device, lets the administrator change it, and keeps it.
func (s *Service) alterDevice(ctx context.Context, a Actor, id string, edit func(*Device)) error {
	if !a.Staff() || !a.Role.AtLeast(Admin) {
		return denied()
	}
	d, err := s.store.Device(ctx, a.Institution, id)
	if errors.Is(err, ErrNotFound) {
		return unknown()
	}
	if err != nil {
		return fmt.Errorf("changing a device: %w", err)
	}
	edit(d)
	if err := s.store.PutDevice(ctx, d); err != nil {
		return fmt.Errorf("changing a device: %w", err)
	}
	return nil
}

// renewDevice is RenewDevice.
func (s *Service) renewDevice(ctx context.Context, a Actor, id string) (string, error) {
	code := newCode()
	err := s.alterDevice(ctx, a, id, func(d *Device) {
		d.unbind()
		d.Revoked = false
		d.Code, d.CodeUntil = s.blindCode(a.Institution, code), s.Now().Add(DeviceCodeTime)
	})
	if err != nil {
		return "", err
	}
	return code, nil
}

// revokeDevice is RevokeDevice.
func (s *Service) revokeDevice(ctx context.Context, a Actor, id string) error {
	return s.alterDevice(ctx, a, id, func(d *Device) {
		d.unbind()
		d.Revoked = true
	})
}

// unbind takes code and secret from the device.
func (d *Device) unbind() {
	fresh := Device{Institution: d.Institution, ID: d.ID, Kind: d.Kind, Name: d.Name, Place: d.Place, CreatedAt: d.CreatedAt,
		SeenAt: d.SeenAt, Revoked: d.Revoked}
	*d = fresh
}

// listDevices is ListDevices.
func (s *Service) listDevices(ctx context.Context, a Actor) ([]Device, error) {
	if !a.Staff() || !a.Role.AtLeast(Admin) {
		return nil, denied()
	}
	list, err := s.store.ListDevices(ctx, a.Institution)
	for i := range list {
		list[i] = *list[i].shown()
	}
	return list, err
}

// bindDevice is BindDevice.
func (s *Service) bindDevice(ctx context.Context, institution, code, from string) (string, Actor, error) {
	code = digitsOf(code)
	refused := &Fault{Kind: Login, Key: "fault.device_code"}
	if len(code) != codeDigits {
		return "", Actor{}, refused
	}
	raw := make([]byte, 32)
	rand.Read(raw)
	secret := base64.RawURLEncoding.EncodeToString(raw)
	hash := sessionHash(secret)
	err := s.store.BindDevice(ctx, institution, s.blindCode(institution, code), hash, s.Now())
	if errors.Is(err, ErrConflict) {
		return "", Actor{}, refused
	}
	if err != nil {
		return "", Actor{}, fmt.Errorf("binding a device: %w", err)
	}
	d, err := s.store.DeviceOf(ctx, institution, hash)
	if err != nil {
		return "", Actor{}, fmt.Errorf("binding a device: %w", err)
	}
	return secret, d.actor(from), nil
}

// actor returns the device as the one who does something.
func (d *Device) actor(from string) Actor {
	return Actor{Institution: d.Institution, Device: d.ID, DeviceKind: d.Kind, Name: d.Name, Place: d.Place, From: from}
}

// authenticateDevice is AuthenticateDevice.
func (s *Service) authenticateDevice(ctx context.Context, institution, secret, from string) (Actor, error) {
	refused := &Fault{Kind: Login, Key: "fault.device"}
	if secret == "" || len(secret) > 100 {
		return Actor{}, refused
	}
	d, err := s.store.DeviceOf(ctx, institution, sessionHash(secret))
	if errors.Is(err, ErrNotFound) {
		return Actor{}, refused
	}
	if err != nil {
		return Actor{}, fmt.Errorf("device: %w", err)
	}
	if now := s.Now(); now.Sub(d.SeenAt) >= seenEvery {
		if err := s.store.SeeDevice(ctx, institution, d.ID, now); errors.Is(err, ErrConflict) {
			return Actor{}, refused
		} else if err != nil {
			return Actor{}, fmt.Errorf("device: %w", err)
		}
	}
	return d.actor(from), nil
}
