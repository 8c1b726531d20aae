package app

import (
	"context"
	"time"
)

// DeviceKind is what a machine of the office is for, and so what it may do.
type DeviceKind string

// The kinds of devices.
const (
	Kiosk  DeviceKind = "kiosk"  // visitors touch it: it records arrivals and gives numbers
	Wall   DeviceKind = "wall"   // shows whom the desks serve now, and how promises are kept
	Door   DeviceKind = "door"   // shows who works behind a door, and on what
	Button DeviceKind = "button" // records an arrival at its desk with each press
	Sensor DeviceKind = "sensor" // at a door: records an arrival at its desk whenever somebody comes in
	// Exchange is the telephone exchange (교환기), or the program that speaks for it: it tells of calls.
	Exchange DeviceKind = "exchange"
)

// DeviceKinds lists the kinds.
func DeviceKinds() []DeviceKind { return []DeviceKind{Kiosk, Wall, Door, Button, Sensor, Exchange} }

// PlaceKind is the part of the directory that a place is in.
type PlaceKind string

// The kinds of places.
const (
	NoPlace      PlaceKind = ""
	AtDesk       PlaceKind = "desk"
	InRoom       PlaceKind = "room"
	InDepartment PlaceKind = "department"
)

// Place is where a device stands. The zero Place is anywhere in the office.
type Place struct {
	Kind PlaceKind
	ID   string // of the directory
}

// Device is a machine of the office. Of its code and its secret only a blinding and a hash are kept.
type Device struct {
	Institution, ID string
	Kind            DeviceKind
	Name            string
	Place           Place
	Code            []byte // blinded; empty: no code waits
	CodeUntil       time.Time
	Secret          []byte // hash; empty: not bound
	CreatedAt       time.Time
	BoundAt         time.Time // zero: not bound
	SeenAt          time.Time // zero: never
	Revoked         bool
}

// Bound tells whether the device has its secret.
func (d *Device) Bound() bool { return len(d.Secret) > 0 && !d.Revoked }

// DeviceCodeTime is how long a code waits to be typed at its device.
const DeviceCodeTime = 30 * time.Minute

// NewDevice is a device to be registered.
type NewDevice struct {
	Kind  DeviceKind
	Name  string
	Place Place
}

// RegisterDevice registers a device and returns its code: twelve digits that bind it once, within DeviceCodeTime. The code
// is kept nowhere. A button and a sensor need a desk, and a door a room or department. For administrators.
func (s *Service) RegisterDevice(ctx context.Context, a Actor, n NewDevice) (d *Device, code string, err error) {
	return s.registerDevice(ctx, a, n)
}

// RenewDevice ends what a device was bound by and gives it a new code. For administrators.
func (s *Service) RenewDevice(ctx context.Context, a Actor, id string) (code string, err error) {
	return s.renewDevice(ctx, a, id)
}

// RevokeDevice takes everything from a device that it may do; it stays in the list, since facts name it. For administrators.
func (s *Service) RevokeDevice(ctx context.Context, a Actor, id string) error {
	return s.revokeDevice(ctx, a, id)
}

// ListDevices lists the devices by name, without codes and secrets. For administrators.
func (s *Service) ListDevices(ctx context.Context, a Actor) ([]Device, error) {
	return s.listDevices(ctx, a)
}

// BindDevice uses up a code that was typed at a device, and returns the secret that the device shows from then on. A Login
// fault when no device waits for that code.
func (s *Service) BindDevice(ctx context.Context, institution, code, from string) (secret string, a Actor, err error) {
	return s.bindDevice(ctx, institution, code, from)
}

// AuthenticateDevice returns the actor of a device by its secret; a Login fault when it is not bound or was revoked. It is
// noted, once a minute, that the device was seen.
func (s *Service) AuthenticateDevice(ctx context.Context, institution, secret, from string) (Actor, error) {
	return s.authenticateDevice(ctx, institution, secret, from)
}
