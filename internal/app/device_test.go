package app_test

import (
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/test/harness"
)

// openDay is a Tuesday morning on which the desks are open.
const openDay = "2026-11-24 10:00"

func TestDeviceIsBoundByItsCodeOnce(t *testing.T) {
	t.Parallel()
	o := harness.New(t, openDay)
	ctx := o.Context()
	admin := o.Staff("admin", app.Admin, "", "")
	d, code, err := o.RegisterDevice(ctx, admin, app.NewDevice{Kind: app.Kiosk, Name: " 현관 키오스크 ", Place: app.Place{Kind: app.InRoom, ID: "entrance"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(code) != 12 || d.Name != "현관 키오스크" || d.Bound() {
		t.Fatalf("code %q, device %+v", code, d)
	}
	wrong := "1" + code[1:]
	if wrong == code {
		wrong = "2" + code[1:]
	}
	for _, bad := range []string{"", "12", wrong, code + "0"} {
		_, _, err := o.BindDevice(ctx, harness.Institution, bad, "")
		wantFault(t, err, app.Login, "")
	}
	secret, _, err := o.BindDevice(ctx, harness.Institution, code[:4]+"-"+code[4:8]+" "+code[8:], "")
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = o.BindDevice(ctx, harness.Institution, code, "")
	wantFault(t, err, app.Login, "")
	a := must(o.AuthenticateDevice(ctx, harness.Institution, secret, ""))(t)
	if a.Device != d.ID || a.DeviceKind != app.Kiosk || a.Place.ID != "entrance" || a.Staff() {
		t.Errorf("bound as %+v", a)
	}
	stored, err := o.Store.Device(ctx, harness.Institution, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(stored.Secret), secret) || len(stored.Code) != 0 || !stored.SeenAt.Equal(o.Now()) {
		t.Errorf("stored as %+v", stored)
	}
	o.Advance(5 * time.Minute)
	must(o.AuthenticateDevice(ctx, harness.Institution, secret, ""))(t)
	list := must(o.ListDevices(ctx, admin))(t)
	if len(list) != 1 || !list[0].SeenAt.Equal(o.Now()) || !list[0].Bound() || len(list[0].Secret) > 1 {
		t.Errorf("listed as %+v", list)
	}
	if err := o.RevokeDevice(ctx, admin, d.ID); err != nil {
		t.Fatal(err)
	}
	_, err = o.AuthenticateDevice(ctx, harness.Institution, secret, "")
	wantFault(t, err, app.Login, "")
	again := must(o.RenewDevice(ctx, admin, d.ID))(t)
	o.Advance(app.DeviceCodeTime)
	_, _, err = o.BindDevice(ctx, harness.Institution, again, "")
	wantFault(t, err, app.Login, "")
}

func TestDevicesStandWhereTheyCanWork(t *testing.T) {
	t.Parallel()
	o := harness.New(t, openDay)
	admin := o.Staff("admin", app.Admin, "", "")
	for _, n := range []app.NewDevice{
		{Kind: app.Kiosk}, {Kind: "toaster", Name: "x"}, {Kind: app.Button, Name: "x"},
		{Kind: app.Button, Name: "x", Place: app.Place{Kind: app.InRoom, ID: "entrance"}},
		{Kind: app.Door, Name: "x", Place: app.Place{Kind: app.AtDesk, ID: "petition"}},
		{Kind: app.Wall, Name: "x", Place: app.Place{Kind: app.AtDesk, ID: "nowhere"}},
	} {
		_, _, err := o.RegisterDevice(o.Context(), admin, n)
		wantFault(t, err, app.Invalid, "")
	}
}
