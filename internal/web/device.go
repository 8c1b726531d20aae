package web

import (
	"net/http"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/calendar"
	"jikim/internal/core/civil"
)

// DevicePath is the page on which a machine of the office is bound by its code. The surface of the kiosk has it.
const DevicePath = "/device"

// deviceLife is how long a browser keeps the secret of a device since it last used it; browsers keep nothing for longer.
const deviceLife = 400 * 24 * time.Hour

// deviceCookie is the name of the cookie of a device. With TLS its prefix binds it to this host and to TLS.
func (s *Server) deviceCookie() string {
	if s.Secure {
		return "__Host-device"
	}
	return "device"
}

// StartDevice gives the browser of a machine its secret.
func (s *Server) StartDevice(w http.ResponseWriter, secret string) {
	http.SetCookie(w, &http.Cookie{Name: s.deviceCookie(), Value: secret, Path: "/", MaxAge: int(deviceLife / time.Second),
		HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode})
}

// DeviceFunc is a handler for a machine of the office.
type DeviceFunc func(http.ResponseWriter, *http.Request, app.Actor) error

// Device makes a handler for machines of a kind. One that is not bound, or whose binding was ended, is led to the page on
// which it is bound.
func (s *Server) Device(kind app.DeviceKind, h DeviceFunc) http.Handler {
	return s.Func(s.boundTo(kind, h))
}

// DeviceStream is Device for event streams, which have no time limit.
func (s *Server) DeviceStream(kind app.DeviceKind, h DeviceFunc) http.Handler {
	f := s.boundTo(kind, h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := f(w, r); err != nil {
			s.Fail(w, r, err)
		}
	})
}

func (s *Server) boundTo(kind app.DeviceKind, h DeviceFunc) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		Private(w)
		secret := ""
		if c, err := r.Cookie(s.deviceCookie()); err == nil {
			secret = c.Value
		}
		a, err := s.Service.AuthenticateDevice(r.Context(), s.Institution, secret, s.Address(r).String())
		switch f := app.FaultOf(err); {
		case f != nil && f.Kind == app.Login && r.Header.Get("HX-Request") != "":
			w.Header().Set("HX-Redirect", DevicePath)
			w.WriteHeader(http.StatusNoContent)
			return nil
		case f != nil && f.Kind == app.Login:
			http.Redirect(w, r, DevicePath, http.StatusSeeOther)
			return nil
		case err != nil:
			return err
		case a.DeviceKind != kind:
			return Status(http.StatusForbidden)
		}
		s.StartDevice(w, secret) // kept for as long again
		return h(w, r, a)
	}
}

// Machine returns the actor of a machine without a browser, which shows as a bearer token what it was bound by or a token that
// was made for it; a fault of kind app.Login when it is not bound, and of kind app.Denied when the token has no scope for what
// such machines do.
func (s *Server) Machine(r *http.Request) (app.Actor, error) {
	secret, from := Bearer(r), s.Address(r).String()
	if !strings.HasPrefix(secret, app.TokenPrefix) {
		return s.Service.AuthenticateDevice(r.Context(), s.Institution, secret, from)
	}
	a, t, err := s.Service.AuthenticateToken(r.Context(), s.Institution, secret, from)
	if err != nil {
		return app.Actor{}, err
	}
	scope := app.ArrivalsWrite
	if a.DeviceKind == app.Exchange {
		scope = app.CallsWrite
	}
	if !t.Has(scope) {
		return app.Actor{}, &app.Fault{Kind: app.Denied, Key: "fault.scope"}
	}
	return a, nil
}

// Bearer returns the bearer token of a request (RFC 6750), or "". The name of the scheme may be written in any case.
func Bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// HoursOn writes the opening hours of a calendar on the day of an instant, such as "09:00~12:00, 13:00~18:00"; "" on a day off.
func HoursOn(c *calendar.Calendar, at time.Time) string {
	out := ""
	for _, span := range c.Hours(civil.DateOf(at, c.Location())) {
		if out != "" {
			out += ", "
		}
		out += span.From.String() + "~" + span.To.String()
	}
	return out
}
