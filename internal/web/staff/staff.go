// Package staff holds what the pages for staff share, at the desk and in the office of the charter manager: who may open a
// page, its frame and menu, and the forms of acts: the fields of an act as questions, what was entered as the data of a
// fact, and the faults of a use case as messages beside the fields.
package staff

import (
	"net/http"
	"net/url"
	"strings"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/locale"
	"jikim/internal/web/ui"
)

// Site is what staff pages need of the server they are mounted on.
type Site interface {
	// Func makes a handler of a function that returns an error, with a limit of time; the error becomes a page.
	Func(func(http.ResponseWriter, *http.Request) error) http.Handler
	// Fail answers a request with the page of an error.
	Fail(http.ResponseWriter, *http.Request, error)
	// LimitLogin slows down an address that tries passwords.
	LimitLogin(http.Handler) http.Handler
	// URL returns the whole address of a path of this site, as the visitor reaches it.
	URL(r *http.Request, path string) string
	// Charter returns the charter in force now.
	Charter() *charter.Charter
	// Promise returns a promise of the charter in force, or of the newest version that has it; nil when none has.
	Promise(id string) *charter.Promise
	// Visitor returns the actor of a request without a login: institution and address.
	Visitor(*http.Request) app.Actor
	// Frame returns the frame of a page: language, office, the server's time, the address.
	Frame(http.ResponseWriter, *http.Request) ui.Page
	// Authenticate returns who is logged in; a fault of kind app.Login when nobody is.
	Authenticate(*http.Request) (app.Actor, error)
	// SessionSecret returns the secret of the request's session, or "". StartSession gives one to the browser and EndSession
	// takes it away.
	SessionSecret(*http.Request) string
	StartSession(w http.ResponseWriter, secret string)
	EndSession(http.ResponseWriter)
	// Names sends the names that come from source as events, until it is closed, the reader has gone or the server stops.
	Names(w http.ResponseWriter, r *http.Request, source <-chan string) error
	// Uploads reads a form with files of several fields, which must not be used after done was called.
	Uploads(*http.Request) (values url.Values, of func(field string) []app.Attachment, done func(), err error)
	// Upload reads a form with its files; they must not be used after done was called.
	Upload(*http.Request) (values url.Values, files []app.Attachment, done func(), err error)
}

// View is a request of a member of staff with the frame of the page it gets.
type View struct {
	Actor   app.Actor
	Page    ui.Page
	C       *locale.Catalogue
	Charter *charter.Charter

	promise func(id string) *charter.Promise // of any version
}

// Lang returns the language of the page: "ko" or "en".
func (v *View) Lang() string { return string(v.C.Lang()) }

// DeskName returns the name of a desk of the directory in the language of the page; an unknown one comes back as it is.
func (v *View) DeskName(id string) string {
	if d := v.Charter.Directory.FindDesk(id); d != nil {
		return d.Name.In(v.Lang())
	}
	return id
}

// ServiceName returns the name of a service; an unknown one comes back as it is.
func (v *View) ServiceName(id string) string {
	if s := v.Charter.Service(id); s != nil {
		return s.Name.In(v.Lang())
	}
	return id
}

// PromiseName returns the short name of a promise of a charter version, or of another version when that one has none of the
// identifier; an unknown one comes back as it is.
func (v *View) PromiseName(ch *charter.Charter, id string) string {
	p := ch.Promise(id)
	if p == nil {
		p = v.promise(id)
	}
	if p != nil {
		return Promise(v.C, p)
	}
	return id
}

// Handler answers a request of a member of staff.
type Handler func(w http.ResponseWriter, r *http.Request, v *View) error

// Guard lets members of staff of at least a role in. Others are led to the login, or refused when they are logged in with
// too little. A password that an administrator has given must be changed before anything else.
func Guard(site Site, surface string, role app.Role, h Handler) http.Handler {
	return site.Func(admit(site, surface, role, h))
}

// GuardStream is Guard for streams of events, which have no limit of time.
func GuardStream(site Site, surface string, role app.Role, h Handler) http.Handler {
	f := admit(site, surface, role, h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := f(w, r); err != nil {
			site.Fail(w, r, err)
		}
	})
}

func admit(site Site, surface string, role app.Role, h Handler) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Robots-Tag", "noindex, nofollow, noarchive")
		a, err := site.Authenticate(r)
		switch f := app.FaultOf(err); {
		case f != nil && f.Kind == app.Login, err == nil && a.Account == "":
			toLogin(w, r)
			return nil
		case err != nil:
			return err
		case a.MustChange && r.URL.Path != PasswordPath:
			Redirect(w, r, PasswordPath)
			return nil
		case !a.MustChange && !a.Role.AtLeast(role): // until it is changed, such an actor has no role
			return &app.Fault{Kind: app.Denied, Key: "fault.denied"}
		}
		return h(w, r, NewView(site, w, r, surface, a))
	}
}

// NewView returns the view of an actor, who may be nobody: the pages before the login.
func NewView(site Site, w http.ResponseWriter, r *http.Request, surface string, a app.Actor) *View {
	p := site.Frame(w, r)
	p.Surface = surface
	if a.Account != "" {
		p.User = &ui.User{Name: a.Name, Logout: LogoutPath}
	}
	if a.Staff() {
		p.User.Role = p.C.T("staff.role." + string(a.Role))
		p.Nav = menu(p.C, a, r.URL.Path)
	}
	return &View{Actor: a, Page: p, C: p.C, Charter: site.Charter(), promise: site.Promise}
}

// The addresses that both surfaces of the staff lead to.
const (
	LoginPath    = "/login"
	LogoutPath   = "/logout"
	PasswordPath = "/password"
	HomePath     = "/desk"
)

func toLogin(w http.ResponseWriter, r *http.Request) {
	target := LoginPath
	if r.Method == http.MethodGet && !strings.HasSuffix(r.URL.Path, "/events") {
		target += "?next=" + url.QueryEscape(r.URL.RequestURI())
	}
	Redirect(w, r, target)
}

// Redirect leads to another page of this site after a form, or away from a page that cannot be shown. A script that loads
// a part of a page is led as a whole when the new page is another one.
func Redirect(w http.ResponseWriter, r *http.Request, target string) {
	if r.Header.Get("HX-Request") != "" && (strings.HasPrefix(target, LoginPath) || target == PasswordPath) {
		w.Header().Set("HX-Redirect", target)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	http.Redirect(w, r, target, http.StatusSeeOther)
}

// SafeNext returns a path of this site to go on to, or the home of the staff: never another site.
func SafeNext(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(next, "//") ||
		strings.ContainsAny(next, "\\\r\n") {
		return HomePath
	}
	for _, prefix := range []string{"/desk", "/manage", "/admin"} {
		if u.Path == prefix || strings.HasPrefix(u.Path, prefix+"/") {
			return u.RequestURI()
		}
	}
	return HomePath
}
