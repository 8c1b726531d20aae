package desk

import (
	"net/http"
	"strings"

	"jikim/internal/app"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// doorPage is a page before the login, or of one's own password.
type doorPage struct {
	ui.Page
	Login  string
	Next   string
	Token  string
	Name   string
	Forced bool // the password was given by an administrator
	Texts  setupTexts
}

// setupTexts are the further answers of the first administrator.
type setupTexts struct {
	Department, Phone string
	Departments       []ui.Option
}

func (s *Surface) door(w http.ResponseWriter, r *http.Request, title string) doorPage {
	v := staff.NewView(s.site, w, r, "desk", s.site.Visitor(r))
	p := doorPage{Page: v.Page}
	p.Page.Title = p.C.T(title)
	for _, d := range v.Charter.Directory.Departments {
		p.Texts.Departments = append(p.Texts.Departments, ui.Option{Value: d.ID, Label: d.Name.In(v.Lang())})
	}
	return p
}

// login shows the form, or leads to the first run while there is no administrator.
func (s *Surface) login(w http.ResponseWriter, r *http.Request) error {
	_, needed, err := s.app.Setup(r.Context(), s.site.Visitor(r).Institution)
	if err != nil {
		return err
	}
	if needed {
		staff.Redirect(w, r, "/setup")
		return nil
	}
	p := s.door(w, r, "desk.login.title")
	p.Next = staff.SafeNext(r.URL.Query().Get("next"))
	return ui.Render(w, r, http.StatusOK, loginPage(p))
}

func (s *Surface) doLogin(w http.ResponseWriter, r *http.Request) error {
	who := s.site.Visitor(r)
	login, next := strings.TrimSpace(r.PostFormValue("login")), staff.SafeNext(r.PostFormValue("next"))
	secret, a, err := s.app.Login(r.Context(), who.Institution, login, r.PostFormValue("password"), who.From)
	if err != nil {
		p := s.door(w, r, "desk.login.title")
		if p.Errors = staff.Faults(p.C, err); p.Errors == nil {
			return err
		}
		p.Login, p.Next = login, next
		return ui.Render(w, r, http.StatusUnprocessableEntity, loginPage(p))
	}
	s.site.StartSession(w, secret)
	if a.MustChange {
		next = staff.PasswordPath
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

func (s *Surface) logout(w http.ResponseWriter, r *http.Request) error {
	if secret := s.site.SessionSecret(r); secret != "" {
		if err := s.app.Logout(r.Context(), s.site.Visitor(r).Institution, secret); err != nil {
			return err
		}
	}
	s.site.EndSession(w)
	http.Redirect(w, r, staff.LoginPath, http.StatusSeeOther)
	return nil
}

// setup is the first run: whoever has the token that the program printed makes the administrator.
func (s *Surface) setup(w http.ResponseWriter, r *http.Request) error {
	_, needed, err := s.app.Setup(r.Context(), s.site.Visitor(r).Institution)
	if err != nil {
		return err
	}
	if !needed {
		staff.Redirect(w, r, staff.LoginPath)
		return nil
	}
	return ui.Render(w, r, http.StatusOK, setupPage(s.door(w, r, "desk.setup.title")))
}

func (s *Surface) doSetup(w http.ResponseWriter, r *http.Request) error {
	who := s.site.Visitor(r)
	n := app.NewAccount{
		Login: strings.TrimSpace(r.PostFormValue("login")), Name: strings.TrimSpace(r.PostFormValue("name")), Role: app.Admin,
		Department: r.PostFormValue("department"), Phone: strings.TrimSpace(r.PostFormValue("phone")),
		Password: r.PostFormValue("password"),
	}
	p := s.door(w, r, "desk.setup.title")
	p.Login, p.Name, p.Token = n.Login, n.Name, r.PostFormValue("token")
	p.Texts.Department, p.Texts.Phone = n.Department, n.Phone
	again := func(errors []ui.FieldError) error {
		p.Errors = errors
		return ui.Render(w, r, http.StatusUnprocessableEntity, setupPage(p))
	}
	if faults := passwordFaults(p.Page, r); faults != nil {
		return again(faults)
	}
	if err := s.app.CreateFirst(r.Context(), who.Institution, strings.TrimSpace(p.Token), n); err != nil {
		if f := app.FaultOf(err); f != nil && f.Kind == app.Denied {
			return again([]ui.FieldError{{Field: "token", Message: p.C.T("desk.setup.wrong")}})
		}
		if faults := staff.Faults(p.C, err); faults != nil {
			return again(faults)
		}
		return err
	}
	secret, _, err := s.app.Login(r.Context(), who.Institution, n.Login, n.Password, who.From)
	if err != nil {
		return err
	}
	s.site.StartSession(w, secret)
	http.Redirect(w, r, "/admin/accounts", http.StatusSeeOther)
	return nil
}

// passwordFaults checks what only the page can see: that the password was typed the same twice, and is not empty, since an
// empty one would have the system make it.
func passwordFaults(p ui.Page, r *http.Request) []ui.FieldError {
	switch one, two := r.PostFormValue("password"), r.PostFormValue("again"); {
	case one == "":
		return []ui.FieldError{{Field: "password", Message: p.C.T("desk.password.empty")}}
	case one != two:
		return []ui.FieldError{{Field: "again", Message: p.C.T("desk.password.differ")}}
	}
	return nil
}

func (s *Surface) password(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	return ui.Render(w, r, http.StatusOK, passwordPage(s.passwordPage(v, nil)))
}

func (s *Surface) passwordPage(v *staff.View, errors []ui.FieldError) doorPage {
	p := doorPage{Page: v.Page, Forced: v.Actor.MustChange}
	p.Page.Title, p.Page.Errors = v.C.T("desk.password.title"), errors
	return p
}

func (s *Surface) changePassword(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	again := func(errors []ui.FieldError) error {
		return ui.Render(w, r, http.StatusUnprocessableEntity, passwordPage(s.passwordPage(v, errors)))
	}
	if faults := passwordFaults(v.Page, r); faults != nil {
		return again(faults)
	}
	secret, err := s.app.ChangePassword(r.Context(), v.Actor, r.PostFormValue("old"), r.PostFormValue("password"))
	if err != nil {
		if faults := staff.Faults(v.C, err); faults != nil {
			return again(faults)
		}
		return err
	}
	s.site.StartSession(w, secret)
	http.Redirect(w, r, staff.HomePath, http.StatusSeeOther)
	return nil
}
