package web

import (
	"net/http"
	"net/url"
	"strings"

	"jikim/internal/app"
)

// The pages that staff are sent to. The surface of the desk has them.
const (
	LoginPath    = "/login"
	PasswordPath = "/password"
)

// cookieName is the name of the session cookie. With TLS its prefix binds it to this host and to TLS.
func (s *Server) cookieName() string {
	if s.Secure {
		return "__Host-session"
	}
	return "session"
}

// StartSession gives the visitor's browser the secret of a session, until the browser closes; the session itself ends
// earlier, by app.SessionIdle and app.SessionTotal.
func (s *Server) StartSession(w http.ResponseWriter, secret string) { s.setSession(w, secret, 0) }

// EndSession takes the secret away from the browser.
func (s *Server) EndSession(w http.ResponseWriter) { s.setSession(w, "", -1) }

func (s *Server) setSession(w http.ResponseWriter, secret string, age int) {
	http.SetCookie(w, &http.Cookie{
		Name: s.cookieName(), Value: secret, Path: "/", MaxAge: age, HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// SessionSecret returns the secret of the request's session, or "".
func (s *Server) SessionSecret(r *http.Request) string {
	c, err := r.Cookie(s.cookieName())
	if err != nil {
		return ""
	}
	return c.Value
}

// Authenticate returns the member of staff who makes the request; a fault of kind app.Login when there is none.
func (s *Server) Authenticate(r *http.Request) (app.Actor, error) {
	secret := s.SessionSecret(r)
	if secret == "" {
		return app.Actor{}, &app.Fault{Kind: app.Login, Key: "fault.login_needed"}
	}
	return s.Service.Authenticate(r.Context(), s.Institution, secret, s.Address(r).String())
}

// Staff makes a handler for staff of at least that role. Who is not logged in is sent to the login page and back; who has
// to change his password is sent to do that first.
func (s *Server) Staff(role app.Role, h StaffFunc) http.Handler { return s.Func(s.admitted(role, h)) }

// StaffStream is Staff for event streams, which have no time limit.
func (s *Server) StaffStream(role app.Role, h StaffFunc) http.Handler {
	f := s.admitted(role, h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := f(w, r); err != nil {
			s.Fail(w, r, err)
		}
	})
}

// StaffFunc is a handler for the member of staff who is logged in.
type StaffFunc func(http.ResponseWriter, *http.Request, app.Actor) error

func (s *Server) admitted(role app.Role, h StaffFunc) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		Private(w)
		a, err := s.Authenticate(r)
		switch f := app.FaultOf(err); {
		case f != nil && f.Kind == app.Login:
			return s.sendToLogin(w, r)
		case err != nil:
			return err
		case a.MustChange && r.URL.Path != PasswordPath:
			http.Redirect(w, r, PasswordPath, http.StatusSeeOther)
			return nil
		case !a.Role.AtLeast(role):
			return Status(http.StatusForbidden)
		}
		return h(w, r, a)
	}
}

// sendToLogin remembers where a reader wanted to go. What a form carried is lost, so the form's own page is gone back to.
func (s *Server) sendToLogin(w http.ResponseWriter, r *http.Request) error {
	if r.Header.Get("HX-Request") != "" {
		w.Header().Set("HX-Redirect", LoginPath)
		return Status(http.StatusUnauthorized)
	}
	to := LoginPath
	if r.Method == http.MethodGet {
		to += "?next=" + url.QueryEscape(r.URL.RequestURI())
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// LocalPath returns a path of this site that a visitor was to be sent back to, or the fallback when it would lead
// anywhere else.
func LocalPath(path, fallback string) string {
	u, err := url.Parse(path)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(path, "/") ||
		strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return fallback
	}
	return path
}
