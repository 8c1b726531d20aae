package manage

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"jikim/internal/app"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// tokensPage is the list of the tokens of programs with the form of a new one.
type tokensPage struct {
	ui.Page
	List   []app.Token
	Fields []ui.Field
	Secret string // of a token that was just made: shown once
	Of     string // its name
	owners []owner
}

// owner is an account or a device that a token can be for.
type owner struct{ value, name string }

// tokenDays are the lives to choose from.
var tokenDays = []int{30, 90, 180, 365}

func (s *Surface) tokens(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	return s.showTokens(w, r, v, http.StatusOK, &tokensPage{}, url.Values{})
}

// showTokens draws the list; p brings what was just done or is wrong.
func (s *Surface) showTokens(w http.ResponseWriter, r *http.Request, v *staff.View, status int, p *tokensPage, values url.Values) error {
	var err error
	if p.List, err = s.app.ListTokens(r.Context(), v.Actor); err != nil {
		return err
	}
	faults := p.Errors
	p.Page = v.Page
	p.Title, p.Lead, p.Errors = v.C.T("token.title"), v.C.T("token.lead", "path", "/api/"), faults
	if err := s.owners(r, v, p); err != nil {
		return err
	}
	whose := ui.Field{C: v.C, Kind: ui.Select, Name: "account", Label: v.C.T("token.owner"), Hint: v.C.T("token.owner_hint"), Value: values.Get("account"),
		Error: ui.ErrorOf(faults, "account"), Options: []ui.Option{{Label: v.C.T("token.owner.nobody")}}}
	for _, o := range p.owners {
		whose.Options = append(whose.Options, ui.Option{Value: o.value, Label: o.name})
	}
	scopes := ui.Field{C: v.C, Kind: ui.Checkboxes, Name: "scopes", Label: v.C.T("token.scopes"), Required: true, Error: ui.ErrorOf(faults, "scopes")}
	for _, scope := range app.Scopes() {
		scopes.Options = append(scopes.Options, ui.Option{Value: string(scope), Label: string(scope), Hint: v.C.T(scopeKey(scope)),
			Selected: slices.Contains(values["scopes"], string(scope))})
	}
	days := ui.Field{C: v.C, Kind: ui.Select, Name: "days", Label: v.C.T("token.days"), Value: values.Get("days"), Error: ui.ErrorOf(faults, "days")}
	for _, n := range tokenDays {
		days.Options = append(days.Options, ui.Option{Value: strconv.Itoa(n), Label: v.C.T("token.days.n", "n", n)})
	}
	p.Fields = []ui.Field{{C: v.C, Name: "name", Label: v.C.T("token.name"), Hint: v.C.T("token.name_hint"), Required: true, Value: values.Get("name"),
		Autocomplete: "off", Error: ui.ErrorOf(faults, "name")}, whose, scopes, days}
	for i := range p.Errors {
		for _, f := range p.Fields {
			if f.Name == p.Errors[i].Field {
				p.Errors[i].Label = f.Label
			}
		}
	}
	return ui.Render(w, r, status, tokensView(p))
}

func scopeKey(s app.Scope) string { return "token.scope." + strings.ReplaceAll(string(s), ":", "_") }

// owners lists the accounts and devices that can have a token.
func (s *Surface) owners(r *http.Request, v *staff.View, p *tokensPage) error {
	accounts, err := s.app.ListAccounts(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	for i := range accounts {
		if a := &accounts[i]; !a.Disabled {
			p.owners = append(p.owners, owner{"account:" + a.ID, v.C.T("token.owner.account", "name", a.Name, "login", a.Login)})
		}
	}
	devices, err := s.app.ListDevices(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	for i := range devices {
		if d := &devices[i]; !d.Revoked {
			p.owners = append(p.owners, owner{"device:" + d.ID, v.C.T("token.owner.device", "name", d.Name)})
		}
	}
	return nil
}

// createToken makes a token. Its secret is shown on the page that answers, and nowhere again.
func (s *Surface) createToken(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	n := app.NewToken{Name: r.PostForm.Get("name")}
	switch kind, id, _ := strings.Cut(r.PostForm.Get("account"), ":"); kind {
	case "account":
		n.Account = id
	case "device":
		n.Device = id
	}
	for _, scope := range r.PostForm["scopes"] {
		n.Scopes = append(n.Scopes, app.Scope(scope))
	}
	n.Days, _ = strconv.Atoi(r.PostForm.Get("days")) // no number is a number that is not allowed
	t, secret, err := s.app.CreateToken(r.Context(), v.Actor, n)
	if err != nil {
		p := &tokensPage{}
		if p.Errors = staff.Faults(v.C, err); p.Errors == nil {
			return err
		}
		return s.showTokens(w, r, v, http.StatusUnprocessableEntity, p, r.PostForm)
	}
	return s.showTokens(w, r, v, http.StatusOK, &tokensPage{Secret: secret, Of: t.Name}, url.Values{})
}

func (s *Surface) revokeToken(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := s.app.RevokeToken(r.Context(), v.Actor, r.PathValue("id")); err != nil {
		return err
	}
	http.Redirect(w, r, "/admin/tokens", http.StatusSeeOther)
	return nil
}

// owner names whose token it is.
func (p *tokensPage) owner(t *app.Token) string {
	value := "account:" + t.Account
	switch {
	case t.Device != "":
		value = "device:" + t.Device
	case t.Account == "":
		return p.C.T("token.owner.nobody")
	}
	for _, o := range p.owners {
		if o.value == value {
			return o.name
		}
	}
	return p.C.T("token.owner.gone")
}

// state names how it stands with a token.
func (p *tokensPage) state(t *app.Token) string {
	switch {
	case t.Revoked:
		return p.C.T("token.state.revoked")
	case !t.ExpiresAt.After(p.Now):
		return p.C.T("token.state.expired")
	}
	return p.C.T("token.state.until", "day", p.C.Date(t.ExpiresAt, p.C.Location()))
}

func (p *tokensPage) live(t *app.Token) bool { return !t.Revoked && t.ExpiresAt.After(p.Now) }

func tokenColumns(p *tokensPage) []ui.Column {
	return []ui.Column{{Head: p.C.T("token.name"), Row: true}, {Head: p.C.T("token.owner")}, {Head: p.C.T("token.scopes")}, {Head: p.C.T("token.state")},
		{Head: p.C.T("token.seen")}, {Head: p.C.T("token.do")}}
}

func tokenRows(p *tokensPage) []ui.Row {
	rows := make([]ui.Row, 0, len(p.List))
	for i := range p.List {
		t := &p.List[i]
		seen := ui.Cell{Text: p.C.T("token.never")}
		if !t.SeenAt.IsZero() {
			seen = ui.Cell{Body: ui.When(p.C.Time(t.SeenAt, p.C.Location()), t.SeenAt)}
		}
		scopes := make([]string, len(t.Scopes))
		for j, s := range t.Scopes {
			scopes[j] = string(s)
		}
		row := ui.Row{Cells: []ui.Cell{{Text: t.Name}, {Text: p.owner(t)}, {Text: strings.Join(scopes, ", ")}, {Text: p.state(t)}, seen, {Text: ""}}}
		if p.live(t) {
			row.Cells[5] = ui.Cell{Body: tokenActs(p, t)}
		}
		rows = append(rows, row)
	}
	return rows
}
