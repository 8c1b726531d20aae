package manage

import (
	"net/http"
	"net/url"
	"strings"

	"jikim/internal/app"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// accountsPage is the list of accounts with the form of a new one, or one account.
type accountsPage struct {
	ui.Page
	List   []app.Account
	One    *app.Account // the account that is changed; nil: the list
	Self   bool         // it is the reader's own
	Fields []ui.Field
	Secret string // a password that was just made: shown once
	Of     string // whose password that is
	desks  func(id string) string
}

func (p *accountsPage) deskName(id string) string { return p.desks(id) }

func (s *Surface) accounts(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.accountList(r, v, url.Values{}, nil)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, accountsView(p))
}

func (s *Surface) accountList(r *http.Request, v *staff.View, values url.Values, faults []ui.FieldError) (*accountsPage, error) {
	list, err := s.app.ListAccounts(r.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	p := &accountsPage{Page: v.Page, List: list, desks: v.DeskName}
	p.Page.Title, p.Page.Errors = v.C.T("manage.accounts.title"), faults
	p.Fields = append([]ui.Field{{C: v.C, Name: "login", Label: v.C.T("desk.login.login"), Hint: v.C.T("desk.setup.login_hint"), Value: values.Get("login"),
		Required: true, Short: true, Autocomplete: "off", Error: ui.ErrorOf(faults, "login")}}, accountFields(v, values, faults)...)
	return p, nil
}

// accountFields are the questions about an account that can be changed later.
func accountFields(v *staff.View, values url.Values, faults []ui.FieldError) []ui.Field {
	var roles []ui.Option
	for _, role := range app.Roles() {
		roles = append(roles, ui.Option{Value: string(role), Label: v.C.T("staff.role." + string(role)), Hint: v.C.T("manage.role." + string(role))})
	}
	field := func(kind ui.FieldKind, name, key string, options []ui.Option) ui.Field {
		return ui.Field{C: v.C, Kind: kind, Name: name, Label: v.C.T(key), Value: values.Get(name), Options: options, Short: kind != ui.Radio,
			Error: ui.ErrorOf(faults, name)}
	}
	name := field(ui.TextField, "name", "desk.setup.name", nil)
	name.Required, name.Hint = true, v.C.T("desk.setup.name_hint")
	role := field(ui.Radio, "role", "manage.accounts.role", roles)
	role.Required = true
	return append([]ui.Field{name, role}, positionFields(v, values, faults)...)
}

func accountOf(form url.Values) app.NewAccount {
	text := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	return app.NewAccount{Login: text("login"), Name: text("name"), Role: app.Role(form.Get("role")), Department: form.Get("department"),
		Desk: form.Get("desk"), Duty: text("duty"), Phone: text("phone")}
}

// createAccount makes an account. Its password is made by the system, shown on the page that answers, and nowhere again.
func (s *Surface) createAccount(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	made, password, err := s.app.CreateAccount(r.Context(), v.Actor, accountOf(r.PostForm))
	values, faults := url.Values{}, []ui.FieldError(nil)
	status := http.StatusOK
	if err != nil {
		if faults = staff.Faults(v.C, err); faults == nil {
			return err
		}
		values, status = r.PostForm, http.StatusUnprocessableEntity
	}
	p, err := s.accountList(r, v, values, faults)
	if err != nil {
		return err
	}
	if made != nil {
		p.Secret, p.Of = password, made.Login
	}
	return ui.Render(w, r, status, accountsView(p))
}

func (s *Surface) account(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.accountPage(r, v, nil, nil)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, accountView(p))
}

func (s *Surface) accountPage(r *http.Request, v *staff.View, values url.Values, faults []ui.FieldError) (*accountsPage, error) {
	list, err := s.app.ListAccounts(r.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	for i := range list {
		a := &list[i]
		if a.ID != r.PathValue("id") {
			continue
		}
		if values == nil {
			values = url.Values{"name": {a.Name}, "role": {string(a.Role)}, "department": {a.Department}, "desk": {a.Desk},
				"duty": {a.Duty}, "phone": {a.Phone}}
		}
		p := &accountsPage{Page: v.Page, One: a, Self: a.ID == v.Actor.Account, Fields: accountFields(v, values, faults)}
		p.Page.Title, p.Page.Errors = v.C.T("manage.account.title", "login", a.Login), faults
		p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("manage.accounts.title"), Href: "/admin/accounts"}, {Text: a.Login}}
		return p, nil
	}
	return nil, &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
}

// updateAccount changes, disables or enables an account, or gives it a new password; "do" says which.
func (s *Surface) updateAccount(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	id, form := r.PathValue("id"), r.PostForm
	var password string
	var err error
	switch form.Get("do") {
	case "reset":
		password, err = s.app.ResetPassword(r.Context(), v.Actor, id)
	case "disable", "enable":
		err = s.app.DisableAccount(r.Context(), v.Actor, id, form.Get("do") == "disable")
	case "save":
		err = s.app.UpdateAccount(r.Context(), v.Actor, id, accountOf(form))
	default:
		err = &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
	}
	values, faults := url.Values(nil), []ui.FieldError(nil)
	if err != nil {
		if faults = staff.Faults(v.C, err); faults == nil {
			return err
		}
		if form.Get("do") == "save" {
			values = form
		}
	}
	if err == nil && password == "" {
		http.Redirect(w, r, "/admin/accounts", http.StatusSeeOther)
		return nil
	}
	p, err := s.accountPage(r, v, values, faults)
	if err != nil {
		return err
	}
	if p.Secret = password; password != "" {
		p.Of = p.One.Login
	}
	status := http.StatusOK
	if faults != nil {
		status = http.StatusUnprocessableEntity
	}
	return ui.Render(w, r, status, accountView(p))
}
