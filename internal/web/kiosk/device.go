package kiosk

import (
	"net/http"

	"jikim/internal/app"
	"jikim/internal/web/ui"
)

// homes are the pages of the machines by their kind.
var homes = map[app.DeviceKind]string{app.Kiosk: home, app.Wall: "/board", app.Door: "/door", app.Button: "/press"}

// codePage asks for the code of a machine.
type codePage struct {
	ui.Page
	Field ui.Field
	Token string // of a machine without a browser: shown once, to be put into its settings
}

func (s *Surface) askCode(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, codeView(s.codePage(w, r, "")))
}

func (s *Surface) codePage(w http.ResponseWriter, r *http.Request, fault string) codePage {
	p := codePage{Page: s.site.Frame(w, r)}
	p.Title, p.Lead = p.C.T("kiosk.device.title"), p.C.T("kiosk.device.lead")
	p.Field = ui.Field{C: p.C, Name: "code", Label: p.C.T("kiosk.device.code"), Hint: p.C.T("kiosk.device.code_hint"), Required: true, Short: true,
		Autocomplete: "one-time-code", Attrs: map[string]any{"inputmode": "numeric"}, Error: fault}
	if fault != "" {
		p.Errors = []ui.FieldError{{Field: "code", Label: p.Field.Label, Message: fault}}
	}
	return p
}

// bind binds the machine on whose browser the code was typed, and leads to what it shows.
func (s *Surface) bind(w http.ResponseWriter, r *http.Request) error {
	form, err := s.site.Form(r)
	if err != nil {
		return err
	}
	defer form.Close()
	secret, a, err := s.site.Service.BindDevice(r.Context(), s.site.Institution, form.Text("code"), s.site.Address(r).String())
	if f := app.FaultOf(err); f != nil && f.Kind == app.Login {
		p := s.codePage(w, r, ui.Choose(w, r).Catalogue().T(f.Key))
		return ui.Render(w, r, http.StatusUnprocessableEntity, codeView(p))
	}
	if err != nil {
		return err
	}
	if homes[a.DeviceKind] == "" { // it has no browser: somebody has typed its code here for it
		p := s.codePage(w, r, "")
		p.Lead, p.Token = "", secret
		return ui.Render(w, r, http.StatusOK, tokenView(p))
	}
	s.site.StartDevice(w, secret)
	http.Redirect(w, r, homes[a.DeviceKind], http.StatusSeeOther)
	return nil
}

// buttonPage is a button on a screen.
type buttonPage struct {
	view
	Desk, Key string
	Pressed   bool
}

func (s *Surface) button(w http.ResponseWriter, r *http.Request, a app.Actor) error {
	v, err := s.view(w, r, a)
	if err != nil {
		return err
	}
	p := buttonPage{view: *v, Key: s.site.Service.NewKey(), Pressed: r.URL.Query().Get("done") != ""}
	p.Home = ""
	if p.Pressed {
		p.Home, p.Idle = homes[app.Button], min(s.idle, pressedShown)
	}
	if d := v.Charter.Directory.FindDesk(a.Place.ID); d != nil {
		p.Desk = d.Name.In(v.lang())
	}
	p.Title = v.C.T("kiosk.press.title")
	return ui.Render(w, r, http.StatusOK, buttonView(p))
}

func (s *Surface) press(w http.ResponseWriter, r *http.Request, a app.Actor) error {
	form, err := s.site.Form(r)
	if err != nil {
		return err
	}
	defer form.Close()
	if _, err := s.site.Service.Press(r.Context(), a, form.Text("key")); err != nil {
		return err
	}
	http.Redirect(w, r, homes[app.Button]+"?done=1", http.StatusSeeOther)
	return nil
}
